/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ends.h - what stays before and behind the text of a block, and goes along with it: bullets and
 * numbers of lists, page numbers of contents lines and the dots that lead to them.
 *
 * Their glyphs are the source's, moved.  Where the text runs the other way they change sides, and
 * the sign that ends a label does, too: the full stop of "1." stands to the left of the digit, and
 * a bracket or an arrow is turned round.
 */
#ifndef TYPESET_ENDS_H
#define TYPESET_ENDS_H

#include "galley.h"
#include "sheet.h"

/* Moves label, drawn bullet and page number of a block that is fitted. */
void ends_move(struct sheet *sheet, const struct dt_page_blocks *page, const struct text_block *t);
/* Takes out dots of the source that the text of their line, from start to end, runs over; one or
 * two that would be left look like a mistake, they go, too.  Moves the others where the line is
 * seen in a mirror. */
void ends_leaders(struct sheet *sheet, const struct dt_page_blocks *page,
		  const struct text_block *t, float start, float end);

#endif /* TYPESET_ENDS_H */
