/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * nearest.h - the known word that a mistyped one was probably meant to be.
 *
 * Distance is Damerau's with adjacent swaps (optimal string alignment): one
 * step for a letter too many, too few, another, or two that changed places.
 */
#ifndef DT_FRONTENDS_NEAREST_H
#define DT_FRONTENDS_NEAREST_H

#include <stddef.h>

/* Steps from a to b, without regard to case; words over 63 bytes are far from everything. */
unsigned nearest_distance(const char *a, const char *b);
/* True when candidate is close enough to word to be offered; *best starts as UINT_MAX and
 * keeps the smallest distance so far, so that a loop over candidates ends with the nearest. */
int nearest_better(const char *word, const char *candidate, unsigned *best);

#endif
