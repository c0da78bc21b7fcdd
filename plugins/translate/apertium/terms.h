/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * terms.h - what documents call their own parts.
 *
 * General dictionaries make a digit of a figure and furniture of a table.  Here are the
 * words with which a document points at its parts ("Figure 3", "see Table 2") and its
 * fixed headings ("Acknowledgements").  Constant data; any thread.
 */
#ifndef APERTIUM_TERMS_H
#define APERTIUM_TERMS_H

#include "../text.h"

struct terms;

/* The terms of a pair of ISO 639-3 codes; NULL when there are none. */
const struct terms *terms_of(const char *source, const char *target);
/* Adds the translation when all of the text is a heading, with or without a number before it;
 * else adds nothing.  Takes NULL. */
bool terms_heading(const struct terms *terms, struct text *out, const char *markup);
/* Adds the text, with the names of parts before a number in the target language: to the
 * translator they are words that it does not know, and passes on.  Takes NULL. */
void terms_apply(const struct terms *terms, struct text *out, const char *markup);

#endif
