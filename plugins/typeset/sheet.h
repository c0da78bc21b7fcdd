/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sheet.h - one page.set while it grows: items, faces, fates, links, figures.
 *
 * Memory is the lane's and is used again for the next page.  One thread at a time.
 */
#ifndef TYPESET_SHEET_H
#define TYPESET_SHEET_H

#include "codes.h"
#include "galley.h"
#include "matrix.h"

struct line_box { /* core of a line's letters, page space, for finding collisions */
	struct dt_box box;
	uint32_t block;
	bool set;  /* by us; false: as it stood in the source */
	bool gone; /* of the source, and translated: only to compare with */
};

struct fate_of { /* of one glyph */
	uint8_t fate, rule;
	uint32_t block;
};

struct link_quad {
	uint32_t annotation;
	uint32_t block;
	struct dt_point quad[4];
};

struct sheet {
	struct dt_payload payload;
	struct dt_list items, faces, fates, links, glyphs, text;
	struct dt_list face_ids; /* uint32_t: the lane's face behind each of faces */
	struct dt_list lines;	 /* struct line_box */
	struct dt_list quads;	 /* struct link_quad */
	struct dt_list gone;	 /* uint32_t: pieces that are taken out */
	struct codes codes;
	struct fate_of *glyph_fates;
	uint32_t glyphs_room, n_glyphs;
	const struct faces *from;
	const struct catalogue *catalogue;
};

/* Starts a page of n_glyphs; false without memory. */
bool sheet_start(struct sheet *s, const struct faces *faces, const struct catalogue *catalogue,
		 uint32_t n_glyphs);
void sheet_free(struct sheet *s);
/* The page's number of a face, or of its twin for signs that stand upright in vertical lines. */
uint32_t sheet_face(struct sheet *s, uint32_t face, bool vertical);
/* Gives glyphs their fate; ranges beyond the page are cut. */
void sheet_fate(struct sheet *s, struct dt_range glyphs, uint32_t fate, uint32_t rule,
		uint32_t block);
void sheet_fates(struct sheet *s, const struct dt_range *ranges, uint32_t n, uint32_t fate,
		 uint32_t rule, uint32_t block);
struct dt_set_item *sheet_item(struct sheet *s, uint32_t kind, uint32_t anchor, uint32_t block);
/* Paints source glyphs again where the matrix takes them, one item for each range: in the
 * paint order of anchor, or of their own when it is DT_NONE.  box: what they cover then, so that a
 * clip around their old place does not cut them; NULL: they stay in that place. */
void sheet_move(struct sheet *s, const struct dt_range *ranges, uint32_t n,
		const struct dt_matrix *matrix, uint32_t anchor, uint32_t block,
		const struct dt_box *box);
/* Takes pieces of the source (dt_graphic) out; paints them again where the matrix takes them,
 * over box. */
void sheet_gone(struct sheet *s, const uint32_t *pieces, uint32_t n);
void sheet_pieces(struct sheet *s, const uint32_t *pieces, uint32_t n,
		  const struct dt_matrix *matrix, uint32_t anchor, uint32_t block,
		  const struct dt_box *box);
/* Collisions between set lines of different blocks, or with what stayed, that were
 * not in the source; *where: the first. */
uint32_t sheet_collisions(struct sheet *s, struct dt_box *where);
/* Writes lists into the payload; glyphs nobody claimed become failed and counted. */
uint32_t sheet_finish(struct sheet *s);

#endif /* TYPESET_SHEET_H */
