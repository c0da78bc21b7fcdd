/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "finished.h"

#include "observe/log.h"
#include "observe/metrics.h"
#include "observe/trace.h"

#include <stdio.h>
#include <string.h>

/* What a client made up as its method is no label. */
static const char *method_label(const char *method)
{
	static const char *const known[] = { "GET",	"POST", "DELETE", "HEAD",
					     "OPTIONS", "PUT",	"PATCH" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(known[i], method))
			return known[i];
	return "other";
}

static void count(const struct route *route, const struct exchange_outcome *outcome)
{
	const char *const path = route ? route->path : "none";
	const char *const method = method_label(outcome->method);
	char status[12];

	snprintf(status, sizeof(status), "%d", outcome->status);
	metric_add(METRIC_HTTP_REQUESTS, 1, METRIC_LABELS(method, path, status));
	metric_observe(METRIC_HTTP_DURATION, (double)outcome->took_us / 1e6,
		       METRIC_LABELS(method, path, status));
	if (outcome->bytes_in)
		metric_add(METRIC_HTTP_RECEIVED, (double)outcome->bytes_in, METRIC_PLAIN);
	if (outcome->status == 401 || outcome->status == 403)
		metric_add(METRIC_HTTP_REFUSED, 1, METRIC_LABELS("auth"));
	else if (outcome->status == 429)
		metric_add(METRIC_HTTP_REFUSED, 1, METRIC_LABELS("rate"));
	else if (outcome->status == 413)
		metric_add(METRIC_HTTP_REFUSED, 1, METRIC_LABELS("size"));
	else if (outcome->status == 422)
		metric_add(METRIC_HTTP_REFUSED, 1, METRIC_LABELS("form"));
}

/* Probes come all the time: they are told at debug, unless they fail. */
static enum log_level level_of(const struct route *route, const struct exchange_outcome *outcome)
{
	if (outcome->status >= 500)
		return LOG_LEVEL_ERROR;
	if (outcome->status < 400 && route &&
	    (route->access == ACCESS_PROBE || (route->tag && !strcmp(route->tag, "metrics"))))
		return LOG_LEVEL_DEBUG;
	return LOG_LEVEL_INFO;
}

static void tell(const struct route *route, const struct exchange *exchange,
		 const struct exchange_outcome *outcome)
{
	const char *owner = exchange_owner(exchange);

	log_event(level_of(route, outcome), "http.request",
		  LOG_REQUEST(exchange_request_id(exchange)), LOG_TEXT("method", outcome->method),
		  LOG_TEXT("path", outcome->path), LOG_WORD("route", route ? route->path : NULL),
		  LOG_NUMBER("status", outcome->status),
		  LOG_REAL("duration_ms", (double)outcome->took_us / 1e3),
		  LOG_NUMBER("bytes_in", outcome->bytes_in), LOG_WORD("peer", outcome->peer),
		  LOG_TEXT("owner", owner && *owner ? owner : NULL),
		  LOG_WORD("error", outcome->error), LOG_MESSAGE(outcome->sentence),
		  LOG_BOOL("complete", outcome->complete));
}

void service_begun(struct service *service, struct exchange *exchange)
{
	char onward[TRACEPARENT_SIZE];
	struct span *span;

	(void)service;
	if (!trace_on())
		return;
	span = span_start_onward(method_label(exchange_method(exchange)), SPAN_SERVER,
				 exchange_traceparent(exchange), onward);
	exchange_set_span(exchange, span, onward);
}

static void end_span(const struct route *route, const struct exchange *exchange,
		     const struct exchange_outcome *outcome)
{
	struct span *span = exchange_span(exchange);
	char name[128];

	snprintf(name, sizeof(name), "%s %s", method_label(outcome->method),
		 route ? route->path : "none");
	span_rename(span, name);
	span_text(span, "http.request.method", method_label(outcome->method));
	span_text(span, "http.route", route ? route->path : NULL);
	span_text(span, "url.path", outcome->path);
	span_text(span, "client.address", outcome->peer);
	span_number(span, "http.response.status_code", outcome->status);
	span_text(span, "doctranslate.request_id", exchange_request_id(exchange));
	if (outcome->status >= 500)
		span_fail(span, outcome->sentence);
	span_end(span);
}

void service_finished(struct service *service, const struct exchange *exchange,
		      const struct exchange_outcome *outcome)
{
	const struct route *route = exchange_route(exchange);

	(void)service;
	count(route, outcome);
	tell(route, exchange, outcome);
	if (exchange_span(exchange))
		end_span(route, exchange, outcome);
}
