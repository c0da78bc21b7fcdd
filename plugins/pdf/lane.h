/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * lane.h - what a lane of pdf.parse and of pdf.paint has: its own opened document, the
 * caches that belong to it, and memory that is kept from page to page. [lane]
 */
#ifndef DT_PDF_LANE_H
#define DT_PDF_LANE_H

#include "scan.h"

/* A document that begin has opened, for the first lane that comes: opening a large one
 * again costs as much as reading a hundred pages. */
typedef _Atomic(struct dt_document *) dt_spare_document;

struct dt_lane {
	struct dt_document *doc; /* NULL until the first job */
	unsigned opened;	 /* grows with every document */
	struct dt_scan_caches caches;
	struct dt_scan scan;
	unsigned pages;	    /* since the object cache was emptied */
	size_t cache_limit; /* of memory, 0: not known yet */
};

/* The lane's document is that of the call's job after this, or an error.  spare may be NULL. */
dt_status dt_lane_enter(struct dt_lane *lane, dt_spare_document *spare, const struct dt_call *call,
			uint32_t port, size_t limit, struct dt_error *err);
/* A closed document, and the end of one; NULL without memory. */
struct dt_document *dt_spare_new(void);
void dt_spare_free(struct dt_document *doc); /* closes it; takes NULL */
/* Scans a page; now and then it drops objects that MuPDF has cached. */
dt_status dt_lane_scan(struct dt_lane *lane, const struct dt_page_entry *page,
		       struct dt_error *err);
void dt_lane_free(struct dt_lane *lane);

#endif /* DT_PDF_LANE_H */
