/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * lane.h - what a lane of pdf.parse and of pdf.paint has: its own opened document, the
 * caches that belong to it, and memory that is kept from page to page. [lane]
 */
#ifndef DT_PDF_LANE_H
#define DT_PDF_LANE_H

#include "scan.h"

struct dt_lane {
	struct dt_document doc;
	struct dt_scan_caches caches;
	struct dt_scan scan;
	unsigned pages; /* since the object cache was emptied */
};

/* The lane's document is that of the call's job after this, or an error. */
dt_status dt_lane_enter(struct dt_lane *lane, const struct dt_call *call, uint32_t port,
			size_t limit, struct dt_error *err);
/* Scans a page; now and then it drops objects that MuPDF has cached. */
dt_status dt_lane_scan(struct dt_lane *lane, const struct dt_page_entry *page,
		       struct dt_error *err);
void dt_lane_free(struct dt_lane *lane);

#endif /* DT_PDF_LANE_H */
