/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * page_tree.h - puts a twin behind each page of the page tree.
 *
 * Nodes keep their objects and what they give to their pages; only /Kids and
 * /Count change.  A tree that cannot be walked the usual way (pages inside their
 * parents, pages that no tree leads to) is replaced by a flat one.  Throws.
 * Source: ISO 32000-1, 7.7.3.
 */
#ifndef DT_PDF_PAGE_TREE_H
#define DT_PDF_PAGE_TREE_H

#include "output.h"

/* twins: object of each page's twin; catalogue: a copy of the document's. */
void dt_page_tree_pair(fz_context *ctx, struct dt_output *out, const uint32_t *twins,
		       pdf_obj *catalogue);

#endif /* DT_PDF_PAGE_TREE_H */
