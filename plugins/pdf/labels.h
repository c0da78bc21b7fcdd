/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * labels.h - page labels of the result whose pages alternate.  Throws.
 * Source: ISO 32000-1, 12.4.2 and 7.9.7.
 */
#ifndef DT_PDF_LABELS_H
#define DT_PDF_LABELS_H

#include "output.h"
#include "pair_labels.h"

/* Writes the number tree and puts it into catalogue, a copy of the document's. */
void dt_labels_update(fz_context *ctx, struct dt_output *out, pdf_obj *catalogue);

#endif /* DT_PDF_LABELS_H */
