/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * rtl.h - from the order in which signs stand on a line to the order in which they are read.
 *
 * Glyphs of right-to-left text are placed, not ordered: this is the Unicode Bidirectional
 * Algorithm (UAX #9) read backwards, for one embedding, which is what a line of print has.
 */
#ifndef DT_LAYOUT_RTL_H
#define DT_LAYOUT_RTL_H

#include <stdbool.h>
#include <stdint.h>

enum sign_kind { SIGN_NEUTRAL = 0, SIGN_LTR, SIGN_RTL, SIGN_DIGIT, SIGN_SEPARATOR };

/* A base glyph with its marks. */
struct sign {
	uint32_t kind;
	uint32_t item, word; /* whatever the caller wants back */
	float u;
	bool mark;  /* belongs to the sign before it */
	bool blank; /* between it and the sign at its left is a blank */
};

/* Turns signs from left-to-right order of place into reading order.  blank then says that a
 * blank is between a sign and the one read before it. */
void signs_to_logical(struct sign *signs, uint32_t n, bool rtl);

#endif /* DT_LAYOUT_RTL_H */
