/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * canon.h - one way to write a text with marks.
 *
 * Marks are numbered from 1 in the order in which the source has them, quotes and references are
 * written as our own writer does.  A translation has the numbers of its source.
 */
#ifndef MEMORY_CANON_H
#define MEMORY_CANON_H

#include "../markup.h"

enum { CANON_MARKS = 256 }; /* more in one text: it is not remembered */

struct canon {
	uint32_t ids[CANON_MARKS]; /* of the source as given: id i + 1 was ids[i] */
	bool object[CANON_MARKS];
	uint32_t n;
};

/* Adds the source to out and fills canon.  False: no well-formed text, too many marks, no memory.
 */
bool canon_source(const char *text, size_t length, struct text *out, struct canon *canon);
/* Adds a translation of that source.  False also when it has a mark that the source has not. */
bool canon_target(const char *text, size_t length, const struct canon *canon, struct text *out);
/* The other way: a translation in canonical form, with the source's own numbers. */
bool canon_back(const char *text, size_t length, const struct canon *canon, struct text *out);

#endif /* MEMORY_CANON_H */
