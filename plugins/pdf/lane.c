/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "lane.h"

#include <string.h>

/* MuPDF keeps every object that it has read.  Emptying costs reading the object streams
 * again, so it is done by pages and by size. */
#define PAGES_BETWEEN 64
#define SIZE_WORTH_IT ((size_t)24 << 20)

static void let_go(struct dt_lane *lane)
{
	if (lane->doc.pdf) {
		dt_scan_release(&lane->scan, &lane->doc);
		dt_scan_caches_free(&lane->caches, &lane->doc);
	}
	dt_document_close(&lane->doc);
	lane->pages = 0;
}

dt_status dt_lane_enter(struct dt_lane *lane, const struct dt_call *call, uint32_t port,
			size_t limit, struct dt_error *err)
{
	if (lane->doc.pdf && !dt_document_serves(&lane->doc, call))
		let_go(lane);
	return dt_document_open(&lane->doc, call, port, limit, err);
}

static void empty_cache(struct dt_lane *lane)
{
	fz_context *ctx = lane->doc.wall.ctx;

	fz_try(ctx)
	{
		pdf_clear_xref(ctx, lane->doc.pdf);
	}
	fz_catch(ctx)
	{
		/* then they stay */
	}
	lane->pages = 0;
}

dt_status dt_lane_scan(struct dt_lane *lane, const struct dt_page_entry *page,
		       struct dt_error *err)
{
	dt_scan_release(&lane->scan, &lane->doc);
	if (++lane->pages > PAGES_BETWEEN && lane->doc.wall.used > SIZE_WORTH_IT)
		empty_cache(lane);
	return dt_scan_page(&lane->scan, &lane->caches, &lane->doc, page, err);
}

void dt_lane_free(struct dt_lane *lane)
{
	let_go(lane);
	dt_scan_free(&lane->scan);
}
