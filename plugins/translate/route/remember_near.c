/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Texts that mean much the same: what the embedding service and the vectors of the memory say. */
#include "config.h"

#include "remember_inside.h"

#include "service.h"
#include "spending.h"

#include <stdlib.h>
#include <string.h>

/* A service that fails is told once, as a warning: the job can do without it. */
static void embedding_fails(struct remember *remember, const struct dt_call *call,
			    const struct dt_error *why)
{
	bool first;

	if (why->status == DT_E_CANCELLED)
		return;
	pthread_mutex_lock(&remember->lock);
	first = !remember->embedding_failed;
	remember->embedding_failed = true;
	pthread_mutex_unlock(&remember->lock);
	if (first)
		remember_note(call, DT_NOTE_WARNING, "memory.embedding", why->text);
}

static bool may_ask(struct remember *remember, const struct asking *asking)
{
	bool failed;

	if (!remember->embedding || asking->forecast ||
	    service_state(asking->service, asking->call) != SERVICE_ASK)
		return false;
	pthread_mutex_lock(&remember->lock);
	failed = remember->embedding_failed;
	pthread_mutex_unlock(&remember->lock);
	return !failed;
}

/* Vectors for the asks that have none; which of them has got what place in texts. */
static uint32_t choose(struct ask *const *asks, const struct memory_query *queries, uint32_t n,
		       struct embedded *texts, struct ask **whose)
{
	uint32_t chosen = 0;

	for (uint32_t i = 0; i < n; i++) {
		char *words = queries[i].found || asks[i]->vector
				      ? NULL
				      : memory_words(queries[i].text, queries[i].length);

		if (words && *words && strlen(words) <= EMBEDDING_LONGEST) {
			whose[chosen] = asks[i];
			texts[chosen++] = (struct embedded){ .text = words };
		} else {
			free(words);
		}
	}
	return chosen;
}

/* Within the job's budget, as translators are. */
static dt_status ask_within(struct remember *remember, const struct asking *asking,
			    struct embedded *texts, uint32_t n, struct dt_error *err)
{
	struct dt_usage usage = { .size = sizeof(usage) };
	struct expense expense;
	dt_status status;

	if (!n)
		return DT_OK;
	embedding_estimate(remember->embedding, texts, n, &usage);
	if (!spending_take(asking->spending, asking->call, &usage, &expense))
		return dt_fail(err, DT_E_REFUSED,
			       "the embedding service is not asked any more: its next request "
			       "might have passed the budget");
	status = embedding_ask(remember->embedding, asking->call, texts, n, err);
	spending_settle(asking->spending, &expense);
	return status;
}

static void ask_service(struct remember *remember, const struct asking *asking,
			struct embedded *texts, struct ask **whose, uint32_t n)
{
	struct dt_error why = { 0 };
	uint32_t got = 0;

	if (ask_within(remember, asking, texts, n, &why) != DT_OK)
		embedding_fails(remember, asking->call, &why);
	for (uint32_t i = 0; i < n; i++) {
		got += texts[i].vector != NULL;
		whose[i]->vector = texts[i].vector;
		whose[i]->dimension = texts[i].dimension;
		free((char *)texts[i].text);
	}
	pthread_mutex_lock(&remember->lock);
	remember->embedded += got;
	pthread_mutex_unlock(&remember->lock);
}

void remember_find_near(struct remember *remember, const struct asking *asking,
			struct ask *const *asks, struct memory_query *queries, uint32_t n)
{
	struct embedded *texts = may_ask(remember, asking) ? malloc(n * sizeof(*texts)) : NULL;
	struct ask **whose = texts ? malloc(n * sizeof(struct ask *)) : NULL;
	struct dt_error why = { 0 };

	if (whose)
		ask_service(remember, asking, texts, whose, choose(asks, queries, n, texts, whose));
	free(whose);
	free(texts);
	for (uint32_t i = 0; i < n; i++) {
		queries[i].vector = asks[i]->vector;
		queries[i].dimension = asks[i]->dimension;
	}
	if (memory_find_near(remember->memory, queries, n, &why) != DT_OK)
		remember_memory_fails(remember, asking->call, &why);
}
