/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "commands.h"
#include "jobs.h"

#include <stdlib.h>
#include <string.h>

static long long number(const json_t *object, const char *key)
{
	return (long long)json_integer_value(json_object_get(object, key));
}

/* ", 3 for other languages" */
static void print_count(const json_t *file, const char *key, const char *words)
{
	if (number(file, key))
		printf(", %lld %s", number(file, key), words);
}

static void print_file(const json_t *file)
{
	long long n = number(file, "entries");

	printf("%s: %lld term%s", json_string_value(json_object_get(file, "path")), n,
	       n == 1 ? "" : "s");
	print_count(file, "kept_as_is", "of them to stay as they are");
	print_count(file, "other_languages", "for other languages");
	print_count(file, "duplicates", "twice");
	print_count(file, "conflicts", "with another target before");
	print_count(file, "bad_rows", "no good");
	printf("; %s, %s\n", json_string_value(json_object_get(file, "format")),
	       json_string_value(json_object_get(file, "encoding")));
}

static void take_file(struct session *session, const json_t *file)
{
	const char *path = json_string_value(json_object_get(file, "path"));
	const char *error = json_string_value(json_object_get(file, "error"));
	const json_t *warning;
	size_t i;

	json_array_foreach(json_object_get(file, "warnings"), i, warning)
		session_warn(session, "%s", json_string_value(warning));
	if (!error) {
		if (!session->json)
			print_file(file);
		return;
	}
	if (session->fault.exit == EXIT_OK && path)
		snprintf(session->fault.path, sizeof(session->fault.path), "%s", path);
	else if (!session->json)
		session_warn(session, "%s", error);
	json_array_append_new(session->errors,
			      json_pack("{s:s, s:s, s:{s:s}}", "code", "validation_failed",
					"message", error, "details", "path", path ? path : ""));
	fault_set(&session->fault, EXIT_VALIDATION, "validation_failed", "%s", error);
}

static void take(struct session *session, struct task *task, void *ctx)
{
	const json_t *report = json_object_get(task->report, "ledger"), *file;
	size_t i;

	(void)ctx;
	if (task->state != DT_JOB_SUCCEEDED || !report) {
		session->fault = task->fault;
		return;
	}
	progress_hide(session->progress);
	json_array_foreach(json_object_get(report, "glossaries"), i, file) take_file(session, file);
	session->result = json_pack("{s:O}", "glossaries", json_object_get(report, "glossaries"));
}

/* All paths, a line each; NULL with fault. */
static char *join(struct session *session)
{
	const struct argument_list *files = &session->arguments.files;
	size_t size = 1, n = 0;
	char *paths;

	for (size_t i = 0; i < files->n; i++) {
		size += strlen(files->at[i]) + 1;
		if (strchr(files->at[i], '\n')) {
			fault_set(&session->fault, EXIT_USAGE, "usage",
				  "the path \"%s\" has a line break in it", files->at[i]);
			return NULL;
		}
	}
	paths = calloc(1, size);
	if (!paths)
		fault_set(&session->fault, EXIT_INTERNAL, "internal_error", "out of memory");
	for (size_t i = 0; i < files->n && paths; i++)
		n += (size_t)snprintf(paths + n, size - n, "%s\n", files->at[i]);
	return paths;
}

enum exit_code command_glossary_validate(struct session *session)
{
	const struct arguments *arguments = &session->arguments;
	struct dt_parameter parameters[2] = { { "glossary", NULL }, { "target_lang", NULL } };
	struct task task = { 0 };
	struct dt_pipeline *pipeline = NULL;
	struct dt_error err = { 0 };
	char *paths = join(session);
	char *file = paths ? session_pipeline_file(session, NULL, "glossary") : NULL;

	if (file)
		pipeline = session_load(session, file, NULL, 0);
	if (pipeline && dt_pipeline_open(pipeline, 1, NULL, &err) != DT_OK) {
		fault_from_error(&session->fault, &err);
	} else if (pipeline) {
		task.input = file; /* a job has an input; this one reads nothing of it */
		parameters[0].value = paths;
		parameters[1].value = arguments_text(arguments, OPTION_TARGET_LANG);
		task.request.parameters = parameters;
		task.request.n_parameters = arguments_given(arguments, OPTION_TARGET_LANG) ? 2 : 1;
		jobs_run(session, pipeline, &task, 1, 1, take, NULL);
		tasks_free(&task, 1);
	}
	dt_pipeline_close(pipeline);
	free(file);
	free(paths);
	return session->fault.exit;
}
