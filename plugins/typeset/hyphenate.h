/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * hyphenate.h - where words may be divided: patterns of Liang (1983) by libhyphen.
 *
 * Dictionaries are those of Debian's hyphen-* packages, found by the language's
 * tag and read with the first word of the language.  Without a dictionary, or built
 * without libhyphen, no word is divided.  One thread at a time.
 */
#ifndef TYPESET_HYPHENATE_H
#define TYPESET_HYPHENATE_H

#include <stdbool.h>
#include <stdint.h>

struct dictionaries;
struct hyphenator;

/* dictionaries outlive it; NULL: nothing is ever divided. */
struct hyphenator *hyphenator_new(struct dictionaries *dictionaries);
void hyphenator_free(struct hyphenator *h);
void hyphenator_language(struct hyphenator *h, const char *language);
/* Bytes before which a hyphen may be put, at most room of them; their number. */
uint32_t hyphenator_find(struct hyphenator *h, const char *word, uint32_t length, uint16_t *places,
			 uint32_t room);

#endif /* TYPESET_HYPHENATE_H */
