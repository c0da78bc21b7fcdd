/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * galley.h - the translated blocks of one page, each with the place it may fill.
 *
 * Blocks that stand under each other in a column with nothing between them form a
 * chain: when one needs a line more, those below it move down, as long as the last
 * one stays above whatever ends the column.  A chain begins where the source began, or,
 * in need, in the white under a formula; most blocks of figures and tables are chains of
 * one.
 *
 * "Column space" is frame space with the origins of all frames of a chain brought
 * together: the same axes, one zero.
 */
#ifndef TYPESET_GALLEY_H
#define TYPESET_GALLEY_H

#include "lines.h"

#define AIRY 1.12f /* smaller text may have this much more leading for its size */

#define DOT_WIDTH 0.25f /* of the size: a leader */

struct mirrored_cell { /* of a block; see tables.h */
	bool on;
	float axis;	  /* what is at x stands at axis - x, page space */
	float start, end; /* of its columns: text of all cells */
	float next;	  /* where the column behind it begins */
};

/* How new text runs whose script is set both ways. */
enum writing_mode { WRITING_SOURCE = 0, WRITING_HORIZONTAL, WRITING_VERTICAL };

struct text_block {
	uint32_t index;		       /* of the block */
	const struct dt_block *block;  /* as it is set: that of the page, or its copy in a region */
	const struct dt_block *source; /* that of the page */
	uint32_t region;	       /* regions.h, or DT_NONE */
	const struct dt_segment *segment;
	struct paragraph paragraph;
	bool set;	   /* there is text and a face for it */
	bool single;	   /* one line in the source */
	bool balanced;	   /* a heading: lines of even length */
	bool turned;	   /* stands as in a mirror: the target runs the other way than it */
	bool vertical;	   /* lines run downwards, their signs stand upright */
	bool goes_on;	   /* its text goes on in another block: the last line is full, too */
	uint32_t align;	   /* of the target text: mirrored when it runs the other way */
	float left, right; /* what lines may fill, frame space */
	float first_indent, rest_indent;
	uint32_t initial;		 /* lines that stand beside an initial, 0: there is none */
	float initial_size, initial_gap; /* of it, and from it to these lines, points */
	uint32_t indented;		 /* lines of the source that have the first's indent */
	float first_cut, rest_cut;	 /* how much earlier these lines, and the others, end, since
					  * a picture is there */
	float size;			 /* of the commonest style */
	float baseline, last;		 /* first and last baseline of the source, frame space */
	float leading, least;		 /* of the source, and the tightest, both at scale 1 */
	float descent;			 /* room under the last baseline, at scale 1 */
	float limit;			 /* y that nothing may pass, frame space */
	float foot;		  /* y that nothing passes before its leading is the tightest */
	float rise;		  /* how far its first line may go up, points */
	float origin_x, origin_y; /* of the frame in column space */
	uint32_t key;
	float widest;	       /* scale at which its widest word still fits on a line, at most 1 */
	float one_line;	       /* scale at which a heading of one line stays one; 1: no matter */
	float narrowest;       /* how narrow its letters may be set, over their own width */
	bool yields;	       /* running text: gets smaller before the headings of its chain */
	uint32_t next, before; /* in its chain, index into galley.blocks, or DT_NONE */
	struct dt_range label; /* its bullet or number, moves with it; count 0: none */
	float label_shift;     /* of the label along the line, points */
	float tail_shift;      /* of the number at its end, and of the dots before that */
	float leaders_shift;
	bool fixed;			  /* has a label that cannot be found: must not move */
	bool linked;			  /* is the next of another, or stands in its first line */
	uint32_t run_in;		  /* a heading that stands in its first line, or DT_NONE */
	const struct mirrored_cell *cell; /* of a table seen in a mirror, or NULL */
	float gap; /* from the last baseline to the next one's first, in the source */

	/* the result of fitting */
	float scale;
	float narrow;  /* width of letters over their own at that scale */
	float spacing; /* baseline to baseline as set, points */
	float shift;   /* of the first baseline, points down */
	uint32_t n_lines;
	bool overflows;
	struct dt_matrix frame; /* the block's, as narrow as its letters: what is painted stands
				 * in it, x from left / narrow to right / narrow */
};

struct galley {
	const struct dt_page_blocks *page;
	const struct dt_page_segments *segments;
	struct dt_list blocks;		/* struct text_block; memory of all is used again */
	uint32_t n;			/* blocks of this page */
	uint32_t writing;		/* enum writing_mode */
	bool mirrors;			/* tables, too, where text runs the other way */
	struct dt_list regions, turned; /* see regions.h */
	struct dt_list cells; /* struct mirrored_cell, by block; none: no table is mirrored */
	const char *stays;    /* why a table is not, or NULL */
	struct dt_box where;
	const struct dt_call *call; /* asked whether to stop; NULL: nobody is */
	bool stopped;		    /* it was to stop: what was built is worth nothing */
};

/* Is the job cancelled, or the page's time over?  For loops that a page of very many blocks makes
 * long. */
bool galley_stopped(struct galley *g);

/* tightest: least leading over the size.  False without memory. */
bool galley_build(struct galley *g, struct composer *c, const struct dt_page_blocks *page,
		  const struct dt_page_segments *segments, float tightest);
/* Sets the text of a block again, in condensed faces or as it was.  False without memory. */
bool galley_rebuild(struct galley *g, struct composer *c, uint32_t i, bool condensed);
/* How far the widest word of the block makes it smaller. */
void galley_widest(struct text_block *t);
/* Brings the origin of the block's frame into column space. */
void galley_origin(struct text_block *t);
void galley_free(struct galley *g);
/* Of block i of the page, when it is in a table that is mirrored; or NULL. */
const struct mirrored_cell *galley_cell(const struct galley *g, uint32_t block);
struct text_block *galley_at(const struct galley *g, uint32_t i);

#endif /* TYPESET_GALLEY_H */
