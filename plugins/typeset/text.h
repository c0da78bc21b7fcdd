/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * text.h - UTF-8 and the few character classes that line setting asks for.
 *
 * Texts come from the translation stages, which give well-formed UTF-8; a byte
 * that is not is read as U+FFFD, one byte long.  Pure functions.
 */
#ifndef TYPESET_TEXT_H
#define TYPESET_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CHAR_OBJECT  0xFFFCu /* an inline object, see dt_run */
#define CHAR_BREAK   0x2028u /* a line break that must stay */
#define CHAR_MISSING 0xFFFDu

/* The character at text[*at], *at < length; moves *at behind it. */
uint32_t text_next(const char *text, size_t length, size_t *at);
/* Writes cp; room for 4 bytes.  Its length. */
size_t text_put(uint32_t cp, char *to);

/* A blank between words: wide when the line is justified, gone at its end. */
bool char_is_blank(uint32_t cp);
/* Draws nothing and needs no glyph of its own (joiners, bidi marks, ...). */
bool char_is_ignorable(uint32_t cp);
/* Set without blanks in squares: a justified line stretches between them. */
bool char_is_square(uint32_t cp);
/* Of a script that writes words one after the other, not in squares: Thai, Lao, Khmer, Burmese. */
bool char_is_in_row(uint32_t cp);
/* May be of a right-to-left script, so that UAX #9 has work to do. */
bool char_is_rtl(uint32_t cp);
/* The capital of a small letter of Latin, Greek or Cyrillic script, else cp. */
uint32_t char_capital(uint32_t cp);
/* Is the language written from right to left? */
bool language_is_rtl(const char *language);
/* Does the tag begin with the primary language, "zh" of "zh-Hans"? */
bool language_is(const char *tag, const char *primary);

#endif /* TYPESET_TEXT_H */
