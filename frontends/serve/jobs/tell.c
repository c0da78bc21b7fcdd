/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "tell.h"

#include "inside.h"

#include "serve/observe/log.h"
#include "serve/observe/metrics.h"

#include <string.h>

void tell_created(const char *id, const char *kind, const char *owner, uint64_t bytes)
{
	metric_add(METRIC_JOBS_CREATED, 1, METRIC_LABELS(kind, "inprocess"));
	log_info("job.created", LOG_JOB(id), LOG_TEXT("kind", kind), LOG_TEXT("owner", owner),
		 LOG_NUMBER("bytes", bytes));
}

void tell_refused(const char *kind, const char *reason)
{
	metric_add(METRIC_JOB_ENQUEUE_FAILURES, 1, METRIC_LABELS(kind, reason));
	log_warning("job.refused", LOG_TEXT("kind", kind), LOG_TEXT("reason", reason));
}

void tell_claimed(const struct dt_record *record)
{
	double wait = (double)(now_us() - record->created) / 1e6;

	if (record->attempt <= 1)
		metric_observe(METRIC_JOB_WAIT, wait, METRIC_LABELS(record->kind));
	log_info("job.started", LOG_JOB(record->id), LOG_NUMBER("attempt", record->attempt),
		 LOG_REAL("waited_seconds", wait));
}

void tell_handed_back(const char *id)
{
	log_info("job.handed_back", LOG_JOB(id), LOG_MESSAGE("it waits in the queue again"));
}

void tell_end(const char *id, const char *kind, const struct ending *ending, int64_t created)
{
	double seconds = (double)(now_us() - created) / 1e6;
	const char *state = state_name(ending->state);

	metric_add(METRIC_JOBS_TERMINAL, 1, METRIC_LABELS(kind, state, ending->category));
	metric_observe(METRIC_JOB_DURATION, seconds, METRIC_LABELS(kind, state));
	if (!strcmp(kind, "warmup")) {
		metric_add(METRIC_WARMUP_RUNS, 1, METRIC_LABELS(state));
		metric_observe(METRIC_WARMUP_DURATION, seconds, METRIC_LABELS(state));
	}
	log_info("job.finished", LOG_JOB(id), LOG_TEXT("state", state),
		 LOG_TEXT("category", ending->category), LOG_REAL("seconds", seconds));
}

void tell_trouble(const char *what)
{
	log_error("jobs.trouble", LOG_MESSAGE(what));
}

void tell_removed(const char *what, unsigned n)
{
	log_info("jobs.swept", LOG_TEXT("what", what), LOG_NUMBER("count", n));
}
