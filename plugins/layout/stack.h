/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* stack.h - lines that stand under each other in one column; see stacks.c and paragraphs.c. */
#ifndef DT_LAYOUT_STACK_H
#define DT_LAYOUT_STACK_H

#include "layout.h"

#include "chars.h"

#include <math.h>

struct stack {
	const uint32_t *at; /* lines, top to bottom */
	uint32_t n;
	uint32_t cells; /* of these are cells */
	float u0, u1;	/* what its lines cover */
	float v0, v1;
	float edge;	/* right edge of its column */
	float size;	/* of its first line */
	bool justified; /* most lines end at u1 */
	float hang;	/* indent of the lines that hang below the first of each paragraph, which
			 * begin at u0; 0: paragraphs are set otherwise */
};

static inline const struct line *line_at(const struct page *page, const struct stack *stack,
					 uint32_t i)
{
	return &LIST(page->lines, struct line)[stack->at[i]];
}

static inline bool same_size(const struct line *a, const struct line *b)
{
	return fabsf(a->size - b->size) < 0.1f * fmaxf(a->size, b->size);
}

/* A line as long as those of running text, within a sentence. */
static inline bool runs_long(const struct line *line)
{
	return line->u1 - line->u0 > 12 * line->size && !char_ends_sentence(line->end);
}

/* Lines set on one middle axis, of different widths. */
static inline bool lines_share_axis(const struct line *a, const struct line *b)
{
	float middle = (a->u0 + a->u1 - b->u0 - b->u1) / 2;

	return fabsf(middle) < 0.35f * a->size && fabsf(a->u0 - b->u0) > 0.8f * a->size;
}

/* Does a paragraph begin with line i?  The one at work began with line start, start < i. */
bool stack_breaks(const struct page *page, const struct stack *stack, uint32_t start, uint32_t i);

/* Of another size than the line above it, and of another text?  The lines of a cell may differ. */
static inline bool changes_size(const struct line *above, const struct line *line)
{
	float near = line->cell && line->cell == above->cell ? 0.2f : 0.1f;

	return fabsf(above->size - line->size) >= near * fmaxf(above->size, line->size) &&
	       above->chars > 2 && line->chars > 2;
}

/* Signs of that: break_looks.c, break_cells.c. */
bool colour_parts(const struct page *page, const struct line *above, const struct line *line);
bool style_parts(const struct page *page, const struct stack *stack, uint32_t start,
		 const struct line *above, const struct line *line);
bool cell_parts(const struct page *page, const struct stack *stack, uint32_t i);
/* A sign of the contrary. */
bool hangs_on(const struct page *page, const struct stack *stack, uint32_t start, uint32_t i);

/* Has line i, of one paragraph with the line above, to begin a line in a translation as well? */
bool line_stands_apart(const struct page *page, const struct stack *stack, uint32_t i);

/* Finds out, by all its lines, whether the paragraphs of a stack hang: stack->hang. */
void stack_find_hang(const struct page *page, struct stack *stack);

/* Lines end at the margin that the empty half of their last sign hangs over. */
void stack_settle_half_signs(struct page *page, const struct stack *stack);

/* What the place of a line says in a stack whose paragraphs hang. */
enum hang { HANG_NONE, HANG_BEGINS, HANG_GOES_ON };
enum hang stack_hangs_at(const struct stack *stack, const struct line *line);

/* Adds count lines from first on as a paragraph. */
void stack_paragraph(struct page *page, const struct stack *stack, uint32_t first, uint32_t count);

/* Do lines near it begin where it begins, and end elsewhere?  Then it is set flush left. */
bool line_begins_with_others(const struct page *page, const struct line *own);

/* Column, frame and alignment of a paragraph that has been measured by its lines alone. */
void paragraph_column(const struct page *page, struct paragraph *paragraph,
		      const struct line *lines, const struct stack *own);

#endif /* DT_LAYOUT_STACK_H */
