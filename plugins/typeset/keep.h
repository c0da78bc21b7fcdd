/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * keep.h - what stays in the source language gets the size of its style, too.
 *
 * Numbers of a table, page numbers and addresses beside translated text that got smaller
 * look like somebody else's when they stay as large as they were.  They stay where they
 * stood, on their baseline, at the edge by which they are aligned.  Pieces of formulas,
 * code and drawings have their places from what is around them: they keep their size.
 */
#ifndef TYPESET_KEEP_H
#define TYPESET_KEEP_H

#include "matrix.h"

#define SAME_SIZE 0.995f /* a scale above that is none */

/* In page space, what makes block i, kept by that rule, as small as scale; false: it keeps
 * its size. */
bool keep_smaller(const struct dt_page_blocks *page, uint32_t i, uint32_t rule, float scale,
		  struct dt_matrix *m);

/* What block b covers when it is shifted; NULL when it is not. */
const struct dt_box *moved_box(const struct dt_block *b, float shift, struct dt_box *box);

#endif /* TYPESET_KEEP_H */
