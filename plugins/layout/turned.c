/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lines with text from right to left: their signs are sorted by place and then put in the order
 * in which they are read.
 */
#include "config.h"

#include "text.h"

#include "chars.h"
#include "rtl.h"

#include <math.h>

static uint32_t word_sign(const struct page *page, const struct word *word, uint32_t at)
{
	const struct item *item = &LIST(page->items, struct item)[word->first + at];
	const struct dt_glyph *glyph = &page->glyphs[item->glyph];
	uint32_t used;

	return at < word->ink ? char_at(page->text + glyph->text, glyph->text_length, &used) : 0;
}

static uint32_t sign_kind(uint32_t flags, uint32_t c)
{
	if (flags & ITEM_RTL)
		return SIGN_RTL;
	if (flags & ITEM_LETTER)
		return SIGN_LTR;
	if (flags & ITEM_DIGIT)
		return SIGN_DIGIT;
	return c == '.' || c == ',' || c == ':' || c == '/' || c == '-' ? SIGN_SEPARATOR
									: SIGN_NEUTRAL;
}

/* Adds a sign at its place: insertion, as most come in order or wholly turned. */
static void add_sign(struct page *page, uint32_t word, uint32_t at_item, uint32_t first)
{
	const struct item *item = &LIST(page->items, struct item)[at_item];
	const struct dt_glyph *glyph = &page->glyphs[item->glyph];
	struct sign *sign = DT_LIST_ADD(&page->signs, struct sign), *all;
	uint32_t at = page->signs.n - 1, used;

	if (!sign)
		return;
	sign->kind = sign_kind(item->flags,
			       char_at(page->text + glyph->text, glyph->text_length, &used));
	sign->item = at_item;
	sign->word = word;
	sign->u = item->u0;
	sign->mark = at > first && item->flags & (ITEM_MARK | ITEM_EMPTY);
	all = LIST(page->signs, struct sign);
	while (at > first && !all[at].mark && all[at - 1].u > all[at].u) {
		struct sign swap = all[at];

		all[at] = all[at - 1];
		all[at - 1] = swap;
		at--;
	}
	if (all[at].mark)
		all[at].u = all[at - 1].u;
}

/* How many marks from item k on were painted before the letter that they stand over: text that
 * was painted from left to right, as it looks, has them at the left of their letter. */
static uint32_t early_marks(const struct item *items, uint32_t k, uint32_t n, float size)
{
	uint32_t end = k;

	while (end < n && items[end].flags & ITEM_MARK)
		end++;
	if (end == k || end == n || !(items[end].flags & ITEM_RTL) ||
	    items[end].u0 - items[k].u1 > 0.3f * size || items[k].u0 > items[end].u1)
		return 0;
	return k && items[k - 1].u0 > items[end].u0 ? 0 : end - k;
}

/* The signs of a line by place; marks stand behind their base. */
static uint32_t collect_signs(struct page *page, const uint32_t *order, uint32_t n, float size)
{
	const struct word *words = LIST(page->words, struct word);

	dt_list_clear(&page->signs);
	for (uint32_t i = 0; i < n; i++) {
		const struct word *word = &words[order[i]];
		const struct item *items = LIST(page->items, struct item) + word->first;
		uint32_t first = page->signs.n;

		for (uint32_t k = 0; k < word->ink; k++) {
			uint32_t marks = early_marks(items, k, word->ink, size);

			add_sign(page, order[i], word->first + k + marks, first);
			for (uint32_t m = marks; m > 0; m--)
				add_sign(page, order[i], word->first + k + m - 1, first);
			k += marks;
		}
		if (i && page->signs.n > first)
			LIST(page->signs, struct sign)
		[first].blank = blank_between(page, &words[order[i - 1]], word, size);
	}
	return page->signs.n;
}

/* Puts signs in the order in which they were painted. */
static void as_painted(const struct page *page, struct sign *signs, uint32_t n)
{
	const struct item *items = LIST(page->items, struct item);

	for (uint32_t i = 1; i < n; i++)
		for (uint32_t k = i;
		     k && items[signs[k - 1].item].glyph > items[signs[k].item].glyph; k--) {
			struct sign swap = signs[k];

			signs[k] = signs[k - 1];
			signs[k - 1] = swap;
		}
}

void write_turned(struct writer *writer, const struct line *line, const uint32_t *order, uint32_t n)
{
	struct page *page = writer->page;
	const struct word *words = LIST(page->words, struct word);
	const struct item *items = LIST(page->items, struct item);
	uint32_t count = collect_signs(page, order, n, line->size);
	const struct sign *signs = LIST(page->signs, struct sign);

	if (page->as_painted)
		as_painted(page, LIST(page->signs, struct sign), count);
	else
		signs_to_logical(LIST(page->signs, struct sign), count, writer->rtl);
	for (uint32_t i = 0; i < count; i++) {
		const struct word *word = &words[signs[i].word];
		const struct item *item = &items[signs[i].item];

		if (i && signs[i].blank)
			writer->blank = true;
		write_item(writer, item, line, item_annotation(page, word, item));
	}
	for (uint32_t i = 0; i < n; i++) /* the blanks painted between words */
		for (uint32_t k = words[order[i]].ink; k < words[order[i]].all; k++)
			take_glyph(page, items[words[order[i]].first + k].glyph);
}

static bool is_ascii_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Latin words in angles that look away from them: addresses, names of variables.  Signs of
 * comparison have something before them, or blanks on both sides. */
static void turn_angles(char *bytes, uint32_t n)
{
	for (uint32_t i = 0; i + 2 < n; i++) {
		uint32_t end = i + 1;

		if (bytes[i] != '>' || !is_ascii_letter(bytes[end]) ||
		    (i && bytes[i - 1] != ' ' && (unsigned char)bytes[i - 1] < 0x80))
			continue;
		while (end < n && bytes[end] > ' ' && bytes[end] < 0x7f && bytes[end] != '<' &&
		       bytes[end] != '>')
			end++;
		if (end == n || bytes[end] != '<' ||
		    (end + 1 < n && is_ascii_letter(bytes[end + 1])))
			continue;
		bytes[i] = '<';
		bytes[end] = '>';
		i = end;
	}
}

void turn_brackets(struct page *page)
{
	static const char from[] = "()[]{}", to[] = ")(][}{";
	char *bytes = LIST(page->bytes, char);
	uint32_t i = 0;

	turn_angles(bytes, page->bytes.n);
	while (i < page->bytes.n && !(bytes[i] && strchr(from, bytes[i])))
		i++;
	if (i == page->bytes.n || !strchr(")]}", bytes[i]))
		return;
	for (; i < page->bytes.n; i++)
		if (bytes[i] && strchr(from, bytes[i]))
			bytes[i] = to[strchr(from, bytes[i]) - from];
}

bool looks_turned(const struct page *page, const struct line *first, const struct line *last)
{
	const uint32_t *order = LIST(page->order, uint32_t);
	const struct word *words = LIST(page->words, struct word);
	const struct word *left = &words[order[last->first]];
	const struct word *right = &words[order[first->first + first->count - 1]];
	uint32_t sign = word_sign(page, left, 0);

	if (char_is_bullet(word_sign(page, right, 0)) && right->ink == 1)
		return true;
	return (char_ends_sentence(sign) || sign == '/') && left->ink + last->count > 2 &&
	       (last->flags & LINE_TURNED || !char_ends_sentence(last->end));
}
