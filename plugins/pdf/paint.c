/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "paint.h"

#include "painter.h"

#include <libdeflate.h>
#include <stdlib.h>

dt_status dt_paint_open(const struct dt_call *call, const void *options, void **self,
			struct dt_error *err)
{
	(void)call;
	(void)err;
	*self = (void *)(uintptr_t)options; /* they live as long as self */
	return DT_OK;
}

dt_status dt_paint_lane_open(const struct dt_call *call, void **lane, struct dt_error *err)
{
	const struct dt_paint_options *options = call->self;
	struct dt_painter *p = calloc(1, sizeof(*p));

	if (!p)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for a lane");
	p->base.scan.record = true;
	p->level = (int)options->compression;
	*lane = p;
	return DT_OK;
}

void dt_paint_lane_close(void *self, void *at)
{
	struct dt_painter *p = at;

	(void)self;
	dt_lane_free(&p->base);
	dt_face_widths_free(&p->widths);
	dt_paint_fonts_free(&p->fonts);
	dt_plan_free(&p->plan);
	dt_out_free(&p->out);
	dt_list_free(&p->faces);
	dt_list_free(&p->codes);
	dt_list_free(&p->data);
	dt_payload_free(&p->payload);
	libdeflate_free_compressor(p->deflate);
	free(p);
}

dt_status dt_paint_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
			 struct dt_error *err)
{
	const struct dt_paint_options *options = call->self;
	struct dt_page_list *pages = calloc(1, sizeof(*pages));
	struct dt_document doc = { 0 };
	dt_status status;

	(void)n_pages;
	if (!pages)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for a job");
	status = dt_document_open(&doc, call, DT_PAINT_IN_FILE, (size_t)options->memory, err);
	if (status == DT_OK)
		status = dt_pages_walk(&doc, pages, err);
	dt_document_close(&doc);
	if (status != DT_OK) {
		dt_paint_drop(call->self, pages);
		return status;
	}
	*state = pages;
	return DT_OK;
}

void dt_paint_drop(void *self, void *state)
{
	struct dt_page_list *pages = state;

	(void)self;
	dt_pages_free(pages);
	free(pages);
}

dt_status dt_paint_run(const struct dt_call *call, struct dt_error *err)
{
	const struct dt_paint_options *options = call->self;
	const struct dt_page_list *pages = call->state;
	const struct dt_page_set *set = call->host->input(call, DT_PAINT_IN_SET, NULL);
	struct dt_painter *p = call->lane;
	dt_status status;

	if (!set || set->number >= pages->n)
		return dt_fail(err, DT_E_BUG, "no page.set for a page of the document");
	status = dt_lane_enter(&p->base, call, DT_PAINT_IN_FILE, (size_t)options->memory, err);
	if (status == DT_OK)
		status = dt_lane_scan(&p->base, &pages->at[set->number], err);
	if (status == DT_OK)
		status = dt_paint_page(p, call, set, err);
	if (status != DT_OK)
		return status;
	return dt_payload_output(&p->payload, call, DT_PAINT_OUT_PAGE, err);
}
