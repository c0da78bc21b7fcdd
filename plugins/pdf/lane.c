/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "lane.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* MuPDF keeps every object that it has read.  Emptying costs reading the object streams
 * again, so it is done by pages and by size. */
#define PAGES_BETWEEN 4
#define CACHE_GROWTH  ((size_t)256 << 10)

struct dt_document *dt_spare_new(void)
{
	return calloc(1, sizeof(struct dt_document));
}

void dt_spare_free(struct dt_document *doc)
{
	if (doc)
		dt_document_close(doc);
	free(doc);
}

static void let_go(struct dt_lane *lane)
{
	if (lane->doc && lane->doc->pdf) {
		dt_scan_release(&lane->scan, lane->doc);
		dt_scan_caches_free(&lane->caches, lane->doc);
	}
	dt_spare_free(lane->doc);
	lane->doc = NULL;
	lane->pages = 0;
	lane->cache_limit = 0;
}

dt_status dt_lane_enter(struct dt_lane *lane, dt_spare_document *spare, const struct dt_call *call,
			uint32_t port, size_t limit, struct dt_error *err)
{
	if (lane->doc && !dt_document_serves(lane->doc, call))
		let_go(lane);
	if (!lane->doc) {
		lane->opened++;
		lane->doc = spare ? atomic_exchange(spare, NULL) : NULL;
	}
	if (!lane->doc)
		lane->doc = dt_spare_new();
	if (!lane->doc)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for a document");
	return dt_document_open(lane->doc, call, port, limit, err);
}

static void empty_cache(struct dt_lane *lane)
{
	dt_document_purge(lane->doc);
	lane->pages = 0;
	lane->cache_limit = lane->doc->wall.used + CACHE_GROWTH;
}

dt_status dt_lane_scan(struct dt_lane *lane, const struct dt_page_entry *page, struct dt_error *err)
{
	dt_scan_release(&lane->scan, lane->doc);
	dt_ready_release(lane->doc);
	if (!lane->cache_limit ||
	    (++lane->pages > PAGES_BETWEEN && lane->doc->wall.used > lane->cache_limit))
		empty_cache(lane);
	return dt_scan_page(&lane->scan, &lane->caches, lane->doc, page, err);
}

void dt_lane_free(struct dt_lane *lane)
{
	let_go(lane);
	dt_scan_free(&lane->scan);
}
