/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * stopwords.h - small words that are in no term: articles, pronouns, prepositions, auxiliary verbs
 * and the commonest others, folded.  Constant data; languages that are not there have none.
 */
#ifndef GLOSSARY_STOPWORDS_H
#define GLOSSARY_STOPWORDS_H

/* Words with a blank behind each; "" when the language is not known. */
const char *stopwords_of(const char *language);
/* Of these, words that may stand inside a term: "of", "de". */
const char *joiners_of(const char *language);

#endif
