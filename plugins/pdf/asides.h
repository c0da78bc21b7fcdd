/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * asides.h - text that a page shows and that is not in its content streams: in tiling patterns
 * and soft masks that it paints with, in appearances of annotations and form fields.  It stays
 * as it is; here it is counted, so that the report can say so.  Also the fonts of the page's
 * own glyphs of which nobody knows the characters.
 */
#ifndef DT_PDF_ASIDES_H
#define DT_PDF_ASIDES_H

#include "scan.h"

struct dt_asides {	     /* kept from page to page */
	struct dt_scan scan; /* of one stream after the other */
	struct dt_list list; /* struct dt_aside */
	struct dt_scan_spent spent;
	bool cut; /* there is more than is counted */
};

/* What a scanned page has aside.  May throw; what is broken is left out. */
void dt_asides_read(struct dt_asides *asides, struct dt_document *doc,
		    const struct dt_page_entry *page, const struct dt_scan *scan,
		    struct dt_scan_caches *caches, struct dt_payload *payload);
void dt_asides_free(struct dt_asides *asides);

#endif /* DT_PDF_ASIDES_H */
