/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Accents of formulas: hats, tildes and bars that are painted as signs of their own over a
 * variable, often higher than the baseline.  They are part of what they stand over.
 */
#include "config.h"

#include "chars.h"
#include "layout.h"

#include <math.h>

static bool is_accent(uint32_t c)
{
	switch (c) {
	case '^':
	case '~':
	case '`':
	case 0xa8:
	case 0xaf:
	case 0xb4:
	case 0x2c6:
	case 0x2c7:
	case 0x2c9:
	case 0x2d8:
	case 0x2d9:
	case 0x2da:
	case 0x2dc:
	case 0x20d7:
		return true;
	default:
		return c >= 0x300 && c < 0x370;
	}
}

static bool is_variable(const struct page *page, const struct item *item)
{
	const struct look_info *info = &LIST(page->look_infos, struct look_info)[item->look];

	return item->flags & ITEM_MATH ||
	       (item->flags & ITEM_LETTER && info->flags & (WORD_ITALIC | WORD_MATH));
}

static bool stands_over(const struct item *accent, const struct item *base, float size)
{
	return fabsf(accent->u0 + accent->u1 - base->u0 - base->u1) < 0.6f * size &&
	       accent->v < base->v + 0.03f * size && accent->v > base->v - 0.65f * size;
}

/* The item that the accent at the end of word i stands over; NULL: none. */
static struct item *find_base(struct page *page, uint32_t i, const struct item *accent,
			      uint32_t *host)
{
	const struct word *words = LIST(page->words, struct word);
	struct item *items = LIST(page->items, struct item);
	struct item *next = i + 1 < page->words.n ? &items[words[i + 1].first] : NULL;
	struct item *before = NULL;

	if (words[i].ink > 1)
		before = &items[words[i].first + words[i].ink - 2];
	else if (i > page->first_word)
		before = &items[words[i - 1].first + words[i - 1].ink - 1];
	*host = i + 1;
	if (next && stands_over(accent, next, words[i].size) && is_variable(page, next))
		return next;
	*host = words[i].ink > 1 ? i : i - 1;
	if (before && stands_over(accent, before, words[i].size) && is_variable(page, before))
		return before;
	return NULL;
}

bool plane_accents(struct page *page)
{
	struct word *words = LIST(page->words, struct word);
	struct item *items = LIST(page->items, struct item);
	bool moved = false;

	for (uint32_t i = page->first_word; i < page->words.n; i++) {
		struct item *accent = &items[words[i].first + words[i].ink - 1], *base;
		const struct dt_glyph *glyph = &page->glyphs[accent->glyph];
		uint32_t used, host;

		if (glyph->text_length > 3 ||
		    !is_accent(char_at(page->text + glyph->text, glyph->text_length, &used)))
			continue;
		base = find_base(page, i, accent, &host);
		if (!base)
			continue;
		accent->flags |= ITEM_BOUND;
		base->flags |= ITEM_BOUND;
		words[i].flags |= WORD_MATH;
		words[host].flags |= WORD_MATH;
		if (words[i].ink == 1 && words[i].v != words[host].v) {
			words[i].v = words[host].v;
			moved = true;
		}
	}
	return moved;
}
