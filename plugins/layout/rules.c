/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Ruling lines of a plane, turned into its space and sorted: horizontal ones by v, vertical
 * ones by u.  The upright plane also sees the rules that tables are drawn with as thin fills.
 */
#include "config.h"

#include "layout.h"

#include <math.h>

static int by_v(const void *a, const void *b)
{
	const struct dt_box *x = a, *y = b;

	return (x->y0 > y->y0) - (x->y0 < y->y0);
}

static int by_u(const void *a, const void *b)
{
	const struct dt_box *x = a, *y = b;

	return (x->x0 > y->x0) - (x->x0 < y->x0);
}

static bool lies_along(const struct dt_box *box)
{
	float width = box->x1 - box->x0, height = box->y1 - box->y0;

	return width >= height && width > 4 && height < 6;
}

static bool stands(const struct dt_box *box)
{
	float width = box->x1 - box->x0, height = box->y1 - box->y0;

	return height > width && height > 4 && width < 6;
}

static void collect(struct page *page, struct dt_list *list, bool (*wanted)(const struct dt_box *))
{
	const struct plane *plane = &LIST(page->planes, struct plane)[page->plane];

	dt_list_clear(list);
	for (uint32_t i = 0; i < page->n_graphics; i++) {
		struct dt_box box, *rule;

		if (page->graphics[i].kind != DT_GRAPHIC_RULE || LIST(page->uses, uint8_t)[i])
			continue;
		box = plane_box(plane, page->graphics[i].box);
		rule = wanted(&box) ? DT_LIST_ADD(list, struct dt_box) : NULL;
		if (rule)
			*rule = box;
	}
}

/* Pieces of one line (dashes, one piece a cell) become one. */
static void join_pieces(struct dt_list *list, bool horizontal)
{
	struct dt_box *rules = LIST(*list, struct dt_box);
	uint32_t n = 0;

	for (uint32_t i = 0; i < list->n; i++) {
		uint32_t k = n;

		while (k && n - k < 8) {
			struct dt_box *last = &rules[k - 1];
			bool same = horizontal ? fabsf(last->y0 - rules[i].y0) < 0.8f &&
							 rules[i].x0 < last->x1 + 3 &&
							 rules[i].x1 > last->x0 - 3
					       : fabsf(last->x0 - rules[i].x0) < 0.8f &&
							 rules[i].y0 < last->y1 + 3 &&
							 rules[i].y1 > last->y0 - 3;

			if (same) {
				last->x0 = fminf(last->x0, rules[i].x0);
				last->y0 = fminf(last->y0, rules[i].y0);
				last->x1 = fmaxf(last->x1, rules[i].x1);
				last->y1 = fmaxf(last->y1, rules[i].y1);
				break;
			}
			k--;
		}
		if (!k || n - k >= 8)
			rules[n++] = rules[i];
	}
	list->n = n;
}

void plane_upright_rules(struct page *page)
{
	collect(page, &page->vrules, stands);
	if (page->vrules.n > 1)
		qsort(page->vrules.at, page->vrules.n, sizeof(struct dt_box), by_u);
	join_pieces(&page->vrules, false);
}

void plane_rules(struct page *page)
{
	collect(page, &page->hrules, lies_along);
	if (page->hrules.n > 1)
		qsort(page->hrules.at, page->hrules.n, sizeof(struct dt_box), by_v);
	join_pieces(&page->hrules, true);
}
