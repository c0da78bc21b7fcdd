/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * unicode.h - which characters a code of a font stands for.
 *
 * In this order: the font's ToUnicode, its encoding's glyph names or its CID
 * collection, the character map of an embedded TrueType font.  Presentation
 * forms of Latin ligatures come as their letters.  Source: ISO 32000-1, 9.10.2.
 */
#ifndef DT_PDF_UNICODE_H
#define DT_PDF_UNICODE_H

#include "fonts.h"

#define DT_CODE_TEXT_ROOM 64

/* Bytes of UTF-8 in text (DT_CODE_TEXT_ROOM bytes); 0: nobody knows.  guessed: the font has a
 * ToUnicode, but it says nothing about this code. */
size_t dt_code_text(fz_context *ctx, struct dt_pdf_font *font, int cid, uint32_t code,
		    bool *guessed, char *text);
bool dt_text_is_space(const char *text, size_t length);
/* One character as UTF-8 at out (4 bytes of room); how many bytes it took. */
size_t dt_utf8_put(char *out, uint32_t c);

#endif /* DT_PDF_UNICODE_H */
