/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A page's streams, the state that it starts with, and what is kept of a scan. */
#include "config.h"

#include "inflate.h"
#include "scanner.h"

#include <stdlib.h>
#include <string.h>

/* What a stream that cannot be decoded counts for, and how much it may count for. */
#define TIMES_PACKED	64
#define MOST_UNREADABLE ((int64_t)4 << 20)

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

/* What cannot be decoded counts as content, too: finding that out may take long. */
static void count_unreadable(struct dt_scanner *s, pdf_obj *stream)
{
	int64_t packed = pdf_to_int64(s->ctx, pdf_dict_get(s->ctx, stream, PDF_NAME(Length)));

	s->scan->notes |= DT_SCAN_UNREADABLE;
	if (packed > MOST_UNREADABLE / TIMES_PACKED)
		s->bytes += MOST_UNREADABLE;
	else if (packed > 0)
		s->bytes += (uint64_t)packed * TIMES_PACKED;
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
			buffer = dt_inflate_stream(&s->doc->wall, stream);
	}
	fz_catch(ctx)
	{
		if (s->doc->wall.over || s->doc->wall.cancelled)
			fz_rethrow(ctx);
		buffer = NULL;
	}
	if (!buffer)
		count_unreadable(s, stream);
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
		/* what goes over the bound is not scanned at all: no part is left out */
		for (int i = 0; i < n && all->len <= DT_MOST_BYTES; i++) {
			part = load_stream(s, pdf_array_get(ctx, array, i));
			if (part) {
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
	held = DT_LIST_ADD(&s->held, struct dt_held);
	if (!held) {
		fz_drop_buffer(ctx, buffer);
		fz_throw(ctx, FZ_ERROR_MEMORY, "streams");
	}
	held->object = object;
	held->buffer = buffer;
	return buffer;
}

static void place_page(struct dt_scan *scan, const struct dt_page_entry *page)
{
	fz_matrix to_pdf = dt_page_to_pdf(page, &scan->width, &scan->height);
	fz_matrix m = fz_invert_matrix(to_pdf);

	scan->to_page = (struct dt_matrix64){ m.a, m.b, m.c, m.d, m.e, m.f };
}

static void start_state(struct dt_scanner *s)
{
	struct dt_scan *scan = s->scan;
	struct dt_text_state *state = &s->state;

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

#define LISTS 14

/* All lists of a scan: one place that knows them. */
static void find_lists(struct dt_scan *scan, struct dt_list *lists[LISTS])
{
	struct dt_list *const all[] = { &scan->glyphs, &scan->looks,  &scan->graphics,
					&scan->marks,  &scan->fonts,  &scan->text,
					&scan->names,  &scan->asides, &scan->streams,
					&scan->levels, &scan->states, &scan->shows,
					&scan->shown,  &scan->pieces };

	_Static_assert(DT_COUNT(all) == LISTS, "all lists of a scan");
	memcpy(lists, all, sizeof(all));
}

static void clear_lists(struct dt_scan *scan)
{
	struct dt_list *lists[LISTS];

	find_lists(scan, lists);
	for (size_t i = 0; i < LISTS; i++)
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
	dt_list_free(&s->path.places);
	free(s->operands);
	free(s->stack);
	free(s->string);
	free(s);
}

static struct dt_scanner *new_scanner(struct dt_scan *scan, struct dt_scan_caches *caches,
				      struct dt_document *doc)
{
	struct dt_scanner *s;

	dt_scan_release(scan, doc);
	clear_lists(scan);
	s = calloc(1, sizeof(*s));
	if (!s)
		return NULL;
	scan->scanner = s;
	s->scan = scan;
	s->caches = caches;
	s->doc = doc;
	s->ctx = doc->wall.ctx;
	s->state_index = s->continued = s->on_line = s->look = s->mark = s->stream = DT_NONE;
	s->piece = DT_NONE;
	return s;
}

void dt_scan_form(struct dt_scan *scan, struct dt_scan_caches *caches, struct dt_document *doc,
		  pdf_obj *form, const struct dt_scan *page, struct dt_scan_spent *spent)
{
	struct dt_scanner *s = new_scanner(scan, caches, doc);
	fz_buffer *buffer;

	if (!s)
		fz_throw(doc->wall.ctx, FZ_ERROR_MEMORY, "scanner");
	caches->fonts.stamp++;
	scan->to_page = page->to_page;
	scan->width = page->width;
	scan->height = page->height;
	s->bytes = spent->bytes;
	s->n_forms = spent->forms;
	s->layer_steps = spent->layer_steps;
	start_state(s);
	/* the next one need not be decoded to see that it is too much */
	s->stop = s->bytes >= DT_MOST_BYTES;
	buffer = s->stop ? NULL : dt_hold_stream(s, form, pdf_to_num(s->ctx, form));
	if (buffer && buffer->len < UINT32_MAX)
		dt_enter_stream(s, buffer, form);
	spent->bytes = s->bytes;
	spent->forms = s->n_forms;
	spent->layer_steps = s->layer_steps;
	if (s->stop)
		scan->notes |= DT_SCAN_CUT;
}

dt_status dt_scan_page(struct dt_scan *scan, struct dt_scan_caches *caches, struct dt_document *doc,
		       const struct dt_page_entry *page, struct dt_error *err)
{
	fz_context *ctx = doc->wall.ctx;
	struct dt_scanner *s = new_scanner(scan, caches, doc);
	dt_status status = DT_OK;

	if (!s)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for reading a page");
	dt_fonts_page(&caches->fonts, doc);
	dt_spaces_page(&caches->spaces, doc);
	place_page(scan, page);
	start_state(s);
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
	struct dt_list *lists[LISTS];

	find_lists(scan, lists);
	for (size_t i = 0; i < LISTS; i++)
		dt_list_free(lists[i]);
}

void dt_scan_caches_free(struct dt_scan_caches *caches, struct dt_document *doc)
{
	dt_fonts_free(&caches->fonts, doc);
	dt_spaces_free(&caches->spaces, doc);
}
