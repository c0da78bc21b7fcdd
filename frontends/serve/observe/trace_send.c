/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* OTLP 1.x over HTTP, as JSON: what is retryable is sent again, the rest is dropped. */
#include "config.h"

#include "log.h"
#include "trace_send.h"

#include <curl/curl.h>
#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ANSWER_MOST 65536 /* bytes that are read of an answer */

struct sender {
	const struct trace_settings *settings;
	CURL *curl;
	struct curl_slist *headers;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct text *ring; /* settings->queue of them */
	size_t first, n;
	bool ending;
	_Atomic int64_t end_by; /* of the clock that never goes back, ms; 0: not ending */
	atomic_ullong sent, dropped;
	struct text body, answer;
};

static int64_t now_ms(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

static bool is_late(struct sender *sender)
{
	int64_t by = atomic_load(&sender->end_by);

	return by && now_ms() >= by;
}

/* Until the time has come, or something has changed; the lock is held. */
static void wait_until(struct sender *sender, int64_t at_ms)
{
	struct timespec at = { at_ms / 1000, (long)(at_ms % 1000) * 1000000 };

	pthread_cond_timedwait(&sender->changed, &sender->lock, &at);
}

/* ---- one request ------------------------------------------------------------------- */

static size_t take_answer(char *at, size_t one, size_t n, void *ctx)
{
	struct text *answer = ctx;

	(void)one;
	if (answer->n + n <= ANSWER_MOST)
		text_add(answer, at, n);
	return n;
}

static int look_at_time(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	(void)a, (void)b, (void)c, (void)d;
	return is_late(ctx);
}

/* Spans of a batch that the collector has not taken though it took the batch. */
static unsigned long long rejected(const struct text *answer)
{
	json_t *root = json_loadb(answer->at ? answer->at : "", answer->n, 0, NULL);
	const json_t *n = json_object_get(json_object_get(root, "partialSuccess"), "rejectedSpans");
	unsigned long long count = 0;

	/* 64-bit numbers are texts in the JSON of protocol buffers */
	if (json_is_string(n))
		count = strtoull(json_string_value(n), NULL, 10);
	else if (json_is_integer(n) && json_integer_value(n) > 0)
		count = (unsigned long long)json_integer_value(n);
	json_decref(root);
	return count;
}

/* The status, 0 when there was no answer. */
static long post(struct sender *sender, long *retry_s, char *why, size_t why_size)
{
	curl_off_t wait = 0;
	long status = 0;
	CURLcode code;

	sender->answer.n = 0;
	curl_easy_setopt(sender->curl, CURLOPT_POSTFIELDS, sender->body.at);
	curl_easy_setopt(sender->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)sender->body.n);
	code = curl_easy_perform(sender->curl);
	if (code == CURLE_OK) {
		curl_easy_getinfo(sender->curl, CURLINFO_RESPONSE_CODE, &status);
		curl_easy_getinfo(sender->curl, CURLINFO_RETRY_AFTER, &wait);
		snprintf(why, why_size, "the collector answered %ld", status);
	} else {
		snprintf(why, why_size, "%s", curl_easy_strerror(code));
	}
	*retry_s = wait > 0 && wait < 60 ? (long)wait : 0;
	return status;
}

static bool is_retryable(long status)
{
	return !status || status == 429 || status == 502 || status == 503 || status == 504;
}

/* Sends a batch of n, again and again within the time that an export may take. */
static void send_batch(struct sender *sender, size_t n)
{
	int64_t until = now_ms() + sender->settings->export_ms, wait = 500, at;
	unsigned long long lost = n;
	char why[128];
	long status, retry_s;

	for (;;) {
		status = post(sender, &retry_s, why, sizeof(why));
		if (status >= 200 && status < 300) {
			lost = rejected(&sender->answer);
			lost = lost < n ? lost : n;
			snprintf(why, sizeof(why), "the collector refused some of a batch");
			break;
		}
		at = now_ms() + (retry_s ? retry_s * 1000 : wait);
		if (!is_retryable(status) || at > until)
			break;
		pthread_mutex_lock(&sender->lock);
		while (now_ms() < at && !sender->ending)
			wait_until(sender, at);
		pthread_mutex_unlock(&sender->lock);
		if (atomic_load(&sender->end_by) && at >= atomic_load(&sender->end_by))
			break;
		wait *= 2;
	}
	atomic_fetch_add(&sender->sent, n - lost);
	atomic_fetch_add(&sender->dropped, lost);
	if (lost)
		log_warning("trace.lost", LOG_NUMBER("spans", lost), LOG_MESSAGE(why));
}

/* ---- the thread -------------------------------------------------------------------- */

/* Takes up to a batch into body; the lock is held. */
static size_t make_body(struct sender *sender)
{
	size_t n = sender->n < sender->settings->batch ? sender->n : sender->settings->batch;
	struct text *body = &sender->body;

	if (!n)
		return 0;
	body->n = 0;
	text_adds(body, "{\"resourceSpans\":[{\"resource\":{\"attributes\":[");
	text_add(body, sender->settings->resource.at, sender->settings->resource.n);
	text_addf(body,
		  "]},\"scopeSpans\":[{\"scope\":{\"name\":\"doctranslate\",\"version\":\"%s\"},"
		  "\"spans\":[",
		  PACKAGE_VERSION);
	for (size_t i = 0; i < n; i++) {
		struct text *span = &sender->ring[sender->first];

		text_add(body, ",", i ? 1 : 0);
		text_add(body, span->at, span->n);
		text_finish(span);
		sender->first = (sender->first + 1) % sender->settings->queue;
	}
	sender->n -= n;
	text_adds(body, "]}]}]}");
	return n;
}

static void *run(void *ctx)
{
	struct sender *sender = ctx;
	int64_t next = now_ms() + sender->settings->delay_ms;
	size_t n;

	pthread_mutex_lock(&sender->lock);
	for (;;) {
		while (sender->n < sender->settings->batch && !sender->ending && now_ms() < next)
			wait_until(sender, next);
		if (sender->ending && (!sender->n || is_late(sender)))
			break;
		n = make_body(sender);
		pthread_mutex_unlock(&sender->lock);
		if (n && sender->body.failed) {
			text_finish(&sender->body);
			atomic_fetch_add(&sender->dropped, n);
		} else if (n) {
			send_batch(sender, n);
		}
		next = now_ms() + sender->settings->delay_ms;
		pthread_mutex_lock(&sender->lock);
	}
	pthread_mutex_unlock(&sender->lock);
	return NULL;
}

/* ---- for others -------------------------------------------------------------------- */

static bool set_curl(struct sender *sender)
{
	const struct trace_settings *settings = sender->settings;
	struct curl_slist *list = curl_slist_append(NULL, "Content-Type: application/json"), *more;

	for (size_t i = 0; list && settings->headers && settings->headers[i]; i++) {
		more = curl_slist_append(list, settings->headers[i]);
		if (!more)
			curl_slist_free_all(list);
		list = more;
	}
	sender->headers = list;
	sender->curl = curl_easy_init();
	if (!sender->curl || !list)
		return false;
	curl_easy_setopt(sender->curl, CURLOPT_URL, settings->url);
	curl_easy_setopt(sender->curl, CURLOPT_HTTPHEADER, list);
	curl_easy_setopt(sender->curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(sender->curl, CURLOPT_USERAGENT, "doctranslate/" PACKAGE_VERSION);
	curl_easy_setopt(sender->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(sender->curl, CURLOPT_POST, 1L);
	curl_easy_setopt(sender->curl, CURLOPT_TIMEOUT_MS, (long)settings->timeout_ms);
	curl_easy_setopt(sender->curl, CURLOPT_WRITEFUNCTION, take_answer);
	curl_easy_setopt(sender->curl, CURLOPT_WRITEDATA, &sender->answer);
	curl_easy_setopt(sender->curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(sender->curl, CURLOPT_XFERINFOFUNCTION, look_at_time);
	curl_easy_setopt(sender->curl, CURLOPT_XFERINFODATA, sender);
	if (settings->authority)
		curl_easy_setopt(sender->curl, CURLOPT_CAINFO, settings->authority);
	return true;
}

static void sender_free(struct sender *sender)
{
	for (size_t i = 0; i < sender->n; i++)
		text_finish(&sender->ring[(sender->first + i) % sender->settings->queue]);
	free(sender->ring);
	curl_slist_free_all(sender->headers);
	curl_easy_cleanup(sender->curl);
	text_finish(&sender->body);
	text_finish(&sender->answer);
	pthread_cond_destroy(&sender->changed);
	pthread_mutex_destroy(&sender->lock);
	free(sender);
}

struct sender *sender_start(const struct trace_settings *settings, struct dt_error *err)
{
	struct sender *sender = calloc(1, sizeof(*sender));
	pthread_condattr_t clock;

	if (!sender) {
		dt_fail(err, DT_E_SYSTEM, "out of memory for traces");
		return NULL;
	}
	sender->settings = settings;
	pthread_mutex_init(&sender->lock, NULL);
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&sender->changed, &clock);
	pthread_condattr_destroy(&clock);
	sender->ring = calloc(settings->queue, sizeof(*sender->ring));
	if (!sender->ring || !set_curl(sender) ||
	    pthread_create(&sender->thread, NULL, run, sender)) {
		sender_free(sender);
		dt_fail(err, DT_E_SYSTEM, "no memory or no thread for traces");
		return NULL;
	}
	return sender;
}

void sender_put(struct sender *sender, struct text *span)
{
	const struct trace_settings *settings = sender->settings;
	bool full;

	pthread_mutex_lock(&sender->lock);
	full = sender->n == settings->queue || span->failed;
	if (!full) {
		sender->ring[(sender->first + sender->n++) % settings->queue] = *span;
		if (sender->n == settings->batch)
			pthread_cond_signal(&sender->changed);
	}
	pthread_mutex_unlock(&sender->lock);
	if (full) {
		atomic_fetch_add(&sender->dropped, 1);
		text_finish(span);
	}
	*span = (struct text){ 0 };
}

void sender_figures(struct sender *sender, struct trace_figures *figures)
{
	figures->sent = atomic_load(&sender->sent);
	figures->dropped = atomic_load(&sender->dropped);
}

void sender_end(struct sender *sender, int64_t time_ms, struct trace_figures *figures)
{
	pthread_mutex_lock(&sender->lock);
	atomic_store(&sender->end_by, now_ms() + (time_ms > 0 ? time_ms : 0));
	sender->ending = true;
	pthread_cond_broadcast(&sender->changed);
	pthread_mutex_unlock(&sender->lock);
	pthread_join(sender->thread, NULL);
	atomic_fetch_add(&sender->dropped, sender->n);
	sender_figures(sender, figures);
	sender_free(sender);
}
