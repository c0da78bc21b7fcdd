/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* New text: shaped glyphs as codes of a composite font whose CIDs are glyph ids. */
#include "config.h"

#include "painter.h"

#include <math.h>
#include <string.h>

#define FAKE_ITALIC 0.2126 /* tangent of 12 degrees */
#define FAKE_BOLD   0.03   /* of the size: line width around the outline */

/* UTF-16BE with a byte order mark, in hexadecimal digits: a text string (7.9.2.2). */
static void put_text_string(struct dt_paint_out *out, const char *text, uint32_t length)
{
	static const char digits[] = "0123456789ABCDEF";

	dt_out_bytes(out, "<FEFF", 5);
	for (uint32_t i = 0; i < length;) {
		const unsigned char *s = (const unsigned char *)text + i;
		unsigned n = *s < 0x80 ? 1 : *s < 0xe0 ? 2 : *s < 0xf0 ? 3 : 4;
		uint32_t c = n == 1 ? *s : *s & (0xffU >> (n + 1)), units[2];
		unsigned n_units = 1;

		for (unsigned k = 1; k < n && i + k < length; k++)
			c = c << 6 | (s[k] & 0x3f);
		units[0] = c;
		if (c > 0xffff) {
			units[0] = 0xd800 + ((c - 0x10000) >> 10);
			units[1] = 0xdc00 + ((c - 0x10000) & 0x3ff);
			n_units = 2;
		}
		for (unsigned k = 0; k < n_units; k++)
			for (int shift = 12; shift >= 0; shift -= 4)
				dt_out_bytes(out, &digits[units[k] >> shift & 15], 1);
		i += n;
	}
	dt_out_bytes(out, ">", 1);
}

/* The colour, and the way of painting, of the source glyph that the item takes after. */
static void set_ink(struct dt_painter *p, const struct dt_set_item *item,
		    const struct dt_face *face, double size)
{
	const struct dt_text_state *like;
	bool bold = face && (face->flags & DT_FACE_FAKE_BOLD);
	struct dt_colour edge;
	int mode;

	if (item->look >= p->base.scan.shown.n) {
		dt_pen_shape(&p->pen, 1, 0, 0);
		return;
	}
	like = dt_state_of(p, dt_show_of(p, item->look));
	mode = like->mode <= 2 ? like->mode : 0;
	if (mode != 1)
		dt_pen_fill(&p->pen, &like->fill);
	if (mode == 0 && bold) {
		edge = dt_pen_rgb(like->fill.rgb);
		dt_pen_stroke(&p->pen, &edge);
		dt_pen_line_width(&p->pen, dt_out_rounded(size * FAKE_BOLD, 4));
		mode = 2;
	} else if (mode == 1 || mode == 2) {
		dt_pen_stroke(&p->pen, &like->stroke);
		dt_pen_line_width(&p->pen, like->line_width);
	}
	dt_pen_shape(&p->pen, 1, 0, mode);
}

struct line { /* of 1/1000 em */
	double wanted, pen, rise;
	bool open;
};

static void open_array(struct dt_painter *p, struct line *line)
{
	if (!line->open)
		dt_out_word(&p->out, "[");
	line->open = true;
}

static void close_array(struct dt_painter *p, struct line *line)
{
	dt_flush_codes(p);
	if (line->open)
		dt_out_word(&p->out, "]TJ");
	line->open = false;
}

static void set_rise(struct dt_painter *p, struct line *line, double rise, double size)
{
	if (fabs(rise - line->rise) < 0.0005)
		return;
	close_array(p, line);
	line->rise = rise;
	dt_pen_shape(&p->pen, 1, dt_out_rounded(rise * size, 4), p->pen.mode);
}

static void put_glyphs(struct dt_painter *p, const struct dt_set_item *item, uint32_t open_face,
		       double size)
{
	const struct dt_set_glyph *glyph = DT_AT(p->plan.set, struct dt_set_glyph, item->glyphs);
	const char *text = DT_TEXT(p->plan.set, item->text);
	struct line line = { 0 };

	dt_list_clear(&p->codes);
	for (uint32_t i = 0; i < item->glyphs.count; i++, glyph++) {
		double off = line.wanted + (double)glyph->dx * 1000 - line.pen;
		bool has_text = glyph->text + glyph->text_length <= item->text.count;

		set_rise(p, &line, (double)glyph->dy, size);
		open_array(p, &line);
		if (fabs(off) >= 0.75) {
			dt_flush_codes(p);
			dt_out_number(&p->out, -off, 0);
			line.pen += dt_out_rounded(off, 0);
		}
		dt_add_code(p, glyph->id, 2);
		if (!dt_paint_fonts_use(
			    &p->fonts, item->face, glyph->id, text + (has_text ? glyph->text : 0),
			    has_text && !(item->flags & DT_SET_ACTUAL_TEXT) ? glyph->text_length
									    : 0))
			p->out.failed = true;
		line.pen += (double)dt_face_width(&p->widths, open_face, glyph->id);
		line.wanted += (double)glyph->advance * 1000;
	}
	close_array(p, &line);
}

void dt_paint_text(struct dt_painter *p, const struct dt_set_item *item)
{
	const struct dt_face *face =
		DT_AT(p->plan.set, struct dt_face, p->plan.set->faces) + item->face;
	uint32_t open_face =
		item->face < p->faces.n ? ((uint32_t *)p->faces.at)[item->face] : DT_NONE;
	struct dt_matrix64 m = { (double)item->matrix.a, (double)item->matrix.b,
				 (double)item->matrix.c, (double)item->matrix.d,
				 (double)item->matrix.e, (double)item->matrix.f };
	double size, along;

	if (open_face == DT_NONE || !item->glyphs.count)
		return;
	m = dt_times(m, p->pen.to_user);
	along = hypot(m.a, m.b);
	size = along > 0 ? fabs(m.a * m.d - m.b * m.c) / along : 0;
	size = dt_out_rounded(size, 4);
	if (!(size > 0))
		return;
	if (face->flags & DT_FACE_FAKE_ITALIC) {
		m.c += FAKE_ITALIC * m.a;
		m.d += FAKE_ITALIC * m.b;
	}
	m.a /= size;
	m.b /= size;
	m.c /= size;
	m.d /= size;
	set_ink(p, item, face, size);
	dt_pen_spacing(&p->pen, 0, 0);
	dt_pen_face(&p->pen, item->face, size);
	dt_pen_place(&p->pen, &m);
	if (item->flags & DT_SET_ACTUAL_TEXT) {
		dt_out_word(&p->out, "/Span<</ActualText");
		put_text_string(&p->out, DT_TEXT(p->plan.set, item->text), item->text.count);
		dt_out_word(&p->out, ">>BDC");
	}
	put_glyphs(p, item, open_face, size);
	if (item->flags & DT_SET_ACTUAL_TEXT)
		dt_out_word(&p->out, "EMC");
}

/* A path may not stand in a text object, so the object is ended and begun again: the text
 * matrices are unknown then. */
void dt_paint_rule(struct dt_painter *p, const struct dt_set_item *item)
{
	struct dt_matrix64 m = { (double)item->matrix.a, (double)item->matrix.b,
				 (double)item->matrix.c, (double)item->matrix.d,
				 (double)item->matrix.e, (double)item->matrix.f };
	const double xs[] = { 0, (double)item->width, (double)item->width, 0 };
	const double ys[] = { 0, 0, (double)item->height, (double)item->height };
	int decimals = p->pen.decimals;

	m = dt_times(m, p->pen.to_user);
	if (item->look < p->base.scan.shown.n)
		dt_pen_fill(&p->pen, &dt_state_of(p, dt_show_of(p, item->look))->fill);
	dt_out_word(&p->out, "ET");
	for (int i = 0; i < 4; i++) {
		dt_out_number(&p->out, m.a * xs[i] + m.c * ys[i] + m.e, decimals);
		dt_out_number(&p->out, m.b * xs[i] + m.d * ys[i] + m.f, decimals);
		dt_out_word(&p->out, i ? "l" : "m");
	}
	dt_out_word(&p->out, "f BT");
	p->pen.placed = false;
}
