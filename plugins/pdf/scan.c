/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "inflate.h"
#include "scanner.h"

#include <stdlib.h>
#include <string.h>

/* Operators between two looks at the job, exceptions that a stream may cause. */
#define LOOK_EVERY  8192
#define MOST_FAULTS 1000

static void push_operand(struct dt_scanner *s, const struct dt_token *token)
{
	if (s->n_operands == s->room_operands) {
		uint32_t room = s->room_operands ? s->room_operands * 2 : 256;
		void *at;

		if (room > DT_MOST_OPERANDS) {
			s->n_operands = 0; /* not an operator's operands any more */
			return;
		}
		at = realloc(s->operands, room * sizeof(*s->operands));
		if (!at)
			fz_throw(s->ctx, FZ_ERROR_MEMORY, "operands");
		s->operands = at;
		s->room_operands = room;
	}
	s->operands[s->n_operands++] = *token;
}

static void text_op(struct dt_scanner *s)
{
	struct dt_text_state *state = &s->state;

	switch (s->op.word) {
	case DT_WORD2('T', 'c'):
		state->spacing = dt_operand(s, 0);
		break;
	case DT_WORD2('T', 'w'):
		state->word_spacing = dt_operand(s, 0);
		break;
	case DT_WORD2('T', 'z'):
		state->scale = dt_operand(s, 0) / 100;
		break;
	case DT_WORD2('T', 'L'):
		state->leading = dt_operand(s, 0);
		break;
	case DT_WORD2('T', 's'):
		state->rise = dt_operand(s, 0);
		break;
	case DT_WORD2('T', 'r'):
		state->mode = (int)dt_operand(s, 0);
		if (state->mode < 0 || state->mode > 7)
			state->mode = 0;
		break;
	default:
		return;
	}
	dt_state_changed(s);
}

static bool path_op(struct dt_scanner *s)
{
	switch (s->op.word) {
	case DT_WORD1('m'):
		dt_op_move_to(s, dt_operand(s, 1), dt_operand(s, 0));
		break;
	case DT_WORD1('l'):
		dt_op_line_to(s, dt_operand(s, 1), dt_operand(s, 0));
		break;
	case DT_WORD1('c'):
		dt_op_curve(s, 3);
		break;
	case DT_WORD1('v'):
	case DT_WORD1('y'):
		dt_op_curve(s, 2);
		break;
	case DT_WORD1('h'):
		dt_op_close(s);
		break;
	case DT_WORD2('r', 'e'):
		dt_op_rectangle(s);
		break;
	case DT_WORD1('n'):
		dt_op_paint(s, false, false);
		break;
	case DT_WORD1('s'):
		dt_op_close(s);
		dt_op_paint(s, false, true);
		break;
	case DT_WORD1('S'):
		dt_op_paint(s, false, true);
		break;
	case DT_WORD1('f'):
	case DT_WORD1('F'):
	case DT_WORD2('f', '*'):
		dt_op_paint(s, true, false);
		break;
	case DT_WORD1('b'):
	case DT_WORD2('b', '*'):
		dt_op_close(s);
		dt_op_paint(s, true, true);
		break;
	case DT_WORD1('B'):
	case DT_WORD2('B', '*'):
		dt_op_paint(s, true, true);
		break;
	case DT_WORD1('W'):
	case DT_WORD2('W', '*'):
		s->path.clip = true;
		break;
	default:
		return false;
	}
	return true;
}

static bool colour_op(struct dt_scanner *s)
{
	switch (s->op.word) {
	case DT_WORD1('g'):
		dt_op_device_colour(s, &dt_space_gray, false);
		break;
	case DT_WORD1('G'):
		dt_op_device_colour(s, &dt_space_gray, true);
		break;
	case DT_WORD2('r', 'g'):
		dt_op_device_colour(s, &dt_space_rgb, false);
		break;
	case DT_WORD2('R', 'G'):
		dt_op_device_colour(s, &dt_space_rgb, true);
		break;
	case DT_WORD1('k'):
		dt_op_device_colour(s, &dt_space_cmyk, false);
		break;
	case DT_WORD1('K'):
		dt_op_device_colour(s, &dt_space_cmyk, true);
		break;
	case DT_WORD2('c', 's'):
		dt_op_space(s, false);
		break;
	case DT_WORD2('C', 'S'):
		dt_op_space(s, true);
		break;
	case DT_WORD2('s', 'c'):
	case DT_WORD3('s', 'c', 'n'):
		dt_op_colour(s, false);
		break;
	case DT_WORD2('S', 'C'):
	case DT_WORD3('S', 'C', 'N'):
		dt_op_colour(s, true);
		break;
	default:
		return false;
	}
	return true;
}

static bool mark_op(struct dt_scanner *s)
{
	switch (s->op.word) {
	case DT_WORD3('B', 'D', 'C'):
		dt_op_begin_mark(s, true);
		break;
	case DT_WORD3('B', 'M', 'C'):
		dt_op_begin_mark(s, false);
		break;
	case DT_WORD3('E', 'M', 'C'):
		dt_op_end_mark(s);
		break;
	case DT_WORD2('D', 'o'):
		dt_op_do(s);
		break;
	case DT_WORD2('s', 'h'):
		dt_op_shading(s);
		break;
	case DT_WORD2('B', 'I'):
		dt_op_inline_image(s);
		break;
	default:
		return false;
	}
	return true;
}

static void run(struct dt_scanner *s)
{
	switch (s->op.word) {
	case DT_WORD2('T', 'd'):
		dt_op_move(s, dt_operand(s, 1), dt_operand(s, 0));
		break;
	case DT_WORD2('T', 'D'):
		s->state.leading = -dt_operand(s, 0);
		dt_state_changed(s);
		dt_op_move(s, dt_operand(s, 1), dt_operand(s, 0));
		break;
	case DT_WORD2('T', '*'):
		dt_op_move(s, 0, -s->state.leading);
		break;
	case DT_WORD2('T', 'm'):
		dt_op_text_matrix(s);
		break;
	case DT_WORD2('T', 'j'):
		dt_op_show(s, 'j');
		break;
	case DT_WORD2('T', 'J'):
		dt_op_show(s, 'J');
		break;
	case DT_WORD1('\''):
		dt_op_show(s, '\'');
		break;
	case DT_WORD1('"'):
		dt_op_show(s, '"');
		break;
	case DT_WORD2('T', 'f'):
		dt_op_font(s);
		break;
	case DT_WORD2('B', 'T'):
		dt_op_begin_text(s);
		break;
	case DT_WORD2('E', 'T'):
		dt_op_end_text(s);
		break;
	case DT_WORD1('q'):
		dt_op_save(s);
		break;
	case DT_WORD1('Q'):
		dt_op_restore(s);
		break;
	case DT_WORD2('c', 'm'):
		dt_op_concat(s);
		break;
	case DT_WORD2('g', 's'):
		dt_op_ext_state(s);
		break;
	case DT_WORD1('w'):
		s->state.line_width = (float)dt_operand(s, 0);
		dt_state_changed(s);
		break;
	default:
		if (!path_op(s) && !colour_op(s) && !mark_op(s))
			text_op(s);
	}
}

static bool is_value(uint32_t word)
{
	return word == (DT_WORD3('t', 'r', 'u') << 8 | 'e') ||
	       word == (DT_WORD3('n', 'u', 'l') << 8 | 'l');
}

static void look_at_job(struct dt_scanner *s)
{
	const struct dt_call *call = s->doc->wall.call;

	if (call && call->host->cancelled(call)) {
		s->doc->wall.cancelled = true;
		fz_throw(s->ctx, FZ_ERROR_ABORT, "cancelled");
	}
}

/* Operators until the end of the stream; may throw in one of them. */
static void run_all(struct dt_scanner *s)
{
	unsigned count = 0;

	s->n_operands = 0;
	while (!s->stop) {
		dt_token_next(&s->reader, &s->op);
		if (s->op.kind == DT_TOKEN_END)
			return;
		if (s->op.kind != DT_TOKEN_WORD || is_value(s->op.word)) {
			push_operand(s, &s->op);
			continue;
		}
		run(s);
		s->n_operands = 0;
		if (++count % LOOK_EVERY == 0)
			look_at_job(s);
	}
}

void dt_scan_stream(struct dt_scanner *s)
{
	fz_context *ctx = s->ctx;
	unsigned faults = 0;
	bool done = false;

	fz_var(faults);
	fz_var(done);
	if (s->bytes + s->reader.end > DT_MOST_BYTES) {
		s->stop = true;
		return;
	}
	s->bytes += s->reader.end;
	while (!done) {
		fz_try(ctx)
		{
			run_all(s);
			done = true;
		}
		fz_catch(ctx)
		{
			if (s->doc->wall.over || s->doc->wall.cancelled ||
			    fz_caught(ctx) == FZ_ERROR_MEMORY)
				fz_rethrow(ctx);
			s->scan->notes |= DT_SCAN_UNREADABLE;
			done = ++faults >= MOST_FAULTS;
		}
	}
}

/* ---- the page ---- */

static bool decodes_images(fz_context *ctx, pdf_obj *stream)
{
	static const char *const names[] = { "DCTDecode",      "DCT", "JPXDecode", "JBIG2Decode",
					     "CCITTFaxDecode", "CCF" };
	pdf_obj *filter = pdf_dict_geta(ctx, stream, PDF_NAME(Filter), PDF_NAME(F));
	int n = pdf_is_array(ctx, filter) ? pdf_array_len(ctx, filter) : 1;

	for (int i = 0; i < n; i++) {
		pdf_obj *one = pdf_is_array(ctx, filter) ? pdf_array_get(ctx, filter, i) : filter;

		for (size_t k = 0; k < DT_COUNT(names); k++)
			if (strcmp(pdf_to_name(ctx, one), names[k]) == 0)
				return true;
	}
	return false;
}

/* NULL when it cannot be read; throws without memory. */
static fz_buffer *load_stream(struct dt_scanner *s, pdf_obj *stream)
{
	fz_context *ctx = s->ctx;
	fz_buffer *buffer = NULL;

	fz_var(buffer);
	fz_try(ctx)
	{
		if (pdf_is_stream(ctx, stream) && !decodes_images(ctx, stream))
			buffer = dt_inflate_stream(ctx, stream);
	}
	fz_catch(ctx)
	{
		if (s->doc->wall.over || s->doc->wall.cancelled)
			fz_rethrow(ctx);
		buffer = NULL;
	}
	if (!buffer)
		s->scan->notes |= DT_SCAN_UNREADABLE;
	return buffer;
}

static fz_buffer *load_parts(struct dt_scanner *s, pdf_obj *array)
{
	fz_context *ctx = s->ctx;
	fz_buffer *all = fz_new_buffer(ctx, 4096), *part = NULL;
	int n = pdf_array_len(ctx, array);

	fz_var(part);
	fz_try(ctx)
	{
		for (int i = 0; i < n; i++) {
			part = load_stream(s, pdf_array_get(ctx, array, i));
			if (part && all->len + part->len <= DT_MOST_BYTES) {
				fz_append_buffer(ctx, all, part);
				fz_append_byte(ctx, all, '\n');
			}
			fz_drop_buffer(ctx, part);
			part = NULL;
		}
	}
	fz_catch(ctx)
	{
		fz_drop_buffer(ctx, part);
		fz_drop_buffer(ctx, all);
		fz_rethrow(ctx);
	}
	return all;
}

fz_buffer *dt_hold_stream(struct dt_scanner *s, pdf_obj *stream, int object)
{
	fz_context *ctx = s->ctx;
	struct dt_held *held = s->held.at;
	fz_buffer *buffer;

	for (uint32_t i = 0; object && i < s->held.n; i++)
		if (held[i].object == object)
			return held[i].buffer;
	buffer = pdf_is_array(ctx, stream) ? load_parts(s, stream) : load_stream(s, stream);
	if (!buffer)
		return NULL;
	held = DT_LIST_ADD(&s->held, struct dt_held);
	if (!held) {
		fz_drop_buffer(ctx, buffer);
		fz_throw(ctx, FZ_ERROR_MEMORY, "streams");
	}
	held->object = object;
	held->buffer = buffer;
	return buffer;
}

static void start_state(struct dt_scanner *s, const struct dt_page_entry *page)
{
	struct dt_scan *scan = s->scan;
	fz_matrix to_pdf = dt_page_to_pdf(page, &scan->width, &scan->height);
	fz_matrix m = fz_invert_matrix(to_pdf);
	struct dt_text_state *state = &s->state;

	scan->to_page = (struct dt_matrix64){ m.a, m.b, m.c, m.d, m.e, m.f };
	memset(state, 0, sizeof(*state));
	state->ctm = scan->to_page;
	state->fill.space = state->stroke.space = &dt_space_gray;
	state->fill.stream = state->stroke.stream = DT_NONE;
	state->fill_alpha = state->stroke_alpha = 1;
	state->line_width = 1;
	state->font_stream = DT_NONE;
	state->scale = 1;
	state->clip = (struct dt_box){ 0, 0, scan->width, scan->height };
}

static void clear_lists(struct dt_scan *scan)
{
	struct dt_list *const lists[] = { &scan->glyphs, &scan->looks,	 &scan->graphics,
					  &scan->marks,	 &scan->fonts,	 &scan->text,
					  &scan->names,	 &scan->streams, &scan->levels,
					  &scan->states, &scan->shows,	 &scan->shown };

	for (size_t i = 0; i < DT_COUNT(lists); i++)
		dt_list_clear(lists[i]);
	scan->notes = 0;
}

static void scan_contents(struct dt_scanner *s, const struct dt_page_entry *page)
{
	fz_context *ctx = s->ctx;
	pdf_obj *dict = dt_page_object(s->doc, page), *parents;
	fz_buffer *buffer;

	s->resources = dt_page_resources(s->doc, page);
	parents = pdf_dict_get(ctx, dict, PDF_NAME(StructParents));
	s->struct_parents = pdf_is_int(ctx, parents) ? pdf_to_int(ctx, parents) : -1;
	buffer = dt_hold_stream(s, pdf_dict_get(ctx, dict, PDF_NAME(Contents)), 0);
	if (buffer && buffer->len < UINT32_MAX)
		dt_enter_stream(s, buffer, NULL);
}

static void free_scanner(struct dt_scanner *s)
{
	struct dt_held *held = s->held.at;

	for (uint32_t i = 0; i < s->held.n; i++)
		fz_drop_buffer(s->ctx, held[i].buffer);
	dt_list_free(&s->held);
	dt_list_free(&s->path.pieces);
	free(s->operands);
	free(s->stack);
	free(s->string);
	free(s);
}

dt_status dt_scan_page(struct dt_scan *scan, struct dt_scan_caches *caches, struct dt_document *doc,
		       const struct dt_page_entry *page, struct dt_error *err)
{
	fz_context *ctx = doc->wall.ctx;
	struct dt_scanner *s;
	dt_status status = DT_OK;

	dt_scan_release(scan, doc);
	clear_lists(scan);
	s = calloc(1, sizeof(*s));
	if (!s)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for reading a page");
	scan->scanner = s;
	s->scan = scan;
	s->caches = caches;
	s->doc = doc;
	s->ctx = ctx;
	s->state_index = s->continued = s->on_line = s->look = s->mark = s->stream = DT_NONE;
	dt_fonts_page(&caches->fonts, doc);
	start_state(s, page);
	fz_var(status);
	fz_try(ctx)
	{
		scan_contents(s, page);
		if (s->stop)
			scan->notes |= DT_SCAN_CUT;
	}
	fz_catch(ctx)
	{
		status = dt_wall_fail(&doc->wall, err, "cannot read a page of \"%s\"", doc->name);
	}
	return status;
}

void dt_scan_release(struct dt_scan *scan, struct dt_document *doc)
{
	(void)doc;
	if (scan->scanner)
		free_scanner(scan->scanner);
	scan->scanner = NULL;
}

void dt_scan_free(struct dt_scan *scan)
{
	struct dt_list *const lists[] = { &scan->glyphs, &scan->looks,	 &scan->graphics,
					  &scan->marks,	 &scan->fonts,	 &scan->text,
					  &scan->names,	 &scan->streams, &scan->levels,
					  &scan->states, &scan->shows,	 &scan->shown };

	for (size_t i = 0; i < DT_COUNT(lists); i++)
		dt_list_free(lists[i]);
}

void dt_scan_caches_free(struct dt_scan_caches *caches, struct dt_document *doc)
{
	dt_fonts_free(&caches->fonts, doc);
	dt_spaces_free(&caches->spaces, doc);
}
