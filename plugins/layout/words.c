/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Words: items painted one after the other without a gap, and the rows they stand in.
 *
 * A word is a slice of the items in paint order, so it costs nothing to name its glyphs.  What
 * was painted in another order (accents set afterwards, right-to-left text) becomes several
 * words that touch; the text step puts no blank between those.
 */
#include "config.h"

#include "layout.h"

#include <math.h>

#define WORD_GAP       0.14f /* em, between letters of two looks; see spacing.c */
#define SAME_FONT_GAP  0.09f /* em, when only the colour or a link is another */
#define OTHER_FONT_GAP 0.115f
#define INITIAL	       1.6f  /* of the size of the text beside it */
#define SCRIPT_SHIFT   0.65f /* em; of super- and subscripts */

#define OVER (ITEM_MARK | ITEM_EMPTY | ITEM_ACCENT_NEXT | ITEM_ACCENT_BACK)

/* Does the item go on with the word that ends in last, if gaps up to most em are none? */
static bool joins_word(const struct item *last, float last_size, const struct item *item,
		       float size, const struct word *word, float most)
{
	float em = larger(last_size, size);
	float gap = item->u0 - last->u1, dv = fabsf(item->v - last->v);
	float base = fabsf(item->v - word->v);

	if (gap > most * smaller(last_size, size) + 0.02f * em)
		return false;
	/* an initial stands lower than the text that goes on with it */
	if (word->ink == 1 && last_size > INITIAL * size && last->flags & ITEM_UPPER &&
	    last->v - item->v > 0.9f * size)
		return false;
	if (dv > 0.08f * em && (dv > SCRIPT_SHIFT * em || base > SCRIPT_SHIFT * em))
		return false;
	if (gap < -0.35f * em &&
	    !(item->u0 >= word->u0 - 0.25f * em && gap > -1.3f * em &&
	      (item->flags & OVER || last->flags & OVER || item->u1 - item->u0 < 0.05f * em ||
	       last->u1 - last->u0 < 0.05f * em)))
		return false;
	/* another size on the same baseline is another word only when it is much bigger */
	return !(dv <= 0.08f * em && (size > 1.8f * last_size || last_size > 1.8f * size));
}

/* Between letters of two looks.  No kerning is there; what remains is the lean of italics. */
static float look_gap(const struct page *page, uint32_t last, uint32_t look)
{
	const struct look_info *infos = LIST(page->look_infos, struct look_info);
	uint32_t flags = infos[last].flags | infos[look].flags;

	if (flags & WORD_MATH ||
	    !(fabsf(infos[last].size - infos[look].size) < 0.1f * infos[look].size))
		return WORD_GAP;
	return page->looks[last].font == page->looks[look].font ? SAME_FONT_GAP : OTHER_FONT_GAP;
}

/* Addresses have room behind each slash, so that they may break there. */
static float gap_of(const struct page *page, const struct item *last, const struct item *item,
		    float most)
{
	const struct look_info *infos = LIST(page->look_infos, struct look_info);
	const struct dt_glyph *glyph = &page->glyphs[last->glyph];

	if (glyph->text_length == 1 && page->text[glyph->text] == '/')
		return WORD_GAP;
	if (item->look == last->look)
		return most;
	return fabsf(item->v - last->v) < 0.05f * infos[item->look].size
		       ? look_gap(page, last->look, item->look)
		       : WORD_GAP;
}

/* Some writers take the second half of a ligature back and paint a blank over it: it parts no
 * words. */
static bool is_covered(const struct page *page, uint32_t i, float size)
{
	const struct item *items = LIST(page->items, struct item) + i;

	return i + 1 < page->items.n && items->look == items[-1].look &&
	       items[1].look == items->look && items[1].flags & (ITEM_LOWER | ITEM_HYPHEN) &&
	       items->u0 > items[-1].u0 && items->u1 < items[-1].u1 + 0.03f * size &&
	       fabsf(items[1].u0 - items[-1].u1) < 0.05f * size;
}

/* Does an upright rule stand between the two?  Text that is cut at the edge of its cell touches
 * that of the next one. */
static bool rule_parts(const struct page *page, const struct item *last, const struct item *item,
		       float size)
{
	const struct dt_box *rules = LIST(page->vrules, struct dt_box);
	float from = (last->u0 + last->u1) / 2, to = (item->u0 + item->u1) / 2;
	float v = item->v - 0.3f * size;
	uint32_t low = 0, high = page->vrules.n;

	while (low < high) {
		uint32_t mid = (low + high) / 2;

		if (rules[mid].x0 < from)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < page->vrules.n && rules[low].x0 < to; low++)
		if (rules[low].y0 < v && rules[low].y1 > v &&
		    rules[low].y1 - rules[low].y0 > 0.9f * size)
			return true;
	return false;
}

static void word_start(struct page *page, uint32_t first, const struct item *item, float size)
{
	struct word *word = &LIST(page->words, struct word)[page->words.n++];

	word->first = first;
	word->ink = word->all = 1;
	word->u0 = item->u0;
	word->u1 = item->u1;
	word->v = item->v;
	word->size = size;
	word->top = item->v - 0.75f * size;
	word->bottom = item->v + 0.22f * size;
	word->look = item->look;
	word->annotation = DT_NONE;
	word->element = LIST(page->look_infos, struct look_info)[item->look].element;
	word->figure = 0;
	word->flags = 0;
}

static void word_extend(struct word *word, const struct item *item, float size)
{
	word->ink++;
	word->all++;
	word->u0 = smaller(word->u0, item->u0);
	word->u1 = larger(word->u1, item->u1);
	word->top = smaller(word->top, item->v - 0.75f * size);
	word->bottom = larger(word->bottom, item->v + 0.22f * size);
	if (size < word->size * 0.95f)
		word->flags |= WORD_SMALLER;
	if (size > word->size * 1.05f) { /* the largest glyph gives the baseline */
		word->flags |= WORD_SMALLER;
		word->size = size;
		word->v = item->v;
		word->look = item->look;
	}
}

/* Vowel signs are painted above and below, and often before their letter: the baseline is where
 * most of the word stands, and its letters alone say how far it reaches. */
static void settle_place(struct word *word, const struct item *items)
{
	float most = 0, u0 = INFINITY, u1 = -INFINITY;

	for (uint32_t i = 0; i < word->ink; i++)
		if (!(items[i].flags & ITEM_MARK)) {
			u0 = smaller(u0, items[i].u0);
			u1 = larger(u1, items[i].u1);
		}
	if (u0 < u1) {
		word->u0 = u0;
		word->u1 = u1;
	}
	for (uint32_t i = 0; i < word->ink; i++) {
		float width = 0;

		if (i && items[i].v == items[i - 1].v)
			continue;
		for (uint32_t k = 0; k < word->ink; k++)
			if (items[k].v == items[i].v)
				width += items[k].u1 - items[k].u0;
		if (width > most) {
			most = width;
			word->v = items[i].v;
		}
	}
}

static void word_flags(struct page *page, struct word *word)
{
	const struct look_info *infos = LIST(page->look_infos, struct look_info);
	const struct item *items = LIST(page->items, struct item) + word->first;
	uint32_t any = 0, dots = 0;

	for (uint32_t i = 0; i < word->ink; i++) {
		any |= items[i].flags;
		dots += (items[i].flags & ITEM_DOT) != 0;
	}
	word->flags |= infos[word->look].flags & (WORD_BOLD | WORD_ITALIC | WORD_MONO);
	if (infos[items[0].look].flags & LOOK_ARTIFACT)
		word->flags |= WORD_ARTIFACT;
	if (dots == word->ink)
		word->flags |= WORD_LEADER;
	if (any & ITEM_TWICE)
		word->flags |= WORD_BOLD;
	if (any & ITEM_MATH)
		word->flags |= WORD_MATH;
	if (any & ITEM_RTL) {
		word->flags |= WORD_RTL;
		settle_place(word, items);
	}
	if (any & ITEM_LETTER)
		word->flags |= WORD_LETTERS;
	if (any & ITEM_DIGIT)
		word->flags |= WORD_DIGITS;
	if (any & ITEM_WIDE)
		word->flags |= WORD_WIDE;
}

/* Where leaders begin behind a word, or a page number behind leaders, a word ends. */
static bool leaders_part(const struct page *page, const struct word *word, uint32_t i)
{
	const struct item *items = LIST(page->items, struct item);
	uint32_t n = 0;

	if (items[i].flags & ITEM_DOT) {
		if (items[i - 1].flags & ITEM_DOT)
			return false;
		while (i + n < page->items.n && n < 4 && items[i + n].flags & ITEM_DOT)
			n++;
		return n == 4;
	}
	while (n < word->ink && n < 4 && items[i - 1 - n].flags & ITEM_DOT)
		n++;
	return n == 4;
}

void plane_words(struct page *page)
{
	const struct look_info *infos = LIST(page->look_infos, struct look_info);
	const struct item *items = LIST(page->items, struct item);
	uint8_t *owners = LIST(page->owners, uint8_t);
	const struct item *last = NULL;
	struct word *word = NULL;
	uint32_t known = page->first_item, spaced = page->first_item;
	float most = 0;

	if (page->items.failed ||
	    !list_reserve(&page->words, page->words.n + page->items.n - page->first_item,
			  sizeof(struct word)))
		return;
	for (uint32_t i = page->first_item; i < page->items.n; i++) {
		const struct item *item = &items[i];
		float size = infos[item->look].size;

		if (i >= known)
			most = words_gap(page, i, &known);
		if (i < spaced) { /* the blanks of a spaced-out word are none */
			if (item->flags & ITEM_SPACE)
				LIST(page->items, struct item)[i].flags = ITEM_EMPTY;
			word_extend(word, item, size);
			last = item;
			continue;
		}
		if (word && item->flags & ITEM_SPACE && last == &items[i - 1] &&
		    is_covered(page, i, size)) {
			LIST(page->items, struct item)[i].flags = ITEM_EMPTY;
			word_extend(word, item, size);
			last = item;
			continue;
		}
		if (item->flags & ITEM_SPACE) {
			if (word) {
				word->all++;
				word->flags |= WORD_SPACE_AFTER;
			} else {
				owners[item->glyph] = OWNER_KEPT + DT_RULE_SPACE;
			}
			continue;
		}
		if (word && !(word->flags & WORD_SPACE_AFTER) &&
		    (infos[item->look].element == word->element ||
		     infos[item->look].element == DT_NONE) &&
		    joins_word(last, infos[last->look].size, item, size, word,
			       gap_of(page, last, item, most)) &&
		    !(page->vrules.n && rule_parts(page, last, item, size)) &&
		    !leaders_part(page, word, i)) {
			word_extend(word, item, size);
		} else {
			word_start(page, i, item, size);
			word = &LIST(page->words, struct word)[page->words.n - 1];
			spaced = spaced_out_end(page, i) + 1;
		}
		last = item;
	}
	for (uint32_t i = page->first_word; i < page->words.n; i++)
		word_flags(page, &LIST(page->words, struct word)[i]);
}
