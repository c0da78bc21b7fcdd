/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "paths.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Is path the folder or in it?  Both are whole, without "." and "..". */
static bool is_below(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	while (n > 1 && folder[n - 1] == '/')
		n--;
	if (n == 1)
		return path[0] == '/';
	return !strncmp(path, folder, n) && (path[n] == '/' || !path[n]);
}

/* As it is written, "." and ".." worked out without asking the file system; false: too long. */
static bool write_out(const char *path, char *to, size_t size)
{
	size_t used = 0;

	while (*path) {
		size_t n;

		path += strspn(path, "/");
		n = strcspn(path, "/");
		if (n == 2 && path[0] == '.' && path[1] == '.') {
			while (used && to[--used] != '/')
				;
		} else if (n && !(n == 1 && path[0] == '.')) {
			if (used + n + 2 > size)
				return false;
			to[used++] = '/';
			memcpy(to + used, path, n);
			used += n;
		}
		path += n;
	}
	if (!used)
		to[used++] = '/';
	to[used] = '\0';
	return true;
}

static bool looks_allowed(const char *path, const char *const *prefixes, size_t n)
{
	char written[PATH_MAX], folder[PATH_MAX];

	if (path[0] != '/' || !write_out(path, written, sizeof(written)))
		return false;
	for (size_t i = 0; i < n; i++)
		if (write_out(prefixes[i], folder, sizeof(folder)) && is_below(written, folder))
			return true;
	return false;
}

static bool is_allowed(const char *real, const char *const *prefixes, size_t n)
{
	bool allowed = false;

	for (size_t i = 0; i < n && !allowed; i++) {
		char *folder = realpath(prefixes[i], NULL);

		allowed = folder && is_below(real, folder);
		free(folder);
	}
	return allowed;
}

/* Where the file of a descriptor is; false: gone meanwhile, or too deep. */
static bool real_path(int fd, char link[64], char *real, size_t size)
{
	ssize_t n;

	snprintf(link, 64, "/proc/self/fd/%d", fd);
	n = readlink(link, real, size);
	if (n <= 0 || (size_t)n >= size)
		return false;
	real[n] = '\0';
	return true;
}

static int refuse(struct dt_error *err, const char *path)
{
	dt_fail(err, DT_E_REFUSED, "%s is not below a folder that requests may name", path);
	return -1;
}

/* at: found by name without being opened; nothing has happened to the file yet. */
static int open_found(int at, const char *path, enum paths_kind kind, const char *const *prefixes,
		      size_t n, char **real, struct dt_error *err)
{
	char link[64], where[PATH_MAX];
	struct stat status;
	int fd;

	if (!real_path(at, link, where, sizeof(where)) || !is_allowed(where, prefixes, n))
		return refuse(err, path);
	if (fstat(at, &status) != 0 ||
	    !(kind == PATHS_FILE ? S_ISREG(status.st_mode) : S_ISDIR(status.st_mode))) {
		dt_fail(err, DT_E_INPUT, "%s is no %s", path,
			kind == PATHS_FILE ? "file" : "folder");
		return -1;
	}
	/* the same file, whatever its name means by now */
	fd = open(link, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0) {
		dt_fail(err, DT_E_INPUT, "%s cannot be read: %s", path, strerror(errno));
		return -1;
	}
	if (real && !(*real = strdup(where))) {
		close(fd);
		dt_fail(err, DT_E_SYSTEM, "out of memory");
		return -1;
	}
	return fd;
}

int paths_open(const char *path, enum paths_kind kind, const char *const *prefixes,
	       size_t n_prefixes, char **real, struct dt_error *err)
{
	int at, fd;

	if (real)
		*real = NULL;
	if (!looks_allowed(path, prefixes, n_prefixes))
		return refuse(err, path);
	at = open(path, O_PATH | O_CLOEXEC);
	if (at < 0) {
		/* what else there is to say of folders that are closed to us is not the client's */
		if (errno != ENOENT && errno != ENOTDIR)
			return refuse(err, path);
		dt_fail(err, DT_E_INPUT, "%s is not there", path);
		return -1;
	}
	fd = open_found(at, path, kind, prefixes, n_prefixes, real, err);
	close(at);
	return fd;
}
