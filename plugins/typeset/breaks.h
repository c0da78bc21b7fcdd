/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * breaks.h - where a line may end: UAX #14 by libunibreak, words by
 * dictionaries, and the rules of languages.
 *
 * For each byte of a text the answer for the place behind it; only answers at the
 * last byte of a character mean something.  Inline objects behave like letters:
 * they stay with what touches them.  One thread at a time for a breaker.
 */
#ifndef TYPESET_BREAKS_H
#define TYPESET_BREAKS_H

#include "break_words.h"

#include <stdbool.h>
#include <stdint.h>

enum { BREAK_NOT = 0, BREAK_MAY, BREAK_MUST };

struct breaker {
	char *text; /* the text with objects replaced */
	char *answers;
	uint32_t room;
	struct word_breaker words;
};

/* Tables of the process, read-only afterwards.  [open] */
void breaks_setup(void);
void breaker_close(struct breaker *b);
/* length answers, good until the next call; NULL without memory. */
const char *breaks_find(struct breaker *b, const char *text, uint32_t length, const char *language);

#endif /* TYPESET_BREAKS_H */
