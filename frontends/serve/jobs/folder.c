/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

/* A tree that a job has written is flat; one that is deeper than this is somebody's joke. */
enum { MOST_DEEP = 32 };

char *path_join(const char *folder, const char *name)
{
	size_t a = strlen(folder), b = strlen(name);
	char *path = malloc(a + b + 2);

	if (!path)
		return NULL;
	memcpy(path, folder, a);
	if (!a || path[a - 1] != '/')
		path[a++] = '/';
	memcpy(path + a, name, b + 1);
	return path;
}

bool uuid_make(char id[40])
{
	unsigned char r[16];

	if (getrandom(r, sizeof r, 0) != (ssize_t)sizeof r)
		return false;
	r[6] = (unsigned char)(0x40 | (r[6] & 0x0f));
	r[8] = (unsigned char)(0x80 | (r[8] & 0x3f));
	snprintf(id, 40, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
		 r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9], r[10], r[11], r[12],
		 r[13], r[14], r[15]);
	return true;
}

bool uuid_is(const char *id)
{
	for (size_t i = 0; i < 36; i++) {
		if (i == 8 || i == 13 || i == 18 || i == 23) {
			if (id[i] != '-')
				return false;
		} else if (!(id[i] >= '0' && id[i] <= '9') && !(id[i] >= 'a' && id[i] <= 'f')) {
			return false; /* also at the end of a text that is too short */
		}
	}
	return !id[36];
}

static dt_status fail_errno(struct dt_error *err, const char *what, const char *path)
{
	int was = errno;

	err->sys_errno = was;
	return dt_fail(err, was == ENOSPC || was == EDQUOT ? DT_E_LIMIT : DT_E_SYSTEM, "%s %s: %s",
		       what, path, strerror(was));
}

dt_status folder_need(const char *path, struct dt_error *err)
{
	char *copy = strdup(path);
	dt_status status = DT_OK;

	if (!copy)
		return dt_fail(err, DT_E_LIMIT, "no memory for the name of a folder");
	for (char *p = copy + 1;; p++) {
		char was = *p;

		if (was && was != '/')
			continue;
		*p = '\0';
		if (mkdir(copy, 0700) && errno != EEXIST) {
			status = fail_errno(err, "cannot make the folder", copy);
			break;
		}
		*p = was;
		if (!was)
			break;
	}
	free(copy);
	return status;
}

dt_status folder_make(const char *root, const char *id, struct dt_error *err)
{
	static const char *const parts[] = { "", "/input", "/output", "/pages" };

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		char name[64];
		char *path;
		dt_status status = DT_OK;

		snprintf(name, sizeof name, "%.40s%s", id, parts[i]);
		path = path_join(root, name);
		if (!path)
			return dt_fail(err, DT_E_LIMIT, "no memory for the name of a folder");
		if (mkdir(path, 0700))
			status = fail_errno(err, "cannot make the folder", path);
		free(path);
		if (status)
			return status;
	}
	return DT_OK;
}

static bool copy_all(int from, int to)
{
	char buffer[65536];
	ssize_t n;

	while ((n = read(from, buffer, sizeof buffer)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		for (ssize_t at = 0, m; at < n; at += m) {
			m = write(to, buffer + at, (size_t)(n - at));
			if (m < 0 && errno == EINTR)
				m = 0;
			else if (m < 0)
				return false;
		}
	}
	return true;
}

/* Between two file systems there is no rename. */
static bool move_by_copy(const char *from, const char *to)
{
	int in = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), out;
	bool fine;

	if (in < 0)
		return false;
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	fine = out >= 0 && copy_all(in, out);
	if (out >= 0 && close(out))
		fine = false;
	close(in);
	if (fine)
		unlink(from);
	return fine;
}

/* What is said to be taken is on the disk. */
static bool synced(const char *path, uint64_t *bytes)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	bool fine;

	if (fd < 0)
		return false;
	fine = !fstat(fd, &st) && !fdatasync(fd);
	close(fd);
	if (fine)
		*bytes = (uint64_t)st.st_size;
	return fine;
}

dt_status folder_take(const char *root, const char *id, const char *document, char **path,
		      uint64_t *bytes, struct dt_error *err)
{
	char name[80];
	char *to;

	snprintf(name, sizeof name, "%.40s/input/document.pdf", id);
	to = path_join(root, name);
	if (!to)
		return dt_fail(err, DT_E_LIMIT, "no memory for the name of a file");
	if ((rename(document, to) && (errno != EXDEV || !move_by_copy(document, to))) ||
	    !synced(to, bytes)) {
		dt_status status = fail_errno(err, "cannot take the document to", to);

		free(to);
		return status;
	}
	*path = to;
	return DT_OK;
}

static void empty(int fd, int deep);

static void remove_at(int at, const char *name, int deep)
{
	int fd;

	if (!unlinkat(at, name, 0) || (errno != EISDIR && errno != EPERM) || deep > MOST_DEEP)
		return;
	fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0)
		empty(fd, deep + 1);
	unlinkat(at, name, AT_REMOVEDIR);
}

/* Closes fd. */
static void empty(int fd, int deep)
{
	DIR *dir = fdopendir(fd);
	struct dirent *entry;

	if (!dir) {
		close(fd);
		return;
	}
	while ((entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			remove_at(dirfd(dir), entry->d_name, deep);
	closedir(dir);
}

void folder_remove(const char *path)
{
	remove_at(AT_FDCWD, path, 0);
}

static uint64_t bytes_of(int fd, int deep)
{
	DIR *dir = fdopendir(fd);
	struct dirent *entry;
	uint64_t sum = 0;
	struct stat st;

	if (!dir) {
		close(fd);
		return 0;
	}
	while ((entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..") ||
		    fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW))
			continue;
		if (S_ISDIR(st.st_mode) && deep < MOST_DEEP) {
			int inner = openat(dirfd(dir), entry->d_name,
					   O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

			sum += inner < 0 ? 0 : bytes_of(inner, deep + 1);
		} else if (S_ISREG(st.st_mode)) {
			sum += (uint64_t)st.st_blocks * 512;
		}
	}
	closedir(dir);
	return sum;
}

uint64_t folder_bytes(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return fd < 0 ? 0 : bytes_of(fd, 0);
}
