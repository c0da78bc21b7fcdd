/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "calls.h"
#include "metrics.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define NUMBER_MOST 1e12 /* of anything that one job uses */
#define LATENCIES   1000 /* requests of one line that are observed one by one */

static const char *text(const json_t *line, const char *name)
{
	const char *found = json_string_value(json_object_get(line, name));

	return found ? found : "";
}

static double number(const json_t *line, const char *name)
{
	double found = json_number_value(json_object_get(line, name));

	return found > 0 && isfinite(found) ? fmin(found, NUMBER_MOST) : 0;
}

/* Is it a name that a pipeline can give? */
static bool is_name(const char *name)
{
	size_t n = strlen(name);

	return n < CALLS_NAME && strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					      "0123456789_.-") == n;
}

/* Its place; the first one is for all that have none. */
static size_t find(struct calls_seen *seen, const json_t *line)
{
	const char *profile = text(line, "profile"), *provider = text(line, "provider");

	if (!seen->n) {
		seen->n = 1;
		snprintf(seen->at[0].profile, CALLS_NAME, "other");
		snprintf(seen->at[0].provider, CALLS_NAME, "other");
	}
	for (size_t i = 1; i < seen->n; i++)
		if (!strcmp(seen->at[i].profile, profile) &&
		    !strcmp(seen->at[i].provider, provider))
			return i;
	if (seen->n == CALLS_PROVIDERS || !*provider || !is_name(profile) || !is_name(provider))
		return 0;
	snprintf(seen->at[seen->n].profile, CALLS_NAME, "%s", profile);
	snprintf(seen->at[seen->n].provider, CALLS_NAME, "%s", provider);
	return seen->n++;
}

void calls_begin(struct calls_seen *seen, const json_t *line)
{
	size_t i = find(seen, line);

	seen->at[i].now++;
	metric_add(METRIC_TRANSLATOR_CONCURRENT, 1,
		   METRIC_LABELS(seen->at[i].profile, seen->at[i].provider));
}

/* ---- figures ------------------------------------------------------------------------- */

static bool is_failure(const char *kind)
{
	static const char *const kinds[] = {
		"rate_limit",	      "timeout",	"server_error", "partial_outage",
		"malformed_response", "content_filter", "bad_request",	"context_length",
		"authentication",     "quota",		"not_found",	"budget"
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i], kind))
			return true;
	return false;
}

static void count_tokens(const char *profile, const char *provider, const json_t *line)
{
	const double prompt = number(line, "input_tokens");
	const double completion = number(line, "output_tokens");
	const double cached = number(line, "cached_tokens");

	if (prompt + completion > 0) {
		metric_add(METRIC_TRANSLATOR_TOKENS, prompt + completion,
			   METRIC_LABELS(profile, provider, "total"));
		metric_add(METRIC_TRANSLATOR_TOKENS, prompt,
			   METRIC_LABELS(profile, provider, "prompt"));
		metric_add(METRIC_TRANSLATOR_TOKENS, completion,
			   METRIC_LABELS(profile, provider, "completion"));
	}
	if (cached > 0)
		metric_add(METRIC_TRANSLATOR_TOKENS, cached,
			   METRIC_LABELS(profile, provider, "cached"));
	metric_add(METRIC_TRANSLATOR_COST, number(line, "usd"), METRIC_LABELS(profile, provider));
}

static void count(const char *profile, const char *provider, const json_t *line)
{
	json_t *failures = json_object_get(line, "failures"), *value;
	double requests = number(line, "requests"), failed = 0, n;
	const double seconds = requests > 0 ? number(line, "latency_us") / requests / 1e6 : 0;
	const char *kind;

	json_object_foreach(failures, kind, value)
	{
		n = fmin(number(failures, kind), requests - failed);
		if (n <= 0)
			continue;
		failed += n;
		metric_add(METRIC_TRANSLATOR_REQUESTS, n,
			   METRIC_LABELS(profile, provider, "failure",
					 is_failure(kind) ? kind : "unknown"));
	}
	if (requests > failed)
		metric_add(METRIC_TRANSLATOR_REQUESTS, requests - failed,
			   METRIC_LABELS(profile, provider, "success", "none"));
	for (int i = 0; i < requests && i < LATENCIES; i++)
		metric_observe(METRIC_TRANSLATOR_LATENCY, seconds,
			       METRIC_LABELS(profile, provider));
	count_tokens(profile, provider, line);
}

/* ---- the span ------------------------------------------------------------------------ */

static void add_span(const char *profile, const char *provider, const json_t *line,
		     const struct trace_context *parent, int64_t since)
{
	double began = json_number_value(json_object_get(line, "began"));
	const char *failure = text(line, "failure");
	struct timespec now;
	int64_t start, end, last;
	struct span *span;
	char name[CALLS_NAME + 16];

	clock_gettime(CLOCK_REALTIME, &now);
	last = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
	start = began > (double)since && began < (double)last ? (int64_t)began : since;
	end = start + (int64_t)number(line, "took_us");
	snprintf(name, sizeof(name), "translate %s", provider);
	span = span_start_at(name, SPAN_CLIENT, parent, start);
	span_text(span, "provider", provider);
	span_text(span, "profile", *profile ? profile : NULL);
	span_text(span, "outcome", strcmp(failure, "none") ? "failure" : "success");
	span_number(span, "segments", (int64_t)number(line, "segments"));
	span_number(span, "requests", (int64_t)number(line, "requests"));
	span_number(span, "retries", (int64_t)number(line, "retries"));
	span_number(span, "gen_ai.usage.input_tokens", (int64_t)number(line, "input_tokens"));
	span_number(span, "gen_ai.usage.output_tokens", (int64_t)number(line, "output_tokens"));
	span_real(span, "usd", number(line, "usd"));
	if (strcmp(failure, "none") != 0)
		span_fail(span, is_failure(failure) ? failure : "unknown");
	span_end_at(span, end < last ? end : last);
}

void calls_end(struct calls_seen *seen, const json_t *line, const struct trace_context *parent,
	       int64_t since)
{
	size_t i = find(seen, line);
	const char *profile = seen->at[i].profile, *provider = seen->at[i].provider;
	/* sums have no time of their own */
	bool one = json_is_integer(json_object_get(line, "began"));

	if (one && seen->at[i].now) {
		seen->at[i].now--;
		metric_add(METRIC_TRANSLATOR_CONCURRENT, -1, METRIC_LABELS(profile, provider));
	}
	count(profile, provider, line);
	if (one && parent && seen->spans++ < CALLS_SPANS)
		add_span(profile, provider, line, parent, since);
}

void calls_forget(struct calls_seen *seen)
{
	for (size_t i = 0; i < CALLS_PROVIDERS; i++)
		if (seen->at[i].now)
			metric_add(METRIC_TRANSLATOR_CONCURRENT, -(double)seen->at[i].now,
				   METRIC_LABELS(seen->at[i].profile, seen->at[i].provider));
	*seen = (struct calls_seen){ 0 };
}
