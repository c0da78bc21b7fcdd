/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Initials: a capital as high as the two to five lines that stand beside it (a drop cap).
 *
 * It stands on the baseline of the last of these lines and reaches to the top of the first.  It
 * gets the place of a word of the first line, so that the text begins with it; the lines beside it
 * count as beginning where it begins, so that nobody takes them for indented.
 */
#include "config.h"

#include "layout.h"

#include "chars.h"
#include "labels.h"

#include <math.h>

#define LARGER	    1.6f  /* at least, than the text beside it */
#define CAP_HEIGHT  0.68f /* em, about, in all faces */
#define MOST_LINES  5u
#define MOST_FOUND  12u /* a page with more large letters is a poster */
#define MOST_LETTER 40u

/* What stands right of an initial. */
struct beside {
	float v[MOST_LINES + 1]; /* baselines, from the top */
	uint32_t n;
	uint32_t first; /* word of the first line */
	float size;
	float u0; /* the lines begin there */
	float gap;
};

static bool may_be_initial(const struct page *page, const struct word *word)
{
	const struct item *items = LIST(page->items, struct item) + word->first;
	uint32_t letter = word->ink == 2 && !(items[0].flags & (ITEM_LETTER | ITEM_DIGIT));

	return word->ink <= 2 && word->ink == letter + 1 && items[letter].flags & ITEM_UPPER &&
	       !(word->flags & (WORD_MATH | WORD_RTL | WORD_WIDE | WORD_MONO));
}

/* Is the word small enough, and in the band of the initial? */
static bool is_beside(const struct word *cap, const struct word *word)
{
	float top = cap->v - CAP_HEIGHT * cap->size;

	return word->size * LARGER < cap->size && word->v < cap->v + 0.2f * word->size &&
	       word->v - CAP_HEIGHT * word->size > top - 0.6f * word->size;
}

static void add_baseline(struct beside *beside, const struct word *word, uint32_t number)
{
	uint32_t at = 0;

	while (at < beside->n && beside->v[at] < word->v - 0.3f * word->size)
		at++;
	if (at < beside->n && beside->v[at] < word->v + 0.3f * word->size)
		return;
	if (beside->n > MOST_LINES)
		return;
	for (uint32_t i = beside->n++; i > at; i--)
		beside->v[i] = beside->v[i - 1];
	beside->v[at] = word->v;
	if (at == 0) {
		beside->first = number;
		beside->size = word->size;
	}
}

/* Collects the starts of the lines at its right; false when there is text at its left. */
static bool look_beside(const struct page *page, const struct word *cap, struct beside *beside)
{
	const struct word *words = LIST(page->words, struct word);

	memset(beside, 0, sizeof(*beside));
	beside->u0 = INFINITY;
	for (uint32_t i = page->first_word; i < page->words.n; i++) {
		const struct word *word = &words[i];

		if (word == cap || !is_beside(cap, word))
			continue;
		if (word->u0 > cap->u1 + 1.5f * word->size ||
		    word->u1 < cap->u0 - 0.6f * word->size)
			continue;
		if (word->u0 < cap->u1 - 0.15f * cap->size)
			return false;
		add_baseline(beside, word, i);
		beside->u0 = fminf(beside->u0, word->u0);
	}
	return true;
}

static bool is_set_in(const struct word *cap, const struct beside *beside)
{
	float em = beside->size, leading;

	if (beside->n < 2 || beside->n > MOST_LINES)
		return false;
	leading = (beside->v[beside->n - 1] - beside->v[0]) / (float)(beside->n - 1);
	for (uint32_t i = 1; i < beside->n; i++)
		if (fabsf(beside->v[i] - beside->v[i - 1] - leading) > 0.25f * em)
			return false;
	return leading > 0.9f * em && leading < 2 * em &&
	       fabsf(beside->v[beside->n - 1] - cap->v) < 0.2f * em &&
	       fabsf(beside->v[0] - CAP_HEIGHT * em - cap->v + CAP_HEIGHT * cap->size) < 0.55f * em;
}

/* The letters of a word with a letter before them, 0: none. */
static uint32_t spell(const struct page *page, uint32_t before, const struct word *word,
		      uint32_t letters[MOST_LETTER])
{
	uint32_t n = 0;

	if (before)
		letters[n++] = char_small(before);
	for (uint32_t i = 0; i < word->ink && n < MOST_LETTER; i++) {
		uint32_t c = word_char(page, word, i);

		if (!(char_flags(c) & ITEM_LETTER))
			break;
		letters[n++] = char_small(c);
	}
	return n;
}

static bool is_on_page(const struct page *page, uint32_t but, const uint32_t *letters, uint32_t n)
{
	uint32_t other[MOST_LETTER];

	for (uint32_t i = page->first_word; i < page->words.n; i++) {
		const struct word *word = &LIST(page->words, struct word)[i];

		if (i != but && word->ink >= n && spell(page, 0, word, other) == n &&
		    !memcmp(other, letters, n * sizeof(*letters)))
			return true;
	}
	return false;
}

/*
 * Is the letter a word of its own, as in "A new" and not as in "Another"?  Who sets it does not
 * show it: the rest of a word is seldom found alone on the page.
 */
static bool stands_alone(const struct page *page, const struct word *cap, uint32_t next)
{
	const struct word *word = &LIST(page->words, struct word)[next];
	uint32_t rest[MOST_LETTER], whole[MOST_LETTER];
	uint32_t letter = word_char(page, cap, cap->ink - 1);
	uint32_t n = spell(page, 0, word, rest), all = spell(page, letter, word, whole);

	/* letters that are words in languages of Europe */
	if (n < 1 || letter >= 0x250 || !strchr("AEIOUYVWKSZ", (int)(letter < 0x80 ? letter : 'A')))
		return false;
	if (char_flags(word_char(page, word, 0)) & ITEM_UPPER && word->ink > 1 &&
	    char_flags(word_char(page, word, 1)) & ITEM_LOWER)
		return true;
	return n > 1 && is_on_page(page, next, rest, n) && !is_on_page(page, next, whole, all);
}

/* A word that begins with a capital of its own, or a number, goes on with no letter. */
static bool goes_on(const struct page *page, uint32_t next)
{
	const struct word *word = &LIST(page->words, struct word)[next];
	uint32_t first = char_flags(word_char(page, word, 0));

	if (first & ITEM_UPPER && word->ink > 1)
		return !(char_flags(word_char(page, word, 1)) & ITEM_LOWER);
	return !(first & ITEM_DIGIT);
}

static void take_initial(struct page *page, uint32_t number)
{
	struct word *words = LIST(page->words, struct word), *cap = &words[number];
	struct initial *initial;
	struct beside beside;
	bool alone;

	if (!look_beside(page, cap, &beside) || !is_set_in(cap, &beside))
		return;
	alone = stands_alone(page, cap, beside.first);
	if (!alone && !goes_on(page, beside.first))
		return;
	initial = DT_LIST_ADD(&page->initials, struct initial);
	if (!initial)
		return;
	initial->word = number;
	initial->lines = beside.n;
	initial->u0 = cap->u0;
	initial->gap = beside.u0 - cap->u1;
	initial->u1 = cap->u1 + 1.5f * beside.size;
	initial->first_v = beside.v[0];
	initial->last_v = beside.v[beside.n - 1];
	cap->v = words[beside.first].v;
	cap->size = words[beside.first].size;
	cap->top = words[beside.first].top;
	cap->bottom = words[beside.first].bottom;
	cap->flags |= WORD_INITIAL;
	cap->flags &= ~(uint32_t)WORD_SPACE_AFTER;
	if (alone)
		cap->flags |= WORD_SPACE_AFTER;
	for (uint32_t i = 0; i < cap->ink; i++)
		LIST(page->items, struct item)[cap->first + i].flags |= ITEM_INITIAL;
}

void plane_initials(struct page *page)
{
	uint32_t found[MOST_FOUND], n = 0;

	for (uint32_t i = page->first_word; i < page->words.n; i++) {
		const struct word *word = &LIST(page->words, struct word)[i];

		if (word->size < LARGER * page->body_size || !may_be_initial(page, word))
			continue;
		if (n == MOST_FOUND)
			return;
		found[n++] = i;
	}
	for (uint32_t i = 0; i < n; i++)
		take_initial(page, found[i]);
}

void plane_initial_lines(struct page *page)
{
	const struct initial *initials = LIST(page->initials, struct initial);

	for (uint32_t k = 0; k < page->initials.n; k++) {
		const struct initial *initial = &initials[k];

		if (initial->word < page->first_word)
			continue;
		for (uint32_t i = 0; i < page->lines.n; i++) {
			struct line *line = &LIST(page->lines, struct line)[i];

			if (line->v < initial->first_v + 0.3f * line->size ||
			    line->v > initial->last_v + 0.3f * line->size || line->label ||
			    line->u0 < initial->u0 || line->u0 > initial->u1)
				continue;
			line->u0 = line->text_u0 = initial->u0;
		}
	}
}

const struct initial *line_initial(const struct page *page, const struct line *line)
{
	uint32_t word = LIST(page->order, uint32_t)[line->first];
	const struct initial *initials = LIST(page->initials, struct initial);

	for (uint32_t i = 0; i < page->initials.n; i++)
		if (initials[i].word == word)
			return &initials[i];
	return NULL;
}
