/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text: the words of a paragraph in reading order, with one blank between them, hyphenation at
 * line ends undone, in runs of one style; and the ranges of all glyphs it took up.
 */
#include "config.h"

#include "write.h"

#include "chars.h"

#include <math.h>

struct writer {
	struct page *page;
	const struct paragraph *paragraph;
	uint32_t style, annotation; /* of the open run */
	uint32_t object;
	uint32_t last_flags;        /* of the last character written */
	bool blank;                 /* a blank is due before the next character */
};

static void add_bytes(struct page *page, const char *text, uint32_t n)
{
	if (!list_reserve(&page->bytes, page->bytes.n + n, 1))
		return;
	memcpy(LIST(page->bytes, char) + page->bytes.n, text, n);
	page->bytes.n += n;
}

static struct dt_run *open_run(struct page *page)
{
	return page->runs.n ? &LIST(page->runs, struct dt_run)[page->runs.n - 1] : NULL;
}

static void close_run(struct page *page)
{
	struct dt_run *run = open_run(page);

	if (!run)
		return;
	run->length = page->bytes.n - run->start;
	run->ranges.count = page->ranges.n - run->ranges.offset;
}

static void start_run(struct writer *writer, uint32_t kind, uint32_t style, uint32_t annotation)
{
	struct page *page = writer->page;
	struct dt_run *run;

	close_run(page);
	run = DT_LIST_ADD(&page->runs, struct dt_run);
	if (!run)
		return;
	run->start = page->bytes.n;
	run->kind = kind;
	run->style = style;
	run->annotation = annotation;
	run->ranges.offset = page->ranges.n;
	writer->style = style;
	writer->annotation = annotation;
}

static void take_glyph(struct page *page, uint32_t glyph)
{
	struct dt_run *run = open_run(page);
	struct dt_range *range = NULL;

	LIST(page->owners, uint8_t)[glyph] = OWNER_BLOCK;
	if (run && page->ranges.n > run->ranges.offset)
		range = &LIST(page->ranges, struct dt_range)[page->ranges.n - 1];
	if (range && range->first + range->count == glyph) {
		range->count++;
		return;
	}
	range = DT_LIST_ADD(&page->ranges, struct dt_range);
	if (range) {
		range->first = glyph;
		range->count = 1;
	}
}

static void write_item(struct writer *writer, const struct item *item, const struct line *line,
		       uint32_t annotation, bool silent)
{
	struct page *page = writer->page;
	const struct dt_glyph *glyph = &page->glyphs[item->glyph];

	silent = silent || item->flags & (ITEM_EMPTY | ITEM_SPACE) || !glyph->text_length;
	if (!silent && writer->blank) {
		if (page->bytes.n)
			add_bytes(page, " ", 1);
		writer->blank = false;
	}
	if (!silent || !page->runs.n) {
		uint32_t style = style_of(page, item, line);

		if (!page->runs.n || style != writer->style || annotation != writer->annotation)
			start_run(writer, DT_RUN_TEXT, style, annotation);
	}
	take_glyph(page, item->glyph);
	if (silent)
		return;
	writer->last_flags = item->flags;
	add_bytes(page, page->text + glyph->text, glyph->text_length);
}

static uint32_t item_annotation(const struct page *page, const struct word *word,
				const struct item *item)
{
	const struct dt_box *box;
	const struct plane *plane;
	struct dt_point point;

	if (word->annotation == DT_NONE)
		return DT_NONE;
	box = &page->annotations[word->annotation].box;
	plane = &LIST(page->planes, struct plane)[LIST(page->look_infos, struct look_info)
							  [item->look].plane];
	point = page_of(plane, (item->u0 + item->u1) / 2, item->v - 0.25f * word->size);
	return point.x >= box->x0 && point.x <= box->x1 && point.y >= box->y0 && point.y <= box->y1
		       ? word->annotation
		       : DT_NONE;
}

static void write_word(struct writer *writer, const struct word *word, const struct line *line)
{
	struct page *page = writer->page;
	const struct item *items = LIST(page->items, struct item) + word->first;
	bool backwards = word->flags & WORD_RTL && word->ink > 1 &&
			 items[0].u0 < items[word->ink - 1].u0;

	for (uint32_t i = 0; i < word->all; i++) {
		const struct item *item = i < word->ink && backwards ? &items[word->ink - 1 - i]
								     : &items[i];

		write_item(writer, item, line, item_annotation(page, word, item),
			   word->flags & WORD_DUPLICATE);
	}
}

/* Is there a blank between two words that follow each other on a line? */
static bool blank_between(const struct word *a, const struct word *b, float size)
{
	float gap = a->u0 <= b->u0 ? b->u0 - a->u1 : a->u0 - b->u1;

	if (a->flags & b->flags & WORD_WIDE && gap < 0.6f * size)
		return false;
	if (a->flags & WORD_SPACE_AFTER && gap > -0.1f * size)
		return true;
	return gap > 0.13f * size;
}

/* The words of a line in logical order: right-to-left lines are turned, and in them what runs
 * left to right is turned back. */
static uint32_t logical_order(struct page *page, const struct line *line, const uint32_t **out)
{
	const uint32_t *order = LIST(page->order, uint32_t) + line->first + line->label;
	const struct word *words = LIST(page->words, struct word);
	uint32_t n = line->count - line->label - line->tail;
	uint32_t *turned;

	*out = order;
	if (!(line->flags & LINE_RTL) || !list_reserve(&page->scratch, n, sizeof(uint32_t)))
		return n;
	turned = LIST(page->scratch, uint32_t);
	for (uint32_t i = 0; i < n; i++)
		turned[i] = order[n - 1 - i];
	for (uint32_t i = 0; i < n;) {
		uint32_t k = i;

		while (k < n && !(words[turned[k]].flags & WORD_RTL))
			k++;
		for (uint32_t a = i, b = k; a + 1 < b; a++) {
			uint32_t swap = turned[a];

			turned[a] = turned[--b];
			turned[b] = swap;
		}
		i = k + 1;
	}
	*out = turned;
	return n;
}

/* Takes back a hyphen that only parts a word at the line's end. */
static void join_lines(struct writer *writer, const struct line *line, const struct line *next)
{
	struct page *page = writer->page;
	const char *bytes = LIST(page->bytes, char);
	uint32_t n = page->bytes.n, hyphen = 1, first = char_flags(next->start);

	writer->blank = true;
	if (writer->last_flags & ITEM_WIDE && first & ITEM_WIDE)
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
	page->bytes.n -= hyphen;
}

static void write_line(struct writer *writer, const struct line *line, uint32_t base)
{
	struct page *page = writer->page;
	const struct word *words = LIST(page->words, struct word);
	const uint32_t *order;
	uint32_t n = logical_order(page, line, &order);
	struct dt_line *out;
	uint32_t start;

	for (uint32_t i = 0; i < n; i++) {
		const struct word *word = &words[order[i]];

		if (i && blank_between(&words[order[i - 1]], word, line->size))
			writer->blank = true;
		if (!i)
			start = page->bytes.n + (writer->blank && page->bytes.n);
		write_word(writer, word, line);
	}
	out = n ? DT_LIST_ADD(&page->out_lines, struct dt_line) : NULL;
	if (!out)
		return;
	out->start = start - base;
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

	dt_list_clear(&page->bytes);
	dt_list_clear(&page->runs);
	dt_list_clear(&page->out_lines);
	dt_list_clear(&page->ranges);
	for (uint32_t i = 0; i < paragraph->count; i++) {
		write_line(&writer, &lines[i], 0);
		if (i + 1 < paragraph->count)
			join_lines(&writer, &lines[i], &lines[i + 1]);
	}
	close_run(page);
	trim(page);
}
