/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pages.h - the pages of a document, found by a walk that forgives.
 *
 * MuPDF's own page tree trusts /Count and /Type and gives up at the first fault;
 * this walk looks at the kids only, visits no node twice, and takes any page that
 * it can reach.  When the tree gives nothing, all objects are searched.  The
 * result holds numbers and boxes, no objects, so any lane may read it. [any]
 * Source: ISO 32000-1, 7.7.3.
 */
#ifndef DT_PDF_PAGES_H
#define DT_PDF_PAGES_H

#include "document.h"

struct dt_page_entry {
	int object;	  /* number of the page object; 0: a dictionary inside its parent's /Kids */
	int parent, kid;  /* where that is then: object of the node, index in /Kids */
	int resources_at; /* object that has the page's /Resources: itself or an ancestor; 0: none,
			   * or its own although object is 0 */
	int rotate;	  /* 0, 90, 180, 270 */
	fz_rect box;	  /* what is displayed, default user space: crop box within media box */
	float user_unit;
};

struct dt_page_list {
	struct dt_page_entry *at;
	uint32_t n;
	uint32_t repaired; /* not 0: they were only found after a repair that MuPDF did not see
			    * a reason for; who opens the file again has to do it, too */
};

/* At least one page, or DT_E_INPUT.  The caller frees with dt_pages_free. */
dt_status dt_pages_walk(struct dt_document *doc, struct dt_page_list *pages, struct dt_error *err);
void dt_pages_free(struct dt_page_list *pages);

/* The list as a file in the job's work directory, so that the job's other stages need not
 * walk.  Saving may fail silently; loading walks when there is no such file. */
void dt_pages_save(const struct dt_page_list *pages, const struct dt_call *call);
dt_status dt_pages_load(struct dt_document *doc, const struct dt_call *call,
			struct dt_page_list *pages, struct dt_error *err);

/* Brings a document into the state in which the list was found: repaired or not. */
dt_status dt_pages_agree(struct dt_document *doc, const struct dt_page_list *pages,
			 struct dt_error *err);

/* The dictionary of a page (resolved, borrowed) and its resources (may be NULL).  May throw. */
pdf_obj *dt_page_object(struct dt_document *doc, const struct dt_page_entry *entry);
pdf_obj *dt_page_resources(struct dt_document *doc, const struct dt_page_entry *entry);

/* Page space (types.h) to default user space, and the size of the page as displayed. */
fz_matrix dt_page_to_pdf(const struct dt_page_entry *entry, float *width, float *height);

#endif /* DT_PDF_PAGES_H */
