/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "terms_fleet.h"

#include "../glossary/find.h"
#include "../markup.h"
#include "forecast.h"
#include "service.h"
#include "spending.h"
#include "terms_journal.h"

#include <stdio.h>

/* Batches on their way: before anybody has answered, and then. */
enum { MOST_OPEN_FIRST = 8, MOST_OPEN = 64 };

struct fleet {
	const struct dt_call *call;
	struct terms_job *job;
	const struct dt_translator *translator; /* whose bounds batches keep */
	const struct fleet_work *work;
	struct terms_journal *journal; /* NULL: nobody was asked before */
	struct service *service;
	struct terms_batch *batches, *last;
	pthread_mutex_t lock; /* of what is below */
	pthread_cond_t landed;
	struct terms_batch *over;
	uint32_t open, sent, failed, answered;
	struct dt_error first; /* of those that failed */
	bool no_memory;
};

struct terms_batch {
	struct terms_batch *next, *next_over;
	struct fleet *fleet;
	struct dt_batch given;
	uint32_t numbers[TERMS_AT_ONCE]; /* of its texts */
	const char *texts[TERMS_AT_ONCE];
	struct text markups[TERMS_AT_ONCE], said[TERMS_AT_ONCE];
	struct dt_list terms; /* struct dt_term: the user's that are in it */
	struct expense expense;
	uint32_t ticket;
	bool good; /* it was answered */
};

/* ---- making batches -------------------------------------------------------------------- */

/* Each text has its own place. */
static void take_answer(void *ctx, uint32_t i, const char *text, size_t length)
{
	struct terms_batch *batch = ctx;

	if (i < batch->given.n)
		batch->fleet->work->add(&batch->said[i], text, length);
}

static void take_usage(void *ctx, const struct dt_usage *usage)
{
	struct terms_batch *batch = ctx;

	spending_add(batch->fleet->job->spending, &batch->expense, usage);
}

static bool may_go_on(void *ctx)
{
	struct terms_batch *batch = ctx;

	return spending_again(batch->fleet->job->spending, batch->fleet->call, &batch->expense);
}

static struct terms_batch *add_batch(struct fleet *fleet)
{
	struct terms_batch *batch = calloc(1, sizeof(*batch));
	const struct dt_host *host = fleet->call->host;
	bool terms = fleet->work->task == DT_TASK_TERMS;

	if (!batch) {
		fleet->no_memory = true;
		return NULL;
	}
	batch->fleet = fleet;
	batch->given = (struct dt_batch){
		.size = sizeof(batch->given),
		.source_lang = fleet->job->source_lang,
		.target_lang = fleet->job->target_lang,
		.texts = batch->texts,
		.answer = take_answer,
		.ctx = batch,
		.task = fleet->work->task,
		.instructions = terms ? host->parameter(fleet->call, "instructions") : NULL,
		.used = take_usage,
		.may_go_on = may_go_on,
	};
	if (fleet->last)
		fleet->last->next = batch;
	else
		fleet->batches = batch;
	fleet->last = batch;
	return batch;
}

static uint32_t tokens_of(const char *text)
{
	return (uint32_t)(strlen(text) / 4) + 1;
}

/* Somebody was asked for it before. */
static bool take_known(struct fleet *fleet, uint32_t i, const char *text)
{
	char *said = terms_journal_find(fleet->journal, text);

	if (!said)
		return false;
	if (!fleet->job->forecast)
		fleet->no_memory |= !fleet->work->take(fleet->job, i, said, strlen(said));
	free(said);
	return true;
}

/* Does the text go into the batch as well? */
static bool fits(const struct fleet *fleet, const struct terms_batch *batch, size_t bytes,
		 uint32_t tokens, const char *text)
{
	const struct dt_translator *translator = fleet->translator;

	if (batch->given.n == TERMS_AT_ONCE ||
	    (translator->max_segments && batch->given.n >= translator->max_segments) ||
	    (translator->max_chars && bytes + strlen(text) > translator->max_chars))
		return false;
	return tokens + tokens_of(text) <= (uint32_t)fleet->job->options->batch_tokens;
}

static void make_batches(struct fleet *fleet)
{
	struct terms_batch *batch = NULL;
	size_t bytes = 0;
	uint32_t tokens = 0;

	for (uint32_t i = 0; i < fleet->work->n && !fleet->no_memory; i++) {
		const char *text = fleet->work->text(fleet->job, i);
		struct text *markup;

		if (take_known(fleet, i, text))
			continue;
		if (!batch || !fits(fleet, batch, bytes, tokens, text)) {
			batch = add_batch(fleet);
			if (!batch)
				break;
			bytes = tokens = 0;
		}
		markup = &batch->markups[batch->given.n];
		markup_add_text(markup, text, strlen(text));
		fleet->no_memory |= markup->failed;
		batch->numbers[batch->given.n] = i;
		batch->texts[batch->given.n++] = markup->at ? markup->at : "";
		bytes += markup->n;
		tokens += tokens_of(text);
	}
}

static bool has_term(const struct terms_batch *batch, const char *source)
{
	const struct dt_term *terms = batch->terms.at;

	for (uint32_t i = 0; i < batch->terms.n; i++)
		if (terms[i].source == source)
			return true;
	return false;
}

/* The user's terms that are in the texts: nobody is to find others for them. */
static void add_user_terms(struct terms_batch *batch, struct glossary_finder *finder)
{
	const struct fleet *fleet = batch->fleet;
	const struct glossary *glossary = fleet->job->files.glossary;
	struct dt_list hits = { 0 };

	for (uint32_t i = 0; i < batch->given.n && finder; i++) {
		const char *text = fleet->work->text(fleet->job, batch->numbers[i]);

		if (!glossary_find(finder, text, strlen(text), &hits))
			break;
		for (uint32_t k = 0; k < hits.n; k++) {
			const struct glossary_term *its = glossary_term(
				glossary, ((const struct glossary_hit *)hits.at)[k].term);
			struct dt_term *term = has_term(batch, its->source)
						       ? NULL
						       : DT_LIST_ADD(&batch->terms, struct dt_term);

			if (term)
				*term = (struct dt_term){ .source = its->source,
							  .target = its->target,
							  .flags = DT_TERM_USER };
		}
	}
	dt_list_free(&hits);
	batch->given.terms = batch->terms.at;
	batch->given.n_terms = batch->terms.n;
}

static void fill_in_terms(struct fleet *fleet)
{
	struct glossary_finder *finder = glossary_finder_new(fleet->job->files.glossary);

	for (struct terms_batch *batch = fleet->batches; batch; batch = batch->next)
		add_user_terms(batch, finder);
	glossary_finder_free(finder);
}

/* ---- on their way ------------------------------------------------------------------------ */

static void batch_is_over(void *ctx, const struct dt_error *err)
{
	struct terms_batch *batch = ctx;
	struct fleet *fleet = batch->fleet;

	spending_settle(fleet->job->spending, &batch->expense);
	service_over(fleet->service, batch->ticket, err);
	pthread_mutex_lock(&fleet->lock);
	fleet->failed += err->status != DT_OK;
	batch->good = err->status == DT_OK;
	fleet->answered += batch->good;
	if (err->status && !fleet->first.status)
		fleet->first = *err;
	batch->next_over = fleet->over;
	fleet->over = batch;
	fleet->open--;
	/* under the lock: behind it the fleet may be gone */
	pthread_cond_signal(&fleet->landed);
	pthread_mutex_unlock(&fleet->lock);
}

static void send(struct fleet *fleet, struct terms_batch *batch)
{
	const struct dt_call *call = fleet->call;
	const char *translator = fleet->job->options->translator;
	struct dt_error err = { 0 };

	batch->ticket = service_start(fleet->service, ROUND_FIRST);
	pthread_mutex_lock(&fleet->lock);
	fleet->open++;
	fleet->sent++;
	pthread_mutex_unlock(&fleet->lock);
	if (spending_reserve(fleet->job->spending, call, translator, &batch->given, &batch->expense,
			     &err) == DT_OK)
		call->host->start(call, translator, &batch->given, batch_is_over, batch);
	else
		batch_is_over(batch, &err);
}

static bool may_send(struct fleet *fleet)
{
	return !fleet->call->host->cancelled(fleet->call) &&
	       service_state(fleet->service, fleet->call) == SERVICE_ASK;
}

static bool has_room(struct fleet *fleet)
{
	bool has;

	pthread_mutex_lock(&fleet->lock);
	has = fleet->open < (fleet->answered ? MOST_OPEN : MOST_OPEN_FIRST);
	pthread_mutex_unlock(&fleet->lock);
	return has;
}

/* Those that are over; NULL: none is on its way any more. */
static struct terms_batch *wait_for_some(struct fleet *fleet)
{
	struct terms_batch *over;

	pthread_mutex_lock(&fleet->lock);
	while (!fleet->over && fleet->open)
		pthread_cond_wait(&fleet->landed, &fleet->lock);
	over = fleet->over;
	fleet->over = NULL;
	pthread_mutex_unlock(&fleet->lock);
	return over;
}

/* A text may have no terms, but no term has no target. */
static void write_down(struct fleet *fleet, const struct terms_batch *batch)
{
	const char *texts[TERMS_AT_ONCE];
	struct text said[TERMS_AT_ONCE];
	uint32_t n = 0;

	for (uint32_t i = 0; i < batch->given.n && batch->good; i++)
		if (fleet->work->task == DT_TASK_TERMS || batch->said[i].n) {
			texts[n] = fleet->work->text(fleet->job, batch->numbers[i]);
			said[n++] = batch->said[i];
		}
	terms_journal_keep(fleet->journal, texts, said, n);
}

static void take_batch(struct fleet *fleet, const struct terms_batch *batch)
{
	write_down(fleet, batch);
	for (uint32_t i = 0; i < batch->given.n; i++) {
		const struct text *said = &batch->said[i];

		fleet->no_memory |=
			said->failed || !fleet->work->take(fleet->job, batch->numbers[i],
							   said->at ? said->at : "", said->n);
	}
}

static void send_all(struct fleet *fleet)
{
	struct terms_batch *next = fleet->batches, *over;

	do {
		while (next && has_room(fleet) && may_send(fleet)) {
			send(fleet, next);
			next = next->next;
		}
		over = wait_for_some(fleet);
		for (struct terms_batch *batch = over; batch; batch = batch->next_over)
			take_batch(fleet, batch);
	} while (over);
}

/* ---- all of it ----------------------------------------------------------------------------- */

static void tell_failures(const struct fleet *fleet)
{
	struct dt_note note = {
		.size = sizeof(note), .level = DT_NOTE_WARNING, .code = "terms.failed", .page = -1
	};
	uint32_t all = 0;
	char text[700];

	for (const struct terms_batch *batch = fleet->batches; batch; batch = batch->next)
		all++;
	if (!fleet->failed)
		return;
	snprintf(text, sizeof(text), "%u of %u requests for the terms of the document failed%s: %s",
		 fleet->failed, all, fleet->sent < all ? ", others were not sent" : "",
		 fleet->first.text);
	note.text = text;
	fleet->call->host->note(fleet->call, &note);
}

static void free_batches(struct terms_batch *batches)
{
	while (batches) {
		struct terms_batch *next = batches->next;

		for (uint32_t i = 0; i < batches->given.n; i++) {
			text_free(&batches->markups[i]);
			text_free(&batches->said[i]);
		}
		dt_list_free(&batches->terms);
		free(batches);
		batches = next;
	}
}

static void fly(struct fleet *fleet)
{
	pthread_mutex_init(&fleet->lock, NULL);
	pthread_cond_init(&fleet->landed, NULL);
	make_batches(fleet);
	if (fleet->work->with_user_terms)
		fill_in_terms(fleet);
	if (!fleet->no_memory)
		send_all(fleet);
	tell_failures(fleet);
	free_batches(fleet->batches);
	pthread_cond_destroy(&fleet->landed);
	pthread_mutex_destroy(&fleet->lock);
}

dt_status fleet_fly(const struct dt_call *call, struct terms_job *job,
		    const struct fleet_work *work, struct dt_error *err)
{
	struct fleet fleet = { .call = call,
			       .job = job,
			       .translator = job->translator,
			       .work = work,
			       .journal = job->journal,
			       .service = service_new() };

	fleet.no_memory = !fleet.service;
	if (fleet.service)
		fly(&fleet);
	service_free(fleet.service);
	if (fleet.no_memory)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the terms of the document");
	if (call->host->cancelled(call))
		return dt_fail(err, DT_E_CANCELLED, "cancelled");
	return DT_OK;
}

/* ---- of a job that asks nobody -------------------------------------------------------------- */

static bool is_askable(const struct fleet_work *work, const struct forecast_service *service)
{
	uint32_t none = DT_TRANSLATOR_IDENTITY | DT_TRANSLATOR_BY_ID;

	return !(service->flags & none) &&
	       (work->task != DT_TASK_TERMS || service->flags & DT_TRANSLATOR_TERMS);
}

static dt_status estimate(const struct fleet *fleet, struct forecast_service *service,
			  struct dt_error *err)
{
	const struct dt_host *host = fleet->call->host;

	for (const struct terms_batch *batch = fleet->batches; batch; batch = batch->next) {
		struct dt_usage usage = { .size = sizeof(usage) };

		if (host->estimate(fleet->call, service->name, &batch->given, &usage, err) != DT_OK)
			return err->status;
		if (!usage.requests)
			usage.requests = 1;
		forecast_add(&service->usage, &usage);
	}
	return DT_OK;
}

/* What was said before was said by the one that the job asks. */
static bool is_asked(const struct fleet *fleet, const struct forecast_service *service)
{
	return !strcmp(service->name, terms_translator(fleet->call, fleet->job->options));
}

static dt_status forecast_service(const struct fleet *job, struct forecast_service *service,
				  struct dt_error *err)
{
	struct fleet fleet = *job;
	dt_status status;

	fleet.translator = &service->bounds;
	fleet.journal = is_asked(job, service) ? job->job->journal : NULL;
	make_batches(&fleet);
	if (fleet.work->with_user_terms)
		fill_in_terms(&fleet);
	if (fleet.no_memory)
		status = dt_fail(err, DT_E_SYSTEM, "out of memory for the terms of the document");
	else
		status = estimate(&fleet, service, err);
	free_batches(fleet.batches);
	return status;
}

dt_status fleet_forecast(const struct dt_call *call, struct terms_job *job,
			 const struct fleet_work *work, struct dt_error *err)
{
	const struct fleet fleet = { .call = call, .job = job, .work = work };
	struct forecast *forecast = job->forecast;
	dt_status status = DT_OK;

	for (uint32_t i = 0; i < forecast->n_services && !status; i++) {
		struct forecast_service *service = &forecast->services[i];

		service->counts = is_askable(work, service);
		if (service->counts && service->says)
			status = forecast_service(&fleet, service, err);
	}
	return status;
}
