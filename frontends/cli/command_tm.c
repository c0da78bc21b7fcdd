/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* doctranslate tm: pipelines that look after the translation memory. */
#include "config.h"

#include "commands.h"
#include "jobs.h"
#include "outputs.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_SET = 6 };

struct upkeep {
	struct session *session;
	const char *node, *pipeline;
	void (*print)(const json_t *facts);
	struct dt_override set[MOST_SET];
	char names[MOST_SET][40];
	size_t n_set;
};

static long long number(const json_t *object, const char *key)
{
	return (long long)json_integer_value(json_object_get(object, key));
}

static const char *text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

static const char *plural(long long n)
{
	return n == 1 ? "" : "s";
}

/* One option of a translator's signature, unless it is at nothing: "model=m". */
static void print_option(const char *option, size_t n)
{
	size_t name = strcspn(option, "=");
	const char *value = option + name + 1;
	size_t length = name < n ? n - name - 1 : 0;

	if (!length || (length == 1 && *value == '0') ||
	    (length == 5 && !strncmp(value, "false", 5)))
		return;
	if (name == 8 && !strncmp(option, "base_url", name))
		printf(" at %.*s", (int)length, value);
	else if (name == 12 && !strncmp(option, "instructions", name))
		printf(", with instructions");
	else
		printf(", %.*s %.*s", (int)name, option, (int)length, value);
}

/*
 * A translator's signature in words: "cloud openai.openai base_url=A model=m body=" is "cloud at
 * A, model m".  Of those that it hands on to, which stand in parentheses, the names alone.
 */
static void print_translator(const char *route)
{
	size_t n = strcspn(route, " ");
	unsigned depth = 0, handed_on = 0;

	if (!*route) {
		printf("any translator");
		return;
	}
	printf("%.*s", (int)n, route);
	route += n + strspn(route + n, " ");
	/* what it is made of */
	route += strcspn(route, " ");
	while (*route) {
		n = strcspn(route, depth ? "()" : " (");
		if (!depth && n && route[n] != '(')
			print_option(route, n);
		route += n;
		if (*route == '(' && !depth++)
			printf("%s %.*s", handed_on++ ? "," : " of", (int)strcspn(route + 1, " )"),
			       route + 1);
		else if (*route == ')')
			depth -= depth > 0;
		route += *route != '\0';
	}
}

static void print_stats(const json_t *facts)
{
	const json_t *space;
	size_t i;

	if (json_is_false(json_object_get(facts, "exists"))) {
		printf("%s: there is no memory yet, 0 rows\n", text(facts, "path"));
		return;
	}
	printf("%s: %lld row%s\n", text(facts, "path"), number(facts, "tm_rows"),
	       plural(number(facts, "tm_rows")));
	json_array_foreach(json_object_get(facts, "spaces"), i, space)
	{
		printf("  %s to %s, %lld row%s, used %lld time%s, of ", text(space, "source_lang"),
		       text(space, "target_lang"), number(space, "rows"),
		       plural(number(space, "rows")), number(space, "hits"),
		       plural(number(space, "hits")));
		print_translator(text(space, "route"));
		printf("%s\n", *text(space, "glossary") ? ", with a glossary" : "");
	}
}

static void print_purge(const json_t *facts)
{
	long long n = number(facts, "deleted_tm_rows");

	printf("%lld row%s gone\n", n, n == 1 ? " is" : "s are");
}

static void print_left_out(const json_t *facts)
{
	long long n = number(facts, "left_out");

	if (n)
		printf(", %lld %s left out", n, n == 1 ? "is" : "are");
	putchar('\n');
}

static void print_import(const json_t *facts)
{
	long long n = number(facts, "imported");

	printf("%s: %lld row%s in the memory", text(facts, "path"), n, n == 1 ? " is" : "s are");
	print_left_out(facts);
}

static void print_export(const json_t *facts)
{
	long long n = number(facts, "exported");

	printf("%s: %lld row%s", text(facts, "path"), n, plural(n));
	print_left_out(facts);
}

static void set(struct upkeep *upkeep, const char *option, const char *value)
{
	char *name = upkeep->names[upkeep->n_set];

	if (!value)
		return;
	snprintf(name, sizeof(upkeep->names[0]), "%s.%s", upkeep->node, option);
	upkeep->set[upkeep->n_set++] = (struct dt_override){ name, value, "the command line" };
}

static void take(struct session *session, struct task *task, void *ctx)
{
	const struct upkeep *upkeep = ctx;
	json_t *facts = json_object_get(task->report, "ledger");

	if (task->state != DT_JOB_SUCCEEDED || !facts) {
		session->fault = task->fault;
		return;
	}
	progress_hide(session->progress);
	session->result = json_incref(facts);
	if (!session->json)
		upkeep->print(facts);
}

static enum exit_code run(struct upkeep *upkeep)
{
	struct session *session = upkeep->session;
	const struct arguments *arguments = &session->arguments;
	char *file = session_pipeline_file(session, NULL, upkeep->pipeline);
	struct dt_pipeline *pipeline = NULL;
	struct dt_error err = { 0 };
	struct task task = { 0 };

	set(upkeep, "file", arguments_text(arguments, OPTION_MEMORY_FILE));
	if (arguments_given(arguments, OPTION_SOURCE_LANG))
		set(upkeep, "source_lang", arguments_text(arguments, OPTION_SOURCE_LANG));
	if (arguments_given(arguments, OPTION_TARGET_LANG))
		set(upkeep, "target_lang", arguments_text(arguments, OPTION_TARGET_LANG));
	set(upkeep, "project", arguments_text(arguments, OPTION_PROJECT));
	if (file)
		pipeline = session_load(session, file, upkeep->set, upkeep->n_set);
	if (pipeline && dt_pipeline_open(pipeline, 1, NULL, &err) != DT_OK) {
		fault_from_error(&session->fault, &err);
	} else if (pipeline) {
		task.input = file; /* a job has an input; this one reads nothing of it */
		jobs_run(session, pipeline, &task, 1, 1, take, upkeep);
		tasks_free(&task, 1);
	}
	dt_pipeline_close(pipeline);
	free(file);
	return session->fault.exit;
}

enum exit_code command_tm_stats(struct session *session)
{
	struct upkeep upkeep = { session, "stats", "memory-stats", print_stats, .n_set = 0 };

	return run(&upkeep);
}

enum exit_code command_tm_purge(struct session *session)
{
	struct upkeep upkeep = { session, "purge", "memory-purge", print_purge, .n_set = 0 };

	if (!arguments_given(&session->arguments, OPTION_YES))
		return fault_set(&session->fault, EXIT_USAGE, "usage",
				 "rows that are taken out are gone: say --yes to do it");
	set(&upkeep, "older_than", arguments_text(&session->arguments, OPTION_OLDER_THAN));
	return run(&upkeep);
}

enum exit_code command_tm_import(struct session *session)
{
	struct upkeep upkeep = { session, "import", "memory-import", print_import, .n_set = 0 };

	set(&upkeep, "exchange", session->arguments.files.at[0]);
	return run(&upkeep);
}

enum exit_code command_tm_export(struct session *session)
{
	struct upkeep upkeep = { session, "export", "memory-export", print_export, .n_set = 0 };
	const struct arguments *arguments = &session->arguments;
	const struct argument_list none = { 0 };

	if (output_check(arguments->files.at[0], &none,
			 arguments_given(arguments, OPTION_OVERWRITE), &session->fault) != EXIT_OK)
		return session->fault.exit;
	set(&upkeep, "exchange", arguments->files.at[0]);
	return run(&upkeep);
}
