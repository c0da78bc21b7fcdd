/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Text objects, fonts and positions (ISO 32000-1, 9.3, 9.4.1 and 9.4.2). */
#include "config.h"

#include "scanner.h"

#include <string.h>

static const struct dt_matrix64 identity = { 1, 0, 0, 1, 0, 0 };

void dt_op_begin_text(struct dt_scanner *s)
{
	s->tm = s->line = identity;
	s->in_text = true;
	s->text_clips = false;
	s->continued = s->on_line = DT_NONE;
}

void dt_op_end_text(struct dt_scanner *s)
{
	s->in_text = false;
	s->continued = s->on_line = DT_NONE;
}

void dt_set_font(struct dt_scanner *s, pdf_obj *dict, double size)
{
	s->state.size = size;
	s->state.font = NULL;
	if (pdf_is_dict(s->ctx, dict))
		s->state.font = dt_font_get(&s->caches->fonts, s->doc, dict, s->resources);
	dt_state_changed(s);
}

static struct dt_pdf_font *named_font(struct dt_scanner *s, const struct dt_token *name)
{
	struct dt_named_font *slot;
	char text[256];
	pdf_obj *dict;

	dt_token_name(s->reader.at, name, text, sizeof(text));
	for (unsigned i = 0; i < s->n_names; i++)
		if (strcmp(s->names[i].name, text) == 0)
			return s->names[i].font;
	dict = dt_resource(s, PDF_NAME(Font), name);
	dt_set_font(s, dict, 0);
	if (strlen(text) < sizeof(slot->name)) {
		slot = &s->names[s->next_name];
		s->next_name = (s->next_name + 1) % DT_COUNT(s->names);
		if (s->n_names < DT_COUNT(s->names))
			s->n_names++;
		memcpy(slot->name, text, strlen(text) + 1);
		slot->font = s->state.font;
	}
	return s->state.font;
}

void dt_op_font(struct dt_scanner *s)
{
	const struct dt_token *name;

	if (s->n_operands < 2)
		return;
	name = &s->operands[s->n_operands - 2];
	if (name->kind != DT_TOKEN_NAME)
		return;
	s->state.font = named_font(s, name);
	s->state.size = dt_operand(s, 0);
	s->state.font_stream = s->stream;
	s->state.font_name = (struct dt_scan_bytes){ name->start, name->end };
	dt_state_changed(s);
}

void dt_op_move(struct dt_scanner *s, double x, double y)
{
	s->line.e += x * s->line.a + y * s->line.c;
	s->line.f += x * s->line.b + y * s->line.d;
	s->tm = s->line;
	s->continued = DT_NONE;
	if (s->on_line != DT_NONE)
		((struct dt_show *)s->scan->shows.at)[s->on_line].flags |= DT_SHOW_LINE_USED;
}

void dt_op_text_matrix(struct dt_scanner *s)
{
	s->tm = s->line =
		(struct dt_matrix64){ dt_operand(s, 5), dt_operand(s, 4), dt_operand(s, 3),
				      dt_operand(s, 2), dt_operand(s, 1), dt_operand(s, 0) };
	s->continued = s->on_line = DT_NONE;
}
