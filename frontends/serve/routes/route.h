/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * route.h - what the handlers of this folder share: who they talk to, how they fail, and a job as
 * its owner may see it.
 */
#ifndef DT_SERVE_ROUTE_H
#define DT_SERVE_ROUTE_H

#include "serve/http/exchange.h"
#include "serve/jobs/jobs.h"
#include "serve/settings/settings.h"

const struct settings *route_settings(const struct exchange *exchange);
struct jobs *route_jobs(const struct exchange *exchange);
struct tools *route_tools(const struct exchange *exchange);
/* Whose jobs are shown: the name of the token, NULL: all (nobody needs a token here). */
const char *route_owner(const struct exchange *exchange);
/* The error envelope for what jobs and records say went wrong; what: "the job". */
void route_fail(struct exchange *exchange, const struct dt_error *err, const char *what);
/* A query parameter that the table has checked; preset when it is not given. */
int64_t route_integer(const struct exchange *exchange, const char *name, int64_t preset);
bool route_flag(const struct exchange *exchange, const char *name, bool preset);

/* Texts are own copies, JSON is parsed; NULL where there is none. */
struct job {
	char id[40], kind[24];
	uint32_t state; /* enum dt_record_state */
	uint32_t attempt;
	int32_t priority;
	int64_t created, updated, started, finished, expires;
	uint64_t sequence, bytes;
	char *name, *message;
	json_t *request, *progress, *error, *result;
};

void job_copy(struct job *job, const struct dt_record *record);
void job_finish(struct job *job);
/* The job of {job_id}; false: it is not there or not this owner's, and that is answered.  Nobody
 * learns which of the two. */
bool job_find(struct exchange *exchange, struct job *job);
const char *job_state_name(uint32_t state);  /* "queued", .. "canceled" */
uint32_t job_state_number(const char *name); /* 0: none of them */
bool job_is_over(const struct job *job);
/* Absolute address of something of the job; tail: "/result"; the caller frees. */
char *job_url(const struct exchange *exchange, const char *id, const char *tail);

#endif
