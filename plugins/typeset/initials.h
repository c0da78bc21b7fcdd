/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * initials.h - the first letter of a text that is as high as several lines.
 *
 * A block that began with one in the source begins with one: the new text's own first letter, in
 * the source's face, colour and height in lines.  It is an atom without width; the lines beside it
 * are indented instead.  Scripts that have no such use, and text from right to left, are set
 * plainly.
 */
#ifndef TYPESET_INITIALS_H
#define TYPESET_INITIALS_H

#include "galley.h"
#include "letters.h"

/* Makes the first letter of the text an initial when the block has one and the text begins the
 * block's paragraph; its levels are known. */
void initial_read(struct composer *c, struct paragraph *p, const struct dt_page_blocks *blocks,
		  const struct dt_block *block, const struct dt_segment *segment);
/* What its lines and its letter need; size and leading of the block are known. */
void initial_measure(struct text_block *t, const struct dt_page_blocks *page);
/* Indent of the lines beside it at the block's scale, points. */
float initial_indent(const struct text_block *t);
/* Its size over that at scale 1, and how far below the first baseline it stands, once the block
 * has been fitted. */
float initial_scale(const struct text_block *t);
float initial_depth(const struct text_block *t);

#endif /* TYPESET_INITIALS_H */
