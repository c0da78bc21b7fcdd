/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "painter.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

/* Half a thousandth of a point is seen by nobody; shapes of user space differ, though. */
static int places_for(double unit)
{
	int places = 4;

	if (unit > 0 && isfinite(unit))
		places += (int)ceil(log10(unit));
	return places < 1 ? 1 : places > 9 ? 9 : places;
}

bool dt_invert(const struct dt_matrix64 *m, struct dt_matrix64 *inverse)
{
	double det = m->a * m->d - m->b * m->c;

	if (!isnormal(det))
		return false;
	inverse->a = m->d / det;
	inverse->b = -m->b / det;
	inverse->c = -m->c / det;
	inverse->d = m->a / det;
	inverse->e = -(m->e * inverse->a + m->f * inverse->c);
	inverse->f = -(m->e * inverse->b + m->f * inverse->d);
	return true;
}

static void write_shape(struct dt_bytes *out, const struct dt_matrix64 *m)
{
	const double shape[4] = { m->a, m->b, m->c, m->d };
	double largest = fmax(fmax(fabs(m->a), fabs(m->b)), fmax(fabs(m->c), fabs(m->d)));
	int digits = largest > 0 ? 6 - (int)floor(log10(largest)) : 6;

	digits = digits < 0 ? 0 : digits > 9 ? 9 : digits;
	for (int i = 0; i < 4; i++) {
		dt_bytes_number(out, shape[i], digits);
		dt_bytes_add(out, " ", 1);
	}
}

static void write_place(struct dt_bytes *out, double x, double y, int places)
{
	dt_bytes_number(out, x, places);
	dt_bytes_add(out, " ", 1);
	dt_bytes_number(out, y, places);
	dt_bytes_add(out, " ", 1);
}

void dt_write_matrix(struct dt_bytes *out, const struct dt_matrix64 *m, double unit)
{
	write_shape(out, m);
	write_place(out, m->e, m->f, places_for(unit));
}

void dt_pen_start(struct dt_pen *pen, struct dt_painter *painter, const struct dt_text_state *home,
		  const struct dt_matrix64 *ctm)
{
	memset(pen, 0, sizeof(*pen));
	pen->painter = painter;
	pen->home = home;
	pen->unit = sqrt(fabs(ctm->a * ctm->d - ctm->b * ctm->c));
	(void)dt_invert(ctm, &pen->to_user);
	pen->spacing = home ? home->spacing : NAN;
	pen->word_spacing = home ? home->word_spacing : NAN;
	pen->scale = home ? home->scale : NAN;
	pen->rise = home ? home->rise : NAN;
	pen->size = home ? home->size : NAN;
	pen->width = home ? (double)home->line_width : NAN;
	pen->mode = home ? home->mode : -1;
	if (home) {
		pen->fill = home->fill;
		pen->stroke = home->stroke;
		pen->has_fill = pen->has_stroke = true;
	} else { /* behind BT */
		pen->matrix = (struct dt_matrix64){ 1, 0, 0, 1, 0, 0 };
		pen->has_matrix = true;
	}
}

static void number_op(struct dt_pen *pen, double *now, double wanted, const char *op)
{
	struct dt_bytes *out = &pen->painter->out;

	if (*now == wanted)
		return;
	*now = wanted;
	dt_bytes_number(out, strcmp(op, " Tz ") == 0 ? wanted * 100 : wanted, 6);
	dt_bytes_text(out, op);
}

void dt_pen_rise(struct dt_pen *pen, double rise)
{
	number_op(pen, &pen->rise, rise, " Ts ");
}

void dt_pen_mode(struct dt_pen *pen, int mode, double width)
{
	if (pen->mode != mode) {
		pen->mode = mode;
		dt_bytes_unsigned(&pen->painter->out, (uint64_t)mode);
		dt_bytes_text(&pen->painter->out, " Tr ");
	}
	if (mode % 4 == 1 || mode % 4 == 2)
		number_op(pen, &pen->width, width, " w ");
}

void dt_pen_parameters(struct dt_pen *pen, double spacing, double word_spacing, double scale,
		       double rise)
{
	number_op(pen, &pen->spacing, spacing, " Tc ");
	number_op(pen, &pen->word_spacing, word_spacing, " Tw ");
	number_op(pen, &pen->scale, scale, " Tz ");
	number_op(pen, &pen->rise, rise, " Ts ");
}

void dt_pen_font(struct dt_pen *pen, const char *name, double size)
{
	struct dt_bytes *out = &pen->painter->out;

	if (pen->size == size && strcmp(pen->font, name) == 0)
		return;
	pen->size = size;
	snprintf(pen->font, sizeof(pen->font), "%s", name);
	dt_bytes_text(out, name);
	dt_bytes_add(out, " ", 1);
	dt_bytes_number(out, size, 6);
	dt_bytes_text(out, " Tf ");
}

static double rounded(double value, int places)
{
	double scale = pow(10, places);

	return round(value * scale) / scale;
}

static bool same_shape(const struct dt_matrix64 *a, const struct dt_matrix64 *b)
{
	return a->a == b->a && a->d == b->d && a->b == 0 && b->b == 0 && a->c == 0 && b->c == 0 &&
	       isnormal(a->a) && isnormal(a->d) && fabs(a->a) <= 2 && fabs(a->d) <= 2;
}

/* Where the line matrix has the shape that is wanted Td is shorter than Tm.  Only without
 * turning.  also: when it is there already. */
static bool move_line(struct dt_pen *pen, const struct dt_matrix64 *m, int places, bool also)
{
	struct dt_matrix64 *now = &pen->matrix;
	double x, y;

	if (!pen->has_matrix || !same_shape(now, m))
		return false;
	x = rounded((m->e - now->e) / m->a, places);
	y = rounded((m->f - now->f) / m->d, places);
	if (!also && x == 0 && y == 0)
		return true;
	write_place(&pen->painter->out, x, y, places);
	dt_bytes_text(&pen->painter->out, "Td ");
	now->e += x * m->a; /* what was rounded away does not add up */
	now->f += y * m->d;
	return true;
}

/* A hundredth of a point is seen by nobody in new text; glyphs of the source that are painted
 * again go exactly where they were. */
void dt_pen_matrix(struct dt_pen *pen, const struct dt_matrix64 *m, enum dt_pen_precision precision)
{
	int places = places_for(pen->unit) - (precision == DT_PEN_TEXT ? 2 : 0);

	pen->moved = true;
	places = places < 0 ? 0 : places;
	if (move_line(pen, m, places, true))
		return;
	write_shape(&pen->painter->out, m);
	write_place(&pen->painter->out, m->e, m->f, places);
	dt_bytes_text(&pen->painter->out, "Tm ");
	pen->matrix = *m;
	pen->matrix.e = rounded(m->e, places);
	pen->matrix.f = rounded(m->f, places);
	pen->has_matrix = true;
}

/* ---- colours ---- */

static bool same_colour(const struct dt_colour *a, const struct dt_colour *b)
{
	return a->rgb == b->rgb && a->space == b->space &&
	       (a->space->kind < DT_SPACE_PATTERN ||
		(a->stream == b->stream && a->value_op.start == b->value_op.start));
}

/* An operator of the source, for filling or for stroking: they differ by case only. */
static void repeat(struct dt_painter *painter, const struct dt_colour *colour,
		   struct dt_scan_bytes bytes, bool as_stroke)
{
	const struct dt_scan_stream *streams = painter->scan->streams.at;
	const char *at = (const char *)streams[colour->stream].at;
	uint32_t word = bytes.end;

	if (bytes.start == bytes.end)
		return;
	while (word > bytes.start && isalpha((unsigned char)at[word - 1]))
		word--;
	dt_bytes_add(&painter->out, at + bytes.start, word - bytes.start);
	for (; word < bytes.end; word++) {
		char c = (char)(as_stroke ? toupper((unsigned char)at[word])
					  : tolower((unsigned char)at[word]));

		dt_bytes_add(&painter->out, &c, 1);
	}
	dt_bytes_add(&painter->out, " ", 1);
}

void dt_write_colour(struct dt_painter *painter, const struct dt_colour *colour, bool as_stroke)
{
	struct dt_bytes *out = &painter->out;

	if (colour->stream == DT_NONE) { /* never set: black */
		dt_bytes_text(out, as_stroke ? "0 G " : "0 g ");
		return;
	}
	if (!colour->partial && (!colour->named || colour->stream == painter->stream)) {
		repeat(painter, colour, colour->space_op, as_stroke);
		repeat(painter, colour, colour->value_op, as_stroke);
		return;
	}
	for (int shift = 16; shift >= 0; shift -= 8) {
		dt_bytes_number(out, (colour->rgb >> shift & 255) / 255.0, 4);
		dt_bytes_add(out, " ", 1);
	}
	dt_bytes_text(out, as_stroke ? "RG " : "rg ");
}

void dt_pen_colour(struct dt_pen *pen, const struct dt_colour *colour, bool as_stroke)
{
	struct dt_colour *now = as_stroke ? &pen->stroke : &pen->fill;
	bool *has = as_stroke ? &pen->has_stroke : &pen->has_fill;

	if (*has && same_colour(now, colour))
		return;
	*has = true;
	*now = *colour;
	dt_write_colour(pen->painter, colour, as_stroke);
}

/* ---- putting back ---- */

static void restore_font(struct dt_pen *pen)
{
	const struct dt_text_state *home = pen->home;
	struct dt_painter *painter = pen->painter;
	const struct dt_scan_stream *streams = painter->scan->streams.at;
	struct dt_bytes *out = &painter->out;

	if (!pen->font[0])
		return; /* never changed */
	if (home->font_stream == painter->stream)
		dt_bytes_add(out, streams[home->font_stream].at + home->font_name.start,
			     home->font_name.end - home->font_name.start);
	else if (home->font && home->font->object)
		dt_bytes_text(out, dt_object_name(painter, (uint32_t)home->font->object));
	else
		return; /* no text that can be taken out has such a font */
	dt_bytes_add(out, " ", 1);
	dt_bytes_number(out, home->size, 6);
	dt_bytes_text(out, " Tf ");
}

/* Line matrix, then the way that the line has come. */
static void restore_matrix(struct dt_pen *pen, const struct dt_show *show)
{
	struct dt_bytes *out = &pen->painter->out;
	const struct dt_text_state *home = pen->home;
	bool vertical = home->font && home->font->vertical;
	double x = vertical ? show->tm.c : show->tm.a, y = vertical ? show->tm.d : show->tm.b;
	double way = ((show->tm.e - show->line.e) * x + (show->tm.f - show->line.f) * y) /
		     (x * x + y * y);
	double unit = home->size / 1000 * (vertical ? 1 : home->scale);

	if (!(show->flags & (DT_SHOW_CONTINUED | DT_SHOW_LINE_USED)))
		return;
	if (!move_line(pen, &show->line, places_for(pen->unit), show->flags & DT_SHOW_CONTINUED)) {
		dt_write_matrix(out, &show->line, pen->unit);
		dt_bytes_text(out, "Tm ");
	}
	if (show->flags & DT_SHOW_CONTINUED) {
		dt_bytes_add(out, "[", 1);
		dt_bytes_step(out, -(way + show->length) / unit, 4);
		dt_bytes_text(out, "]TJ ");
	}
}

void dt_pen_finish(struct dt_pen *pen, const struct dt_show *show)
{
	const struct dt_text_state *home = pen->home;

	if (!home)
		return;
	number_op(pen, &pen->spacing, home->spacing, " Tc ");
	number_op(pen, &pen->word_spacing, home->word_spacing, " Tw ");
	number_op(pen, &pen->scale, home->scale, " Tz ");
	number_op(pen, &pen->rise, home->rise, " Ts ");
	dt_pen_mode(pen, home->mode, pen->width);
	number_op(pen, &pen->width, (double)home->line_width, " w ");
	restore_font(pen);
	if (pen->has_fill)
		dt_pen_colour(pen, &home->fill, false);
	if (pen->has_stroke)
		dt_pen_colour(pen, &home->stroke, true);
	if (show && pen->moved)
		restore_matrix(pen, show);
}
