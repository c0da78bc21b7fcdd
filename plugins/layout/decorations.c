/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Decorations: rules and fills that belong to words.
 *
 * An underline lies close below the baseline, a strike-through at half the height of small
 * letters, and both begin and end where words do; a highlight lies behind one line and ends
 * where its words end.  What is wider, meets a vertical rule, frames something or lies behind
 * more than a line belongs to the page: table rulings, column rules, backgrounds.
 *
 * What is found is no ruling line for later steps, and its words get a style of their own.
 */
#include "config.h"

#include "graphics.h"

#include <math.h>

/* em */
#define LOWEST_UNDERLINE  0.36f
#define HIGHEST_UNDERLINE (-0.02f)
#define LOWEST_STRIKE	  (-0.14f)
#define HIGHEST_STRIKE	  (-0.46f)
#define THICKEST	  0.16f
#define WIDEST_GAP	  1.3f

struct cover {		      /* the items over or in a rule */
	uint32_t first, last; /* positions in page.order */
	uint32_t first_item, last_item;
	uint32_t lowest_glyph;
	float u0, u1, size;
	bool cut_left, cut_right; /* inside of a word */
	bool inside;		  /* other words of the line stand beside it */
	uint32_t n, on_line;	  /* of them on the baseline of the row */
};

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

/* ---- what they cover --------------------------------------------------------------- */

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

static uint32_t kind_in_row(const struct page *page, const struct row *row,
			    const struct dt_box *box, const struct dt_graphic *graphic,
			    struct cover *cover)
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

		found.kind = kind_in_row(page, &rows[r], box, graphic, &cover);
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
