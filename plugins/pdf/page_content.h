/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * page_content.h - the payload "page.content", made from a scan.
 */
#ifndef DT_PDF_PAGE_CONTENT_H
#define DT_PDF_PAGE_CONTENT_H

#include "asides.h"
#include "page_labels.h"
#include "scan.h"
#include "tags.h"

struct dt_content_lists { /* kept from page to page */
	struct dt_list fonts, marks, elements, owners, annotations, quads;
	struct dt_asides asides;
};

/* Throws without memory; a broken structure tree or annotation is left out. */
void dt_page_content(struct dt_document *doc, const struct dt_page_entry *page, uint32_t number,
		     const struct dt_scan *scan, struct dt_scan_caches *caches,
		     const struct dt_tag_order *order, const char *label,
		     struct dt_content_lists *lists, struct dt_payload *payload);
void dt_content_lists_free(struct dt_content_lists *lists);

/* The annotations of a page (annotation_boxes.c): struct dt_annotation into list, quads into
 * payload.  May throw. */
void dt_annotation_boxes(struct dt_document *doc, const struct dt_page_entry *page,
			 const struct dt_matrix64 *to_page, struct dt_payload *payload,
			 struct dt_list *list, struct dt_list *quads);

#endif /* DT_PDF_PAGE_CONTENT_H */
