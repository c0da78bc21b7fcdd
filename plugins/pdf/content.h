/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * content.h - writes the painted streams of one page and makes their resources.
 *
 * Resources of the source are never changed: a page or form whose resources grow
 * gets a copy of its own.  Throws.
 */
#ifndef DT_PDF_CONTENT_H
#define DT_PDF_CONTENT_H

#include "output.h"

struct dt_content {
	uint32_t stream;    /* object of the page's new content */
	pdf_obj *resources; /* of it, direct; the caller drops it */
};

/*
 * painted has at least one stream.  faces: for each face of the payload its
 * number in out->faces.  box NULL: stream 0 becomes a content stream; else a form
 * XObject with that bounding box, whose resources stand in its own dictionary and
 * also in content.
 */
void dt_content_write(fz_context *ctx, struct dt_output *out, const struct dt_page_entry *page,
		      const struct dt_painted *painted, const uint32_t *faces, const fz_rect *box,
		      struct dt_content *content);

#endif /* DT_PDF_CONTENT_H */
