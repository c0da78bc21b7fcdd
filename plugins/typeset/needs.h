/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * needs.h - what blocks need over the document, and the one scale of each class of styles
 * that does the least harm.
 *
 * Styles of one size and kind of face are a class: upright and slanted, light and bold text
 * of 10 points stays of one size.  Pure arithmetic.
 */
#ifndef TYPESET_NEEDS_H
#define TYPESET_NEEDS_H

#include <doctranslate/payload.h>
#include <doctranslate/types.h>
#include <stdbool.h>

/* A block of that style, index into the page's styles, fits at scale at most; weight: how
 * much text it is.  needs holds structs of its own.  False without memory. */
bool needs_add(struct dt_list *needs, const struct dt_page_blocks *page, uint32_t style,
	       float scale, uint32_t weight);
/* Adds struct dt_style_scale, sorted by key, to scales; sorts needs.  evenness: the harm of
 * text that is smaller than the rest of its class, where 1 is the harm of no text.  False
 * without memory. */
bool needs_solve(struct dt_list *needs, double evenness, float least, struct dt_list *scales);
size_t needs_size(void);

#endif /* TYPESET_NEEDS_H */
