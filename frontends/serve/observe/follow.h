/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * follow.h - a run of a job as spans and figures: the job, each stage that its events tell of, each
 * call of a translator.
 *
 * The span of the job is below the one that the job was made in (its traceparent); those of stages
 * are below the job's.  METRIC_STAGE_DURATION and METRIC_STAGE_EVENTS are counted with tracing off
 * too.  Threads: any.
 */
#ifndef DT_SERVE_FOLLOW_H
#define DT_SERVE_FOLLOW_H

#include "trace.h"

#include <jansson.h>

struct follow;

/* NULL: out of memory, which all functions take.  traceparent may be NULL. */
struct follow *follow_new(const char *id, const char *kind, const char *traceparent,
			  unsigned attempt);
/* What the process of the job goes on with; "": nothing. */
void follow_parent(const struct follow *follow, char text[TRACEPARENT_SIZE]);
/* "progress_start" and "progress_end" say when a stage begins and ends, "call_start" and "call_end"
 * when it asks a translator. */
void follow_event(struct follow *follow, const json_t *event);
/* How it went, category: "none" or what it failed of. */
void follow_outcome(struct follow *follow, const char *state, const char *category);
/* The run is gone; frees it. */
void follow_end(struct follow *follow);

#endif
