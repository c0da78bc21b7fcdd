/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * upright.h - which characters of a vertical line stand upright and which lie in it.
 *
 * A vertical line is set as a horizontal one in a frame that is turned by a quarter to the right:
 * what is turned lies there as it always does, what is upright is painted turned back.  Signs of
 * different sizes have their middles on one line, CENTRE over the baseline of what is turned.
 *
 * Source: UAX #50, JLReq 2.3.2 (one or two digits, a letter alone).  Pure functions.
 */
#ifndef TYPESET_UPRIGHT_H
#define TYPESET_UPRIGHT_H

#include "letters.h"

#define UPRIGHT_CENTRE 0.37f /* em */
/* Ideographic em box over and under that baseline. */
#define UPRIGHT_ABOVE 0.87f
#define UPRIGHT_BELOW 0.13f

/* Is its script set vertically, too: Japanese, Chinese, Korean. */
bool language_is_vertical(const char *language);
/* The sign that an upright line has in the place of cp: quotation marks of horizontal lines are
 * others there (JLReq 3.1.1, GB/T 15834). */
uint32_t char_upright(uint32_t cp, const char *language);
/* Fills in how each letter of a vertical line stands, but for those that only the face knows:
 * STAND_BY_FACE. */
void letters_stand(struct composer *c);
/* That of a letter in its face: upright when the face has a form for it. */
enum stand letter_stand(struct composer *c, const struct letter *l, uint32_t face);

#endif /* TYPESET_UPRIGHT_H */
