/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * justify.h - fills or empties a line to its measure.
 *
 * Space between letters, between squares and between the words of Thai gives a little, as far
 * as nobody sees it; blanks between words give the rest.
 */
#ifndef TYPESET_JUSTIFY_H
#define TYPESET_JUSTIFY_H

#include "paint.h"

/* Shares slack (points; below 0: the line is too long) out among the bits of p.  Returns what
 * is left over. */
float justify_line(struct placer *p, float slack, float scale);

#endif /* TYPESET_JUSTIFY_H */
