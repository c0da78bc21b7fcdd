/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "job_handlers.h"

#include <stdio.h>
#include <string.h>

/*
 * The program that this one replaces answers 200 for a job that it does not know, with an "error"
 * event in the stream.  An EventSource takes the end of such a stream for a broken connection and
 * comes again, for ever; 404 is final for it, and is what every other route of the job says.  For
 * the same reason a job that is over, and whose last event the client has seen, is 204.
 */
/* A warmup has no events: its end is told when it has succeeded; the others end with an error. */
static const char *closing_of(const struct job *job, char text[300])
{
	if (strcmp(job->kind, "warmup") != 0)
		return NULL;
	snprintf(text, 300,
		 "event: job_state\ndata: {\"type\":\"job_state\",\"schema_version\":\"1\","
		 "\"job_id\":\"%s\",\"kind\":\"warmup\",\"state\":\"succeeded\",\"seq\":0}\n"
		 "id: 0\n\n",
		 job->id);
	return text;
}

/* Nothing is left that the client has not seen. */
static bool is_known(const struct exchange *exchange, const struct job *job, uint64_t after)
{
	if (!job_is_over(job) || after < job->sequence)
		return false;
	return after || (!job->sequence && exchange_header(exchange, "Last-Event-ID"));
}

void handle_stream(struct exchange *exchange)
{
	uint64_t after = exchange_last_event(exchange);
	struct subscription *subscription;
	struct dt_error err = { 0 };
	char closing[300];
	struct job job;
	void *bell;

	if (!job_find(exchange, &job))
		return;
	if (is_known(exchange, &job, after)) {
		exchange_answer(exchange, 204, NULL);
		job_finish(&job);
		return;
	}
	bell = exchange_bell(exchange);
	subscription = bell ? jobs_subscribe(route_jobs(exchange), job.id, after, exchange_wake,
					     bell, &err)
			    : NULL;
	if (subscription)
		exchange_answer_stream(exchange, subscription, closing_of(&job, closing));
	else if (!bell)
		exchange_fail(exchange, 500, "internal_error", NULL, "out of memory");
	else
		route_fail(exchange, &err, "the job");
	job_finish(&job);
}
