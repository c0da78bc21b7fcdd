/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "clusters.h"

#include "chars.h"

#include <math.h>

#define REACH	   6u	 /* glyphs of one syllable */
#define FAR_ALONG  1.5f	 /* of the size, between the origins of two of its glyphs */
#define FAR_OFF	   0.75f /* of the size, across the line */
#define ACCENT_OFF 0.45f /* of the size, an accent over a capital */
#define SHOWN_OFF  0.01f /* of the size: less is no offset */

/* Hebrew to Tibetan, South East Asia, and their forms for presentation. */
static bool is_of_clusters(uint32_t c)
{
	return (c >= 0x591 && c <= 0x109f) || (c >= 0x1780 && c <= 0x17ff) ||
	       (c >= 0x1900 && c <= 0x1cff) || (c >= 0xa800 && c <= 0xabff) ||
	       (c >= 0xfb1d && c <= 0xfdff) || (c >= 0xfe70 && c <= 0xfefc);
}

static bool is_near(const struct page *page, const struct dt_glyph *a, const struct dt_glyph *b)
{
	const struct dt_look *look = &page->looks[a->look];
	float reach = FAR_ALONG * look->size;

	return a->look < page->n_looks && b->look < page->n_looks &&
	       page->looks[b->look].font == look->font &&
	       fabsf(a->x - b->x) + fabsf(a->y - b->y) < reach + fabsf(a->advance);
}

/* The nearest glyph with text, back to front or on from here. */
static bool spelled_by(const struct page *page, uint32_t glyph, int step)
{
	uint32_t at = glyph;

	for (uint32_t n = 0; n < REACH; n++) {
		const struct dt_glyph *before = &page->glyphs[at], *next;
		uint32_t used;

		if ((step < 0 && at == 0) || (step > 0 && at + 1 >= page->n_glyphs))
			return false;
		at = step < 0 ? at - 1 : at + 1;
		next = &page->glyphs[at];
		if (next->flags & DT_GLYPH_SPACE || !is_near(page, next, before))
			return false;
		if (next->text_length)
			return is_of_clusters(
				char_at(page->text + next->text, next->text_length, &used));
	}
	return false;
}

bool cluster_part(const struct page *page, uint32_t glyph)
{
	return page->glyphs[glyph].look < page->n_looks &&
	       (spelled_by(page, glyph, -1) || spelled_by(page, glyph, 1));
}

/* The item that the mark stands over: the nearest in paint order that is none itself. */
static const struct item *base_of(const struct page *page, const struct item *mark, uint32_t k,
				  uint32_t first)
{
	const struct item *items = LIST(page->items, struct item);
	float size = page->looks[mark->look].size;

	for (uint32_t n = 1; n <= REACH; n++) {
		const struct item *sides[2] = { k >= first + n ? &items[k - n] : NULL,
						k + n < page->items.n ? &items[k + n] : NULL };

		for (int i = 0; i < 2; i++) {
			if (sides[i] &&
			    !(sides[i]->flags & (ITEM_MARK | ITEM_SPACE | ITEM_EMPTY)) &&
			    fabsf(sides[i]->u0 - mark->u0) < FAR_ALONG * size &&
			    fabsf(sides[i]->v - mark->v) < FAR_OFF * size)
				return sides[i];
		}
	}
	return NULL;
}

/* An accent of its own, as TeX sets it over letters of formulas and of texts. */
static bool is_accent(const struct page *page, const struct item *item)
{
	const struct dt_glyph *glyph = &page->glyphs[item->glyph];
	const unsigned char *text = (const unsigned char *)page->text + glyph->text;

	if (glyph->text_length == 1)
		return text[0] == '^' || text[0] == '~' || text[0] == '`';
	if (glyph->text_length != 2)
		return false;
	return (text[0] == 0xcb && text[1] >= 0x86 && text[1] <= 0x9d) || /* U+02C6 to U+02DD */
	       (text[0] == 0xc2 &&
		(text[1] == 0xa8 || text[1] == 0xaf || text[1] == 0xb4 || text[1] == 0xb8));
}

/* The letter under it, painted right before it or right behind. */
static const struct item *letter_under(const struct page *page, const struct item *accent,
				       uint32_t k, uint32_t first)
{
	const struct item *items = LIST(page->items, struct item);
	const struct item *sides[2] = { k > first ? &items[k - 1] : NULL,
					k + 1 < page->items.n ? &items[k + 1] : NULL };
	float size = page->looks[accent->look].size, width = accent->u1 - accent->u0;

	for (int i = 0; i < 2; i++) {
		float rise = sides[i] ? sides[i]->v - accent->v : 0;

		if (sides[i] && !(sides[i]->flags & (ITEM_SPACE | ITEM_EMPTY)) &&
		    rise > -SHOWN_OFF * size && rise < ACCENT_OFF * size &&
		    smaller(sides[i]->u1, accent->u1) - larger(sides[i]->u0, accent->u0) >
			    0.5f * width)
			return sides[i];
	}
	return NULL;
}

/* A letter has its accent in it for the reader; over other signs it stands for itself. */
static const struct item *mark_accent(const struct page *page, struct item *accent, uint32_t k,
				      uint32_t first)
{
	const struct item *base = letter_under(page, accent, k, first);

	if (base && base->flags & ITEM_LETTER)
		accent->flags |= base > accent ? ITEM_ACCENT_NEXT : ITEM_ACCENT_BACK;
	return base;
}

void clusters_level(struct page *page, uint32_t first)
{
	struct item *items = LIST(page->items, struct item);

	for (uint32_t k = first; k < page->items.n; k++) {
		const struct item *base;

		if (items[k].flags & (ITEM_MARK | ITEM_EMPTY))
			base = base_of(page, &items[k], k, first);
		else if (is_accent(page, &items[k]))
			base = mark_accent(page, &items[k], k, first);
		else
			continue;
		if (base &&
		    fabsf(base->v - items[k].v) > SHOWN_OFF * page->looks[items[k].look].size)
			items[k].v = base->v;
	}
}
