/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * terms.h - where a user's terms stand in a text, for services that take them in place.
 *
 * Only terms with DT_TERM_USER count.  A term is found at the borders of words, in letters of any
 * case, with any blanks where it has blanks; the longest of several at one place wins.  Inflected
 * forms are not looked for here: a service that is told the word in its base form would set it
 * wrong, and the route looks at what comes back.
 */
#ifndef MT_TERMS_H
#define MT_TERMS_H

#include "mt.h"

/* The next term between at and end, with its place; NULL when there is none. */
const struct dt_term *terms_find(const struct mt_words *words, const char *at, const char *end,
				 const char **found, size_t *length);
/* Adds the target of a term with a capital in front where the text has one and the term's source
 * has none. */
void terms_like(struct text *out, const struct dt_term *term, const char *found, size_t length);

#endif
