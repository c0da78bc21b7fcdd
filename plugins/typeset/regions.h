/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * regions.h - text whose lines run another way than those of its source.
 *
 * A column of paragraphs with nothing between them is a region: what it covers stays, and its text
 * fills it in lines that run the other way, paragraph after paragraph: downwards from right to
 * left, or to the right from top to bottom.  Labels, notes, tables and text in figures keep the
 * direction of their lines, as headings do that stand alone, and text in places where lines would
 * be too short.  Regions beside each other change places, so that they are read in their order.
 *
 * The blocks of a region have copies with the frame and the extent that they have in it
 * (text_block.block), beside those of the page (text_block.source), and they are one chain.
 */
#ifndef TYPESET_REGIONS_H
#define TYPESET_REGIONS_H

#include "galley.h"

/* Element of galley.regions. */
struct region {
	uint32_t blocks, lines;
	bool runs;     /* it has running text */
	bool vertical; /* as it is set */
	bool good;
	float u0, u1, v0, v1; /* what it covers, along and across the lines of the source */
	float below;	      /* how much further it could go across */
	float shift;	      /* along: where its text goes, from there */
	float size;
	uint32_t column;
};

static inline struct region *region_at(const struct galley *g, uint32_t i)
{
	return &((struct region *)g->regions.at)[i];
}

/* How long its lines are. */
static inline float region_line(const struct region *r)
{
	return r->v1 - r->v0;
}

/* Does what is vertical in the source stay so, since its new script is set vertically, too? */
bool block_stays_vertical(const struct galley *g, const struct composer *c,
			  const struct dt_block *b);
/* Finds the regions among the blocks of the galley, which have no text yet.  False without
 * memory. */
bool regions_find(struct galley *g, const struct composer *c);
/* Takes blocks that cannot be set, or have words that are longer than the new lines, out of their
 * regions again, all of a region; when a paragraph has to be built again for that, rebuild does it.
 * False without memory. */
bool regions_drop(struct galley *g, struct composer *c,
		  bool (*rebuild)(struct galley *g, struct composer *c, struct text_block *t));
/* The first of columns beside each other comes to stand at the right, where it is read first. */
void regions_change_places(struct galley *g);
/* Gives the blocks their lines, places and copies.  tightest: least leading over the size.  False
 * without memory. */
bool regions_place(struct galley *g, float tightest);
/* The next block of the region of block i stands at most so many behind it. */
#define REGION_STEP 8u
/* Takes a label at [x0, x1] of the source's first line from the frame of t->source into that of
 * t->block. */
void region_label(const struct text_block *t, float x0, float x1, struct dt_matrix *local);

#endif /* TYPESET_REGIONS_H */
