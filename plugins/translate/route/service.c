/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "../text.h"
#include "service.h"

#include <pthread.h>
#include <stdio.h>

#define ENOUGH 8u /* weight of failures in a row after which nobody is asked any more */

struct service {
	pthread_mutex_t lock;
	bool dead;
	char words[420];
	uint32_t failure; /* with words: enum dt_failure */
	dt_status status; /* with words, when it is dead */
	uint32_t weight;  /* of failures in a row */
	uint32_t failed;  /* failures that count, in all: the tickets */
	uint32_t batches, answered, alone;
	uint32_t first; /* of batches: those in the first round */
	uint32_t bad;
	uint32_t good[ROUND_COUNT];
	uint32_t missing;
};

struct service *service_new(void)
{
	struct service *service = calloc(1, sizeof(*service));

	if (service)
		pthread_mutex_init(&service->lock, NULL);
	return service;
}

void service_free(struct service *service)
{
	if (!service)
		return;
	pthread_mutex_destroy(&service->lock);
	free(service);
}

enum service_state service_state(struct service *service, const struct dt_call *call)
{
	bool dead;

	if (DT_HOST_HAS(call->host, winding_down) && call->host->winding_down &&
	    call->host->winding_down(call))
		return SERVICE_OVER;
	pthread_mutex_lock(&service->lock);
	dead = service->dead;
	pthread_mutex_unlock(&service->lock);
	return dead ? SERVICE_DEAD : SERVICE_ASK;
}

void service_words(struct service *service, char *room, size_t size)
{
	pthread_mutex_lock(&service->lock);
	snprintf(room, size, "%.*s", text_fit(service->words, size - 1), service->words);
	pthread_mutex_unlock(&service->lock);
}

uint32_t service_start(struct service *service, enum round round)
{
	uint32_t ticket;

	pthread_mutex_lock(&service->lock);
	service->batches++;
	service->first += round == ROUND_FIRST;
	ticket = service->failed;
	pthread_mutex_unlock(&service->lock);
	return ticket;
}

/* Nobody who is asked later will fare better. */
static bool is_for_good(uint32_t failure)
{
	return failure == DT_FAILURE_AUTHENTICATION || failure == DT_FAILURE_QUOTA ||
	       failure == DT_FAILURE_NOT_FOUND || failure == DT_FAILURE_BUDGET;
}

/* How much a failure says about the next batch, when the translator has tried again already. */
static uint32_t weight_of(const struct dt_error *err)
{
	switch (err->failure) {
	case DT_FAILURE_CONTEXT_LENGTH:
	case DT_FAILURE_CONTENT_FILTER:
		return 0; /* it is about these texts */
	case DT_FAILURE_MALFORMED_RESPONSE:
		return 1;
	default:
		return 2;
	}
}

void service_over(struct service *service, uint32_t ticket, const struct dt_error *err)
{
	pthread_mutex_lock(&service->lock);
	if (err->status == DT_OK) {
		service->answered++;
		service->weight = 0;
	} else if (err->status != DT_E_CANCELLED && !service->dead) {
		if (is_for_good(err->failure)) {
			service->weight = ENOUGH;
		} else if (ticket == service->failed && weight_of(err)) {
			service->failed++;
			/* one that has never answered is not waited for as long */
			service->weight += weight_of(err) * (service->answered ? 1 : 2);
		}
		service->dead = service->weight >= ENOUGH;
		if (service->dead)
			/* whatever it is called there, the job's author has made no mistake */
			service->status =
				err->status == DT_E_UNAVAILABLE ? DT_E_UNAVAILABLE : DT_E_REFUSED;
		if (service->dead) {
			snprintf(service->words, sizeof(service->words), "%.*s",
				 text_fit(err->text, sizeof(service->words) - 1), err->text);
			service->failure = err->failure;
		}
	}
	pthread_mutex_unlock(&service->lock);
}

bool service_may_repeat(struct service *service)
{
	bool may;

	pthread_mutex_lock(&service->lock);
	may = service->batches - service->first <= 2 + service->first * 3 / 10;
	pthread_mutex_unlock(&service->lock);
	return may;
}

bool service_may_ask_alone(struct service *service, uint32_t n)
{
	bool may;

	pthread_mutex_lock(&service->lock);
	may = service->alone + n <= 4 + service->batches / 10 &&
	      service->batches - service->first + n <= 4 + service->first * 2 / 5;
	if (may)
		service->alone += n;
	pthread_mutex_unlock(&service->lock);
	return may;
}

void service_count_good(struct service *service, enum round round)
{
	pthread_mutex_lock(&service->lock);
	service->good[round]++;
	pthread_mutex_unlock(&service->lock);
}

void service_count_missing(struct service *service)
{
	pthread_mutex_lock(&service->lock);
	service->missing++;
	pthread_mutex_unlock(&service->lock);
}

bool service_was_there(struct service *service, const struct dt_call *call)
{
	bool all;

	pthread_mutex_lock(&service->lock);
	all = !service->missing;
	pthread_mutex_unlock(&service->lock);
	return all && service_state(service, call) == SERVICE_ASK;
}

void service_count_bad(struct service *service, const char *why)
{
	pthread_mutex_lock(&service->lock);
	service->bad++;
	if (!service->dead && !service->words[0])
		snprintf(service->words, sizeof(service->words), "%.*s",
			 text_fit(why, sizeof(service->words) - 1), why);
	pthread_mutex_unlock(&service->lock);
}

/* ---- for the report ---------------------------------------------------------- */

static void note_why(const struct dt_call *call, uint32_t level, const char *code, const char *text,
		     uint32_t failure)
{
	struct dt_note note = { .size = sizeof(note),
				.level = level,
				.code = code,
				.text = text,
				.page = -1,
				.failure = failure };

	call->host->note(call, &note);
}

static void note(const struct dt_call *call, uint32_t level, const char *code, const char *text)
{
	note_why(call, level, code, text, DT_FAILURE_NONE);
}

static void tell_repairs(const struct service *service, const struct dt_call *call)
{
	static const char *const how[ROUND_COUNT] = {
		[ROUND_AGAIN] = "when asked for once more",
		[ROUND_ANOTHER] = "from another translator",
		[ROUND_PLAIN] = "without their styles",
		[ROUND_ALONE] = "when asked for alone",
	};
	char text[400] = "";
	uint32_t sum = 0;
	size_t n = 0;

	for (int i = ROUND_AGAIN; i < ROUND_COUNT; i++) {
		if (!service->good[i])
			continue;
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%u %s", sum ? ", " : "",
				      service->good[i], how[i]);
		sum += service->good[i];
	}
	if (sum) {
		char whole[480];

		snprintf(whole, sizeof(whole),
			 "%u segment%s had no good answer at first and got one: %s", sum,
			 sum == 1 ? "" : "s", text);
		note(call, DT_NOTE_INFO, "translate.repaired", whole);
	}
}

/* Was all asking in vain? */
static bool is_fruitless(const struct service *service)
{
	uint32_t sum = 0;

	for (int i = 0; i < ROUND_COUNT; i++)
		sum += service->good[i];
	return !sum;
}

dt_status service_tell(struct service *service, const struct dt_call *call, struct dt_error *err)
{
	bool over = service_state(service, call) == SERVICE_OVER;
	uint32_t missing = service->missing;
	const char *s = missing == 1 ? "" : "s", *stay = missing == 1 ? "stays" : "stay";
	char text[560];

	tell_repairs(service, call);
	/* a document without a word that was translated is of no use under the name of one */
	if (service->dead && missing && !over && is_fruitless(service)) {
		if (err && err->status == DT_OK)
			err->failure = service->failure;
		return dt_fail(err, service->status, "%s", service->words);
	}
	if (service->dead && missing) {
		snprintf(text, sizeof(text), "%s; %u segment%s %s in the source language",
			 service->words, missing, s, stay);
		note_why(call, over ? DT_NOTE_FAULT : DT_NOTE_FAILURE, "translate.failed", text,
			 service->failure);
	} else if (service->bad && !over && is_fruitless(service)) {
		snprintf(text, sizeof(text), "not one text got a good answer: %s", service->words);
		note(call, DT_NOTE_FAILURE, "translate.failed", text);
	} else if (service->dead) {
		note(call, DT_NOTE_WARNING, "translate.failed", service->words);
	} else if (missing) {
		snprintf(text, sizeof(text),
			 "%s before %u segment%s had been answered: %s %s in the source language",
			 over ? "the job was ended"
			      : "the time for the translation of a page was over",
			 missing, s, missing == 1 ? "it" : "they", stay);
		note(call, DT_NOTE_FAULT, "translate.unanswered", text);
	}
	return DT_OK;
}
