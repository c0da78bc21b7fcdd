/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * place.h - paints one fitted block into a sheet: lines, glyphs, objects, links.
 *
 * One item for what has one style, face and direction on a line, with ActualText for its
 * words when one of them is of a script that reorders its letters.  Lines are in visual
 * order (UAX #9, rule L2).
 */
#ifndef TYPESET_PLACE_H
#define TYPESET_PLACE_H

#include "fit.h"
#include "sheet.h"

struct open_rule { /* a decoration of the line at work that may go on */
	const struct dt_decoration *decoration;
	uint32_t item;
	float start, end; /* end: with the blanks behind its last word */
};

#define OPEN_RULES 8u

struct placer {
	struct sheet *sheet;
	struct composer *composer;
	const struct galley *galley;
	struct dt_list ends, scratch, bits, order; /* reused */
	struct open_rule open_rules[OPEN_RULES];
	uint32_t n_open_rules;
};

void placer_free(struct placer *p);
/* False without memory. */
bool place_block(struct placer *p, const struct text_block *t);

#endif /* TYPESET_PLACE_H */
