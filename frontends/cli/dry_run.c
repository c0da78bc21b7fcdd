/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* translate --dry-run: what a run would ask for and what it would cost; nobody is asked, nothing
 * is written. */
#include "config.h"

#include "dry_run.h"

#include "json_text.h"

#include <stdlib.h>
#include <string.h>

/* ---- what is put together ---------------------------------------------------------- */

/* Is each translator's key there?  Told by the pipeline's options, asking nobody. */
static void add_keys(struct translation *t, json_t *document)
{
	json_t *translator;
	size_t i;

	json_array_foreach(json_object_get(document, "translators"), i, translator)
	{
		const char *name = json_string_value(json_object_get(translator, "name"));
		struct dt_error err = { 0 };
		bool ready = dt_pipeline_check_key(t->pipeline, name, &err) == DT_OK;

		json_object_set_new(translator, "ready", json_boolean(ready));
		if (!ready)
			json_object_set_new(translator, "missing", json_text(err.text));
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

/* ---- for people --------------------------------------------------------------------- */

static long long number(const json_t *object, const char *key)
{
	return (long long)json_integer_value(json_object_get(object, key));
}

static void print_some(const json_t *document, const char *key, const char *format)
{
	if (number(document, key))
		printf(format, number(document, key));
}

static void print_rules(const json_t *document)
{
	const char *rule, *comma = "  kept as they are: ";
	const json_t *n;

	json_object_foreach((json_t *)(uintptr_t)json_object_get(document, "kept_by_rule"), rule, n)
	{
		printf("%s%lld %s", comma, (long long)json_integer_value(n), rule);
		comma = ", ";
	}
	if (*comma == ',')
		putchar('\n');
}

static void print_translator(const json_t *translator)
{
	const char *why = json_string_value(json_object_get(translator, "unknown"));
	const char *missing = json_string_value(json_object_get(translator, "missing"));
	const json_t *usd = json_object_get(translator, "usd");

	const json_t *requests = json_object_get(translator, "requests");

	if (!requests && !json_is_true(json_object_get(translator, "chosen")))
		return;
	printf("  %s %-12s ", json_is_true(json_object_get(translator, "chosen")) ? "*" : " ",
	       json_string_value(json_object_get(translator, "name")));
	if (why) {
		printf("%s", why);
	} else if (!requests) {
		printf("nothing is sent to another machine, nothing is paid");
	} else {
		printf("%lld request%s", number(translator, "requests"),
		       number(translator, "requests") == 1 ? "" : "s");
		print_some(translator, "input_tokens", ", %lld tokens");
		print_some(translator, "output_tokens", " and %lld back");
		print_some(translator, "characters", ", %lld characters");
		if (usd)
			printf(", %.4f USD", json_real_value(usd));
		else if (json_is_true(json_object_get(translator, "costs")))
			printf(", price not known");
	}
	if (missing)
		printf("; %s", missing);
	putchar('\n');
}

static void print_document(const char *path, const json_t *document)
{
	const json_t *translators = json_object_get(document, "translators"), *translator;
	size_t i;

	printf("%s: %lld page%s", path, number(document, "pages"),
	       number(document, "pages") == 1 ? "" : "s");
	print_some(document, "pages_without_text", ", %lld without text, as scans are");
	print_some(document, "pages_without_unicode", ", %lld whose fonts have no Unicode");
	print_some(document, "pages_that_cannot_be_read", ", %lld that cannot be read");
	printf("\n  to ask: %lld segments, %lld characters, about %lld tokens\n",
	       number(document, "segments_to_ask"), number(document, "characters"),
	       number(document, "tokens"));
	print_some(document, "duplicates", "  %lld more are the same texts, asked once\n");
	print_some(document, "memory_hits", "  %lld are in the memory\n");
	print_some(document, "journal_hits", "  %lld are left of a run that was ended\n");
	print_some(document, "segments_with_terms", "  %lld have terms of the glossary\n");
	print_rules(document);
	json_array_foreach(translators, i, translator) print_translator(translator);
}

static void print_list(const json_t *list, const char *words)
{
	const json_t *one;
	size_t i;

	if (!json_array_size(list))
		return;
	printf("%s", words);
	json_array_foreach(list, i, one) printf(" %s", json_string_value(one));
	putchar('\n');
}

static void print(const struct translation *t, json_t *const *documents, const json_t *fonts)
{
	progress_hide(t->session->progress);
	for (size_t i = 0; i < t->n; i++)
		if (documents[i])
			print_document(t->tasks[i].input, documents[i]);
	print_list(json_object_get(fonts, "missing"), "in no font of this machine:");
	print_list(json_object_get(fonts, "packages"), "better with Debian's");
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
	json_t *list = json_array(), *fonts = NULL, **documents = calloc(t->n, sizeof(json_t *));

	if (documents && open_narrow(t) == EXIT_OK) {
		fill_in(t);
		jobs_run(session, t->pipeline, t->tasks, t->n,
			 (size_t)arguments_integer(&session->arguments, OPTION_JOBS), NULL, NULL);
		for (size_t i = 0; i < t->n; i++)
			documents[i] = json_object_get(t->tasks[i].report, "dry_run");
		inspect(t, documents);
		fonts = find_fonts(t);
		for (size_t i = 0; i < t->n; i++) {
			if (!documents[i])
				continue;
			add_keys(t, documents[i]);
			json_object_set_new(documents[i], "path", json_text(t->tasks[i].input));
			json_array_append(list, documents[i]);
		}
		if (!session->json)
			print(t, documents, fonts);
		session->result = json_pack("{s:s, s:O, s:O}", "status", "dry_run", "documents",
					    list, "fonts", fonts);
		conclude(t);
	}
	json_decref(fonts);
	json_decref(list);
	free(documents);
	return session->fault.exit;
}
