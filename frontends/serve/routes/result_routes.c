/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "handlers.h"
#include "preview.h"
#include "result_handlers.h"
#include "rows.h"

static const struct parameter_spec of_job[] = { JOB_ID };
static const struct parameter_spec of_artifact[] = {
	JOB_ID,
	{ "kind", IN_PATH, &shape_kind_of_file, true, "which file" },
	HEADER("Range", shape_text, "one range of bytes: bytes=0-99, bytes=100-, bytes=-100"),
	HEADER("If-None-Match", shape_text, "ETag of what is there already"),
	HEADER("If-Range", shape_text, "ETag that the range is of"),
};

static const struct schema page_number = { .type = SCHEMA_INTEGER, .min = 1, .max = 1000000 };
static const struct schema page_width = { .type = SCHEMA_INTEGER,
					  .min = PREVIEW_LEAST_WIDTH,
					  .max = PREVIEW_MOST_WIDTH };
static const char *const of_words[] = { "source", "translated", NULL };
static const struct schema page_of = { .type = SCHEMA_STRING, .choices = of_words };
static const struct parameter_spec of_page[] = {
	JOB_ID,
	{ "page", IN_PATH, &page_number, true, "of the source, counted from 1" },
	QUERY("of", page_of, "before or after translation; translated if not given"),
	QUERY("width", page_width, "pixels; 900 if not given"),
	HEADER("If-None-Match", shape_text, "ETag of what is there already"),
};

#define EXAMPLE_ID "8b5ff1d4-3f2e-4c36-9d0e-52c3a1f0f7aa"
#define EXAMPLE_FILE                                                                               \
	"\"kind\":\"mono_plain_pdf\",\"download_url\":\"http://localhost:8000/v1/jobs/" EXAMPLE_ID \
	"/artifacts/mono_plain_pdf\",\"path\":\"output/paper.es.mono.pdf\",\"sha256\":null,"       \
	"\"size_bytes\":10240"
#define EXAMPLE_JOB                                                                                \
	"\"schema_version\":\"1\",\"job_id\":\"" EXAMPLE_ID                                        \
	"\",\"kind\":\"translation\",\"state\":\"succeeded\""

static const struct response_spec result_answers[] = {
	ANSWER(200, "what there is, in any state", shape_result,
	       "{" EXAMPLE_JOB ",\"translation_result\":null,\"artifacts\":[{" EXAMPLE_FILE
	       "}],\"error\":null}"),
	NOT_THERE("there is no such job"),
};

static const struct response_spec manifest_answers[] = {
	ANSWER(200, "files of a job that succeeded", shape_manifest,
	       "{" EXAMPLE_JOB ",\"items\":[{" EXAMPLE_FILE
	       ",\"media_type\":\"application/pdf\",\"filename\":\"mono_plain_pdf.pdf\","
	       "\"download_expires_in_seconds\":null}]}"),
	NOT_THERE("there is no such job, or it has no result"),
	FAULT(409, "the job has not succeeded"),
};

static const struct response_spec artifact_answers[] = {
	FILE_ANSWER(200, "the file", "application/octet-stream"),
	FILE_ANSWER(206, "the range that was asked for", "application/octet-stream"),
	EMPTY(304, "it is what the client has"),
	NOT_THERE("no such job, no result yet, or no such file in it"),
	EMPTY(416, "the file has no such range"),
	FAULT(422, "there is no such kind of file"),
};

static const struct response_spec head_answers[] = {
	FILE_ANSWER(200, "type and size of the file", NULL),
	EMPTY(304, "it is what the client has"),
	EMPTY(404, "no such job, no result yet, or no such file in it"),
	EMPTY(422, "there is no such kind of file"),
};

static const struct response_spec report_answers[] = {
	ANSWER(200, "what became of every glyph, notes, timings, costs", shape_object, NULL),
	NOT_THERE("no such job, or no report yet"),
};

static const struct response_spec pages_answers[] = {
	ANSWER(200, "pages of the source, and which of them are translated", shape_pages,
	       "{\"schema_version\":\"1\",\"job_id\":\"" EXAMPLE_ID
	       "\",\"state\":\"running\",\"page_count\":1,\"pages\":[{\"page\":1,"
	       "\"source\":true,\"translated\":false,\"width\":595.28,\"height\":841.89}]}"),
	NOT_THERE("there is no such job, or it has no document"),
	FAULT(422, "the document cannot be read"),
	FAULT(503, "come again after Retry-After"),
};

static const struct response_spec page_answers[] = {
	FILE_ANSWER(200, "the page as a picture", "image/png"),
	FILE_ANSWER(206, "the range that was asked for", "image/png"),
	EMPTY(304, "it is what the client has"),
	NOT_THERE("no such job, no such page, or a job that ended before it was translated"),
	FAULT(409, "not_ready: it is not translated yet; come again after Retry-After"),
	EMPTY(416, "the picture has no such range"),
	FAULT(422, "a parameter is wrong, or the page cannot be painted"),
	FAULT(503, "come again after Retry-After"),
};

const struct route routes_results[] = {
	{ "GET", "/v1/jobs/{job_id}/result", "v1_jobs_result_get", "jobs", "what a job has brought",
	  ACCESS_TOKEN, BODY_NONE, NULL, LIST(of_job), LIST(result_answers), handle_result },
	{ "GET", "/v1/jobs/{job_id}/manifest", "v1_jobs_manifest_get", "jobs", "files of a job",
	  ACCESS_TOKEN, BODY_NONE, NULL, LIST(of_job), LIST(manifest_answers), handle_manifest },
	{ "GET", "/v1/jobs/{job_id}/artifacts/{kind}", "v1_jobs_artifact_get", "jobs",
	  "a file of a job", ACCESS_TOKEN, BODY_NONE, NULL, LIST(of_artifact),
	  LIST(artifact_answers), handle_artifact },
	{ "HEAD", "/v1/jobs/{job_id}/artifacts/{kind}", "v1_jobs_artifact_head", "jobs",
	  "type and size of a file", ACCESS_TOKEN, BODY_NONE, NULL, LIST(of_artifact),
	  LIST(head_answers), handle_artifact },
	{ "GET", "/v1/jobs/{job_id}/report", "v1_jobs_report_get", "jobs",
	  "quality report of a job", ACCESS_TOKEN, BODY_NONE, NULL, LIST(of_job),
	  LIST(report_answers), handle_report },
	{ "GET", "/v1/jobs/{job_id}/pages", "v1_jobs_pages_list", "jobs",
	  "pages of a job, and which are translated", ACCESS_TOKEN, BODY_NONE, NULL, LIST(of_job),
	  LIST(pages_answers), handle_pages },
	{ "GET", "/v1/jobs/{job_id}/pages/{page}.png", "v1_jobs_page_get", "jobs",
	  "a page as a picture, as soon as it is done", ACCESS_TOKEN, BODY_NONE, NULL,
	  LIST(of_page), LIST(page_answers), handle_page },
	LAST_ROUTE,
};
