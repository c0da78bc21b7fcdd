/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * find.h - the terms of a glossary that stand in a text.
 *
 * Whole words only, in any inflected form that their stems show; of those that begin at one word
 * the longest, then on behind it: hits are in the order of the text and do not overlap.  Of terms
 * that have the same stems the one that is written as the text is counts, else the first.  An
 * acronym in capitals has to stand in capitals; "APIs" is "API".  The time goes with the length of
 * the text, however many terms there are.
 */
#ifndef GLOSSARY_FIND_H
#define GLOSSARY_FIND_H

#include "glossary.h"

#include <doctranslate/payload.h>

struct glossary_hit {
	uint32_t term;		/* of glossary_term */
	uint32_t start, length; /* bytes of the text */
	bool base;		/* it stands in the form that the glossary has */
};

/* One thread at a time; the glossary must stay and change no more. */
struct glossary_finder;

struct glossary_finder *glossary_finder_new(const struct glossary *glossary);
void glossary_finder_free(struct glossary_finder *finder);
/* Empties hits and fills it with struct glossary_hit.  False without memory. */
bool glossary_find(struct glossary_finder *finder, const char *text, size_t n,
		   struct dt_list *hits);

#endif
