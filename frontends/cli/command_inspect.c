/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "commands.h"
#include "documents.h"
#include "jobs.h"

#include "json_text.h"
#include "common/translation_result.h"

#include <stdlib.h>
#include <string.h>

/* ---- for people ------------------------------------------------------------------ */

static json_int_t number(const json_t *facts, const char *key)
{
	return json_integer_value(json_object_get(facts, key));
}

/* "1 page without text", "2 pages without text". */
static void print_count(const json_t *facts, const char *key, const char *thing, const char *rest)
{
	json_int_t n = number(facts, key);

	if (n)
		printf("  %" JSON_INTEGER_FORMAT " %s%s%s\n", n, thing, n == 1 ? "" : "s", rest);
}

/* Control characters in a title must not steer the terminal. */
static void print_text(const json_t *facts, const char *key, const char *words)
{
	const char *text = json_string_value(json_object_get(facts, key));

	if (!text || !text[strspn(text, " \t\r\n")])
		return;
	printf("  %s: ", words);
	for (; *text; text++)
		putchar((unsigned char)*text < ' ' || *text == 0x7f ? ' ' : *text);
	putchar('\n');
}

static void print_fonts(const json_t *fonts)
{
	const json_t *font;
	size_t i, embedded = 0;

	json_array_foreach(fonts, i, font) embedded +=
		json_is_true(json_object_get(font, "embedded"));
	if (json_array_size(fonts))
		printf("  %zu font%s, %zu embedded\n", json_array_size(fonts),
		       json_array_size(fonts) == 1 ? "" : "s", embedded);
}

static void print_facts(const char *path, json_t *facts)
{
	json_int_t n = number(facts, "page_count");
	const char *size;
	json_t *pages;

	printf("%s: %" JSON_INTEGER_FORMAT " page%s%s%s\n", path, n, n == 1 ? "" : "s",
	       json_is_true(json_object_get(facts, "encrypted")) ? ", encrypted" : "",
	       json_is_true(json_object_get(facts, "tagged")) ? ", tagged" : "");
	print_text(facts, "title", "title");
	print_text(facts, "language", "language");
	json_object_foreach(json_object_get(facts, "page_sizes"), size, pages)
		printf("  %s points on %" JSON_INTEGER_FORMAT " page%s\n", size,
		       json_integer_value(pages), json_integer_value(pages) == 1 ? "" : "s");
	print_count(facts, "characters", "character", "");
	print_count(facts, "characters_not_shown", "character", " not shown");
	print_count(facts, "pages_without_text", "page", " without text");
	print_count(facts, "pages_without_unicode", "page", " whose fonts have no Unicode");
	print_count(facts, "pages_that_cannot_be_read", "page", " that cannot be read");
	print_fonts(json_object_get(facts, "fonts"));
	print_count(facts, "links", "link", "");
	print_count(facts, "form_fields", "form field", "");
	print_count(facts, "outline_entries", "bookmark", "");
}

/* ---- the work ----------------------------------------------------------------------- */

struct inspection {
	json_t *files;
	size_t good, failed, partial;
};

static void document_done(struct session *session, struct task *task, void *ctx)
{
	struct inspection *inspection = ctx;
	json_t *file, *facts, *warnings, *warning;
	char line[1200];
	size_t i;

	progress_done(task->document, NULL);
	if (task->state != DT_JOB_SUCCEEDED) {
		inspection->failed++;
		json_array_append_new(session->errors,
				      json_pack("{s:s, s:o, s:{s:o}}", "code", task->fault.code,
						"message", json_text(task->fault.text), "details",
						"path", json_text(task->input)));
		snprintf(line, sizeof(line), "doctranslate: %s", task->fault.text);
		if (session->arguments.files.n > 1)
			progress_line(session->progress, line);
		return;
	}
	facts = json_object_get(task->report, "ledger");
	inspection->good++;
	inspection->partial += task->failed_pages > 0;
	file = json_pack("{s:o}", "path", json_text(task->input));
	json_object_update_missing(file, facts);
	json_array_append_new(inspection->files, file);
	progress_hide(session->progress);
	if (!session->json)
		print_facts(task->input, facts);
	warnings = report_warnings(task->report);
	json_array_foreach(warnings, i, warning)
		session_warn(session, "%s: %s", task->input, json_string_value(warning));
	json_decref(warnings);
}

static void conclude(struct session *session, const struct inspection *inspection,
		     const struct task *tasks)
{
	size_t n = session->arguments.files.n;

	if (inspection->failed && !inspection->good)
		for (size_t i = 0; i < n && session->fault.exit == EXIT_OK; i++)
			session->fault = tasks[i].fault;
	else if (inspection->failed)
		fault_set(&session->fault, EXIT_PARTIAL, "partial", "%zu of %zu documents failed",
			  inspection->failed, n);
	else if (inspection->partial)
		fault_set(&session->fault, EXIT_PARTIAL, "partial", "some pages could not be read");
}

static void run(struct session *session, struct dt_pipeline *pipeline,
		const struct parameters *parameters)
{
	const struct arguments *arguments = &session->arguments;
	struct inspection inspection = { .files = json_array() };
	size_t n = arguments->files.n;
	struct task *tasks = calloc(n, sizeof(*tasks));

	session->result = json_pack("{s:o}", "files", inspection.files);
	if (!tasks) {
		fault_set(&session->fault, EXIT_INTERNAL, "internal_error", "out of memory");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		tasks[i].input = arguments->files.at[i];
		tasks[i].request.parameters = parameters->at;
		tasks[i].request.n_parameters = parameters->n;
		tasks[i].request.page_time_ms = arguments_time(arguments, OPTION_PAGE_TIMEOUT);
		tasks[i].request.job_time_ms = arguments_time(arguments, OPTION_TIMEOUT);
	}
	jobs_run(session, pipeline, tasks, n, 1, document_done, &inspection);
	conclude(session, &inspection, tasks);
	tasks_free(tasks, n);
	free(tasks);
}

enum exit_code command_inspect(struct session *session)
{
	const struct arguments *arguments = &session->arguments;
	const char *given = arguments_text(arguments, OPTION_PIPELINE);
	struct dt_pipeline *pipeline = NULL;
	struct parameters parameters = { 0 };
	struct dt_error err = { 0 };
	char *file = NULL;

	if (documents_check(session) == EXIT_OK && parameters_read(&parameters, session) == EXIT_OK)
		file = session_pipeline_file(session, given, "inspect");
	if (file)
		pipeline = session_load(session, file, NULL, 0);
	if (pipeline) {
		if (dt_pipeline_open(pipeline,
				     (unsigned)arguments_integer(arguments, OPTION_WORKERS), NULL,
				     &err) != DT_OK)
			fault_from_error(&session->fault, &err);
		else
			run(session, pipeline, &parameters);
	}
	dt_pipeline_close(pipeline);
	free(file);
	parameters_finish(&parameters);
	return session->fault.exit;
}
