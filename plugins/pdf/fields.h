/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * fields.h - draws what form fields show into the page beside the original.
 *
 * A field has one place, so the translated page of a pair gets no field; but who
 * reads it wants to see what was filled in.  Throws.
 * Source: ISO 32000-1, 12.5.5 (algorithm 8.1).
 */
#ifndef DT_PDF_FIELDS_H
#define DT_PDF_FIELDS_H

#include "output.h"

/* Appends operators to content and what they paint to resources, a dictionary of the
 * caller's own; how many fields there were. */
uint32_t dt_fields_draw(fz_context *ctx, struct dt_output *out, pdf_obj *annotations,
			pdf_obj *resources, fz_buffer *content);

#endif /* DT_PDF_FIELDS_H */
