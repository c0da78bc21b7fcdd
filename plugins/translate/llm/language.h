/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * language.h - English names of the languages that have a two-letter code; the table is made
 * from Debian's iso-codes when the program is built, as that of the front ends.
 */
#ifndef LLM_LANGUAGE_H
#define LLM_LANGUAGE_H

#include <stddef.h>

struct llm_language_name {
	char code[4], code3[4];
	const char *name;
};

extern const struct llm_language_name llm_languages[];
extern const size_t llm_languages_count;

#endif /* LLM_LANGUAGE_H */
