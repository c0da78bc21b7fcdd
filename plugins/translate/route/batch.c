/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "batch.h"

#include "../text.h"
#include "context.h"

void flight_start(struct flight *flight, const struct asking *asking, enum round round)
{
	memset(flight, 0, sizeof(*flight));
	flight->asking = asking;
	flight->round = round;
	pthread_mutex_init(&flight->lock, NULL);
	pthread_cond_init(&flight->landed, NULL);
}

static void batch_free(struct batch *batch)
{
	for (uint32_t i = 0; i < batch->n && batch->answers; i++)
		text_free(&batch->answers[i]);
	wording_terms_free(&batch->terms);
	for (uint32_t i = 0; i < batch->n && batch->guards; i++)
		wording_guard_free(&batch->guards[i]);
	free(batch->guards);
	free(batch->similar);
	free(batch->asks);
	free(batch->answers);
	free(batch->texts);
	free(batch->ids);
	free(batch->problems);
	free(batch->roles);
	free(batch->budgets);
	free(batch);
}

void flight_finish(struct flight *flight)
{
	while (flight_next(flight))
		;
	while (flight->all) {
		struct batch *next = flight->all->next;

		batch_free(flight->all);
		flight->all = next;
	}
	pthread_cond_destroy(&flight->landed);
	pthread_mutex_destroy(&flight->lock);
}

/* ---- what is handed over --------------------------------------------------------- */

static void take_answer(void *ctx, uint32_t i, const char *text, size_t length)
{
	struct batch *batch = ctx;

	if (i >= batch->n)
		return;
	text_clear(&batch->answers[i]);
	text_add(&batch->answers[i], text, length);
}

static void take_name(void *ctx, const char *translator)
{
	struct batch *batch = ctx;

	batch->by = translator;
}

static void take_usage(void *ctx, const struct dt_usage *usage)
{
	struct batch *batch = ctx;

	spending_add(batch->flight->asking->spending, &batch->expense, usage);
}

static bool may_go_on(void *ctx)
{
	struct batch *batch = ctx;
	const struct asking *asking = batch->flight->asking;

	return spending_again(asking->spending, asking->call, &batch->expense);
}

static void fill_in(struct batch *batch)
{
	const struct flight *flight = batch->flight;
	const struct asking *asking = flight->asking;

	batch->given = (struct dt_batch){
		.size = sizeof(batch->given),
		.n = batch->n,
		.source_lang = asking->source_lang,
		.target_lang = asking->target_lang,
		.texts = batch->texts,
		.budgets = asking->budgets ? batch->budgets : NULL,
		.answer = take_answer,
		.ctx = batch,
		.ids = batch->ids,
		.attempt = flight->round,
		.problems = flight->round ? batch->problems : NULL,
		.roles = batch->roles,
		.terms = batch->terms.list,
		.n_terms = batch->terms.n,
		.glossary_id = asking->wording ? wording_id(asking->wording) : NULL,
		.instructions = asking->instructions,
		.not_from = flight->not_from,
		.answered_by = take_name,
		.used = take_usage,
		.may_go_on = may_go_on,
	};
	if (asking->instructed)
		context_fill(batch);
}

/* What a translator knows no terms for goes out in the second round with the terms in it. */
static void guard_terms(struct batch *batch)
{
	const struct wording *wording = batch->flight->asking->wording;

	if (!wording || batch->flight->round != ROUND_AGAIN)
		return;
	batch->guards = calloc(batch->n, sizeof(*batch->guards));
	for (uint32_t i = 0; i < batch->n && batch->guards; i++)
		if (batch->asks[i]->spare.at &&
		    wording_guard(wording, batch->asks[i], &batch->guards[i]))
			batch->texts[i] = batch->guards[i].markup.at;
}

struct text *batch_answer(struct batch *batch, uint32_t i)
{
	if (batch->guards)
		wording_unguard(&batch->guards[i], &batch->answers[i]);
	return &batch->answers[i];
}

struct batch *flight_add(struct flight *flight, struct ask *const *asks, uint32_t n)
{
	struct batch *batch = calloc(1, sizeof(*batch));

	if (!batch)
		return NULL;
	batch->flight = flight;
	batch->n = n;
	batch->asks = calloc(n, sizeof(*batch->asks));
	batch->answers = calloc(n, sizeof(*batch->answers));
	batch->texts = calloc(n, sizeof(*batch->texts));
	batch->ids = calloc(n, sizeof(*batch->ids));
	batch->problems = calloc(n, sizeof(*batch->problems));
	batch->roles = calloc(n, sizeof(*batch->roles));
	batch->budgets = calloc(n, sizeof(*batch->budgets));
	if (!batch->asks || !batch->answers || !batch->texts || !batch->ids || !batch->problems ||
	    !batch->roles || !batch->budgets ||
	    (flight->asking->wording &&
	     !wording_terms(flight->asking->wording, asks, n, &batch->terms))) {
		batch_free(batch);
		return NULL;
	}
	for (uint32_t i = 0; i < n; i++) {
		struct ask *ask = asks[i];

		batch->asks[i] = ask;
		batch->texts[i] = ask->markup.at ? ask->markup.at : "";
		batch->ids[i] = ask->id;
		batch->problems[i] = ask->problem[0] ? ask->problem : "no answer";
		batch->roles[i] = dt_role_name(ask->role);
		batch->budgets[i] = ask->room;
	}
	guard_terms(batch);
	fill_in(batch);
	if (flight->last)
		flight->last->next = batch;
	else
		flight->all = batch;
	flight->last = batch;
	return batch;
}

/* ---- on its way ------------------------------------------------------------------- */

static void land(void *ctx, const struct dt_error *err)
{
	struct batch *batch = ctx;
	struct flight *flight = batch->flight;

	spending_settle(flight->asking->spending, &batch->expense);
	service_over(flight->asking->service, batch->ticket, err);
	pthread_mutex_lock(&flight->lock);
	batch->error = *err;
	if (flight->last_over)
		flight->last_over->next_over = batch;
	else
		flight->over = batch;
	flight->last_over = batch;
	flight->open--;
	/* under the lock: behind it the flight may be gone */
	pthread_cond_signal(&flight->landed);
	pthread_mutex_unlock(&flight->lock);
}

void batch_start(struct batch *batch)
{
	struct flight *flight = batch->flight;
	const struct asking *asking = flight->asking;
	const struct dt_host *host = asking->call->host;
	struct dt_error err = { 0 };

	batch->ticket = service_start(asking->service, flight->round);
	pthread_mutex_lock(&flight->lock);
	flight->open++;
	pthread_mutex_unlock(&flight->lock);
	if (spending_reserve(asking->spending, asking->call, asking->translator, &batch->given,
			     &batch->expense, &err) == DT_OK)
		host->start(asking->call, asking->translator, &batch->given, land, batch);
	else
		land(batch, &err);
}

struct batch *flight_next(struct flight *flight)
{
	struct batch *batch;

	pthread_mutex_lock(&flight->lock);
	while (!flight->over && flight->open)
		pthread_cond_wait(&flight->landed, &flight->lock);
	batch = flight->over;
	if (batch) {
		flight->over = batch->next_over;
		if (!flight->over)
			flight->last_over = NULL;
	}
	pthread_mutex_unlock(&flight->lock);
	return batch;
}
