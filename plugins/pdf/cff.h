/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * cff.h - CFF fonts whose glyphs have names, made into ones whose glyphs have CIDs.
 *
 * In a font of the first kind a glyph's CID is its place in the file, in one of the second kind
 * it is free to choose, so that codes in content can be short.  Only what a font inside of a PDF
 * needs is taken over: outlines, widths, bounding box.  Any bytes may be given.  [any]
 * Source: Adobe Technical Note 5176 (The Compact Font Format); ISO 32000-1, 9.7.4.2.
 */
#ifndef DT_PDF_CFF_H
#define DT_PDF_CFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Has the font names for its glyphs, and the usual thousand units in an em? */
bool dt_cff_is_named(const unsigned char *cff, size_t size);

/* The font with those CIDs: cids[i] is the one of glyph i, cids[0] is 0, and there is none twice.
 * It has to have n glyphs and no local subroutines.  The caller frees it; NULL when it is not
 * such a font, or without memory. */
unsigned char *dt_cff_with_cids(const unsigned char *cff, size_t size, const uint16_t *cids,
				uint32_t n, size_t *new_size);

#endif /* DT_PDF_CFF_H */
