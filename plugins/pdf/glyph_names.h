/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * glyph_names.h - which characters a glyph name stands for.
 *
 * Source: the Adobe Glyph List specification (components joined by "_", a suffix after "."
 * for a form that reads the same, uniXXXX, uXXXXX), and the names that TeX's fonts give to
 * what the list lacks.  Pure functions.
 */
#ifndef DT_PDF_GLYPH_NAMES_H
#define DT_PDF_GLYPH_NAMES_H

#include <stddef.h>
#include <stdint.h>

#define DT_NAME_CHARACTERS 8

/* How many characters of at[DT_NAME_CHARACTERS] the name stands for; 0: nobody knows. */
unsigned dt_glyph_name_characters(const char *name, int at[DT_NAME_CHARACTERS]);

#endif /* DT_PDF_GLYPH_NAMES_H */
