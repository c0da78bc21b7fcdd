/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * metadata.h - the catalogue's XMP: the document's title in it, and claims that no longer
 * hold.  Throws.  Source: ISO 32000-1, 14.3.2.
 */
#ifndef DT_PDF_METADATA_H
#define DT_PDF_METADATA_H

#include "output.h"

/*
 * title: the new one, NULL: it stays.  paired: the source's pages stand in the result, too,
 * so that not all of it is tagged.  Claims of PDF/A or PDF/UA that cannot be kept are taken
 * out, and why (room bytes, empty: none) gets a sentence.
 */
void dt_metadata_update(fz_context *ctx, struct dt_output *out, pdf_obj *catalogue,
			const char *title, bool paired, char *why, size_t room);

#endif /* DT_PDF_METADATA_H */
