/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "extents.h"

#include <stdlib.h>

void extents_add(struct extents *extents, uint64_t offset, uint64_t size)
{
	extents->at[extents->n++] = (struct extent){ .offset = offset, .size = size };
}

bool extents_take(struct extents *extents, uint64_t size, uint64_t *offset)
{
	/* the newest is the likeliest to be in the page cache */
	for (size_t i = extents->n; i-- > 0;) {
		struct extent *extent = &extents->at[i];

		if (extent->size < size)
			continue;
		*offset = extent->offset;
		extent->offset += size;
		extent->size -= size;
		if (extent->size == 0)
			*extent = extents->at[--extents->n];
		return true;
	}
	return false;
}

static int by_offset(const void *a, const void *b)
{
	const struct extent *x = a, *y = b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

void extents_merge(struct extents *extents)
{
	size_t n = 0;

	qsort(extents->at, extents->n, sizeof(*extents->at), by_offset);
	for (size_t i = 0; i < extents->n; i++) {
		struct extent *last = n ? &extents->at[n - 1] : NULL;

		if (last && last->offset + last->size == extents->at[i].offset)
			last->size += extents->at[i].size;
		else
			extents->at[n++] = extents->at[i];
	}
	extents->n = n;
}
