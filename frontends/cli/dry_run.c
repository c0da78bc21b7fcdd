/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* translate --dry-run: what a run would ask for and what it would cost; nobody is asked, nothing
 * is written. */
#include "config.h"

#include "dry_run.h"

#include "json_text.h"

#include <stdlib.h>
#include <string.h>

/* ---- what is put together ---------------------------------------------------------- */

/* Of the options that the command line sets those of the chosen translator: stores are not there
 * yet. */
static size_t own_options(const struct translation *t, struct dt_override mine[MOST_OVERRIDES])
{
	size_t n = 0, length = t->translator ? strlen(t->translator) : 0;

	for (size_t i = 0; i < t->n_overrides && length; i++)
		if (!strncmp(t->overrides[i].where, t->translator, length) &&
		    t->overrides[i].where[length] == '.')
			mine[n++] = t->overrides[i];
	return n;
}

/* What each translator lacks, as its key: each is opened, alone, and nobody is asked. */
static json_t *find_missing(struct translation *t, const char *file)
{
	struct dt_override mine[MOST_OVERRIDES];
	size_t n = own_options(t, mine), i;
	json_t *missing = json_object(), *one;

	json_array_foreach(json_object_get(t->plan, "translators"), i, one)
	{
		const char *name = json_string_value(json_object_get(one, "name"));
		const char *const only[] = { name, NULL };
		struct dt_pipeline *pipeline = session_load(t->session, file, mine, n);
		struct dt_error err = { 0 };

		if (pipeline && dt_pipeline_open(pipeline, 1, only, &err) != DT_OK)
			json_object_set_new(missing, name, json_text(err.text));
		dt_pipeline_close(pipeline);
	}
	return missing;
}

static void add_keys(struct translation *t, json_t *document, const json_t *missing)
{
	json_t *translator;
	size_t i;

	json_array_foreach(json_object_get(document, "translators"), i, translator)
	{
		const char *name = json_string_value(json_object_get(translator, "name"));
		json_t *why = json_object_get(missing, name);

		json_object_set_new(translator, "ready", json_boolean(!why));
		if (why)
			json_object_set(translator, "missing", why);
		json_object_set_new(translator, "chosen",
				    json_boolean(t->translator && !strcmp(name, t->translator)));
	}
}

/* Of what "inspect" tells, what a translation stumbles over. */
static void add_facts(json_t *document, const json_t *report)
{
	static const char *const names[] = { "pages_without_text", "pages_without_unicode",
					     "pages_that_cannot_be_read" };
	const json_t *facts = json_object_get(report, "ledger");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const json_t *value = json_object_get(facts, names[i]);

		json_object_set_new(document, names[i], json_integer(json_integer_value(value)));
	}
}

/* Runs another built-in pipeline over the tasks' documents. */
static void run_other(struct translation *t, const char *name, const struct parameters *parameters,
		      struct task *tasks, size_t n)
{
	struct session *session = t->session;
	struct argument_list *set = &session->arguments.pairs[OPTION_SET], given = *set;
	char *file = session_pipeline_file(session, NULL, name);
	struct dt_pipeline *pipeline;
	struct dt_error err = { 0 };

	/* --set is for the pipeline that translates */
	set->n = 0;
	pipeline = file ? session_load(session, file, NULL, 0) : NULL;
	*set = given;
	for (size_t i = 0; i < n; i++) {
		/* a pipeline that reads no document gets its own file */
		tasks[i].input = t->tasks && n == t->n ? t->tasks[i].input : file;
		tasks[i].request.parameters = parameters->at;
		tasks[i].request.n_parameters = parameters->n;
	}
	if (pipeline && dt_pipeline_open(pipeline, 0, NULL, &err) != DT_OK)
		fault_from_error(&session->fault, &err);
	else if (pipeline)
		jobs_run(session, pipeline, tasks, n, 1, NULL, NULL);
	dt_pipeline_close(pipeline);
	free(file);
}

static void inspect(struct translation *t, json_t *const *documents)
{
	struct task *tasks = calloc(t->n, sizeof(*tasks));

	if (!tasks)
		return;
	run_other(t, "inspect", &t->common, tasks, t->n);
	for (size_t i = 0; i < t->n; i++)
		if (documents[i] && tasks[i].state == DT_JOB_SUCCEEDED)
			add_facts(documents[i], tasks[i].report);
	tasks_free(tasks, t->n);
	free(tasks);
}

/* What "fonts" tells of the target language. */
static json_t *find_fonts(struct translation *t)
{
	struct parameters parameters = { 0 };
	struct task *inputs = t->tasks, task = { 0 };
	json_t *fonts = json_object(), *report;

	parameters_add(&parameters, "target_lang", parameters_find(&t->common, "target_lang"));
	t->tasks = NULL;
	run_other(t, "fonts", &parameters, &task, 1);
	t->tasks = inputs;
	report = json_object_get(task.report, "ledger");
	json_object_set(fonts, "language", json_object_get(report, "language"));
	json_object_set(fonts, "missing", json_object_get(report, "missing"));
	json_object_set(fonts, "packages", json_object_get(report, "packages"));
	tasks_free(&task, 1);
	return fonts;
}

/* ---- the run ------------------------------------------------------------------------- */

static enum exit_code open_narrow(struct translation *t)
{
	struct session *session = t->session;
	struct dt_error err = { 0 };

	if (dt_pipeline_narrow(t->pipeline, "dry_run", &err) != DT_OK)
		return fault_set(&session->fault, EXIT_USAGE, "usage",
				 "--dry-run was given, but %s from \"forecast\" of its "
				 "route.segments",
				 err.text);
	dt_pipeline_ask_nobody(t->pipeline);
	if (dt_pipeline_open(t->pipeline,
			     (unsigned)arguments_integer(&session->arguments, OPTION_WORKERS), NULL,
			     &err) != DT_OK)
		return fault_from_error(&session->fault, &err);
	return EXIT_OK;
}

static void fill_in(struct translation *t)
{
	const struct arguments *arguments = &t->session->arguments;

	for (size_t i = 0; i < t->n; i++) {
		struct document *document = &t->documents[i];
		struct task *task = &t->tasks[i];

		document->parameters = t->common;
		parameters_add(&document->parameters, "translator", t->translator);
		parameters_add(&document->parameters, "dry_run", "yes");
		task->input = arguments->files.at[i];
		task->request.parameters = document->parameters.at;
		task->request.n_parameters = document->parameters.n;
		task->request.page_time_ms = arguments_time(arguments, OPTION_PAGE_TIMEOUT);
		task->request.job_time_ms = arguments_time(arguments, OPTION_TIMEOUT);
	}
}

static void conclude(struct translation *t)
{
	size_t failed = 0;

	for (size_t i = 0; i < t->n; i++)
		failed += t->tasks[i].state != DT_JOB_SUCCEEDED;
	for (size_t i = 0; i < t->n && failed == t->n; i++)
		if (t->session->fault.exit == EXIT_OK)
			t->session->fault = t->tasks[i].fault;
	if (failed && failed < t->n)
		fault_set(&t->session->fault, EXIT_PARTIAL, "partial",
			  "%zu of %zu documents failed", failed, t->n);
}

enum exit_code translate_dry_run(struct translation *t)
{
	struct session *session = t->session;
	const char *given = arguments_text(&session->arguments, OPTION_PIPELINE);
	char *file = session_pipeline_file(session, given, "translate");
	json_t *list = json_array(), *fonts = NULL, *missing = NULL;
	json_t **documents = calloc(t->n, sizeof(json_t *));

	if (documents && file && open_narrow(t) == EXIT_OK) {
		fill_in(t);
		jobs_run(session, t->pipeline, t->tasks, t->n,
			 (size_t)arguments_integer(&session->arguments, OPTION_JOBS), NULL, NULL);
		for (size_t i = 0; i < t->n; i++)
			documents[i] = json_object_get(t->tasks[i].report, "dry_run");
		inspect(t, documents);
		fonts = find_fonts(t);
		missing = find_missing(t, file);
		for (size_t i = 0; i < t->n; i++) {
			if (!documents[i])
				continue;
			add_keys(t, documents[i], missing);
			json_object_set_new(documents[i], "path", json_text(t->tasks[i].input));
			json_array_append(list, documents[i]);
		}
		if (!session->json)
			dry_run_print(t, documents, fonts);
		session->result = json_pack("{s:s, s:O, s:O}", "status", "dry_run", "documents",
					    list, "fonts", fonts);
		conclude(t);
	}
	json_decref(missing);
	json_decref(fonts);
	json_decref(list);
	free(documents);
	free(file);
	return session->fault.exit;
}
