/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "result_handlers.h"

#include "common/translation_result.h"
#include "result.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *kind_of(const json_t *item)
{
	return json_string_value(json_object_get(item, "kind"));
}

static json_t *download_url(const struct exchange *exchange, const struct job *job,
			    const char *kind)
{
	char tail[120], *url;
	json_t *json;

	snprintf(tail, sizeof(tail), "/artifacts/%s", kind);
	url = job_url(exchange, job->id, tail);
	json = url ? json_string(url) : json_null();
	free(url);
	return json;
}

/* The members that result and manifest have in common. */
static json_t *describe(const struct exchange *exchange, const struct job *job, const json_t *item)
{
	return json_pack("{s:s, s:o, s:O?, s:O?, s:O?}", "kind", kind_of(item), "download_url",
			 download_url(exchange, job, kind_of(item)), "path",
			 json_object_get(item, "path"), "sha256", json_object_get(item, "sha256"),
			 "size_bytes", json_object_get(item, "size_bytes"));
}

/* ---- result ---------------------------------------------------------------------- */

void handle_result(struct exchange *exchange)
{
	json_t *list, *items, *item;
	struct job job;
	size_t i;

	if (!job_find(exchange, &job))
		return;
	list = json_array();
	items = result_artifacts(&job);
	json_array_foreach(items, i, item)
		json_array_append_new(list, describe(exchange, &job, item));
	result_hide_paths(&job, job.result);
	if (job.result) /* the same list in both places */
		json_object_set(json_object_get(job.result, "artifacts"), "items", items);
	exchange_answer(exchange, 200,
			json_pack("{s:s, s:s, s:s, s:s, s:O?, s:o, s:O?}", "schema_version", "1",
				  "job_id", job.id, "kind", job.kind, "state",
				  job_state_name(job.state), "translation_result", job.result,
				  "artifacts", list, "error", job.error));
	json_decref(items);
	job_finish(&job);
}

/* ---- manifest --------------------------------------------------------------------- */

static json_t *manifest_item(const struct exchange *exchange, const struct job *job,
			     const json_t *item)
{
	json_t *entry = describe(exchange, job, item);
	const char *path = json_string_value(json_object_get(item, "path")), *end;
	char name[120];

	end = path ? strrchr(path, '.') : NULL;
	if (!strcmp(kind_of(item), "auto_extracted_glossary_csv"))
		snprintf(name, sizeof(name), "glossary.csv");
	else
		snprintf(name, sizeof(name), "%.90s%.20s", kind_of(item), end ? end : "");
	json_object_set_new(entry, "media_type", json_string(media_type(path ? path : "")));
	json_object_set_new(entry, "filename", json_string(name));
	json_object_set_new(entry, "download_expires_in_seconds", json_null());
	return entry;
}

static void fail_unfinished(struct exchange *exchange, const struct job *job)
{
	exchange_fail(exchange, 409, "input_error",
		      json_pack("{s:s}", "state", job_state_name(job->state)),
		      "the job is %s, a manifest is there of one that succeeded",
		      job_state_name(job->state));
}

void handle_manifest(struct exchange *exchange)
{
	json_t *list, *items, *item;
	struct job job;
	size_t i;

	if (!job_find(exchange, &job))
		return;
	if (job.state != DT_RECORD_SUCCEEDED) {
		fail_unfinished(exchange, &job);
	} else if (!job.result) {
		exchange_fail(exchange, 404, "not_found", NULL, "the job has no result");
	} else {
		list = json_array();
		items = result_artifacts(&job);
		json_array_foreach(items, i, item)
			json_array_append_new(list, manifest_item(exchange, &job, item));
		json_decref(items);
		exchange_answer(exchange, 200,
				json_pack("{s:s, s:s, s:s, s:s, s:o}", "schema_version", "1",
					  "job_id", job.id, "kind", job.kind, "state",
					  job_state_name(job.state), "items", list));
	}
	job_finish(&job);
}

/* ---- files ------------------------------------------------------------------------- */

static void answer_artifact(struct exchange *exchange, const struct job *job, const json_t *item)
{
	char *folder = jobs_folder(route_jobs(exchange), job->id);
	char *path = folder ? result_file(folder, item) : NULL;
	char *name = result_download_name(job, item);
	const char *sha256 = json_string_value(json_object_get(item, "sha256"));

	if (!path || access(path, R_OK) != 0)
		exchange_fail(exchange, 404, "not_found", NULL, "the file of %s is gone",
			      kind_of(item));
	else
		exchange_answer_file(exchange, path, media_type(path), name ? name : "artifact",
				     sha256);
	free(name);
	free(path);
	free(folder);
}

void handle_artifact(struct exchange *exchange)
{
	const char *kind = exchange_path(exchange, "kind");
	const json_t *item;
	json_t *items;
	struct job job;

	if (!job_find(exchange, &job))
		return;
	items = result_artifacts(&job);
	item = result_artifact(items, kind);
	if (item)
		answer_artifact(exchange, &job, item);
	else if (!job.result)
		exchange_fail(exchange, 404, "not_found",
			      json_pack("{s:s}", "state", job_state_name(job.state)),
			      "the job is %s and has no result", job_state_name(job.state));
	else
		exchange_fail(exchange, 404, "not_found", json_pack("{s:s}", "kind", kind),
			      "the result of the job has no %s", kind);
	json_decref(items);
	job_finish(&job);
}

/* The file is the engine's, which knows the paths of this machine. */
static void answer_report(struct exchange *exchange, const struct job *job, const char *path)
{
	json_error_t error;
	json_t *report = json_load_file(path, 0, &error);

	if (!report && access(path, R_OK) != 0) {
		exchange_fail(exchange, 404, "not_found",
			      json_pack("{s:s}", "state", job_state_name(job->state)),
			      "the job is %s and has no report", job_state_name(job->state));
	} else if (!report) {
		exchange_fail(exchange, 500, "internal_error", NULL,
			      "the report of the job is damaged: %s in line %d", error.text,
			      error.line);
	} else {
		result_hide_report_paths(job, report);
		exchange_answer(exchange, 200, report);
	}
}

static void report_later(struct exchange *exchange, void *ctx)
{
	char *folder, *path = NULL;
	struct job job;

	(void)ctx;
	if (!job_find(exchange, &job))
		return;
	folder = jobs_folder(route_jobs(exchange), job.id);
	if (!folder || asprintf(&path, "%s/report.json", folder) < 0)
		exchange_fail(exchange, 500, "internal_error", NULL, "out of memory");
	else
		answer_report(exchange, &job, path);
	free(path);
	free(folder);
	job_finish(&job);
}

void handle_report(struct exchange *exchange)
{
	exchange_later(exchange, report_later, NULL);
}
