/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * mirror.h - where a block stands when its translation runs the other way: in its column, seen in
 * a mirror.
 *
 * What began at the left edge begins at the right edge, indents and hanging labels change sides,
 * what was centred stays centred.  Three things do not change sides: cells that end flush (columns
 * of numbers stay where they are), running heads (beside a page number that stays), and the
 * lettering of figures (it stands beside what it names).
 */
#ifndef TYPESET_MIRROR_H
#define TYPESET_MIRROR_H

#include "columns.h"

/* Fills left, right, align and label_shift of a block whose text runs the other way than its
 * source; align is how the lines of the source stood.  False: the block stays as it stands. */
bool mirror_block(struct text_block *t, const struct dt_page_blocks *page, uint32_t align,
		  const struct column *whole);

#endif /* TYPESET_MIRROR_H */
