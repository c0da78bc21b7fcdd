/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "place.h"

#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

static char *join(const char *a, const char *b)
{
	char *both = NULL;

	return asprintf(&both, "%s%s", a, b) < 0 ? NULL : both;
}

/* ---- the user's own -------------------------------------------------------------- */

/* Can a file be made there, if need be with the folders above it? */
static bool can_be_made(const char *path)
{
	char *folder = strdup(path), *slash;
	bool good = false;

	while (folder && (slash = strrchr(folder, '/')) && slash > folder) {
		*slash = '\0';
		if (access(folder, F_OK))
			continue;
		good = access(folder, W_OK) == 0;
		break;
	}
	free(folder);
	return good;
}

/* The home that the list of users has, for a process without HOME. */
static char *listed_home(void)
{
	char room[4096], *home = NULL;
	struct passwd user, *found = NULL;

	if (!getpwuid_r(getuid(), &user, room, sizeof(room), &found) && found && found->pw_dir)
		home = strdup(found->pw_dir);
	return home;
}

/* A folder in a place where everybody may write must be ours. */
static char *common_place(void)
{
	char folder[64];
	struct stat facts;

	snprintf(folder, sizeof(folder), "/var/tmp/doctranslate-%lu", (unsigned long)getuid());
	mkdir(folder, 0700);
	if (lstat(folder, &facts) || !S_ISDIR(facts.st_mode) || facts.st_uid != getuid() ||
	    facts.st_mode & 022)
		return NULL;
	return join(folder, "/memory.sqlite");
}

char *place_memory(void)
{
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
	char *listed, *path;

	if (data && data[0] == '/')
		return join(data, "/doctranslate/memory.sqlite");
	path = home && home[0] == '/' ? join(home, "/.local/share/doctranslate/memory.sqlite")
				      : NULL;
	if (path && (access(path, R_OK) == 0 || can_be_made(path)))
		return path;
	free(path);
	listed = listed_home();
	path = listed ? join(listed, "/.local/share/doctranslate/memory.sqlite") : NULL;
	free(listed);
	if (path && can_be_made(path))
		return path;
	free(path);
	return common_place();
}

char *place_journal(const char *memory)
{
	static const char end[] = ".sqlite";
	size_t n = strlen(memory), cut = sizeof(end) - 1;
	char *path = NULL;

	if (n > cut && !strcmp(memory + n - cut, end))
		n -= cut;
	return asprintf(&path, "%.*s.jobs%s", (int)n, memory, end) < 0 ? NULL : path;
}

void place_make_folders(const char *path)
{
	char *copy = strdup(path);

	for (char *at = copy ? strchr(copy + 1, '/') : NULL; at; at = strchr(at + 1, '/')) {
		*at = '\0';
		mkdir(copy, 0700);
		*at = '/';
	}
	free(copy);
}

/* ---- file systems ------------------------------------------------------------------ */

bool place_magic_is_network(unsigned long magic)
{
	/* linux/magic.h, and of file systems that are not in it: nfs, smb, cifs, smb2, fuse, afs
	 * (two), 9p, ceph, lustre, gpfs, ocfs2, coda, gfs2, virtiofs is fuse, vboxsf */
	static const unsigned long known[] = {
		0x6969,	    0x517b,	0xff534d42, 0xfe534d42, 0x65735546,
		0x5346414f, 0x6b414653, 0x01021997, 0x00c36400, 0x0bd00bd0,
		0x47504653, 0x7461636f, 0x73757245, 0x01161970, 0x786f4256,
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if ((magic & 0xffffffffu) == known[i])
			return true;
	return false;
}

bool place_on_network(const char *path)
{
	char *folder = strdup(path), *slash;
	struct statfs facts;
	bool network = false;

	if (!folder)
		return false;
	while (statfs(*folder ? folder : ".", &facts) && *folder) {
		slash = strrchr(folder, '/');
		if (slash == folder && slash[1])
			slash++;
		else if (!slash)
			slash = folder;
		*slash = '\0';
	}
	if (!statfs(*folder ? folder : ".", &facts))
		network = place_magic_is_network((unsigned long)facts.f_type);
	free(folder);
	return network;
}

/* ---- what is damaged ------------------------------------------------------------------ */

static void move_beside(const char *from, const char *to, const char *end)
{
	char *a = join(from, end), *b = join(to, end);

	if (a && b)
		rename(a, b);
	free(a);
	free(b);
}

char *place_set_aside(const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	struct stat held, there;
	time_t now = time(NULL);
	struct tm date;
	char when[40], *aside = NULL;

	/* of two processes that find it out at once, the second must not move the new file */
	if (file < 0 || flock(file, LOCK_EX) || fstat(file, &held) || stat(path, &there) ||
	    held.st_ino != there.st_ino || held.st_dev != there.st_dev || !gmtime_r(&now, &date))
		goto done;
	strftime(when, sizeof(when), "%Y%m%dT%H%M%SZ", &date);
	if (asprintf(&aside, "%s.damaged-%s-%ld", path, when, (long)getpid()) < 0)
		aside = NULL;
	if (aside && rename(path, aside)) {
		free(aside);
		aside = NULL;
	} else if (aside) {
		move_beside(path, aside, "-wal");
		move_beside(path, aside, "-shm");
		move_beside(path, aside, "-journal");
	}
done:
	if (file >= 0)
		close(file);
	return aside;
}

char *place_uri(const char *path, const char *end)
{
	size_t room = 3 * strlen(path) + strlen(end) + 8, n = 5;
	char *uri = malloc(room);

	if (!uri)
		return NULL;
	memcpy(uri, "file:", 5);
	for (; *path; path++)
		if (strchr("?#%", *path))
			n += (size_t)snprintf(uri + n, room - n, "%%%02X", (unsigned char)*path);
		else
			uri[n++] = *path;
	memcpy(uri + n, end, strlen(end) + 1);
	return uri;
}
