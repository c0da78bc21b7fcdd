/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * build.h - inside of segment.h: the bytes of a text and which of its looks each one has.
 *
 * The work is done on one byte of class and one group number for each byte of the
 * text: the texts are short, and every rule below becomes one walk over them.
 */
#ifndef ROUTE_BUILD_H
#define ROUTE_BUILD_H

#include "segment.h"

enum { GROUP_OBJECT = UINT16_MAX };

struct group {
	uint32_t run; /* the longest of its runs */
	uint32_t longest;
	uint32_t letters; /* bytes that are no blank */
	uint32_t words;	  /* of these, letters that are to be translated */
	bool raised;	  /* superscript or subscript */
	bool lowered;	  /* subscript */
	bool mono;	  /* of a typewriter */
	bool squares;	  /* sets ideographs, kana or Hangul */
	bool link;
};

struct builder {
	const struct source *source;
	uint16_t *group; /* of each byte, or GROUP_OBJECT */
	uint8_t *class;	 /* enum rules_class of each byte */
	struct group groups[64];
	uint32_t n_groups;
	uint16_t bare;
};

/* Fills groups, group and class. */
void groups_find(struct builder *b);
/* Gives bytes the class RULES_FIXED: identifiers, symbols with an index, numbers when told so. */
void fixed_find(struct builder *b);
/* Fills bare: the look of most words. */
void groups_choose_bare(struct builder *b);

#endif /* ROUTE_BUILD_H */
