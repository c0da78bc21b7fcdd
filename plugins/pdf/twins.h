/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * twins.h - pages of the dual result that alternates: where links of translated pages go.
 *
 * Every page has the number of its twin from the start, so that links may lead to pages
 * that come later.  Throws.  Source: ISO 32000-1, 12.3.2 and 12.6.4.2.
 */
#ifndef DT_PDF_TWINS_H
#define DT_PDF_TWINS_H

#include "output.h"

/* Gives each page of the output a twin's number. */
void dt_twins_open(fz_context *ctx, struct dt_output *out);

uint32_t dt_twins_number(const struct dt_output *out, uint32_t page);

/* annotation, a copy, leads into this document: then to the twin of the page it led to.
 * Named destinations are written out, as their names lead to the source's pages. */
void dt_twins_lead(fz_context *ctx, struct dt_output *out, pdf_obj *annotation);

#endif /* DT_PDF_TWINS_H */
