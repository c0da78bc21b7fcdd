/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * graphics.h - rules and fills that belong to text: decorations of words and bars of formulas.
 *
 * A stroke is a rule or fill of the page in plane space that may be one.  A claim says which
 * painted piece belongs to which items; page.uses tells by graphic what is claimed, so that
 * nobody takes it for a ruling line or an obstacle.  A decoration set is what one item has:
 * item.decoration is its index from 1, 0 for none.
 */
#ifndef DT_LAYOUT_GRAPHICS_H
#define DT_LAYOUT_GRAPHICS_H

#include "layout.h"

#define DECORATIONS 4u

struct stroke {
	struct dt_box box; /* plane space */
	uint32_t graphic;
	bool bar; /* of a formula */
};

struct decoration_set {
	uint32_t at[DECORATIONS]; /* index into page.decorations */
	uint32_t n;
};

struct claim {
	struct dt_box box; /* of a bar, plane space */
	uint32_t piece;
	uint32_t item;	      /* one of those that it belongs to */
	uint32_t first, last; /* glyphs at its ends */
	bool bar;	      /* part of a formula */
	bool bullet;	      /* stands before them */
};

/* graphic belongs to the items first ... last. */
void claim_piece(struct page *page, uint32_t graphic, uint32_t first, uint32_t last, bool bar);

/* It is the bullet before the item; it still bounds the room of others. */
void claim_bullet(struct page *page, uint32_t graphic, uint32_t item);

/* Of the block whose ranges are in page.ranges; of the formula.  *box grows over them, sideways. */
struct dt_span block_pieces(struct page *page, bool bullets, struct dt_box *box);
struct dt_span object_pieces(struct page *page, uint32_t object, struct dt_box *box);

#endif /* DT_LAYOUT_GRAPHICS_H */
