/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * tongue.h - which texts are not in the source language.
 *
 * A text in the target language already, or in a third one, stays as it is, when that is
 * beyond doubt: by its script (a few letters do), or by its words (some sentences do).  One
 * that has the document's commonest short words needs no closer look.  Filled once a job,
 * read by any thread.
 */
#ifndef ROUTE_TONGUE_H
#define ROUTE_TONGUE_H

#include <doctranslate/plugin.h>
#include <doctranslate/types.h>

struct tongue {
	bool on;  /* texts are told apart */
	bool all; /* the whole document is in the target language */
	const char *source, *target;
	const char *source_scripts, *target_scripts; /* names of Unicode; NULL: not known */
	char words[400];			     /* each with a blank before and behind it */
};

/* profile may be NULL; source and target live as long as it. */
void tongue_start(struct tongue *tongue, const struct dt_profile *profile, const char *source,
		  const char *target);
/* DT_RULE_LANGUAGE, DT_RULE_FOREIGN or DT_RULE_NONE. */
uint32_t tongue_rule(const struct tongue *tongue, const char *text, uint32_t length);

/* The scripts that a language is written in, as Unicode names them, with blanks between them;
 * NULL: not known. */
const char *tongue_scripts(const char *tag);
/* Is that one among them?  False when they are not known. */
bool tongue_has_script(const char *scripts, const char *name);

#endif
