/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pieces of a text that was too long to be asked for as one: what was paid for stands in the
 * journal before the whole text has its answer. */
#include "config.h"

#include "remember_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* No text of a document begins so: its own "<" is written "&lt;". */
#define PIECE "<piece/>"
#define CUTS  "<cuts/>"

static bool make_key(struct text *key, const char *kind, const struct text *markup)
{
	text_add_string(key, kind);
	text_add(key, markup->at, markup->n);
	return !key->failed;
}

/* To be freed; NULL: the journal has none. */
static char *find(const struct asking *asking, const char *kind, const struct text *markup)
{
	struct remember *remember = asking->remember;
	struct memory_query query = { 0 };
	struct dt_error why = { 0 };
	struct text key = { 0 };
	char *answer = NULL;

	if (!remember || !markup->n || !remember_has_journal(remember))
		return NULL;
	if (make_key(&key, kind, markup)) {
		query.text = key.at;
		query.length = key.n;
		if (journal_find(remember->journal, &query, 1, &why) != DT_OK)
			remember_journal_fails(remember, asking->call, &why);
		else if (query.found)
			answer = query.answer;
		if (answer)
			query.answer = NULL;
		memory_query_free(&query);
	}
	text_free(&key);
	return answer;
}

static void put(const struct asking *asking, const char *kind, const struct text *markup,
		const char *answer, size_t length)
{
	struct remember *remember = asking->remember;
	struct dt_error why = { 0 };
	struct text key = { 0 };

	if (!remember || !markup->n || !remember_has_journal(remember))
		return;
	if (make_key(&key, kind, markup)) {
		const struct memory_row row = { .source = key.at,
						.target = answer,
						.source_length = key.n,
						.target_length = length };

		if (journal_keep(remember->journal, &row, 1, &why) != DT_OK)
			remember_journal_fails(remember, asking->call, &why);
	}
	text_free(&key);
}

char *remember_find_piece(const struct asking *asking, const struct ask *piece)
{
	return find(asking, PIECE, &piece->markup);
}

void remember_keep_piece(const struct asking *asking, const struct ask *piece,
			 const struct text *answer)
{
	if (answer->at && answer->n)
		put(asking, PIECE, &piece->markup, answer->at, answer->n);
}

uint32_t remember_find_cuts(const struct asking *asking, const struct ask *whole)
{
	char *found = find(asking, CUTS, &whole->markup);
	unsigned long n = found ? strtoul(found, NULL, 10) : 0;

	free(found);
	return n <= UINT32_MAX ? (uint32_t)n : 0;
}

void remember_keep_cuts(const struct asking *asking, const struct ask *whole)
{
	char number[12];
	int n = snprintf(number, sizeof(number), "%u", whole->wanted_pieces);

	put(asking, CUTS, &whole->markup, number, (size_t)n);
}
