/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* stack.h - lines that stand under each other in one column; see stacks.c and paragraphs.c. */
#ifndef DT_LAYOUT_STACK_H
#define DT_LAYOUT_STACK_H

#include "layout.h"

struct stack {
	const uint32_t *at; /* lines, top to bottom */
	uint32_t n;
	uint32_t cells; /* of these are cells */
	float u0, u1;	/* what its lines cover */
	float v0, v1;
	float edge;	/* right edge of its column */
	float size;	/* of its first line */
	bool justified; /* most lines end at u1 */
};

/* Column, frame and alignment of a paragraph that has been measured by its lines alone. */
void paragraph_column(const struct page *page, struct paragraph *paragraph,
		      const struct line *lines, const struct stack *own);

#endif /* DT_LAYOUT_STACK_H */
