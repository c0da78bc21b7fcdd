/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * standard_font.h - new text in one of the fonts that every reader has.
 *
 * A source that leaves its fonts to the reader gets no fonts either: where all that a face
 * paints stands for text in fonts that are not embedded, and the face has the shapes and widths
 * of one of the fourteen standard fonts, the result names that one.  It looks as the source did,
 * new text is like that which stayed, and a short file stays short.  Not for documents that have
 * to have all their fonts: PDF/A, PDF/UA and PDF 2.0.
 *
 * Only for codes of one byte (short_codes.h), whose signs all fourteen have.  Throws.
 * Source: ISO 32000-1, 9.6.2.2 and annex D.
 */
#ifndef DT_PDF_STANDARD_FONT_H
#define DT_PDF_STANDARD_FONT_H

#include "subset.h"
#include "writer.h"

/* The standard font that a font file of that PostScript name can stand for, or NULL. */
const char *dt_standard_font(const char *name);

/* Writes the font object; false, and nothing is written, when the face has to be embedded. */
bool dt_standard_font_write(fz_context *ctx, struct dt_writer *w, const struct dt_used_face *face,
			    const struct dt_subset *subset, uint32_t object);

#endif /* DT_PDF_STANDARD_FONT_H */
