/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Source glyphs said again: their codes, with numbers between them (ISO 32000-1, 9.4.3). */
#include "config.h"

#include "painter.h"

#include <math.h>

void dt_add_code(struct dt_painter *p, uint32_t code, unsigned length)
{
	while (length-- > 0) {
		unsigned char *c = DT_LIST_ADD(&p->codes, unsigned char);

		if (!c) {
			p->out.failed = true;
			return;
		}
		*c = (unsigned char)(code >> 8 * length);
	}
}

void dt_flush_codes(struct dt_painter *p)
{
	if (p->codes.n)
		dt_out_string(&p->out, p->codes.at, p->codes.n);
	dt_list_clear(&p->codes);
}

bool dt_glyph_stays(const struct dt_painter *p, uint32_t glyph)
{
	return p->plan.glyphs[glyph] != DT_GOES;
}

double dt_paint_codes(struct dt_painter *p, const struct dt_show *show, uint32_t first,
		      uint32_t end, double at, bool (*keep)(const struct dt_painter *, uint32_t))
{
	const struct dt_text_state *state = dt_state_of(p, show);
	const struct dt_shown *shown = p->base.scan.shown.at;
	double unit = state->size / -1000 * (state->font->vertical ? 1 : state->scale);
	double pen = at;
	bool simple = true, any = false;

	dt_list_clear(&p->codes);
	for (uint32_t g = first; g < end; g++) {
		double number;

		if (!keep(p, g))
			continue;
		number = (shown[g].at - pen) / unit;
		if (fabs(number) > 0.001) {
			if (simple)
				dt_out_word(&p->out, "[");
			simple = false;
			dt_flush_codes(p);
			dt_out_number(&p->out, number, 3);
			pen += dt_out_rounded(number, 3) * unit;
		}
		if (simple && !any && end - first > 1) {
			dt_out_word(&p->out, "[");
			simple = false;
		}
		any = true;
		dt_add_code(p, shown[g].code, shown[g].code_length);
		pen += shown[g].advance;
	}
	dt_flush_codes(p);
	if (!simple)
		dt_out_word(&p->out, "]TJ");
	else if (any)
		dt_out_word(&p->out, "Tj");
	return pen;
}
