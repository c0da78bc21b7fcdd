/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Paragraphs: stacks of lines, their column's edge and how it is set, cut where a new thought
 * begins (breaks.c).
 */
#include "config.h"

#include "layout.h"

#include "chars.h"
#include "stack.h"

#include <math.h>

#define LEAST_LEADING 4u /* short pairs of lines that show a wide one */

/* The commonest ratio of baseline distance to size on the page, of lines of one script: Chinese
 * stands wider than the Latin letters beside it. */
static float commonest_leading(const struct page *page, uint32_t script)
{
	const struct line *lines = LIST(page->lines, struct line);
	uint32_t counts[100] = { 0 }, best = 0, sum_best;

	for (uint32_t i = 0; i < page->lines.n; i++) {
		const struct line *next = lines[i].next == DT_NONE ? NULL : &lines[lines[i].next];
		float ratio = next ? (next->v - lines[i].v) / lines[i].size : 0;

		if (!next || line_script(next) != script || line_script(&lines[i]) != script ||
		    !same_size(next, &lines[i]) || ratio < 0.85f || ratio > 2.6f)
			continue;
		counts[(uint32_t)((ratio - 0.8f) * 50)] += 1 + (next->chars + lines[i].chars) / 20;
	}
	for (uint32_t i = 1; i < 99; i++) {
		uint32_t sum = counts[i - 1] + counts[i] + counts[i + 1];

		if (sum > counts[best ? best - 1 : 0] + counts[best] + counts[best + 1])
			best = i;
	}
	if (!best)
		return 0;
	/* a few short lines far from each other say nothing of how text is set, but Chinese is
	 * set so */
	sum_best = counts[best - 1] + counts[best] + counts[best + 1];
	if (script != SCRIPT_WIDE && sum_best < LEAST_LEADING && best > 35)
		return 0;
	return 0.81f + (float)best / 50;
}

static void find_leading(struct page *page)
{
	float any = 1.2f;

	for (uint32_t i = 0; i < LINE_SCRIPTS; i++) {
		page->leading[i] = commonest_leading(page, i);
		if (page->leading[i] > 0)
			any = page->leading[i];
	}
	for (uint32_t i = 0; i < LINE_SCRIPTS; i++)
		if (page->leading[i] <= 0)
			page->leading[i] = any;
}

/* Right edge of the lines of a ruled cell: as far from its rule as they begin from the other. */
static float cell_edge(const struct page *page, const struct stack *stack)
{
	const struct dt_box *box =
		&LIST(page->cells, struct cell)[line_at(page, stack, 0)->cell - 1].box;
	float pad = larger(1, smaller(stack->u0 - box->x0, box->x1 - stack->u1));

	return larger(stack->u1, box->x1 - pad);
}

static void measure_stack(const struct page *page, struct stack *stack)
{
	uint32_t full = 0;

	stack->u0 = INFINITY;
	stack->u1 = -INFINITY;
	for (uint32_t i = 0; i < stack->n; i++) {
		const struct line *line = line_at(page, stack, i);

		stack->u0 = smaller(stack->u0, line->u0);
		stack->u1 = larger(stack->u1, line->u1);
	}
	stack->size = line_at(page, stack, 0)->size;
	stack->v0 = line_at(page, stack, 0)->top;
	stack->v1 = line_at(page, stack, stack->n - 1)->bottom;
	/* ends that meet to a point are no chance */
	for (uint32_t i = 0; i < stack->n; i++) {
		const struct line *line = line_at(page, stack, i);

		full += line->u1 > stack->u1 - 0.12f * line->size;
		stack->cells += (line->flags & LINE_CELL) != 0;
	}
	stack->justified = full >= 2 && full * 10 >= stack->n * 4;
	stack->edge = line_at(page, stack, 0)->cell ? cell_edge(page, stack) : stack->u1;
}

/* Short stacks do not show where their column ends and how it is set: long ones with the same
 * left edge do, as far as nothing stands between. */
static void find_edge(const struct page *page, struct stack *stack, const struct stack *all,
		      uint32_t n)
{
	float edge = stack->u1, bound = INFINITY, em = line_at(page, stack, 0)->size;
	const struct stack *model = NULL;

	if (n > 400 || line_at(page, stack, 0)->cell)
		return;
	for (uint32_t i = 0; i < n; i++)
		if (all[i].u0 > stack->u1 - em && all[i].v0 < stack->v1 && all[i].v1 > stack->v0)
			bound = smaller(bound, all[i].u0 - 0.5f * em);
	for (uint32_t i = 0; i < n; i++) {
		/* what is wider than that is over several columns */
		if (all[i].u1 > bound + em)
			continue;
		if (all[i].n < 3 || fabsf(all[i].u0 - stack->u0) > 1.5f * em ||
		    fabsf(line_at(page, &all[i], 0)->size - em) > 0.2f * em ||
		    all[i].u1 - all[i].u0 < 12 * em)
			continue;
		edge = larger(edge, all[i].u1);
		if (!model || all[i].n > model->n)
			model = &all[i];
	}
	stack->edge = larger(stack->u1, smaller(edge, bound));
	if (model && stack->n < 4 && fabsf(model->u1 - stack->edge) < 0.5f * em)
		stack->justified = model->justified;
}

static void cut_stack(struct page *page, const struct stack *stack)
{
	uint32_t start = 0;

	for (uint32_t i = 1; i <= stack->n; i++)
		if (i == stack->n || stack_breaks(page, stack, start, i)) {
			stack_paragraph(page, stack, start, i - start);
			start = i;
		}
}

/* Another size, a ruling line or a large space: what follows may be another column's. */
static bool leaves_stack(const struct page *page, uint32_t a, uint32_t b)
{
	const struct line *above = &LIST(page->lines, struct line)[a];
	const struct line *line = &LIST(page->lines, struct line)[b];

	if (above->element != DT_NONE && above->element == line->element)
		return false;
	return line->flags & LINE_RULE_ABOVE || changes_size(above, line) ||
	       line->v - above->v >
		       1.8f * page->leading[line_script(line)] * larger(above->size, line->size);
}

/* Follows the lines from each that is below no other. */
static void collect_stacks(struct page *page)
{
	const struct line *lines = LIST(page->lines, struct line);
	uint32_t n = page->lines.n, used = 0;
	uint32_t *below, *at;

	dt_list_clear(&page->stacks);
	if (!list_reserve(&page->scratch, 2 * n + 2, sizeof(uint32_t)))
		return;
	below = LIST(page->scratch, uint32_t);
	at = below + n;
	memset(below, 0, n * sizeof(uint32_t));
	for (uint32_t i = 0; i < n; i++)
		if (lines[i].next != DT_NONE)
			below[lines[i].next] = 1;
	for (uint32_t i = 0; i < n; i++) {
		struct stack *stack = below[i] ? NULL : DT_LIST_ADD(&page->stacks, struct stack);

		if (!stack)
			continue;
		stack->at = &at[used];
		for (uint32_t k = i; k != DT_NONE; k = lines[k].next) {
			if (k != i && leaves_stack(page, at[used - 1], k)) {
				stack->n = (uint32_t)(&at[used] - stack->at);
				stack = DT_LIST_ADD(&page->stacks, struct stack);
				if (!stack)
					return;
				stack->at = &at[used];
			}
			at[used++] = k;
		}
		stack->n = (uint32_t)(&at[used] - stack->at);
	}
}

static bool is_same_text(const struct page *page, const struct line *a, const struct line *b)
{
	bool runs_on = !char_ends_sentence(a->end) && char_flags(b->start) & ITEM_LOWER;

	return a->chars > 20 && (b->chars > 20 || runs_on) && b->v - a->v < 1.7f * a->size &&
	       same_size(a, b) && page->looks[a->look].font == page->looks[b->look].font;
}

/* Lettering is short: lines that go on with text beyond the figure are text over a picture. */
static void unmark_text(struct page *page)
{
	struct line *lines = LIST(page->lines, struct line);

	for (uint32_t i = 0; i < page->lines.n; i++) {
		struct line *next = lines[i].next == DT_NONE ? NULL : &lines[lines[i].next];

		if (next && next->flags & LINE_FIGURE && !(lines[i].flags & LINE_FIGURE) &&
		    is_same_text(page, &lines[i], next))
			next->flags &= ~(uint32_t)LINE_FIGURE;
	}
	for (uint32_t i = page->lines.n; i-- > 0;) {
		const struct line *next = lines[i].next == DT_NONE ? NULL : &lines[lines[i].next];

		if (next && lines[i].flags & LINE_FIGURE && !(next->flags & LINE_FIGURE) &&
		    is_same_text(page, &lines[i], next))
			lines[i].flags &= ~(uint32_t)LINE_FIGURE;
	}
}

void plane_paragraphs(struct page *page)
{
	struct stack *stacks;

	if (page->figures.n)
		unmark_text(page);
	find_leading(page);
	collect_stacks(page);
	stacks = LIST(page->stacks, struct stack);
	page->area_u0 = INFINITY;
	page->area_u1 = -INFINITY;
	for (uint32_t i = 0; i < page->stacks.n; i++) {
		stack_settle_half_signs(page, &stacks[i]);
		measure_stack(page, &stacks[i]);
	}
	for (uint32_t i = 0; i < page->stacks.n; i++) {
		page->area_u0 = smaller(page->area_u0, stacks[i].u0);
		page->area_u1 = larger(page->area_u1, stacks[i].u1);
	}
	for (uint32_t i = 0; i < page->stacks.n; i++)
		find_edge(page, &stacks[i], stacks, page->stacks.n);
	for (uint32_t i = 0; i < page->stacks.n; i++)
		stack_find_hang(page, &stacks[i]);
	for (uint32_t i = 0; i < page->stacks.n; i++)
		cut_stack(page, &stacks[i]);
}
