/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * place.h - paints one fitted block into a sheet: lines, glyphs, objects, links.
 *
 * One item for what has one style, face and direction on a line; a word of a script
 * that reorders its letters is an item of its own, with ActualText.  Lines are in
 * visual order (UAX #9, rule L2).
 */
#ifndef TYPESET_PLACE_H
#define TYPESET_PLACE_H

#include "fit.h"
#include "sheet.h"

struct placer {
	struct sheet *sheet;
	struct composer *composer;
	const struct galley *galley;
	struct dt_list ends, scratch, bits, order; /* reused */
};

void placer_free(struct placer *p);
/* False without memory. */
bool place_block(struct placer *p, const struct text_block *t);

#endif /* TYPESET_PLACE_H */
