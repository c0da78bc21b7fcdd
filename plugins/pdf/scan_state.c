/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Graphics state, colours (ISO 32000-1, 8.4 and 8.6). */
#include "config.h"

#include "scanner.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct dt_matrix64 dt_concat(struct dt_matrix64 m, struct dt_matrix64 n)
{
	return (struct dt_matrix64){
		m.a * n.a + m.b * n.c, m.a * n.b + m.b * n.d,	    m.c * n.a + m.d * n.c,
		m.c * n.b + m.d * n.d, m.e * n.a + m.f * n.c + n.e, m.e * n.b + m.f * n.d + n.f,
	};
}

struct dt_box dt_box_of(const struct dt_matrix64 *m, double x0, double y0, double x1, double y1)
{
	const double xs[4] = { x0, x1, x0, x1 }, ys[4] = { y0, y0, y1, y1 };
	struct dt_box box = { 0, 0, 0, 0 };

	for (int i = 0; i < 4; i++) {
		float x = (float)(m->a * xs[i] + m->c * ys[i] + m->e);
		float y = (float)(m->b * xs[i] + m->d * ys[i] + m->f);

		if (i == 0)
			box = (struct dt_box){ x, y, x, y };
		box.x0 = fminf(box.x0, x);
		box.y0 = fminf(box.y0, y);
		box.x1 = fmaxf(box.x1, x);
		box.y1 = fmaxf(box.y1, y);
	}
	return box;
}

struct dt_box dt_box_cut(struct dt_box box, struct dt_box by)
{
	box.x0 = fmaxf(box.x0, by.x0);
	box.y0 = fmaxf(box.y0, by.y0);
	box.x1 = fminf(box.x1, by.x1);
	box.y1 = fminf(box.y1, by.y1);
	return box;
}

uint32_t dt_keep_name(struct dt_scanner *s, const char *text, size_t length)
{
	struct dt_list *names = &s->scan->names;
	uint32_t start = names->n;

	for (size_t i = 0; i < length; i++) {
		char *c = DT_LIST_ADD(names, char);

		if (!c)
			fz_throw(s->ctx, FZ_ERROR_MEMORY, "names");
		*c = text[i];
	}
	return start;
}

pdf_obj *dt_resource(struct dt_scanner *s, pdf_obj *category, const struct dt_token *name)
{
	char text[256];
	pdf_obj *found;

	if (name->kind != DT_TOKEN_NAME)
		return NULL;
	dt_token_name(s->reader.at, name, text, sizeof(text));
	found = pdf_dict_get(s->ctx, dt_ready(s->doc, s->resources), category);
	return dt_ready(s->doc, pdf_dict_gets(s->ctx, dt_ready(s->doc, found), text));
}

void dt_add_aside(struct dt_scanner *s, pdf_obj *stream)
{
	struct dt_list *asides = &s->scan->asides;
	int object = pdf_to_num(s->ctx, stream), *to;

	if (s->scan->record || !object || asides->n >= DT_MOST_ASIDES ||
	    !pdf_is_stream(s->ctx, stream))
		return;
	for (uint32_t i = 0; i < asides->n; i++)
		if (((const int *)asides->at)[i] == object)
			return;
	to = DT_LIST_ADD(asides, int);
	if (!to)
		fz_throw(s->ctx, FZ_ERROR_MEMORY, "patterns");
	*to = object;
}

static void open_level(struct dt_scanner *s)
{
	struct dt_level *level;

	if (!s->scan->record)
		return;
	level = DT_LIST_ADD(&s->scan->levels, struct dt_level);
	if (!level)
		fz_throw(s->ctx, FZ_ERROR_MEMORY, "levels");
	level->stream = s->stream;
	level->parent = s->state.level;
	level->end = s->reader.end;
	level->clip = s->state.clip;
	level->ctm = s->state.ctm;
	s->state.level = s->scan->levels.n - 1;
}

void dt_op_save(struct dt_scanner *s)
{
	if (s->depth - s->base_depth >= DT_DEEPEST_STATE) {
		s->lost_depth++;
		return;
	}
	if (!s->stack || s->depth % 64 == 0) {
		void *at = realloc(s->stack, (s->depth + 64) * sizeof(*s->stack));

		if (!at)
			fz_throw(s->ctx, FZ_ERROR_MEMORY, "graphics states");
		s->stack = at;
	}
	s->stack[s->depth++] = s->state;
	open_level(s);
	dt_state_changed(s);
}

void dt_op_restore(struct dt_scanner *s)
{
	struct dt_level *levels = s->scan->levels.at;

	if (s->lost_depth) {
		s->lost_depth--;
		return;
	}
	if (s->depth <= s->base_depth)
		return;
	if (s->scan->record) {
		levels[s->state.level].end = s->reader.position;
		levels[s->state.level].in_text = s->in_text;
	}
	s->state = s->stack[--s->depth];
	dt_state_changed(s);
}

void dt_op_concat(struct dt_scanner *s)
{
	struct dt_matrix64 m = { dt_operand(s, 5), dt_operand(s, 4), dt_operand(s, 3),
				 dt_operand(s, 2), dt_operand(s, 1), dt_operand(s, 0) };

	s->state.ctm = dt_concat(m, s->state.ctm);
	dt_state_changed(s);
}

/* A blend mode, or the first of several that is known: only the first is looked at. */
static bool is_normal(fz_context *ctx, pdf_obj *mode)
{
	if (pdf_is_array(ctx, mode))
		mode = pdf_array_get(ctx, mode, 0);
	return pdf_name_eq(ctx, mode, PDF_NAME(Normal)) ||
	       strcmp(pdf_to_name(ctx, mode), "Compatible") == 0;
}

void dt_op_ext_state(struct dt_scanner *s)
{
	fz_context *ctx = s->ctx;
	pdf_obj *dict, *value;

	if (s->n_operands < 1)
		return;
	dict = dt_resource(s, PDF_NAME(ExtGState), &s->operands[s->n_operands - 1]);
	if (!pdf_is_dict(ctx, dict))
		return;
	value = pdf_dict_get(ctx, dict, PDF_NAME(ca));
	if (pdf_is_number(ctx, value))
		s->state.fill_alpha = pdf_to_real(ctx, value);
	value = pdf_dict_get(ctx, dict, PDF_NAME(CA));
	if (pdf_is_number(ctx, value))
		s->state.stroke_alpha = pdf_to_real(ctx, value);
	value = pdf_dict_get(ctx, dict, PDF_NAME(BM));
	if (value)
		s->state.blended = !is_normal(ctx, value);
	value = pdf_dict_get(ctx, dict, PDF_NAME(SMask));
	if (pdf_is_dict(ctx, value)) {
		s->state.blended = true;
		dt_add_aside(s, pdf_dict_get(ctx, value, PDF_NAME(G)));
	}
	value = pdf_dict_get(ctx, dict, PDF_NAME(LW));
	if (pdf_is_number(ctx, value))
		s->state.line_width = pdf_to_real(ctx, value);
	value = pdf_dict_get(ctx, dict, PDF_NAME(Font));
	if (pdf_is_array(ctx, value)) {
		s->state.font_stream = DT_NONE;
		dt_set_font(s, pdf_array_get(ctx, value, 0),
			    pdf_to_real(ctx, pdf_array_get(ctx, value, 1)));
	}
	dt_state_changed(s);
}

static int number_operands(const struct dt_scanner *s, float *values)
{
	int n = 0;

	for (uint32_t i = 0; i < s->n_operands && n < DT_MOST_COMPONENTS; i++)
		if (s->operands[i].kind == DT_TOKEN_NUMBER)
			values[n++] = (float)s->operands[i].number;
	return n;
}

static struct dt_scan_bytes nowhere(void)
{
	return (struct dt_scan_bytes){ 0, 0 };
}

void dt_op_device_colour(struct dt_scanner *s, const struct dt_space *space, bool stroke)
{
	struct dt_colour *colour = stroke ? &s->state.stroke : &s->state.fill;
	float values[DT_MOST_COMPONENTS];
	int n = number_operands(s, values);

	colour->space = space;
	colour->rgb = dt_space_rgb_of(s->ctx, space, values, n);
	colour->stream = s->stream;
	colour->space_op = nowhere();
	colour->value_op = dt_whole_op(s);
	colour->named = colour->partial = false;
	dt_state_changed(s);
}

static uint32_t initial_colour(struct dt_scanner *s, const struct dt_space *space)
{
	float values[DT_MOST_COMPONENTS] = { 0 };

	if (space->kind == DT_SPACE_CMYK)
		values[3] = 1;
	else if (space->cs && fz_colorspace_is_subtractive(s->ctx, space->cs))
		for (int i = 0; i < DT_MOST_COMPONENTS; i++)
			values[i] = 1; /* Separation and DeviceN start with full ink */
	return dt_space_rgb_of(s->ctx, space, values, DT_MOST_COMPONENTS);
}

void dt_op_space(struct dt_scanner *s, bool stroke)
{
	struct dt_colour *colour = stroke ? &s->state.stroke : &s->state.fill;
	const struct dt_token *name = &s->operands[0];
	const struct dt_space *space = &dt_space_gray;
	pdf_obj *object;
	char text[128];

	fz_var(space);
	if (s->n_operands < 1 || name->kind != DT_TOKEN_NAME)
		return;
	dt_token_name(s->reader.at, name, text, sizeof(text));
	object = pdf_new_name(s->ctx, text);
	fz_try(s->ctx)
	{
		space = dt_space_get(&s->caches->spaces, s->doc, object, s->resources);
	}
	fz_always(s->ctx)
	{
		pdf_drop_obj(s->ctx, object);
	}
	fz_catch(s->ctx)
	{
		fz_rethrow(s->ctx);
	}
	colour->space = space;
	colour->rgb = initial_colour(s, space);
	colour->stream = s->stream;
	colour->space_op = dt_whole_op(s);
	colour->value_op = nowhere();
	colour->partial = false;
	colour->named = strncmp(text, "Device", 6) != 0 && strcmp(text, "Pattern") != 0;
	dt_state_changed(s);
}

void dt_op_colour(struct dt_scanner *s, bool stroke)
{
	struct dt_colour *colour = stroke ? &s->state.stroke : &s->state.fill;
	float values[DT_MOST_COMPONENTS];
	int n = number_operands(s, values);

	if (!s->n_operands)
		return;
	colour->rgb = dt_space_rgb_of(s->ctx, colour->space, values, n);
	if (colour->stream != s->stream) {
		/* the space was set outside, unless it is the one that a page starts with */
		colour->partial = colour->stream != DT_NONE || s->n_forms > 0;
		colour->space_op = nowhere();
		colour->named = false;
	}
	colour->stream = s->stream;
	colour->value_op = dt_whole_op(s);
	if (s->operands[s->n_operands - 1].kind == DT_TOKEN_NAME) {
		colour->named = true;
		dt_add_aside(s, dt_resource(s, PDF_NAME(Pattern), &s->operands[s->n_operands - 1]));
	}
	dt_state_changed(s);
}
