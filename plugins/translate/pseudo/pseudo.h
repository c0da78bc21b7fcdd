/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pseudo.h - text that looks like a language and is none.
 *
 * Each word of letters gives way to made-up syllables of the wanted script; the
 * same word at the same place in the same text gives the same syllables.  Digits,
 * signs, blanks and marks stay, capitals stay capitals.  Lengths are counted as the
 * width on paper: an ideograph, a kana or a hangul syllable counts as two letters.
 * Over a text the answer is close to factor times as long; what one word rounds off
 * the next one makes up for.
 */
#ifndef PSEUDO_H
#define PSEUDO_H

#include "../text.h"

#include <stdint.h>

enum pseudo_script {
	PSEUDO_LATIN,
	PSEUDO_CJK,
	PSEUDO_JAPANESE,
	PSEUDO_HANGUL,
	PSEUDO_ARABIC,
	PSEUDO_HEBREW,
	PSEUDO_DEVANAGARI,
	PSEUDO_THAI
};

/* Adds the answer to a markup text; false when the text is not well-formed. */
bool pseudo_answer(struct text *out, const char *text, size_t length, enum pseudo_script script,
		   double factor);

/* Adds one made-up word of about width; the width it has.  seed decides all. */
unsigned pseudo_word(struct text *out, enum pseudo_script script, uint64_t seed, unsigned width);

#endif
