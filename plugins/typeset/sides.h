/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sides.h - columns of text that change places, since text that runs the other way goes through
 * them from the other side.
 *
 * A column moves as a whole, with the pictures and lines in it, so all is set as if it stayed and
 * then shifted.  Running heads stay, as they do elsewhere.  When one page has a column that cannot
 * be moved, all pages keep the order of theirs: a reader must not have to guess.
 */
#ifndef TYPESET_SIDES_H
#define TYPESET_SIDES_H

#include "sheet.h"

enum sides {
	SIDES_NONE, /* no columns, or their text runs as it did */
	SIDES_TURN,
	SIDES_STAY /* they would have to change places, and cannot */
};

/* rtl: of the target language; *where: one that stays. */
enum sides sides_find(const struct dt_page_blocks *page, const struct dt_page_segments *segments,
		      bool rtl, struct dt_box *where);
/* What is drawn in the columns moves: before anything is painted over it. */
void sides_pieces(struct sheet *sheet, const struct dt_page_blocks *page);
/* All that is set, and all that stays as it is, goes along.  False without memory. */
bool sides_turn(struct sheet *sheet, const struct dt_page_blocks *page,
		const struct dt_page_segments *segments);

#endif /* TYPESET_SIDES_H */
