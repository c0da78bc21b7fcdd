/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * break_words.h - words of scripts without blanks between them, by dictionary: Thai by
 * libthai; Lao, Khmer and Burmese, and Thai without libthai, by ICU.
 *
 * Dictionaries are loaded with the first text that needs them.  One thread at a time.
 */
#ifndef TYPESET_BREAK_WORDS_H
#define TYPESET_BREAK_WORDS_H

#include <stdbool.h>
#include <stdint.h>

enum { WORDS_THAI = 0, WORDS_LAO, WORDS_KHMER, WORDS_BURMESE, WORDS_KINDS };

struct word_breaker {
	void *open[WORDS_KINDS];
	bool tried[WORDS_KINDS];
};

/* Does the UTF-8 text have anything for break_words? */
bool break_words_wanted(const char *text, uint32_t length);
/* Adds answers for the places between words to those that there are; text has no NUL. */
void break_words(struct word_breaker *b, const char *text, uint32_t length, char *answers);
void break_words_close(struct word_breaker *b);

#endif /* TYPESET_BREAK_WORDS_H */
