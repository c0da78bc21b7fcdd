/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Labels: bullets, list numbers and the numbers of headings. */
#include "config.h"

#include "labels.h"

#include "chars.h"

#include <math.h>

#define MOST_BACK     200u /* lines between two items */
#define MOST_OF_LABEL 3u   /* words: "--seed < n >" */
#define NEAR_STOP     0.1f /* em */
#define SURE_GAP      0.6f /* em: wider than a blank of any line */

uint32_t word_char(const struct page *page, const struct word *word, uint32_t at)
{
	const struct item *items = LIST(page->items, struct item) + word->first;
	const struct dt_glyph *glyph = &page->glyphs[items[at].glyph];
	uint32_t used;

	return char_at(page->text + glyph->text, glyph->text_length, &used);
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
bool word_is_list_number(const struct page *page, const struct word *word, uint32_t *number)
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

bool word_is_bullet(const struct page *page, const struct word *word, const struct word *next)
{
	uint32_t c;

	if (word->ink != 1)
		return false;
	c = word_char(page, word, 0);
	if (char_is_bullet(c))
		return true;
	if (char_is_dash(c) || c == '*')
		return next->flags & WORD_LETTERS;
	/* Word's second level: an o or a sign of another font */
	if (page->looks[word->look].font == page->looks[next->look].font)
		return false;
	return c == 'o' || c == 0xa7 || c == 0xfc || (char_flags(c) & ITEM_SYMBOL && c >= 0x80);
}

/* "2.1   Results": a number of chapters before words of the same face that is a heading's. */
bool word_is_heading_number(const struct page *page, const struct word *number,
			    const struct word *next)
{
	if (number->flags & WORD_LETTERS || !(number->flags & WORD_DIGITS) || number->ink > 8 ||
	    !(next->flags & WORD_LETTERS))
		return false;
	return page->looks[number->look].font == page->looks[next->look].font &&
	       fabsf(number->size - next->size) < 0.05f * next->size &&
	       (number->flags & next->flags & WORD_BOLD || next->size > 1.12f * page->body_size);
}

/* "3  Results": a number that a wide gap parts from its heading. */
static bool is_heading_number(const struct page *page, const struct line *line,
			      const struct word *word, const struct word *next)
{
	if (next == word || next->u0 - word->u1 < 0.5f * word->size ||
	    !(line->tail || line->flags & LINE_BOLD || line->size > 1.12f * page->body_size) ||
	    word->flags & WORD_LETTERS || !(word->flags & WORD_DIGITS))
		return false;
	return word->ink <= 8 && next->flags & WORD_LETTERS;
}

/* The number of a footnote whose text hangs from a stop. */
static bool is_hung_note(const struct line *line, const struct word *word, const struct word *next)
{
	return line->flags & LINE_NOTE && !(word->flags & WORD_LETTERS) &&
	       next->u0 - word->u1 > 0.6f * next->size;
}

/* What the letter before counts when it is taken for a Roman number. */
static uint32_t roman_before(uint32_t c)
{
	return c == 'J' ? 1 : c == 'W' ? 5 : c == 'Y' ? 10 : UINT32_MAX;
}

/* "J. Smith": a name begins the line.  A letter counts when it is the first one, when the one
 * before it begins a line above, or when a gap or its face tells it from the words. */
static bool is_initial(const struct page *page, const struct line *line, const struct word *word,
		       const struct word *next)
{
	const struct line *lines = LIST(page->lines, struct line);
	uint32_t own = (uint32_t)(line - lines), c = word_char(page, word, 0);

	if (word->ink != 2 || c < 'A' || c > 'Z' || line->number == 1 ||
	    word_char(page, word, 1) != '.' || next == word ||
	    next->u0 - word->u1 > 0.6f * word->size || line->flags & LINE_BOLD ||
	    line->size > 1.12f * page->body_size)
		return false;
	for (uint32_t i = own; i-- > 0 && own - i < MOST_BACK;)
		if (lines[i].flags & LINE_NUMBERED &&
		    (lines[i].number + 1 == line->number || lines[i].number == c - 'A' ||
		     lines[i].number == roman_before(c)) &&
		    fabsf(lines[i].u0 - line->u0) < line->size)
			return false;
	return true;
}

void line_find_label(const struct page *page, struct line *line)
{
	const struct look_info *infos = LIST(page->look_infos, struct look_info);
	const uint32_t *order = LIST(page->order, uint32_t) + line->first;
	const struct word *words = LIST(page->words, struct word);
	const struct word *word = &words[order[0]];
	const struct word *next = line->count > 1 ? &words[order[1]] : word;

	/* its label is at the other end, and goes along with the text */
	if (line->flags & LINE_RTL && line->count > 1) {
		word = &words[order[line->count - 1]];
		if (word->ink == 1 && char_is_bullet(word_char(page, word, 0))) {
			line->flags |= LINE_BULLET;
			line->sign = word_char(page, word, 0);
		}
	}
	if (line->flags & LINE_RTL || word->flags & WORD_INITIAL)
		return;
	if (infos[word->look].flags & LOOK_LABEL && line->count > 1 &&
	    !(infos[next->look].flags & LOOK_LABEL))
		line->flags |=
			word->flags & (WORD_LETTERS | WORD_DIGITS) ? LINE_NUMBERED : LINE_BULLET;
	else if (word_is_bullet(page, word, next))
		line->flags |= LINE_BULLET;
	else if (word_is_list_number(page, word, &line->number) &&
		 !is_initial(page, line, word, next))
		line->flags |= LINE_NUMBERED;
	else if (!is_heading_number(page, line, word, next) && !is_hung_note(line, word, next))
		return;
	if (line->count - line->tail < 2) {
		line->flags |= LINE_LABEL;
		return;
	}
	if (line->flags & LINE_BULLET)
		line->sign = word_char(page, word, 0);
	line->label = 1;
	line->text_u0 = next->u0;
}

/* A word that stays as it is: an option, its argument "<n>", a number. */
static bool is_fixed(const struct word *word)
{
	return word->flags & (WORD_MONO | WORD_MATH) || !(word->flags & WORD_LETTERS);
}

/* How many words stand before the stop that the text of a line begins at, as "-h" or "--seed <n>"
 * do; 0: none.  *stop, unless it is given (not 0), is the first that a gap parts from them. */
static uint32_t words_before_stop(const struct page *page, const struct line *line, float *stop,
				  float least)
{
	const uint32_t *order = LIST(page->order, uint32_t) + line->first;
	const struct word *words = LIST(page->words, struct word);
	float em = line->size;

	if (line->flags & (LINE_RTL | LINE_CELL | LINE_TOC))
		return 0;
	for (uint32_t k = 0; k < MOST_OF_LABEL && k + 1 < line->count && is_fixed(&words[order[k]]);
	     k++) {
		float u0 = words[order[k + 1]].u0, gap = u0 - words[order[k]].u1;

		if (gap < least * em || (*stop != 0 && fabsf(u0 - *stop) > NEAR_STOP * em))
			continue;
		*stop = u0;
		return k + 1;
	}
	return 0;
}

/* In a face for code, which the text after it has not. */
static bool opens_with_option(const struct page *page, const struct line *line)
{
	const uint32_t *order = LIST(page->order, uint32_t) + line->first;

	return LIST(page->words, struct word)[order[0]].flags & WORD_MONO &&
	       !(line->flags & LINE_MONO);
}

/* Does a line hang from a stop, as its text or with a label before it? */
static bool hangs_at(const struct page *page, const struct line *line, float stop)
{
	return fabsf(line->u0 - stop) < NEAR_STOP * line->size ||
	       words_before_stop(page, line, &stop, SURE_GAP);
}

bool lines_begin_items(const struct page *page, const struct line *above, const struct line *line)
{
	float stop = 0;

	return words_before_stop(page, line, &stop, SURE_GAP) &&
	       stop > line->u0 + 0.8f * line->size && opens_with_option(page, line) &&
	       hangs_at(page, above, stop);
}

/*
 * "-h   prints help", with the lines under it where "prints" begins: an option or a number that
 * the text hangs from, at a stop.  A term in words is no label, since it has to be translated.
 */
static void find_label_of_lines(const struct page *page, struct line *lines, uint32_t n)
{
	float em = lines[0].size, stop = lines[1].u0;
	uint32_t k = words_before_stop(page, lines, &stop, 0.35f);

	if (!k || lines[1].u0 < lines[0].u0 + 0.8f * em)
		return;
	for (uint32_t i = 2; i < n; i++)
		if (fabsf(lines[i].u0 - lines[1].u0) > NEAR_STOP * em)
			return;
	lines[0].label = k;
	lines[0].text_u0 = stop;
}

/* A line alone, whose neighbours hang from the same stop. */
static void find_label_of_line(const struct page *page, const struct stack *stack,
			       struct line *line)
{
	float stop = 0;
	uint32_t k = words_before_stop(page, line, &stop, SURE_GAP);

	for (uint32_t i = 0; k && opens_with_option(page, line) && i < stack->n; i++) {
		const struct line *other = line_at(page, stack, i);
		float apart = fabsf(other->v - line->v);

		if (apart < 0.5f * line->size || apart > 4 * line->size ||
		    !hangs_at(page, other, stop))
			continue;
		line->label = k;
		line->text_u0 = stop;
		return;
	}
}

void lines_find_hung_label(const struct page *page, const struct stack *stack, struct line *lines,
			   uint32_t n)
{
	if (lines[0].label)
		return;
	if (n > 1)
		find_label_of_lines(page, lines, n);
	else
		find_label_of_line(page, stack, lines);
}
