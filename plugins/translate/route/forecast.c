/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "forecast.h"

#include "../text.h"
#include "batch.h"
#include "rounds.h"

#include <stdio.h>

static uint32_t count_translators(const struct dt_call *call)
{
	uint32_t n = 0;

	while (call->host->translator_name(call, n))
		n++;
	return n;
}

/* Asked with an empty text: a document without any has estimates as well. */
static void ask_whether_it_says(const struct dt_call *call, struct forecast_service *service)
{
	const char *text = "";
	struct dt_batch batch = { .size = sizeof(batch),
				  .n = 1,
				  .source_lang = "en",
				  .target_lang = dt_parameter(call, "target_lang", "en"),
				  .texts = &text };
	struct dt_usage usage = { .size = sizeof(usage) };
	struct dt_error why = { 0 };

	service->says = call->host->estimate(call, service->name, &batch, &usage, &why) == DT_OK;
	if (!service->says)
		snprintf(service->why, sizeof(service->why), "%.*s",
			 text_fit(why.text, sizeof(service->why) - 1), why.text);
}

struct forecast *forecast_new(const struct dt_call *call)
{
	struct forecast *forecast = calloc(1, sizeof(*forecast));
	uint32_t n = count_translators(call);

	if (!forecast)
		return NULL;
	pthread_mutex_init(&forecast->lock, NULL);
	forecast->services = calloc(n ? n : 1, sizeof(*forecast->services));
	if (!forecast->services) {
		forecast_free(forecast);
		return NULL;
	}
	for (uint32_t i = 0; i < n; i++) {
		struct forecast_service *service = &forecast->services[forecast->n_services];
		const char *name = call->host->translator_name(call, i);
		const struct dt_translator *translator = call->host->translator(call, name);

		if (!translator)
			continue;
		service->name = name;
		service->flags = translator->flags;
		service->counts = true;
		service->bounds = *translator;
		service->usage.size = sizeof(service->usage);
		ask_whether_it_says(call, service);
		forecast->n_services++;
	}
	return forecast;
}

void forecast_free(struct forecast *forecast)
{
	if (!forecast)
		return;
	pthread_mutex_destroy(&forecast->lock);
	free(forecast->services);
	free(forecast);
}

void forecast_page(struct forecast *forecast, const struct dt_segment *segments, uint32_t n)
{
	pthread_mutex_lock(&forecast->lock);
	forecast->pages++;
	for (uint32_t i = 0; i < n; i++)
		if (segments[i].rule && segments[i].rule < DT_RULE_COUNT)
			forecast->kept[segments[i].rule]++;
	pthread_mutex_unlock(&forecast->lock);
}

/* ---- what each translator would use ---------------------------------------------------- */

void forecast_add(struct dt_usage *sum, const struct dt_usage *more)
{
	sum->requests += more->requests;
	sum->input_tokens += more->input_tokens;
	sum->output_tokens += more->output_tokens;
	sum->characters += more->characters;
	sum->usd += more->usd;
}

static dt_status estimate(const struct asking *asking, const struct flight *flight,
			  struct dt_usage *sum, struct dt_error *err)
{
	const struct dt_host *host = asking->call->host;

	for (const struct batch *batch = flight->all; batch; batch = batch->next) {
		struct dt_usage usage = { .size = sizeof(usage) };

		if (host->estimate(asking->call, asking->translator, &batch->given, &usage, err) !=
		    DT_OK)
			return err->status;
		if (!usage.requests)
			usage.requests = 1;
		forecast_add(sum, &usage);
	}
	return DT_OK;
}

/* The batches that this service would get for these texts. */
static dt_status take_service(struct forecast *forecast, struct forecast_service *service,
			      const struct asking *asked, struct ask *const *asks, uint32_t n,
			      struct dt_error *err)
{
	struct dt_usage sum = { .size = sizeof(sum) };
	struct asking asking = *asked;
	struct flight flight;
	dt_status status;

	asking.translator = service->name;
	route_bounds(asking.call, &asking, &service->bounds);
	flight_start(&flight, &asking, ROUND_FIRST);
	status = rounds_fill(&flight, asks, n) ? estimate(&asking, &flight, &sum, err)
					       : asking_no_memory(err);
	flight_finish(&flight);
	pthread_mutex_lock(&forecast->lock);
	forecast_add(&service->usage, &sum);
	pthread_mutex_unlock(&forecast->lock);
	return status;
}

/* ---- texts ------------------------------------------------------------------------------- */

static uint64_t count_characters(const struct source *source)
{
	uint64_t n = 0;

	for (uint32_t i = 0; i < source->length; i++)
		n += ((unsigned char)source->text[i] & 0xc0) != 0x80;
	return n;
}

static void count_terms(struct forecast *forecast, const struct asking *asking,
			struct ask *const *asks, uint32_t n)
{
	for (uint32_t i = 0; i < n && asking->wording; i++) {
		struct wording_terms terms = { 0 };

		if (wording_terms(asking->wording, asks + i, 1, &terms)) {
			pthread_mutex_lock(&forecast->lock);
			forecast->with_terms += terms.n > 0;
			forecast->terms += terms.n;
			pthread_mutex_unlock(&forecast->lock);
		}
		wording_terms_free(&terms);
	}
}

/* Puts those that have to be asked for into open; counts all. */
static uint32_t count_asks(struct forecast *forecast, const struct asking *asking,
			   struct ask **open)
{
	uint32_t n = 0;

	pthread_mutex_lock(&forecast->lock);
	for (uint32_t i = 0; i < asking->list.n; i++) {
		struct ask *ask = asking_at(asking, i);

		forecast->segments++;
		if (ask->claim != MEMO_MINE && ask->claim != MEMO_NONE) {
			forecast->duplicates++;
		} else if (ask->good && ask->from) {
			forecast->continued += !strcmp(ask->from, "journal");
			forecast->remembered += strcmp(ask->from, "journal") != 0;
		} else {
			open[n++] = ask;
			forecast->characters += count_characters(&ask->source);
			forecast->tokens += ask->tokens;
		}
	}
	pthread_mutex_unlock(&forecast->lock);
	return n;
}

dt_status forecast_take(struct forecast *forecast, const struct asking *asking,
			struct dt_error *err)
{
	struct ask **open = calloc(asking->list.n, sizeof(struct ask *));
	dt_status status = DT_OK;
	uint32_t n;

	if (!open)
		return asking_no_memory(err);
	n = count_asks(forecast, asking, open);
	count_terms(forecast, asking, open, n);
	for (uint32_t i = 0; i < forecast->n_services && n && !status; i++)
		if (forecast->services[i].says)
			status = take_service(forecast, &forecast->services[i], asking, open, n,
					      err);
	free(open);
	return status;
}
