/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * extract.h - the terms of a document by counting, without anybody who knows the language.
 *
 * Candidates are one to five words in a row without a sign, a number or a stop word between them;
 * one small word may join two others where the language does so ("degree of freedom",
 * "red de neuronas").  Forms of the same words count as one, by their stems.
 *
 * How much of a term a candidate is: C-value (Frantzi, Ananiadou, Mima 2000), with one added
 * under the logarithm so that single words have a value (Barron-Cedeno and others 2009):
 *
 *	log2(n + 1) * (f - the mean of f of the longer candidates that it is a part of)
 *
 * for n words that occur f times.  Single words have to show that they are a term: an acronym, a
 * name that has a capital where no sentence begins, or a long word that is far commoner than
 * others of the document.  Chinese, Japanese and Thai are cut into words by ICU's dictionary.
 */
#ifndef GLOSSARY_EXTRACT_H
#define GLOSSARY_EXTRACT_H

#include <doctranslate/payload.h>

struct extract;

struct extract_term {
	const char *source; /* as it stands most often; as long as the extract */
	uint32_t count;
	double value;
};

/* One thread at a time; NULL without memory. */
struct extract *extract_new(const char *source_lang);
void extract_free(struct extract *extract);
/* Another text of the document: a sentence never goes on from one to the next. */
void extract_add(struct extract *extract, const char *text, size_t n);
/* The best ones, most at most; struct extract_term.  False without memory. */
bool extract_finish(struct extract *extract, uint32_t most, struct dt_list *terms);

#endif
