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
	atomic_init(&spool->end, 0);
	atomic_init(&spool->written, 0);
	atomic_init(&spool->read, 0);
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
	/* whole blocks, so that forgetting one never touches its neighbour */
	uint64_t room = (size + BLOCK - 1) / BLOCK * BLOCK, start;
	const char *from = at;
	size_t done = 0;
	ssize_t n;
	int fd = spool_fd(spool, folder);

	if (fd < 0)
		goto fail;
	start = atomic_fetch_add(&spool->end, room);
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

void spool_forget(struct spool *spool, uint64_t offset, size_t size)
{
	uint64_t room = (size + BLOCK - 1) / BLOCK * BLOCK;
	int saved = errno;

	/* a file system that cannot do it keeps the blocks until the end */
	(void)fallocate(atomic_load(&spool->fd), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
			(off_t)offset, (off_t)room);
	errno = saved;
}

void spool_finish(struct spool *spool)
{
	int fd = atomic_exchange(&spool->fd, -1);

	if (fd >= 0)
		close(fd);
}
