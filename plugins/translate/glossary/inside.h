/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* inside.h - what the files of the glossary know of each other. */
#ifndef GLOSSARY_INSIDE_H
#define GLOSSARY_INSIDE_H

#include "glossary.h"

#include "stems.h"
#include "tags.h"
#include "trie.h"
#include "words.h"

struct glossary {
	char *source_lang, *target_lang;
	bool elide;
	struct dt_list terms;  /* struct glossary_term */
	struct dt_list blocks; /* char *: texts stay where they are */
	size_t block_used;
	struct trie trie; /* values: number of the first term, from 1 */
	/* of the thread that fills it */
	struct stems *stems;
	struct dt_list words;
	struct text clean[2], folded;
};

/* glossary.c: the text in small letters, its words with a blank between two; false without memory.
 * Takes the words that words_cut has found. */
bool glossary_fold(const struct stems *stems, const char *text, const struct word *words,
		   uint32_t n, struct text *folded);
/* forms.c: may both be forms of one word, given that their stems are equal?  Folded words. */
bool forms_of_one(const char *language, const char *a, size_t na, const char *b, size_t nb);
/* forms.c: is that, behind a Korean word, nothing but particles? */
bool forms_are_particles(const char *text, size_t n);

#endif
