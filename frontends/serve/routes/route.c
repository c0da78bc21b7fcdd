/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "route.h"

#include "serve/access/access.h"
#include "serve/service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const struct settings *route_settings(const struct exchange *exchange)
{
	return service_settings(exchange_service(exchange));
}

struct jobs *route_jobs(const struct exchange *exchange)
{
	return service_jobs(exchange_service(exchange));
}

struct tools *route_tools(const struct exchange *exchange)
{
	return service_tools(exchange_service(exchange));
}

const char *route_owner(const struct exchange *exchange)
{
	const char *owner = exchange_owner(exchange);

	return access_sees_all(exchange_service(exchange), owner) ? NULL : owner;
}

static void set_retry_after(struct exchange *exchange, const struct dt_error *err)
{
	unsigned seconds = err->retry_ms ? (err->retry_ms + 999) / 1000 : 5;
	char text[16];

	snprintf(text, sizeof(text), "%u", seconds);
	exchange_set_header(exchange, "Retry-After", text);
}

void route_fail(struct exchange *exchange, const struct dt_error *err, const char *what)
{
	switch (err->status) {
	case DT_E_NOT_FOUND:
		exchange_fail(exchange, 404, "not_found", NULL, "%s is not there", what);
		break;
	case DT_E_LIMIT:
	case DT_E_UNAVAILABLE:
		set_retry_after(exchange, err);
		exchange_fail(exchange, 503, "internal_error", NULL, "%s", err->text);
		break;
	case DT_E_REFUSED:
		exchange_fail(exchange, 409, "input_error", NULL, "%s", err->text);
		break;
	case DT_E_INPUT:
		exchange_fail(exchange, 422, "input_error", NULL, "%s", err->text);
		break;
	default:
		exchange_fail(exchange, 500, "internal_error", NULL, "%s", err->text);
	}
}

int64_t route_integer(const struct exchange *exchange, const char *name, int64_t preset)
{
	const char *text = exchange_query(exchange, name);

	return text && *text ? strtoll(text, NULL, 10) : preset;
}

bool route_flag(const struct exchange *exchange, const char *name, bool preset)
{
	static const char *const yes[] = { "1", "true", "yes", "on", "y", "t" };
	const char *text = exchange_query(exchange, name);

	if (!text)
		return preset;
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		if (!strcasecmp(text, yes[i]))
			return true;
	return false;
}

/* ---- a job ------------------------------------------------------------------------ */

static const char *const state_names[] = {
	[DT_RECORD_QUEUED] = "queued",	     [DT_RECORD_RUNNING] = "running",
	[DT_RECORD_SUCCEEDED] = "succeeded", [DT_RECORD_FAILED] = "failed",
	[DT_RECORD_CANCELLED] = "canceled",
};
enum { N_STATES = sizeof(state_names) / sizeof(state_names[0]) };

const char *job_state_name(uint32_t state)
{
	return state && state < N_STATES ? state_names[state] : "failed";
}

uint32_t job_state_number(const char *name)
{
	for (uint32_t state = 1; state < N_STATES; state++)
		if (!strcmp(state_names[state], name))
			return state;
	return 0;
}

bool job_is_over(const struct job *job)
{
	return job->state >= DT_RECORD_SUCCEEDED;
}

static json_t *parse(const char *text)
{
	return text ? json_loads(text, JSON_DECODE_ANY, NULL) : NULL;
}

void job_copy(struct job *job, const struct dt_record *record)
{
	memset(job, 0, sizeof(*job));
	snprintf(job->id, sizeof(job->id), "%s", record->id);
	snprintf(job->kind, sizeof(job->kind), "%s", record->kind);
	job->state = record->state;
	job->attempt = record->attempt;
	job->priority = record->priority;
	job->created = record->created;
	job->updated = record->updated;
	job->started = record->started;
	job->finished = record->finished;
	job->expires = record->expires;
	job->sequence = record->sequence;
	job->bytes = record->bytes;
	job->name = record->name ? strdup(record->name) : NULL;
	job->message = record->message ? strdup(record->message) : NULL;
	job->request = parse(record->request);
	job->progress = parse(record->progress);
	job->error = parse(record->error);
	job->result = parse(record->result);
}

void job_finish(struct job *job)
{
	free(job->name);
	free(job->message);
	json_decref(job->request);
	json_decref(job->progress);
	json_decref(job->error);
	json_decref(job->result);
	memset(job, 0, sizeof(*job));
}

struct search {
	const char *owner;
	struct job *job;
	bool found;
};

static bool take(void *ctx, const struct dt_record *record)
{
	struct search *search = ctx;

	if (search->owner && strcmp(search->owner, record->owner ? record->owner : "") != 0)
		return false;
	job_copy(search->job, record);
	search->found = true;
	return false;
}

bool job_find(struct exchange *exchange, struct job *job)
{
	struct search search = { route_owner(exchange), job, false };
	const char *id = exchange_path(exchange, "job_id");
	struct dt_error err = { 0 };
	const struct dt_records *records;
	void *store;

	memset(job, 0, sizeof(*job));
	records = jobs_records(route_jobs(exchange), &store);
	if (records->get(store, id, take, &search, &err) == DT_OK && search.found)
		return true;
	if (err.status && err.status != DT_E_NOT_FOUND)
		route_fail(exchange, &err, "the job");
	else
		exchange_fail(exchange, 404, "not_found", json_pack("{s:s}", "job_id", id),
			      "there is no job %s", id);
	return false;
}

char *job_url(const struct exchange *exchange, const char *id, const char *tail)
{
	char *url = NULL;

	if (asprintf(&url, "%s/v1/jobs/%s%s", exchange_base_url(exchange), id, tail) < 0)
		return NULL;
	return url;
}
