/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rules, and pieces of the source's paths at another place (ISO 32000-1, 8.5). */
#include "config.h"

#include "painter.h"

#include <math.h>

static double unit_of(const struct dt_matrix64 *ctm)
{
	return sqrt(fabs(ctm->a * ctm->d - ctm->b * ctm->c));
}

static const struct dt_painted_piece *piece_at(const struct dt_painter *painter, uint32_t piece)
{
	if (piece >= painter->scan->pieces.n)
		return NULL;
	return (const struct dt_painted_piece *)painter->scan->pieces.at + piece;
}

static const struct dt_text_state *state_at(const struct dt_painter *painter, uint32_t state)
{
	return (const struct dt_text_state *)painter->scan->states.at + state;
}

static void rule_colour(struct dt_painter *painter, const struct dt_set_item *item)
{
	const struct dt_scan *scan = painter->scan;
	const struct dt_shown *shown = scan->shown.at;
	const struct dt_show *shows = scan->shows.at;

	if (item->flags & DT_SET_PIECE_COLOUR) {
		const struct dt_painted_piece *piece = piece_at(painter, item->look);
		const struct dt_text_state *state = piece ? state_at(painter, piece->state) : NULL;

		if (state)
			dt_write_colour(painter, piece->fills ? &state->fill : &state->stroke,
					false);
	} else if (item->look < scan->shown.n) {
		dt_write_colour(painter,
				&state_at(painter, shows[shown[item->look].show].state)->fill,
				false);
	}
}

void dt_paint_rule(struct dt_painter *painter, const struct dt_set_item *item,
		   const struct dt_matrix64 *ctm)
{
	struct dt_matrix64 m = { 1, 0, 0, 1, item->matrix.e, item->matrix.f }, back;
	struct dt_bytes *out = &painter->out;

	if (!dt_invert(ctm, &back))
		return;
	if (item->matrix.a != 0 || item->matrix.b != 0) {
		m.a = item->matrix.a;
		m.b = item->matrix.b;
		m.c = item->matrix.c;
		m.d = item->matrix.d;
	}
	m = dt_concat(m, back);
	dt_bytes_text(out, "q ");
	dt_write_matrix(out, &m, unit_of(ctm));
	dt_bytes_text(out, "cm ");
	rule_colour(painter, item);
	dt_bytes_text(out, "0 0 ");
	dt_bytes_number(out, (double)item->width, 4);
	dt_bytes_add(out, " ", 1);
	dt_bytes_number(out, (double)item->height, 4);
	dt_bytes_text(out, " re f Q ");
}

void dt_paint_pieces(struct dt_painter *painter, const struct dt_set_item *item,
		     const struct dt_matrix64 *ctm)
{
	const struct dt_scan_stream *streams = painter->scan->streams.at;
	const uint32_t *pieces = DT_AT(painter->set, uint32_t, item->pieces);
	const struct dt_matrix64 way = { item->matrix.a, item->matrix.b, item->matrix.c,
					 item->matrix.d, item->matrix.e, item->matrix.f };
	struct dt_bytes *out = &painter->out;
	struct dt_matrix64 back;

	if (!dt_invert(ctm, &back))
		return;
	for (uint32_t i = 0; i < item->pieces.count; i++) {
		const struct dt_painted_piece *piece = piece_at(painter, pieces[i]);
		const struct dt_text_state *state;
		struct dt_matrix64 m;
		const char *bytes;

		if (!piece) {
			painter->lost++;
			continue;
		}
		state = state_at(painter, piece->state);
		bytes = (const char *)streams[piece->stream].at;
		m = dt_concat(dt_concat(state->ctm, way), back);
		dt_bytes_text(out, "q ");
		dt_write_matrix(out, &m, unit_of(ctm));
		dt_bytes_text(out, "cm ");
		dt_bytes_number(out, (double)state->line_width, 6);
		dt_bytes_text(out, " w ");
		dt_write_colour(painter, &state->fill, false);
		dt_write_colour(painter, &state->stroke, true);
		dt_bytes_add(out, bytes + piece->at.start, piece->at.end - piece->at.start);
		dt_bytes_add(out, " ", 1);
		dt_bytes_add(out, bytes + piece->op.start, piece->op.end - piece->op.start);
		dt_bytes_text(out, " Q ");
	}
}
