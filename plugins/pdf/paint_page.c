/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* All streams of a page rewritten, and the payload that pdf.write reads (painted.h). */
#include "config.h"

#include "painted.h"
#include "painter.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

static bool form_is_taken(fz_context *ctx, pdf_obj *resources, const char *name)
{
	bool taken = false;

	fz_var(taken);
	fz_try(ctx)
	{
		pdf_obj *forms = pdf_dict_get(ctx, resources, PDF_NAME(XObject));

		taken = pdf_dict_gets(ctx, forms, name) != NULL;
	}
	fz_catch(ctx)
	{
		taken = false; /* resources that cannot be read name nothing */
	}
	return taken;
}

void dt_paint_kid_name(const struct dt_painter *p, uint32_t kid, char *name, size_t room)
{
	const struct dt_scan_stream *streams = p->base.scan.streams.at;
	pdf_obj *resources = streams[streams[kid].parent].resources;

	snprintf(name, room, "DTX%u", kid);
	/* the source may be an output of ours: then DTX1 is taken */
	for (unsigned round = 1;
	     round < 1000 && form_is_taken(p->base.doc.wall.ctx, resources, name); round++)
		snprintf(name, room, "DTX%ux%u", kid, round);
}

static bool deflate_stream(struct dt_painter *p, uint32_t stream)
{
	struct dt_paint_data *data = DT_LIST_ADD(&p->data, struct dt_paint_data);
	size_t most;

	if (!data || p->out.failed)
		return false;
	if (!p->deflate)
		p->deflate = libdeflate_alloc_compressor(p->level);
	if (!p->deflate)
		return false;
	data->stream = stream;
	data->raw = p->out.n;
	most = libdeflate_zlib_compress_bound(p->deflate, p->out.n);
	data->at = malloc(most);
	data->n =
		data->at ? libdeflate_zlib_compress(p->deflate, p->out.at, p->out.n, data->at, most)
			 : 0;
	return data->n > 0;
}

static void drop_data(struct dt_painter *p)
{
	struct dt_paint_data *data = p->data.at;

	for (uint32_t i = 0; i < p->data.n; i++)
		free(data[i].at);
	dt_list_clear(&p->data);
}

static struct dt_span stream_fonts(struct dt_painter *p, uint32_t stream)
{
	const struct dt_paint_font *font = p->fonts.names.at;
	struct dt_list list = { 0 };
	struct dt_span span;

	for (uint32_t i = 0; i < p->fonts.names.n; i++, font++) {
		struct dt_painted_font *entry;

		if (font->stream != stream)
			continue;
		entry = DT_LIST_ADD(&list, struct dt_painted_font);
		if (!entry)
			break;
		entry->name = dt_payload_text(&p->payload, font->name, strlen(font->name));
		entry->face = font->face;
		entry->object = font->object;
	}
	span = dt_payload_list(&p->payload, &list);
	dt_list_free(&list);
	return span;
}

/* Index among the page's painted streams. */
static uint32_t painted_index(const struct dt_painter *p, uint32_t stream)
{
	const struct dt_paint_data *data = p->data.at;

	for (uint32_t i = 0; i < p->data.n; i++)
		if (data[i].stream == stream)
			return i;
	return DT_NONE;
}

static struct dt_span put_streams(struct dt_painter *p)
{
	const struct dt_scan_stream *streams = p->base.scan.streams.at;
	const struct dt_paint_data *data = p->data.at;
	struct dt_list list = { 0 };
	struct dt_span span;
	char name[32];

	for (uint32_t i = 0; i < p->data.n; i++, data++) {
		const struct dt_scan_stream *source = &streams[data->stream];
		struct dt_painted_stream *painted = DT_LIST_ADD(&list, struct dt_painted_stream);

		if (!painted)
			break;
		painted->parent = DT_NONE;
		if (source->parent != DT_NONE) {
			painted->parent = painted_index(p, source->parent);
			painted->object = (uint32_t)source->object;
			dt_paint_kid_name(p, data->stream, name, sizeof(name));
			painted->name = dt_payload_text(&p->payload, name, strlen(name));
		}
		painted->data = dt_payload_text(&p->payload, data->at, data->n);
		painted->raw_length = (uint32_t)data->raw;
		painted->fonts = stream_fonts(p, data->stream);
	}
	span = dt_payload_list(&p->payload, &list);
	dt_list_free(&list);
	return span;
}

static struct dt_span put_faces(struct dt_painter *p, const struct dt_page_set *set)
{
	const struct dt_face *face = DT_AT(set, struct dt_face, set->faces);
	struct dt_list list = { 0 };
	struct dt_span span;

	for (uint32_t i = 0; i < set->faces.count; i++, face++) {
		struct dt_face *copy = DT_LIST_ADD(&list, struct dt_face);

		if (!copy)
			break;
		*copy = *face;
		copy->path =
			dt_payload_text(&p->payload, DT_TEXT(set, face->path), face->path.count);
		copy->name =
			dt_payload_text(&p->payload, DT_TEXT(set, face->name), face->name.count);
	}
	span = dt_payload_list(&p->payload, &list);
	dt_list_free(&list);
	return span;
}

static struct dt_span put_glyphs(struct dt_painter *p)
{
	struct dt_painted_glyph *glyph = p->fonts.glyphs.at;

	for (uint32_t i = 0; i < p->fonts.glyphs.n; i++, glyph++)
		glyph->text = dt_payload_text(&p->payload,
					      (const char *)p->fonts.text.at + glyph->text.offset,
					      glyph->text.count);
	return dt_payload_list(&p->payload, &p->fonts.glyphs);
}

/* Points of quads, page space to default user space. */
static struct dt_span put_links(struct dt_painter *p, const struct dt_page_set *set)
{
	const struct dt_set_link *link = DT_AT(set, struct dt_set_link, set->links);
	struct dt_matrix64 m = dt_pen_inverse(&p->base.scan.to_page);
	struct dt_list list = { 0 }, points = { 0 };
	struct dt_span span;

	for (uint32_t i = 0; i < set->links.count; i++, link++) {
		const struct dt_point *point = DT_AT(set, struct dt_point, link->quads);
		struct dt_set_link *copy = DT_LIST_ADD(&list, struct dt_set_link);

		dt_list_clear(&points);
		for (uint32_t k = 0; k < link->quads.count; k++, point++) {
			struct dt_point *to = DT_LIST_ADD(&points, struct dt_point);

			if (!to)
				break;
			to->x = (float)(m.a * (double)point->x + m.c * (double)point->y + m.e);
			to->y = (float)(m.b * (double)point->x + m.d * (double)point->y + m.f);
		}
		if (!copy)
			break;
		copy->annotation = link->annotation;
		copy->quads = dt_payload_list(&p->payload, &points);
	}
	span = dt_payload_list(&p->payload, &list);
	dt_list_free(&list);
	dt_list_free(&points);
	return span;
}

static void build_payload(struct dt_painter *p, const struct dt_page_set *set)
{
	struct dt_painted head = { .number = set->number }, *at;

	dt_payload_start(&p->payload, sizeof(struct dt_painted));
	if (p->data.n) {
		head.streams = put_streams(p);
		head.faces = put_faces(p, set);
		head.glyphs = put_glyphs(p);
	}
	head.links = put_links(p, set);
	head.target_lang = dt_payload_text(&p->payload, DT_TEXT(set, set->target_lang),
					   set->target_lang.count);
	at = DT_PAYLOAD_HEAD(&p->payload, struct dt_painted);
	if (at)
		*at = head;
}

/* Faces that the page names, opened by the lane; text of one that cannot be is lost. */
static dt_status open_faces(struct dt_painter *p, const struct dt_page_set *set,
			    struct dt_error *err)
{
	const struct dt_face *face = DT_AT(set, struct dt_face, set->faces);

	dt_list_clear(&p->faces);
	for (uint32_t i = 0; i < set->faces.count; i++, face++) {
		uint32_t *slot = DT_LIST_ADD(&p->faces, uint32_t);

		if (!slot)
			return dt_fail(err, DT_E_SYSTEM, "out of memory for fonts");
		*slot = dt_face_open(&p->widths, DT_TEXT(set, face->path), face->index);
		if (*slot == DT_NONE)
			return dt_fail(err, DT_E_SYSTEM, "font file \"%s\" cannot be opened",
				       DT_TEXT(set, face->path));
	}
	return DT_OK;
}

static void tell_losses(const struct dt_painter *p, const struct dt_call *call)
{
	char text[200];
	struct dt_note note = { .size = sizeof(note),
				.level = DT_NOTE_FAULT,
				.text = text,
				.page = p->plan.set->number };

	if (p->plan.locked) {
		snprintf(
			text, sizeof(text),
			"%u glyphs were to be replaced but cannot be taken out: they stay under the "
			"new text",
			p->plan.locked);
		note.code = "pdf.locked";
		call->host->note(call, &note);
	}
	if (p->lost || p->plan.unplaced) {
		snprintf(text, sizeof(text), "%u glyphs and %u pieces of text could not be painted",
			 p->lost, p->plan.unplaced);
		note.code = "pdf.lost";
		call->host->note(call, &note);
	}
}

dt_status dt_paint_page(struct dt_painter *p, const struct dt_call *call,
			const struct dt_page_set *set, struct dt_error *err)
{
	bool whole = true;

	if (p->base.scan.glyphs.n != set->n_glyphs)
		return dt_fail(err, DT_E_BUG,
			       "page %u has %u glyphs, but its page.set speaks of %u",
			       set->number + 1, p->base.scan.glyphs.n, set->n_glyphs);
	if (open_faces(p, set, err) != DT_OK)
		return err->status;
	p->lost = 0;
	dt_paint_fonts_start(&p->fonts);
	p->pen.out = &p->out;
	p->pen.scan = &p->base.scan;
	p->pen.fonts = &p->fonts;
	p->pen.ctx = p->base.doc.wall.ctx;
	whole = dt_plan_make(&p->plan, &p->base.scan, set);
	for (uint32_t i = 0; whole && i < p->base.scan.streams.n; i++)
		if (dt_plan_changes(&p->plan, i)) {
			dt_paint_stream(p, i);
			whole = deflate_stream(p, i);
		}
	if (whole) {
		build_payload(p, set);
		tell_losses(p, call);
	} else {
		dt_fail(err, DT_E_SYSTEM, "out of memory for the content of page %u",
			set->number + 1);
	}
	drop_data(p);
	return err->status;
}
