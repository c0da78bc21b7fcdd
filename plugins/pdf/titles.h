/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * titles.h - what a document says about itself, in the target language: outline, document
 * title, language; descriptions of pictures, tool tips of fields.  Throws.
 * Source: ISO 32000-1, 12.3.3, 12.7.3.1, 14.3, 14.9.
 */
#ifndef DT_PDF_TITLES_H
#define DT_PDF_TITLES_H

#include "output.h"

struct dt_titles_how {
	const char *lang;	 /* the target's when some page was translated, else NULL */
	const char *source_lang; /* "": unknown */
	bool new_text;		 /* some page has new text */
	bool paired;		 /* pages of the source stand in the result, too */
};

/* titles may be NULL; catalogue is a copy of the document's, which the caller writes.  The
 * document's new title, NULL: it stays. */
const char *dt_titles_update(fz_context *ctx, struct dt_output *out,
			     const struct dt_outline *titles, const struct dt_titles_how *how,
			     pdf_obj *catalogue);

#endif /* DT_PDF_TITLES_H */
