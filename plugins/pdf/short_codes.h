/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * short_codes.h - how the codes of a new font stand in content.
 *
 * What is painted and what is embedded know a glyph by a code of 16 bits: its id in the font
 * file, or one past all ids.  Content in an alphabet is half as long with a byte a letter, so
 * the glyphs that a font's cmap has for common signs get one, and all other codes two bytes.  The
 * bytes of ASCII are their own, so that word spacing (Tw), which is for the single byte 32, has
 * its blank.  Fonts with more codes, those without Latin letters, and those whose CIDs are not
 * free to choose (CFF that has them already) keep two bytes for all codes.
 *
 * It all follows from the font file alone: who paints and who embeds agree.  Bytes are 02..BF
 * and C000..FFFF; as a number they are the CID, too, since there are readers that look for CIDs
 * where codes may be.  [any]  Source: ISO 32000-1, 9.3.3 and 9.7.6.2.
 */
#ifndef DT_PDF_SHORT_CODES_H
#define DT_PDF_SHORT_CODES_H

#include <hb.h>
#include <stdbool.h>
#include <stdint.h>

struct dt_short_codes {
	unsigned char *bytes; /* by glyph id: its byte, 0: none; NULL: codes have two bytes */
	uint32_t n;
};

struct dt_short {
	uint32_t number; /* big-endian */
	unsigned length; /* bytes */
};

/* False without memory. */
bool dt_short_codes_make(struct dt_short_codes *codes, hb_font_t *font);
void dt_short_codes_free(struct dt_short_codes *codes);

/* code: of glyph id. */
struct dt_short dt_short_code(const struct dt_short_codes *codes, uint32_t code, uint32_t id);
/* The sign whose glyph in the font has that byte, 0: there is none. */
uint32_t dt_short_sign(unsigned byte);

#endif /* DT_PDF_SHORT_CODES_H */
