/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * fit.h - finds the size, the leading and the place at which chains of blocks fit.
 *
 * In this order: the style's scale with the leading of the source; less leading, down
 * to the tightest; narrower letters, down to the narrowest; for labels a condensed face of the same
 * family; a smaller scale for the
 * running text of the chain, then for all of it, down to the smallest; then it
 * overflows.  Pure arithmetic on a galley.
 */
#ifndef TYPESET_FIT_H
#define TYPESET_FIT_H

#include "galley.h"

/* Scale of a style key: doc.sizes, or 1. */
typedef float (*fit_scale)(const void *ctx, uint32_t key);

/* The largest scale, of [floor, 1], at which the chain that begins at i fits; below
 * floor when it does not fit even there. */
float fit_need(const struct galley *g, uint32_t i, float floor);
/* Fills in the results of the chain that begins at i. */
void fit_chain(const struct galley *g, uint32_t i, fit_scale scale, const void *ctx,
	       float smallest);
/* Sets a label that fit_chain made smaller than its style in condensed faces, where its family has
 * them and it is larger for that.  False without memory. */
bool fit_condensed(struct galley *g, struct composer *composer, uint32_t i, fit_scale scale,
		   const void *ctx, float smallest);
/* How many lines have the indent of the first, at the tightest leading. */
uint32_t fit_indented(const struct text_block *t);
/* Of these lines, and of the others, points. */
float fit_indent(const struct text_block *t, bool first);
/* The measure of a block's lines at its scale. */
struct measure fit_measure(const struct text_block *t);

#endif /* TYPESET_FIT_H */
