/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Gutters: the high empty rectangles between columns of text or of a table.
 *
 * A sweep over the rows keeps all rectangles that no word has reached into yet; a row cuts
 * them to what it leaves free (largest empty rectangles as in T. Breuel, "Two Geometric
 * Algorithms for Layout Analysis", 2002).  A rectangle that ends is a gutter when enough rows
 * have text on both of its sides: few rows need a wide one, many rows a narrow one.
 */
#include "config.h"

#include "layout.h"

#include <math.h>

#define FAR	   1e7f
#define MOST_ALIVE 96u

struct alive {
	struct gutter gutter;
	float last_v; /* of the last row seen */
};

static bool is_gutter(const struct page *page, const struct gutter *gutter)
{
	const struct row *rows = LIST(page->rows, struct row);
	uint32_t beside = gutter->left < gutter->right ? gutter->left : gutter->right;
	uint32_t n = gutter->both > beside ? gutter->both : beside;
	float width = gutter->u1 - gutter->u0, em = rows[gutter->first].size;
	bool painted_apart = gutter->broken * 10 >= gutter->both * 7;

	em = smaller(em, rows[gutter->last].size);
	em = smaller(larger(em, 0.6f * page->body_size), 1.6f * page->body_size);
	if (n < 2)
		return false;
	if (painted_apart)
		return width > (n >= 5 ? 0.55f : n >= 3 ? 0.8f : 1.2f) * em;
	return width > (n >= 6 ? 0.9f : n >= 3 ? 1.3f : 2.0f) * em;
}

static void close_alive(struct page *page, const struct alive *alive)
{
	struct gutter *gutter;

	if (alive->gutter.u0 < -FAR / 2 || alive->gutter.u1 > FAR / 2 ||
	    !is_gutter(page, &alive->gutter))
		return;
	gutter = DT_LIST_ADD(&page->gutters, struct gutter);
	if (gutter)
		*gutter = alive->gutter;
}

/* Adds a rectangle unless one that is as wide has been alive for longer. */
static void keep_alive(struct page *page, uint32_t from, const struct alive *alive)
{
	struct alive *all = LIST(page->alive, struct alive);
	struct alive *added;

	for (uint32_t i = from; i < page->alive.n; i++)
		if (all[i].gutter.u0 <= alive->gutter.u0 && all[i].gutter.u1 >= alive->gutter.u1 &&
		    all[i].gutter.first <= alive->gutter.first)
			return;
	if (page->alive.n - from >= MOST_ALIVE)
		return;
	added = DT_LIST_ADD(&page->alive, struct alive);
	if (added)
		*added = *alive;
}

static bool painted_on(const struct word *a, const struct word *b)
{
	return a->first + a->all == b->first;
}

/* What the free interval before word k of a row leaves of a rectangle. */
static void meet(struct page *page, uint32_t from, const struct alive *old, uint32_t r, uint32_t k,
		 float u0, float u1)
{
	const struct row *row = &LIST(page->rows, struct row)[r];
	const uint32_t *order = LIST(page->order, uint32_t) + row->first;
	const struct word *words = LIST(page->words, struct word);
	struct alive alive = *old;

	alive.gutter.u0 = larger(u0, alive.gutter.u0);
	alive.gutter.u1 = smaller(u1, alive.gutter.u1);
	if (alive.gutter.u1 - alive.gutter.u0 < 0.5f * row->size)
		return;
	alive.gutter.last = r;
	alive.last_v = row->v;
	alive.gutter.left += k > 0;
	alive.gutter.right += k < row->count;
	if (k > 0 && k < row->count) {
		alive.gutter.both++;
		alive.gutter.broken += !painted_on(&words[order[k - 1]], &words[order[k]]);
	}
	keep_alive(page, from, &alive);
}

static void sweep_row(struct page *page, uint32_t r)
{
	const struct row *row = &LIST(page->rows, struct row)[r];
	const struct word *words = LIST(page->words, struct word);
	uint32_t old_n = page->alive.n;
	float reach = -FAR;

	for (uint32_t k = 0; k <= row->count; k++) {
		const uint32_t *order = LIST(page->order, uint32_t) + row->first;
		float next = k < row->count ? words[order[k]].u0 : FAR;
		struct alive fresh = { .gutter = { .u0 = reach, .u1 = next, .first = r } };

		if (next - reach > 0.5f * row->size) {
			for (uint32_t i = 0; i < old_n; i++) {
				struct alive old = LIST(page->alive, struct alive)[i];

				if (old.gutter.u0 < next && old.gutter.u1 > reach)
					meet(page, old_n, &old, r, k, reach, next);
			}
			meet(page, old_n, &fresh, r, k, reach, next);
		}
		if (k < row->count)
			reach = larger(reach, words[order[k]].u1);
	}
	/* what did not come through whole has ended */
	for (uint32_t i = 0; i < old_n; i++) {
		struct alive *all = LIST(page->alive, struct alive);
		bool whole = false;

		for (uint32_t k = old_n; k < page->alive.n && !whole; k++)
			whole = all[k].gutter.u0 <= all[i].gutter.u0 &&
				all[k].gutter.u1 >= all[i].gutter.u1 &&
				all[k].gutter.first <= all[i].gutter.first;
		if (!whole)
			close_alive(page, &all[i]);
	}
	if (page->alive.n > old_n)
		memmove(page->alive.at, LIST(page->alive, struct alive) + old_n,
			(page->alive.n - old_n) * sizeof(struct alive));
	page->alive.n -= old_n;
}

void plane_gutters(struct page *page)
{
	const struct row *rows = LIST(page->rows, struct row);

	dt_list_clear(&page->gutters);
	dt_list_clear(&page->alive);
	for (uint32_t r = 0; r < page->rows.n; r++) {
		/* a wide empty band parts what is above from what is below */
		if (r && rows[r].top - rows[r - 1].bottom > 5 * page->body_size) {
			for (uint32_t i = 0; i < page->alive.n; i++)
				close_alive(page, &LIST(page->alive, struct alive)[i]);
			dt_list_clear(&page->alive);
		}
		sweep_row(page, r);
	}
	for (uint32_t i = 0; i < page->alive.n; i++)
		close_alive(page, &LIST(page->alive, struct alive)[i]);
}
