/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * letters.h - the characters of a paragraph before they become atoms: decoded, each
 * with its run, its embedding level and the answer whether a line may end behind it.
 *
 * They stand in composer.chars until the next paragraph.
 */
#ifndef TYPESET_LETTERS_H
#define TYPESET_LETTERS_H

#include "paragraph.h"

struct letter {
	uint32_t cp, at; /* character, byte */
	uint32_t source, style;
	uint8_t level, answer, kind;
	bool typewritten; /* beside letters that are not: code, an option, a path */
	uint8_t stand;	  /* enum stand, in a vertical line */
};

/* Reads the text of p.  True when a character is of a right-to-left script. */
bool letters_read(struct composer *c, const struct paragraph *p,
		  const struct dt_page_blocks *blocks, const struct dt_block *block,
		  const struct dt_page_segments *segments, const struct dt_segment *segment,
		  const char *answers);
/* Finds the dots of contents lines. */
void letters_leaders(struct composer *c, struct paragraph *p);
/* UAX #9: levels of all characters, direction of p.  Words of a typewriter are isolated, those of
 * latin_words.h stay whole, objects are of the direction of formulas, left to right.  False
 * without memory. */
bool letters_levels(struct composer *c, struct paragraph *p);

#endif /* TYPESET_LETTERS_H */
