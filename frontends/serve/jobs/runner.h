/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * runner.h - what runs one job apart from the server: child processes, or what a test puts there.
 *
 * The scheduler starts a run, is told its events and, exactly once, its outcome; it may ask the run
 * to stop before.  Threads: event and over come from any thread of the runner, one at a time for a
 * run and never from inside start, stop or drop; start, stop and drop come from the scheduler's.
 */
#ifndef DT_SERVE_RUNNER_H
#define DT_SERVE_RUNNER_H

#include <doctranslate/records.h>

#include <jansson.h>

/* What is to be done; borrowed until start returns. */
struct job_order {
	const char *id, *kind;	 /* as in the record */
	const char *folder;	 /* of the job, absolute: input/, output/, pages/ */
	const json_t *request;	 /* with its secrets; of a warmup NULL */
	const char *traceparent; /* NULL: none */
	unsigned attempt;	 /* from 1 */
	double timeout_s;	 /* what the scheduler allows; 0: no bound */
};

/* How it went; borrowed until over returns. */
struct job_outcome {
	uint32_t state; /* DT_RECORD_SUCCEEDED, DT_RECORD_FAILED, DT_RECORD_CANCELLED */
	/* of a failure: as clients know it ("input_error"; NULL: "internal_error"), one sentence,
	 * may the same request go well later, and an object (borrowed; NULL: none), as {"reason":
	 * "crashed"} */
	const char *code, *message;
	bool retryable;
	const json_t *details;
	/* of a success a TranslationResult (NULL: none, of a warmup), borrowed */
	const json_t *result;
};

struct job_watch {
	/* One public event as compact JSON; "finish" and "error" are the scheduler's to tell. */
	void (*event)(void *ctx, const char *json, size_t size);
	/* The process is gone; nothing is called for this run after it. */
	void (*over)(void *ctx, const struct job_outcome *outcome);
	void *ctx;
};

struct job_run; /* the runner's */

struct job_runner {
	/* DT_E_INPUT: this request can never run; DT_E_UNAVAILABLE: it may later.  Then neither
	 * event nor over is called. */
	dt_status (*start)(void *self, const struct job_order *order, const struct job_watch *watch,
			   struct job_run **run, struct dt_error *err);
	/* hard false: it may write what it has and end; true: it must be gone now.  Returns at
	 * once; over comes as always.  May be called again, also after over. */
	void (*stop)(void *self, struct job_run *run, bool hard);
	/* After over: the last call for the run. */
	void (*drop)(void *self, struct job_run *run);
	void *self;
};

#endif
