/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Form XObjects, images, inline images (ISO 32000-1, 8.8 to 8.10). */
#include "config.h"

#include "scanner.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct outer { /* what a stream must not change for the one around it */
	struct dt_reader reader;
	uint32_t stream, n_operands, base_depth, lost_depth, base_mark, lost_marks;
	uint32_t mark_depth, mark, mark_flags, form;
	pdf_obj *resources;
	int struct_parents;
	struct dt_matrix64 tm, line;
	bool in_text, text_clips;
	struct dt_text_state state;
	struct dt_token op;
};

static void keep_outer(const struct dt_scanner *s, struct outer *outer)
{
	*outer = (struct outer){
		.reader = s->reader,
		.stream = s->stream,
		.n_operands = s->n_operands,
		.base_depth = s->base_depth,
		.lost_depth = s->lost_depth,
		.base_mark = s->base_mark,
		.lost_marks = s->lost_marks,
		.mark_depth = s->mark_depth,
		.mark = s->mark,
		.mark_flags = s->mark_flags,
		.form = s->form,
		.resources = s->resources,
		.struct_parents = s->struct_parents,
		.tm = s->tm,
		.line = s->line,
		.in_text = s->in_text,
		.text_clips = s->text_clips,
		.state = s->state,
		.op = s->op,
	};
}

static void restore_outer(struct dt_scanner *s, const struct outer *outer)
{
	s->depth = s->base_depth;
	s->reader = outer->reader;
	s->stream = outer->stream;
	s->n_operands = outer->n_operands;
	s->base_depth = outer->base_depth;
	s->lost_depth = outer->lost_depth;
	s->base_mark = outer->base_mark;
	s->lost_marks = outer->lost_marks;
	s->mark_depth = outer->mark_depth;
	s->mark = outer->mark;
	s->mark_flags = outer->mark_flags;
	s->form = outer->form;
	s->resources = outer->resources;
	s->struct_parents = outer->struct_parents;
	s->tm = outer->tm;
	s->line = outer->line;
	s->in_text = outer->in_text;
	s->text_clips = outer->text_clips;
	s->state = outer->state;
	s->op = outer->op;
	s->continued = s->on_line = DT_NONE;
	s->n_names = s->next_name = 0;
	dt_state_changed(s);
}

static void start_stream(struct dt_scanner *s, fz_buffer *buffer)
{
	s->reader = (struct dt_reader){ .at = buffer->data, .end = (uint32_t)buffer->len };
	s->base_depth = s->depth;
	s->base_mark = s->mark_depth;
	s->lost_depth = s->lost_marks = 0;
	s->n_names = s->next_name = 0;
	s->in_text = false;
	s->tm = s->line = (struct dt_matrix64){ 1, 0, 0, 1, 0, 0 };
	s->continued = s->on_line = DT_NONE;
	dt_path_clear(s);
	dt_state_changed(s);
}

static struct dt_scan_stream *stream_at(struct dt_scanner *s, uint32_t index)
{
	return &((struct dt_scan_stream *)s->scan->streams.at)[index];
}

/* New text that a form's box would cut can stand behind the form, unless a layer hides both. */
static void fill_level(struct dt_scanner *s, struct dt_level *level, const struct outer *outer,
		       pdf_obj *form)
{
	level->stream = s->stream;
	level->parent = DT_NONE;
	level->end = s->reader.end;
	level->clip = s->state.clip;
	level->ctm = s->state.ctm;
	if (!form || pdf_dict_get(s->ctx, form, PDF_NAME(OC)))
		return;
	level->stream = outer->stream;
	level->parent = outer->state.level;
	level->end = outer->reader.position;
	level->clip = outer->state.clip;
	level->ctm = outer->state.ctm;
	level->in_text = outer->in_text;
}

static void record_stream(struct dt_scanner *s, const struct outer *outer, pdf_obj *form,
			  struct dt_scan_bytes paint)
{
	struct dt_scan_stream *stream;
	struct dt_level *level;

	if (!s->scan->record)
		return;
	stream = DT_LIST_ADD(&s->scan->streams, struct dt_scan_stream);
	level = DT_LIST_ADD(&s->scan->levels, struct dt_level);
	if (!stream || !level)
		fz_throw(s->ctx, FZ_ERROR_MEMORY, "streams");
	stream->at = s->reader.at;
	stream->size = s->reader.end;
	stream->parent = form ? outer->stream : DT_NONE;
	stream->paint = paint;
	stream->object = s->form_object;
	stream->resources = s->resources;
	stream->struct_parents = s->struct_parents;
	stream->first_glyph = s->scan->glyphs.n;
	fill_level(s, level, outer, form);
	s->state.level = s->scan->levels.n - 1;
}

/* The matrix, box, resources and marks of a form, before its content. */
static void start_form(struct dt_scanner *s, pdf_obj *form)
{
	fz_context *ctx = s->ctx;
	pdf_obj *box = pdf_dict_get(ctx, form, PDF_NAME(BBox));
	pdf_obj *resources = pdf_dict_get(ctx, form, PDF_NAME(Resources));
	pdf_obj *parents = pdf_dict_get(ctx, form, PDF_NAME(StructParents));
	fz_matrix m = pdf_dict_get_matrix(ctx, form, PDF_NAME(Matrix));
	struct dt_matrix64 matrix = { m.a, m.b, m.c, m.d, m.e, m.f };

	s->state.ctm = dt_concat(matrix, s->state.ctm);
	if (pdf_is_array(ctx, box)) {
		fz_rect r = pdf_to_rect(ctx, box);

		s->state.clip =
			dt_box_cut(s->state.clip, dt_box_of(&s->state.ctm, r.x0, r.y0, r.x1, r.y1));
		s->state.clip_shaped = s->state.clip_shaped || !dt_is_straight(&s->state.ctm);
	}
	if (pdf_is_dict(ctx, pdf_dict_get(ctx, form, PDF_NAME(Group))) &&
	    (s->state.blended || s->state.fill_alpha < 1))
		s->state.in_glass = true;
	/* old files leave a form's resources to the page */
	if (pdf_is_dict(ctx, resources))
		s->resources = resources;
	s->struct_parents = pdf_is_int(ctx, parents) ? pdf_to_int(ctx, parents) : -1;
	s->form_object = pdf_to_num(ctx, form);
	s->form = s->n_forms < UINT16_MAX ? s->n_forms : UINT16_MAX;
}

void dt_enter_stream(struct dt_scanner *s, fz_buffer *buffer, pdf_obj *form)
{
	fz_context *ctx = s->ctx;
	struct outer outer;
	struct dt_scan_bytes paint = { 0, 0 };
	uint32_t index = s->n_streams++;
	int object = s->form_object;

	keep_outer(s, &outer);
	if (form && s->n_operands) {
		const struct dt_token *name = &s->operands[s->n_operands - 1];

		paint = (struct dt_scan_bytes){ name->start, name->end };
	}
	if (form)
		start_form(s, form);
	start_stream(s, buffer);
	s->stream = index;
	record_stream(s, &outer, form, paint);
	fz_try(ctx)
	{
		dt_scan_stream(s);
		if (s->scan->record)
			stream_at(s, index)->end_glyph = s->scan->glyphs.n;
	}
	fz_always(ctx)
	{
		restore_outer(s, &outer);
		s->form_object = object;
	}
	fz_catch(ctx)
	{
		fz_rethrow(ctx);
	}
}

static bool is_open(const struct dt_scanner *s, int object)
{
	for (unsigned i = 0; i < s->form_depth; i++)
		if (object && s->form_stack[i] == object)
			return true;
	return false;
}

static void paint_form(struct dt_scanner *s, pdf_obj *form)
{
	int object = pdf_to_num(s->ctx, form);
	pdf_obj *group = pdf_dict_get(s->ctx, form, PDF_NAME(OC));
	bool hidden = group && dt_is_hidden(s, group);
	fz_buffer *buffer;

	if (s->form_depth >= DT_DEEPEST_FORM || is_open(s, object))
		return;
	if (++s->n_forms > DT_MOST_FORMS) {
		s->stop = true;
		return;
	}
	buffer = dt_hold_stream(s, form, object);
	if (!buffer || buffer->len >= UINT32_MAX)
		return;
	s->form_stack[s->form_depth++] = object;
	s->hidden_forms += hidden;
	fz_try(s->ctx)
	{
		dt_enter_stream(s, buffer, form);
	}
	fz_always(s->ctx)
	{
		s->form_depth--;
		s->hidden_forms -= hidden;
	}
	fz_catch(s->ctx)
	{
		fz_rethrow(s->ctx);
	}
}

/* Does a picture have colour at all of its places? */
static bool is_opaque(fz_context *ctx, pdf_obj *image)
{
	return !pdf_dict_get(ctx, image, PDF_NAME(SMask)) &&
	       !pdf_dict_get(ctx, image, PDF_NAME(Mask)) &&
	       !pdf_dict_get(ctx, image, PDF_NAME(OC)) &&
	       !pdf_to_bool(ctx, pdf_dict_geta(ctx, image, PDF_NAME(ImageMask), PDF_NAME(IM))) &&
	       !pdf_to_int(ctx, pdf_dict_gets(ctx, image, "SMaskInData"));
}

void dt_op_do(struct dt_scanner *s)
{
	fz_context *ctx = s->ctx;
	pdf_obj *object, *type;

	if (s->n_operands < 1)
		return;
	object = dt_resource(s, PDF_NAME(XObject), &s->operands[s->n_operands - 1]);
	type = pdf_dict_get(ctx, object, PDF_NAME(Subtype));
	if (pdf_name_eq(ctx, type, PDF_NAME(Form)))
		paint_form(s, object);
	else if (pdf_name_eq(ctx, type, PDF_NAME(Image)) && !s->hidden_forms)
		dt_add_image(s, is_opaque(ctx, object), true);
}

/* ---- inline images ---- */

struct inline_image {
	double width, height, bits;
	int components;
	bool filtered, stencil;
};

static void read_entry(const unsigned char *at, const struct dt_token *key,
		       const struct dt_token *value, struct inline_image *image)
{
	char name[32], text[32] = "";

	dt_token_name(at, key, name, sizeof(name));
	if (value->kind == DT_TOKEN_NAME)
		dt_token_name(at, value, text, sizeof(text));
	if (strcmp(name, "W") == 0 || strcmp(name, "Width") == 0)
		image->width = value->number;
	else if (strcmp(name, "H") == 0 || strcmp(name, "Height") == 0)
		image->height = value->number;
	else if (strcmp(name, "BPC") == 0 || strcmp(name, "BitsPerComponent") == 0)
		image->bits = value->number;
	else if (strcmp(name, "F") == 0 || strcmp(name, "Filter") == 0)
		image->filtered = true;
	else if (strcmp(name, "IM") == 0 || strcmp(name, "ImageMask") == 0)
		image->bits = image->components = 1, image->stencil = true;
	else if (strcmp(name, "CS") == 0 || strcmp(name, "ColorSpace") == 0)
		image->components = strcmp(text, "G") == 0 || strcmp(text, "DeviceGray") == 0	 ? 1
				    : strcmp(text, "RGB") == 0 || strcmp(text, "DeviceRGB") == 0 ? 3
				    : strcmp(text, "CMYK") == 0 || strcmp(text, "DeviceCMYK") == 0
					    ? 4
					    : 0;
}

/* The data has no length in the file: it follows from the entries, or it is searched. */
static uint32_t data_length(const struct inline_image *image)
{
	double bytes;

	if (image->filtered || !image->components)
		return 0;
	bytes = floor((image->width * image->bits * image->components + 7) / 8) * image->height;
	return bytes > 0 && bytes < 1e9 ? (uint32_t)bytes : 0;
}

void dt_op_inline_image(struct dt_scanner *s)
{
	struct inline_image image = { .bits = 8 };
	struct dt_token key = { 0 }, token;
	bool has_key = false;

	for (;;) {
		dt_token_next(&s->reader, &token);
		if (token.kind == DT_TOKEN_END)
			return;
		if (token.kind == DT_TOKEN_WORD && token.word == DT_WORD2('I', 'D'))
			break;
		if (!has_key && token.kind == DT_TOKEN_NAME) {
			key = token;
			has_key = true;
		} else if (has_key) {
			read_entry(s->reader.at, &key, &token, &image);
			has_key = token.kind == DT_TOKEN_ARRAY || token.kind == DT_TOKEN_DICT;
			while (has_key && token.kind != DT_TOKEN_ARRAY_END &&
			       token.kind != DT_TOKEN_DICT_END && token.kind != DT_TOKEN_END)
				dt_token_next(&s->reader, &token);
			has_key = false;
		}
	}
	if (s->reader.position < s->reader.end)
		s->reader.position++; /* the one white-space byte after ID */
	s->reader.position = dt_token_image_end(&s->reader, data_length(&image));
	if (s->reader.position + 2 <= s->reader.end)
		s->reader.position += 2;
	if (!s->hidden_forms)
		dt_add_image(s, !image.stencil, false);
}
