/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Covers: which words a rule or fill covers, and whether that makes it their decoration.
 *
 * An underline lies close below the baseline, a strike-through at half the height of small
 * letters, and both begin and end where words do; a highlight lies behind one line and ends
 * where its words end.  What is wider, meets a vertical rule, frames something or lies behind
 * more than a line belongs to the page: table rulings, column rules, backgrounds.
 */
#include "config.h"

#include "covers.h"

#include <math.h>

/* em */
#define LOWEST_UNDERLINE  0.36f
#define HIGHEST_UNDERLINE (-0.02f)
#define LOWEST_STRIKE	  (-0.14f)
#define HIGHEST_STRIKE	  (-0.46f)
#define THICKEST	  0.16f
#define WIDEST_GAP	  1.3f

static void cover_word(const struct page *page, const struct word *word, uint32_t position, float v,
		       const struct dt_box *box, struct cover *cover)
{
	const struct item *items = LIST(page->items, struct item);
	bool left = false, right = false;
	uint32_t n = cover->n;

	for (uint32_t i = word->first; i < word->first + word->ink; i++) {
		float middle = (items[i].u0 + items[i].u1) / 2;

		if (middle <= box->x0 || middle >= box->x1) {
			left = left || middle <= box->x0;
			right = right || middle >= box->x1;
			continue;
		}
		if (!cover->n++) {
			cover->first = position;
			cover->first_item = i;
			cover->u0 = items[i].u0;
			cover->u1 = items[i].u1;
			cover->lowest_glyph = items[i].glyph;
		}
		cover->on_line += fabsf(items[i].v - v) < 0.1f * word->size;
		cover->last = position;
		cover->last_item = i;
		cover->u0 = fminf(cover->u0, items[i].u0);
		cover->u1 = fmaxf(cover->u1, items[i].u1);
		if (items[i].glyph < cover->lowest_glyph)
			cover->lowest_glyph = items[i].glyph;
		cover->size = fmaxf(cover->size, word->size);
	}
	if (cover->n > n) {
		cover->cut_left = cover->cut_left || left;
		cover->cut_right = right;
	}
}

/* The items of a row within the box; false when they do not follow each other as words do. */
static bool find_cover(const struct page *page, const struct row *row, const struct dt_box *box,
		       struct cover *cover)
{
	const struct word *words = LIST(page->words, struct word);
	const uint32_t *order = LIST(page->order, uint32_t);

	memset(cover, 0, sizeof(*cover));
	for (uint32_t k = row->first; k < row->first + row->count; k++) {
		const struct word *word = &words[order[k]];
		float gap = fmaxf(box->x0 - word->u1, word->u0 - box->x1);
		uint32_t n = cover->n;

		if (word->u1 > box->x0 && word->u0 < box->x1) {
			float end = cover->u1;

			cover_word(page, word, k, row->v, box, cover);
			if (cover->n > n && n && word->u0 - end > WIDEST_GAP * cover->size)
				return false;
			if (cover->n > n && word->flags & WORD_LEADER)
				return false;
		}
		if (cover->n == n && gap < 0.9f * word->size)
			cover->inside = true;
	}
	return cover->n > 0;
}

static bool ends_fit(const struct cover *cover, const struct dt_box *box, float loose, float tight)
{
	float left = (cover->cut_left ? tight : loose) * cover->size;
	float right = (cover->cut_right ? tight : loose) * cover->size;

	return fabsf(cover->u0 - box->x0) <= left && fabsf(cover->u1 - box->x1) <= right;
}

/* Does a vertical rule end at it, or cross it? */
static bool meets_upright(const struct page *page, const struct dt_box *box)
{
	const struct plane *plane = &LIST(page->planes, struct plane)[page->plane];

	for (uint32_t i = 0; i < page->n_graphics; i++) {
		struct dt_box other;

		if (page->graphics[i].kind != DT_GRAPHIC_RULE)
			continue;
		other = plane_box(plane, page->graphics[i].box);
		if (other.y1 - other.y0 > other.x1 - other.x0 && other.x0 < box->x1 + 1.5f &&
		    other.x1 > box->x0 - 1.5f && other.y0 < box->y1 + 1.5f &&
		    other.y1 > box->y0 - 1.5f)
			return true;
	}
	return false;
}

/* Cells of a table have their fills side by side or above each other. */
static bool has_neighbour(const struct page *page, const struct dt_box *box)
{
	const struct stroke *strokes = LIST(page->strokes, struct stroke);

	for (uint32_t i = 0; i < page->strokes.n; i++) {
		const struct dt_box *b = &strokes[i].box;
		bool same_width = fabsf(b->x0 - box->x0) < 1 && fabsf(b->x1 - box->x1) < 1;
		bool same_height = fabsf(b->y0 - box->y0) < 1 && fabsf(b->y1 - box->y1) < 1;

		if (same_width && same_height)
			continue;
		if (same_width && (fabsf(b->y0 - box->y1) < 3 || fabsf(b->y1 - box->y0) < 3))
			return true;
		if (same_height && (fabsf(b->x0 - box->x1) < 3 || fabsf(b->x1 - box->x0) < 3))
			return true;
	}
	return false;
}

/* Does another line stand in the box, too? */
static bool has_other_row(const struct page *page, const struct row *own, const struct dt_box *box)
{
	const struct row *rows = LIST(page->rows, struct row);
	const uint32_t *order = LIST(page->order, uint32_t);
	const struct word *words = LIST(page->words, struct word);

	for (uint32_t r = 0; r < page->rows.n; r++) {
		if (&rows[r] == own || rows[r].v < box->y0 + 1 || rows[r].v > box->y1 + 1)
			continue;
		for (uint32_t k = 0; k < rows[r].count; k++) {
			const struct word *word = &words[order[rows[r].first + k]];

			if (word->u1 > box->x0 + 1 && word->u0 < box->x1 - 1)
				return true;
		}
	}
	return false;
}

uint32_t decoration_kind(const struct page *page, const struct row *row, const struct dt_box *box,
			 const struct dt_graphic *graphic, struct cover *cover)
{
	float height = box->y1 - box->y0, middle = (box->y0 + box->y1) / 2 - row->v, size;

	/* rows are many: first what needs no look at words */
	if (middle > row->size * 2 || middle < -row->size * 2 || box->x1 - box->x0 < 1.5f ||
	    !find_cover(page, row, box, cover))
		return 0;
	size = cover->size;
	if (cover->on_line * 2 < cover->n)
		return 0;
	if (height <= fmaxf(THICKEST * size, 0.9f)) {
		uint32_t kind = 0;

		if (middle > HIGHEST_UNDERLINE * size && box->y0 - row->v < LOWEST_UNDERLINE * size)
			kind = DT_STYLE_UNDERLINE;
		else if (middle < LOWEST_STRIKE * size && middle > HIGHEST_STRIKE * size)
			kind = DT_STYLE_STRIKE;
		if (!kind || !ends_fit(cover, box, 0.35f, 0.1f) || meets_upright(page, box))
			return 0;
		return kind;
	}
	if (height < 0.55f * size || height > 2.0f * size || box->y0 > row->v - 0.5f * size ||
	    box->y1 < row->v - 0.03f * size || box->y1 > row->v + 0.8f * size ||
	    graphic->before > cover->lowest_glyph)
		return 0;
	if (!ends_fit(cover, box, cover->inside ? 0.5f : 0.2f, 0.12f) || meets_upright(page, box) ||
	    has_neighbour(page, box) || has_other_row(page, row, box))
		return 0;
	return DT_STYLE_HIGHLIGHT;
}
