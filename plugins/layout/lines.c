/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lines: rows cut where a gutter, a vertical rule or a gap too wide for a blank parts them.
 * Bullets and list numbers at the start and leaders at the end are marked, as they stay on
 * the page when the text between them is translated.
 */
#include "config.h"

#include "layout.h"

#include "chars.h"

#include <math.h>

static uint32_t word_char(const struct page *page, const struct word *word, uint32_t at)
{
	const struct item *items = LIST(page->items, struct item) + word->first;
	const struct dt_glyph *glyph = &page->glyphs[items[at].glyph];
	uint32_t used;

	return char_at(page->text + glyph->text, glyph->text_length, &used);
}

static uint32_t first_char(const struct page *page, const struct word *word)
{
	return word_char(page, word, 0);
}

static uint32_t last_char(const struct page *page, const struct word *word)
{
	return word_char(page, word, word->ink - 1);
}

/* What the last part of a list number counts: "2.3." 3, "(c)" 3, "iv)" 4. */
static uint32_t number_value(const char *text, uint32_t n, bool roman)
{
	static const char signs[] = "ivxlIVXL";
	static const uint8_t values[] = { 1, 5, 10, 50, 1, 5, 10, 50 };
	uint32_t value = 0, last = 0, i = n;

	while (i && !((text[i - 1] >= '0' && text[i - 1] <= '9') ||
		      ((text[i - 1] | 32) >= 'a' && (text[i - 1] | 32) <= 'z')))
		i--;
	n = i;
	while (i && ((text[i - 1] >= '0' && text[i - 1] <= '9') ||
		     ((text[i - 1] | 32) >= 'a' && (text[i - 1] | 32) <= 'z')))
		i--;
	for (; i < n; i++) {
		const char *sign = strchr(signs, text[i]);

		if (text[i] >= '0' && text[i] <= '9') {
			value = value * 10 + (uint32_t)(text[i] - '0');
		} else if (roman && sign) {
			uint32_t one = values[sign - signs];

			value = value + one - (one > last ? 2 * last : 0);
			last = one;
		} else {
			value = (uint32_t)((text[i] | 32) - 'a' + 1);
		}
	}
	return value;
}

/* "1.", "(a)", "iv)", "2.3.1": a list number.  "1" alone is none. */
static bool is_list_number(const struct page *page, const struct word *word, uint32_t *number)
{
	char text[12];
	uint32_t n = word->ink, i = 0, digits = 0, letters = 0, dots = 0;
	bool roman = true;

	if (n < 2 || n > 10)
		return false;
	for (uint32_t k = 0; k < n; k++) {
		uint32_t c = word_char(page, word, k);

		if (c >= 0x80)
			return false;
		text[k] = (char)c;
	}
	if (text[0] == '(' || text[0] == '[')
		i++;
	for (; i < n; i++) {
		char c = text[i];

		if (c >= '0' && c <= '9')
			digits++;
		else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
			letters++;
			roman = roman && strchr("ivxlIVXL", c);
		} else if (c == '.')
			dots++;
		else
			break;
	}
	if (i < n && (i != n - 1 || (text[i] != ')' && text[i] != ']' && text[i] != ':')))
		return false;
	if (number)
		*number = number_value(text, n,
				       roman && letters && strchr("ivxIVX", text[text[0] == '(']));
	if (letters && digits)
		return letters == 1 && dots && digits < 4;
	if (letters)
		return (letters == 1 || (roman && letters < 6)) && dots + (i < n) == 1;
	if (!digits || digits > 6)
		return false;
	return i < n ? digits <= 3
		     : dots >= 1 && digits <= 2 + dots && (text[n - 1] == '.' || dots > 1);
}

static bool is_bullet(const struct page *page, const struct word *word, const struct word *next)
{
	uint32_t c;

	if (word->ink != 1)
		return false;
	c = first_char(page, word);
	if (char_is_bullet(c))
		return true;
	if (char_is_dash(c) || c == '*')
		return next->flags & WORD_LETTERS;
	/* Word's second level: an o or a sign of another font */
	if (page->looks[word->look].font == page->looks[next->look].font)
		return false;
	return c == 'o' || c == 0xa7 || c == 0xfc || (char_flags(c) & ITEM_SYMBOL && c >= 0x80);
}

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

/* "2.1   Results": a number of chapters before words of the same face that is a heading's. */
static bool is_heading_start(const struct page *page, const struct word *number,
			     const struct word *next)
{
	if (number->flags & WORD_LETTERS || !(number->flags & WORD_DIGITS) || number->ink > 8 ||
	    !(next->flags & WORD_LETTERS))
		return false;
	return page->looks[number->look].font == page->looks[next->look].font &&
	       fabsf(number->size - next->size) < 0.05f * next->size &&
	       (number->flags & next->flags & WORD_BOLD || next->size > 1.12f * page->body_size);
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

/* Is there a cut between the words before k and word k?  reach: end of the ink before. */
static bool cut_before(const struct page *page, const struct row *row, uint32_t r, uint32_t start,
		       uint32_t k, float reach)
{
	const uint32_t *order = LIST(page->order, uint32_t) + row->first;
	const struct word *words = LIST(page->words, struct word);
	const struct word *last = &words[order[k - 1]], *next = &words[order[k]];
	float gap = next->u0 - reach, em = fminf(fmaxf(last->size, next->size), row->size);
	bool apart = last->first + last->all != next->first;
	float limit = apart ? 1.7f : 3.2f;

	/* text that is cut at the edge of its cell reaches into the next one */
	if (gap > -0.8f * em &&
	    rule_between(page, fminf(reach, next->u0) - 0.5f, fmaxf(reach, next->u0) + 0.5f,
			 row->v - 0.3f * row->size))
		return true;
	if (last->element != next->element && last->element != DT_NONE && next->element != DT_NONE)
		return true;
	if (gap < 0.35f * em)
		return false;
	/* the lettering of a sign beside the text */
	if (apart && k == start + 1 && last->size < 0.7f * next->size)
		return true;
	if (last->element == next->element && next->element != DT_NONE && gap < 6 * em && !apart)
		return false;
	if (leader_words(page, order, k, row->count) ||
	    (last->flags & WORD_LEADER &&
	     (last->ink > 2 || (k > start + 1 && words[order[k - 2]].flags & WORD_LEADER))))
		return false;
	if (k == start + 1 && gap < 6 * em && is_heading_start(page, last, next))
		return false;
	if (k == start + 1 && gap < 5 * em && (!apart || gap < 1.5f * em) &&
	    (is_bullet(page, last, next) || (is_list_number(page, last, NULL) && gap < 3.5f * em)))
		return false;
	if (last->flags & next->flags & WORD_MONO)
		limit = apart ? 4.0f : 8.0f;
	return gap > limit * em ||
	       (!is_even_gap(page, row, k, gap) && gutter_between(page, r, reach, next->u0, em));
}

/* "3  Results": a number that a wide gap parts from its heading. */
static bool is_heading_number(const struct page *page, const struct line *line,
			      const struct word *word, const struct word *next)
{
	if (next == word || next->u0 - word->u1 < 0.5f * word->size ||
	    !(line->flags & LINE_BOLD || line->size > 1.12f * page->body_size) ||
	    word->flags & WORD_LETTERS || !(word->flags & WORD_DIGITS))
		return false;
	return word->ink <= 8 && next->flags & WORD_LETTERS;
}

static void find_label(const struct page *page, struct line *line)
{
	const struct look_info *infos = LIST(page->look_infos, struct look_info);
	const uint32_t *order = LIST(page->order, uint32_t) + line->first;
	const struct word *words = LIST(page->words, struct word);
	const struct word *word = &words[order[0]];
	const struct word *next = line->count > 1 ? &words[order[1]] : word;

	if (line->flags & LINE_RTL) /* its label would be at the other end */
		return;
	if (infos[word->look].flags & LOOK_LABEL && line->count > 1 &&
	    !(infos[next->look].flags & LOOK_LABEL))
		line->flags |=
			word->flags & (WORD_LETTERS | WORD_DIGITS) ? LINE_NUMBERED : LINE_BULLET;
	else if (is_bullet(page, word, next))
		line->flags |= LINE_BULLET;
	else if (is_list_number(page, word, &line->number))
		line->flags |= LINE_NUMBERED;
	else if (!is_heading_number(page, line, word, next))
		return;
	if (line->count - line->tail < 2) {
		line->flags |= LINE_LABEL;
		return;
	}
	if (line->flags & LINE_BULLET)
		line->sign = first_char(page, word);
	line->label = 1;
	line->text_u0 = next->u0;
}

static void measure(const struct page *page, struct line *line)
{
	const uint32_t *order = LIST(page->order, uint32_t) + line->first;
	const struct word *words = LIST(page->words, struct word);
	const struct row *row = &LIST(page->rows, struct row)[line->row];
	uint32_t all = WORD_BOLD | WORD_ITALIC | WORD_MONO, any = 0, best = 0, artifacts = 0,
		 wide = 0;

	line->u0 = line->top = INFINITY;
	line->u1 = line->bottom = -INFINITY;
	line->v = row->v;
	for (uint32_t i = 0; i < line->count; i++) {
		const struct word *word = &words[order[i]];

		line->u0 = fminf(line->u0, word->u0);
		line->u1 = fmaxf(line->u1, word->u1);
		line->top = fminf(line->top, word->top);
		line->bottom = fmaxf(line->bottom, word->bottom);
		line->chars += word->ink;
		if (word->flags & WORD_LETTERS || line->count == 1)
			all &= word->flags;
		any |= word->flags;
		artifacts += word->flags & WORD_ARTIFACT ? word->ink : 0;
		if (line->element == DT_NONE)
			line->element = word->element;
		if (word->flags & WORD_WIDE)
			wide += word->ink;
		if (word->ink > best) {
			best = word->ink;
			line->look = word->look;
			line->size = word->size;
			line->v = word->v;
		}
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
	find_label(page, line);
	at = line->flags & LINE_RTL ? count - 1 - line->label : line->label;
	word = &words[order[at < count ? at : 0]];
	line->first_word = word->u1 - word->u0;
	line->start = first_char(page, word);
	at = line->flags & LINE_RTL ? 0 : count - 1 - line->tail;
	line->end = last_char(page, &words[order[at]]);
	if (char_is_closing(line->end) && words[order[at]].ink > 1)
		line->end = word_char(page, &words[order[at]], words[order[at]].ink - 2);
}

/* A page number behind leaders: no letters, or a few (iv). */
static bool is_tail_number(const struct word *word)
{
	return word->ink <= 6 && (!(word->flags & WORD_LETTERS) || word->ink <= 5);
}

static void cut_row(struct page *page, uint32_t r)
{

	struct row row = LIST(page->rows, struct row)[r];
	const uint32_t *order = LIST(page->order, uint32_t) + row.first;
	const struct word *words = LIST(page->words, struct word);
	uint32_t start = 0, tail = 0;
	float reach = words[order[0]].u1;

	for (uint32_t k = 0; k < row.count; k++) {
		uint32_t leaders = leader_words(page, order, k, row.count);

		if (k > start && cut_before(page, &row, r, start, k, reach)) {
			add_line(page, r, row.first + start, k - start, tail ? k - tail : 0);
			start = k;
			tail = 0;
		}
		reach = k ? fmaxf(reach, words[order[k]].u1) : words[order[k]].u1;
		if (!leaders || k == start)
			continue;
		tail = k;
		k += leaders - 1;
		reach = fmaxf(reach, words[order[k]].u1);
		if (k + 1 < row.count && is_tail_number(&words[order[k + 1]])) {
			k++;
			reach = fmaxf(reach, words[order[k]].u1);
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

void plane_lines(struct page *page)
{
	dt_list_clear(&page->lines);
	for (uint32_t r = 0; r < page->rows.n; r++)
		cut_row(page, r);
	plane_bullets(page);
}
