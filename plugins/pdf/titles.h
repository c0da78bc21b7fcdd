/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * titles.h - what a document says about itself, in the target language: outline,
 * document title, language.  Throws.  Source: ISO 32000-1, 12.3.3, 14.3, 14.9.2.
 */
#ifndef DT_PDF_TITLES_H
#define DT_PDF_TITLES_H

#include "output.h"

/* titles may be NULL.  changed: some page was translated, so /Lang is the target's;
 * catalogue is a copy of the document's, which the caller writes.  The document's new title,
 * NULL: it stays. */
const char *dt_titles_update(fz_context *ctx, struct dt_output *out,
			     const struct dt_outline *titles, const char *lang, pdf_obj *catalogue);

#endif /* DT_PDF_TITLES_H */
