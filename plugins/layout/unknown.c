/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Glyphs of which nobody knows the character.
 *
 * One that stands apart moves along with the sentence, like a formula.  One inside a word makes
 * the word unreadable for a translator; its glyphs cannot be set anew either.  Then the whole
 * block stays as it is, so that nothing flows over what stays.
 */
#include "config.h"

#include "layout.h"

/* Of ten visible glyphs of a block: more unknown ones than this, and the rest makes no sense. */
#define MOST_OF_TEN 3

struct count {
	uint32_t ink, unknown, inside; /* inside: of words with letters, or in no object */
};

static void count_word(const struct page *page, const struct word *word, struct count *count)
{
	const struct item *items = LIST(page->items, struct item) + word->first;
	bool beside = false;

	for (uint32_t i = 0; i < word->ink; i++) {
		bool after = i + 1 < word->ink && items[i + 1].flags & ITEM_LETTER &&
			     !items[i + 1].object;

		count->ink++;
		if (items[i].flags & ITEM_UNKNOWN) {
			count->unknown++;
			count->inside += !items[i].object || beside || after;
		}
		beside = items[i].flags & ITEM_LETTER && !items[i].object;
	}
}

void page_unknown(struct page *page)
{
	const struct line *sequence = LIST(page->sequence, struct line);
	const struct word *words = LIST(page->words, struct word);
	struct paragraph *all = LIST(page->paragraphs, struct paragraph);
	bool any = false;

	for (uint32_t i = 0; i < page->items.n && !any; i++)
		any = LIST(page->items, struct item)[i].flags & ITEM_UNKNOWN;
	for (uint32_t i = 0; any && i < page->paragraphs.n; i++) {
		struct count count = { 0, 0, 0 };

		for (uint32_t k = 0; k < all[i].count; k++) {
			const struct line *line = &sequence[all[i].first + k];
			const uint32_t *order = LIST(page->order, uint32_t) + line->first;

			for (uint32_t m = 0; m < line->count; m++)
				count_word(page, &words[order[m]], &count);
		}
		if (!count.inside && count.unknown * 10 <= count.ink * MOST_OF_TEN)
			continue;
		if (!(all[i].flags & DT_BLOCK_KEEP) || count.inside) {
			all[i].flags |= DT_BLOCK_KEEP;
			all[i].rule = DT_RULE_UNMAPPED;
		}
	}
}
