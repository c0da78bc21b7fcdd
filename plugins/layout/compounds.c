/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Compounds: whether the hyphen at the end of a line is the word's own, as in "water-/cooled", or
 * parts a word that has none, as in "tempera-/ture".  The other words of the page tell: they have
 * the compound unbroken, or its halves in other compounds.
 */
#include "config.h"

#include "text.h"

#define MOST_LETTERS  40u /* bytes of a half */
#define LEAST_LETTERS 4u  /* shorter ones are endings and prefixes */
#define LONG_LETTERS  7u  /* no prefix is so long */

struct half {
	const char *text;
	uint32_t n;
};

struct evidence {
	bool compound, word;	/* "water-cooled", "watercooled" */
	bool left, right;	/* "water-tight", "air-cooled" */
	bool left_is, right_is; /* "water", "cooled" */
};

static bool is_letter(char c)
{
	return (unsigned char)c >= 0x80 || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static bool same(struct half half, const char *text, uint32_t n)
{
	return half.n == n && !memcmp(half.text, text, n);
}

/* The letters and hyphens of a word, without the signs about it; the count of bytes, 0: none. */
static uint32_t spell(const struct page *page, const struct word *word, char *text, uint32_t room)
{
	const struct item *items = LIST(page->items, struct item) + word->first;
	uint32_t n = 0;

	for (uint32_t i = 0; i < word->ink; i++) {
		const struct dt_glyph *glyph = &page->glyphs[items[i].glyph];

		if (n + glyph->text_length > room)
			return 0;
		for (uint32_t k = 0; k < glyph->text_length; k++) {
			char c = page->text[glyph->text + k];

			if (is_letter(c) || (c == '-' && n))
				text[n++] = c;
			else if (n)
				return n;
		}
	}
	return n;
}

/* Words that begin as neither half and have no hyphen tell nothing. */
static bool may_tell(const struct page *page, const struct word *word, char left, char right)
{
	const struct item *items = LIST(page->items, struct item) + word->first;
	const struct dt_glyph *glyph = &page->glyphs[items->glyph];
	char first;

	if (word->ink < LEAST_LETTERS)
		return false;
	first = glyph->text_length ? page->text[glyph->text] : '\0';
	if (first == left || first == right || !is_letter(first))
		return true;
	for (uint32_t i = 1; i < word->ink; i++)
		if (items[i].flags & ITEM_HYPHEN)
			return true;
	return false;
}

static void weigh(const char *text, uint32_t n, struct half left, struct half right,
		  struct evidence *evidence)
{
	const char *hyphen = memchr(text, '-', n);
	uint32_t before, after;

	if (!hyphen) {
		evidence->word |= n == left.n + right.n && same(left, text, left.n) &&
				  same(right, text + left.n, right.n);
		evidence->left_is |= same(left, text, n);
		evidence->right_is |= same(right, text, n);
		return;
	}
	before = (uint32_t)(hyphen - text);
	after = n - before - 1;
	if (!after) /* the one in question, or another line's end */
		return;
	evidence->left |= same(left, text, before);
	evidence->right |= same(right, hyphen + 1, after);
	evidence->compound |= same(left, text, before) && same(right, hyphen + 1, after);
}

bool is_compound_break(const struct page *page, const char *text, uint32_t n,
		       const struct word *next)
{
	const struct word *words = LIST(page->words, struct word);
	char first[MOST_LETTERS], word[2 * MOST_LETTERS + 1];
	struct half left = { text + n, 0 }, right = { first, 0 };
	struct evidence evidence = { 0 };

	while (left.n < n && is_letter(left.text[-1]) && left.n < MOST_LETTERS) {
		left.text--;
		left.n++;
	}
	right.n = spell(page, next, first, sizeof(first));
	if (left.n < LEAST_LETTERS || right.n < LEAST_LETTERS || memchr(first, '-', right.n))
		return false;
	for (uint32_t i = 0; i < page->words.n; i++) {
		uint32_t length;

		if (!may_tell(page, &words[i], left.text[0], first[0]))
			continue;
		length = spell(page, &words[i], word, sizeof(word));
		if (length)
			weigh(word, length, left, right, &evidence);
	}
	if (evidence.compound || evidence.word)
		return evidence.compound;
	return (evidence.left && (evidence.right || evidence.right_is || left.n >= LONG_LETTERS)) ||
	       (evidence.right && evidence.left_is);
}
