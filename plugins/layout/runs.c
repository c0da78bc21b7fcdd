/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Runs: each sign of a paragraph becomes bytes of its text in runs of one style and link; an
 * inline formula is one object, an accent of its own goes over its letter.  The runs know the
 * ranges of all glyphs they took up.
 */
#include "config.h"

#include "text.h"

#include "chars.h"
#include "graphics.h"

#include <math.h>

static void add_bytes(struct page *page, const char *text, uint32_t n)
{
	if (!list_reserve(&page->bytes, page->bytes.n + n, 1))
		return;
	memcpy(LIST(page->bytes, char) + page->bytes.n, text, n);
	page->bytes.n += n;
}

/* A small capital stands for a small letter. */
static void add_small(struct page *page, const struct dt_glyph *glyph)
{
	char small[CHAR_COMPOSED];
	uint32_t used;

	for (uint32_t at = 0; at < glyph->text_length; at += used) {
		uint32_t c = char_at(page->text + glyph->text + at, glyph->text_length - at, &used);

		add_bytes(page, small, char_write(char_small(c), small));
		used = used ? used : 1;
	}
}

static struct dt_run *open_run(struct page *page)
{
	return page->runs.n ? &LIST(page->runs, struct dt_run)[page->runs.n - 1] : NULL;
}

void close_run(struct page *page)
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
	writer->object = 0;
}

static void take_one(struct page *page, uint32_t glyph)
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

void take_glyph(struct page *page, uint32_t glyph)
{
	take_one(page, glyph);
	while (page->twins.n && (glyph = LIST(page->twins, uint32_t)[glyph]) != DT_NONE)
		take_one(page, glyph);
}

static void write_blank(struct writer *writer)
{
	if (writer->blank && writer->page->bytes.n)
		add_bytes(writer->page, " ", 1);
	writer->blank = false;
}

/* An inline formula: one sign that stands for all its glyphs. */
static void write_object(struct writer *writer, const struct item *item, const struct line *line,
			 uint32_t annotation)
{
	struct page *page = writer->page;
	const struct look_info *info = &LIST(page->look_infos, struct look_info)[item->look];
	const struct dt_glyph *glyph = &page->glyphs[item->glyph];
	const struct paragraph *paragraph = writer->paragraph;
	float u0 = item->u0 - paragraph->u0, u1 = item->u1 - paragraph->u0;
	float top = item->v - info->ascent - line->v, bottom = item->v + info->descent - line->v;
	struct dt_box bars = { item->u0, 0, item->u1, 0 };
	struct dt_run *run;

	if (writer->object != item->object) {
		if (writer->object && writer->blank)
			start_run(writer, DT_RUN_TEXT, style_of(page, item, line), annotation);
		write_blank(writer);
		start_run(writer, DT_RUN_OBJECT, style_of(page, item, line), annotation);
		writer->object = item->object;
		writer->last_flags = ITEM_LETTER;
		add_bytes(page, "\xef\xbf\xbc", 3);
		run = open_run(page);
		if (run) {
			run->box = (struct dt_box){ u0, top, u1, bottom };
			run->baseline = line->v - paragraph->v0;
			run->source.offset = page->spelled.n;
			run->pieces = object_pieces(page, item->object, &bars);
			run->box.x0 = bars.x0 - paragraph->u0;
			run->box.x1 = bars.x1 - paragraph->u0;
		}
	}
	writer->blank = false; /* blanks between its signs are its own */
	take_glyph(page, item->glyph);
	run = open_run(page);
	if (!run || !list_reserve(&page->spelled, page->spelled.n + glyph->text_length, 1))
		return;
	if (glyph->text_length)
		memcpy(LIST(page->spelled, char) + page->spelled.n, page->text + glyph->text,
		       glyph->text_length);
	page->spelled.n += glyph->text_length;
	run->source.count += glyph->text_length;
	run->box.x0 = smaller(run->box.x0, u0);
	run->box.y0 = smaller(run->box.y0, top);
	run->box.x1 = larger(run->box.x1, u1);
	run->box.y1 = larger(run->box.y1, bottom);
}

static uint32_t accent_of(const struct page *page, const struct item *item)
{
	const struct dt_glyph *glyph = &page->glyphs[item->glyph];
	uint32_t used;

	return char_at(page->text + glyph->text, glyph->text_length, &used);
}

/* Puts an accent over the last character of the text. */
static void add_accent(struct page *page, uint32_t combining)
{
	char *bytes = LIST(page->bytes, char), composed[CHAR_COMPOSED];
	uint32_t start = page->bytes.n, n;

	while (start && ((unsigned char)bytes[start - 1] & 0xc0) == 0x80)
		start--;
	start -= start > 0;
	n = char_compose(bytes + start, page->bytes.n - start, combining, composed);
	page->bytes.n = start;
	add_bytes(page, composed, n);
}

/* An accent of its own: with its letter when that was the last, or waits for it as the next. */
static bool write_accent(struct writer *writer, const struct item *item)
{
	const struct item *all = LIST(writer->page->items, struct item);
	uint32_t at = (uint32_t)(item - all);
	bool back = item->flags & ITEM_ACCENT_BACK && writer->last && writer->last + 1 == item;

	if (back || (item->flags & ITEM_ACCENT_NEXT && writer->last == item + 1)) {
		add_accent(writer->page, combining_of(accent_of(writer->page, item)));
		return true;
	}
	if (!(item->flags & ITEM_ACCENT_NEXT) || at + 1 >= writer->page->items.n)
		return false;
	writer->accent = item;
	return true;
}

/* A hyphen that only a line's end shows (U+00AD) and that stands before more of its line is
 * seen: it is a hyphen like any other. */
static void settle_hyphen(struct page *page)
{
	char *bytes = LIST(page->bytes, char);
	uint32_t n = page->bytes.n;

	if (n >= 2 && !memcmp(bytes + n - 2, "\xc2\xad", 2))
		bytes[--page->bytes.n - 1] = '-';
}

static bool is_unseen_hyphen(const struct page *page, const struct dt_glyph *glyph, float size)
{
	return glyph->text_length == 2 && glyph->advance < 0.05f * size &&
	       !memcmp(page->text + glyph->text, "\xc2\xad", 2);
}

void write_item(struct writer *writer, const struct item *item, const struct line *line,
		uint32_t annotation)
{
	struct page *page = writer->page;
	const struct dt_glyph *glyph = &page->glyphs[item->glyph];
	bool silent = item->flags & (ITEM_EMPTY | ITEM_SPACE) || !glyph->text_length ||
		      is_unseen_hyphen(page, glyph, line->size);

	if (item->object) {
		settle_hyphen(page);
		write_object(writer, item, line, annotation);
		return;
	}
	if (!silent)
		settle_hyphen(page);
	if (!silent || !page->runs.n || writer->object) {
		uint32_t style = style_of(page, item, line);

		if (!page->runs.n || style != writer->style || annotation != writer->annotation ||
		    writer->object) {
			/* blanks belong to the run before, but an object takes none */
			if (!silent && !writer->object)
				write_blank(writer);
			if (!silent || !writer->object)
				start_run(writer, DT_RUN_TEXT, style, annotation);
		}
	}
	if (!silent)
		write_blank(writer);
	take_glyph(page, item->glyph);
	if (silent)
		return;
	if (write_accent(writer, item))
		return;
	writer->last_flags = item->flags;
	writer->last = item;
	if (item->flags & ITEM_SMALL_CAP)
		add_small(page, glyph);
	else
		add_bytes(page, page->text + glyph->text, glyph->text_length);
	if (writer->accent && item == writer->accent + 1)
		add_accent(page, combining_of(accent_of(page, writer->accent)));
	writer->accent = NULL;
}

void write_break(struct writer *writer)
{
	if (!writer->page->runs.n)
		return;
	start_run(writer, DT_RUN_BREAK, writer->style, DT_NONE);
	add_bytes(writer->page, "\xe2\x80\xa8", 3);
	writer->object = DT_NONE; /* what comes next begins a run */
	writer->blank = false;
}

uint32_t item_annotation(const struct page *page, const struct word *word, const struct item *item)
{
	const struct dt_box *box;
	const struct plane *plane;
	struct dt_point point;

	if (word->annotation == DT_NONE)
		return DT_NONE;
	box = &page->annotations[word->annotation].box;
	plane = &LIST(page->planes, struct plane)[glyph_plane(page, item->glyph)];
	point = page_of(plane, (item->u0 + item->u1) / 2, item->v - 0.25f * word->size);
	return point.x >= box->x0 && point.x <= box->x1 && point.y >= box->y0 && point.y <= box->y1
		       ? word->annotation
		       : DT_NONE;
}
