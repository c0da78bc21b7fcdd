/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * dictionaries.h - the hyphenation dictionaries of a folder, each read once for all threads.
 *
 * Most are read by patterns.h; libhyphen has those that change the spelling.  A dictionary is there
 * from the first time that it is asked for until dictionaries_free. [any thread]
 */
#ifndef TYPESET_DICTIONARIES_H
#define TYPESET_DICTIONARIES_H

struct dictionaries;
struct patterns;
struct _HyphenDict;

struct dictionary {
	struct patterns *patterns; /* or NULL, then: */
	struct _HyphenDict *dict;
};

/* dir: where hyph_LANGUAGE.dic files are. */
struct dictionaries *dictionaries_new(const char *dir);
void dictionaries_free(struct dictionaries *dictionaries);
/* The one that serves a language best; NULL: there is none. */
const struct dictionary *dictionaries_find(struct dictionaries *dictionaries, const char *language);

#endif /* TYPESET_DICTIONARIES_H */
