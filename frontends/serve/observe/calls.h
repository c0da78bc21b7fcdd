/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * calls.h - calls of translators that a job's process tells of, as figures and spans.
 *
 * The process may have been taken over by its document: names that are none and more providers than
 * a job can have are counted as "other", times and numbers are kept within what can be.
 *
 * Zero at first; one thread at a time.
 */
#ifndef DT_SERVE_CALLS_H
#define DT_SERVE_CALLS_H

#include "trace.h"

#include <jansson.h>

enum { CALLS_PROVIDERS = 16, CALLS_NAME = 64, CALLS_SPANS = 1000 };

struct calls_seen {
	struct {
		char profile[CALLS_NAME], provider[CALLS_NAME];
		unsigned now; /* calls that have begun and not ended */
	} at[CALLS_PROVIDERS];
	size_t n;
	unsigned spans;
};

/* Of lines "call_start" and "call_end" (frontends/cli/calls.h). */
void calls_begin(struct calls_seen *seen, const json_t *line);
/* parent: where the span goes; NULL: none.  since: us, nothing has begun before. */
void calls_end(struct calls_seen *seen, const json_t *line, const struct trace_context *parent,
	       int64_t since);
/* The job is over: nothing is being asked any more. */
void calls_forget(struct calls_seen *seen);

#endif
