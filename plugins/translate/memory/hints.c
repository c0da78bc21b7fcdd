/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows that are no answer, but say how something like it was put. */
#include "config.h"

#include "inside.h"

#include <string.h>

bool memory_has_hints(const struct memory *memory)
{
	return memory->options.most_hints && memory->last;
}

char *memory_words(const char *markup, size_t length)
{
	struct markup_reader reader;
	struct markup_token token;
	struct text out = { 0 };

	markup_start(&reader, markup, length);
	do {
		markup_next(&reader, &token);
		if (token.kind == MARKUP_OBJECT)
			text_add_string(&out, "\xe2\x80\xa6");
		else if (token.kind == MARKUP_TEXT)
			text_add(&out, token.at, token.length);
	} while (token.kind != MARKUP_END && token.kind != MARKUP_BAD);
	text_add_char(&out, '\0');
	for (size_t i = 0; i < out.n && !out.failed; i++) {
		char *at = out.at + i;

		if (i + 3 < out.n && !memcmp(at, "\xe2\x80\xa8", 3)) { /* a hard break */
			memmove(at + 1, at + 3, out.n - i - 3);
			out.n -= 2;
			*at = ' ';
		} else if ((unsigned char)*at < ' ' && i + 1 < out.n) {
			*at = ' ';
		}
	}
	if (out.failed)
		text_free(&out);
	return out.at;
}

static void drop(struct memory_hint *hint)
{
	free(hint->source);
	free(hint->target);
}

/* Where it belongs among those that are there: most alike first; equal ones as they came. */
static void insert(struct memory_query *query, const struct memory_hint *hint, uint32_t most)
{
	uint32_t at = query->n_hints;

	while (at && query->hints[at - 1].score < hint->score)
		at--;
	if (query->n_hints == most)
		drop(&query->hints[--query->n_hints]);
	memmove(query->hints + at + 1, query->hints + at,
		(query->n_hints - at) * sizeof(*query->hints));
	query->hints[at] = *hint;
	query->n_hints++;
}

dt_status wanted_hint(const struct memory *memory, struct memory_query *query,
		      const struct found_row *row, double score, struct dt_error *err)
{
	uint32_t most = memory->options.most_hints < MEMORY_HINTS ? memory->options.most_hints
								  : MEMORY_HINTS;
	struct memory_hint hint = { .score = score };

	if (row->id > memory->last || !most ||
	    (query->n_hints == most && query->hints[most - 1].score >= score))
		return DT_OK;
	hint.source = memory_words(row->source, row->source_length);
	hint.target = memory_words(row->target, row->target_length);
	if (!hint.source || !hint.target) {
		drop(&hint);
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	}
	for (uint32_t i = 0; i < query->n_hints; i++)
		if (!strcmp(query->hints[i].target, hint.target)) {
			drop(&hint); /* of another scope or route: it says nothing new */
			return DT_OK;
		}
	insert(query, &hint, most);
	return DT_OK;
}
