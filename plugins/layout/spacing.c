/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Spacing: how far letters of one line stand apart, and from which gap on a word ends.
 *
 * Most text tells plainly: letters touch, words are a quarter of an em apart.  In tightly
 * justified lines the blanks shrink to a tenth of an em; then nothing stands between that and
 * no gap at all.  In spaced-out headings all letters are the same gap apart, and words more.
 */
#include "config.h"

#include "layout.h"

#include <math.h>

#define WORD_GAP     0.14f /* em; a word gap is at least 0.2, kerning at most 0.1 */
#define TIGHT_GAP    0.09f /* em; where kerning is known to be less */
#define BIN	     0.01f /* em */
#define BINS	     100
#define FEWEST	     3 /* gaps that tell anything */
#define FEWEST_APART 4 /* that tell of letters set apart */
#define MOST_ITEMS   400
#define TRACKED	     0.045f /* em; less is kerning and rounding */
#define WIDEST	     0.5f   /* em, between letters of one word */
#define SAME	     0.05f  /* em, between gaps that are alike */

struct gaps {
	uint16_t bins[BINS + 1]; /* the first holds touching letters, the last wide gaps */
	uint32_t n, letters;
};

static bool goes_on(const struct item *last, const struct item *item, float size)
{
	float gap = item->u0 - last->u1;

	return item->look == last->look && !(item->flags & ITEM_SPACE) &&
	       fabsf(item->v - last->v) < 0.02f * size && gap > -0.5f * size && gap < size;
}

static uint32_t collect(const struct page *page, uint32_t first, float size, struct gaps *gaps)
{
	const struct item *items = LIST(page->items, struct item);
	uint32_t i = first + 1;

	memset(gaps, 0, sizeof(*gaps));
	gaps->letters = (items[first].flags & ITEM_LETTER) != 0;
	for (;
	     i < page->items.n && i - first < MOST_ITEMS && goes_on(&items[i - 1], &items[i], size);
	     i++) {
		float gap = (items[i].u0 - items[i - 1].u1) / (BIN * size);

		gaps->letters += (items[i].flags & (ITEM_LETTER | ITEM_WIDE)) == ITEM_LETTER;
		gaps->bins[gap < 1 ? 0 : gap < BINS ? (uint32_t)gap : BINS]++;
		gaps->n++;
	}
	return i;
}

static uint32_t count(const struct gaps *gaps, float from, float to)
{
	uint32_t n = 0;

	for (uint32_t i = (uint32_t)(from / BIN + 0.5f); i < BINS && (float)i * BIN < to; i++)
		n += gaps->bins[i];
	return n;
}

/* The gap that two fifths of all gaps do not pass. */
static float common_gap(const struct gaps *gaps)
{
	uint32_t sum = 0, i = 0;

	for (; i < BINS; i++) {
		sum += gaps->bins[i];
		if (sum * 5 > gaps->n * 2)
			break;
	}
	return (float)i * BIN;
}

float words_gap(const struct page *page, uint32_t first, uint32_t *end)
{
	const struct item *item = &LIST(page->items, struct item)[first];
	const struct look_info *info = &LIST(page->look_infos, struct look_info)[item->look];
	float size = info->size, common;
	struct gaps gaps;

	*end = first + 1;
	/* letters of mathematics lean over what follows; fixed pitch has gaps of its own */
	if (!(size > 0) || info->flags & (WORD_MATH | WORD_MONO))
		return WORD_GAP;
	*end = collect(page, first, size, &gaps);
	if (gaps.n < FEWEST)
		return WORD_GAP;
	common = common_gap(&gaps);
	if (common < TRACKED) /* nothing between kerning and the narrowest blank */
		return count(&gaps, 0.06f, TIGHT_GAP + 0.02f) ? WORD_GAP : TIGHT_GAP;
	if (gaps.n < FEWEST_APART || common > WIDEST || gaps.letters * 5 < (gaps.n + 1) * 4 ||
	    count(&gaps, larger(0, common - SAME), common + SAME) * 4 < gaps.n * 3)
		return WORD_GAP;
	return common + larger(0.14f, 0.4f * common);
}

uint32_t spaced_out_end(const struct page *page, uint32_t first)
{
	const struct item *items = LIST(page->items, struct item);
	float size = LIST(page->look_infos, struct look_info)[items[first].look].size;
	uint32_t last = first, n = 1;

	if (!(items[first].flags & ITEM_UPPER))
		return first;
	while (last + 2 < page->items.n && items[last + 1].flags & ITEM_SPACE &&
	       items[last + 2].flags & ITEM_UPPER && items[last + 2].look == items[first].look &&
	       items[last + 2].u0 - items[last].u1 > 0.05f * size &&
	       items[last + 2].u0 - items[last].u1 < WIDEST * size &&
	       fabsf(items[last + 2].v - items[last].v) < 0.02f * size) {
		last += 2;
		n++;
	}
	/* the letters of a word stand alone: none is the start of another word */
	if (last + 1 < page->items.n && !(items[last + 1].flags & ITEM_SPACE) &&
	    goes_on(&items[last], &items[last + 1], size))
		return first;
	return n >= 4 ? last : first;
}
