/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading order: the page is cut into bands by horizontal white space; neighbouring bands that
 * share a gutter are one again; bands are read from top to bottom, the columns of a band one
 * after the other, and each column is ordered in the same way (an XY-cut that does not let a
 * chance gap across two columns part them).
 */
#include "config.h"

#include "layout.h"

#include <math.h>

#define CELLS	512u
#define DEEPEST 24u

struct extent {
	uint64_t bits[CELLS / 64];
};

struct band {
	uint32_t first, count;
	struct extent extent;
	bool tall; /* has a paragraph of several lines */
};

struct orderer {
	struct page *page;
	float scale;
	bool rtl;
};

static const struct paragraph *paragraph_at(const struct orderer *orderer, uint32_t i)
{
	return &LIST(orderer->page->paragraphs, struct paragraph)[i];
}

static uint32_t cell_of(const struct orderer *orderer, float x)
{
	float at = x * orderer->scale;

	return at <= 0 ? 0 : at >= CELLS - 1 ? CELLS - 1 : (uint32_t)at;
}

static void extent_add(struct extent *extent, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i <= to; i++)
		extent->bits[i / 64] |= (uint64_t)1 << (i % 64);
}

static bool extent_has(const struct extent *extent, uint32_t i)
{
	return extent->bits[i / 64] >> (i % 64) & 1;
}

/* The widest gap between occupied cells: its middle, or 0. */
static uint32_t widest_gap(const struct extent *extent, uint32_t least)
{
	uint32_t best = 0, width = least, last = CELLS;

	for (uint32_t i = 0; i < CELLS; i++) {
		if (!extent->bits[i / 64]) {
			i |= 63;
			continue;
		}
		if (!extent_has(extent, i))
			continue;
		if (last < CELLS && i - last - 1 >= width) {
			width = i - last;
			best = (i + last) / 2;
		}
		last = i;
	}
	return best;
}

static int by_top(const struct orderer *orderer, uint32_t a, uint32_t b)
{
	const struct paragraph *x = paragraph_at(orderer, a), *y = paragraph_at(orderer, b);
	float em = smaller(x->size, y->size), d = x->read.y0 - y->read.y0;

	if (fabsf(d) > 0.3f * em)
		return d < 0 ? -1 : 1;
	d = orderer->rtl ? y->read.x1 - x->read.x1 : x->read.x0 - y->read.x0;
	return d < 0 ? -1 : d > 0;
}

/* Merge sort: the comparison is no strict order in odd cases, which must do no harm. */
static void sort_top(const struct orderer *orderer, uint32_t *at, uint32_t n, uint32_t *other)
{
	uint32_t half = n / 2;

	if (n < 2)
		return;
	sort_top(orderer, at, half, other);
	sort_top(orderer, at + half, n - half, other);
	memcpy(other, at, half * sizeof(*at));
	for (uint32_t i = 0, k = half, to = 0; i < half; to++) {
		if (k < n && by_top(orderer, at[k], other[i]) < 0)
			at[to] = at[k++];
		else
			at[to] = other[i++];
	}
}

static float top_of(const struct paragraph *paragraph)
{
	return paragraph->read.y0 + 0.2f * paragraph->size;
}

static float bottom_of(const struct paragraph *paragraph)
{
	return paragraph->read.y1 - 0.1f * paragraph->size;
}

static void find_bands(const struct orderer *orderer, const uint32_t *at, uint32_t n,
		       struct dt_list *bands)
{
	float reach = -INFINITY;
	struct band *band = NULL;

	for (uint32_t i = 0; i < n; i++) {
		const struct paragraph *paragraph = paragraph_at(orderer, at[i]);

		if (!band || top_of(paragraph) >= reach) {
			band = DT_LIST_ADD(bands, struct band);
			if (!band)
				return;
			band->first = i;
		}
		band->count++;
		band->tall = band->tall || paragraph->count >= 3;
		extent_add(&band->extent, cell_of(orderer, paragraph->read.x0),
			   cell_of(orderer, paragraph->read.x1));
		reach = larger(reach, bottom_of(paragraph));
	}
}

/* Bands that have a gutter in common become one. */
static void merge_bands(struct dt_list *list, uint32_t least)
{
	struct band *bands = LIST(*list, struct band);
	uint32_t n = 0;

	for (uint32_t i = 1; i < list->n; i++) {
		struct extent both = bands[n].extent;
		bool columns = (bands[n].tall && widest_gap(&bands[n].extent, least)) ||
			       (bands[i].tall && widest_gap(&bands[i].extent, least));

		for (uint32_t k = 0; k < CELLS / 64; k++)
			both.bits[k] |= bands[i].extent.bits[k];
		if (columns && widest_gap(&both, least)) {
			bands[n].extent = both;
			bands[n].count += bands[i].count;
			bands[n].tall = true;
			continue;
		}
		bands[++n] = bands[i];
	}
	list->n = list->n ? n + 1 : 0;
}

static void order_band(struct orderer *orderer, uint32_t *at, const struct band *band,
		       uint32_t depth);

static void order_part(struct orderer *orderer, uint32_t *at, uint32_t n, uint32_t depth)
{
	struct dt_list bands = { 0 };
	uint32_t least = 1 + (uint32_t)(0.4f * orderer->page->body_size * orderer->scale);

	if (n < 2 || depth > DEEPEST || !list_reserve(&orderer->page->scratch, n, 4))
		return;
	sort_top(orderer, at, n, LIST(orderer->page->scratch, uint32_t));
	find_bands(orderer, at, n, &bands);
	merge_bands(&bands, least);
	for (uint32_t i = 0; i < bands.n; i++)
		order_band(orderer, at, &LIST(bands, struct band)[i], depth);
	dt_list_free(&bands);
}

/* Parts the band at its widest gap; a band without one stays as it is sorted. */
static void order_band(struct orderer *orderer, uint32_t *at, const struct band *band,
		       uint32_t depth)
{
	uint32_t least = 1 + (uint32_t)(0.4f * orderer->page->body_size * orderer->scale);
	uint32_t gap = band->count > 1 && band->tall ? widest_gap(&band->extent, least) : 0;
	uint32_t n = 0, kept = 0, *part, *other;

	if (!gap || !list_reserve(&orderer->page->scratch, band->count, 4))
		return;
	part = at + band->first;
	other = LIST(orderer->page->scratch, uint32_t);
	for (uint32_t i = 0; i < band->count; i++) {
		const struct paragraph *paragraph = paragraph_at(orderer, part[i]);
		bool left = cell_of(orderer, paragraph->read.x0) < gap;

		if (left != orderer->rtl)
			part[kept++] = part[i];
		else
			other[n++] = part[i];
	}
	memcpy(part + kept, other, n * sizeof(*part));
	order_part(orderer, part, kept, depth + 1);
	order_part(orderer, part + kept, n, depth + 1);
}

/* With a trusted structure tree its order is the order of reading: sorted by element, stable,
 * what is in no element stays with the one before it. */
static void order_by_tags(struct page *page)
{
	const struct paragraph *all = LIST(page->paragraphs, struct paragraph);
	uint32_t *at = LIST(page->reading, uint32_t), n = page->reading.n, *key;
	uint32_t last = 0;

	if (!page->tagged || !list_reserve(&page->scratch, 2 * n + 2, sizeof(uint32_t)))
		return;
	key = LIST(page->scratch, uint32_t);
	for (uint32_t i = 0; i < n; i++) {
		if (all[at[i]].element < page->n_elements)
			last = page->elements[all[at[i]].element].order + 1;
		key[i] = last;
	}
	for (uint32_t i = 1; i < n; i++) { /* nearly sorted */
		uint32_t own = key[i], what = at[i], k = i;

		for (; k && key[k - 1] > own; k--) {
			key[k] = key[k - 1];
			at[k] = at[k - 1];
		}
		key[k] = own;
		at[k] = what;
	}
}

/* Most text may run downwards or sideways: the page is read as one turns it.  Cells a point. */
static float turn_boxes(struct page *page)
{
	struct paragraph *all = LIST(page->paragraphs, struct paragraph);
	const struct plane *planes = LIST(page->planes, struct plane), *most = NULL;
	struct dt_box area = { 0, 0, page->content->width, page->content->height };

	for (uint32_t i = 0; i < page->planes.n; i++)
		if (!most || planes[i].glyphs > most->glyphs)
			most = &planes[i];
	if (most && most->dx > 0.9f)
		most = NULL;
	if (most)
		area = plane_box(most, area);
	for (uint32_t i = 0; i < page->paragraphs.n; i++) {
		all[i].read = most ? plane_box(most, all[i].box) : all[i].box;
		all[i].read.x0 -= area.x0;
		all[i].read.x1 -= area.x0;
	}
	return CELLS / larger(area.x1 - area.x0, 1);
}

void page_order(struct page *page)
{
	struct orderer orderer = { .page = page };
	uint32_t n = page->paragraphs.n, rtl = 0, ltr = 0;
	uint32_t *at;

	dt_list_clear(&page->reading);
	if (!list_reserve(&page->reading, n + 1, sizeof(uint32_t)))
		return;
	at = LIST(page->reading, uint32_t);
	for (uint32_t i = 0; i < n; i++) {
		const struct paragraph *paragraph = paragraph_at(&orderer, i);

		at[i] = i;
		*(paragraph->flags & DT_BLOCK_RTL ? &rtl : &ltr) += paragraph->letters;
	}
	page->reading.n = n;
	orderer.rtl = rtl > ltr;
	orderer.scale = turn_boxes(page);
	page->has_rtl = rtl > 0;
	order_part(&orderer, at, n, 0);
	order_by_tags(page);
}
