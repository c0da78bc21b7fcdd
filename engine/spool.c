/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "spool.h"
#include "str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 4096 };

void spool_init(struct spool *spool)
{
	atomic_init(&spool->fd, -1);
	atomic_init(&spool->written, 0);
	atomic_init(&spool->read, 0);
	pthread_mutex_init(&spool->lock, NULL);
	spool->end = 0;
	spool->spare.n = 0;
}

/* Whole blocks, so that forgetting one never touches its neighbour. */
static uint64_t room_of(size_t size)
{
	return ((uint64_t)size + BLOCK - 1) / BLOCK * BLOCK;
}

static uint64_t find_room(struct spool *spool, size_t size)
{
	uint64_t room = room_of(size), start;

	pthread_mutex_lock(&spool->lock);
	if (!extents_take(&spool->spare, room, &start)) {
		start = spool->end;
		spool->end += room;
	}
	pthread_mutex_unlock(&spool->lock);
	return start;
}

static int open_unnamed(const char *folder)
{
	struct str path = STR_EMPTY;
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
		return fd;
	/* file systems without O_TMPFILE */
	str_addf(&path, "%s/spool-XXXXXX", folder);
	fd = path.failed ? -1 : mkostemp(path.at, O_CLOEXEC);
	if (fd >= 0)
		unlink(path.at);
	str_finish(&path);
	return fd;
}

static int spool_fd(struct spool *spool, const char *folder)
{
	int fd = atomic_load(&spool->fd), none = -1;

	if (fd >= 0)
		return fd;
	fd = open_unnamed(folder);
	if (fd >= 0 && !atomic_compare_exchange_strong(&spool->fd, &none, fd)) {
		close(fd); /* another thread was faster */
		fd = none;
	}
	return fd;
}

dt_status spool_write(struct spool *spool, const char *folder, const void *at, size_t size,
		      uint64_t *offset, struct dt_error *err)
{
	uint64_t start;
	const char *from = at;
	size_t done = 0;
	ssize_t n;
	int fd = spool_fd(spool, folder);

	if (fd < 0)
		goto fail;
	start = find_room(spool, size);
	while (done < size) {
		n = pwrite(fd, from + done, size - done, (off_t)(start + done));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			goto fail;
		done += (size_t)n;
	}
	atomic_fetch_add(&spool->written, size);
	*offset = start;
	return DT_OK;
fail:
	err->sys_errno = errno;
	return dt_fail(err, DT_E_SYSTEM, "cannot park pages in %s: %s", folder, strerror(errno));
}

void *spool_read(struct spool *spool, uint64_t offset, size_t size, struct dt_error *err)
{
	int fd = atomic_load(&spool->fd);
	char *at = malloc(size);
	size_t done = 0;
	ssize_t n;

	if (!at) {
		dt_fail(err, DT_E_SYSTEM, "out of memory for a page of %zu bytes", size);
		return NULL;
	}
	while (done < size) {
		n = pread(fd, at + done, size - done, (off_t)(offset + done));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			err->sys_errno = n ? errno : EIO;
			dt_fail(err, DT_E_SYSTEM, "cannot read a parked page: %s",
				n ? strerror(errno) : "the file is shorter than it was");
			free(at);
			return NULL;
		}
		done += (size_t)n;
	}
	atomic_fetch_add(&spool->read, size);
	return at;
}

/* Outside of the lock: nobody else knows of them any more. */
static void give_back(const struct spool *spool, const struct extents *unwanted)
{
	int saved = errno;

	/* a file system that cannot do it keeps the blocks until the end */
	for (size_t i = 0; i < unwanted->n; i++)
		(void)fallocate(atomic_load(&spool->fd), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
				(off_t)unwanted->at[i].offset, (off_t)unwanted->at[i].size);
	errno = saved;
}

void spool_forget(struct spool *spool, uint64_t offset, size_t size)
{
	struct extents unwanted = { .n = 0 };

	pthread_mutex_lock(&spool->lock);
	if (extents_full(&spool->spare)) {
		unwanted = spool->spare;
		spool->spare.n = 0;
	}
	extents_add(&spool->spare, offset, room_of(size));
	pthread_mutex_unlock(&spool->lock);
	extents_merge(&unwanted);
	give_back(spool, &unwanted);
}

void spool_finish(struct spool *spool)
{
	int fd = atomic_exchange(&spool->fd, -1);

	if (fd >= 0)
		close(fd);
	pthread_mutex_destroy(&spool->lock);
}
