/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * page_labels.h - the label of each page, "iv", "A-3", as the file's number tree says.
 *
 * Read once a job; the texts are read-only from then on. [any]
 * Source: ISO 32000-1, 12.4.2.
 */
#ifndef DT_PDF_PAGE_LABELS_H
#define DT_PDF_PAGE_LABELS_H

#include "document.h"

struct dt_page_labels {
	char **at; /* by page of the file; NULL: the file has no labels */
	uint32_t n;
};

/* A broken tree gives no labels; only lack of memory fails. */
dt_status dt_page_labels_read(struct dt_document *doc, uint32_t n_pages,
			      struct dt_page_labels *labels, struct dt_error *err);
void dt_page_labels_free(struct dt_page_labels *labels);

/* "iv" of 'r', 4; styles D R r A a, anything else gives nothing. [any] */
void dt_page_label_number(char *out, size_t room, int style, uint32_t number);

#endif /* DT_PDF_PAGE_LABELS_H */
