/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "clock.h"
#include "inside.h"
#include "words.h"

#include <string.h>

#define BACKOFF_MS	500
#define BACKOFF_MOST_MS 30000

/* splitmix64 (Steele, Lea, Flood 2014): pauses need no better */
static int64_t random_below(struct net_client *client, int64_t bound)
{
	uint64_t z = client->random += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	z ^= z >> 31;
	return bound > 0 ? (int64_t)(z % (uint64_t)bound) : 0;
}

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
	const char *base = flight->reply.base;
	char words[200];

	words_clean(words, sizeof(words), fault, strlen(fault), client->options->key);
	err->failure = failure;
	if (flight->too_long)
		dt_fail(err, DT_E_LIMIT,
			"%s at %.120s answered with more than %lld bytes, which max_answer bounds",
			client->service, base, (long long)client->options->max_answer);
	else if (failure == DT_FAILURE_TIMEOUT)
		dt_fail(err, DT_E_UNAVAILABLE, "%s at %.120s has not answered in time: %s",
			client->service, base, words);
	else if (failure == DT_FAILURE_PARTIAL_OUTAGE)
		dt_fail(err, DT_E_UNAVAILABLE, "%s at %.120s cannot be reached: %s",
			client->service, base, words);
	else if (failure == DT_FAILURE_MALFORMED_RESPONSE)
		dt_fail(err, DT_E_UNAVAILABLE, "%s at %.120s does not answer as HTTP wants: %s",
			client->service, base, words);
	else if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
		dt_fail(err, DT_E_REFUSED,
			"the certificate of %s at %.120s is not to be trusted (%s); the option "
			"ca_file names a file of others",
			client->service, base, words);
	else
		dt_fail(err, DT_E_UNAVAILABLE, "%s at %.120s cannot be asked: %s", client->service,
			base, words);
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
	if (err->status == DT_OK && client->judge && flight->reply.status >= 300 &&
	    !flight_is_aside(flight))
		client->judge(client->judge_ctx, &flight->reply, err);
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

	if (flight_is_aside(flight))
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

	if (!net_is_transient(err->failure) || flight_is_aside(flight) || flight->winding_at ||
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
	if (client_too_late(client, flight, now + pause, now))
		return false;
	flight->error = *err;
	flight->start_at = now + pause;
	client_wait(client, flight);
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
	if (client_is_refusal(flight, &err))
		client_remember(client, flight, &err);
	else if (again(client, flight, &err))
		return;
	client_end(client, flight, &err);
}
