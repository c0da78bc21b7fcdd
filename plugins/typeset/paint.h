/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * paint.h - one line of text, its bits in visual order, as items of a sheet.
 */
#ifndef TYPESET_PAINT_H
#define TYPESET_PAINT_H

#include "place.h"

/* An atom, or the part of one that stands on this line. */
struct bit {
	const struct atom *atom;
	const struct shaped *shape;
	const char *text;
	uint32_t length;
	float size;   /* points as set */
	float width;  /* points as set, with its share of the line's slack */
	float track;  /* of that share: behind each glyph that may take some */
	bool last;    /* of its line: nothing comes behind it */
	float behind; /* and behind the last one */
	float shift;  /* of its glyphs along the line: a square whose empty half is cut */
};

struct line {
	const struct text_block *t;
	float x, y; /* where its first bit begins, on the baseline, frame space */
	uint32_t anchor;
};

/* Paints the bits of p, order gives them from left to right.  Where the line ends. */
float paint_line(struct placer *p, const struct line *line, const uint32_t *order);

#endif /* TYPESET_PAINT_H */
