/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "job_handlers.h"

#include "moment.h"
#include "result.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- one job ---------------------------------------------------------------------- */

void handle_status(struct exchange *exchange)
{
	const char *id = exchange_path(exchange, "job_id");
	struct dt_error err = { 0 };
	const struct status_text *status =
		jobs_status(route_jobs(exchange), id, route_owner(exchange), &err);
	const char *text;
	char *copy;
	size_t size;

	if (!status && err.status && err.status != DT_E_NOT_FOUND) {
		route_fail(exchange, &err, "the job");
		return;
	}
	if (!status) {
		exchange_fail(exchange, 404, "not_found", json_pack("{s:s}", "job_id", id),
			      "there is no job %s", id);
		return;
	}
	text = status_text(status, &size);
	copy = malloc(size + 1);
	if (copy)
		memcpy(copy, text, size);
	status_drop(status);
	if (copy)
		exchange_answer_text(exchange, 200, "application/json", copy, size);
	else
		exchange_fail(exchange, 500, "internal_error", NULL, "out of memory");
}

void handle_cancel(struct exchange *exchange)
{
	struct dt_error err = { 0 };
	struct job job;

	if (!job_find(exchange, &job))
		return;
	if (jobs_cancel(route_jobs(exchange), job.id, &err) != DT_OK) {
		route_fail(exchange, &err, "the job");
	} else {
		exchange_set_header(exchange, "Content-Type", "application/json");
		exchange_answer(exchange, 204, NULL);
	}
	job_finish(&job);
}

static void remove_later(struct exchange *exchange, void *ctx)
{
	struct dt_error err = { 0 };
	struct job job;

	(void)ctx;
	if (!job_find(exchange, &job))
		return;
	if (!job_is_over(&job))
		exchange_fail(
			exchange, 409, "input_error",
			json_pack("{s:s}", "state", job_state_name(job.state)),
			"the job is %s, only one that is over can be deleted: cancel it first",
			job_state_name(job.state));
	else if (jobs_remove(route_jobs(exchange), job.id, &err) != DT_OK)
		route_fail(exchange, &err, "the job");
	else
		exchange_answer(exchange, 204, NULL);
	job_finish(&job);
}

void handle_remove(struct exchange *exchange)
{
	exchange_later(exchange, remove_later, NULL);
}

/* ---- the events of a job ------------------------------------------------------------ */

enum { MOST_EVENTS = 10000, PRESET_EVENTS = 500 };

struct replay {
	FILE *out;
	const struct job *job;
	size_t n;
};

/* Events are copied as they are written; only the last one names files of this machine. */
static bool write_event(void *ctx, const struct dt_record_event *event)
{
	struct replay *replay = ctx;
	char *told = result_event_text(replay->job, event->json);

	fprintf(replay->out, "%s{\"seq\":%" PRIu64 ",\"event\":%s}", replay->n++ ? "," : "",
		event->sequence, told ? told : event->json);
	free(told);
	return true;
}

static dt_status write_events(struct exchange *exchange, const struct job *job, FILE *out,
			      struct dt_error *err)
{
	int64_t after = route_integer(exchange, "after_seq", 0);
	int64_t limit = route_integer(exchange, "limit", PRESET_EVENTS);
	struct replay replay = { out, job, 0 };
	const struct dt_records *records;
	dt_status status;
	void *store;

	limit = limit < 1 ? 1 : limit > MOST_EVENTS ? MOST_EVENTS : limit;
	records = jobs_records(route_jobs(exchange), &store);
	fprintf(out, "{\"schema_version\":\"1\",\"job_id\":\"%s\",\"items\":[", job->id);
	status = records->events(store, job->id, after > 0 ? (uint64_t)after : 0, (uint32_t)limit,
				 write_event, &replay, err);
	fputs("]}", out);
	return status;
}

static void events_later(struct exchange *exchange, void *ctx)
{
	struct dt_error err = { 0 };
	char *text = NULL;
	size_t size = 0;
	struct job job;
	FILE *out;
	bool good;

	(void)ctx;
	if (!job_find(exchange, &job))
		return;
	out = open_memstream(&text, &size);
	good = out && write_events(exchange, &job, out, &err) == DT_OK;
	if (out && fclose(out) != 0 && good)
		good = dt_fail(&err, DT_E_SYSTEM, "out of memory") == DT_OK;
	if (good) {
		exchange_answer_text(exchange, 200, "application/json", text, size);
	} else {
		free(text);
		route_fail(exchange, &err, "the list of events");
	}
	job_finish(&job);
}

void handle_events(struct exchange *exchange)
{
	exchange_later(exchange, events_later, NULL);
}

/* ---- the webhook's deliveries ------------------------------------------------------- */

static bool add_delivery(void *ctx, const struct dt_delivery *delivery)
{
	json_t *items = ctx;
	json_t *status = delivery->last_status ? json_integer(delivery->last_status) : json_null();
	bool waits = !delivery->delivered && !delivery->given_up;

	json_array_append_new(items, json_pack("{s:s, s:s, s:i, s:o, s:o, s:o, s:o, s:o, s:s?}",
					       "delivery_id", delivery->id, "state",
					       waits		     ? "waiting"
					       : delivery->delivered ? "delivered"
								     : "given_up",
					       "attempts", (int)delivery->attempts, "created_at",
					       moment_json(delivery->created), "next_attempt_at",
					       waits ? moment_json(delivery->due) : json_null(),
					       "delivered_at", moment_json(delivery->delivered),
					       "given_up_at", moment_json(delivery->given_up),
					       "last_http_status", status, "last_error",
					       delivery->last_error));
	return true;
}

static bool add_attempt(void *ctx, const struct dt_attempt *attempt)
{
	json_t *status = attempt->status ? json_integer(attempt->status) : json_null();

	json_array_append_new(ctx, json_pack("{s:i, s:o, s:o, s:s?}", "number",
					     (int)attempt->number, "at", moment_json(attempt->at),
					     "http_status", status, "error", attempt->error));
	return true;
}

static dt_status add_attempts(const struct dt_records *records, void *store, json_t *items,
			      struct dt_error *err)
{
	dt_status status = DT_OK;
	json_t *item;
	size_t i;

	json_array_foreach(items, i, item)
	{
		json_t *log = json_array();

		if (records->attempts && status == DT_OK)
			status = records->attempts(
				store, json_string_value(json_object_get(item, "delivery_id")),
				add_attempt, log, err);
		json_object_set_new(item, "log", log);
	}
	return status;
}

static void deliveries_later(struct exchange *exchange, void *ctx)
{
	json_t *items = json_array();
	struct dt_error err = { 0 };
	const struct dt_records *records;
	struct job job;
	void *store;

	(void)ctx;
	if (!job_find(exchange, &job)) {
		json_decref(items);
		return;
	}
	records = jobs_records(route_jobs(exchange), &store);
	if (records->deliveries(store, job.id, add_delivery, items, &err) == DT_OK &&
	    add_attempts(records, store, items, &err) == DT_OK) {
		exchange_answer(exchange, 200,
				json_pack("{s:s, s:s, s:o}", "schema_version", "1", "job_id",
					  job.id, "items", items));
	} else {
		json_decref(items);
		route_fail(exchange, &err, "the list of deliveries");
	}
	job_finish(&job);
}

void handle_deliveries(struct exchange *exchange)
{
	exchange_later(exchange, deliveries_later, NULL);
}
