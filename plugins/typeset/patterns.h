/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * patterns.h - hyphenation by patterns (F. M. Liang, Word Hy-phen-a-tion by Com-put-er, 1983), as
 * libhyphen's dictionaries have them.
 *
 * libhyphen itself takes three seconds and thirty megabytes to read a dictionary of seventy
 * thousand patterns, as the German one is; this takes some hundredths.  It knows words of two
 * levels, compounds and their parts, and no patterns that change the spelling: dictionaries with
 * such are libhyphen's.  Read once, then only looked at. [any thread]
 */
#ifndef TYPESET_PATTERNS_H
#define TYPESET_PATTERNS_H

#include <stdbool.h>
#include <stdint.h>

struct patterns;

enum { PATTERNS_WORD = 64 /* letters of a word at most */ };

/* NULL: it cannot be read, or it is not of that kind. */
struct patterns *patterns_load(const char *path);
void patterns_free(struct patterns *patterns);

/* breaks[i]: a hyphen may stand before letter i of the n, in lower case; at least two letters stay
 * on each side.  false: the word is too long. */
bool patterns_divide(const struct patterns *patterns, const uint32_t *letters, uint32_t n,
		     bool *breaks);

#endif /* TYPESET_PATTERNS_H */
