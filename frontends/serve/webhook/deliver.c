/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "flight.h"
#include "serve/observe/log.h"
#include "serve/observe/metrics.h"
#include "serve/settings/settings.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#define LEASE_MORE_US ((int64_t)30 * 1000000) /* beyond the time that an attempt may take */

struct deliver {
	struct deliver_options options;
	CURLM *multi;
	pthread_t thread;
	struct flight *flights, *fresh; /* those that are on their way; leased, not yet sent */
	unsigned n_flights;
	atomic_bool awake;			   /* somebody has rung */
	_Atomic(struct deliver_options *) changed; /* for the thread to take */
	_Atomic int64_t end_by; /* us of the clock that never goes back; 0: go on */
};

static int64_t clock_of(clockid_t clock)
{
	struct timespec at;

	clock_gettime(clock, &at);
	return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

/* ---- after an attempt -------------------------------------------------------------- */

static void tell(const struct flight *flight, const struct landing *landing)
{
	static const char *const outcomes[] = { "delivered", "retry", "given_up" };
	static const char *const events[] = { "webhook.delivered", "webhook.retry",
					      "webhook.given_up" };
	static const enum log_level levels[] = { LOG_LEVEL_INFO, LOG_LEVEL_WARNING,
						 LOG_LEVEL_ERROR };
	double seconds = (double)(clock_of(CLOCK_MONOTONIC) - flight->begun) / 1e6;

	metric_add(METRIC_WEBHOOK_ATTEMPTS, 1, METRIC_LABELS(outcomes[landing->outcome]));
	metric_observe(METRIC_WEBHOOK_DURATION, seconds, METRIC_LABELS(outcomes[landing->outcome]));
	log_event(levels[landing->outcome], events[landing->outcome], LOG_JOB(flight->job),
		  LOG_TEXT("delivery_id", flight->id), LOG_TEXT("host", flight->address.host),
		  LOG_NUMBER("attempt", flight->attempt), LOG_NUMBER("status", landing->status),
		  LOG_REAL("seconds", seconds),
		  LOG_REAL("next_seconds", (double)landing->wait_us / 1e6),
		  LOG_MESSAGE(*landing->text ? landing->text : NULL));
}

static void write_down(struct deliver *deliver, const struct flight *flight,
		       const struct landing *landing)
{
	const struct dt_records *records = deliver->options.records;
	int64_t next =
		landing->outcome == LANDING_RETRY ? clock_of(CLOCK_REALTIME) + landing->wait_us : 0;
	struct dt_error err = { 0 };

	/* when this fails the lease ends, and it is sent again with the same id */
	if (records->attempted(deliver->options.store, flight->id, landing->status,
			       *landing->text ? landing->text : NULL,
			       landing->outcome == LANDING_DELIVERED, next, &err))
		log_error("webhook.record", LOG_JOB(flight->job),
			  LOG_TEXT("delivery_id", flight->id), LOG_MESSAGE(err.text));
}

static void land(struct deliver *deliver, struct flight *flight, const struct landing *landing)
{
	tell(flight, landing);
	write_down(deliver, flight, landing);
	flight_free(flight);
}

/* ---- before it --------------------------------------------------------------------- */

static bool take_due(void *ctx, const struct dt_delivery *delivery)
{
	struct deliver *deliver = ctx;
	struct flight *flight = flight_new(&deliver->options, delivery);

	if (!flight)
		return false; /* out of memory: due again when the lease ends */
	flight->next = deliver->fresh;
	deliver->fresh = flight;
	return true;
}

static void take_off(struct deliver *deliver, struct flight *flight)
{
	struct landing landing = { 0 };

	if (!flight_prepare(flight, &landing)) {
		land(deliver, flight, &landing);
		return;
	}
	if (curl_multi_add_handle(deliver->multi, flight->curl)) {
		flight_free(flight);
		return;
	}
	flight->next = deliver->flights;
	deliver->flights = flight;
	deliver->n_flights++;
}

static void sweep(struct deliver *deliver)
{
	const struct deliver_options *options = &deliver->options;
	struct dt_error err = { 0 };
	struct flight *flight;

	if (deliver->n_flights >= options->at_once)
		return;
	if (options->records->due(options->store, clock_of(CLOCK_REALTIME),
				  options->timeout_ms * 1000 + LEASE_MORE_US,
				  options->at_once - deliver->n_flights, take_due, deliver, &err))
		log_error("webhook.records", LOG_MESSAGE(err.text));
	while ((flight = deliver->fresh)) {
		deliver->fresh = flight->next;
		take_off(deliver, flight);
	}
}

/* ---- the thread -------------------------------------------------------------------- */

static void unlink_flight(struct deliver *deliver, const struct flight *flight)
{
	struct flight **at = &deliver->flights;

	while (*at != flight)
		at = &(*at)->next;
	*at = flight->next;
	deliver->n_flights--;
}

/* How many have landed. */
static unsigned collect(struct deliver *deliver)
{
	struct landing landing = { 0 };
	struct flight *flight;
	unsigned n = 0;
	CURLMsg *done;
	CURLcode code;
	char *private;
	int left;

	while ((done = curl_multi_info_read(deliver->multi, &left))) {
		if (done->msg != CURLMSG_DONE)
			continue;
		code = done->data.result;
		curl_easy_getinfo(done->easy_handle, CURLINFO_PRIVATE, &private);
		flight = (struct flight *)(void *)private;
		curl_multi_remove_handle(deliver->multi, flight->curl);
		unlink_flight(deliver, flight);
		flight_land(flight, code, &landing);
		land(deliver, flight, &landing);
		n++;
	}
	return n;
}

/* The server ends: who comes next sends what is still on its way. */
static void hand_back(struct deliver *deliver)
{
	struct landing landing = { .outcome = LANDING_RETRY,
				   .text = "the server ended before there was an answer" };

	while (deliver->flights) {
		struct flight *flight = deliver->flights;

		curl_multi_remove_handle(deliver->multi, flight->curl);
		unlink_flight(deliver, flight);
		land(deliver, flight, &landing);
	}
}

/* Those that are on their way look here, too, on this thread. */
static void take_change(struct deliver *deliver)
{
	struct deliver_options *changed = atomic_exchange(&deliver->changed, NULL);

	if (!changed)
		return;
	deliver->options.rules = changed->rules;
	deliver->options.max_attempts = changed->max_attempts;
	deliver->options.at_once = changed->at_once;
	deliver->options.timeout_ms = changed->timeout_ms;
	deliver->options.sweep_ms = changed->sweep_ms;
	deliver->options.ctx = changed->ctx;
	free(changed);
}

static void *run(void *ctx)
{
	struct deliver *deliver = ctx;
	int64_t next = 0, now, wait, end_by;
	int running;

	for (;;) {
		take_change(deliver);
		now = clock_of(CLOCK_MONOTONIC);
		end_by = atomic_load(&deliver->end_by);
		if (end_by && (!deliver->n_flights || now >= end_by))
			break;
		if (!end_by && (atomic_exchange(&deliver->awake, false) || now >= next)) {
			sweep(deliver);
			next = now + deliver->options.sweep_ms * 1000;
		}
		curl_multi_perform(deliver->multi, &running);
		if (collect(deliver)) {
			next = 0; /* there is room for more */
			continue;
		}
		wait = end_by ? end_by - now : next - now;
		curl_multi_poll(deliver->multi, NULL, 0, wait > 0 ? (int)(wait / 1000) + 1 : 0,
				NULL);
	}
	hand_back(deliver);
	return NULL;
}

/* ---- for others -------------------------------------------------------------------- */

void deliver_options_from(const struct settings *settings, struct deliver_options *options)
{
	options->rules.https_only = settings->webhook_https_required;
	options->rules.allow_private = settings->webhook_allow_private;
	options->rules.hosts = settings->webhook_hosts.at;
	options->rules.n_hosts = settings->webhook_hosts.n;
	options->max_attempts = settings->webhook_max_attempts;
	options->at_once = settings->webhook_batch;
	options->timeout_ms = (int64_t)(settings->webhook_timeout_s * 1000);
	options->sweep_ms = (int64_t)(settings->webhook_sweep_s * 1000);
}

struct deliver *deliver_start(const struct deliver_options *options, struct dt_error *err)
{
	struct deliver *deliver = calloc(1, sizeof(*deliver));

	if (deliver)
		deliver->multi = curl_multi_init();
	if (!deliver || !deliver->multi) {
		free(deliver);
		dt_fail(err, DT_E_SYSTEM, "out of memory for webhooks");
		return NULL;
	}
	deliver->options = *options;
	if (pthread_create(&deliver->thread, NULL, run, deliver)) {
		curl_multi_cleanup(deliver->multi);
		free(deliver);
		dt_fail(err, DT_E_SYSTEM, "no thread for webhooks");
		return NULL;
	}
	return deliver;
}

void deliver_change(struct deliver *deliver, const struct deliver_options *options)
{
	struct deliver_options *changed = malloc(sizeof(*changed));

	if (!changed) {
		log_error("webhook.options", LOG_MESSAGE("no memory to change them"));
		return;
	}
	*changed = *options;
	free(atomic_exchange(&deliver->changed, changed));
	deliver_wake(deliver);
}

void deliver_wake(struct deliver *deliver)
{
	atomic_store(&deliver->awake, true);
	curl_multi_wakeup(deliver->multi);
}

void deliver_end(struct deliver *deliver, int64_t grace_ms)
{
	if (!deliver)
		return;
	atomic_store(&deliver->end_by,
		     clock_of(CLOCK_MONOTONIC) + (grace_ms > 0 ? grace_ms : 0) * 1000);
	curl_multi_wakeup(deliver->multi);
	pthread_join(deliver->thread, NULL);
	curl_multi_cleanup(deliver->multi);
	free(atomic_load(&deliver->changed));
	free(deliver);
}
