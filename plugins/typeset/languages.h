/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * languages.h - languages whose letters have forms of their own, for HarfBuzz.
 *
 * HarfBuzz keeps its languages in a list of the process that grows with each new one; so
 * that no thread adds to it while another reads, all are made at open.  Fonts know no
 * forms for languages that are not in the table.
 */
#ifndef TYPESET_LANGUAGES_H
#define TYPESET_LANGUAGES_H

#include <hb.h>

#define LANGUAGES 41

struct languages {
	hb_language_t at[LANGUAGES];
};

/* [open] */
void languages_open(struct languages *languages);
/* The most special entry that a BCP 47 tag falls under, or HB_LANGUAGE_INVALID: no forms of
 * its own. */
hb_language_t languages_find(const struct languages *languages, const char *tag);

#endif /* TYPESET_LANGUAGES_H */
