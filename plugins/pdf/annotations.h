/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * annotations.h - copies of a page's annotations for the translation beside it.
 *
 * Form fields are never copied: a field has one place.  Pop-ups and replies are
 * left out, as they belong to the original.  Throws.  Source: ISO 32000-1, 12.5.
 */
#ifndef DT_PDF_ANNOTATIONS_H
#define DT_PDF_ANNOTATIONS_H

#include "output.h"

/*
 * Appends references to copies to array.  Links whose words moved go along;
 * painted may be NULL.  page: object of the page that has the copies.  x, y:
 * all is shifted by so much in default user space.
 */
void dt_annotations_copy(fz_context *ctx, struct dt_output *out, pdf_obj *annotations,
			 const struct dt_painted *painted, uint32_t page, float x, float y,
			 pdf_obj *array);

#endif /* DT_PDF_ANNOTATIONS_H */
