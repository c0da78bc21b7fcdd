/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Contents without leaders: rows that end in a page number at one right edge, the numbers never
 * falling from row to row.  Such a row is one line, however wide the gap before its number.
 */
#include "config.h"

#include "layout.h"

#include <math.h>

#define LEAST_ENTRIES 5u
#define FAR_APART     30 /* rows between two entries: another list */

struct entry {
	uint32_t row, value;
	float u1;
	bool leaders; /* it has some: lines.c knows it by them */
};

/* A number of up to four digits; 0 when it is none. */
static uint32_t page_number(const struct page *page, const struct word *word)
{
	const struct item *items = LIST(page->items, struct item) + word->first;
	uint32_t value = 0;

	if (!word->ink || word->ink > 4 || word->flags & WORD_LETTERS)
		return 0;
	for (uint32_t i = 0; i < word->ink; i++) {
		const struct dt_glyph *glyph = &page->glyphs[items[i].glyph];
		char c = glyph->text_length == 1 ? page->text[glyph->text] : 0;

		if (c < '0' || c > '9')
			return 0;
		value = value * 10 + (uint32_t)(c - '0');
	}
	return value;
}

/* Fills *entry when the row may be one of a table of contents: words, a wide gap, a number. */
static bool is_entry(const struct page *page, uint32_t r, struct entry *entry)
{
	const struct row *row = &LIST(page->rows, struct row)[r];
	const uint32_t *order = LIST(page->order, uint32_t) + row->first;
	const struct word *words = LIST(page->words, struct word), *last, *before;
	bool letters = false;

	if (row->count < 2)
		return false;
	last = &words[order[row->count - 1]];
	before = &words[order[row->count - 2]];
	entry->value = page_number(page, last);
	entry->leaders = before->flags & WORD_LEADER;
	if (!entry->value || last->flags & WORD_RTL || (!entry->leaders && row->count > 30) ||
	    (!entry->leaders && last->u0 - before->u1 < 1.5f * last->size))
		return false;
	for (uint32_t i = 0; i + 1 < row->count && i < 30; i++) {
		letters = letters || words[order[i]].flags & WORD_LETTERS;
		/* other columns of numbers: a table; a number alone is that of the chapter */
		if (i && !entry->leaders && page_number(page, &words[order[i]]) &&
		    words[order[i + 1]].u0 - words[order[i]].u1 > words[order[i]].size)
			return false;
	}
	entry->row = r;
	entry->u1 = last->u1;
	return letters;
}

/* Entries from first on that end at one edge, numbers rising: how many.  *steps: how many differ
 * by more than one from the number before, as line numbers do not. */
static uint32_t run_of(const struct entry *entries, uint32_t first, uint32_t n, float em,
		       uint32_t *steps)
{
	uint32_t i = first + 1;

	*steps = 0;
	for (; i < n; i++) {
		if (fabsf(entries[i].u1 - entries[first].u1) > 0.3f * em ||
		    entries[i].value < entries[i - 1].value ||
		    entries[i].row - entries[i - 1].row > FAR_APART)
			break;
		*steps += entries[i].value != entries[i - 1].value + 1;
	}
	return i - first;
}

void plane_contents(struct page *page)
{
	struct entry *entries;
	uint32_t n = 0, steps;

	if (page->rows.n < LEAST_ENTRIES ||
	    !list_reserve(&page->scratch, 4 * page->rows.n, sizeof(uint32_t)))
		return;
	entries = (struct entry *)page->scratch.at;
	for (uint32_t r = 0; r < page->rows.n; r++)
		n += is_entry(page, r, &entries[n]);
	for (uint32_t i = 0; i < n;) {
		uint32_t count = run_of(entries, i, n, page->body_size, &steps);
		uint32_t rows = entries[i + count - 1].row - entries[i].row + 1;

		/* most rows between the first and the last are entries; other lines are titles of
		 * two lines */
		if (count >= LEAST_ENTRIES && steps * 2 > count && count * 3 > rows * 2)
			for (uint32_t k = i; k < i + count; k++)
				LIST(page->rows, struct row)
		[entries[k].row].entry = !entries[k].leaders;
		i += count;
	}
}
