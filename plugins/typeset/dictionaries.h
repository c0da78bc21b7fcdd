/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * dictionaries.h - the hyphenation dictionaries of a folder, each read once for all threads.
 *
 * libhyphen takes seconds and a hundred megabytes for a dictionary of whole words, as the German
 * one is, and only reads it afterwards.  A dictionary is there from the first time that it is
 * asked for until dictionaries_free. [any thread]
 */
#ifndef TYPESET_DICTIONARIES_H
#define TYPESET_DICTIONARIES_H

struct dictionaries;
struct _HyphenDict;

/* dir: where hyph_LANGUAGE.dic files are. */
struct dictionaries *dictionaries_new(const char *dir);
void dictionaries_free(struct dictionaries *dictionaries);
/* The one that serves a language best; NULL: there is none. */
struct _HyphenDict *dictionaries_find(struct dictionaries *dictionaries, const char *language);

#endif /* TYPESET_DICTIONARIES_H */
