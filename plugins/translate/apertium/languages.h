/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * languages.h - BCP 47 tags and the names that Apertium has for languages.
 *
 * Apertium's modes are named by ISO 639-1 or 639-3 codes ("en-gl", "eng-spa"), some
 * with a variant behind ("cat_valencia", "pt_BR").  Here every language has its 639-3
 * code, and Serbian, Croatian and Bosnian are variants of hbs.
 */
#ifndef APERTIUM_LANGUAGES_H
#define APERTIUM_LANGUAGES_H

#include <stdbool.h>

struct language {
	char code[4];	   /* ISO 639-3, small letters; "" when the tag is no good */
	char variants[64]; /* what stands behind, small letters, "_" around each: "_br_" */
};

/* Of a BCP 47 tag ("pt-BR") or a half of a mode's name ("pt_BR"). */
struct language language_of(const char *tag, unsigned length);
/* Has have no variant that wanted lacks? */
bool language_fits(const struct language *have, const struct language *wanted);
/* "English", or the code itself. */
const char *language_name(const char *code);

#endif
