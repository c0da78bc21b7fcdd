/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Glyphs of the source, painted again at another place: formulas inside of new text. */
#include "config.h"

#include "painter.h"

#include <math.h>

#define SMALLEST 0.0005

static const char *font_of(struct dt_painter *painter, const struct dt_text_state *state,
			   char *name, size_t room)
{
	const struct dt_scan_stream *streams = painter->scan->streams.at;
	uint32_t length = state->font_name.end - state->font_name.start;

	if (state->font_stream == painter->stream && length < room) {
		snprintf(name, room, "%.*s", (int)length,
			 (const char *)streams[state->font_stream].at + state->font_name.start);
		return name;
	}
	if (state->font && state->font->object)
		return dt_object_name(painter, (uint32_t)state->font->object);
	return NULL;
}

/* Glyphs first..end of one show operator in one array. */
static bool show_part(struct dt_pen *pen, const struct dt_matrix64 *way, uint32_t first,
		      uint32_t end)
{
	struct dt_painter *painter = pen->painter;
	const struct dt_shown *shown = painter->scan->shown.at;
	const struct dt_show *show =
		(const struct dt_show *)painter->scan->shows.at + shown[first].show;
	const struct dt_text_state *state =
		(const struct dt_text_state *)painter->scan->states.at + show->state;
	bool vertical = state->font->vertical;
	double unit = state->size / 1000 * (vertical ? 1 : state->scale), at = shown[first].at;
	struct dt_matrix64 m = show->tm;
	char room[64];
	const char *name = font_of(painter, state, room, sizeof(room));

	if (!name)
		return false;
	m.e += at * (vertical ? m.c : m.a);
	m.f += at * (vertical ? m.d : m.b);
	m = dt_concat(dt_concat(dt_concat(m, state->ctm), *way), pen->to_user);
	dt_pen_parameters(pen, state->spacing, state->word_spacing, state->scale, state->rise);
	dt_pen_mode(pen, state->mode, (double)state->line_width);
	dt_pen_colour(pen, &state->fill, false);
	if (state->mode % 4 == 1 || state->mode % 4 == 2)
		dt_pen_colour(pen, &state->stroke, true);
	dt_pen_font(pen, name, state->size);
	dt_pen_matrix(pen, &m, DT_PEN_EXACT);
	dt_bytes_add(&painter->out, "[(", 2);
	for (uint32_t i = first; i < end; i++) {
		double n = (at - shown[i].at) / unit;
		unsigned char bytes[4];

		if (fabs(n) > SMALLEST) {
			dt_bytes_add(&painter->out, ")", 1);
			dt_bytes_number(&painter->out, n, 4);
			dt_bytes_add(&painter->out, "(", 1);
		}
		dt_bytes_literal(&painter->out, bytes, dt_code_bytes(&shown[i], bytes));
		at = shown[i].at + shown[i].advance;
	}
	dt_bytes_text(&painter->out, ")]TJ ");
	return true;
}

void dt_paint_moved(struct dt_pen *pen, const struct dt_set_item *item)
{
	struct dt_painter *painter = pen->painter;
	const struct dt_range *ranges = DT_AT(painter->set, struct dt_range, item->ranges);
	const struct dt_shown *shown = painter->scan->shown.at;
	const struct dt_matrix64 way = { item->matrix.a, item->matrix.b, item->matrix.c,
					 item->matrix.d, item->matrix.e, item->matrix.f };

	for (uint32_t r = 0; r < item->ranges.count; r++) {
		uint32_t end = ranges[r].first + ranges[r].count;

		for (uint32_t i = ranges[r].first; i < end;) {
			uint32_t stop = i;

			while (stop < end && shown[stop].show == shown[i].show)
				stop++;
			if (!show_part(pen, &way, i, stop))
				painter->lost++;
			i = stop;
		}
	}
}
