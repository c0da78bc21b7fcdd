/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

struct put {
	const struct dt_call *call;
	const struct dt_stream *from;
	const char *directory, *key;
	struct dt_error *err;
	const char *name; /* of the object, in folder */
	int folder;
	char part[40]; /* name of the file while it is written; empty: none */
};

static dt_status put_fail(struct put *put, int sys_errno)
{
	return folder_fail(put->err, sys_errno, "write", put->directory, put->key);
}

static dt_status put_exists(struct put *put)
{
	bool here = !strcmp(put->directory, ".");

	return dt_fail(put->err, DT_E_REFUSED, "%s%s%.300s is there already and is not replaced",
		       here ? "" : put->directory, here ? "" : "/", put->key);
}

/* A new empty file of a name that nobody has. */
static int create_part(struct put *put)
{
	for (int tries = 0; tries < 100; tries++) {
		uint64_t random;
		int fd;

		if (getrandom(&random, sizeof(random), 0) != (ssize_t)sizeof(random))
			return -1;
		snprintf(put->part, sizeof(put->part), ".doctranslate-%016llx",
			 (unsigned long long)random);
		fd = openat(put->folder, put->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		if (fd >= 0 || errno != EEXIST) {
			if (fd < 0)
				put->part[0] = '\0';
			return fd;
		}
	}
	put->part[0] = '\0';
	return -1;
}

static dt_status write_all(struct put *put, int fd, const char *at, size_t n)
{
	while (n) {
		ssize_t written = write(fd, at, n);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return put_fail(put, errno);
		at += written;
		n -= (size_t)written;
	}
	return DT_OK;
}

static dt_status copy_in(struct put *put, int fd)
{
	size_t room = 256 * 1024;
	char *buffer = malloc(room);
	dt_status status = DT_OK;

	if (!buffer)
		return dt_fail(put->err, DT_E_SYSTEM, "out of memory for writing %.300s", put->key);
	while (!status) {
		int64_t n = put->from->move(put->from->ctx, buffer, room, put->err);

		if (n < 0)
			status = dt_fail(put->err, DT_E_BUG, "the source of %.300s gave no reason",
					 put->key);
		if (n <= 0)
			break;
		status = write_all(put, fd, buffer, (size_t)n);
		if (!status && put->call->host->cancelled(put->call))
			status = dt_fail(put->err, DT_E_CANCELLED, "cancelled");
	}
	free(buffer);
	return status;
}

/* Gives the written file its name, if nothing has it. */
static dt_status name_new(struct put *put)
{
	if (renameat2(put->folder, put->part, put->folder, put->name, RENAME_NOREPLACE) == 0) {
		put->part[0] = '\0';
		return DT_OK;
	}
	if (errno == EEXIST)
		return put_exists(put);
	if (errno != EINVAL && errno != ENOSYS)
		return put_fail(put, errno);
	/* A file system without that call: a second name cannot replace anything. */
	if (linkat(put->folder, put->part, put->folder, put->name, 0) == 0)
		return DT_OK;
	return errno == EEXIST ? put_exists(put) : put_fail(put, errno);
}

static dt_status name_it(struct put *put, uint32_t flags)
{
	if (flags & DT_PUT_NO_REPLACE)
		return name_new(put);
	if (renameat(put->folder, put->part, put->folder, put->name) < 0)
		return put_fail(put, errno);
	put->part[0] = '\0';
	return DT_OK;
}

/* The name is in the folder only when the folder is on the disk.  Some network file
 * systems cannot flush a folder: theirs is never late. */
static dt_status flush_folder(struct put *put)
{
	if (fsync(put->folder) < 0 && errno != EINVAL && errno != ENOTSUP && errno != EROFS)
		return put_fail(put, errno);
	return DT_OK;
}

static dt_status put_file(struct put *put, uint32_t flags)
{
	int fd = create_part(put);
	dt_status status;

	if (fd < 0)
		return put_fail(put, errno);
	status = copy_in(put, fd);
	if (!status && fsync(fd) < 0)
		status = put_fail(put, errno);
	if (close(fd) < 0 && !status && errno != EINTR)
		status = put_fail(put, errno);
	if (!status)
		status = name_it(put, flags);
	if (put->part[0])
		unlinkat(put->folder, put->part, 0);
	return status ? status : flush_folder(put);
}

dt_status folder_put(const struct dt_call *call, const char *key, const struct dt_stream *from,
		     uint32_t flags, struct dt_error *err)
{
	const struct folder_options *options = call->self;
	struct put put = {
		.call = call, .from = from, .directory = options->directory, .key = key, .err = err
	};
	dt_status status = folder_key(key, err);
	struct stat about;

	if (status)
		return status;
	put.folder = folder_open(options->directory, key, true, &put.name);
	if (put.folder < 0)
		return put_fail(&put, errno);
	/* Said before the work, and again by the rename when another was faster. */
	if ((flags & DT_PUT_NO_REPLACE) &&
	    fstatat(put.folder, put.name, &about, AT_SYMLINK_NOFOLLOW) == 0)
		status = put_exists(&put);
	else
		status = put_file(&put, flags);
	close(put.folder);
	return status;
}
