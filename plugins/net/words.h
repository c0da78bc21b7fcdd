/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * words.h - a service's own words, made fit for a sentence of ours.
 *
 * Pure functions, any thread.
 */
#ifndef NET_WORDS_H
#define NET_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Copies what is well-formed UTF-8 and can be shown on one line; blanks and control characters
 * become one blank, marks that turn the direction of text are left out, each secret becomes
 * "***", what does not fit ends with "...".  Bytes without the NUL.
 */
size_t words_clean(char *to, size_t room, const char *from, size_t n, const char *secret);

#endif
