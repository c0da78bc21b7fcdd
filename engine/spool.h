/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * spool.h - a file for payloads that wait.
 *
 * The file has no name, so nothing is left behind whatever happens.  The blocks
 * of a payload that is done with serve the next ones; those that nobody wants
 * go back to the file system in long pieces, where that knows how (hole
 * punching).  Any thread.
 */
#ifndef DT_SPOOL_H
#define DT_SPOOL_H

#include <doctranslate/plugin.h>

#include "extents.h"

#include <pthread.h>
#include <stdatomic.h>

struct spool {
	atomic_int fd;			/* -1: not opened yet */
	_Atomic uint64_t written, read; /* bytes, for the report */
	pthread_mutex_t lock;		/* of what follows */
	uint64_t end;
	struct extents spare;
};

void spool_init(struct spool *spool);
/* Opens the file in folder when it is the first. */
dt_status spool_write(struct spool *spool, const char *folder, const void *at, size_t size,
		      uint64_t *offset, struct dt_error *err);
/* A new block with what was written, for free(); NULL with err. */
void *spool_read(struct spool *spool, uint64_t offset, size_t size, struct dt_error *err);
void spool_forget(struct spool *spool, uint64_t offset, size_t size);
void spool_finish(struct spool *spool);

#endif /* DT_SPOOL_H */
