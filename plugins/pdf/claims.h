/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * claims.h - what a document's metadata says that it conforms to: PDF/A, PDF/UA, Well-Tagged PDF.
 *
 * Works on the text of XMP, in the two usual forms of RDF: properties as elements and as
 * attributes, under their usual prefixes.  [any]  Sources: ISO 19005-1, 6.7.11; ISO 14289-1, 5;
 * PDF Association, PDF Declarations and Well-Tagged PDF 1.0.
 */
#ifndef DT_PDF_CLAIMS_H
#define DT_PDF_CLAIMS_H

#include <stdbool.h>

struct dt_claims {
	int archive; /* part of PDF/A, 0: no claim */
	char level;  /* 'A', 'B', 'U', ...; 0: none */
	int access;  /* part of PDF/UA, 0: no claim */
	bool tagged; /* Well-Tagged PDF */
};

struct dt_claims dt_claims_read(const char *xmp);

/* Takes all properties with that prefix ("pdfaid") out of the text. */
void dt_claims_drop(char *xmp, const char *prefix);

/* Level A becomes B, which asks for no tags. */
void dt_claims_lower(char *xmp);

#endif /* DT_PDF_CLAIMS_H */
