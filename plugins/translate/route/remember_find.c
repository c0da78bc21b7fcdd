/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Asking the journal and the memory. */
#include "config.h"

#include "remember_inside.h"

#include <stdlib.h>
#include <string.h>

/* The ask as it was answered: without styles, where the answer has none. */
static bool take(struct remember *remember, struct ask *ask, struct memory_query *query,
		 const char *from)
{
	if (query->flags & MEMORY_PLAIN) {
		ask->plain = true;
		text_clear(&ask->markup);
		if (!segment_build(&ask->source, true, &ask->markup, &ask->marks))
			return false;
	}
	text_clear(&ask->answer);
	text_add(&ask->answer, query->answer, query->answer_length);
	if (ask->answer.failed)
		return false;
	ask->from = from;
	pthread_mutex_lock(&remember->lock);
	if (!strcmp(from, "journal"))
		remember->resumed++;
	else
		remember->found[query->found]++;
	pthread_mutex_unlock(&remember->lock);
	return true;
}

/* What a journal has and a memory may not: the process was killed before it got there. */
static void pass_on(struct remember *remember, const struct dt_call *call,
		    const struct memory_query *query)
{
	struct memory_row row = { .source = query->text,
				  .target = query->answer,
				  .source_length = query->length,
				  .target_length = query->answer_length,
				  .flags = query->flags };

	remember_wait(remember, call, &row);
}

/* For a model, should it be asked: the texts change hands. */
static void take_hints(struct remember *remember, struct ask *ask, struct memory_query *query)
{
	if (ask->similar)
		return;
	ask->similar = query->n_hints ? calloc(query->n_hints, sizeof(*ask->similar)) : NULL;
	for (uint32_t i = 0; ask->similar && i < query->n_hints; i++) {
		struct memory_hint *hint = &query->hints[i];

		ask->similar[ask->n_similar++] =
			(struct ask_similar){ hint->source, hint->target,
					      (uint32_t)(hint->score * 1000) };
		hint->source = hint->target = NULL;
	}
	if (!ask->n_similar)
		return;
	pthread_mutex_lock(&remember->lock);
	remember->hinted++;
	pthread_mutex_unlock(&remember->lock);
}

static void make_queries(struct ask *const *asks, uint32_t n, struct memory_query *queries)
{
	for (uint32_t i = 0; i < n; i++)
		queries[i] = (struct memory_query){
			.text = asks[i]->markup.at ? asks[i]->markup.at : "",
			.length = asks[i]->markup.n,
		};
}

static void find_in_journal(struct remember *remember, const struct asking *asking,
			    struct ask *const *asks, struct memory_query *queries, uint32_t n)
{
	struct dt_error why = { 0 };

	make_queries(asks, n, queries);
	if (journal_find(remember->journal, queries, n, &why) != DT_OK)
		remember_journal_fails(remember, asking->call, &why);
	for (uint32_t i = 0; i < n; i++) {
		if (queries[i].found && remember_has_memory(remember))
			pass_on(remember, asking->call, &queries[i]);
		if (queries[i].found)
			take(remember, asks[i], &queries[i], "journal");
		memory_query_free(&queries[i]);
	}
}

static void find_in_memory(struct remember *remember, const struct asking *asking,
			   struct ask *const *asks, struct memory_query *queries, uint32_t n)
{
	struct dt_error why = { 0 };

	make_queries(asks, n, queries);
	if (memory_find(remember->memory, queries, n, &why) != DT_OK)
		remember_memory_fails(remember, asking->call, &why);
	else
		remember_find_near(remember, asking, asks, queries, n);
	for (uint32_t i = 0; i < n; i++) {
		if (queries[i].found)
			take(remember, asks[i], &queries[i], "memory");
		else
			take_hints(remember, asks[i], &queries[i]);
		memory_query_free(&queries[i]);
	}
}

static uint32_t without_answer(struct ask *const *asks, uint32_t n, struct ask **rest)
{
	uint32_t n_rest = 0;

	for (uint32_t i = 0; i < n; i++)
		if (!asks[i]->from)
			rest[n_rest++] = asks[i];
	return n_rest;
}

void remember_find(const struct asking *asking, struct ask *const *asks, uint32_t n)
{
	struct remember *remember = asking->remember;
	struct memory_query *queries = malloc(n * sizeof(*queries));
	struct ask **rest = malloc(n * sizeof(struct ask *));

	if (queries && rest && remember_has_journal(remember))
		find_in_journal(remember, asking, asks, queries, n);
	if (queries && rest && remember_has_memory(remember))
		find_in_memory(remember, asking, rest, queries, without_answer(asks, n, rest));
	free(rest);
	free(queries);
}
