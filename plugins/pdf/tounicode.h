/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * tounicode.h - the CMap that says what text the codes of a font stand for.
 *
 * Codes have two bytes; a code may stand for several characters (a ligature).
 * Source: ISO 32000-1, 9.10.3; Adobe Technical Note 5411.
 */
#ifndef DT_PDF_TOUNICODE_H
#define DT_PDF_TOUNICODE_H

#include <doctranslate/payload.h>

/* A CMap being written: text in out.at[0 .. out.used). */
struct dt_tounicode {
	struct dt_payload pairs; /* lines of the block that is open */
	uint32_t n;		 /* of them */
	struct dt_payload out;
};

void dt_tounicode_begin(struct dt_tounicode *map);

/* text is UTF-8; bytes that are not are left out.  Codes in rising order. */
void dt_tounicode_add(struct dt_tounicode *map, uint32_t code, const char *text);

/* False without memory. */
bool dt_tounicode_end(struct dt_tounicode *map);
void dt_tounicode_free(struct dt_tounicode *map);

#endif /* DT_PDF_TOUNICODE_H */
