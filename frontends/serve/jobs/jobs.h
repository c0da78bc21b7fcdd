/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * jobs.h - the jobs of this server: made, queued, run in children, told about.
 *
 * What routes call; nothing here waits for a job.  Records are the truth; what is in memory (the
 * last events of jobs that run here, rendered status) is a copy of what is written there.
 * Threads: every function from any thread.
 */
#ifndef DT_SERVE_JOBS_H
#define DT_SERVE_JOBS_H

#include "engine.h"
#include <doctranslate/records.h>
#include <jansson.h>

struct jobs;
struct settings;
struct subscription;

/* Opens nothing; starts the scheduler.  What a crash has left is claimed again or failed before
 * this returns. */
struct jobs *jobs_new(const struct settings *settings, const struct dt_records *records,
		      void *store, struct dt_error *err);
/* Of a reload: bounds and times from now on; folders and keys stay.  They outlive jobs. */
void jobs_change(struct jobs *jobs, const struct settings *settings);
/* Takes no more; waits so long for what runs, then hands it back to the queue. */
void jobs_drain(struct jobs *jobs, int64_t time_ms);
void jobs_free(struct jobs *jobs);

struct job_new {
	const char *owner;
	int priority;
	const json_t *request; /* a checked TranslationRequest; NULL: a warmup */
	const json_t *webhook; /* checked; NULL: none */
	char *document; /* in: path of the upload in the tmp folder, moved; NULL: request has a path
			 */
	const char *name;	  /* of the document, for people */
	const char *key, *digest; /* Idempotency-Key, and of what was asked */
	const char *traceparent;
};
/* DT_E_LIMIT: the queue is full (retry_ms says when to come again); DT_E_REFUSED: the key was used
 * for another request. */
dt_status jobs_create(struct jobs *jobs, const struct job_new *job, char id[40], bool *existing,
		      struct dt_error *err);

/* JobStatusResponse as text, rendered once for each change and shared; NULL: no such job, or err.
 */
struct status_text; /* counted */
const struct status_text *jobs_status(struct jobs *jobs, const char *id, const char *owner,
				      struct dt_error *err);
const char *status_text(const struct status_text *status, size_t *size);
void status_drop(const struct status_text *status);

/* DT_E_NOT_FOUND, else DT_OK in any state; over within two seconds. */
dt_status jobs_cancel(struct jobs *jobs, const char *id, struct dt_error *err);
/* Of a job that is over: record, files, events. */
dt_status jobs_remove(struct jobs *jobs, const char *id, struct dt_error *err);
/* The webhook of a job with its secrets, NULL: it has none.  DT_E_NOT_FOUND: no such job. */
dt_status jobs_webhook(struct jobs *jobs, const char *id, json_t **webhook, struct dt_error *err);
/* The request of a job, the same; NULL: it has none (a warmup).  What cannot be unsealed any more
 * is missing. */
dt_status jobs_request(struct jobs *jobs, const char *id, json_t **request, struct dt_error *err);
/* Folder of a job: input/, output/, pages/, report.json. The caller frees.  Paths in results
 * ("output/a.pdf") are relative to it. */
char *jobs_folder(const struct jobs *jobs, const char *id);
const struct dt_records *jobs_records(const struct jobs *jobs, void **store);

/* ---- events of a job: first those that are written, then those that come; each once, in order
 * ---- */

struct job_event {
	uint64_t sequence;
	/* until the next call; NULL (with last): nothing more comes: all was taken before, or the
	 * job has no events (a warmup), or was removed */
	const char *json;
	bool last; /* the job is over with it */
};
/* wake is called (from any thread, no lock held) when there is something to take: after false was
 * given, maybe also without need.  What is there already is to be taken at once.  After a sequence
 * that the job has not reached: from its next event.  DT_E_NOT_FOUND. */
struct subscription *jobs_subscribe(struct jobs *jobs, const char *id, uint64_t after,
				    void (*wake)(void *ctx), void *ctx, struct dt_error *err);
/* false: nothing now */
bool subscription_take(struct subscription *subscription, struct job_event *event);
/* No wake runs any more when it returns (unless it is called by it): the caller holds no lock that
 * its wake wants. */
void subscription_end(struct subscription *subscription);

/* What /metrics and readiness want. */
struct jobs_state {
	struct dt_record_counts counts;
	unsigned running_here, slots;
	bool accepting, records_healthy;
	const char *trouble; /* a sentence, or NULL */
};
void jobs_state(struct jobs *jobs, struct jobs_state *state);

#endif
