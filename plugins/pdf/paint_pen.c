/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "paint_pen.h"

#include <math.h>
#include <string.h>

struct dt_matrix64 dt_pen_inverse(const struct dt_matrix64 *m)
{
	double det = m->a * m->d - m->b * m->c;
	struct dt_matrix64 r = { 1, 0, 0, 1, 0, 0 };

	if (!isnormal(det))
		return r;
	r.a = m->d / det;
	r.b = -m->b / det;
	r.c = -m->c / det;
	r.d = m->a / det;
	r.e = (m->c * m->f - m->d * m->e) / det;
	r.f = (m->b * m->e - m->a * m->f) / det;
	return r;
}

static void set_user_space(struct dt_pen *pen, const struct dt_matrix64 *ctm)
{
	double scale = sqrt(fabs(ctm->a * ctm->d - ctm->b * ctm->c));

	pen->ctm = *ctm;
	pen->to_user = dt_pen_inverse(ctm);
	/* a thousandth of a point on the page, whatever a unit is here */
	pen->decimals = isnormal(scale) ? (int)ceil(log10(scale)) + 3 : 3;
	pen->decimals = pen->decimals < 0 ? 0 : pen->decimals > 7 ? 7 : pen->decimals;
}

void dt_pen_start(struct dt_pen *pen, uint32_t stream, const struct dt_text_state *home)
{
	pen->stream = stream;
	pen->home = home;
	pen->apart = pen->placed = false;
	set_user_space(pen, &home->ctm);
	pen->spacing = home->spacing;
	pen->word_spacing = home->word_spacing;
	pen->scale = home->scale;
	pen->rise = home->rise;
	pen->size = home->size;
	pen->line_width = home->line_width;
	pen->mode = home->mode;
	pen->font_of = home;
	pen->face = DT_NONE;
	pen->fill = home->fill;
	pen->stroke = home->stroke;
	pen->fill_known = pen->stroke_known = true;
}

void dt_pen_apart(struct dt_pen *pen, uint32_t stream, const struct dt_matrix64 *ctm)
{
	pen->stream = stream;
	pen->home = NULL;
	pen->apart = true;
	pen->placed = pen->fill_known = pen->stroke_known = false;
	set_user_space(pen, ctm);
	pen->spacing = pen->word_spacing = pen->scale = pen->rise = pen->size = NAN;
	pen->line_width = NAN;
	pen->mode = -1;
	pen->font_of = NULL;
	pen->face = DT_NONE;
	dt_out_bytes(pen->out, "\n", 1);
	dt_out_word(pen->out, "q BT");
}

void dt_pen_join(struct dt_pen *pen)
{
	dt_out_word(pen->out, "ET Q");
	dt_out_bytes(pen->out, "\n", 1);
	pen->apart = false;
}

static void set_number(struct dt_pen *pen, double *now, double value, const char *op)
{
	if (*now == value)
		return;
	*now = value;
	dt_out_number(pen->out, value, 6);
	dt_out_word(pen->out, op);
}

void dt_pen_spacing(struct dt_pen *pen, double spacing, double word_spacing)
{
	set_number(pen, &pen->spacing, spacing, "Tc");
	set_number(pen, &pen->word_spacing, word_spacing, "Tw");
}

void dt_pen_shape(struct dt_pen *pen, double scale, double rise, int mode)
{
	if (pen->scale != scale) {
		pen->scale = scale;
		dt_out_number(pen->out, scale * 100, 4);
		dt_out_word(pen->out, "Tz");
	}
	set_number(pen, &pen->rise, rise, "Ts");
	if (pen->mode != mode) {
		pen->mode = mode;
		dt_out_number(pen->out, mode, 0);
		dt_out_word(pen->out, "Tr");
	}
}

void dt_pen_line_width(struct dt_pen *pen, double width)
{
	set_number(pen, &pen->line_width, width, "w");
}

static void font_op(struct dt_pen *pen, const char *name, double size)
{
	if (!name) {
		pen->out->failed = true;
		return;
	}
	dt_out_word(pen->out, "/");
	dt_out_bytes(pen->out, name, strlen(name));
	dt_out_number(pen->out, size, 6);
	dt_out_word(pen->out, "Tf");
	pen->size = size;
}

void dt_pen_face(struct dt_pen *pen, uint32_t face, double size)
{
	if (pen->face == face && !pen->font_of && pen->size == size)
		return;
	pen->face = face;
	pen->font_of = NULL;
	font_op(pen, dt_paint_font_name(pen->fonts, pen->scan, pen->ctx, pen->stream, face, 0),
		size);
}

static bool same_font(const struct dt_text_state *a, const struct dt_text_state *b)
{
	return a->font == b->font && a->size == b->size;
}

bool dt_pen_source_font(struct dt_pen *pen, const struct dt_text_state *state)
{
	const struct dt_scan_stream *streams = pen->scan->streams.at;

	if (pen->font_of && same_font(pen->font_of, state))
		return true;
	if (state->font_stream == pen->stream) {
		dt_out_piece(pen->out, streams[pen->stream].at + state->font_name.start,
			     state->font_name.end - state->font_name.start);
		dt_out_number(pen->out, state->size, 6);
		dt_out_word(pen->out, "Tf");
		pen->size = state->size;
	} else if (state->font && state->font->object > 0) {
		font_op(pen,
			dt_paint_font_name(pen->fonts, pen->scan, pen->ctx, pen->stream, DT_NONE,
					   (uint32_t)state->font->object),
			state->size);
	} else {
		pen->lost = true;
		return false;
	}
	pen->font_of = state;
	pen->face = DT_NONE;
	return true;
}

static bool no_op(struct dt_scan_bytes bytes)
{
	return bytes.end == bytes.start;
}

static bool same_bytes(struct dt_scan_bytes a, struct dt_scan_bytes b)
{
	return a.start == b.start && a.end == b.end;
}

static bool is_device(const struct dt_colour *colour)
{
	return colour->space == &dt_space_gray || colour->space == &dt_space_rgb;
}

static bool same_colour(const struct dt_colour *a, const struct dt_colour *b)
{
	if (a->stream == b->stream && same_bytes(a->space_op, b->space_op) &&
	    same_bytes(a->value_op, b->value_op))
		return a->stream != DT_NONE || a->rgb == b->rgb;
	return a->rgb == b->rgb && a->space == b->space && is_device(a);
}

struct dt_colour dt_pen_rgb(uint32_t rgb)
{
	return (struct dt_colour){ .space = &dt_space_rgb,
				   .rgb = rgb & 0xffffff,
				   .stream = DT_NONE };
}

static void rgb_op(struct dt_pen *pen, uint32_t rgb, const char *gray_op, const char *rgb_op_name)
{
	uint32_t r = rgb >> 16 & 255, g = rgb >> 8 & 255, b = rgb & 255;

	dt_out_number(pen->out, r / 255.0, 4);
	if (r == g && g == b) {
		dt_out_word(pen->out, gray_op);
		return;
	}
	dt_out_number(pen->out, g / 255.0, 4);
	dt_out_number(pen->out, b / 255.0, 4);
	dt_out_word(pen->out, rgb_op_name);
}

/* The source's own operators where they mean the same in this stream. */
static void colour_op(struct dt_pen *pen, const struct dt_colour *colour, const char *gray_op,
		      const char *rgb_op_name)
{
	const struct dt_scan_stream *streams = pen->scan->streams.at;
	bool says = !no_op(colour->space_op) || !no_op(colour->value_op);

	if (colour->stream == DT_NONE || !says ||
	    (colour->named && colour->stream != pen->stream)) {
		rgb_op(pen, colour->rgb, gray_op, rgb_op_name);
		return;
	}
	dt_out_piece(pen->out, streams[colour->stream].at + colour->space_op.start,
		     colour->space_op.end - colour->space_op.start);
	dt_out_piece(pen->out, streams[colour->stream].at + colour->value_op.start,
		     colour->value_op.end - colour->value_op.start);
}

void dt_pen_fill(struct dt_pen *pen, const struct dt_colour *colour)
{
	if (pen->fill_known && same_colour(&pen->fill, colour))
		return;
	colour_op(pen, colour, "g", "rg");
	pen->fill = *colour;
	pen->fill_known = true;
}

void dt_pen_stroke(struct dt_pen *pen, const struct dt_colour *colour)
{
	if (pen->stroke_known && same_colour(&pen->stroke, colour))
		return;
	colour_op(pen, colour, "G", "RG");
	pen->stroke = *colour;
	pen->stroke_known = true;
}

void dt_pen_home(struct dt_pen *pen)
{
	const struct dt_text_state *home = pen->home;

	if (pen->apart || !home)
		return;
	dt_pen_fill(pen, &home->fill);
	dt_pen_stroke(pen, &home->stroke);
	dt_pen_line_width(pen, home->line_width);
	dt_pen_spacing(pen, home->spacing, home->word_spacing);
	dt_pen_shape(pen, home->scale, home->rise, home->mode);
	(void)dt_pen_source_font(pen, home);
}

void dt_pen_matrix(struct dt_pen *pen, const struct dt_matrix64 *m)
{
	struct dt_matrix64 seen = { dt_out_rounded(m->a, 7),
				    dt_out_rounded(m->b, 7),
				    dt_out_rounded(m->c, 7),
				    dt_out_rounded(m->d, 7),
				    dt_out_rounded(m->e, pen->decimals + 1),
				    dt_out_rounded(m->f, pen->decimals + 1) };

	dt_out_number(pen->out, m->a, 7);
	dt_out_number(pen->out, m->b, 7);
	dt_out_number(pen->out, m->c, 7);
	dt_out_number(pen->out, m->d, 7);
	dt_out_number(pen->out, m->e, pen->decimals + 1);
	dt_out_number(pen->out, m->f, pen->decimals + 1);
	dt_out_word(pen->out, "Tm");
	pen->line = seen;
	pen->placed = true;
}

void dt_pen_place(struct dt_pen *pen, const struct dt_matrix64 *m)
{
	const struct dt_matrix64 *line = &pen->line;
	double det = line->a * line->d - line->b * line->c;
	double x, y, dx, dy;

	if (!pen->placed || !isnormal(det) || fabs(line->a - m->a) > 1e-6 ||
	    fabs(line->b - m->b) > 1e-6 || fabs(line->c - m->c) > 1e-6 ||
	    fabs(line->d - m->d) > 1e-6) {
		dt_pen_matrix(pen, m);
		return;
	}
	x = m->e - line->e;
	y = m->f - line->f;
	dx = dt_out_rounded((x * line->d - y * line->c) / det, pen->decimals);
	dy = dt_out_rounded((y * line->a - x * line->b) / det, pen->decimals);
	dt_out_number(pen->out, dx, pen->decimals);
	dt_out_number(pen->out, dy, pen->decimals);
	dt_out_word(pen->out, "Td");
	/* what the reader adds up, not what was meant: roundings do not pile up */
	pen->line.e += dx * line->a + dy * line->c;
	pen->line.f += dx * line->b + dy * line->d;
}
