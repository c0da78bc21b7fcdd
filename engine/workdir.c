/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "str.h"
#include "workdir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PREFIX "doctranslate-job-"
/* Between making a folder and locking it nobody may take it for a dead one: seconds. */
#define YOUNG 60

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	(void)remove(path);
	return 0;
}

static void remove_tree(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

static int lock_folder(int at, const char *path)
{
	int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* Is it ours, old enough, and held by nobody?  It is locked then, until fd is closed. */
static bool is_left(int at, const char *name, int *fd)
{
	struct stat st;

	if (strncmp(name, PREFIX, strlen(PREFIX)) != 0 ||
	    fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISDIR(st.st_mode) ||
	    st.st_uid != geteuid() || st.st_mtime > time(NULL) - YOUNG)
		return false;
	*fd = lock_folder(at, name);
	return *fd >= 0;
}

static void sweep(const char *base)
{
	DIR *dir = opendir(base);
	struct dirent *entry;
	struct str path = STR_EMPTY;
	int fd;

	while (dir && (entry = readdir(dir))) {
		if (!is_left(dirfd(dir), entry->d_name, &fd))
			continue;
		str_addf(&path, "%s/%s", base, entry->d_name);
		if (!path.failed)
			remove_tree(path.at);
		str_finish(&path);
		close(fd);
	}
	if (dir)
		closedir(dir);
}

char *workdir_make(int *lock, struct dt_error *err)
{
	const char *base = getenv("TMPDIR");
	struct str path = STR_EMPTY;

	base = base && *base ? base : "/tmp";
	sweep(base);
	str_addf(&path, "%s/" PREFIX "XXXXXX", base);
	if (!path.failed && mkdtemp(path.at)) {
		*lock = lock_folder(AT_FDCWD, path.at);
		return str_take(&path);
	}
	err->sys_errno = errno;
	dt_fail(err, DT_E_SYSTEM, "cannot make a folder for temporary files in %s: %s", base,
		strerror(errno));
	str_finish(&path);
	return NULL;
}

void workdir_remove(char *path, int lock)
{
	if (!path)
		return;
	remove_tree(path);
	if (lock >= 0)
		close(lock);
	free(path);
}
