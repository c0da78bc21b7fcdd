/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* extract_inside.h - what the search for terms by counting has in two files: words, candidates. */
#ifndef GLOSSARY_EXTRACT_INSIDE_H
#define GLOSSARY_EXTRACT_INSIDE_H

#include "extract.h"

#include "inside.h"

/* What a word of the document is. */
enum {
	KIND_STOP = 1u << 0,
	KIND_JOINS = 1u << 1,
	KIND_NUMBER = 1u << 2,
	KIND_BREAK = 1u << 3 /* a sign, or the end of a text, stands before it */
};

struct token {
	uint32_t start, length; /* in texts */
	uint32_t symbol;
	uint32_t kind;
	bool first;   /* of a sentence */
	bool capital; /* begins with one */
	bool acronym;
};

struct extract {
	char language[TAG_SIZE];
	bool elide, dictionary;
	struct stems *stems;
	struct text texts;
	struct dt_list ends;   /* uint32_t: where each text ends */
	struct dt_list tokens; /* struct token */
	struct dt_list words;
	struct dt_list counts; /* uint32_t of each symbol */
	struct trie trie;      /* values: candidates from 1 */
	struct trie small;     /* its symbols: stop words, up to n_stop, and joiners */
	uint32_t n_joiners;
	struct dt_list candidates;
	struct dt_list chosen; /* char *: sources that were handed out */
};

/* Adds the words of a text as tokens; false without memory. */
bool extract_cut(struct extract *extract, const char *text, size_t n);
/* In a language whose stop words are not known, the commonest short words are. */
void extract_stop_commonest(struct extract *extract);
/* Characters of a text. */
uint32_t extract_letters(const char *at, size_t n);

#endif
