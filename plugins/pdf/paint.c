/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "paint.h"

#include "paint_lane.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

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
	struct dt_paint_lane *lane = calloc(1, sizeof(*lane));

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
	struct dt_paint_lane *lane = at;

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

static dt_status enter(struct dt_paint_lane *lane, const struct dt_call *call, struct dt_error *err)
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

static bool open_faces(struct dt_paint_lane *lane, struct dt_error *err)
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
	dt_advances_page(painter->advances, set->faces.count);
	for (uint32_t i = 0; i < set->faces.count; i++) {
		painter->faces[i] = dt_advances_face(painter->advances, DT_TEXT(set, faces[i].path),
						     faces[i].index, err);
		if (!painter->faces[i])
			return false;
	}
	return true;
}

static dt_status make_streams(struct dt_paint_lane *lane, const struct dt_page_entry *page,
			      struct dt_error *err)
{
	struct dt_painter *painter = &lane->painter;
	dt_status status;

	if (!open_faces(lane, err) || !dt_plan(painter))
		return dt_fail(err, DT_E_SYSTEM, "out of memory for painting");
	status = dt_tell_streams(lane, err);
	if (status != DT_OK)
		return status;
	if (lane->streams.n && (!dt_tell_faces(lane) || !dt_tell_glyphs(lane)))
		return dt_fail(err, DT_E_SYSTEM, "out of memory for painting");
	if (!dt_tell_links(lane, page))
		return dt_fail(err, DT_E_SYSTEM, "out of memory for links");
	return DT_OK;
}

/* MuPDF is asked for names of resources: broken ones may throw. */
static dt_status guarded_streams(struct dt_paint_lane *lane, const struct dt_page_entry *page,
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
	struct dt_paint_lane *lane = call->lane;
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
	painter->lost = painter->untagged = 0;
	dt_painted_clear(lane);
	if (guarded_streams(lane, page, set->number, err) != DT_OK)
		return err->status;
	dt_painted_finish(lane);
	tell_lost(call, painter);
	if (dt_payload_output(&lane->payload, call, DT_PAINT_OUT_PAGE, err) != DT_OK)
		return err->status;
	dt_painted_keep(call, &lane->kept, lane->payload.at, lane->payload.used);
	return DT_OK;
}
