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

bool char_is_bullet(uint32_t c);
/* Ends a sentence or clause: a paragraph may end after it. */
bool char_ends_sentence(uint32_t c);
bool char_is_dash(uint32_t c);
bool char_is_closing(uint32_t c);

#endif /* DT_LAYOUT_CHARS_H */
