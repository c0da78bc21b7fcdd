/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "page_content.h"

#include <string.h>

static void tell_fonts(const struct dt_scan *scan, struct dt_payload *payload,
		       struct dt_list *fonts)
{
	struct dt_pdf_font *const *from = scan->fonts.at;

	for (uint32_t i = 0; i < scan->fonts.n; i++) {
		struct dt_font *to = DT_LIST_ADD(fonts, struct dt_font);

		if (!to)
			return; /* the list has failed, and so will the payload */
		to->name = dt_payload_text(payload, from[i]->name, strlen(from[i]->name));
		to->flags = from[i]->flags;
		to->object = (uint32_t)from[i]->object;
		to->ascent = from[i]->ascent;
		to->descent = from[i]->descent;
		to->weight = from[i]->weight;
	}
}

static void tell_marks(const struct dt_scan *scan, const struct dt_list *owners,
		       struct dt_payload *payload, struct dt_list *marks)
{
	const struct dt_scan_mark *from = scan->marks.at;
	const char *names = scan->names.at;

	for (uint32_t i = 0; i < scan->marks.n; i++) {
		struct dt_mark *to = DT_LIST_ADD(marks, struct dt_mark);

		if (!to)
			return;
		to->tag = dt_payload_text(payload, names + from[i].tag, from[i].tag_length);
		to->parent = from[i].parent;
		to->mcid = from[i].mcid;
		to->element = i < owners->n ? ((const uint32_t *)owners->at)[i] : DT_NONE;
		to->flags = from[i].flags;
		if (from[i].flags & DT_MARK_ACTUAL_TEXT)
			to->actual_text = dt_payload_text(payload, names + from[i].actual,
							  from[i].actual_length);
	}
}

static uint32_t page_flags(const struct dt_scan *scan, const struct dt_list *elements)
{
	const struct dt_glyph *glyphs = scan->glyphs.at;
	uint32_t unmapped = 0, flags = elements->n ? DT_PAGE_TAGGED : 0;

	for (uint32_t i = 0; i < scan->glyphs.n; i++)
		unmapped += (glyphs[i].flags & DT_GLYPH_UNMAPPED) != 0;
	if (unmapped > scan->glyphs.n / 2)
		flags |= DT_PAGE_GARBLED;
	return flags;
}

/* Structure and annotations are extras: what is broken in them is left out. */
static void read_extras(struct dt_document *doc, const struct dt_page_entry *page,
			const struct dt_scan *scan, const struct dt_tag_order *order,
			struct dt_content_lists *lists, struct dt_payload *payload)
{
	fz_context *ctx = doc->wall.ctx;

	fz_try(ctx)
	{
		if (order->n && scan->marks.n)
			dt_tags_page(doc, order, scan, payload, &lists->elements, &lists->owners);
	}
	fz_catch(ctx)
	{
		if (doc->wall.over || doc->wall.cancelled || fz_caught(ctx) == FZ_ERROR_MEMORY)
			fz_rethrow(ctx);
		dt_list_clear(&lists->elements);
		dt_list_clear(&lists->owners);
	}
	fz_try(ctx)
	{
		dt_annotation_boxes(doc, page, &scan->to_page, payload, &lists->annotations,
				    &lists->quads);
	}
	fz_catch(ctx)
	{
		if (doc->wall.over || doc->wall.cancelled || fz_caught(ctx) == FZ_ERROR_MEMORY)
			fz_rethrow(ctx);
	}
}

static void clear(struct dt_content_lists *lists)
{
	dt_list_clear(&lists->fonts);
	dt_list_clear(&lists->marks);
	dt_list_clear(&lists->elements);
	dt_list_clear(&lists->owners);
	dt_list_clear(&lists->annotations);
}

void dt_page_content(struct dt_document *doc, const struct dt_page_entry *page, uint32_t number,
		     const struct dt_scan *scan, struct dt_scan_caches *caches,
		     const struct dt_tag_order *order, const char *label,
		     struct dt_content_lists *lists, struct dt_payload *payload)
{
	struct dt_page_content head = { .number = number };
	struct dt_page_content *at;
	float width, height;
	fz_matrix m = dt_page_to_pdf(page, &width, &height);

	clear(lists);
	dt_payload_start(payload, sizeof(head));
	read_extras(doc, page, scan, order, lists, payload);
	tell_fonts(scan, payload, &lists->fonts);
	tell_marks(scan, &lists->owners, payload, &lists->marks);
	head.width = width;
	head.height = height;
	head.to_pdf = (struct dt_matrix){ m.a, m.b, m.c, m.d, m.e, m.f };
	head.flags = page_flags(scan, &lists->elements);
	head.text = dt_payload_text(payload, scan->text.at, scan->text.n);
	head.glyphs = dt_payload_list(payload, &scan->glyphs);
	head.looks = dt_payload_list(payload, &scan->looks);
	head.fonts = dt_payload_list(payload, &lists->fonts);
	head.marks = dt_payload_list(payload, &lists->marks);
	head.elements = dt_payload_list(payload, &lists->elements);
	head.graphics = dt_payload_list(payload, &scan->graphics);
	head.annotations = dt_payload_list(payload, &lists->annotations);
	dt_asides_read(&lists->asides, doc, page, scan, caches, payload);
	head.asides = dt_payload_list(payload, &lists->asides.list);
	head.label = dt_payload_text(payload, label, strlen(label));
	at = DT_PAYLOAD_HEAD(payload, struct dt_page_content);
	if (at)
		*at = head;
}

void dt_content_lists_free(struct dt_content_lists *lists)
{
	dt_list_free(&lists->fonts);
	dt_list_free(&lists->marks);
	dt_list_free(&lists->elements);
	dt_list_free(&lists->owners);
	dt_list_free(&lists->annotations);
	dt_list_free(&lists->quads);
	dt_asides_free(&lists->asides);
}
