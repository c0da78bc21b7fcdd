/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Leaders that are drawn: small pieces on the line of an entry of contents, between its text and
 * its number.  As leaders of dots they give way to longer text.
 */
#include "config.h"

#include "layout.h"

#include <math.h>
#include <stdlib.h>

#define LEAST_DASHES 6u
#define MOST_DASHES  100000u
#define WIDEST	     0.6f  /* em */
#define HIGHEST	     0.2f  /* em */
#define ABOVE	     0.45f /* em, of the baseline */
#define BELOW	     0.3f  /* em */

struct dash {
	float v, u0, u1;
	uint32_t graphic;
};

static int by_place(const void *a, const void *b)
{
	const struct dash *x = a, *y = b;

	if (x->v != y->v)
		return x->v < y->v ? -1 : 1;
	return (x->u0 > y->u0) - (x->u0 < y->u0);
}

static void collect(struct page *page, uint32_t number)
{
	const struct plane *plane = &LIST(page->planes, struct plane)[number];

	dt_list_clear(&page->dashes);
	for (uint32_t i = 0; i < page->n_graphics && page->dashes.n < MOST_DASHES; i++) {
		const struct dt_graphic *graphic = &page->graphics[i];
		struct dash *dash;
		struct dt_box box;

		if (graphic->piece == DT_NONE || LIST(page->uses, uint8_t)[i])
			continue;
		box = plane_box(plane, graphic->box);
		if (box.x1 - box.x0 > WIDEST * page->body_size ||
		    box.y1 - box.y0 > HIGHEST * page->body_size)
			continue;
		dash = DT_LIST_ADD(&page->dashes, struct dash);
		if (dash)
			*dash = (struct dash){ (box.y0 + box.y1) / 2, box.x0, box.x1, i };
	}
	if (page->dashes.n)
		qsort(page->dashes.at, page->dashes.n, sizeof(struct dash), by_place);
}

/* Where the text of an entry ends, and where its number begins; false: it has none. */
static bool gap_of(const struct page *page, const struct line *line, float *from, float *to)
{
	const uint32_t *order = LIST(page->order, uint32_t) + line->first;
	const struct word *words = LIST(page->words, struct word);
	uint32_t n = line->count - line->tail;

	if (!line->tail || !n || words[order[n]].flags & WORD_LEADER)
		return false;
	*from = words[order[n - 1]].u1;
	*to = words[order[n]].u0;
	return true;
}

static int by_start(const void *a, const void *b)
{
	const struct dt_drawn_leader *x = a, *y = b;

	return (x->x > y->x) - (x->x < y->x);
}

static void take_dashes(struct page *page, struct paragraph *paragraph, const struct line *line)
{
	const struct dash *dashes = LIST(page->dashes, struct dash);
	float em = line->size, from, to;
	uint32_t low = 0, high = page->dashes.n, first = page->drawn.n;

	if (!gap_of(page, line, &from, &to))
		return;
	while (low < high) {
		uint32_t mid = (low + high) / 2;

		if (dashes[mid].v < line->v - ABOVE * em)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < page->dashes.n && dashes[low].v < line->v + BELOW * em; low++) {
		struct dt_drawn_leader *leader;

		if (dashes[low].u0 < from - 0.3f * em || dashes[low].u1 > to)
			continue;
		leader = DT_LIST_ADD(&page->drawn, struct dt_drawn_leader);
		if (!leader)
			return;
		leader->piece = page->graphics[dashes[low].graphic].piece;
		leader->x = dashes[low].u0 - paragraph->u0;
		LIST(page->uses, uint8_t)[dashes[low].graphic] = 1;
	}
	paragraph->drawn_first = first;
	paragraph->drawn_count = page->drawn.n - first;
	if (paragraph->drawn_count)
		qsort(LIST(page->drawn, struct dt_drawn_leader) + first, paragraph->drawn_count,
		      sizeof(struct dt_drawn_leader), by_start);
}

void page_drawn_leaders(struct page *page)
{
	struct paragraph *all = LIST(page->paragraphs, struct paragraph);
	const struct line *lines = LIST(page->sequence, struct line);
	uint32_t plane = DT_NONE;

	dt_list_clear(&page->drawn);
	if (page->n_graphics < LEAST_DASHES)
		return;
	for (uint32_t i = 0; i < page->paragraphs.n; i++) {
		const struct line *last = &lines[all[i].first + all[i].count - 1];

		all[i].drawn_count = 0;
		if (!all[i].count || !last->tail)
			continue;
		if (all[i].plane != plane)
			collect(page, plane = all[i].plane);
		if (page->dashes.n >= LEAST_DASHES)
			take_dashes(page, &all[i], last);
	}
}
