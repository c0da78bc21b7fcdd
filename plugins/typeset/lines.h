/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * lines.h - which nodes of a paragraph end its lines.
 *
 * Total fit after Knuth and Plass, "Breaking Paragraphs into Lines" (1981), with
 * dynamic programming over the nodes: of all ways to set the paragraph the one
 * with the least demerits.  Where a line could hold thousands of words the time for that
 * would grow with the square of them: there each line takes what it can hold.  Widths are those of
 * the paragraph, points at scale 1: to try a scale, divide the measure by it.  Pure but for the
 * lists handed in.
 */
#ifndef TYPESET_LINES_H
#define TYPESET_LINES_H

#include "paragraph.h"

struct measure {
	float first, rest; /* width of the first lines and of the others */
	uint32_t n_first;  /* how many are first, 0 is one: beside a picture or sign */
	bool justified;	   /* blanks may shrink; stretching costs */
	bool fewest;	   /* as few lines as can be, then the least demerits */
	bool balanced;	   /* the last line counts like the others: a heading in even lines */
	bool divide;	   /* words may be divided */
};

struct line_end {
	uint32_t node;
};

/* Width of line i. */
static inline float measure_at(const struct measure *m, uint32_t i)
{
	return i < (m->n_first ? m->n_first : 1) ? m->first : m->rest;
}

/* How many lines, first fit; *overfull: one of them is too wide even so. */
uint32_t lines_count(const struct paragraph *p, const struct measure *m, bool *overfull);
/* Width of the widest piece without a place to break. */
float lines_widest(const struct paragraph *p, bool justified);
/* The nodes that end lines, in order (struct line_end); scratch is a list of the
 * caller.  *worst: badness of the worst line, may be NULL.  False without memory. */
bool lines_break(const struct paragraph *p, const struct measure *m, struct dt_list *ends,
		 struct dt_list *scratch, double *worst);

#endif /* TYPESET_LINES_H */
