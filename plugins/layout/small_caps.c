/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Small capitals that are made from capitals of a smaller size: "INTRODUCTION" with a larger I.
 *
 * The smaller ones stand for small letters.  They get the look of the larger ones and a flag, so
 * that the word is one run of small capitals, and its text reads "Introduction".
 */
#include "config.h"

#include "layout.h"

#include <math.h>

#define LEAST 0.62f /* of the size of the larger capitals */
#define MOST  0.92f

static const struct look_info *info_of(const struct page *page, uint32_t look)
{
	return &LIST(page->look_infos, struct look_info)[look];
}

/* Capitals of two sizes on one baseline and nothing else: the look of the smaller ones, or
 * DT_NONE. */
static uint32_t smaller_look(const struct page *page, const struct word *word)
{
	const struct item *items = LIST(page->items, struct item) + word->first;
	float size = info_of(page, word->look)->size;
	uint32_t look = DT_NONE, small = 0, large = 0;

	if (word->flags & (WORD_MATH | WORD_RTL | WORD_WIDE))
		return DT_NONE;
	for (uint32_t i = 0; i < word->ink; i++) {
		float ratio = info_of(page, items[i].look)->size / size;

		if (items[i].flags & (ITEM_LOWER | ITEM_MARK | ITEM_RTL | ITEM_MATH) ||
		    fabsf(items[i].v - word->v) > 0.02f * size)
			return DT_NONE;
		if (ratio > 0.97f) {
			large += (items[i].flags & ITEM_UPPER) != 0;
			continue;
		}
		if (ratio < LEAST || ratio > MOST || (look != DT_NONE && items[i].look != look) ||
		    page->looks[items[i].look].colour != page->looks[word->look].colour ||
		    info_of(page, items[i].look)->flags != info_of(page, word->look)->flags)
			return DT_NONE;
		look = items[i].look;
		small += (items[i].flags & ITEM_UPPER) != 0;
	}
	return large && small && small + large > 1 ? look : DT_NONE;
}

static void mark_word(struct page *page, struct word *word, uint32_t small, uint32_t large)
{
	struct item *items = LIST(page->items, struct item) + word->first;

	for (uint32_t i = 0; i < word->ink; i++) {
		items[i].flags |= ITEM_SMALL_CAPS;
		if (items[i].look != small)
			continue;
		items[i].look = large;
		items[i].flags |= ITEM_SMALL_CAP;
	}
	word->look = large;
	word->size = info_of(page, large)->size;
}

/* A word of the smaller capitals alone, beside one that has both. */
static bool is_all_small(const struct page *page, const struct word *word, uint32_t small, float v)
{
	const struct item *items = LIST(page->items, struct item) + word->first;
	uint32_t letters = 0;

	if (word->look != small || fabsf(word->v - v) > 0.02f * word->size)
		return false;
	for (uint32_t i = 0; i < word->ink; i++) {
		if (items[i].look != small || items[i].flags & (ITEM_LOWER | ITEM_MARK))
			return false;
		letters += (items[i].flags & ITEM_UPPER) != 0;
	}
	return letters > 0;
}

static void mark_words(struct page *page, uint32_t at, uint32_t small)
{
	struct word *words = LIST(page->words, struct word);
	uint32_t large = words[at].look;
	float v = words[at].v;

	mark_word(page, &words[at], small, large);
	for (uint32_t i = at; i > page->first_word && is_all_small(page, &words[i - 1], small, v);
	     i--)
		mark_word(page, &words[i - 1], small, large);
	for (uint32_t i = at + 1; i < page->words.n && is_all_small(page, &words[i], small, v); i++)
		mark_word(page, &words[i], small, large);
}

void plane_small_caps(struct page *page)
{
	for (uint32_t i = page->first_word; i < page->words.n; i++) {
		const struct word *word = &LIST(page->words, struct word)[i];
		uint32_t small = word->flags & WORD_SMALLER ? smaller_look(page, word) : DT_NONE;

		if (small != DT_NONE)
			mark_words(page, i, small);
	}
}
