/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

dt_status folder_key(const char *key, struct dt_error *err)
{
	const char *at = key;

	if (!*key)
		return dt_fail(err, DT_E_CONFIG, "the key of an object is empty");
	if (*key == '/')
		return dt_fail(err, DT_E_CONFIG,
			       "the key \"%.200s\" is an absolute path; "
			       "it must be a path inside the folder of the store",
			       key);
	for (;;) {
		size_t n = strcspn(at, "/");

		if (!n || (n == 1 && at[0] == '.'))
			return dt_fail(err, DT_E_CONFIG,
				       "the key \"%.200s\" has a part that is no name", key);
		if (n == 2 && at[0] == '.' && at[1] == '.')
			return dt_fail(err, DT_E_CONFIG,
				       "the key \"%.200s\" leads out of the folder of the store",
				       key);
		if (!at[n])
			return DT_OK;
		at += n + 1;
	}
}

dt_status folder_fail(struct dt_error *err, int sys_errno, const char *what, const char *directory,
		      const char *key)
{
	const char *slash = directory[0] && directory[strlen(directory) - 1] == '/' ? "" : "/";
	bool here = !strcmp(directory, ".");

	if (err && err->status == DT_OK)
		err->sys_errno = sys_errno;
	errno = sys_errno; /* for %m, which needs no buffer of ours */
	return dt_fail(err, DT_E_SYSTEM, "cannot %s %s%s%.300s: %m", what, here ? "" : directory,
		       here ? "" : slash, key);
}

/* Opens the folder name below parent, which it closes. */
static int step(int parent, const char *name, bool create)
{
	int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
	int fd = openat(parent, name, flags);
	int sys_errno;

	if (fd < 0 && errno == ENOENT && create &&
	    (mkdirat(parent, name, 0777) == 0 || errno == EEXIST))
		fd = openat(parent, name, flags);
	/* one that we may pass through, but not list */
	if (fd < 0 && errno == EACCES)
		fd = openat(parent, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	sys_errno = errno;
	if (parent != AT_FDCWD)
		close(parent);
	errno = sys_errno;
	return fd;
}

/* Walks the folders of path, all but its last name when but_last; *last is that name. */
static int walk(int fd, const char *path, bool create, bool but_last, const char **last)
{
	char name[256];

	for (;;) {
		size_t n = strcspn(path, "/");

		if (!path[n] && but_last) {
			*last = path;
			return fd;
		}
		if (n >= sizeof(name)) {
			if (fd != AT_FDCWD)
				close(fd);
			errno = ENAMETOOLONG;
			return -1;
		}
		if (n) {
			memcpy(name, path, n);
			name[n] = '\0';
			fd = step(fd, name, create);
			if (fd < 0)
				return -1;
		}
		if (!path[n])
			return fd;
		path += n + 1;
	}
}

int folder_open(const char *directory, const char *key, bool create, const char **name)
{
	int fd = AT_FDCWD;

	if (*directory == '/')
		fd = step(AT_FDCWD, "/", false);
	else
		fd = step(AT_FDCWD, ".", false);
	if (fd >= 0)
		fd = walk(fd, directory, create, false, NULL);
	if (fd >= 0)
		fd = walk(fd, key, create, true, name);
	return fd;
}

/* ---- get, has -------------------------------------------------------------- */

static dt_status copy_out(const struct dt_call *call, int fd, const char *key,
			  const struct dt_stream *to, struct dt_error *err)
{
	const struct folder_options *options = call->self;
	size_t room = 256 * 1024;
	char *buffer = malloc(room);
	dt_status status = DT_OK;

	if (!buffer)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for reading %.300s", key);
	while (!status) {
		ssize_t n = read(fd, buffer, room);
		ssize_t done = 0;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			status = folder_fail(err, errno, "read", options->directory, key);
		if (n <= 0)
			break;
		while (done < n && !status) {
			int64_t moved = to->move(to->ctx, buffer + done, (size_t)(n - done), err);

			if (moved <= 0)
				status =
					dt_fail(err, DT_E_BUG,
						"the reader of %.300s stopped before its end", key);
			else
				done += moved;
		}
		if (!status && call->host->cancelled(call))
			status = dt_fail(err, DT_E_CANCELLED, "cancelled");
	}
	free(buffer);
	return status;
}

dt_status folder_get(const struct dt_call *call, const char *key, const struct dt_stream *to,
		     struct dt_error *err)
{
	const struct folder_options *options = call->self;
	dt_status status = folder_key(key, err);
	struct stat about;
	const char *name;
	int folder, fd, sys_errno;

	if (status)
		return status;
	folder = folder_open(options->directory, key, false, &name);
	if (folder < 0)
		return folder_fail(err, errno, "read", options->directory, key);
	fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	sys_errno = errno;
	close(folder);
	if (fd < 0)
		return folder_fail(err, sys_errno, "read", options->directory, key);
	if (fstat(fd, &about) == 0 && !S_ISREG(about.st_mode))
		status = folder_fail(err, S_ISDIR(about.st_mode) ? EISDIR : EINVAL, "read",
				     options->directory, key);
	else
		status = copy_out(call, fd, key, to, err);
	close(fd);
	return status;
}

dt_status folder_has(const struct dt_call *call, const char *key, bool *found, struct dt_error *err)
{
	const struct folder_options *options = call->self;
	dt_status status = folder_key(key, err);
	struct stat about;
	const char *name;
	int folder, result;

	*found = false;
	if (status)
		return status;
	folder = folder_open(options->directory, key, false, &name);
	if (folder < 0 && (errno == ENOENT || errno == ENOTDIR))
		return DT_OK;
	if (folder < 0)
		return folder_fail(err, errno, "look for", options->directory, key);
	result = fstatat(folder, name, &about, 0);
	if (result < 0 && errno != ENOENT)
		status = folder_fail(err, errno, "look for", options->directory, key);
	else
		*found = result == 0 && S_ISREG(about.st_mode);
	close(folder);
	return status;
}
