/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Stacks whose paragraphs hang: each begins at the left edge, and its other lines are indented,
 * as in bibliographies and lists without marks.  The lines vote.  In text that is set with
 * first-line indents an indented line follows one that ends early, and a line at the edge one that
 * is full; where paragraphs hang it is the other way round.
 */
#include "config.h"

#include "layout.h"

#include "stack.h"

#define LEAST_INDENT 0.6f /* em */
#define MOST_INDENT  4.0f /* em */
#define LEAST_HUNG   2u
#define LEAST_VOTES  4u

struct votes {
	uint32_t hung; /* indented lines */
	uint32_t hangs, flows, others;
	float indent; /* of the first that is */
};

/* Would the first word of the line below not have fitted? */
static bool is_full(const struct stack *stack, const struct line *line, const struct line *below)
{
	return line->u1 + below->first_word + 0.35f * below->size > stack->edge;
}

static void vote(const struct stack *stack, const struct line *above, const struct line *line,
		 struct votes *votes)
{
	float indent = line->u0 - stack->u0, em = line->size;
	bool full = is_full(stack, above, line);

	if (indent < 0.3f * em) {
		votes->hangs += !full;
		votes->flows += full;
		return;
	}
	if (indent < LEAST_INDENT * em || indent > MOST_INDENT * em ||
	    (votes->hung && fabsf(indent - votes->indent) > 0.5f * em)) {
		votes->others++;
		return;
	}
	if (!votes->hung++)
		votes->indent = indent;
	votes->hangs += full;
	votes->flows += !full;
}

void stack_find_hang(const struct page *page, struct stack *stack)
{
	struct votes votes = { 0 };

	stack->hang = 0;
	for (uint32_t i = 0; i < stack->n; i++) {
		const struct line *line = line_at(page, stack, i);

		/* numbers alone are of every face */
		if (line->cell || line->flags & (LINE_RTL | LINE_TOC) ||
		    (line->flags & LINE_MONO && line->flags & LINE_LETTERS))
			return;
		if (line->label || line->flags & (LINE_MATH | LINE_CELL))
			votes.others++;
		else if (i && same_size(line_at(page, stack, i - 1), line))
			vote(stack, line_at(page, stack, i - 1), line, &votes);
	}
	if (votes.hung >= LEAST_HUNG && votes.hangs >= LEAST_VOTES &&
	    votes.flows * 4 <= votes.hangs && votes.others * 8 <= stack->n)
		stack->hang = votes.indent;
}

enum hang stack_hangs_at(const struct stack *stack, const struct line *line)
{
	float indent = line->u0 - stack->u0;

	if (stack->hang <= 0)
		return HANG_NONE;
	if (indent < 0.3f * line->size)
		return HANG_BEGINS;
	return fabsf(indent - stack->hang) < 0.5f * line->size ? HANG_GOES_ON : HANG_NONE;
}
