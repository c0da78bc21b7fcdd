/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Equations below each other whose signs of equality are in line.  Their left sides may be names in
 * words; it is the alignment that makes a display of them, which has to stay as it is.
 */
#include "config.h"

#include "layout.h"

#include "labels.h"

#include <math.h>

#define MOST_WORDS 4u	/* of a left side */
#define MOST_APART 2.6f /* em between their baselines */

/* Where the sign of equality begins, when nothing but words stands before it and nothing but
 * mathematics behind; INFINITY: elsewhere. */
static float find_equals(const struct page *page, const struct line *line)
{
	const struct word *words = LIST(page->words, struct word);
	const struct item *items = LIST(page->items, struct item);
	const uint32_t *order = LIST(page->order, uint32_t) + line->first;
	float at = INFINITY;
	uint32_t before = 0;

	for (uint32_t i = 0; i < line->count; i++) {
		const struct word *word = &words[order[i]];
		bool text = false;

		for (uint32_t k = 0; k < word->ink; k++) {
			const struct item *item = &items[word->first + k];

			if (at == INFINITY && word_char(page, word, k) == '=')
				at = item->u0;
			else
				text = text || (item->flags & ITEM_LETTER && !item->object);
		}
		if (at < INFINITY && text)
			return INFINITY;
		before += text;
	}
	return before <= MOST_WORDS ? at : INFINITY;
}

static bool may_be_equation(const struct line *line)
{
	return line->math && line->math * 3 >= line->chars && line->chars > 4 &&
	       !(line->flags & LINE_RTL) && !line->table;
}

static void make_equation(struct line *line)
{
	line->math = line->chars;
	line->flags |= LINE_MATH;
}

void plane_equations(struct page *page)
{
	struct line *lines = LIST(page->lines, struct line), *last = NULL;
	float at = INFINITY;

	for (uint32_t i = 0; i < page->lines.n; i++) {
		float equals;

		if (!may_be_equation(&lines[i]))
			continue;
		equals = find_equals(page, &lines[i]);
		if (equals == INFINITY)
			continue;
		if (last && fabsf(equals - at) < 0.1f * lines[i].size &&
		    lines[i].v - last->v < MOST_APART * lines[i].size) {
			make_equation(last);
			make_equation(&lines[i]);
		}
		last = &lines[i];
		at = equals;
	}
}
