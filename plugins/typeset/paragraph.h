/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * paragraph.h - a block's new text as a row of atoms with places to break.
 *
 * An atom is a shaped word (or the part of one that has one style), a blank, an
 * inline object or a break that must stay.  Widths are in points at scale 1, so
 * that one paragraph can be tried at many sizes.  Nodes are the places where a
 * line may end: they hold the running width at the end of the line before and at
 * the start of the line behind, blanks and hyphens already counted, so that a line
 * is the difference of two numbers.
 *
 * Memory is the lane's and is used again for the next paragraph; atoms point into
 * the payloads and the word cache.  One thread at a time.
 */
#ifndef TYPESET_PARAGRAPH_H
#define TYPESET_PARAGRAPH_H

#include "breaks.h"
#include "words.h"

#include <doctranslate/payload.h>

enum atom_kind {
	ATOM_WORD = 0,
	ATOM_BLANK,
	ATOM_OBJECT,
	ATOM_BREAK,
	ATOM_LEADER, /* dots that fill the line, at least LEADER_LEAST of them */
	ATOM_INITIAL /* the first letter, several lines high: stands beside the lines, not in one */
};

#define LEADER_LEAST 3u

struct atom {
	const struct shaped *shape; /* of words and blanks */
	uint32_t start, length;	    /* bytes of the text */
	uint32_t style;		    /* index into the page's styles */
	uint32_t source;	    /* index into the block's runs */
	uint32_t face;
	hb_script_t script;
	float size; /* points at scale 1 */
	float width, stretch, shrink;
	float gap;   /* stretch behind it, between characters that are squares */
	float track; /* stretch behind each glyph of a word, points */
	float space; /* behind it, gone at a line's end: between squares and Latin letters */
	float cut_left, cut_right; /* taken from a square that is half empty, before and behind */
	uint8_t kind, level;
	uint8_t square; /* enum square_kind: what may be cut at a line's end */
	bool small_caps;
	uint8_t stand; /* enum stand */
};

#define TRACK_SHRINK 0.6f /* letters come nearer less than they go apart */

enum { NODE_FORCED = 1, NODE_HYPHEN = 2, NODE_EMERGENCY = 4 };

struct node {
	double end, start; /* running width where the line ends and where the next begins */
	float end_stretch, start_stretch, end_shrink, start_shrink;
	uint32_t end_atom, end_byte;	 /* atoms before end_atom, and end_byte bytes of it */
	uint32_t start_atom, start_byte; /* the next line begins here */
	float penalty;
	uint32_t flags;
};

struct paragraph {
	const char *text;
	uint32_t length;
	bool rtl;
	bool any_rtl;	  /* levels differ: lines need to be put in visual order */
	float tightest;	  /* least leading over the size that its scripts need */
	float inked;	  /* height of its lines' ink over the size, where marks stack; or 0 */
	float up, down;	  /* of that, above and below the baseline */
	bool leaders;	  /* has dots that fill the line */
	bool vertical;	  /* its lines run downwards */
	bool full_ends;	  /* lines end with whole squares: the next column is near */
	uint32_t missing; /* characters that no font has */
	uint32_t letters; /* characters that draw something */
	uint32_t first_missing;
	float widest;  /* widest piece without a place to break */
	float initial; /* width of the initial at its size in the source, points; 0: there is none
			*/
	struct dt_list atoms, nodes;
};

/* What building needs over many paragraphs. */
struct composer {
	struct faces *faces;
	struct words *words;
	const char *language;
	bool rtl;	    /* the target language is */
	bool condensed;	    /* condensed faces are asked for, whatever the style says */
	bool vertical;	    /* lines run downwards, see upright.h */
	hb_script_t script; /* of the target language */
	struct breaker breaker;
	struct hyphenator *hyphenator;
	struct dt_list chars, runs, levels, types, brackets, places;
};

/* dictionaries: NULL: words are not divided. */
bool composer_open(struct composer *c, const struct catalogue *catalogue,
		   const struct languages *languages, const struct face_options *options,
		   struct dictionaries *dictionaries);
void composer_close(struct composer *c);
/* Before a page. */
void composer_language(struct composer *c, const char *language);

/* Builds the paragraph of block b; divide: words may be divided.  False without
 * memory. */
bool paragraph_build(struct composer *c, struct paragraph *p, const struct dt_page_blocks *blocks,
		     const struct dt_block *block, const struct dt_page_segments *segments,
		     const struct dt_segment *segment, bool divide);
void paragraph_free(struct paragraph *p);

#endif /* TYPESET_PARAGRAPH_H */
