/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * shares.h - how much of a flowing paragraph's text each of its blocks sets.
 *
 * A paragraph that goes on in another column or page comes with one text for all its
 * blocks, divided in proportion.  Set so, the last line of each block would be a short
 * one, as if the paragraph ended there.  So each border moves on to the end of the
 * line in which it falls: that needs no more room, and gives the next block some.
 *
 * sizes keeps a piece of each such block and the places where lines may end (spots),
 * and solves the borders when the sizes of styles are known; fit sets what it is told.
 */
#ifndef TYPESET_SHARES_H
#define TYPESET_SHARES_H

#include "galley.h"

struct share_spot {			/* a place where a line may end */
	float end, start;		/* running width at scale 1, as in struct node */
	uint32_t end_byte, start_byte;	/* of the whole text */
	float end_shrink, start_shrink; /* running, what lines may give */
};

struct share_piece {
	uint32_t flow_page, flow_block; /* name of the flow */
	uint32_t part, n_parts;
	uint32_t page, block;
	uint32_t key;
	float need;		   /* scale at which its chain fits */
	float first, rest;	   /* measure, points */
	uint32_t start, end;	   /* share in proportion */
	uint32_t earliest, latest; /* where it may begin */
	uint32_t spot, n_spots;	   /* of the first part: the whole text's */
};

/* Adds the piece of a block that is a part of a flow; scratch is a paragraph of the caller.
 * False without memory. */
bool shares_measure(struct composer *c, const struct galley *g, const struct text_block *t,
		    uint32_t page, float need, struct paragraph *scratch, struct dt_list *pieces,
		    struct dt_list *spots);

/* Scale of a style key. */
typedef float (*share_scale)(const void *ctx, uint32_t key);

/* Makes shares (struct dt_share, by page and block) of all pieces; sorts these.  A flow that
 * has lost a piece keeps its proportions.  False without memory. */
bool shares_solve(struct dt_list *pieces, const struct share_spot *spots, share_scale scale,
		  const void *ctx, struct dt_list *shares);

/* The segments with the shares that the sizes give to the blocks of this page: as they
 * came when there are none, else a copy in payload.  NULL without memory. */
const struct dt_page_segments *shares_apply(const struct dt_page_segments *segments,
					    const struct dt_sizes *sizes, uint32_t page,
					    struct dt_payload *payload);

#endif /* TYPESET_SHARES_H */
