/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * join.h - a sentence that a column's end has cut in two is translated as one.
 *
 * Two blocks become one source, and its answer is divided again in proportion to them,
 * at a blank, with the objects of each block on its own side.  The joined source
 * refers to memory of struct joined.
 */
#ifndef ROUTE_JOIN_H
#define ROUTE_JOIN_H

#include "segment.h"

struct joined {
	char *text;
	struct dt_run *runs;
	uint32_t n_first; /* runs of the first block; one more may be the blank between */
	uint32_t cut;	  /* bytes of the first block, blank included */
	struct source source;
};

/* Do these texts belong to one sentence? */
bool join_wanted(const struct source *first, const struct source *second);
/* False without memory. */
bool join_make(struct joined *joined, const struct source *first, const struct source *second);
void join_free(struct joined *joined);

/* Divides an answer; false when it cannot be: the blocks are asked for one by one then. */
bool join_divide(const struct joined *joined, const struct source *second_source,
		 const struct target *target, struct target *first, struct target *second);

#endif
