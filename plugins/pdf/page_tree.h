/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * page_tree.h - puts a twin behind each page of the page tree, or makes a new tree.
 *
 * Nodes keep their objects and what they give to their pages; only /Kids and
 * /Count change.  Throws.
 * Source: ISO 32000-1, 7.7.3.
 */
#ifndef DT_PDF_PAGE_TREE_H
#define DT_PDF_PAGE_TREE_H

#include "output.h"

/* For a source whose tree is good.  twins: object of each page's twin, 0: none;
 * catalogue: a copy of the document's. */
void dt_page_tree_pair(fz_context *ctx, struct dt_output *out, const uint32_t *twins,
		       pdf_obj *catalogue);

/* For one whose tree is not: the flat tree, with twins unless NULL.  Pages that were
 * not written yet are written as they are. */
void dt_page_tree_flat(fz_context *ctx, struct dt_output *out, const uint32_t *twins,
		       pdf_obj *catalogue);

#endif /* DT_PDF_PAGE_TREE_H */
