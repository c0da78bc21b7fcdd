/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "calls.h"

#include "json_text.h"

#include <string.h>

static json_t *head(const char *type, const char *stage, const char *translator,
		    const char *through)
{
	json_t *line = json_pack("{s:s}", "type", type);

	json_object_set_new(line, "stage", json_text(stage ? stage : ""));
	json_object_set_new(line, "provider", json_text(translator));
	json_object_set_new(line, "profile", json_text(through ? through : ""));
	return line;
}

static void add_number(json_t *line, const char *name, uint64_t number)
{
	json_object_set_new(line, name, json_integer((json_int_t)number));
}

static json_t *line_of(const struct calls_sum *sum)
{
	const struct dt_usage *usage = &sum->usage;
	json_t *line = head("call_end", sum->stage, sum->translator, sum->through);
	json_t *failures = json_object();

	add_number(line, "calls", sum->calls);
	add_number(line, "failed", sum->failed);
	add_number(line, "segments", sum->segments);
	add_number(line, "requests", usage->requests);
	add_number(line, "retries", usage->retries);
	add_number(line, "latency_us", usage->latency_us);
	add_number(line, "input_tokens", usage->input_tokens);
	add_number(line, "cached_tokens", usage->cached_tokens);
	add_number(line, "output_tokens", usage->output_tokens);
	add_number(line, "characters", usage->characters);
	json_object_set_new(line, "usd", json_real(usage->usd));
	for (uint32_t i = DT_FAILURE_NONE + 1; i < DT_FAILURE_COUNT; i++)
		if (usage->failures[i])
			add_number(failures, dt_failure_name(i), usage->failures[i]);
	json_object_set_new(line, "failures", failures);
	return line;
}

/* Who asks no service has asked once, and what failed otherwise than by a request has failed. */
static void complete(struct calls_sum *sum, const struct dt_called *call)
{
	struct dt_usage *usage = &sum->usage;
	bool known = false;

	if (!usage->requests) {
		usage->requests = 1;
		usage->latency_us = (uint64_t)(call->took_us > 0 ? call->took_us : 0);
	}
	for (int i = 0; i < DT_FAILURE_COUNT; i++)
		known |= usage->failures[i] != 0;
	if (call->status != DT_OK && !known && call->failure < DT_FAILURE_COUNT)
		usage->failures[call->failure] = 1;
}

static void add(struct calls_sum *sum, const struct calls_sum *more)
{
	sum->calls += more->calls;
	sum->failed += more->failed;
	sum->segments += more->segments;
	sum->usage.requests += more->usage.requests;
	sum->usage.retries += more->usage.retries;
	sum->usage.input_tokens += more->usage.input_tokens;
	sum->usage.cached_tokens += more->usage.cached_tokens;
	sum->usage.output_tokens += more->usage.output_tokens;
	sum->usage.characters += more->usage.characters;
	sum->usage.latency_us += more->usage.latency_us;
	sum->usage.usd += more->usage.usd;
	for (int i = 0; i < DT_FAILURE_COUNT; i++)
		sum->usage.failures[i] += more->usage.failures[i];
}

/* The sum of its kind; with no room for one more kind the last one takes it. */
static struct calls_sum *sum_for(struct calls *calls, const struct calls_sum *one)
{
	struct calls_sum *sum = calls->sums;

	/* names are the pipeline's own: the same text is at the same place */
	for (size_t i = 0; i < calls->n; i++, sum++)
		if (sum->stage == one->stage && sum->translator == one->translator &&
		    sum->through == one->through)
			return sum;
	if (calls->n == CALLS_KINDS)
		return sum - 1;
	calls->n++;
	*sum = (struct calls_sum){ .stage = one->stage,
				   .translator = one->translator,
				   .through = one->through };
	return sum;
}

static json_t *tell_sum(struct calls_sum *sum)
{
	json_t *line = line_of(sum);

	*sum = (struct calls_sum){ .stage = sum->stage,
				   .translator = sum->translator,
				   .through = sum->through };
	return line;
}

json_t *calls_line(struct calls *calls, const struct dt_event *event)
{
	const struct dt_called *call = event->call;
	struct calls_sum one = { event->stage,		call->translator, call->through, 1,
				 call->status != DT_OK, call->segments,	  call->usage };
	struct calls_sum *sum;
	json_t *line;

	/* an end for each start: what begins late is in the sums */
	if (event->kind == DT_EVENT_CALL_START)
		return calls->told < CALLS_TOLD
			       ? head("call_start", event->stage, call->translator, call->through)
			       : NULL;
	complete(&one, call);
	if (calls->told < CALLS_TOLD) {
		calls->told++;
		line = line_of(&one);
		json_object_set_new(line, "began", json_integer(call->began));
		json_object_set_new(line, "took_us", json_integer(call->took_us));
		json_object_set_new(line, "failure", json_string(dt_failure_name(call->failure)));
		return line;
	}
	sum = sum_for(calls, &one);
	add(sum, &one);
	return sum->calls < CALLS_TOGETHER ? NULL : tell_sum(sum);
}

json_t *calls_rest(struct calls *calls)
{
	for (size_t i = 0; i < calls->n; i++)
		if (calls->sums[i].calls)
			return tell_sum(&calls->sums[i]);
	return NULL;
}
