/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trace.h - spans of what the service does, sent by OTLP over HTTP as JSON.
 *
 *	struct span *span = span_start("POST /v1/jobs", SPAN_SERVER, parent);
 *	span_text(span, "http.route", "/v1/jobs");
 *	span_end(span);
 *
 * Off (the preset) or not sampled: span_start gives NULL, which every function takes.  What a
 * client says in traceparent is carried through all the same (trace_parent_of).
 * A span that has ended goes into a bounded queue and is sent in batches by a thread of its own;
 * what does not fit, or what the collector does not take, is counted and told in the log.
 *
 * Of the process: between trace_start and trace_stop.  Threads: any for all functions; one span is
 * one thread's at a time.  Times: microseconds since 1970.
 * Sources: W3C Trace Context, OTLP 1.x, the OTEL_ variables of OpenTelemetry's specification.
 */
#ifndef DT_SERVE_TRACE_H
#define DT_SERVE_TRACE_H

#include <doctranslate/plugin.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct span;

enum span_kind { SPAN_INTERNAL = 1, SPAN_SERVER, SPAN_CLIENT, SPAN_PRODUCER, SPAN_CONSUMER };

#define TRACEPARENT_SIZE 56 /* "00-<32>-<16>-<2>" with NUL */

struct trace_context {
	uint8_t trace_id[16], span_id[8];
	bool sampled;
};

struct trace_options {
	bool enabled;
	const char *service;	/* NULL: OTEL_SERVICE_NAME, else "doctranslate" */
	const char *attributes; /* "k=v,k=v"; those of OTEL_RESOURCE_ATTRIBUTES are added */
	const char *endpoint;	/* NULL: OTEL_EXPORTER_OTLP_*, else http://localhost:4318 */
};

/* DT_OK too when tracing is off; DT_E_CONFIG for a variable that cannot be read.  Wants
 * curl_global_init. */
dt_status trace_start(const struct trace_options *options, struct dt_error *err);
/* Sends what is there, for that long at most. */
void trace_stop(int64_t time_ms);
bool trace_on(void);

/* false: text is no traceparent; context is zero then */
bool trace_parse(const char *traceparent, struct trace_context *context);
void trace_format(const struct trace_context *context, char text[TRACEPARENT_SIZE]);

/* parent: of traceparent, or of another span; NULL or zero: a trace of its own. */
struct span *span_start(const char *name, enum span_kind kind, const struct trace_context *parent);
/* For what is told afterwards. */
struct span *span_start_at(const char *name, enum span_kind kind,
			   const struct trace_context *parent, int64_t at);
/*
 * Of what others go on with.  onward: the span's traceparent; of one that is not kept a context
 * that says so, so that all of its trace is left out; without tracing what came in, or "".
 */
struct span *span_start_onward(const char *name, enum span_kind kind, const char *incoming,
			       char onward[TRACEPARENT_SIZE]);
/* NULL of NULL; until the span ends. */
const struct trace_context *span_context(const struct span *span);
/* What goes on to others: of the span, else what came in; "" when there is neither. */
void trace_parent_of(const struct span *span, const char *incoming, char text[TRACEPARENT_SIZE]);

void span_text(struct span *span, const char *key, const char *value); /* NULL: nothing */
void span_number(struct span *span, const char *key, int64_t value);
void span_real(struct span *span, const char *key, double value);
void span_bool(struct span *span, const char *key, bool value);
void span_rename(struct span *span, const char *name);
/* The span has failed; message may be NULL. Secrets are masked. */
void span_fail(struct span *span, const char *message);
void span_end(struct span *span); /* frees it */
void span_end_at(struct span *span, int64_t at);

struct trace_figures {
	uint64_t sent, dropped; /* spans */
};
void trace_figures(struct trace_figures *figures);

#endif
