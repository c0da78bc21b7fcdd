/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * alternate.h - the dual result whose pages alternate: source, translation, source, ...
 *
 * Source pages stay untouched, so outline, names, fields and structure stay
 * right; each gets a twin behind it, a new page with the same parent.  Links of a twin
 * lead to twins.  Throws.
 */
#ifndef DT_PDF_ALTERNATE_H
#define DT_PDF_ALTERNATE_H

#include "output.h"

/* Writes the twin of a page and returns its object; painted NULL: it shows the source. */
uint32_t dt_alternate_twin(fz_context *ctx, struct dt_output *out, uint32_t number,
			   const struct dt_painted *painted, const uint32_t *faces);

/* The page tree and, in catalogue, the page labels.  twins: of each page. */
void dt_alternate_finish(fz_context *ctx, struct dt_output *out, const uint32_t *twins,
			 pdf_obj *catalogue);

#endif /* DT_PDF_ALTERNATE_H */
