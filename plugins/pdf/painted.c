/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The payload of a painted page (painted.h): its streams, faces, glyphs and links. */
#include "config.h"

#include "paint_lane.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

static dt_status pack(struct dt_paint_lane *lane, struct dt_painted_stream *stream,
		      struct dt_error *err)
{
	const struct dt_bytes *out = &lane->painter.out;
	size_t bound, size;

	if (out->failed)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for a content stream");
	bound = libdeflate_zlib_compress_bound(lane->deflate, out->n);
	if (bound > lane->packed_room) {
		free(lane->packed);
		lane->packed = malloc(bound);
		lane->packed_room = lane->packed ? bound : 0;
		if (!lane->packed)
			return dt_fail(err, DT_E_SYSTEM, "out of memory for a content stream");
	}
	size = libdeflate_zlib_compress(lane->deflate, out->at, out->n, lane->packed, bound);
	if (!size || out->n > UINT32_MAX)
		return dt_fail(err, DT_E_BUG, "a content stream of %zu bytes cannot be packed",
			       out->n);
	stream->data = dt_payload_array(&lane->payload, lane->packed, size, 1);
	stream->raw_length = (uint32_t)out->n;
	return DT_OK;
}

static struct dt_span tell_fonts(struct dt_paint_lane *lane)
{
	const struct dt_stream_font *fonts = lane->painter.fonts.at;
	uint32_t n = lane->painter.fonts.n;
	struct dt_painted_font *told = calloc(n + 1, sizeof(*told));
	struct dt_span span = { 0, 0 };

	if (!told) {
		lane->payload.failed = true;
		return span;
	}
	for (uint32_t i = 0; i < n; i++) {
		const char *name = fonts[i].name + 1;

		told[i].name = dt_payload_text(&lane->payload, name, strlen(name));
		told[i].face = fonts[i].face;
		told[i].object = fonts[i].object;
	}
	span = dt_payload_array(&lane->payload, told, n, sizeof(*told));
	free(told);
	return span;
}

static struct dt_span tell_alphas(struct dt_paint_lane *lane)
{
	const struct dt_stream_alpha *alphas = lane->painter.alphas.at;
	uint32_t n = lane->painter.alphas.n;
	struct dt_painted_alpha *told = calloc(n + 1, sizeof(*told));
	struct dt_span span = { 0, 0 };

	if (!told) {
		lane->payload.failed = true;
		return span;
	}
	for (uint32_t i = 0; i < n; i++) {
		const char *name = alphas[i].name + 1;

		told[i].name = dt_payload_text(&lane->payload, name, strlen(name));
		told[i].fill = alphas[i].fill;
		told[i].stroke = alphas[i].stroke;
	}
	span = dt_payload_array(&lane->payload, told, n, sizeof(*told));
	free(told);
	return span;
}

/* Streams with edits, and only those, parents first as the scan has them. */
dt_status dt_tell_streams(struct dt_paint_lane *lane, struct dt_error *err)
{
	struct dt_painter *painter = &lane->painter;
	const struct dt_edit *edits = painter->edits.at;
	const struct dt_scan_stream *streams = painter->scan->streams.at;
	uint32_t *places = calloc(painter->scan->streams.n + 1, sizeof(*places));
	dt_status status = DT_OK;

	if (!places)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for streams");
	for (uint32_t i = 0; i < painter->edits.n && status == DT_OK;) {
		uint32_t s = edits[i].stream, first = i;
		struct dt_painted_stream *told =
			DT_LIST_ADD(&lane->streams, struct dt_painted_stream);
		char name[24];

		while (i < painter->edits.n && edits[i].stream == s)
			i++;
		if (!told) {
			status = dt_fail(err, DT_E_SYSTEM, "out of memory for streams");
			break;
		}
		places[s] = lane->streams.n - 1;
		told->parent = DT_NONE;
		if (streams[s].parent != DT_NONE) {
			told->parent = places[streams[s].parent];
			painter->stream = streams[s].parent;
			dt_form_name(painter, s, name, sizeof(name));
			told->name = dt_payload_text(&lane->payload, name + 1, strlen(name + 1));
		}
		told->object = (uint32_t)streams[s].object;
		dt_rewrite(painter, s, edits + first, i - first);
		status = pack(lane, told, err);
		if (status == DT_OK && !dt_replace_idle_fonts(painter))
			status = dt_fail(err, DT_E_SYSTEM, "out of memory for streams");
		told->fonts = tell_fonts(lane);
		told->alphas = tell_alphas(lane);
	}
	free(places);
	return status;
}

/* Each glyph of each face once. */
bool dt_tell_glyphs(struct dt_paint_lane *lane)
{
	const struct dt_page_set *set = lane->painter.set;
	const struct dt_set_item *items = DT_AT(set, struct dt_set_item, set->items);

	lane->stamp++;
	for (uint32_t i = 0; i < set->items.count; i++) {
		const struct dt_set_glyph *glyphs =
			DT_AT(set, struct dt_set_glyph, items[i].glyphs);
		uint32_t face = items[i].face, slot = face % DT_COUNT(lane->stamps);

		if (items[i].kind != DT_SET_GLYPHS || face >= set->faces.count)
			continue;
		if (!lane->stamps[slot])
			lane->stamps[slot] = calloc(65536, sizeof(uint32_t));
		if (!lane->stamps[slot])
			return false;
		for (uint32_t k = 0; k < items[i].glyphs.count; k++) {
			uint32_t code = glyphs[k].code ? glyphs[k].code : glyphs[k].id;
			uint32_t *seen = &lane->stamps[slot][code & 0xffff];
			struct dt_painted_glyph *told;

			if (*seen == lane->stamp && set->faces.count <= DT_COUNT(lane->stamps))
				continue;
			*seen = lane->stamp;
			told = DT_LIST_ADD(&lane->glyphs, struct dt_painted_glyph);
			if (!told)
				return false;
			told->face = face;
			told->id = glyphs[k].id;
			told->code = code;
			if (glyphs[k].text_length &&
			    glyphs[k].text + glyphs[k].text_length <= items[i].text.count)
				told->text = dt_payload_text(&lane->payload,
							     DT_TEXT(set, items[i].text) +
								     glyphs[k].text,
							     glyphs[k].text_length);
		}
	}
	return true;
}

/* Is the source's text that an item stands for in a font that is not embedded? */
static bool is_loose(const struct dt_scan *scan, const struct dt_set_item *item)
{
	const struct dt_glyph *glyphs = scan->glyphs.at;
	const struct dt_look *looks = scan->looks.at;
	struct dt_pdf_font *const *fonts = scan->fonts.at;

	return item->look < scan->glyphs.n &&
	       !(fonts[looks[glyphs[item->look].look].font]->flags & DT_FONT_EMBEDDED);
}

static void mark_embedded(struct dt_paint_lane *lane)
{
	const struct dt_page_set *set = lane->painter.set;
	const struct dt_set_item *items = DT_AT(set, struct dt_set_item, set->items);
	struct dt_face *faces = lane->faces.at;

	for (uint32_t i = 0; i < set->items.count; i++)
		if (items[i].kind == DT_SET_GLYPHS && items[i].face < set->faces.count &&
		    !(faces[items[i].face].flags & DT_PAINTED_EMBED) &&
		    !is_loose(lane->painter.scan, &items[i]))
			faces[items[i].face].flags |= DT_PAINTED_EMBED;
}

bool dt_tell_faces(struct dt_paint_lane *lane)
{
	const struct dt_page_set *set = lane->painter.set;
	const struct dt_face *faces = DT_AT(set, struct dt_face, set->faces);

	for (uint32_t i = 0; i < set->faces.count; i++) {
		struct dt_face *to = DT_LIST_ADD(&lane->faces, struct dt_face);

		if (!to)
			return false;
		*to = faces[i];
		to->path = dt_payload_text(&lane->payload, DT_TEXT(set, faces[i].path),
					   faces[i].path.count);
		to->name = dt_payload_text(&lane->payload, DT_TEXT(set, faces[i].name),
					   faces[i].name.count);
	}
	mark_embedded(lane);
	return true;
}

/* Points of links from page space to the page's default user space. */
bool dt_tell_links(struct dt_paint_lane *lane, const struct dt_page_entry *page)
{
	const struct dt_page_set *set = lane->painter.set;
	const struct dt_set_link *links = DT_AT(set, struct dt_set_link, set->links);
	float width, height;
	fz_matrix m = dt_page_to_pdf(page, &width, &height);

	for (uint32_t i = 0; i < set->links.count; i++) {
		const struct dt_point *quads = DT_AT(set, struct dt_point, links[i].quads);
		struct dt_set_link *to = DT_LIST_ADD(&lane->links, struct dt_set_link);
		struct dt_point *points;

		if (!to)
			return false;
		to->annotation = links[i].annotation;
		to->quads = dt_payload_array(&lane->payload, quads, links[i].quads.count,
					     sizeof(*quads));
		if (lane->payload.failed)
			return false;
		points = (struct dt_point *)(void *)(lane->payload.at + to->quads.offset);
		for (uint32_t k = 0; k < to->quads.count; k++) {
			fz_point p = fz_transform_point_xy(quads[k].x, quads[k].y, m);

			points[k] = (struct dt_point){ p.x, p.y };
		}
	}
	return true;
}

void dt_painted_finish(struct dt_paint_lane *lane)
{
	struct dt_payload *payload = &lane->payload;
	const struct dt_page_set *set = lane->painter.set;
	struct dt_painted head = { .number = set->number }, *at;

	head.streams = dt_payload_list(payload, &lane->streams);
	head.faces = dt_payload_list(payload, &lane->faces);
	head.glyphs = dt_payload_list(payload, &lane->glyphs);
	head.links = dt_payload_list(payload, &lane->links);
	head.target_lang =
		dt_payload_text(payload, DT_TEXT(set, set->target_lang), set->target_lang.count);
	head.untagged = lane->painter.untagged;
	at = DT_PAYLOAD_HEAD(payload, struct dt_painted);
	if (at)
		*at = head;
}

void dt_painted_clear(struct dt_paint_lane *lane)
{
	dt_payload_start(&lane->payload, sizeof(struct dt_painted));
	dt_list_clear(&lane->streams);
	dt_list_clear(&lane->faces);
	dt_list_clear(&lane->glyphs);
	dt_list_clear(&lane->links);
}
