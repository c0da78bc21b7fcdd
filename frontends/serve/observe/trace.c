/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "redact.h"
#include "trace_send.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#define ATTRIBUTES_MOST 16384 /* bytes, of one span */

struct span {
	struct trace_context context;
	uint8_t parent[8];
	bool has_parent, failed;
	enum span_kind kind;
	int64_t start;
	struct text name, message, attributes;
};

static struct {
	atomic_bool on;
	pthread_rwlock_t lock; /* of sender: it must not go while a span is put in */
	struct sender *sender;
	struct trace_settings settings;
	struct trace_figures past; /* of senders that have ended */
} tracer = { .lock = PTHREAD_RWLOCK_INITIALIZER };

/* ---- the process ------------------------------------------------------------------- */

dt_status trace_start(const struct trace_options *options, struct dt_error *err)
{
	struct trace_settings settings;
	struct sender *sender;
	dt_status status = trace_settings_read(options, &settings, err);

	if (status || !settings.on) {
		if (!status)
			trace_settings_free(&settings);
		return status;
	}
	pthread_rwlock_wrlock(&tracer.lock);
	if (tracer.sender) {
		pthread_rwlock_unlock(&tracer.lock);
		trace_settings_free(&settings);
		return dt_fail(err, DT_E_REFUSED, "traces are sent already");
	}
	tracer.settings = settings;
	sender = sender_start(&tracer.settings, err);
	tracer.sender = sender;
	if (!sender)
		trace_settings_free(&tracer.settings);
	atomic_store(&tracer.on, sender != NULL);
	pthread_rwlock_unlock(&tracer.lock);
	return sender ? DT_OK : DT_E_SYSTEM;
}

void trace_stop(int64_t time_ms)
{
	struct trace_figures figures = { 0, 0 };
	struct sender *sender;

	pthread_rwlock_wrlock(&tracer.lock);
	atomic_store(&tracer.on, false);
	sender = tracer.sender;
	tracer.sender = NULL;
	pthread_rwlock_unlock(&tracer.lock);
	if (!sender)
		return;
	sender_end(sender, time_ms, &figures);
	pthread_rwlock_wrlock(&tracer.lock);
	tracer.past.sent += figures.sent;
	tracer.past.dropped += figures.dropped;
	trace_settings_free(&tracer.settings);
	pthread_rwlock_unlock(&tracer.lock);
}

bool trace_on(void)
{
	return atomic_load_explicit(&tracer.on, memory_order_relaxed);
}

void trace_figures(struct trace_figures *figures)
{
	*figures = (struct trace_figures){ 0, 0 };
	pthread_rwlock_rdlock(&tracer.lock);
	if (tracer.sender)
		sender_figures(tracer.sender, figures);
	figures->sent += tracer.past.sent;
	figures->dropped += tracer.past.dropped;
	pthread_rwlock_unlock(&tracer.lock);
}

/* ---- spans ------------------------------------------------------------------------- */

static int64_t now_us(void)
{
	struct timespec at;

	clock_gettime(CLOCK_REALTIME, &at);
	return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

static bool is_zero(const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (bytes[i])
			return false;
	return true;
}

static bool random_bytes(uint8_t *bytes, size_t n)
{
	do {
		if (getrandom(bytes, n, 0) != (ssize_t)n)
			return false;
	} while (is_zero(bytes, n));
	return true;
}

/* The same for all spans of a trace, wherever they are made (TraceIdRatioBased). */
static bool is_kept(const uint8_t trace_id[16], double ratio)
{
	uint64_t low = 0;

	if (ratio >= 1)
		return true;
	for (size_t i = 8; i < 16; i++)
		low = low << 8 | trace_id[i];
	return (double)(low >> 1) < ratio * 9223372036854775808.0;
}

static bool has_context(const struct trace_context *context)
{
	return context && !is_zero(context->trace_id, sizeof(context->trace_id));
}

/* made: where the new one stands, kept or not; it keeps a trace id that is there. */
static struct span *start(const char *name, enum span_kind kind, const struct trace_context *parent,
			  int64_t at, struct trace_context *made)
{
	bool has_parent = has_context(parent);
	struct span *span;
	double ratio;

	pthread_rwlock_rdlock(&tracer.lock);
	ratio = tracer.sender ? tracer.settings.ratio : 0;
	if (tracer.sender && tracer.settings.by_parent && has_parent)
		ratio = parent->sampled ? 1 : 0;
	pthread_rwlock_unlock(&tracer.lock);
	if (has_parent)
		memcpy(made->trace_id, parent->trace_id, sizeof(made->trace_id));
	else if (!random_bytes(made->trace_id, sizeof(made->trace_id)))
		return NULL;
	if (!random_bytes(made->span_id, sizeof(made->span_id)) || !is_kept(made->trace_id, ratio))
		return NULL;
	span = calloc(1, sizeof(*span));
	if (!span)
		return NULL;
	made->sampled = true;
	span->context = *made;
	span->has_parent = has_parent;
	if (has_parent)
		memcpy(span->parent, parent->span_id, sizeof(span->parent));
	span->kind = kind;
	span->start = at;
	span_rename(span, name);
	return span;
}

struct span *span_start_at(const char *name, enum span_kind kind,
			   const struct trace_context *parent, int64_t at)
{
	struct trace_context made = { 0 };

	return trace_on() ? start(name, kind, parent, at, &made) : NULL;
}

struct span *span_start(const char *name, enum span_kind kind, const struct trace_context *parent)
{
	return trace_on() ? span_start_at(name, kind, parent, now_us()) : NULL;
}

struct span *span_start_onward(const char *name, enum span_kind kind, const char *incoming,
			       char onward[TRACEPARENT_SIZE])
{
	struct trace_context parent, made = { 0 };
	struct span *span = NULL;
	bool came = trace_parse(incoming, &parent);

	if (trace_on())
		span = start(name, kind, &parent, now_us(), &made);
	*onward = '\0';
	if (!is_zero(made.span_id, sizeof(made.span_id)))
		trace_format(&made, onward);
	else if (came)
		trace_format(&parent, onward);
	return span;
}

const struct trace_context *span_context(const struct span *span)
{
	return span ? &span->context : NULL;
}

void span_rename(struct span *span, const char *name)
{
	if (!span)
		return;
	span->name.n = 0;
	text_adds(&span->name, name);
}

/* ---- attributes -------------------------------------------------------------------- */

static void begin_attribute(struct text *attributes, const char *key)
{
	text_adds(attributes, attributes->n ? ",{\"key\":" : "{\"key\":");
	text_add_json(attributes, key, strlen(key));
	text_adds(attributes, ",\"value\":{");
}

void trace_add_text(struct text *attributes, const char *key, const char *value, size_t n)
{
	begin_attribute(attributes, key);
	text_adds(attributes, "\"stringValue\":");
	text_add_json(attributes, value, n);
	text_adds(attributes, "}}");
}

static bool takes_more(const struct span *span)
{
	return span && span->attributes.n < ATTRIBUTES_MOST;
}

void span_text(struct span *span, const char *key, const char *value)
{
	struct text shown = { 0 };

	if (!takes_more(span) || !value)
		return;
	if (redact_name(key, strlen(key)))
		text_adds(&shown, REDACTED);
	else
		redact_add(&shown, value, strlen(value), true);
	if (shown.failed)
		span->attributes.failed = true;
	else
		trace_add_text(&span->attributes, key, shown.at ? shown.at : "", shown.n);
	text_finish(&shown);
}

void span_number(struct span *span, const char *key, int64_t value)
{
	if (!takes_more(span))
		return;
	begin_attribute(&span->attributes, key);
	text_addf(&span->attributes, "\"intValue\":\"%" PRId64 "\"}}", value);
}

void span_real(struct span *span, const char *key, double value)
{
	if (!takes_more(span) || !(value - value == 0))
		return;
	begin_attribute(&span->attributes, key);
	text_adds(&span->attributes, "\"doubleValue\":");
	text_add_real(&span->attributes, value);
	text_adds(&span->attributes, "}}");
}

void span_bool(struct span *span, const char *key, bool value)
{
	if (!takes_more(span))
		return;
	begin_attribute(&span->attributes, key);
	text_addf(&span->attributes, "\"boolValue\":%s}}", value ? "true" : "false");
}

void span_fail(struct span *span, const char *message)
{
	if (!span)
		return;
	span->failed = true;
	span->message.n = 0;
	if (message)
		redact_add(&span->message, message, strlen(message), true);
}

/* ---- the end ----------------------------------------------------------------------- */

static void add_hex(struct text *json, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		text_addf(json, "%02x", bytes[i]);
}

static void span_json(struct text *json, const struct span *span, int64_t end)
{
	text_adds(json, "{\"traceId\":\"");
	add_hex(json, span->context.trace_id, sizeof(span->context.trace_id));
	text_adds(json, "\",\"spanId\":\"");
	add_hex(json, span->context.span_id, sizeof(span->context.span_id));
	if (span->has_parent) {
		text_adds(json, "\",\"parentSpanId\":\"");
		add_hex(json, span->parent, sizeof(span->parent));
	}
	text_adds(json, "\",\"name\":");
	text_add_json(json, span->name.at ? span->name.at : "", span->name.n);
	text_addf(json,
		  ",\"kind\":%d,\"startTimeUnixNano\":\"%" PRId64
		  "000\",\"endTimeUnixNano\":\"%" PRId64 "000\",\"attributes\":[",
		  (int)span->kind, span->start, end < span->start ? span->start : end);
	text_add(json, span->attributes.at, span->attributes.n);
	text_adds(json, "],\"status\":{");
	if (span->failed) {
		text_adds(json, "\"code\":2,\"message\":");
		text_add_json(json, span->message.at ? span->message.at : "", span->message.n);
	}
	text_adds(json, "}}");
	json->failed = json->failed || span->attributes.failed || span->name.failed ||
		       span->message.failed;
}

void span_end_at(struct span *span, int64_t at)
{
	struct text json = { 0 };

	if (!span)
		return;
	span_json(&json, span, at);
	pthread_rwlock_rdlock(&tracer.lock);
	if (tracer.sender)
		sender_put(tracer.sender, &json);
	pthread_rwlock_unlock(&tracer.lock);
	text_finish(&json);
	text_finish(&span->name);
	text_finish(&span->message);
	text_finish(&span->attributes);
	free(span);
}

void span_end(struct span *span)
{
	if (span)
		span_end_at(span, now_us());
}
