/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * tounicode.h - the CMap that says what text the codes of a font stand for.
 *
 * Codes have one to three bytes; a code may stand for several characters (a ligature).
 * Codes in a row for characters in a row are one line.
 * Source: ISO 32000-1, 9.10.3; Adobe Technical Note 5411.
 */
#ifndef DT_PDF_TOUNICODE_H
#define DT_PDF_TOUNICODE_H

#include <doctranslate/payload.h>

struct dt_tounicode_block { /* that is open */
	struct dt_payload lines;
	uint32_t n;
};

/* A CMap being written: text in out.at[0 .. out.used). */
struct dt_tounicode {
	struct dt_tounicode_block pairs, ranges;
	uint32_t code, last, sign; /* codes in a row, and the first one's character */
	unsigned length;	   /* bytes of them; 0: there is none */
	bool single;		   /* no rows: set it behind dt_tounicode_begin */
	struct dt_payload out;
};

/* spaces: the lines between begincodespacerange and endcodespacerange, n of them. */
void dt_tounicode_begin(struct dt_tounicode *map, const char *spaces, unsigned n);

/* code has length bytes.  text is UTF-8; bytes that are not are left out. */
void dt_tounicode_add(struct dt_tounicode *map, uint32_t code, unsigned length, const char *text);

/* False without memory. */
bool dt_tounicode_end(struct dt_tounicode *map);
void dt_tounicode_free(struct dt_tounicode *map);

#endif /* DT_PDF_TOUNICODE_H */
