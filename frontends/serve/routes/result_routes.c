/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "handlers.h"
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
	FILE_ANSWER(206, "the range that was asked for", "application/octet-stream"),
	EMPTY(304, "it is what the client has"),
	NOT_THERE("no such job, or no report yet"),
	EMPTY(416, "the report has no such range"),
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
	LAST_ROUTE,
};
