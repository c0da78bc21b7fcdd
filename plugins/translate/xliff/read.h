/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * read.h - a file of units, as a person or a tool gave it back.
 *
 * Takes XLIFF 2.0 and 2.1.  A unit that is no good does not spoil the others: it has
 * .problem, one clause that goes on "unit NAME ...".  Read once, then any thread may
 * look things up.
 */
#ifndef XLIFF_READ_H
#define XLIFF_READ_H

#include <doctranslate/plugin.h>

struct xliff_unit {
	char *id;
	char *source;  /* as markup; NULL: a problem */
	char *target;  /* as markup; NULL: not translated, or a problem */
	char *problem; /* "lacks mark 2"; NULL: none */
	unsigned long line;
	uint32_t page; /* from 1, as the file says it; 0: none */
};

struct xliff_file {
	const char *path; /* as given */
	char *source_lang, *target_lang;
	/* what the run was that made it; NULL: the file does not say */
	char *digest, *asked_lang, *pages, *use_tags, *keep_other_languages, *translate_comments,
		*original;
	struct xliff_unit *units; /* sorted by id; ids are different */
	size_t n;
};

/* NULL with err: the file cannot be read, or is no XLIFF 2.  path is borrowed. */
struct xliff_file *xliff_read(const char *path, struct dt_error *err);
void xliff_free(struct xliff_file *file); /* takes NULL */
/* NULL: there is none of that name. */
struct xliff_unit *xliff_find(const struct xliff_file *file, const char *id);
/* Are two texts of units the same but for the length of white space? */
bool xliff_same_text(const char *a, const char *b);

#endif
