/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Decorations: rules and fills that belong to words.
 *
 * What is found is no ruling line for later steps, and its words get a style of their own.
 */
#include "config.h"

#include "covers.h"

#include <math.h>

/* ---- rules and fills that can be decorations ------------------------------------- */

static int by_place(const void *left, const void *right)
{
	const struct stroke *a = left, *b = right;
	long va = lrintf(a->box.y0 * 4), vb = lrintf(b->box.y0 * 4);

	if (va != vb)
		return va < vb ? -1 : 1;
	if (a->box.x0 != b->box.x0)
		return a->box.x0 < b->box.x0 ? -1 : 1;
	return a->graphic < b->graphic ? -1 : a->graphic > b->graphic;
}

static bool is_alone(const struct page *page, uint32_t i)
{
	uint32_t piece = page->graphics[i].piece;

	return piece != DT_NONE && !(i && page->graphics[i - 1].piece == piece) &&
	       !(i + 1 < page->n_graphics && page->graphics[i + 1].piece == piece);
}

static bool is_white(uint32_t colour)
{
	return (colour >> 24) > 249 && (colour >> 16 & 255) > 249 && (colour >> 8 & 255) > 249;
}

void plane_strokes(struct page *page)
{
	const struct plane *plane = &LIST(page->planes, struct plane)[page->plane];

	dt_list_clear(&page->strokes);
	if (plane->dx != 0 && plane->dy != 0)
		return;
	for (uint32_t i = 0; i < page->n_graphics; i++) {
		const struct dt_graphic *graphic = &page->graphics[i];
		struct stroke *stroke;

		if ((graphic->kind != DT_GRAPHIC_RULE && graphic->kind != DT_GRAPHIC_FILL) ||
		    LIST(page->uses, uint8_t)[i] || !is_alone(page, i) || is_white(graphic->colour))
			continue;
		stroke = DT_LIST_ADD(&page->strokes, struct stroke);
		if (!stroke)
			return;
		stroke->box = plane_box(plane, graphic->box);
		stroke->graphic = i;
		stroke->bar = false;
		if (stroke->box.x1 - stroke->box.x0 < stroke->box.y1 - stroke->box.y0 &&
		    graphic->kind == DT_GRAPHIC_RULE)
			page->strokes.n--; /* upright */
	}
}

/* Strokes that touch in a line: the end of those that go on from first; *box: all of them. */
static uint32_t joined(const struct page *page, uint32_t first, struct dt_box *box)
{
	const struct stroke *strokes = LIST(page->strokes, struct stroke);
	uint32_t end = first + 1;

	*box = strokes[first].box;
	while (end < page->strokes.n && strokes[end].bar == strokes[first].bar &&
	       fabsf(strokes[end].box.y0 - box->y0) < 0.35f &&
	       fabsf(strokes[end].box.y1 - box->y1) < 0.35f &&
	       strokes[end].box.x0 <= box->x1 + 0.6f &&
	       page->graphics[strokes[end].graphic].colour ==
		       page->graphics[strokes[first].graphic].colour) {
		box->x1 = fmaxf(box->x1, strokes[end].box.x1);
		end++;
	}
	return end;
}

/* ---- marking --------------------------------------------------------------------------- */

static uint32_t class_of(struct page *page, const struct dt_decoration *wanted)
{
	const struct dt_decoration *all = LIST(page->decorations, struct dt_decoration);
	struct dt_decoration *added;

	for (uint32_t i = 0; i < page->decorations.n; i++)
		if (all[i].kind == wanted->kind && all[i].colour == wanted->colour &&
		    fabsf(all[i].top - wanted->top) < 0.35f &&
		    fabsf(all[i].height - wanted->height) < 0.25f)
			return i;
	added = DT_LIST_ADD(&page->decorations, struct dt_decoration);
	if (added)
		*added = *wanted;
	return page->decorations.n - 1;
}

/* The set with one more decoration; 0 stands for none. */
static uint32_t set_with(struct page *page, uint32_t set, uint32_t decoration)
{
	struct decoration_set wanted = { .n = 0 }, *sets;

	if (set)
		wanted = LIST(page->decoration_sets, struct decoration_set)[set - 1];
	for (uint32_t i = 0; i < wanted.n; i++)
		if (wanted.at[i] == decoration)
			return set;
	if (wanted.n == DECORATIONS)
		return set;
	wanted.at[wanted.n++] = decoration;
	sets = LIST(page->decoration_sets, struct decoration_set);
	for (uint32_t i = 0; i < page->decoration_sets.n; i++)
		if (sets[i].n == wanted.n &&
		    !memcmp(sets[i].at, wanted.at, wanted.n * sizeof(wanted.at[0])))
			return i + 1;
	sets = DT_LIST_ADD(&page->decoration_sets, struct decoration_set);
	if (!sets)
		return set;
	*sets = wanted;
	return page->decoration_sets.n;
}

static void decorate(struct page *page, const struct cover *cover, const struct dt_box *box,
		     uint32_t decoration)
{
	const uint32_t *order = LIST(page->order, uint32_t);
	struct item *items = LIST(page->items, struct item);

	for (uint32_t k = cover->first; k <= cover->last; k++) {
		const struct word *word = &LIST(page->words, struct word)[order[k]];

		for (uint32_t i = word->first; i < word->first + word->ink; i++) {
			float middle = (items[i].u0 + items[i].u1) / 2;

			if (middle > box->x0 && middle < box->x1)
				items[i].decoration =
					set_with(page, items[i].decoration, decoration);
		}
	}
}

static void try_rows(struct page *page, uint32_t first, uint32_t end, const struct dt_box *box)
{
	const struct stroke *strokes = LIST(page->strokes, struct stroke);
	const struct dt_graphic *graphic = &page->graphics[strokes[first].graphic];
	const struct row *rows = LIST(page->rows, struct row);

	for (uint32_t r = 0; r < page->rows.n; r++) {
		struct dt_decoration found = { 0 };
		struct cover cover;

		found.kind = decoration_kind(page, &rows[r], box, graphic, &cover);
		if (!found.kind)
			continue;
		found.piece = graphic->piece;
		found.colour = graphic->colour;
		found.top = rows[r].v - box->y0;
		found.height = box->y1 - box->y0;
		found.overhang = fmaxf(0, (cover.u0 - box->x0 + box->x1 - cover.u1) / 2);
		if (found.kind != DT_STYLE_HIGHLIGHT && found.overhang < 0.2f * cover.size)
			found.overhang = 0;
		decorate(page, &cover, box, class_of(page, &found));
		for (uint32_t i = first; i < end; i++)
			claim_piece(page, strokes[i].graphic, cover.first_item, cover.last_item,
				    false);
		return;
	}
}

void plane_decorations(struct page *page)
{
	const struct stroke *strokes = LIST(page->strokes, struct stroke);
	struct dt_box box;

	if (page->strokes.n > 1)
		qsort(page->strokes.at, page->strokes.n, sizeof(struct stroke), by_place);
	for (uint32_t i = 0, end; i < page->strokes.n; i = end) {
		end = joined(page, i, &box);
		if (strokes[i].bar)
			continue;
		try_rows(page, i, end, &box);
	}
}
