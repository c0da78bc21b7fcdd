/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Landlock: which files a process may see.  By raw system calls, since no C library has them, and
 * by numbers of our own, since headers are older than kernels.
 */
#include "config.h"

#include "sandbox.h"
#include "sandbox_parts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Rights, with the version of the interface that has them first (landlock(7)). */
enum {
	EXECUTE = 1 << 0,
	WRITE_FILE = 1 << 1,
	READ_FILE = 1 << 2,
	READ_DIR = 1 << 3,
	VERSION_1 = (1 << 13) - 1,
	MAKE_DEVICES = 1 << 6 | 1 << 11,
	REFER = 1 << 13,     /* 2 */
	TRUNCATE = 1 << 14,  /* 3 */
	IOCTL_DEV = 1 << 15, /* 5 */
	OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV,
	TO_READ = EXECUTE | READ_FILE | READ_DIR,
	TO_WRITE = (VERSION_1 & ~MAKE_DEVICES & ~EXECUTE) | REFER | TRUNCATE,
	TCP = 1 << 0 | 1 << 1,	/* 4: bind, connect */
	SCOPE = 1 << 0 | 1 << 1 /* 6: abstract sockets, signals */
};
enum { CREATE_RULESET = 444, ADD_RULE = 445, RESTRICT_SELF = 446, ASK_VERSION = 1, BENEATH = 1 };

struct ruleset {
	uint64_t files, network, scope;
};

struct beneath {
	uint64_t allowed;
	int32_t folder;
} __attribute__((packed));

/* ---- paths ------------------------------------------------------------------------------ */

struct sandbox_path {
	char *path;
	uint32_t rights;
	bool resolved; /* no links are followed */
};

struct sandbox_paths {
	struct sandbox_path *at;
	size_t n;
	bool short_of_memory;
};

struct sandbox_paths *sandbox_paths_new(void)
{
	return calloc(1, sizeof(struct sandbox_paths));
}

void sandbox_paths_free(struct sandbox_paths *paths)
{
	for (size_t i = 0; paths && i < paths->n; i++)
		free(paths->at[i].path);
	if (paths)
		free(paths->at);
	free(paths);
}

static void add(struct sandbox_paths *paths, const char *path, size_t length, uint32_t rights)
{
	struct sandbox_path *at;
	char *copy;

	if (!length)
		return;
	at = realloc(paths->at, (paths->n + 1) * sizeof(*at));
	copy = strndup(path, length);
	if (at)
		paths->at = at;
	if (at && copy)
		at[paths->n++] = (struct sandbox_path){ copy, rights, false };
	else
		free(copy);
	paths->short_of_memory |= !at || !copy;
}

/* Where plugins are links to where they were built. */
static void add_links(struct sandbox_paths *paths, const char *folder, size_t length)
{
	char *name = strndup(folder, length);
	DIR *open_folder = name ? opendir(name) : NULL;
	const struct dirent *entry;

	while (open_folder && (entry = readdir(open_folder))) {
		char *path = NULL;

		if (entry->d_type != DT_LNK || asprintf(&path, "%s/%s", name, entry->d_name) < 0)
			continue;
		add(paths, path, strlen(path), TO_READ);
		free(path);
	}
	if (open_folder)
		closedir(open_folder);
	free(name);
}

void sandbox_read(struct sandbox_paths *paths, const char *path)
{
	while (path && *path) {
		size_t length = strcspn(path, ":");

		add(paths, path, length, TO_READ);
		add_links(paths, path, length);
		path += length + (path[length] == ':');
	}
}

static int open_without_links(const char *path)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_NO_SYMLINKS };

	return (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof(how));
}

bool sandbox_leads_through_link(const char *path)
{
	int place = open_without_links(path);

	if (place >= 0)
		close(place);
	return place < 0 && errno == ELOOP;
}

void sandbox_read_resolved(struct sandbox_paths *paths, const char *path)
{
	size_t before = paths->n;

	add(paths, path, strlen(path), TO_READ);
	if (paths->n > before)
		paths->at[before].resolved = true;
}

void sandbox_write(struct sandbox_paths *paths, const char *path)
{
	if (path)
		add(paths, path, strlen(path), TO_READ | TO_WRITE);
}

static void read_at_home(struct sandbox_paths *paths, const char *below)
{
	const char *home = getenv("HOME");
	char *path = NULL;

	if (home && *home && asprintf(&path, "%s/%s", home, below) >= 0)
		add(paths, path, strlen(path), TO_READ);
	free(path);
}

/* Of the program itself: a build folder, or where it is installed. */
static void read_own(struct sandbox_paths *paths)
{
	char path[4096];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path));

	while (length > 0 && path[--length] != '/')
		;
	if (length > 0)
		add(paths, path, (size_t)length, TO_READ);
	/* in a build folder these are links to where they are written */
	if (length > 0 && (size_t)length + sizeof("/pipelines") < sizeof(path)) {
		memcpy(path + length, "/pipelines", sizeof("/pipelines"));
		add_links(paths, path, strlen(path));
	}
}

void sandbox_usual(struct sandbox_paths *paths, uint32_t flags)
{
	static const char *const folders[] = { "/usr",
					       "/lib",
					       "/lib64",
					       "/bin",
					       "/sbin",
					       "/opt",
					       "/var/cache/fontconfig",
					       "/etc/fonts",
					       "/etc/ssl",
					       "/etc/pki",
					       "/etc/ca-certificates",
					       "/etc/alternatives",
					       "/etc/ld.so.cache",
					       "/etc/ld.so.conf",
					       "/etc/ld.so.conf.d",
					       "/etc/ld.so.preload",
					       "/etc/localtime",
					       "/etc/timezone",
					       "/etc/passwd",
					       "/etc/group",
					       "/etc/nsswitch.conf",
					       "/etc/resolv.conf",
					       "/run/systemd/resolve",
					       "/etc/hosts",
					       "/etc/host.conf",
					       "/etc/gai.conf",
					       "/etc/services",
					       "/etc/protocols",
					       "/run/secrets",
					       "/sys/devices/system/cpu",
					       "/proc/self",
					       "/proc/cpuinfo",
					       "/proc/meminfo",
					       "/proc/stat",
					       "/proc/sys/kernel",
					       "/proc/sys/vm",
					       "/dev/urandom",
					       "/dev/random",
					       "/dev/zero" };
	static const char *const variables[] = { "LD_LIBRARY_PATH",
						 "DT_PLUGIN_PATH",
						 "DT_PIPELINE_PATH",
						 "APERTIUM_PATH",
						 "APERTIUM_DATADIR",
						 "FONTCONFIG_PATH",
						 "FONTCONFIG_FILE",
						 "SSL_CERT_FILE",
						 "SSL_CERT_DIR",
						 "CURL_CA_BUNDLE",
						 "AWS_SHARED_CREDENTIALS_FILE",
						 "AWS_CONFIG_FILE",
						 "AWS_WEB_IDENTITY_TOKEN_FILE",
						 "GOOGLE_APPLICATION_CREDENTIALS" };
	const char *temporary = getenv("TMPDIR");

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		add(paths, folders[i], strlen(folders[i]), TO_READ);
	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++)
		sandbox_read(paths, getenv(variables[i]));
	read_own(paths);
	read_at_home(paths, ".fonts");
	read_at_home(paths, ".fonts.conf");
	read_at_home(paths, ".local/share/fonts");
	read_at_home(paths, ".config/fontconfig");
	read_at_home(paths, ".cache/fontconfig");
	if (flags & SANDBOX_NETWORK)
		read_at_home(paths, ".aws");
	if (flags & SANDBOX_PROGRAMS)
		sandbox_read(paths, getenv("PATH"));
	if (flags & SANDBOX_PROGRAMS && flags & SANDBOX_NETWORK)
		add(paths, "/", 1, TO_READ);
	sandbox_write(paths, temporary && *temporary ? temporary : NULL);
	add(paths, "/dev/null", 9, TO_READ | TO_WRITE);
}

/* ---- rules ---------------------------------------------------------------------------------- */

static int kernel_version(void)
{
	long version = syscall(CREATE_RULESET, NULL, (size_t)0, (uint32_t)ASK_VERSION);

	return version < 0 ? 0 : (int)version;
}

static struct ruleset handled(int version, uint32_t flags, size_t *size)
{
	struct ruleset rules = { VERSION_1, 0, 0 };

	rules.files |= version >= 2 ? REFER : 0;
	rules.files |= version >= 3 ? TRUNCATE : 0;
	rules.files |= version >= 5 ? IOCTL_DEV : 0;
	if (version >= 4 && !(flags & SANDBOX_NETWORK))
		rules.network = TCP;
	if (version >= 6)
		rules.scope = SCOPE;
	*size = version >= 6 ? sizeof(rules) : version >= 4 ? 16 : 8;
	return rules;
}

static int open_place(const struct sandbox_path *path)
{
	return path->resolved ? open_without_links(path->path)
			      : open(path->path, O_PATH | O_CLOEXEC);
}

static dt_status open_path(int ruleset, const struct ruleset *rules,
			   const struct sandbox_path *path, struct dt_error *err)
{
	struct beneath rule = { path->rights & rules->files, 0 };
	struct stat info;
	int fault = 0;

	rule.folder = open_place(path);
	if (rule.folder < 0)
		return DT_OK;
	if (fstat(rule.folder, &info) || !S_ISDIR(info.st_mode))
		rule.allowed &= OF_FILES;
	if (syscall(ADD_RULE, ruleset, BENEATH, &rule, (uint32_t)0))
		fault = errno;
	close(rule.folder);
	/* pipes and the like, without a place in a file system */
	return fault && fault != EBADFD
		       ? sandbox_fail(err, fault, "cannot leave %s open", path->path)
		       : DT_OK;
}

dt_status sandbox_files(const struct sandbox_paths *paths, uint32_t flags, struct dt_error *err)
{
	int version = kernel_version(), ruleset;
	dt_status status = DT_OK;
	struct ruleset rules;
	size_t size;

	if (!paths || paths->short_of_memory)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the paths of the sandbox");
	if (!version)
		return DT_OK;
	rules = handled(version, flags, &size);
	ruleset = (int)syscall(CREATE_RULESET, &rules, size, (uint32_t)0);
	if (ruleset < 0)
		return sandbox_fail(err, errno, "%s", "cannot make rules for files");
	for (size_t i = 0; i < paths->n && status == DT_OK; i++)
		status = open_path(ruleset, &rules, &paths->at[i], err);
	if (status == DT_OK && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		status = sandbox_fail(err, errno, "%s", "cannot give up privileges");
	if (status == DT_OK && syscall(RESTRICT_SELF, ruleset, (uint32_t)0))
		status = sandbox_fail(err, errno, "%s", "cannot put on the rules for files");
	close(ruleset);
	return status;
}

const char *sandbox_files_lack(void)
{
	return kernel_version() ? NULL
				: "this kernel has no Landlock: jobs can read what this user can";
}
