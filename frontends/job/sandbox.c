/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Limits, and what a process gives up about itself. */
#include "config.h"

#include "sandbox.h"
#include "sandbox_parts.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Libraries, fonts and the document are mapped from files; an arena of malloc reserves before it
 * uses. */
static const uint64_t MAPPED_MORE = UINT64_C(2) << 30;

dt_status sandbox_fail(struct dt_error *err, int number, const char *format, const char *what)
{
	char text[300];

	snprintf(text, sizeof(text), format, what);
	dt_fail(err, DT_E_SYSTEM, "%s: %s", text, strerror(number));
	err->sys_errno = number;
	return err->status;
}

/* ---- limits ------------------------------------------------------------------------------- */

/* Threads of this user, which is what the kernel counts. */
static uint64_t count_threads(void)
{
	DIR *folder = opendir("/proc");
	const struct dirent *entry;
	uint64_t n = 0;

	while (folder && (entry = readdir(folder))) {
		char path[300], text[2048];
		const char *line;
		struct stat info;
		ssize_t got;
		int file;

		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		snprintf(path, sizeof(path), "/proc/%s/status", entry->d_name);
		file = open(path, O_RDONLY | O_CLOEXEC);
		if (file < 0)
			continue;
		got = fstat(file, &info) || info.st_uid != getuid()
			      ? 0
			      : read(file, text, sizeof(text) - 1);
		close(file);
		text[got > 0 ? got : 0] = '\0';
		line = strstr(text, "\nThreads:");
		n += line ? strtoull(line + 9, NULL, 10) : 0;
	}
	if (folder)
		closedir(folder);
	return n;
}

/* hard_more: between the signal that can be told apart and the end. */
static dt_status limit(pid_t pid, int what, const char *name, uint64_t bound, uint64_t hard_more,
		       struct dt_error *err)
{
	struct rlimit now, set;

	if (prlimit(pid, (__rlimit_resource_t)what, NULL, &now))
		return sandbox_fail(err, errno, "cannot read the limit of %s", name);
	set.rlim_cur = bound < now.rlim_max ? (rlim_t)bound : now.rlim_max;
	set.rlim_max =
		bound + hard_more < now.rlim_max ? (rlim_t)(bound + hard_more) : now.rlim_max;
	if (prlimit(pid, (__rlimit_resource_t)what, &set, NULL))
		return sandbox_fail(err, errno, "cannot set the limit of %s", name);
	return DT_OK;
}

dt_status sandbox_limits(pid_t pid, const struct sandbox_limits *limits, struct dt_error *err)
{
	dt_status status = limit(pid, RLIMIT_CORE, "core files", 0, 0, err);

	if (status == DT_OK && limits->memory && !SANDBOX_UNDER_SANITIZER) {
		status = limit(pid, RLIMIT_DATA, "memory", limits->memory, 0, err);
		if (status == DT_OK)
			status = limit(pid, RLIMIT_AS, "mapped memory",
				       limits->memory + MAPPED_MORE, 0, err);
	}
	if (status == DT_OK && limits->cpu_s)
		status = limit(pid, RLIMIT_CPU, "CPU time", limits->cpu_s, 2, err);
	if (status == DT_OK && limits->file_bytes)
		status = limit(pid, RLIMIT_FSIZE, "file size", limits->file_bytes, 0, err);
	if (status == DT_OK && limits->files)
		status = limit(pid, RLIMIT_NOFILE, "descriptors", limits->files, 0, err);
	if (status == DT_OK && limits->processes)
		status = limit(pid, RLIMIT_NPROC, "processes", count_threads() + limits->processes,
			       0, err);
	return status;
}

/* ---- privileges ----------------------------------------------------------------------------- */

/* Of root: to read files of others is what an input in a mounted folder may need; where, is for
 * Landlock to say. */
static void drop_capabilities(void)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };
	const uint32_t kept = 1u << CAP_DAC_OVERRIDE | 1u << CAP_DAC_READ_SEARCH;

	if (syscall(SYS_capget, &header, data))
		return;
	for (unsigned long i = 0; i <= CAP_LAST_CAP; i++)
		if (i > 31 || !(kept >> i & 1))
			prctl(PR_CAPBSET_DROP, i, 0, 0, 0);
	data[0].effective &= kept;
	data[0].permitted &= kept;
	data[0].inheritable = data[1].effective = data[1].permitted = data[1].inheritable = 0;
	syscall(SYS_capset, &header, data);
}

static dt_status follow_parent(struct dt_error *err)
{
	const char *parent = getenv(SANDBOX_PARENT);

	if (!parent)
		return DT_OK;
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0))
		return sandbox_fail(err, errno, "%s", "cannot be made to end with the server");
	/* it may have gone before */
	if (strtol(parent, NULL, 10) != getppid())
		return dt_fail(err, DT_E_UNAVAILABLE, "the server that has started this is gone");
	return DT_OK;
}

/* ---- a crash for lack of memory ------------------------------------------------------------- */

/* Of /proc/self/statm in pages: size, resident, shared, text, library, data.  Only calls that a
 * signal handler may make. */
static bool is_out_of_memory(void)
{
	struct rlimit limit;
	unsigned long long data = 0;
	unsigned field = 0;
	char text[200];
	ssize_t got;
	int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);

	got = file < 0 ? 0 : read(file, text, sizeof(text));
	if (file >= 0)
		close(file);
	for (ssize_t i = 0; i < got; i++) {
		if (text[i] == ' ')
			field++;
		else if (field == 5 && text[i] >= '0' && text[i] <= '9')
			data = data * 10 + (unsigned long long)(text[i] - '0');
	}
	if (getrlimit(RLIMIT_DATA, &limit) || limit.rlim_cur == RLIM_INFINITY)
		return false;
	return data * (unsigned long long)sysconf(_SC_PAGESIZE) >= limit.rlim_cur / 16 * 15;
}

/* Crashes at the bound are for lack of memory: some library has not looked at what malloc said.
 * Else the signal comes again, with nobody to take it. */
static void crashed(int number)
{
	if (is_out_of_memory())
		_exit(SANDBOX_EXIT_MEMORY);
	signal(number, SIG_DFL);
	raise(number);
}

static void watch_memory(void)
{
	static const int numbers[] = { SIGSEGV, SIGBUS, SIGABRT };
	struct sigaction action = { .sa_handler = crashed, .sa_flags = SA_NODEFER };

	sigemptyset(&action.sa_mask);
	if (!SANDBOX_UNDER_SANITIZER)
		for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
			sigaction(numbers[i], &action, NULL);
}

dt_status sandbox_begin(struct dt_error *err)
{
	if (follow_parent(err) != DT_OK)
		return err->status;
	drop_capabilities();
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return sandbox_fail(err, errno, "%s", "cannot give up privileges");
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		return sandbox_fail(err, errno, "%s", "cannot hide its memory");
	watch_memory();
	return DT_OK;
}

const char *sandbox_lacks(unsigned i)
{
	const char *const parts[] = { sandbox_calls_lack(), sandbox_files_lack() };

	for (size_t k = 0; k < sizeof(parts) / sizeof(parts[0]); k++)
		if (parts[k] && !i--)
			return parts[k];
	return NULL;
}
