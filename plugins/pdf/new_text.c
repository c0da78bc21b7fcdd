/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* New text: glyphs of a face, by glyph id (ISO 32000-1, 9.4 and 14.9.4). */
#include "config.h"

#include "painter.h"
#include "short_codes.h"

#include <math.h>
#include <string.h>

/* A pen that is off by less (thousandths of an em) is left so. */
#define TOLERANCE 2
/* Word spacing is worth its operator for so many blanks. */
#define FEWEST_BLANKS 2
/* Letter spacing that nobody sees, and by which two spacings are the same. */
#define NO_SPACING  0.3
#define SLANT	    0.21  /* of a fake italic: 12 degrees */
#define BOLD_STROKE 0.028 /* em: outline of a fake bold */

struct line { /* of glyphs that is being written */
	struct dt_pen *pen;
	struct dt_face_advances *face;
	double size;
	double wanted, have; /* thousandths of an em */
	double spacing;	     /* behind each glyph, by Tc */
	double word_spacing; /* behind each blank, by Tw */
	bool open;	     /* an operator's operand has begun, at .start */
	bool adjusted;	     /* it has numbers between its strings */
	size_t start;
	bool vertical;		   /* .wanted and .have are downwards from the pen's start */
	double across;		   /* of the pen to the right of there, thousandths of an em */
	struct dt_matrix64 matrix; /* of the pen's start */
};

static void flush(struct line *line)
{
	struct dt_painter *painter = line->pen->painter;

	if (!painter->codes.n)
		return;
	dt_bytes_add(&painter->out, "(", 1);
	dt_bytes_literal(&painter->out, (const unsigned char *)painter->codes.at, painter->codes.n);
	dt_bytes_add(&painter->out, ")", 1);
	dt_bytes_clear(&painter->codes);
}

static void open_array(struct line *line)
{
	struct dt_bytes *out = &line->pen->painter->out;

	if (line->open)
		return;
	line->open = true;
	line->adjusted = false;
	line->start = out->n;
	dt_bytes_add(out, "[", 1);
}

static void close_array(struct line *line)
{
	struct dt_bytes *out = &line->pen->painter->out;

	if (!line->open)
		return;
	flush(line);
	line->open = false;
	if (line->adjusted || out->failed) {
		dt_bytes_text(out, "]TJ ");
		return;
	}
	out->at[line->start] = ' '; /* a single string: no array is needed */
	dt_bytes_text(out, "Tj ");
}

static void step(struct line *line, double to)
{
	/* what TJ takes is away from the next glyph, and in vertical writing towards it */
	double n = line->vertical ? to - line->have : line->have - to;

	if (fabs(n) < TOLERANCE)
		return;
	open_array(line);
	flush(line);
	n = round(n); /* what is left over is made good by the next one */
	dt_bytes_step(&line->pen->painter->out, n, 0);
	line->adjusted = true;
	line->have += line->vertical ? n : -n;
}

/* No operator moves the pen across vertical writing: the line begins anew there. */
static void step_across(struct line *line, double across, double to)
{
	double right = across / 1000 * line->size, down = to / 1000 * line->size;
	struct dt_matrix64 m = line->matrix;

	if (fabs(across - line->across) < TOLERANCE)
		return;
	close_array(line);
	m.e += m.a * right - m.c * down;
	m.f += m.b * right - m.d * down;
	dt_pen_matrix(line->pen, &m, DT_PEN_TEXT);
	line->across = across;
	line->have = to;
}

/* Thousandths of an em. */
static double advance_of(const struct line *line, uint32_t id)
{
	return line->vertical ? 1000 : dt_advance_of(line->face, id);
}

static void show_glyph(struct line *line, const struct dt_set_glyph *glyph)
{
	struct dt_painter *painter = line->pen->painter;
	struct dt_short code = dt_short_code(dt_face_codes(line->face),
					     glyph->code ? glyph->code : glyph->id, glyph->id);
	unsigned char bytes[2] = { (unsigned char)(code.number >> 8), (unsigned char)code.number };
	double rise = line->vertical ? 0 : (double)glyph->dy * line->size;
	double along = line->wanted + 1000 * (double)(line->vertical ? -glyph->dy : glyph->dx);

	if (line->vertical)
		step_across(line, (double)glyph->dx * 1000, along);
	if (fabs(line->pen->rise - rise) > 0.0005 * line->size) {
		close_array(line);
		dt_pen_rise(line->pen, rise);
	}
	step(line, along);
	open_array(line);
	dt_bytes_add(&painter->codes, bytes + 2 - code.length, code.length);
	line->have += advance_of(line, glyph->id) + line->spacing;
	if (code.length == 1 && code.number == ' ')
		line->have += line->word_spacing;
	line->wanted += (double)glyph->advance * 1000;
}

/* ---- what the glyphs stand for ---- */

static void hex_utf16(struct dt_bytes *out, const unsigned char *p, const unsigned char *end)
{
	static const char digits[] = "0123456789ABCDEF";

	dt_bytes_text(out, "<FEFF");
	while (p < end) {
		unsigned extra = *p >= 0xf0 ? 3 : *p >= 0xe0 ? 2 : *p >= 0xc0 ? 1 : 0;
		uint32_t c = extra ? *p & (0x3fU >> extra) : *p;
		uint16_t units[2] = { 0, 0 };
		int n = 1;

		for (p++; extra && p < end; extra--, p++)
			c = c << 6 | (*p & 63);
		units[0] = (uint16_t)c;
		if (c >= 0x10000) {
			units[0] = (uint16_t)(0xd7c0 + (c >> 10));
			units[1] = (uint16_t)(0xdc00 | (c & 0x3ff));
			n = 2;
		}
		for (int i = 0; i < n; i++)
			for (int shift = 12; shift >= 0; shift -= 4)
				dt_bytes_add(out, &digits[units[i] >> shift & 15], 1);
	}
	dt_bytes_text(out, ">");
}

static bool is_blank(const char *text, const struct dt_set_glyph *glyph)
{
	return glyph->text_length == 1 && text[glyph->text] == ' ';
}

/* Glyphs of one word: from first up to the next blank. */
static uint32_t word_end(const struct dt_set_glyph *glyphs, uint32_t first, uint32_t n,
			 const char *text)
{
	uint32_t end = first;

	while (end < n && !is_blank(text, &glyphs[end]))
		end++;
	return end;
}

/* A span for a whole word: readers put blanks between spans. */
static void show_word(struct line *line, const struct dt_set_glyph *glyphs, uint32_t first,
		      uint32_t end, const char *text, uint32_t text_length)
{
	struct dt_bytes *out = &line->pen->painter->out;
	uint32_t from = UINT32_MAX, to = 0;

	for (uint32_t i = first; i < end; i++) {
		if (!glyphs[i].text_length)
			continue;
		if (glyphs[i].text < from)
			from = glyphs[i].text;
		if (glyphs[i].text + glyphs[i].text_length > to)
			to = glyphs[i].text + glyphs[i].text_length;
	}
	if (to > text_length)
		to = text_length;
	close_array(line);
	if (from < to) {
		dt_bytes_text(out, "/Span<</ActualText");
		hex_utf16(out, (const unsigned char *)text + from,
			  (const unsigned char *)text + to);
		dt_bytes_text(out, ">>BDC ");
	}
	for (uint32_t i = first; i < end; i++)
		show_glyph(line, &glyphs[i]);
	close_array(line);
	if (from < to)
		dt_bytes_text(out, "EMC ");
}

static void show_all(struct line *line, const struct dt_set_item *item)
{
	const struct dt_page_set *set = line->pen->painter->set;
	const struct dt_set_glyph *glyphs = DT_AT(set, struct dt_set_glyph, item->glyphs);
	const char *text = DT_TEXT(set, item->text);
	uint32_t n = item->glyphs.count;

	for (uint32_t i = 0; i < n;) {
		uint32_t end = i;

		if (item->flags & DT_SET_ACTUAL_TEXT)
			end = word_end(glyphs, i, n, text);
		if (end > i) {
			show_word(line, glyphs, i, end, text, item->text.count);
			i = end;
		} else {
			show_glyph(line, &glyphs[i++]);
		}
	}
	close_array(line);
}

/*
 * What most glyphs of the line have behind them over their own advance: letter spacing is
 * said once, not between all glyphs.  One vote after the other, then a count: a majority is
 * found so, and less than one is no spacing.
 */
static double letter_spacing(const struct line *line, const struct dt_set_glyph *glyphs, uint32_t n)
{
	double spacing = 0;
	uint32_t votes = 0, same = 0;

	for (uint32_t i = 0; i + 1 < n; i++) {
		double over = (double)glyphs[i].advance * 1000 - advance_of(line, glyphs[i].id);

		if (!votes)
			spacing = over;
		votes += fabs(over - spacing) < NO_SPACING ? 1 : -1U;
	}
	for (uint32_t i = 0; i + 1 < n; i++)
		same += fabs((double)glyphs[i].advance * 1000 - advance_of(line, glyphs[i].id) -
			     spacing) < NO_SPACING;
	return 2 * same > n && fabs(spacing) >= NO_SPACING ? spacing : 0;
}

/* Does Tw count behind it? */
static bool is_blank_code(const struct line *line, const struct dt_set_glyph *glyph)
{
	const struct dt_short_codes *codes = dt_face_codes(line->face);

	return codes->bytes && !line->vertical && glyph->id < codes->n &&
	       codes->bytes[glyph->id] == ' ' && (!glyph->code || glyph->code == glyph->id);
}

/* What the blanks of the line have behind them over that: stretched lines have the same behind
 * all of them.  The first that is like another. */
static double word_spacing(const struct line *line, const struct dt_set_glyph *glyphs, uint32_t n)
{
	double first = 0, second = 0;
	uint32_t same[2] = { 0, 0 };

	for (uint32_t i = 0; i + 1 < n; i++) {
		double over;

		if (!is_blank_code(line, &glyphs[i]))
			continue;
		over = (double)glyphs[i].advance * 1000 - dt_advance_of(line->face, glyphs[i].id) -
		       line->spacing;
		if (!same[0] || fabs(over - first) < NO_SPACING) {
			first = same[0]++ ? first : over;
		} else if (!same[1] || fabs(over - second) < NO_SPACING) {
			second = same[1]++ ? second : over;
		}
	}
	if (same[1] > same[0]) {
		first = second;
		same[0] = same[1];
	}
	return same[0] >= FEWEST_BLANKS && fabs(first) >= TOLERANCE ? first : 0;
}

/* ---- the state ---- */

static const struct dt_text_state *state_of(const struct dt_painter *painter, uint32_t glyph)
{
	const struct dt_scan *scan = painter->scan;
	const struct dt_shown *shown = scan->shown.at;
	const struct dt_show *shows = scan->shows.at;
	const struct dt_text_state *states = scan->states.at;

	if (glyph >= scan->shown.n)
		return NULL;
	return &states[shows[shown[glyph].show].state];
}

static double length_of_up(const struct dt_matrix64 *m)
{
	return hypot(m->c, m->d);
}

/*
 * What strokes the edge of the glyphs: as wide as it was in the source beside letters of that
 * size, in the units of the place.
 */
static double edge_width(const struct dt_pen *pen, const struct dt_set_item *item)
{
	const struct dt_scan *scan = pen->painter->scan;
	const struct dt_shown *shown = scan->shown.at;
	const struct dt_show *show =
		(const struct dt_show *)scan->shows.at + shown[item->look].show;
	const struct dt_text_state *look = state_of(pen->painter, item->look);
	const struct dt_matrix64 *ctm = &look->ctm;
	struct dt_matrix64 em = dt_concat(show->tm, *ctm);
	double unit = sqrt(fabs(ctm->a * ctm->d - ctm->b * ctm->c)) / pen->unit;
	double was = fabs(look->size) * (look->font ? look->font->em : 1) * length_of_up(&em);
	double is = hypot((double)item->matrix.c, (double)item->matrix.d);
	double width = (double)look->line_width * unit * (was > 0 && is < was ? is / was : 1);

	return isfinite(width) ? round(width * 1e4) / 1e4 : 0;
}

/* Text that is drawn along its edge stays so: alone, or in another colour than its inside.  An
 * edge in the colour of the inside is a bold face by other means: a bold face is taken for it. */
static int mode_of(const struct dt_text_state *look)
{
	if (look->mode == 1 || look->mode == 3)
		return look->mode;
	return look->mode == 2 && look->fill.rgb != look->stroke.rgb ? 2 : 0;
}

static void take_look(struct dt_pen *pen, const struct dt_set_item *item, uint32_t face_flags,
		      double em, double spacing, double word_spacing)
{
	const struct dt_text_state *look = state_of(pen->painter, item->look);
	int mode = look ? mode_of(look) : 0;

	dt_pen_parameters(pen, spacing, word_spacing, 1, 0);
	if (mode == 0 && face_flags & DT_FACE_FAKE_BOLD) {
		if (look) {
			dt_pen_colour(pen, &look->fill, false);
			dt_pen_colour(pen, &look->fill, true);
		}
		dt_pen_mode(pen, 2, BOLD_STROKE * em);
		return;
	}
	dt_pen_mode(pen, mode, mode % 3 ? edge_width(pen, item) : 0);
	if (look && (mode == 0 || mode == 2))
		dt_pen_colour(pen, &look->fill, false);
	if (look && (mode == 1 || mode == 2))
		dt_pen_colour(pen, &look->stroke, true);
}

/* The size is rounded, and what is left of it is in the matrix: not when nobody sees it. */
static double snap(double shape)
{
	double near = round(shape * 1e3) / 1e3;

	return fabs(shape - near) < 2e-5 ? near : shape;
}

void dt_paint_glyphs(struct dt_pen *pen, const struct dt_set_item *item)
{
	struct dt_painter *painter = pen->painter;
	const struct dt_face *face =
		DT_AT(painter->set, struct dt_face, painter->set->faces) + item->face;
	const struct dt_set_glyph *glyphs = DT_AT(painter->set, struct dt_set_glyph, item->glyphs);
	struct dt_matrix64 em = { item->matrix.a, item->matrix.b, item->matrix.c,
				  item->matrix.d, item->matrix.e, item->matrix.f };
	const struct dt_matrix64 slant = { 1, 0, SLANT, 1, 0, 0 };
	struct dt_matrix64 m;
	double size, spacing, words;
	struct line line = { .pen = pen,
			     .face = painter->faces[item->face],
			     .vertical = face->flags & DT_FACE_VERTICAL };

	if (face->flags & DT_FACE_FAKE_ITALIC)
		em = dt_concat(slant, em);
	m = dt_concat(em, pen->to_user);
	size = round(hypot((double)item->matrix.c, (double)item->matrix.d) / pen->unit * 1e4) / 1e4;
	if (!(size > 0) || !isfinite(size))
		return;
	m.a = snap(m.a / size);
	m.b = snap(m.b / size);
	m.c = snap(m.c / size);
	m.d = snap(m.d / size);
	line.size = size;
	line.matrix = m;
	spacing = round(letter_spacing(&line, glyphs, item->glyphs.count) * size) / 1000;
	line.spacing = spacing * 1000 / size;
	words = round(word_spacing(&line, glyphs, item->glyphs.count) * size) / 1000;
	line.word_spacing = words * 1000 / size;
	/* 9.3.2: what sets signs apart that stand below each other is negative */
	take_look(pen, item, face->flags, size, line.vertical ? -spacing : spacing, words);
	dt_pen_font(pen, dt_face_name(painter, item->face), size);
	dt_pen_matrix(pen, &m, DT_PEN_TEXT);
	show_all(&line, item);
	dt_pen_rise(pen, 0);
}
