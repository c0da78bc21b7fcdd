/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text: the words of a paragraph in reading order, with one blank between them, hyphenation at
 * line ends undone.
 */
#include "config.h"

#include "text.h"

#include "chars.h"

#include <math.h>

static void write_word(struct writer *writer, const struct word *word, const struct line *line)
{
	struct page *page = writer->page;
	const struct item *items = LIST(page->items, struct item) + word->first;

	for (uint32_t i = 0; i < word->all; i++)
		write_item(writer, &items[i], line, item_annotation(page, word, &items[i]));
}

/* Do the blanks that were painted after the word stand behind it?  Who paints all blanks of a
 * line at once, in a font of their own, paints some far away. */
static bool blank_behind(const struct page *page, const struct word *word, float size)
{
	const struct item *items = LIST(page->items, struct item) + word->first;

	for (uint32_t i = word->ink; i < word->all; i++)
		if (fabsf(items[i].u0 - word->u1) < 0.5f * size)
			return true;
	return false;
}

/* Is it a formula, and punctuation behind it? */
static bool formula_ends(const struct page *page, const struct word *a, const struct word *b)
{
	const struct item *items = LIST(page->items, struct item);
	const struct dt_glyph *glyph = &page->glyphs[items[b->first].glyph];

	return items[a->first + a->ink - 1].object && glyph->text_length == 1 &&
	       strchr(",.;:)]", page->text[glyph->text]);
}

/* Do signs meet of which one is of a script with blanks?  What is painted between them is meant. */
static bool one_is_narrow(const struct page *page, const struct word *a, const struct word *b)
{
	const struct item *items = LIST(page->items, struct item);

	return !(items[a->first + a->ink - 1].flags & items[b->first].flags & ITEM_WIDE);
}

bool blank_between(const struct page *page, const struct word *a, const struct word *b, float size)
{
	float gap = a->u0 <= b->u0 ? b->u0 - a->u1 : a->u0 - b->u1;
	bool painted =
		a->flags & WORD_SPACE_AFTER && gap > -0.1f * size && blank_behind(page, a, size);

	if (a->flags & WORD_INITIAL)
		return a->flags & WORD_SPACE_AFTER;
	if (a->flags & b->flags & WORD_WIDE && gap < 0.6f * size)
		return painted && a->ink && b->ink && one_is_narrow(page, a, b);
	if (painted)
		return true;
	/* the last sign of a formula may lean to the right */
	return gap > (formula_ends(page, a, b) ? 0.35f : 0.105f) * size;
}

/* Does the text end with a dash that nothing parts from what is before it ("pages 25\u2013")? */
static bool ends_with_dash(const char *bytes, uint32_t n)
{
	return n > 3 &&
	       (!memcmp(bytes + n - 3, "\xe2\x80\x93", 3) ||
		!memcmp(bytes + n - 3, "\xe2\x80\x94", 3)) &&
	       bytes[n - 4] != ' ';
}

/* Takes back a hyphen that only parts a word at the line's end. */
static void join_lines(struct writer *writer, const struct line *line, const struct line *next)
{
	struct page *page = writer->page;
	const char *bytes = LIST(page->bytes, char);
	uint32_t n = page->bytes.n, hyphen = 1;
	uint32_t first = next->flags & LINE_OPENS ? 0 : char_flags(next->start);

	writer->blank = true;
	if ((writer->last_flags & ITEM_WIDE && first & ITEM_WIDE) || ends_with_dash(bytes, n))
		writer->blank = false;
	if (!(writer->last_flags & ITEM_HYPHEN) || n < 3 || line->flags & LINE_MONO)
		return;
	if (bytes[n - 1] != '-')
		hyphen = (unsigned char)bytes[n - 2] == 0xc2 ? 2 : 3;
	if (bytes[n - hyphen - 1] == ' ' || bytes[n - hyphen - 1] == '-')
		return;
	writer->blank = false;
	if (!(first & ITEM_LOWER) && hyphen != 2)
		return;
	/* a word with a hyphen of its own keeps this one, too */
	for (uint32_t i = n - hyphen; i > 0 && bytes[i - 1] != ' '; i--)
		if (bytes[i - 1] == '-' && hyphen == 1)
			return;
	if (hyphen == 1 && next->count > next->label &&
	    is_compound_break(
		    page, bytes, n - 1,
		    &LIST(page->words,
			  struct word)[LIST(page->order, uint32_t)[next->first + next->label]]))
		return;
	page->bytes.n -= hyphen;
}

static void write_line(struct writer *writer, const struct line *line)
{
	struct page *page = writer->page;
	const struct word *words = LIST(page->words, struct word);
	const uint32_t *order = LIST(page->order, uint32_t) + line->first + line->label;
	uint32_t n = line->count - line->label - line->tail;
	uint32_t start = page->bytes.n + (writer->blank && page->bytes.n);
	struct dt_line *out;

	if (line->flags & LINE_RTL || writer->rtl) {
		write_turned(writer, line, order, n);
	} else {
		for (uint32_t i = 0; i < n; i++) {
			const struct word *word = &words[order[i]];

			if (i && blank_between(page, &words[order[i - 1]], word, line->size))
				writer->blank = true;
			write_word(writer, word, line);
		}
	}
	out = n ? DT_LIST_ADD(&page->out_lines, struct dt_line) : NULL;
	if (!out)
		return;
	out->start = start;
	out->length = page->bytes.n > start ? page->bytes.n - start : 0;
	out->x0 = line->text_u0 - writer->paragraph->u0;
	out->x1 = line->u1 - writer->paragraph->u0;
	out->baseline = line->v - writer->paragraph->v0;
	out->size = line->size;
}

/* A run or line must not reach behind a hyphen that was taken back. */
static void trim(struct page *page)
{
	struct dt_run *runs = LIST(page->runs, struct dt_run);
	struct dt_line *lines = LIST(page->out_lines, struct dt_line);
	uint32_t n = 0;

	for (uint32_t i = 0; i < page->out_lines.n; i++) {
		uint32_t end = i + 1 < page->out_lines.n ? lines[i + 1].start : page->bytes.n;

		if (lines[i].start > page->bytes.n)
			lines[i].start = page->bytes.n;
		if (lines[i].start + lines[i].length > end)
			lines[i].length = end > lines[i].start ? end - lines[i].start : 0;
	}
	for (uint32_t i = 0; i < page->runs.n; i++) {
		uint32_t end = i + 1 < page->runs.n ? runs[i + 1].start : page->bytes.n;

		if (end > page->bytes.n)
			end = page->bytes.n;
		if (runs[i].start > end)
			runs[i].start = end;
		runs[i].length = end - runs[i].start;
		/* a run that lost its text leaves its glyphs to the one before */
		if (n && !runs[i].length) {
			runs[n - 1].ranges.count += runs[i].ranges.count;
			continue;
		}
		runs[n++] = runs[i];
	}
	page->runs.n = n;
}

void write_text(struct page *page, const struct paragraph *paragraph)
{
	struct writer writer = { .page = page, .paragraph = paragraph };
	const struct line *lines = LIST(page->sequence, struct line) + paragraph->first;

	writer.rtl = paragraph->flags & DT_BLOCK_RTL ||
		     (page->has_rtl && !paragraph->rtl &&
		      looks_turned(page, lines, &lines[paragraph->count - 1]));
	dt_list_clear(&page->bytes);
	dt_list_clear(&page->runs);
	dt_list_clear(&page->out_lines);
	dt_list_clear(&page->ranges);
	dt_list_clear(&page->spelled);
	for (uint32_t i = 0; i < paragraph->count; i++) {
		write_line(&writer, &lines[i]);
		if (i + 1 < paragraph->count && lines[i + 1].flags & LINE_APART)
			write_break(&writer);
		else if (i + 1 < paragraph->count)
			join_lines(&writer, &lines[i], &lines[i + 1]);
	}
	close_run(page);
	trim(page);
	if (paragraph->flags & DT_BLOCK_RTL)
		turn_brackets(page);
}
