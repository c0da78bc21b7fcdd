/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Glyphs of the source at another place: a formula that travels with its line. */
#include "config.h"

#include "painter.h"

#include <math.h>

static bool always(const struct dt_painter *p, uint32_t glyph)
{
	return p->plan.glyphs[glyph] != 0;
}

static void set_state(struct dt_painter *p, const struct dt_text_state *state)
{
	int mode = state->mode <= 3 ? state->mode : 0;

	if (mode == 0 || mode == 2)
		dt_pen_fill(&p->pen, &state->fill);
	if (mode == 1 || mode == 2) {
		dt_pen_stroke(&p->pen, &state->stroke);
		dt_pen_line_width(&p->pen, state->line_width);
	}
	dt_pen_spacing(&p->pen, state->spacing, state->word_spacing);
	dt_pen_shape(&p->pen, state->scale, state->rise, mode);
}

/* Glyphs of one show operator. */
static void move_piece(struct dt_painter *p, const struct dt_matrix64 *shift, uint32_t first,
		       uint32_t end)
{
	const struct dt_show *show = dt_show_of(p, first);
	const struct dt_text_state *state = dt_state_of(p, show);
	const struct dt_shown *shown = p->base.scan.shown.at;
	struct dt_matrix64 m = { 1, 0, 0, 1, 0, 0 };

	if (!dt_pen_source_font(&p->pen, state)) {
		p->lost += end - first;
		return;
	}
	if (state->font->vertical)
		m.f = shown[first].at;
	else
		m.e = shown[first].at;
	m = dt_times(dt_times(m, show->tm), state->ctm);
	m = dt_times(dt_times(m, *shift), p->pen.to_user);
	set_state(p, state);
	dt_pen_place(&p->pen, &m);
	dt_paint_codes(p, show, first, end, shown[first].at, always);
}

void dt_paint_moved(struct dt_painter *p, const struct dt_set_item *item)
{
	const struct dt_range *range = DT_AT(p->plan.set, struct dt_range, item->ranges);
	const struct dt_shown *shown = p->base.scan.shown.at;
	struct dt_matrix64 shift = { (double)item->matrix.a, (double)item->matrix.b,
				     (double)item->matrix.c, (double)item->matrix.d,
				     (double)item->matrix.e, (double)item->matrix.f };

	for (uint32_t i = 0; i < item->ranges.count; i++, range++) {
		uint32_t end = range->first + range->count;

		if (end > p->base.scan.shown.n)
			end = p->base.scan.shown.n;
		for (uint32_t g = range->first; g < end;) {
			uint32_t next = g + 1;

			if (!p->plan.glyphs[g]) { /* it cannot go, so it must not come twice */
				g++;
				continue;
			}
			while (next < end && shown[next].show == shown[g].show &&
			       p->plan.glyphs[next])
				next++;
			move_piece(p, &shift, g, next);
			g = next;
		}
	}
}
