/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * stems.h - what stands for all forms of a word: the stem of the word in small letters.
 *
 * Letters are folded as Unicode says for the language (full case folding, compatibility forms
 * made plain), stems are Snowball's.  A language without a stemmer has folded words.  One thread
 * at a time for a struct stems.
 */
#ifndef GLOSSARY_STEMS_H
#define GLOSSARY_STEMS_H

#include <stddef.h>

struct stems;

enum { STEM_SIZE = 256 }; /* bytes: what is longer is cut, on both sides alike */

/* NULL without memory; lang may be NULL. */
struct stems *stems_new(const char *lang);
void stems_free(struct stems *stems);
/* Writes the folded word; its bytes. */
size_t stems_fold(const struct stems *stems, const char *word, size_t n, char out[STEM_SIZE]);
/* Writes the stem of a folded word; its bytes. */
size_t stems_stem(struct stems *stems, const char *folded, size_t n, char out[STEM_SIZE]);

#endif
