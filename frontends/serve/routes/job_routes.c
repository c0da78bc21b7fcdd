/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "handlers.h"
#include "job_handlers.h"
#include "rows.h"
#include "shapes.h"

/* ---- parameters --------------------------------------------------------------------- */

static const struct parameter_spec of_job[] = { JOB_ID };

static const struct parameter_spec of_list[] = {
	QUERY("state", shape_text, "only jobs in these states, parted by commas"),
	QUERY("kind", shape_text, "only jobs of this kind: translation or warmup"),
	QUERY("since", shape_text, "only jobs made then or later: RFC 3339, or seconds since 1970"),
	QUERY("until", shape_text, "only jobs made before then"),
	QUERY("cursor", shape_text, "next_cursor of the page before"),
	QUERY("limit", shape_count, "jobs of a page, 1 to 200; 50 if not given"),
};

static const struct parameter_spec of_events[] = {
	JOB_ID,
	QUERY("after_seq", shape_count, "only events with a greater number; 0 if not given"),
	QUERY("limit", shape_count, "1 to 10000; 500 if not given"),
};

static const struct parameter_spec of_stream[] = {
	JOB_ID,
	QUERY("full_events", shape_switch, "the last event as finish, with the whole result"),
	HEADER("Last-Event-ID", shape_text, "number of the last event that is known already"),
};

/* ---- answers ------------------------------------------------------------------------ */

#define EXAMPLE_ID   "8b5ff1d4-3f2e-4c36-9d0e-52c3a1f0f7aa"
#define EXAMPLE_TIME "2026-03-01T12:30:00.250000Z"
#define EXAMPLE_EVENT                                                                              \
	"{\"type\":\"progress_update\",\"schema_version\":\"1\",\"event_version\":\"1\","          \
	"\"stage\":\"segments\",\"stage_progress\":50.0,\"stage_current\":5,\"stage_total\":10,"   \
	"\"overall_progress\":42.5,\"part_index\":1,\"total_parts\":1}"
#define EXAMPLE_STATUS                                                                             \
	"{\"schema_version\":\"1\",\"job_id\":\"" EXAMPLE_ID                                       \
	"\",\"kind\":\"translation\",\"state\":\"running\",\"created_at\":\"" EXAMPLE_TIME         \
	"\",\"updated_at\":\"" EXAMPLE_TIME "\",\"progress\":" EXAMPLE_EVENT                       \
	",\"progress_seq\":7,\"error\":null,\"message\":null}"

static const struct response_spec status_answers[] = {
	ANSWER(200, "the job as it is now", shape_status, EXAMPLE_STATUS),
	NOT_THERE("there is no such job"),
};

static const struct response_spec list_answers[] = {
	ANSWER(200, "jobs, newest first", shape_list,
	       "{\"schema_version\":\"1\",\"items\":[],\"next_cursor\":null}"),
	FAULT(422, "a parameter cannot be read"),
};

static const struct response_spec events_answers[] = {
	ANSWER(200, "events in their order", shape_events,
	       "{\"schema_version\":\"1\",\"job_id\":\"" EXAMPLE_ID
	       "\",\"items\":[{\"seq\":7,\"event\":" EXAMPLE_EVENT "}]}"),
	NOT_THERE("there is no such job"),
	FAULT(422, "a parameter cannot be read"),
};

static const struct response_spec cancel_answers[] = {
	EMPTY(204, "it will be over within two seconds, or is already"),
	NOT_THERE("there is no such job"),
};

static const struct response_spec remove_answers[] = {
	EMPTY(204, "job, events and files are gone"),
	NOT_THERE("there is no such job"),
	FAULT(409, "the job is not over"),
};

static const struct response_spec deliveries_answers[] = {
	ANSWER(200, "what became of the webhook", shape_deliveries,
	       "{\"schema_version\":\"1\",\"job_id\":\"" EXAMPLE_ID
	       "\",\"items\":[{\"delivery_id\":\"" EXAMPLE_ID ":terminal\",\"state\":\"delivered\","
	       "\"attempts\":1,\"created_at\":\"" EXAMPLE_TIME
	       "\",\"next_attempt_at\":null,\"delivered_at\":\"" EXAMPLE_TIME
	       "\",\"given_up_at\":null,\"last_http_status\":200,\"last_error\":null,\"log\":[{"
	       "\"number\":1,\"at\":\"" EXAMPLE_TIME "\",\"http_status\":200,\"error\":null}]}]}"),
	NOT_THERE("there is no such job"),
};

static const struct response_spec stream_answers[] = {
	FILE_ANSWER(200,
		    "events as they come: stage_summary, progress_start, progress_update, "
		    "progress_end, then one last: job_completed (or finish), or job_failed",
		    "text/event-stream"),
	EMPTY(204, "the job is over, and Last-Event-ID is its last event: do not come again"),
	NOT_THERE("there is no such job"),
};

/* ---- rows --------------------------------------------------------------------------- */

const struct route routes_jobs[] = {
	{ "GET", "/v1/jobs", "v1_jobs_list", "jobs", "list jobs", ACCESS_TOKEN, BODY_NONE, NULL,
	  LIST(of_list), LIST(list_answers), handle_list },
	{ "GET", "/v1/jobs/{job_id}", "v1_jobs_get", "jobs", "state and progress of a job",
	  ACCESS_TOKEN, BODY_NONE, NULL, LIST(of_job), LIST(status_answers), handle_status },
	{ "DELETE", "/v1/jobs/{job_id}", "v1_jobs_delete", "jobs",
	  "delete a job that is over, with its files", ACCESS_TOKEN, BODY_NONE, NULL, LIST(of_job),
	  LIST(remove_answers), handle_remove },
	{ "GET", "/v1/jobs/{job_id}/events", "v1_jobs_events_list", "jobs", "events until now",
	  ACCESS_TOKEN, BODY_NONE, NULL, LIST(of_events), LIST(events_answers), handle_events },
	{ "POST", "/v1/jobs/{job_id}/cancel", "v1_jobs_cancel", "jobs", "end a job", ACCESS_TOKEN,
	  BODY_NONE, NULL, LIST(of_job), LIST(cancel_answers), handle_cancel },
	{ "GET", "/v1/jobs/{job_id}/deliveries", "v1_jobs_deliveries_list", "jobs",
	  "what became of the job's webhook", ACCESS_TOKEN, BODY_NONE, NULL, LIST(of_job),
	  LIST(deliveries_answers), handle_deliveries },
	{ "GET", "/v1/jobs/{job_id}/stream", "v1_jobs_stream", "jobs",
	  "events as they come (server-sent events)", ACCESS_TOKEN, BODY_NONE, NULL,
	  LIST(of_stream), LIST(stream_answers), handle_stream },
	LAST_ROUTE,
};
