/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "calls.h"
#include "follow.h"
#include "metrics.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define STAGES_MOST 32 /* that are open at the same time */

struct stage {
	char name[64]; /* "": free */
	int64_t begun; /* us of the clock that never goes back */
	struct span *span;
};

struct follow {
	pthread_mutex_t lock;
	char kind[16];
	char incoming[TRACEPARENT_SIZE];
	struct span *span;
	struct stage stages[STAGES_MOST];
	struct calls_seen calls;
	int64_t since; /* us since 1970 */
};

static int64_t clock_us(clockid_t clock)
{
	struct timespec at;

	clock_gettime(clock, &at);
	return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

struct follow *follow_new(const char *id, const char *kind, const char *traceparent,
			  unsigned attempt)
{
	struct follow *follow = calloc(1, sizeof(*follow));
	struct trace_context from;

	if (!follow)
		return NULL;
	pthread_mutex_init(&follow->lock, NULL);
	follow->since = clock_us(CLOCK_REALTIME);
	snprintf(follow->kind, sizeof(follow->kind), "%s", kind);
	if (trace_parse(traceparent, &from))
		trace_format(&from, follow->incoming);
	follow->span = span_start("job", SPAN_CONSUMER, &from);
	span_text(follow->span, "job_id", id);
	span_text(follow->span, "job_kind", kind);
	span_number(follow->span, "attempt", attempt);
	return follow;
}

void follow_parent(const struct follow *follow, char text[TRACEPARENT_SIZE])
{
	*text = '\0';
	if (follow)
		trace_parent_of(follow->span, follow->incoming, text);
}

/* The open stage of this name, else a free place; NULL: too many are open. */
static struct stage *find_stage(struct follow *follow, const char *name, bool open)
{
	struct stage *free_one = NULL;

	for (size_t i = 0; i < STAGES_MOST; i++) {
		struct stage *stage = &follow->stages[i];

		if (*stage->name && !strcmp(stage->name, name))
			return stage;
		if (!*stage->name && !free_one)
			free_one = stage;
	}
	return open ? NULL : free_one;
}

static void begin(struct follow *follow, const char *name)
{
	struct stage *stage = find_stage(follow, name, false);
	char title[80];

	if (!stage || *stage->name)
		return;
	snprintf(stage->name, sizeof(stage->name), "%s", name);
	stage->begun = clock_us(CLOCK_MONOTONIC);
	snprintf(title, sizeof(title), "stage %s", name);
	if (follow->span)
		stage->span = span_start(title, SPAN_INTERNAL, span_context(follow->span));
	metric_add(METRIC_STAGE_EVENTS, 1, METRIC_LABELS(name, "start"));
}

static void end(struct follow *follow, const char *name, const json_t *event)
{
	struct stage *stage = find_stage(follow, name, true);
	const json_t *total = json_object_get(event, "stage_total");

	if (!stage)
		return;
	metric_add(METRIC_STAGE_EVENTS, 1, METRIC_LABELS(name, "end"));
	metric_observe(METRIC_STAGE_DURATION,
		       (double)(clock_us(CLOCK_MONOTONIC) - stage->begun) / 1e6,
		       METRIC_LABELS(name, follow->kind));
	if (json_is_integer(total))
		span_number(stage->span, "total", json_integer_value(total));
	span_end(stage->span);
	*stage = (struct stage){ .span = NULL };
}

/* Below the stage that asks, while that is open. */
static void end_call(struct follow *follow, const char *name, const json_t *event)
{
	const struct stage *stage = find_stage(follow, name, true);

	calls_end(&follow->calls, event,
		  span_context(stage && stage->span ? stage->span : follow->span), follow->since);
}

void follow_event(struct follow *follow, const json_t *event)
{
	const char *type = json_string_value(json_object_get(event, "type"));
	const char *name = json_string_value(json_object_get(event, "stage"));

	if (!follow || !type || !name || !*name || strlen(name) >= sizeof(follow->stages->name))
		return;
	pthread_mutex_lock(&follow->lock);
	if (!strcmp(type, "progress_start"))
		begin(follow, name);
	else if (!strcmp(type, "progress_end"))
		end(follow, name, event);
	else if (!strcmp(type, "call_start"))
		calls_begin(&follow->calls, event);
	else if (!strcmp(type, "call_end"))
		end_call(follow, name, event);
	pthread_mutex_unlock(&follow->lock);
}

void follow_outcome(struct follow *follow, const char *state, const char *category)
{
	if (!follow)
		return;
	pthread_mutex_lock(&follow->lock);
	span_text(follow->span, "state", state);
	if (strcmp(category, "none") != 0)
		span_fail(follow->span, category);
	pthread_mutex_unlock(&follow->lock);
}

void follow_end(struct follow *follow)
{
	if (!follow)
		return;
	for (size_t i = 0; i < STAGES_MOST; i++) {
		if (!*follow->stages[i].name)
			continue;
		span_fail(follow->stages[i].span, "the job ended before the stage did");
		span_end(follow->stages[i].span);
	}
	calls_forget(&follow->calls);
	span_end(follow->span);
	pthread_mutex_destroy(&follow->lock);
	free(follow);
}
