/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * extents.h - free parts of a file.
 *
 * A short list: it serves what is freed and soon wanted again.  When it is full its owner
 * merges neighbours, gives them back to the file system and begins anew.  The caller locks.
 */
#ifndef DT_EXTENTS_H
#define DT_EXTENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXTENTS_MOST 128

struct extent {
	uint64_t offset, size;
};

struct extents {
	struct extent at[EXTENTS_MOST];
	size_t n;
};

/* The list must not be full (extents_full). */
void extents_add(struct extents *extents, uint64_t offset, uint64_t size);
static inline bool extents_full(const struct extents *extents)
{
	return extents->n == EXTENTS_MOST;
}
/* A part of that size, from the newest that is large enough; false: none is. */
bool extents_take(struct extents *extents, uint64_t size, uint64_t *offset);
/* In order of offset, neighbours made one. */
void extents_merge(struct extents *extents);

#endif /* DT_EXTENTS_H */
