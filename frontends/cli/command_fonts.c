/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "commands.h"
#include "jobs.h"

#include "common/languages.h"

#include <stdlib.h>
#include <string.h>

static const char *text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

static long long number(const json_t *object, const char *key)
{
	return (long long)json_integer_value(json_object_get(object, key));
}

/* "NotoSerifDevanagari-Regular, italic made from it" */
static void print_font(const json_t *font)
{
	const json_t *made = json_object_get(font, "synthesised"), *one;
	size_t i;

	printf("%s", text(font, "name"));
	json_array_foreach(made, i, one) printf(", %s made from it", json_string_value(one));
}

static void print_look(const json_t *look)
{
	const json_t *fonts = json_object_get(look, "fonts"), *font;
	char name[40];
	size_t i;

	snprintf(name, sizeof(name), "%s %s", text(look, "kind"), text(look, "style"));
	printf("  %-14s ", name);
	if (!json_array_size(fonts))
		printf("no font");
	json_array_foreach(fonts, i, font)
	{
		if (i)
			printf("%s%lld by ", i == 1 ? "; " : ", ", number(font, "characters"));
		print_font(font);
	}
	if (number(look, "missing"))
		printf("; %lld characters in no font", number(look, "missing"));
	putchar('\n');
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

static void print(const json_t *report)
{
	const char *name = language_name(text(report, "language"));
	const json_t *look;
	size_t i;

	printf("%s%s%s%s, script %s", text(report, "language"), name ? " (" : "", name ? name : "",
	       name ? ")" : "", text(report, "script"));
	if (json_is_true(json_object_get(report, "characters_known")))
		printf(", %lld characters\n", number(report, "characters"));
	else
		printf(": fontconfig does not know its characters\n");
	json_array_foreach(json_object_get(report, "faces"), i, look) print_look(look);
	print_list(json_object_get(report, "missing"), "in no font:");
	print_list(json_object_get(report, "packages"), "better with Debian's");
}

static void take(struct session *session, struct task *task, void *ctx)
{
	json_t *report = json_object_get(task->report, "ledger");

	(void)ctx;
	if (task->state != DT_JOB_SUCCEEDED || !report) {
		session->fault = task->fault;
		return;
	}
	progress_hide(session->progress);
	if (session->json) {
		session->result = json_incref(report);
	} else if (arguments_given(&session->arguments, OPTION_JSON)) {
		json_dumpf(report, stdout, JSON_INDENT(2));
		putchar('\n');
	} else {
		print(report);
	}
}

enum exit_code command_fonts(struct session *session)
{
	const char *language = session->arguments.files.at[0];
	struct dt_parameter parameter = { "target_lang", language };
	struct task task = { 0 };
	struct dt_pipeline *pipeline = NULL;
	struct dt_error err = { 0 };
	char why[300], *file;

	if (!language_check(language, why, sizeof(why)))
		return fault_set(&session->fault, EXIT_USAGE, "usage", "%s", why);
	file = session_pipeline_file(session, NULL, "fonts");
	if (file)
		pipeline = session_load(session, file, NULL, 0);
	if (pipeline && dt_pipeline_open(pipeline, 1, NULL, &err) != DT_OK) {
		fault_from_error(&session->fault, &err);
	} else if (pipeline) {
		task.input = file; /* a job has an input; this one reads nothing of it */
		task.request.parameters = &parameter;
		task.request.n_parameters = 1;
		jobs_run(session, pipeline, &task, 1, 1, take, NULL);
		tasks_free(&task, 1);
	}
	dt_pipeline_close(pipeline);
	free(file);
	return session->fault.exit;
}
