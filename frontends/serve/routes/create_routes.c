/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "common/request.h"
#include "create.h"
#include "handlers.h"
#include "rows.h"

static const struct parameter_spec of_create[] = {
	HEADER("Idempotency-Key", shape_text,
	       "1 to 255 characters: a second request with it makes no second job"),
	HEADER("traceparent", shape_text, "W3C trace context that the job goes on with"),
};

/* What a form has: the members of JSON, as texts, and the file. */
static const struct schema form_file = { .type = SCHEMA_STRING, .format = "binary" };
static const struct schema form_json = { .type = SCHEMA_STRING };
static const struct schema_member form_members[] = {
	{ "translation_request", &form_json, true, NULL, "a TranslationRequest as JSON" },
	{ "input_pdf", &form_file, false, NULL,
	  "the document; without it translation_request.input_pdf is a path on the server" },
	{ "webhook", &form_json, false, NULL, "a WebhookConfig as JSON" },
	{ "priority", &form_json, false, NULL, "-10 to 10, higher ones first; 0 if not given" },
	{ NULL, NULL, false, NULL, NULL },
};
static const struct schema form = { .name = "JobCreateForm",
				    .type = SCHEMA_OBJECT,
				    .members = form_members };

static const struct response_spec answers[] = {
	ANSWER(202, "the job waits for its turn; Location is its status", shape_created,
	       "{\"job_id\":\"8b5ff1d4-3f2e-4c36-9d0e-52c3a1f0f7aa\",\"kind\":\"translation\","
	       "\"state\":\"queued\",\"status_url\":"
	       "\"http://localhost:8000/v1/jobs/8b5ff1d4-3f2e-4c36-9d0e-52c3a1f0f7aa\"}"),
	FAULT(400, "no JSON, no document, a path or a webhook that is not allowed"),
	FAULT(413, "the document is larger than this server takes"),
	FAULT(422, "a field is wrong, the document is no PDF, or the Idempotency-Key was used for "
		   "another request"),
	FAULT(500, "the document could not be stored"),
	FAULT(503, "the queue is full: see Retry-After"),
};

static const struct parameter_spec of_warmup[] = {
	HEADER("Idempotency-Key", shape_text,
	       "1 to 255 characters: a second request with it makes no second job"),
};

static const struct response_spec warmup_answers[] = {
	ANSWER(202, "the job waits for its turn; Location is its status", shape_created,
	       "{\"job_id\":\"8b5ff1d4-3f2e-4c36-9d0e-52c3a1f0f7aa\",\"kind\":\"warmup\","
	       "\"state\":\"queued\",\"status_url\":"
	       "\"http://localhost:8000/v1/jobs/8b5ff1d4-3f2e-4c36-9d0e-52c3a1f0f7aa\"}"),
	FAULT(422, "the Idempotency-Key was used for another request"),
	FAULT(503, "the queue is full: see Retry-After"),
};

const struct route routes_create[] = {
	{ "POST", "/v1/jobs", "v1_jobs_create_multipart", "jobs", "translate a document (form)",
	  ACCESS_TOKEN, BODY_FORM, &form, LIST(of_create), LIST(answers), handle_create_form },
	{ "POST", "/v1/jobs/json", "v1_jobs_create_json", "jobs", "translate a document (JSON)",
	  ACCESS_TOKEN, BODY_JSON, &request_job_schema, LIST(of_create), LIST(answers),
	  handle_create_json },
	{ "POST", "/v1/assets/warmup", "v1_assets_warmup_post", "assets",
	  "a job that opens all that jobs need", ACCESS_TOKEN, BODY_NONE, NULL, LIST(of_warmup),
	  LIST(warmup_answers), handle_warmup },
	LAST_ROUTE,
};
