/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * encodings.h - fonts that say nothing about their characters but keep a well-known order.
 *
 * TeX's bitmap fonts name a glyph by its code in TeX's own encodings OT1 and T1.  Fonts that
 * are addressed by glyph number often have ASCII in a row somewhere.  That is believed only
 * when the widths of the small letters fit at exactly one place: "m" is wide, "i" narrow, "h",
 * "n", "u" alike.  What stands behind the row differs from font to font and stays unknown.
 *
 * Source: TeX Users Group, "Encodings" (OT1, T1).
 */
#ifndef DT_PDF_ENCODINGS_H
#define DT_PDF_ENCODINGS_H

#include "fonts.h"

/* Looks at the font once and sets font->order. */
void dt_font_find_order(fz_context *ctx, struct dt_pdf_font *font);
/* The character of a code (simple fonts) or CID in font->order; 0: unknown. */
int dt_font_ordered(const struct dt_pdf_font *font, uint32_t code);

#endif /* DT_PDF_ENCODINGS_H */
