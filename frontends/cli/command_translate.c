/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "commands.h"
#include "dry_run.h"
#include "files.h"
#include "request_line.h"
#include "summary.h"
#include "translate.h"

#include "common/event_json.h"
#include "common/metrics.h"
#include "json_text.h"
#include "common/translation_result.h"

#include <stdlib.h>
#include <string.h>

/* The engine knows keys in stores; which files they are is known here. */
static void fill_in_paths(json_t *report, const struct outputs *outputs)
{
	json_t *artifact;
	size_t i;

	json_array_foreach(json_object_get(report, "artifacts"), i, artifact)
	{
		const char *name = json_string_value(json_object_get(artifact, "name"));

		for (size_t k = 0; name && k < outputs->n; k++)
			if (outputs->at[k].path && !strcmp(outputs->at[k].result, name))
				json_object_set_new(artifact, "path",
						    json_text(outputs->at[k].path));
	}
}

static void print_paths(struct session *session, const struct outputs *outputs)
{
	for (size_t k = 0; k < outputs->n; k++)
		if (outputs->at[k].key)
			progress_result(session->progress, outputs->at[k].path
								   ? outputs->at[k].path
								   : outputs->at[k].key);
}

/* A job that has failed or was cancelled may have written what it had. */
static bool has_results(const struct task *task)
{
	return json_array_size(json_object_get(task->report, "artifacts"));
}

static void print_stored(struct session *session, const json_t *report)
{
	const json_t *artifact;
	size_t i;

	json_array_foreach(json_object_get(report, "artifacts"), i, artifact)
	{
		const char *path = json_string_value(json_object_get(artifact, "path"));

		progress_result(session->progress,
				path ? path : json_string_value(json_object_get(artifact, "key")));
	}
}

static void document_done(struct session *session, struct task *task, void *ctx)
{
	struct translation *t = ctx;
	const struct outputs *outputs = &t->outputs[task - t->tasks];
	bool strict = arguments_given(&session->arguments, OPTION_STRICT);

	if (task->report)
		fill_in_paths(task->report, outputs);
	if (task->state != DT_JOB_SUCCEEDED) {
		t->failed++;
		if (task->document)
			progress_done(task->document,
				      event_json_error(task->fault.code, task->fault.text,
						       fault_is_retryable(&task->fault)));
		if (has_results(task) && !session->json) {
			print_stored(session, task->report);
			summary_document(session, task);
		}
		if (t->n > 1 && task->state != DT_JOB_CANCELLED)
			summary_failure(session, task);
		return;
	}
	t->done++;
	t->partial += task->failed_pages || summary_failed_segments(task->report) ||
		      (strict && task->faults);
	progress_done(task->document,
		      event_json_finish(translation_result(task->input, task->report)));
	if (!session->json)
		print_paths(session, outputs);
	summary_document(session, task);
}

static void write_report(struct translation *t)
{
	json_t *all = json_array();

	for (size_t i = 0; i < t->n; i++)
		if (t->tasks[i].report)
			json_array_append(all, t->tasks[i].report);
	summary_write(t->session, OPTION_REPORT,
		      t->n == 1 && json_array_size(all) ? json_array_get(all, 0) : all);
	json_decref(all);
}

static void write_metrics(struct translation *t)
{
	json_t *all = json_array(), *metrics;

	for (size_t i = 0; i < t->n; i++)
		if (t->tasks[i].report)
			json_array_append(all, t->tasks[i].report);
	metrics = metrics_json(t->translator, all);
	summary_write(t->session, OPTION_METRICS_JSON, metrics);
	json_decref(metrics);
	json_decref(all);
}

static json_t *result_json(const struct translation *t)
{
	json_t *result = json_object(), *list = json_array();

	json_object_set_new(
		result, "status",
		json_string(t->done == t->n ? "translate_finished" : "translate_incomplete"));
	for (size_t i = 0; i < t->n; i++)
		if (t->tasks[i].state == DT_JOB_SUCCEEDED || has_results(&t->tasks[i]))
			json_array_append_new(
				list, translation_result(t->tasks[i].input, t->tasks[i].report));
	if (t->n == 1)
		json_object_set(result, "translation", json_array_get(list, 0));
	else
		json_object_set(result, "translations", list);
	json_decref(list);
	return result;
}

static void add_warnings(struct session *session, const struct task *task, bool named)
{
	json_t *warnings = task->report ? report_warnings(task->report) : NULL, *warning;
	char line[1100];
	size_t i;

	json_array_foreach(warnings, i, warning)
	{
		snprintf(line, sizeof(line), "%s%s%s", named ? task->input : "", named ? ": " : "",
			 json_string_value(warning));
		json_array_append_new(session->warnings, json_text(line));
	}
	json_decref(warnings);
}

static void add_error(struct session *session, const struct task *task)
{
	json_array_append_new(session->errors,
			      json_pack("{s:s, s:o, s:{s:o}}", "code", task->fault.code, "message",
					json_text(task->fault.text), "details", "path",
					json_text(task->input)));
}

static bool any_results(const struct translation *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (has_results(&t->tasks[i]))
			return true;
	return false;
}

/* The exit code of all documents together. */
static enum exit_code conclude(struct translation *t)
{
	struct session *session = t->session;
	struct fault *fault = &session->fault;

	if (arguments_given(&session->arguments, OPTION_REPORT))
		write_report(t);
	if (arguments_given(&session->arguments, OPTION_METRICS_JSON))
		write_metrics(t);
	for (size_t i = 0; i < t->n; i++) {
		add_warnings(session, &t->tasks[i], t->n > 1);
		if (t->n > 1 && t->tasks[i].fault.exit != EXIT_OK)
			add_error(session, &t->tasks[i]);
	}
	if (t->done || any_results(t))
		session->result = result_json(t);
	if (t->failed && !t->done)
		for (size_t i = 0; i < t->n && fault->exit == EXIT_OK; i++)
			*fault = t->tasks[i].fault;
	else if (t->failed)
		fault_set(fault, EXIT_PARTIAL, "partial", "%zu of %zu documents failed", t->failed,
			  t->n);
	else if (t->partial)
		summary_partial(fault, t->tasks, t->n,
				arguments_given(&session->arguments, OPTION_STRICT));
	return fault->exit;
}

enum exit_code translate_run(struct session *session)
{
	const struct arguments *arguments = &session->arguments;
	struct translation t = {
		.session = session,
		.n = arguments->files.n,
		.folder = arguments_text(arguments, OPTION_OUTPUT_DIR),
		.xliff = arguments_text(arguments, OPTION_EXPORT_XLIFF),
		.terms = arguments_text(arguments, OPTION_SAVE_TERMS),
	};

	if (arguments_given(arguments, OPTION_DRY_RUN)) {
		if (translate_load(&t) == EXIT_OK)
			translate_dry_run(&t);
	} else if (translate_prepare(&t) == EXIT_OK &&
		   (!session->opened ||
		    session->opened(session, t.pipeline, t.translator) == EXIT_OK)) {
		jobs_run(session, t.pipeline, t.tasks, t.n,
			 (size_t)arguments_integer(arguments, OPTION_JOBS), document_done, &t);
		conclude(&t);
	}
	translate_free(&t);
	return session->fault.exit;
}

enum exit_code command_translate(struct session *session)
{
	return arguments_given(&session->arguments, OPTION_REQUEST_JSON)
		       ? translate_request(session)
		       : translate_run(session);
}
