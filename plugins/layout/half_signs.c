/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Half signs: commas, full stops and brackets of East Asian text stand in a square whose one half
 * is empty.  Where lines are set to a measure that half stands beyond the margin: "「" begins half
 * an em before the lines below it, "。" ends half an em behind them.  What a reader sees is even.
 * See JLReq 3.1.5 and 3.1.9.
 */
#include "config.h"

#include "labels.h"
#include "stack.h"

#define SQUARE 0.9f /* of the size: a narrower sign has no empty half */

static bool is_opening_half(uint32_t c)
{
	return c == 0xff08 || c == 0xff3b || c == 0xff5b || c == 0xff5f ||
	       (c >= 0x3008 && c <= 0x3010 && !(c & 1)) || (c >= 0x3014 && c <= 0x301a && !(c & 1));
}

static bool is_closing_half(uint32_t c)
{
	return c == 0x3001 || c == 0x3002 || c == 0xff0c || c == 0xff0e || c == 0xff09 ||
	       c == 0xff3d || c == 0xff5d || c == 0xff60 || (c >= 0x3009 && c <= 0x3011 && c & 1) ||
	       (c >= 0x3015 && c <= 0x301b && c & 1);
}

/* Where the line's first and last sign begin and end to the eye, at the margin. */
static void seen_ends(const struct page *page, const struct line *line, float *u0, float *u1)
{
	const uint32_t *order = LIST(page->order, uint32_t) + line->first;
	const struct word *words = LIST(page->words, struct word);
	const struct word *first = &words[order[0]], *last = &words[order[line->count - 1]];
	const struct item *items = LIST(page->items, struct item);
	const struct item *begin = &items[first->first];
	const struct item *end = &items[last->first + last->ink - 1];

	*u0 = line->u0;
	*u1 = line->u1;
	if (!(line->flags & LINE_WIDE) || !first->ink || !last->ink)
		return;
	if (begin->u1 - begin->u0 > SQUARE * first->size &&
	    is_opening_half(word_char(page, first, 0)))
		*u0 = (begin->u0 + begin->u1) / 2;
	if (end->u1 - end->u0 > SQUARE * last->size &&
	    is_closing_half(word_char(page, last, last->ink - 1)))
		*u1 = (end->u0 + end->u1) / 2;
}

void stack_settle_half_signs(struct page *page, const struct stack *stack)
{
	float left = INFINITY, right = -INFINITY, u0, u1;

	for (uint32_t i = 0; i < stack->n; i++) {
		seen_ends(page, line_at(page, stack, i), &u0, &u1);
		left = smaller(left, u0);
		right = larger(right, u1);
	}
	for (uint32_t i = 0; i < stack->n; i++) {
		struct line *line = &LIST(page->lines, struct line)[stack->at[i]];
		bool plain = line->text_u0 <= line->u0;

		seen_ends(page, line, &u0, &u1);
		if (u0 > line->u0)
			line->u0 = smaller(u0, larger(left, line->u0));
		if (plain)
			line->text_u0 = larger(line->text_u0, line->u0);
		if (u1 < line->u1)
			line->u1 = larger(u1, smaller(right, line->u1));
	}
}
