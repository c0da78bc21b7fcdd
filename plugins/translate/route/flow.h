/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * flow.h - a paragraph that a column's or a page's end has cut is translated as one.
 *
 * The profile has the text of all its parts, since a page does not see the blocks of
 * another: so every page that has a part makes the same source, asks the same and gets
 * the same answer.  The answer is divided in proportion to the parts, where a line may
 * break, with the objects and links of each part on its own side.
 *
 * struct flow refers to the profile's payload and owns what it has made.
 */
#ifndef ROUTE_FLOW_H
#define ROUTE_FLOW_H

#include "segment.h"

struct flow_part {
	const struct dt_profile_part *told;
	const struct dt_run *runs;     /* of its block, as told */
	const struct dt_style *styles; /* what these runs' style counts in */
	uint32_t n_runs;
	uint32_t first_run; /* in the source of the flow */
	uint32_t start;	    /* byte of that source */
};

struct flow {
	char *text;
	struct dt_run *runs;
	struct dt_style *styles;
	struct flow_part *parts;
	uint32_t n_parts;
	uint32_t budget;
	struct source source;
};

/* False without memory. */
bool flow_make(struct flow *flow, const struct dt_profile *profile,
	       const struct dt_profile_flow *told);
void flow_free(struct flow *flow);

/* Where the share of a part lies in the answer, and the bytes at which it might begin. */
struct share {
	uint32_t start, end;
	uint32_t earliest, latest;
};

/* Divides an answer into shares, one for each part; false when it cannot be: the blocks
 * are asked for one by one then. */
bool flow_divide(const struct flow *flow, const struct target *target, struct share *shares);
/* Bytes [start, end) of the answer in terms of the runs of a part: of other parts' runs the one
 * most like them.  False without memory. */
bool flow_take(const struct flow *flow, const struct target *target, uint32_t part, uint32_t start,
	       uint32_t end, struct target *taken);

#endif
