/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * languages.h - BCP 47 tags and the codes that translation services have for languages.
 *
 * Services agree on the code of most languages and differ in those with two scripts, two
 * spellings or two names: Chinese, Portuguese, Norwegian, Hebrew, Filipino.  Several codes may
 * stand for one language at one service, by its version; the first is the one to use when its
 * list is not known.  Sources: the lists of languages that the services publish (2026-11).
 */
#ifndef MT_LANGUAGES_H
#define MT_LANGUAGES_H

#include <stdbool.h>
#include <stddef.h>

enum mt_service { MT_DEEPL, MT_GOOGLE, MT_AZURE, MT_AMAZON, MT_LIBRE };

enum { MT_MAX_CODES = 4 };

struct mt_code {
	char text[24];
};

/* A tag in its parts: language in small letters ("he", not "iw"), script "Hant", region "BR".
 * Chinese has always a script, by its region. */
struct mt_tag {
	char language[12], script[8], region[8];
};

struct mt_tag mt_tag_of(const char *tag);

/* The language is not known, and the service is to find it: "und", "auto", "mul", "". */
bool mt_detects(const char *tag);

/* What to call a language: best first; the number of codes, at least 1. */
unsigned mt_codes(enum mt_service service, const char *tag, bool target,
		  struct mt_code codes[MT_MAX_CODES]);

/* The first of these codes that is in a list, in letters of any case; NULL: none is. */
const char *mt_choose(const struct mt_code *codes, unsigned n, const char *const *list,
		      size_t length);

#endif
