/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * glossary.h - terms that a person or a program wants said in a fixed way.
 *
 * A glossary is filled first and then only read: by any number of threads, each with a finder of
 * its own.  Of terms with the same source, whatever its case, the first one stays.
 *
 * Texts of terms are cleaned: one blank for any white space and control character, none at the
 * ends, no characters that turn the direction of text.  They live as long as the glossary.
 */
#ifndef GLOSSARY_GLOSSARY_H
#define GLOSSARY_GLOSSARY_H

#include <doctranslate/plugin.h>

enum {
	GLOSSARY_TERM_SIZE = 512, /* bytes of a source or target, at most */
	GLOSSARY_TERM_WORDS = 32, /* of a source */
	GLOSSARY_MOST_TERMS = 1000000,
	GLOSSARY_ID_SIZE = 33
};

enum {
	GLOSSARY_TERM_USER = 1u << 0,
	GLOSSARY_TERM_CAPITALS = 1u << 1 /* has a word whose capitals have to stand in the text */
};

struct glossary;

struct glossary_term {
	const char *source, *target; /* target "": stays as it is */
	const char *folded;	     /* the words of source in small letters, a blank between two */
	uint32_t flags;
	uint32_t file, line; /* where it came from; file as given by glossary_file */
	const char *lang;    /* of the target, where the glossary has no target language; or NULL */
	uint32_t next;	     /* inside: of those with the same stems, the number of another */
};

struct glossary_row {
	const char *source, *target;
	const char *lang; /* of the target, or NULL */
	size_t source_length, target_length;
	uint32_t flags, file, line;
};

enum glossary_added {
	GLOSSARY_ADDED = 0,
	GLOSSARY_AGAIN,	   /* it is there, with the same target */
	GLOSSARY_CONFLICT, /* it is there, with another target */
	GLOSSARY_NO_SOURCE,
	GLOSSARY_TOO_LONG,
	GLOSSARY_NOT_TEXT, /* bytes that are no UTF-8 */
	GLOSSARY_ALIKE,	   /* too many that differ from it in nothing but endings */
	GLOSSARY_FULL,
	GLOSSARY_NO_MEMORY
};

/* Languages by tags (BCP 47); NULL: not known, the words of sources are taken as they are, and rows
 * for all target languages.  NULL without memory. */
struct glossary *glossary_new(const char *source_lang, const char *target_lang);
void glossary_free(struct glossary *glossary);

/* *there: with GLOSSARY_AGAIN and GLOSSARY_CONFLICT the number of the term that is there. */
enum glossary_added glossary_add(struct glossary *glossary, const struct glossary_row *row,
				 uint32_t *there);

uint32_t glossary_count(const struct glossary *glossary);
const struct glossary_term *glossary_term(const struct glossary *glossary, uint32_t i);
/* "" when not known. */
const char *glossary_source_lang(const struct glossary *glossary);
const char *glossary_target_lang(const struct glossary *glossary);

/* The same terms have the same id, in whatever order and from whatever files: hexadecimal digits
 * of SHA-256.  False: there are no terms. */
bool glossary_id(const struct glossary *glossary, char id[GLOSSARY_ID_SIZE]);

#endif
