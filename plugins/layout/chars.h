/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * chars.h - what layout needs to know about a character.  Pure functions; properties are
 * those of the Unicode Character Database as utf8proc has them.
 */
#ifndef DT_LAYOUT_CHARS_H
#define DT_LAYOUT_CHARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The code point at text (length bytes), and its length in *used; U+FFFD for bytes that are
 * no UTF-8, 0 for an empty text. */
uint32_t char_at(const char *text, size_t length, uint32_t *used);

/* ITEM_ flags of a code point. */
uint32_t char_flags(uint32_t c);

/* The combining mark of an accent that has a place of its own; 0: it is no accent. */
uint32_t combining_of(uint32_t accent);
#define CHAR_COMPOSED 16
/* One character (length bytes) with a combining mark over it, as one where Unicode has it;
 * returns the bytes that are in out. */
uint32_t char_compose(const char *text, size_t length, uint32_t combining, char out[CHAR_COMPOSED]);

/* The small letter of a capital; c when there is none. */
uint32_t char_small(uint32_t c);
/* Writes it as UTF-8; returns the bytes. */
uint32_t char_write(uint32_t c, char out[CHAR_COMPOSED]);

bool char_is_bullet(uint32_t c);
/* Ends a sentence or clause: a paragraph may end after it. */
bool char_ends_sentence(uint32_t c);
bool char_is_dash(uint32_t c);
bool char_is_closing(uint32_t c);
bool char_is_opening(uint32_t c);

#endif /* DT_LAYOUT_CHARS_H */
