/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "flight.h"
#include "sign.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>

/* As the receivers of the replaced program know it. */
#define USER_AGENT "DocTranslater-Webhook/1"

static double chance(void)
{
	uint32_t bits = 0;

	if (getrandom(&bits, sizeof(bits), 0) != (ssize_t)sizeof(bits))
		return 0.5;
	return (double)bits / 4294967296.0;
}

struct flight *flight_new(const struct deliver_options *options, const struct dt_delivery *delivery)
{
	struct flight *flight = calloc(1, sizeof(*flight));

	if (!flight)
		return NULL;
	flight->options = options;
	flight->attempt = delivery->attempts + 1;
	flight->id = strdup(delivery->id);
	flight->job = strdup(delivery->job);
	flight->body = strdup(delivery->body ? delivery->body : "{}");
	if (!flight->id || !flight->job || !flight->body) {
		flight_free(flight);
		return NULL;
	}
	return flight;
}

void flight_free(struct flight *flight)
{
	if (!flight)
		return;
	curl_easy_cleanup(flight->curl);
	curl_slist_free_all(flight->headers);
	free(flight->id);
	free(flight->job);
	free(flight->body);
	free(flight);
}

/* ---- the request ------------------------------------------------------------------- */

/* The address is judged here, and connected to: there is no time between in which a name could
 * come to mean something else. */
static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *at)
{
	struct flight *flight = ctx;

	(void)purpose;
	if (!address_allowed(&at->addr, flight->address.host, &flight->options->rules)) {
		flight->refused = address_kind(&at->addr);
		return CURL_SOCKET_BAD;
	}
	return socket(at->family, at->socktype | SOCK_CLOEXEC, at->protocol);
}

/* Nothing of an answer is kept; too much of it ends the transfer. */
static size_t count(char *at, size_t one, size_t n, void *ctx)
{
	struct flight *flight = ctx;

	(void)at;
	flight->received += one * n;
	return flight->received > FLIGHT_ANSWER_MOST ? 0 : one * n;
}

__attribute__((format(printf, 2, 3))) static bool add_header(struct flight *flight,
							     const char *format, ...)
{
	struct curl_slist *more = NULL;
	char text[512];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (n > 0 && (size_t)n < sizeof(text))
		more = curl_slist_append(flight->headers, text);
	if (more)
		flight->headers = more;
	return more != NULL;
}

static bool add_headers(struct flight *flight, const struct sign_key *key)
{
	int64_t now = (int64_t)time(NULL);
	char signature[SIGN_TEXT_MAX];

	if (!add_header(flight, "Content-Type: application/json") ||
	    !add_header(flight, "Expect:") || !add_header(flight, "webhook-id: %s", flight->id) ||
	    !add_header(flight, "webhook-timestamp: %" PRId64, now))
		return false;
	if (!key->n)
		return true;
	sign_v1(key, flight->id, now, flight->body, strlen(flight->body), signature);
	return add_header(flight, "webhook-signature: %s", signature);
}

static void set_options(struct flight *flight, const char *url)
{
	CURL *curl = flight->curl;
	long time_ms = (long)flight->options->timeout_ms;

	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, USER_AGENT);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, flight->headers);
	curl_easy_setopt(curl, CURLOPT_POST, 1L);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, flight->body);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(flight->body));
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, time_ms);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, time_ms < 10000 ? time_ms : 10000L);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, count);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, flight);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, count);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, flight);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, flight);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, flight->why);
	curl_easy_setopt(curl, CURLOPT_PRIVATE, flight);
}

static dt_status prepare(struct flight *flight, const struct deliver_target *target,
			 struct dt_error *err)
{
	struct sign_key key = { .n = 0 };
	dt_status status =
		address_read(target->url, &flight->options->rules, &flight->address, err);

	if (!status && target->secret)
		status = sign_key_read(target->secret, &key, err);
	if (status)
		return status;
	flight->curl = curl_easy_init();
	if (flight->curl && add_headers(flight, &key))
		set_options(flight, target->url);
	else
		status = dt_fail(err, DT_E_SYSTEM, "out of memory for a webhook");
	sign_key_clear(&key);
	return status;
}

static void wipe(char *text)
{
	if (text)
		explicit_bzero(text, strlen(text));
	free(text);
}

bool flight_prepare(struct flight *flight, struct landing *landing)
{
	const struct deliver_options *options = flight->options;
	struct deliver_target target = { NULL, NULL };
	struct dt_error err = { 0 };
	dt_status status = options->target(options->ctx, flight->job, &target, &err);
	bool is_gone = status == DT_E_NOT_FOUND;
	struct timespec now;

	if (!status)
		status = prepare(flight, &target, &err);
	wipe(target.url);
	wipe(target.secret);
	clock_gettime(CLOCK_MONOTONIC, &now);
	flight->begun = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
	if (!status)
		return true;
	landing_judge(landing, flight->attempt, is_gone ? 0 : options->max_attempts, 0, 0,
		      chance());
	snprintf(landing->text, sizeof(landing->text), "%.250s",
		 *err.text ? err.text : "where the webhook goes could not be looked up");
	return false;
}

/* ---- what became of it ------------------------------------------------------------- */

static void say(const struct flight *flight, CURLcode code, struct landing *landing)
{
	char *text = landing->text;
	size_t size = sizeof(landing->text);

	*text = '\0';
	if (landing->outcome == LANDING_DELIVERED)
		return;
	if (landing->status >= 300 && landing->status < 400)
		snprintf(text, size, "the receiver answered %d, and redirects are not followed",
			 landing->status);
	else if (landing->status)
		snprintf(text, size, "the receiver answered %d", landing->status);
	else if (flight->refused != ADDRESS_PUBLIC)
		snprintf(text, size,
			 "the receiver's host is %s now, which this server does not call",
			 address_kind_text(flight->refused));
	else if (code == CURLE_OPERATION_TIMEDOUT)
		snprintf(text, size, "the receiver did not answer within %.3g seconds",
			 (double)flight->options->timeout_ms / 1000);
	else
		snprintf(text, size, "the receiver was not reached: %.160s",
			 *flight->why ? flight->why : curl_easy_strerror(code));
}

void flight_land(struct flight *flight, CURLcode code, struct landing *landing)
{
	curl_off_t asked = 0;
	long status = 0;

	/* a receiver that has said yes has said it, however long the rest of its answer takes */
	curl_easy_getinfo(flight->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(flight->curl, CURLINFO_RETRY_AFTER, &asked);
	if (status < 200)
		status = 0;
	landing_judge(landing, flight->attempt, flight->options->max_attempts, (int)status, asked,
		      chance());
	say(flight, code, landing);
}
