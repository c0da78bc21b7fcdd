/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * decorations.h - underlines, strike-throughs and highlights of a line of new text.
 *
 * A decoration of the source is drawn anew under the words that have its style now; what goes
 * on from word to word is one rule.  Offsets and thickness shrink with the text.
 */
#ifndef TYPESET_DECORATIONS_H
#define TYPESET_DECORATIONS_H

#include "paint.h"

/* Words of a style from x to end; blanks behind them up to past.  Frame space.  Before the first
 * words of a line p->n_open_rules is 0. */
void decorate(struct placer *p, const struct line *line, const struct dt_style *style, float x,
	      float end, float past);

#endif /* TYPESET_DECORATIONS_H */
