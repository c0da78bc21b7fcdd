/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "painter.h"

#include <math.h>

/* Displacements below this are rounding of sums. */
#define SMALLEST 0.0005

size_t dt_code_bytes(const struct dt_shown *shown, unsigned char *bytes)
{
	for (unsigned i = 0; i < shown->code_length; i++)
		bytes[i] = (unsigned char)(shown->code >> 8 * (shown->code_length - 1 - i));
	return shown->code_length;
}

static void flush(struct dt_bytes *out, struct dt_bytes *codes)
{
	if (!codes->n)
		return;
	dt_bytes_add(out, "(", 1);
	dt_bytes_literal(out, (const unsigned char *)codes->at, codes->n);
	dt_bytes_add(out, ")", 1);
	dt_bytes_clear(codes);
}

/* Thousandths of the font's size that an array of TJ has for a step along the line. */
static double adjustment(const struct dt_text_state *state, double step)
{
	double unit = state->size / 1000;

	if (!(state->font && state->font->vertical))
		unit *= state->scale;
	return -step / unit;
}

/* ' and " also move to the next line, and " sets spacing. */
static void side_effects(struct dt_bytes *out, const struct dt_show *show,
			 const struct dt_text_state *state)
{
	if (show->op == '"') {
		dt_bytes_number(out, state->word_spacing, 6);
		dt_bytes_text(out, " Tw ");
		dt_bytes_number(out, state->spacing, 6);
		dt_bytes_text(out, " Tc ");
	}
	if (show->op == '"' || show->op == '\'')
		dt_bytes_text(out, "T* ");
}

void dt_splice_show(struct dt_bytes *out, struct dt_bytes *codes, const struct dt_show *show,
		    const struct dt_text_state *state, const struct dt_shown *shown,
		    const unsigned char *going)
{
	double pen = 0, n;
	size_t start;
	bool any = false, adjusted = false;

	side_effects(out, show, state);
	start = out->n;
	dt_bytes_clear(codes);
	dt_bytes_add(out, "[", 1);
	for (uint32_t i = show->first; i < show->first + show->count; i++) {
		unsigned char bytes[4];

		if (going[i] == DT_GOES)
			continue;
		n = adjustment(state, shown[i].at - pen);
		if (fabs(n) > SMALLEST) {
			flush(out, codes);
			dt_bytes_step(out, n, 3);
			adjusted = true;
		}
		dt_bytes_add(codes, bytes, dt_code_bytes(&shown[i], bytes));
		pen = shown[i].at + shown[i].advance;
		any = true;
	}
	flush(out, codes);
	n = adjustment(state, show->length - pen);
	if ((show->flags & DT_SHOW_CONTINUED) && fabs(n) > SMALLEST) {
		dt_bytes_step(out, n, 3);
		adjusted = true;
	}
	if (!any && !adjusted) {
		out->n = out->failed ? out->n : start;
		return;
	}
	if (!adjusted && !out->failed) { /* a single string: no array is needed */
		out->at[start] = ' ';
		dt_bytes_text(out, "Tj ");
	} else {
		dt_bytes_text(out, "]TJ ");
	}
}
