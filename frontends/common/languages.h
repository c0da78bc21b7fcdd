/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * languages.h - is this a language?
 *
 * The list is ISO 639-3 as Debian's iso-codes has it; the table is generated
 * when the program is built (make_languages.c).  Tags are BCP 47 (RFC 5646):
 * language[-Script][-REGION][-variant...][-x-private].  Only the first subtag
 * is looked up; the form of the others is checked.
 */
#ifndef DT_FRONTENDS_LANGUAGES_H
#define DT_FRONTENDS_LANGUAGES_H

#include <stdbool.h>
#include <stddef.h>

struct language { /* one that has a two-letter code */
	char code[4], code3[4];
	const char *name; /* in English */
};

extern const struct language languages_two[];
extern const size_t languages_two_count;
extern const char languages_three[][4]; /* those without a two-letter code, sorted */
extern const size_t languages_three_count;

/* True when tag can be used.  If not, why says in a sentence what is wrong, with the code that
 * was probably meant. */
bool language_check(const char *tag, char *why, size_t why_size);
/* Is it set vertically, too: Japanese, Chinese, Korean? */
bool language_is_vertical(const char *tag);
/* "Spanish" for "es" and "es-MX"; NULL when no name is known. */
const char *language_name(const char *tag);

#endif
