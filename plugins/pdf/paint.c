/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "paint.h"

#include "lane.h"
#include "painter.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

struct paint_lane {
	struct dt_lane base;
	struct dt_page_list pages;
	unsigned opened; /* dt_lane.opened that pages belongs to */
	struct dt_advances advances;
	struct dt_painter painter;
	struct dt_payload payload;
	struct dt_list streams, glyphs, faces, links;
	struct libdeflate_compressor *deflate;
	char *packed;
	size_t packed_room;
	uint32_t *stamps[64]; /* by face of the page: page stamp by glyph id */
	uint32_t stamp;
};

dt_status dt_paint_open(const struct dt_call *call, const void *options, void **self,
			struct dt_error *err)
{
	(void)call;
	(void)err;
	*self = (void *)(uintptr_t)options; /* they live as long as self */
	return DT_OK;
}

dt_status dt_paint_lane_open(const struct dt_call *call, void **at, struct dt_error *err)
{
	const struct dt_paint_options *options = call->self;
	struct paint_lane *lane = calloc(1, sizeof(*lane));

	if (lane)
		lane->deflate = libdeflate_alloc_compressor((int)options->compression);
	if (!lane || !lane->deflate) {
		free(lane);
		return dt_fail(err, DT_E_SYSTEM, "out of memory for a lane");
	}
	lane->base.scan.record = true;
	*at = lane;
	return DT_OK;
}

void dt_paint_lane_close(void *self, void *at)
{
	struct paint_lane *lane = at;

	(void)self;
	dt_lane_free(&lane->base);
	dt_pages_free(&lane->pages);
	dt_advances_free(&lane->advances);
	dt_painter_free(&lane->painter);
	dt_payload_free(&lane->payload);
	dt_list_free(&lane->streams);
	dt_list_free(&lane->glyphs);
	dt_list_free(&lane->faces);
	dt_list_free(&lane->links);
	libdeflate_free_compressor(lane->deflate);
	free(lane->packed);
	for (size_t i = 0; i < DT_COUNT(lane->stamps); i++)
		free(lane->stamps[i]);
	free(lane);
}

static dt_status enter(struct paint_lane *lane, const struct dt_call *call, struct dt_error *err)
{
	const struct dt_paint_options *options = call->self;

	if (dt_lane_enter(&lane->base, NULL, call, DT_PAINT_IN_FILE, (size_t)options->memory,
			  err) != DT_OK)
		return err->status;
	if (lane->opened == lane->base.opened)
		return DT_OK;
	dt_pages_free(&lane->pages);
	if (dt_pages_load(lane->base.doc, call, &lane->pages, err) != DT_OK)
		return err->status;
	lane->opened = lane->base.opened;
	return DT_OK;
}

/* ---- the payload ---- */

static dt_status pack(struct paint_lane *lane, struct dt_painted_stream *stream,
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

static struct dt_span tell_fonts(struct paint_lane *lane)
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

/* Streams with edits, and only those, parents first as the scan has them. */
static dt_status tell_streams(struct paint_lane *lane, struct dt_error *err)
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
		told->fonts = tell_fonts(lane);
	}
	free(places);
	return status;
}

/* Each glyph of each face once. */
static bool tell_glyphs(struct paint_lane *lane)
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
			uint32_t *seen = &lane->stamps[slot][glyphs[k].id & 0xffff];
			struct dt_painted_glyph *told;

			if (*seen == lane->stamp && set->faces.count <= DT_COUNT(lane->stamps))
				continue;
			*seen = lane->stamp;
			told = DT_LIST_ADD(&lane->glyphs, struct dt_painted_glyph);
			if (!told)
				return false;
			told->face = face;
			told->id = glyphs[k].id;
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

static bool tell_faces(struct paint_lane *lane)
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
	return true;
}

/* Points of links from page space to the page's default user space. */
static bool tell_links(struct paint_lane *lane, const struct dt_page_entry *page)
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

/* ---- a page ---- */

static bool open_faces(struct paint_lane *lane, struct dt_error *err)
{
	struct dt_painter *painter = &lane->painter;
	const struct dt_page_set *set = painter->set;
	const struct dt_face *faces = DT_AT(set, struct dt_face, set->faces);

	if (set->faces.count > painter->room_faces) {
		free(painter->faces);
		painter->faces = calloc(set->faces.count, sizeof(struct dt_face_advances *));
		painter->room_faces = painter->faces ? set->faces.count : 0;
		if (!painter->faces)
			return false;
	}
	/* opening may empty a full cache: start over with it once */
	for (uint32_t i = 0; i < set->faces.count; i++) {
		uint32_t before = painter->advances->n;

		painter->faces[i] = dt_advances_face(painter->advances, DT_TEXT(set, faces[i].path),
						     faces[i].index, err);
		if (!painter->faces[i])
			return false;
		if (painter->advances->n < before)
			i = UINT32_MAX; /* the faces before it were closed */
	}
	return true;
}

static dt_status make_streams(struct paint_lane *lane, const struct dt_page_entry *page,
			      struct dt_error *err)
{
	struct dt_painter *painter = &lane->painter;
	dt_status status;

	if (!open_faces(lane, err) || !dt_plan(painter))
		return dt_fail(err, DT_E_SYSTEM, "out of memory for painting");
	status = tell_streams(lane, err);
	if (status != DT_OK)
		return status;
	if (lane->streams.n && (!tell_faces(lane) || !tell_glyphs(lane)))
		return dt_fail(err, DT_E_SYSTEM, "out of memory for painting");
	if (!tell_links(lane, page))
		return dt_fail(err, DT_E_SYSTEM, "out of memory for links");
	return DT_OK;
}

/* MuPDF is asked for names of resources: broken ones may throw. */
static dt_status guarded_streams(struct paint_lane *lane, const struct dt_page_entry *page,
				 uint32_t number, struct dt_error *err)
{
	fz_context *ctx = lane->base.doc->wall.ctx;
	dt_status status = DT_OK;

	fz_var(status);
	fz_try(ctx)
	{
		status = make_streams(lane, page, err);
	}
	fz_catch(ctx)
	{
		status = dt_wall_fail(&lane->base.doc->wall, err, "cannot paint page %u",
				      number + 1);
	}
	return status;
}

static void finish_payload(struct paint_lane *lane)
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
	at = DT_PAYLOAD_HEAD(payload, struct dt_painted);
	if (at)
		*at = head;
}

static void clear(struct paint_lane *lane)
{
	dt_payload_start(&lane->payload, sizeof(struct dt_painted));
	dt_list_clear(&lane->streams);
	dt_list_clear(&lane->faces);
	dt_list_clear(&lane->glyphs);
	dt_list_clear(&lane->links);
}

static void tell_lost(const struct dt_call *call, const struct dt_painter *painter)
{
	struct dt_note note = { .size = sizeof(note),
				.level = DT_NOTE_FAULT,
				.code = "pdf.not-painted",
				.page = painter->set->number };
	char text[120];

	if (!painter->lost)
		return;
	snprintf(text, sizeof(text), "%u pieces of text have no place where they can be painted",
		 painter->lost);
	note.text = text;
	call->host->note(call, &note);
}

dt_status dt_paint_run(const struct dt_call *call, struct dt_error *err)
{
	struct paint_lane *lane = call->lane;
	struct dt_painter *painter = &lane->painter;
	const struct dt_page_set *set = call->host->input(call, DT_PAINT_IN_SET, NULL);
	const struct dt_page_entry *page;

	if (!set)
		return dt_fail(err, DT_E_BUG, "no page at input %u", DT_PAINT_IN_SET);
	if (enter(lane, call, err) != DT_OK)
		return err->status;
	if (set->number >= lane->pages.n)
		return dt_fail(err, DT_E_BUG, "page %u of %u", set->number + 1, lane->pages.n);
	page = &lane->pages.at[set->number];
	if (dt_lane_scan(&lane->base, page, err) != DT_OK)
		return err->status;
	if (lane->base.scan.glyphs.n != set->n_glyphs)
		return dt_fail(err, DT_E_BUG, "page %u had %u glyphs and has %u now",
			       set->number + 1, set->n_glyphs, lane->base.scan.glyphs.n);
	painter->call = call;
	painter->doc = lane->base.doc;
	painter->scan = &lane->base.scan;
	painter->set = set;
	painter->advances = &lane->advances;
	painter->lost = 0;
	clear(lane);
	if (guarded_streams(lane, page, set->number, err) != DT_OK)
		return err->status;
	finish_payload(lane);
	tell_lost(call, painter);
	return dt_payload_output(&lane->payload, call, DT_PAINT_OUT_PAGE, err);
}
