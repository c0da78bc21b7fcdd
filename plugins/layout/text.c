/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text: the words of a paragraph in reading order, with one blank between them, hyphenation at
 * line ends undone, in runs of one style; and the ranges of all glyphs it took up.
 */
#include "config.h"

#include "write.h"

#include "chars.h"
#include "graphics.h"
#include "rtl.h"

#include <math.h>

struct writer {
	struct page *page;
	const struct paragraph *paragraph;
	uint32_t style, annotation; /* of the open run */
	uint32_t object;
	uint32_t last_flags;	   /* of the last character written */
	const struct item *accent; /* goes over the item behind it, NULL: none */
	const struct item *last;   /* written */
	bool blank;		   /* a blank is due before the next character */
	bool rtl; /* the text runs from right to left, letters of other scripts in it */
};

static uint32_t word_sign(const struct page *page, const struct word *word, uint32_t at)
{
	const struct item *item = &LIST(page->items, struct item)[word->first + at];
	const struct dt_glyph *glyph = &page->glyphs[item->glyph];
	uint32_t used;

	return at < word->ink ? char_at(page->text + glyph->text, glyph->text_length, &used) : 0;
}

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

/* With those that it was painted over. */
static void take_glyph(struct page *page, uint32_t glyph)
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
	memcpy(LIST(page->spelled, char) + page->spelled.n, page->text + glyph->text,
	       glyph->text_length);
	page->spelled.n += glyph->text_length;
	run->source.count += glyph->text_length;
	run->box.x0 = fminf(run->box.x0, u0);
	run->box.y0 = fminf(run->box.y0, top);
	run->box.x1 = fmaxf(run->box.x1, u1);
	run->box.y1 = fmaxf(run->box.y1, bottom);
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

static void write_item(struct writer *writer, const struct item *item, const struct line *line,
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
	add_bytes(page, page->text + glyph->text, glyph->text_length);
	if (writer->accent && item == writer->accent + 1)
		add_accent(page, combining_of(accent_of(page, writer->accent)));
	writer->accent = NULL;
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
	plane = &LIST(page->planes, struct plane)[glyph_plane(page, item->glyph)];
	point = page_of(plane, (item->u0 + item->u1) / 2, item->v - 0.25f * word->size);
	return point.x >= box->x0 && point.x <= box->x1 && point.y >= box->y0 && point.y <= box->y1
		       ? word->annotation
		       : DT_NONE;
}

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

/* Is there a blank between two words that follow each other on a line? */
static bool blank_between(const struct page *page, const struct word *a, const struct word *b,
			  float size)
{
	float gap = a->u0 <= b->u0 ? b->u0 - a->u1 : a->u0 - b->u1;

	if (a->flags & b->flags & WORD_WIDE && gap < 0.6f * size)
		return false;
	if (a->flags & WORD_SPACE_AFTER && gap > -0.1f * size && blank_behind(page, a, size))
		return true;
	/* the last sign of a formula may lean to the right */
	return gap > (formula_ends(page, a, b) ? 0.35f : 0.105f) * size;
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

/* A line with right-to-left text: sign by sign. */
static void write_turned(struct writer *writer, const struct line *line, const uint32_t *order,
			 uint32_t n)
{
	struct page *page = writer->page;
	const struct word *words = LIST(page->words, struct word);
	const struct item *items = LIST(page->items, struct item);
	uint32_t count = collect_signs(page, order, n, line->size);
	const struct sign *signs = LIST(page->signs, struct sign);

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

/* Some fonts map a turned bracket to what it looks like: then a text starts with a closing one. */
static void turn_brackets(struct page *page)
{
	static const char from[] = "()[]{}", to[] = ")(][}{";
	char *bytes = LIST(page->bytes, char);
	uint32_t i = 0;

	while (i < page->bytes.n && !(bytes[i] && strchr(from, bytes[i])))
		i++;
	if (i == page->bytes.n || !strchr(")]}", bytes[i]))
		return;
	for (; i < page->bytes.n; i++)
		if (bytes[i] && strchr(from, bytes[i]))
			bytes[i] = to[strchr(from, bytes[i]) - from];
}

/* Text of other letters that was set as a paragraph from right to left shows its full stop at the
 * left of its last line, a bullet at the right of its first. */
static bool looks_turned(const struct page *page, const struct line *first, const struct line *last)
{
	const uint32_t *order = LIST(page->order, uint32_t);
	const struct word *words = LIST(page->words, struct word);
	const struct word *left = &words[order[last->first]];
	const struct word *right = &words[order[first->first + first->count - 1]];
	uint32_t sign = word_sign(page, left, 0);

	if (char_is_bullet(word_sign(page, right, 0)) && right->ink == 1)
		return true;
	return (char_ends_sentence(sign) || sign == '/') && left->ink + last->count > 2 &&
	       !char_ends_sentence(last->end);
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
		if (i + 1 < paragraph->count)
			join_lines(&writer, &lines[i], &lines[i + 1]);
	}
	close_run(page);
	trim(page);
	if (paragraph->flags & DT_BLOCK_RTL)
		turn_brackets(page);
}
