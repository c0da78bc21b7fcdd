/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pseudo.h - text that looks like a language and is none.
 *
 * Each word of letters gives way to made-up syllables of the wanted script; the
 * same word at the same place in the same text gives the same syllables.  Digits,
 * blanks and marks stay, capitals stay capitals; signs stay, too, but at the end of a
 * sentence or a part of one they are those of the script.  Lengths are counted as the
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
	PSEUDO_THAI,
	PSEUDO_PERSIAN,
	PSEUDO_URDU,
	PSEUDO_BENGALI,
	PSEUDO_TAMIL,
	PSEUDO_TELUGU,
	PSEUDO_LAO,
	PSEUDO_KHMER,
	PSEUDO_VIETNAMESE,
	PSEUDO_GREEK,
	PSEUDO_CYRILLIC,
	PSEUDO_SCRIPTS
};

/* Adds the answer to a markup text; false when the text is not well-formed. */
bool pseudo_answer(struct text *out, const char *text, size_t length, enum pseudo_script script,
		   double factor);

/* Adds one made-up word of about width; the width it has.  seed decides all. */
unsigned pseudo_word(struct text *out, enum pseudo_script script, uint64_t seed, unsigned width);

/* The sign that the script has for one at the end of a sentence or a part of one. */
uint32_t pseudo_sign(enum pseudo_script script, uint32_t code);

/* Of alphabets and scripts of syllables, see pseudo_word. */
unsigned pseudo_syllables(struct text *out, enum pseudo_script script, uint64_t *seed,
			  unsigned width);

/* Of scripts without blanks between words: real words, which a dictionary can find. */
unsigned pseudo_vocabulary(struct text *out, enum pseudo_script script, uint64_t *seed,
			   unsigned width);

/* A number below that; moves the seed on. */
uint32_t pseudo_draw(uint64_t *seed, uint32_t below);

#endif
