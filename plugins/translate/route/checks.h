/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * checks.h - what can be wrong with the words of an answer.
 *
 * Marks, length and characters are looked at when an answer is read (segment.h).  Here are the
 * words: numbers, script and language, and what models add of their own.  Each check refuses less
 * than one in a thousand translations made by people (bench/checks measures that), so each is as
 * strict as that allows and no stricter.  Pure functions, any thread.
 */
#ifndef ROUTE_CHECKS_H
#define ROUTE_CHECKS_H

#include "judge.h"

#include <stdbool.h>
#include <stddef.h>

struct checks {
	const char *source, *target;		     /* BCP 47 */
	const char *source_scripts, *target_scripts; /* names of Unicode, NULL: not known */
	bool model;				     /* the answer comes from one */
	bool words_differ; /* the languages can be told apart by their words */
};

/* Plain text: objects are U+FFFC, hard breaks U+2028. */
struct wording_pair {
	const char *source, *target;
	size_t source_length, target_length;
};

/* A byte of a letter, or of any other character that is not ASCII. */
static inline bool checks_letter(char c)
{
	return (unsigned char)c >= 0x80 || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

void checks_start(struct checks *checks, const char *source, const char *target, bool model);

/* The first check that an answer does not pass: its name, NULL when there is none.  words: the
 * end of a sentence "the answer has ..." */
const char *checks_run(const struct checks *checks, const struct wording_pair *pair,
		       enum verdict *verdict, const char **words);

/* The checks one by one, for checks.c: what is wrong, or NULL. */
const char *check_numbers(const struct checks *checks, const struct wording_pair *pair);
const char *check_units(const struct checks *checks, const struct wording_pair *pair);
const char *check_order(const struct checks *checks, const struct wording_pair *pair);
const char *check_script(const struct checks *checks, const struct wording_pair *pair);
const char *check_language(const struct checks *checks, const struct wording_pair *pair);
const char *check_same(const struct checks *checks, const struct wording_pair *pair);
const char *check_length(const struct checks *checks, const struct wording_pair *pair);
const char *check_echo(const struct checks *checks, const struct wording_pair *pair);
const char *check_reasoning(const struct checks *checks, const struct wording_pair *pair);
const char *check_refusal(const struct checks *checks, const struct wording_pair *pair);
const char *check_frame(const struct checks *checks, const struct wording_pair *pair);
const char *check_loop(const struct checks *checks, const struct wording_pair *pair);

#endif /* ROUTE_CHECKS_H */
