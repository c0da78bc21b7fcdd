/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bars: the rules of formulas.  A fraction bar has one part centred above it and one below; the
 * bar of a root begins where its sign ends.
 *
 * Both parts of a fraction that stands in a line of text get the baseline of that line, so that
 * the line has them as one formula; where they stand is not changed.  (Where TeX puts the
 * parts: Knuth, The TeXbook, appendix G.)
 */
#include "config.h"

#include "chars.h"
#include "graphics.h"

#include <math.h>

#define AXIS	  0.25f /* em: height of a fraction bar over the baseline */
#define MOST_BARS 400u

struct part { /* above or below a bar */
	float u0, u1, size;
	uint32_t words, items;
	uint32_t first, last; /* items */
	bool math;
};

static void part_add(struct part *part, const struct word *word)
{
	if (!part->words++) {
		part->u0 = word->u0;
		part->u1 = word->u1;
		part->first = word->first;
	}
	part->u0 = fminf(part->u0, word->u0);
	part->u1 = fmaxf(part->u1, word->u1);
	part->size = fmaxf(part->size, word->size);
	part->last = word->first + word->ink - 1;
	part->items += word->ink;
	part->math = part->math || word->flags & (WORD_MATH | WORD_DIGITS);
}

/* Words above (side -1) or below (side 1) a bar.  False when one of them reaches beyond it: then
 * it is a line of text. */
static bool find_part(const struct page *page, const struct dt_box *bar, int side,
		      struct part *part)
{
	const struct word *words = LIST(page->words, struct word);
	float v = (bar->y0 + bar->y1) / 2;

	memset(part, 0, sizeof(*part));
	for (uint32_t i = page->first_word; i < page->words.n; i++) {
		float far = (words[i].v - v) / words[i].size, edge = 0.15f * words[i].size;

		if (side < 0 ? far > -0.02f || far < -1.0f : far < 0.42f || far > 1.15f)
			continue;
		if (words[i].u1 <= bar->x0 + 0.3f || words[i].u0 >= bar->x1 - 0.3f)
			continue;
		if (words[i].u0 < bar->x0 - edge || words[i].u1 > bar->x1 + edge)
			return false;
		part_add(part, &words[i]);
	}
	return part->words > 0;
}

static bool is_centred(const struct part *part, const struct dt_box *bar)
{
	return fabsf(part->u0 + part->u1 - bar->x0 - bar->x1) < 0.4f * part->size + 1;
}

/* The baseline of the text that the fraction stands in: a word beside it, a fourth of an em
 * below the bar. */
static bool find_host(const struct page *page, const struct dt_box *bar, float *baseline)
{
	const struct word *words = LIST(page->words, struct word);
	float v = (bar->y0 + bar->y1) / 2, nearest = INFINITY;

	for (uint32_t i = page->first_word; i < page->words.n; i++) {
		float gap = fmaxf(bar->x0 - words[i].u1, words[i].u0 - bar->x1);

		if (gap < -0.2f * words[i].size || gap > 1.1f * words[i].size || gap >= nearest ||
		    fabsf(words[i].v - AXIS * words[i].size - v) > 0.14f * words[i].size)
			continue;
		nearest = gap;
		*baseline = words[i].v;
	}
	return nearest < INFINITY;
}

/* The words of a part get the baseline and are part of a formula. */
static void bind_words(struct page *page, const struct dt_box *box, float baseline)
{
	struct word *words = LIST(page->words, struct word);
	struct item *items = LIST(page->items, struct item);

	for (uint32_t i = page->first_word; i < page->words.n; i++) {
		struct word *word = &words[i];
		float edge = 0.15f * word->size;

		if (word->u0 < box->x0 - edge || word->u1 > box->x1 + edge || word->v < box->y0 ||
		    word->v > box->y1)
			continue;
		word->v = baseline;
		word->flags |= WORD_MATH;
		for (uint32_t k = word->first; k < word->first + word->ink; k++)
			items[k].flags |= ITEM_BOUND;
	}
}

static bool is_fraction(const struct page *page, struct stroke *bar, struct part *above,
			struct part *below, float *baseline, bool *host)
{
	float width = bar->box.x1 - bar->box.x0;

	if (!find_part(page, &bar->box, -1, above) || !find_part(page, &bar->box, 1, below) ||
	    !is_centred(above, &bar->box) || !is_centred(below, &bar->box) ||
	    fmaxf(above->u1 - above->u0, below->u1 - below->u0) < 0.55f * width)
		return false;
	*host = find_host(page, &bar->box, baseline);
	/* two lines under each other, the upper one underlined, look much like it */
	return *host || (above->items <= 12 && below->items <= 12 && (above->math || below->math));
}

static bool try_fraction(struct page *page, struct stroke *bar)
{
	struct part above, below;
	struct dt_box box = bar->box;
	float baseline = 0;
	bool host = false;

	if (!is_fraction(page, bar, &above, &below, &baseline, &host))
		return false;
	bar->bar = true;
	if (!host)
		return false;
	claim_piece(page, bar->graphic, above.first, below.last, true);
	box.y0 = (bar->box.y0 + bar->box.y1) / 2 - above.size;
	box.y1 = (bar->box.y0 + bar->box.y1) / 2 + 1.15f * below.size;
	bind_words(page, &box, baseline);
	return true;
}

static bool is_root(const struct page *page, const struct item *item)
{
	const struct dt_glyph *glyph = &page->glyphs[item->glyph];
	uint32_t used, c = char_at(page->text + glyph->text, glyph->text_length, &used);

	/* without a better name TeX's roots are p, q, r, s */
	return c == 0x221a || (item->flags & ITEM_MATH && c >= 'p' && c <= 's');
}

static bool try_root(struct page *page, struct stroke *bar)
{
	struct word *words = LIST(page->words, struct word);
	struct item *items = LIST(page->items, struct item);
	float v = (bar->box.y0 + bar->box.y1) / 2;

	for (uint32_t i = page->first_word; i < page->words.n; i++) {
		struct word *sign = &words[i];
		const struct item *item = &items[sign->first + sign->ink - 1];
		struct part part;
		struct dt_box box = bar->box;

		if (fabsf(sign->u1 - bar->box.x0) > 0.12f * sign->size || sign->v < v - 3 ||
		    sign->v > v + 2 * sign->size || !is_root(page, item) ||
		    !find_part(page, &bar->box, 1, &part))
			continue;
		claim_piece(page, bar->graphic, sign->first, part.last, true);
		box.y0 = v + 0.42f * part.size;
		box.y1 = v + 1.15f * part.size;
		/* the sign may hang from its top: then its baseline is no baseline of the text */
		for (uint32_t k = page->first_word; k < page->words.n; k++)
			if (words[k].first <= part.last &&
			    part.last < words[k].first + words[k].ink) {
				sign->v = words[k].v;
				break;
			}
		for (uint32_t k = sign->first; k < sign->first + sign->ink; k++)
			items[k].flags |= ITEM_BOUND;
		sign->flags |= WORD_MATH;
		bind_words(page, &box, sign->v);
		bar->bar = true;
		return true;
	}
	return false;
}

static int by_width(const void *left, const void *right)
{
	const struct stroke *a = left, *b = right;
	float x = a->box.x1 - a->box.x0, y = b->box.x1 - b->box.x0;

	if (x != y)
		return x < y ? -1 : 1;
	return a->graphic < b->graphic ? -1 : a->graphic > b->graphic;
}

static bool may_be_bar(const struct page *page, const struct stroke *stroke)
{
	float width = stroke->box.x1 - stroke->box.x0, height = stroke->box.y1 - stroke->box.y0;

	return height < 1.6f && width > 2 && width < 30 * page->body_size;
}

bool plane_bars(struct page *page)
{
	struct stroke *strokes = LIST(page->strokes, struct stroke);
	uint32_t n = 0, tried = 0;
	bool moved = false;

	for (uint32_t i = 0; i < page->strokes.n; i++)
		n += may_be_bar(page, &strokes[i]);
	if (!n || n > MOST_BARS)
		return false;
	/* from the inside of nested ones outwards */
	qsort(strokes, page->strokes.n, sizeof(*strokes), by_width);
	for (uint32_t i = 0; i < page->strokes.n && tried < n; i++) {
		if (!may_be_bar(page, &strokes[i]))
			continue;
		tried++;
		if (try_root(page, &strokes[i]) || try_fraction(page, &strokes[i]))
			moved = true;
	}
	return moved;
}
