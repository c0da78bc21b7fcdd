/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "clock.h"
#include "inside.h"
#include "words.h"

#include <string.h>

#define BACKOFF_MS	500
#define BACKOFF_MOST_MS 30000
/* When no handle could be had. */
#define LATER_MS 100

/* splitmix64 (Steele, Lea, Flood 2014): pauses need no better */
static int64_t random_below(struct net_client *client, int64_t bound)
{
	uint64_t z = client->random += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	z ^= z >> 31;
	return bound > 0 ? (int64_t)(z % (uint64_t)bound) : 0;
}

static bool is_aside(const struct flight *flight)
{
	return flight->request.flags & NET_ASIDE;
}

static const char *job_of(const struct flight *flight)
{
	return flight->call ? flight->call->job : NULL;
}

/* ---- ends ------------------------------------------------------------------------ */

static void tell_usage(const struct flight *flight, bool answered)
{
	const struct dt_host *host = flight->call ? flight->call->host : NULL;
	const struct net_reply *reply = &flight->reply;
	struct dt_usage usage = {
		.size = sizeof(usage),
		.requests = reply->requests,
		.retries = reply->retries,
		.answers = answered,
		.latency_us = reply->latency_us,
	};

	if (!host || !reply->requests || is_aside(flight) || !DT_HOST_HAS(host, usage))
		return;
	memcpy(usage.failures, reply->failures, sizeof(usage.failures));
	host->usage(flight->call, &usage);
}

void client_end(struct net_client *client, struct flight *flight, const struct dt_error *err)
{
	struct dt_error copy = *err;

	(void)client;
	tell_usage(flight, copy.status == DT_OK);
	flight->done(flight->ctx, &flight->reply, &copy);
	flight_free(flight);
}

void client_ground(struct net_client *client, struct flight *flight)
{
	CURL *easy;

	curl_multi_remove_handle(client->multi, flight->easy);
	easy = flight_release(flight);
	if (client->n_idle < client->pace.most)
		client->idle[client->n_idle++] = easy;
	else
		curl_easy_cleanup(easy);
	flight->previous->next = flight->next;
	flight->next->previous = flight->previous;
	flight->next = flight->previous = NULL;
	client->n_flying--;
	flight->reply.latency_us += (uint64_t)(clock_us() - flight->sent_us);
}

static void put_in_queue(struct net_client *client, struct flight *flight)
{
	struct dt_error err = { 0 };

	if (queue_add(&client->queue, flight))
		return;
	dt_fail(&err, DT_E_SYSTEM, "no memory for a request to %s", client->service);
	client_end(client, flight, &err);
}

/* ---- refusals -------------------------------------------------------------------- */

static bool is_refusal(const struct flight *flight, const struct dt_error *err)
{
	if (is_aside(flight))
		return false;
	return err->failure == DT_FAILURE_AUTHENTICATION || err->failure == DT_FAILURE_QUOTA ||
	       (err->failure == DT_FAILURE_NOT_FOUND &&
		!(flight->request.flags & NET_MAY_BE_MISSING));
}

struct refused {
	struct net_client *client;
	const char *job;
	const struct dt_error *err;
};

static bool of_refused_job(void *ctx, struct flight *flight)
{
	const struct refused *refused = ctx;
	const char *job = job_of(flight);

	return job && !is_aside(flight) && !strcmp(job, refused->job);
}

static void end_refused(void *ctx, struct flight *flight)
{
	const struct refused *refused = ctx;

	client_end(refused->client, flight, refused->err);
}

static void remember_refusal(struct net_client *client, const struct flight *flight,
			     const struct dt_error *err)
{
	struct refused refused = { client, job_of(flight), err };

	if (refusals_add(&client->refusals, refused.job, err))
		queue_sift(&client->queue, of_refused_job, end_refused, &refused);
}

/* ---- sending --------------------------------------------------------------------- */

/* Milliseconds that the next try may take. */
static int64_t time_of_try(const struct net_client *client, const struct flight *flight,
			   int64_t now)
{
	int64_t most = client->options->timeout > 0 ? client->options->timeout : 60000, left;

	if (!flight->request.time_ms)
		return most;
	left = (flight->first_at ? flight->first_at : now) + flight->request.time_ms - now;
	return left < 1 ? 1 : left < most ? left : most;
}

static void take_off(struct net_client *client, struct flight *flight, int64_t now)
{
	struct flight *head = &client->flying;

	curl_multi_add_handle(client->multi, flight->easy);
	flight->next = head;
	flight->previous = head->previous;
	head->previous->next = flight;
	head->previous = flight;
	client->n_flying++;
	flight->sent_at = now;
	flight->sent_us = clock_us();
	if (!flight->first_at)
		flight->first_at = now;
	flight->reply.retries += flight->tries > 0;
	flight->reply.requests++;
	flight->tries++;
	if (!is_aside(flight))
		pace_sent(&client->pace, flight->request.tokens, now);
}

static void launch(struct net_client *client, struct flight *flight, int64_t now)
{
	CURL *easy = client->n_idle ? client->idle[--client->n_idle] : curl_easy_init();
	struct dt_error err = { 0 };

	if (!easy) {
		flight->start_at = now + LATER_MS;
		put_in_queue(client, flight);
		return;
	}
	if (flight_ready(flight, easy, client->options, time_of_try(client, flight, now), &err) ==
	    DT_OK) {
		take_off(client, flight, now);
		return;
	}
	easy = flight_release(flight);
	if (client->n_idle < client->pace.most)
		client->idle[client->n_idle++] = easy;
	else
		curl_easy_cleanup(easy);
	if (err.status == DT_E_UNAVAILABLE && err.retry_ms) {
		flight->start_at = now + err.retry_ms;
		put_in_queue(client, flight);
		return;
	}
	if (is_refusal(flight, &err))
		remember_refusal(client, flight, &err);
	client_end(client, flight, &err);
}

void client_accept(struct net_client *client, struct flight *flight)
{
	const struct dt_error *refusal = refusals_find(&client->refusals, job_of(flight));
	int64_t now = clock_ms();

	flight->order = ++client->order;
	flight->start_at = now;
	if (is_aside(flight))
		launch(client, flight, now);
	else if (refusal)
		client_end(client, flight, refusal);
	else
		put_in_queue(client, flight);
}

/* The service wants a pause that is longer than anybody would wait. */
static void end_of_patience(struct net_client *client, struct flight *flight, int64_t wait_ms)
{
	struct dt_error err = flight->error;

	if (err.status == DT_OK) {
		err.failure = DT_FAILURE_RATE_LIMIT;
		err.retry_ms = wait_ms > UINT32_MAX ? UINT32_MAX : (uint32_t)wait_ms;
		dt_fail(&err, DT_E_UNAVAILABLE,
			"%s at %.120s takes no request for another %lld s; that is longer than "
			"the options max_wait and the batch allow",
			client->service, client->base, (long long)((wait_ms + 999) / 1000));
	}
	client_end(client, flight, &err);
}

static bool too_late(const struct net_client *client, const struct flight *flight, int64_t when,
		     int64_t now)
{
	int64_t first = flight->first_at ? flight->first_at : now;

	return when - now > client->options->max_wait ||
	       (flight->request.time_ms && when - first >= flight->request.time_ms);
}

int64_t client_dispatch(struct net_client *client, int64_t now)
{
	struct flight *first;
	int64_t when, held;

	while ((first = queue_first(&client->queue))) {
		uint32_t tokens = first->request.tokens;

		if (first->start_at > now)
			return first->start_at;
		if (!is_aside(first)) {
			held = pace_held(&client->pace, tokens, now);
			if (held > now && too_late(client, first, held, now)) {
				queue_take(&client->queue);
				end_of_patience(client, first, held - now);
				continue;
			}
			when = pace_when(&client->pace, tokens, now);
			if (when > now)
				return when;
		}
		queue_take(&client->queue);
		launch(client, first, now);
	}
	return INT64_MAX;
}

/* ---- what has come back ---------------------------------------------------------- */

static enum dt_failure transport_failure(CURLcode code)
{
	switch (code) {
	case CURLE_OPERATION_TIMEDOUT:
		return DT_FAILURE_TIMEOUT;
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_CONNECT:
	case CURLE_GOT_NOTHING:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_PARTIAL_FILE:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
	case CURLE_PROXY:
		return DT_FAILURE_PARTIAL_OUTAGE;
	case CURLE_BAD_CONTENT_ENCODING:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_WRITE_ERROR:
	case CURLE_UNSUPPORTED_PROTOCOL:
		return DT_FAILURE_MALFORMED_RESPONSE;
	default:
		return DT_FAILURE_UNKNOWN;
	}
}

static void transport_fail(struct net_client *client, struct flight *flight, CURLcode code,
			   struct dt_error *err)
{
	const char *fault = *flight->fault ? flight->fault : curl_easy_strerror(code);
	enum dt_failure failure = transport_failure(code);
	char words[200];

	words_clean(words, sizeof(words), fault, strlen(fault), client->options->key);
	err->failure = failure;
	if (flight->too_long)
		dt_fail(err, DT_E_LIMIT,
			"%s at %.120s answered with more than %lld bytes, which max_answer bounds",
			client->service, client->base, (long long)client->options->max_answer);
	else if (failure == DT_FAILURE_TIMEOUT)
		dt_fail(err, DT_E_UNAVAILABLE, "%s at %.120s has not answered in time: %s",
			client->service, client->base, words);
	else if (failure == DT_FAILURE_PARTIAL_OUTAGE)
		dt_fail(err, DT_E_UNAVAILABLE, "%s at %.120s cannot be reached: %s",
			client->service, client->base, words);
	else if (failure == DT_FAILURE_MALFORMED_RESPONSE)
		dt_fail(err, DT_E_UNAVAILABLE, "%s at %.120s does not answer as HTTP wants: %s",
			client->service, client->base, words);
	else if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
		dt_fail(err, DT_E_REFUSED,
			"the certificate of %s at %.120s is not to be trusted (%s); the option "
			"ca_file names a file of others",
			client->service, client->base, words);
	else
		dt_fail(err, DT_E_UNAVAILABLE, "%s at %.120s cannot be asked: %s", client->service,
			client->base, words);
}

static void judge(struct net_client *client, struct flight *flight, CURLcode code,
		  struct dt_error *err)
{
	enum dt_failure failure;

	/* half the body of a refusal is a refusal */
	if (code != CURLE_OK && (flight->too_long || flight->reply.status < 400)) {
		transport_fail(client, flight, code, err);
		return;
	}
	if (flight->judge)
		flight->judge(flight->ctx, &flight->reply, err);
	failure = err->status == DT_OK ? net_judge_status(&flight->reply) : DT_FAILURE_NONE;
	if (failure)
		net_judge_fail(&flight->reply, err, failure, NULL, 0);
	if (err->status != DT_OK && !err->failure)
		err->failure = DT_FAILURE_UNKNOWN;
}

static enum pace_end pace_end_of(const struct flight *flight, const struct dt_error *err)
{
	if (err->failure == DT_FAILURE_RATE_LIMIT || err->failure == DT_FAILURE_TIMEOUT)
		return PACE_COMPLAINT;
	return flight->reply.status && flight->reply.status < 500 ? PACE_GOOD : PACE_OTHER;
}

/* What the answer tells of the next ones. */
static void learn(struct net_client *client, struct flight *flight, struct dt_error *err)
{
	int64_t now = clock_ms(), wall = clock_wall(), wait;
	struct limit limits[LIMIT_KINDS];

	if (is_aside(flight))
		return;
	pace_back(&client->pace, flight->sent_at, pace_end_of(flight, err), now);
	if (!flight->reply.status)
		return;
	limits_read(&flight->reply, wall, limits);
	pace_tell(&client->pace, limits, now);
	if (!net_is_transient(err->failure))
		return;
	wait = limits_retry_after(&flight->reply, wall);
	if (wait > (int64_t)err->retry_ms)
		err->retry_ms = wait > UINT32_MAX ? UINT32_MAX : (uint32_t)wait;
	if (err->retry_ms && (wait > 0 || err->failure == DT_FAILURE_RATE_LIMIT))
		pace_pause(&client->pace, now + err->retry_ms);
}

/* True when it waits for another try. */
static bool again(struct net_client *client, struct flight *flight, const struct dt_error *err)
{
	int64_t now = clock_ms(), most = BACKOFF_MOST_MS, pause, asked = err->retry_ms;

	if (!net_is_transient(err->failure) || is_aside(flight) ||
	    flight->tries > client->options->max_retries)
		return false;
	if (flight->tries < 7)
		most = (int64_t)BACKOFF_MS << (flight->tries - 1);
	if (most > BACKOFF_MOST_MS)
		most = BACKOFF_MOST_MS;
	pause = random_below(client, most + 1);
	if (asked)
		asked += random_below(client, asked / 10 + 50);
	if (pause < asked)
		pause = asked;
	if (too_late(client, flight, now + pause, now))
		return false;
	flight->error = *err;
	flight->start_at = now + pause;
	put_in_queue(client, flight);
	return true;
}

void client_landed(struct net_client *client, struct flight *flight, CURLcode code)
{
	struct dt_error err = { 0 };

	flight_landed(flight);
	client_ground(client, flight);
	judge(client, flight, code, &err);
	learn(client, flight, &err);
	if (err.status == DT_OK) {
		client_end(client, flight, &err);
		return;
	}
	flight->reply.failures[err.failure < DT_FAILURE_COUNT ? err.failure : DT_FAILURE_UNKNOWN]++;
	if (is_refusal(flight, &err))
		remember_refusal(client, flight, &err);
	else if (again(client, flight, &err))
		return;
	client_end(client, flight, &err);
}

/* ---- cancelling ------------------------------------------------------------------ */

static bool is_over(void *ctx, struct flight *flight)
{
	const struct dt_call *call = flight->call;

	(void)ctx;
	return call && (call->host->cancelled(call) ||
			(DT_HOST_HAS(call->host, winding_down) && call->host->winding_down(call)));
}

static bool always(void *ctx, struct flight *flight)
{
	(void)ctx;
	(void)flight;
	return true;
}

static void end_cancelled(void *ctx, struct flight *flight)
{
	struct net_client *client = ctx;
	struct dt_error err = { 0 };

	dt_fail(&err, DT_E_CANCELLED, "cancelled while %s was asked", client->service);
	client_end(client, flight, &err);
}

static void end_those(struct net_client *client, bool (*which)(void *, struct flight *))
{
	struct flight *flight, *next;

	for (flight = client->flying.next; flight != &client->flying; flight = next) {
		next = flight->next;
		if (!which(client, flight))
			continue;
		client_ground(client, flight);
		if (!is_aside(flight))
			pace_back(&client->pace, flight->sent_at, PACE_OTHER, clock_ms());
		end_cancelled(client, flight);
	}
	queue_sift(&client->queue, which, end_cancelled, client);
}

static bool is_stuck(void *ctx, struct flight *flight)
{
	struct net_client *client = ctx;
	int64_t now = client->polled_at, until = client->pace.paused_until;
	bool held = until > now && flight->start_at <= until && !is_aside(flight);

	return (flight->first_at && flight->request.time_ms &&
		now - flight->first_at >= flight->request.time_ms) ||
	       (held && too_late(client, flight, until, now));
}

static void end_stuck(void *ctx, struct flight *flight)
{
	struct net_client *client = ctx;

	end_of_patience(client, flight, client->pace.paused_until - client->polled_at);
}

void client_poll(struct net_client *client, int64_t now)
{
	client->polled_at = now;
	end_those(client, is_over);
	queue_sift(&client->queue, is_stuck, end_stuck, client);
}

void client_abandon(struct net_client *client)
{
	end_those(client, always);
}
