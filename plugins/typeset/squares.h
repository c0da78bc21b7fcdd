/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * squares.h - East Asian characters that stand in squares: punctuation whose square is half
 * empty, and the little space between squares and Latin letters.
 *
 * Source: JLReq 3.1.4 and 3.2.6, CLReq 3.1.6, UTR #59.  Pure functions.
 */
#ifndef TYPESET_SQUARES_H
#define TYPESET_SQUARES_H

#include <stdbool.h>
#include <stdint.h>

enum square_kind {
	SQUARE_FULL = 0, /* or no square at all */
	SQUARE_OPENS,	 /* the left half is empty */
	SQUARE_CLOSES	 /* the right half is empty */
};

#define SQUARE_HALF  0.5f /* of the em */
#define SQUARE_LEAST 0.9f /* of the em: a narrower glyph is no square */
#define SQUARE_APART 0.2f /* of the em, between a square and a Latin letter or digit */

/* Of the em, from a block to the next one beside it: readers tell columns apart by such a gap, and
 * half of it is what the empty half of a sign would take. */
#define NARROW_GUTTER 1.5f

/* language: of the text; where 、 and 。 stand in the middle of their square differs. */
enum square_kind square_kind(uint32_t cp, const char *language);
/* Is there a little space between the two, when no blank is? */
bool squares_apart(uint32_t left, uint32_t right);

#endif /* TYPESET_SQUARES_H */
