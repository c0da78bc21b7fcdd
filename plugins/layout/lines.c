/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lines: rows cut where a gutter, a vertical rule or a gap too wide for a blank parts them.
 * Bullets and list numbers at the start and leaders at the end are marked, as they stay on
 * the page when the text between them is translated.
 */
#include "config.h"

#include "layout.h"

#include "chars.h"
#include "fields.h"
#include "labels.h"

#include <math.h>

#define LEAST_EVEN 6u /* rows that end at one place are justified */

/* Leaders that start at word k: how many words; 0 for none.  An ellipsis is shorter. */
static uint32_t leader_words(const struct page *page, const uint32_t *order, uint32_t k, uint32_t n)
{
	const struct word *words = LIST(page->words, struct word);
	uint32_t dots = 0, i;

	for (i = k; i < n && words[order[i]].flags & WORD_LEADER; i++)
		dots += words[order[i]].ink;
	if (i == k || (words[order[k]].flags & WORD_MATH && dots < 8))
		return 0;
	return dots >= 4 && words[order[i - 1]].u1 - words[order[k]].u0 >
				       2.2f * words[order[k]].size
		       ? i - k
		       : 0;
}

static bool rule_between(const struct page *page, float u0, float u1, float v)
{
	const struct dt_box *rules = LIST(page->vrules, struct dt_box);

	for (uint32_t i = 0; i < page->vrules.n && rules[i].x0 < u1; i++)
		if (rules[i].x1 > u0 && rules[i].y0 < v && rules[i].y1 > v)
			return true;
	return false;
}

static bool gutter_between(const struct page *page, uint32_t r, float u0, float u1, float em)
{
	const struct gutter *gutters = LIST(page->gutters, struct gutter);

	for (uint32_t i = 0; i < page->gutters.n; i++)
		if (gutters[i].first <= r && gutters[i].last >= r &&
		    gutters[i].u0 > u0 - 0.1f * em && gutters[i].u1 < u1 + 0.1f * em)
			return true;
	return false;
}

/* A blank of a justified line: as wide as the one beside it.  Words in columns are as far apart
 * only where their starts are, not their gaps. */
static bool is_even_gap(const struct page *page, const struct row *row, uint32_t k, float gap)
{
	const uint32_t *order = LIST(page->order, uint32_t) + row->first;
	const struct word *words = LIST(page->words, struct word);
	const struct word *last = &words[order[k - 1]], *next = &words[order[k]];
	float before = k > 1 ? last->u0 - words[order[k - 2]].u1 : 0;
	float after = k + 1 < row->count ? words[order[k + 1]].u0 - next->u1 : 0;
	float near = gap < row->size ? 0.1f * gap : 0.04f * gap;
	bool even = fabsf(gap - before) < near || fabsf(gap - after) < near;

	if (gap < row->size || !even)
		return even;
	return gap < 4 * row->size && last->flags & next->flags & WORD_LETTERS &&
	       last->first + last->all == next->first;
}

/* Where a row paints its blanks, pieces that were put down further apart without one are cells when
 * they are about as wide as each other: the lettering of an axis, "8:51 AM". */
static bool is_lettering_gap(const struct page *page, const struct row *row, uint32_t k, float gap)
{
	const uint32_t *order = LIST(page->order, uint32_t) + row->first;
	const struct word *words = LIST(page->words, struct word);
	float least = INFINITY, most = 0, start = words[order[0]].u0;
	uint32_t blanks = 0, pieces = 0;

	if (gap < 0.8f * row->size || words[order[k - 1]].flags & WORD_SPACE_AFTER)
		return false;
	for (uint32_t i = 1; i <= row->count; i++) {
		const struct word *last = &words[order[i - 1]];
		float between = i < row->count ? words[order[i]].u0 - last->u1 : INFINITY;

		if (between < 0.6f * row->size) {
			if (!(last->flags & WORD_SPACE_AFTER) && between > 0.15f * row->size)
				return false; /* blanks are not painted */
			blanks += (last->flags & WORD_SPACE_AFTER) != 0;
			continue;
		}
		least = fminf(least, last->u1 - start);
		most = fmaxf(most, last->u1 - start);
		start = i < row->count ? words[order[i]].u0 : 0;
		pieces++;
	}
	return pieces >= 4 && most < 1.5f * least && blanks + 1 >= pieces;
}

static bool is_tagged_label(const struct page *page, const struct word *word)
{
	return LIST(page->look_infos, struct look_info)[word->look].flags & LOOK_LABEL;
}

static bool is_number(const struct page *page, const struct word *word)
{
	const struct item *items = LIST(page->items, struct item) + word->first;

	for (uint32_t i = 0; i < word->ink; i++)
		if (!(items[i].flags & ITEM_DIGIT))
			return false;
	return word->ink <= 4;
}

/* The first or the last row of a page, apart from the others. */
static bool is_head_or_foot(const struct page *page, const struct row *row, uint32_t r)
{
	const struct row *rows = LIST(page->rows, struct row);

	return (!r && page->rows.n > 1 && rows[1].v - row->v > 1.6f * row->size) ||
	       (r && r + 1 == page->rows.n && row->v - rows[r - 1].v > 1.6f * row->size);
}

/* A page number at the end of a running head, or before it, with more than a blank between them. */
static bool parts_page_number(const struct page *page, const struct row *row, uint32_t r,
			      uint32_t k, float gap)
{
	const uint32_t *order = LIST(page->order, uint32_t) + row->first;
	const struct word *words = LIST(page->words, struct word);
	const struct word *last = &words[order[k - 1]], *next = &words[order[k]];

	if (gap < 0.75f * row->size || !is_head_or_foot(page, row, r) || row->entry ||
	    !((k + 1 == row->count && is_number(page, next)) ||
	      (k == 1 && is_number(page, last) && last->size > 0.85f * next->size)) ||
	    last->flags & next->flags & WORD_BOLD || row->size > 1.05f * page->body_size ||
	    is_tagged_label(page, last))
		return false;
	/* what stands far off, at the other side of the page, is a line of its own */
	for (uint32_t i = 1; i < row->count; i++) {
		float other = words[order[i]].u0 - words[order[i - 1]].u1;

		if (i != k && other > 0.67f * gap && other < 4 * row->size)
			return false;
	}
	return true;
}

/* The number of a footnote, its text at a stop behind it. */
static bool is_raised_number(const struct page *page, const struct word *word,
			     const struct word *next)
{
	const struct item *item = &LIST(page->items, struct item)[word->first];

	return word->flags & WORD_DIGITS && !(word->flags & WORD_LETTERS) && word->ink <= 3 &&
	       next->flags & WORD_LETTERS && word->size < 0.85f * next->size &&
	       item->v < next->v - 0.15f * next->size;
}

/* Are two words beside each other of one element?  A label is of the item whose body has elements
 * of its own. */
static bool is_one_element(const struct page *page, const struct word *last,
			   const struct word *next)
{
	uint32_t element = next->element;

	if (last->element == next->element || last->element == DT_NONE || element == DT_NONE)
		return true;
	if (!is_tagged_label(page, last))
		return false;
	for (int steps = 0; steps < 4 && element < page->n_elements; steps++) {
		if (element == last->element)
			return true;
		element = page->elements[element].parent;
	}
	return false;
}

/* Is there a cut between the words before k and word k?  reach: end of the ink before. */
static bool cut_before(const struct page *page, const struct row *row, uint32_t r, uint32_t start,
		       uint32_t k, float reach)
{
	const uint32_t *order = LIST(page->order, uint32_t) + row->first;
	const struct word *words = LIST(page->words, struct word);
	const struct word *last = &words[order[k - 1]], *next = &words[order[k]];
	float gap = next->u0 - reach, em = smaller(larger(last->size, next->size), row->size);
	bool apart = last->first + last->all != next->first;
	float limit = apart ? 1.7f : 3.2f;

	/* text that is cut at the edge of its cell reaches into the next one */
	if (gap > -0.8f * em &&
	    rule_between(page, smaller(reach, next->u0) - 0.2f * em,
			 larger(reach, next->u0) + 0.2f * em, row->v - 0.3f * row->size))
		return true;
	if (!is_one_element(page, last, next))
		return true;
	if (field_is_between(page, reach, next->u0, row->v - 0.3f * row->size, em))
		return true;
	if (gap < 0.35f * em)
		return false;
	if (parts_page_number(page, row, r, k, gap))
		return true;
	if (k == start + 1 && is_tagged_label(page, last) && gap < 6 * em)
		return false;
	/* the lettering of a sign beside the text, not a name in a typewriter face */
	if (k == start + 1 && last->size < 0.7f * next->size &&
	    !(last->flags & ~next->flags & WORD_MONO && !apart && gap < 1.5f * em) &&
	    (apart || (last->flags & WORD_LETTERS && last->ink > 2 && gap > 0.6f * next->size)))
		return true;
	/* a note in the margin */
	if (fabsf(reach - page->margin) < 0.5f && gap > 0.45f * em)
		return true;
	/* blanks are in proportion to the smaller type: a title, and its date at the other edge */
	if (last->element == next->element && next->element != DT_NONE && !apart &&
	    gap < 6 * fminf(em, fminf(last->size, next->size)))
		return false;
	if (leader_words(page, order, k, row->count) ||
	    (last->flags & WORD_LEADER &&
	     (last->ink > 2 || (k > start + 1 && words[order[k - 2]].flags & WORD_LEADER))))
		return false;
	if (k == start + 1 && !apart && gap < 9 * next->size && is_raised_number(page, last, next))
		return false;
	if (k == start + 1 && gap < 6 * em && word_is_heading_number(page, last, next))
		return false;
	if (k == start + 1 && gap < 5 * em && (!apart || gap < 1.5f * em) &&
	    (word_is_bullet(page, last, next) ||
	     (word_is_list_number(page, last, NULL) && gap < 3.5f * em)))
		return false;
	if (last->flags & next->flags & WORD_MONO)
		limit = apart ? 4.0f : 8.0f;
	return gap > limit * em || is_lettering_gap(page, row, k, gap) ||
	       (!is_even_gap(page, row, k, gap) && gutter_between(page, r, reach, next->u0, em));
}

/* The commonest size of a line, and the longest word in it.  A name in a smaller face says nothing
 * of the text around it, even where it is longer than that. */
static void line_size(const struct page *page, struct line *line)
{
	const uint32_t *order = LIST(page->order, uint32_t) + line->first;
	const struct word *words = LIST(page->words, struct word);
	struct {
		const struct word *longest;
		uint32_t longest_ink, ink;
	} sizes[4] = { 0 };
	uint32_t n = 0, best = 0;

	for (uint32_t i = 0; i < line->count; i++) {
		const struct word *word = &words[order[i]];
		/* leaders need not have the size of the text before them */
		bool text = word->flags & (WORD_LETTERS | WORD_DIGITS);
		uint32_t ink = text ? word->ink : 0, k = 0;

		while (k < n && fabsf(sizes[k].longest->size - word->size) > 0.03f * word->size)
			k++;
		if (k == DT_COUNT(sizes))
			continue;
		if (k == n || ink > sizes[k].longest_ink) {
			sizes[k].longest = word;
			sizes[k].longest_ink = ink;
		}
		n = k == n ? n + 1 : n;
		sizes[k].ink += ink;
		if (sizes[k].ink > sizes[best].ink)
			best = k;
	}
	for (uint32_t k = 0; k < n; k++)
		if (sizes[k].longest->size > sizes[best].longest->size &&
		    sizes[k].ink * 3 > sizes[best].ink)
			best = k;
	line->look = sizes[best].longest->look;
	line->size = sizes[best].longest->size;
	line->v = sizes[best].longest->v;
}

static void measure(const struct page *page, struct line *line)
{
	const uint32_t *order = LIST(page->order, uint32_t) + line->first;
	const struct word *words = LIST(page->words, struct word);
	const struct row *row = &LIST(page->rows, struct row)[line->row];
	uint32_t all = WORD_BOLD | WORD_ITALIC | WORD_MONO, any = 0, artifacts = 0, wide = 0;

	line->u0 = line->top = INFINITY;
	line->u1 = line->bottom = -INFINITY;
	line->v = row->v;
	for (uint32_t i = 0; i < line->count; i++) {
		const struct word *word = &words[order[i]];

		line->u0 = smaller(line->u0, word->u0);
		line->u1 = larger(line->u1, word->u1);
		line->top = smaller(line->top, word->top);
		line->bottom = larger(line->bottom, word->bottom);
		line->chars += word->ink;
		if (word->flags & WORD_LETTERS || line->count == 1)
			all &= word->flags;
		any |= word->flags;
		artifacts += word->flags & WORD_ARTIFACT ? word->ink : 0;
		/* the element of the text, which may be within that of its label */
		if (line->element == DT_NONE ||
		    (i == 1 && word->element != DT_NONE && is_tagged_label(page, &words[order[0]])))
			line->element = word->element;
		if (word->flags & WORD_WIDE)
			wide += word->ink;
		if (word->figure)
			line->flags |= LINE_FIGURE;
	}
	if (all & WORD_BOLD)
		line->flags |= LINE_BOLD;
	if (all & WORD_ITALIC)
		line->flags |= LINE_ITALIC;
	if (all & WORD_MONO)
		line->flags |= LINE_MONO;
	if (any & WORD_RTL)
		line->flags |= LINE_RTL;
	if (any & WORD_LETTERS)
		line->flags |= LINE_LETTERS;
	if (wide * 2 > line->chars)
		line->flags |= LINE_WIDE;
	if (artifacts * 2 > line->chars)
		line->flags |= LINE_ARTIFACT;
	line->text_u0 = line->u0;
	line_size(page, line);
}

/* A number set above the line: of a footnote. */
static bool is_note_number(const struct page *page, const struct line *line,
			   const struct item *item)
{
	return item->flags & ITEM_DIGIT && item->v < line->v - 0.2f * line->size &&
	       LIST(page->look_infos, struct look_info)[item->look].size < 0.85f * line->size;
}

/* The last code point of the text, without numbers of footnotes, and before a closing bracket. */
static uint32_t closing_char(const struct page *page, const struct line *line)
{
	const uint32_t *order = LIST(page->order, uint32_t) + line->first;
	const struct word *words = LIST(page->words, struct word);
	const struct item *items = LIST(page->items, struct item);
	bool rtl = line->flags & LINE_RTL;
	uint32_t last = rtl ? 0 : line->count - 1 - line->tail, n = words[order[last]].ink;

	while (n && is_note_number(page, line, &items[words[order[last]].first + n - 1]))
		if (!--n && !rtl && last > line->label)
			n = words[order[--last]].ink;
	n = n ? n : words[order[last]].ink;
	if (n > 1 && char_is_closing(word_char(page, &words[order[last]], n - 1)))
		n--;
	return word_char(page, &words[order[last]], n - 1);
}

/* The first code point of the text; that behind a bracket or quotation mark that opens it. */
static uint32_t opening_char(const struct page *page, struct line *line, const struct word *word)
{
	uint32_t start = word_char(page, word, 0);

	if (line->flags & LINE_RTL || word->ink < 2 || !char_is_opening(start))
		return start;
	line->flags |= LINE_OPENS;
	return word_char(page, word, 1);
}

/* Other letters in a paragraph from right to left have the stop that ends them at their left. */
static void turn_ends(const struct page *page, struct line *line, const struct word *word,
		      const struct word *next)
{
	uint32_t stop = word_char(page, word, 0);

	if (!page->some_rtl || line->flags & LINE_RTL || (word->ink < 2 && word == next) ||
	    !(stop == ',' || char_ends_sentence(stop)) || char_ends_sentence(line->end))
		return;
	line->flags |= LINE_TURNED;
	line->start = word->ink > 1 ? word_char(page, word, 1) : word_char(page, next, 0);
	if (word->ink == 1)
		line->first_word = next->u1 - word->u0;
	line->end = stop;
}

static void add_line(struct page *page, uint32_t r, uint32_t first, uint32_t count, uint32_t tail)
{
	const uint32_t *order = LIST(page->order, uint32_t) + first;
	const struct word *words = LIST(page->words, struct word), *word;
	struct line *line = DT_LIST_ADD(&page->lines, struct line);
	uint32_t at;

	if (!line)
		return;
	line->first = first;
	line->count = count;
	line->row = r;
	line->tail = tail < count ? tail : 0;
	line->next = DT_NONE;
	line->element = DT_NONE;
	measure(page, line);
	if (line->tail)
		line->flags |= LINE_TOC;
	if (is_note_number(page, line, &LIST(page->items, struct item)[words[order[0]].first]))
		line->flags |= LINE_NOTE;
	line_find_label(page, line);
	at = line->flags & LINE_RTL ? count - 1 - line->label : line->label;
	word = &words[order[at < count ? at : 0]];
	line->first_word = word->u1 - word->u0;
	line->start = opening_char(page, line, word);
	line->end = closing_char(page, line);
	turn_ends(page, line, word,
		  line->label + 1 < line->count ? &words[order[line->label + 1]] : word);
}

/* A page number behind leaders: no letters, or a few (iv). */
static bool is_tail_number(const struct word *word)
{
	return word->ink <= 6 && (!(word->flags & WORD_LETTERS) || word->ink <= 5);
}

/* Is there a word close behind the first?  Then a number is the start of a text: "35 min.". */
static bool goes_on(const struct word *words, const uint32_t *order, uint32_t n)
{
	const struct word *number = &words[order[0]], *next = n > 1 ? &words[order[1]] : NULL;

	return next && next->flags & WORD_LETTERS && next->ink > 1 &&
	       next->u0 - number->u1 < 0.6f * number->size;
}

static void cut_row(struct page *page, uint32_t r)
{

	struct row row = LIST(page->rows, struct row)[r];
	const uint32_t *order = LIST(page->order, uint32_t) + row.first;
	const struct word *words = LIST(page->words, struct word);
	uint32_t start = 0, tail = 0;
	float reach = words[order[0]].u1;

	if (row.entry) {
		add_line(page, r, row.first, row.count, 1);
		return;
	}
	for (uint32_t k = 0; k < row.count; k++) {
		uint32_t leaders = leader_words(page, order, k, row.count);

		if (k > start && cut_before(page, &row, r, start, k, reach)) {
			add_line(page, r, row.first + start, k - start, tail ? k - tail : 0);
			start = k;
			tail = 0;
		}
		reach = k ? larger(reach, words[order[k]].u1) : words[order[k]].u1;
		if (!leaders || k == start)
			continue;
		tail = k;
		k += leaders - 1;
		reach = larger(reach, words[order[k]].u1);
		if (k + 1 < row.count && is_tail_number(&words[order[k + 1]]) &&
		    !goes_on(words, order + k + 1, row.count - k - 1)) {
			k++;
			reach = larger(reach, words[order[k]].u1);
		}
		if (k + 1 < row.count) {
			add_line(page, r, row.first + start, k + 1 - start, k + 1 - tail);
			start = k + 1;
			tail = 0;
		}
	}
	if (start < row.count)
		add_line(page, r, row.first + start, row.count - start,
			 tail ? row.count - tail : 0);
}

static int by_value(const void *a, const void *b)
{
	float x = *(const float *)a, y = *(const float *)b;

	return (x > y) - (x < y);
}

/* Justified rows end where their column does. */
static float find_margin(struct page *page)
{
	const struct row *rows = LIST(page->rows, struct row);
	const struct word *words = LIST(page->words, struct word);
	const uint32_t *order = LIST(page->order, uint32_t);
	uint32_t n = page->rows.n, best = 0, first = 0;
	float margin = INFINITY, *ends;

	if (n < LEAST_EVEN || !list_reserve(&page->scratch, n, sizeof(uint32_t)))
		return margin;
	ends = (float *)page->scratch.at;
	for (uint32_t r = 0; r < n; r++)
		ends[r] = words[order[rows[r].first + rows[r].count - 1]].u1;
	qsort(ends, n, sizeof(*ends), by_value);
	for (uint32_t r = 0; r < n; r++) {
		while (ends[r] - ends[first] > 0.5f)
			first++;
		if (r - first >= best) {
			best = r - first + 1;
			margin = (ends[first] + ends[r]) / 2;
		}
	}
	return best >= LEAST_EVEN && best * 3 > n ? margin : INFINITY;
}

void plane_lines(struct page *page)
{
	const struct word *words = LIST(page->words, struct word);

	dt_list_clear(&page->lines);
	page->some_rtl = false;
	page->margin = find_margin(page);
	for (uint32_t i = page->first_word; i < page->words.n && !page->some_rtl; i++)
		page->some_rtl = words[i].flags & WORD_RTL;
	for (uint32_t r = 0; r < page->rows.n; r++)
		cut_row(page, r);
	plane_bullets(page);
}
