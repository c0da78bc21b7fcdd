/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * tables.h - tables whose columns run the other way: the first one stands where the last one
 * stood.
 *
 * Asked for by the job (mirror_tables), for text that runs the other way than its source.  All
 * that is in the table goes along: cells, translated or kept, lines and grounds.  What began at
 * the left of its cell begins at the right; numbers keep their column's edge.  A table is left as
 * it is when something in it cannot be moved: then it is told why.
 */
#ifndef TYPESET_TABLES_H
#define TYPESET_TABLES_H

#include "galley.h"
#include "sheet.h"

/* The state of all blocks of the page, in cells; *why of the first table that stays, or NULL, and
 * where it is.  False without memory. */
bool tables_find(struct dt_list *cells, const struct dt_page_blocks *page,
		 const struct dt_page_segments *segments, const char **why, struct dt_box *where);
/* Where the text of a cell stands: left, right, align of t. */
void tables_place(struct text_block *t, const struct mirrored_cell *cell, uint32_t align);
/* How far a block that is not set anew goes along the line. */
float tables_shift(const struct mirrored_cell *cell, const struct dt_block *block, uint32_t rule);
/* Moves the lines and grounds of the tables that are mirrored; before any text is set. */
void tables_lines(struct sheet *sheet, const struct dt_page_blocks *page,
		  const struct dt_list *cells);

#endif /* TYPESET_TABLES_H */
