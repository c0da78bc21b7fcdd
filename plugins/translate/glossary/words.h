/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * words.h - a text cut into what can be compared: words, signs, and single characters of
 * scripts that write no blanks.
 *
 * Borders are those of Unicode Standard Annex 29.  Chinese characters, kana, Thai, Lao, Khmer,
 * Burmese and Hangul are a word each, so that a term is found in the midst of others.  Blanks,
 * line breaks, hyphens and invisible characters are no words: they stand between them.  A sign is
 * a word without letters.  Languages that elide ("l'algorithme", "dell'opera") are cut behind the
 * apostrophe.
 *
 * Words are in the order of the text and do not overlap.  Any thread, each with a list of its own.
 */
#ifndef GLOSSARY_WORDS_H
#define GLOSSARY_WORDS_H

#include <doctranslate/payload.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	WORD_JOINED = 1u << 0,	/* nothing between it and the word before it */
	WORD_SIGN = 1u << 1,	/* without letters and digits: "+", ",", an object */
	WORD_SQUARE = 1u << 2,	/* one character of a script without blanks */
	WORD_HANGUL = 1u << 3,	/* one character of Hangul */
	WORD_CAPITALS = 1u << 4 /* two to six letters or digits, its letters all capital: "HTML5" */
};

struct word {
	uint32_t start, length; /* bytes of the text */
	uint32_t flags;
};

/* Does the language cut words behind an apostrophe?  Takes NULL. */
bool words_elide(const char *lang);
/* Empties the list and fills it with struct word; a text that is no UTF-8 has none.  False without
 * memory. */
bool words_cut(struct dt_list *words, const char *text, size_t n, bool elide);
/* The code point at *at, which moves on. */
uint32_t word_character(const char **at, const char *end);

static inline const struct word *word_at(const struct dt_list *words, uint32_t i)
{
	return (const struct word *)words->at + i;
}

#endif
