/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * columns.h - where the lines of a block may begin and end, and how they are aligned.
 */
#ifndef TYPESET_COLUMNS_H
#define TYPESET_COLUMNS_H

#include "galley.h"

#define LABEL_GAP 0.5f /* of the size, from a label to its text */

/* Where the text of a column begins and ends, page space. */
struct column {
	float left, right;
	bool justified; /* its paragraphs are */
};

/* What all text of the page covers; margins like each other, where the text does not go
 * further. */
struct column page_column(const struct dt_page_blocks *page);
/* The column that a block stands in: that of the nearest paragraph above or below, of
 * two lines or more. */
struct column block_column(const struct dt_page_blocks *page, const struct dt_block *block,
			   const struct column *whole);
/* Does text stand beside the block, less than gap points to the right of it? */
bool column_is_near(const struct dt_page_blocks *page, const struct dt_block *block, float gap);
/* Fills left, right, align, balanced and what a label at the other side needs; the paragraph is
 * built, size and single are known. */
void block_width(struct text_block *t, const struct dt_page_blocks *page, const struct column *c,
		 const struct column *whole);

#endif /* TYPESET_COLUMNS_H */
