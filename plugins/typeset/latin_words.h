/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * latin_words.h - words that are read from left to right with the signs at their ends.
 *
 * UAX #9 gives the signs at the end of such a word to the text around it, so that among Hebrew
 * "-o" ends in its hyphen, "C++" begins with its signs, and an address with a bracket or a number
 * falls apart: "10.18637/jss" shows its parts in turn.  A reader wants them as they were written.
 * So are negative numbers, and numbers of three groups or more that hyphens part: dates, numbers
 * of books and of telephones.  A range of two, "3-5", runs with the text.
 */
#ifndef TYPESET_LATIN_WORDS_H
#define TYPESET_LATIN_WORDS_H

#include "letters.h"

struct latin_word {
	uint32_t first, end; /* letters that stay together; none: first == end */
};

/* The word that begins at letter i, behind a blank; *next is the letter behind it and the signs
 * that are not of it. */
struct latin_word latin_word(const struct letter *letters, uint32_t n, uint32_t i, uint32_t *next);

#endif /* TYPESET_LATIN_WORDS_H */
