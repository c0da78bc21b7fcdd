/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * beside.h - the dual result whose pages are twice as wide: source left, translation
 * right, as displayed.
 *
 * The page keeps its object, its coordinates and its content streams, so that
 * destinations, fields and structure stay right; it only becomes wider.  The
 * translation is one form XObject, painted before the source's content, where
 * the graphics state is still known.  Throws.
 */
#ifndef DT_PDF_BESIDE_H
#define DT_PDF_BESIDE_H

#include "output.h"

struct dt_beside {
	uint32_t end;	/* content stream that ends a page; the same for all */
	uint32_t start; /* the last one that starts a page, and its text */
	size_t length;
	char text[400];
};

/* painted NULL: both halves show the source. */
void dt_beside_page(fz_context *ctx, struct dt_output *out, struct dt_beside *beside,
		    uint32_t number, const struct dt_painted *painted, const uint32_t *faces);

#endif /* DT_PDF_BESIDE_H */
