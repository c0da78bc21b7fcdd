/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * blanks.h - blanks at marks as the source has them.
 *
 * Services that translate around tags set blanks before and behind them as they like:
 * "( <x> )", "mot<b> gras</b>", "H <b>2</b> O".  Here a blank moves out of a style when the
 * source has none at that side within it; it goes when the source has none there and what stands
 * beside the mark is a bracket, a point or the same word as in the source; it comes when the
 * source has one there and two words would run together.  Nothing else is touched.
 */
#ifndef MT_BLANKS_H
#define MT_BLANKS_H

#include "tags.h"

/* target: BCP 47 of the answer. */
void blanks_restore(struct items *answer, const struct items *source, const char *target);

#endif
