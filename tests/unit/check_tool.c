/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What becomes of an answer when the process that is to give it does something else. */
#include "config.h"

#include "frontends/serve/routes/tool.h"
#include "suite.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/check-tool-XXXXXX";
static struct settings settings;
static struct tools *tools;

static void set_up(void)
{
	struct dt_error err = { 0 };

	memcpy(folder + sizeof(folder) - 7, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(folder));
	settings.tmp_root = folder;
	tools = tools_new(2, &err);
	ck_assert_msg(tools != NULL, "%s", err.text);
}

/* Nothing of any process is left behind. */
static void tear_down(void)
{
	char path[200];

	snprintf(path, sizeof(path), "%s/program", folder);
	unlink(path);
	tools_free(tools);
	tool_forget();
	ck_assert_int_eq(rmdir(folder), 0);
}

/* A shell script in place of the program. */
static const char *script(const char *text)
{
	static char path[200];
	FILE *file;

	snprintf(path, sizeof(path), "%s/program", folder);
	file = fopen(path, "we");
	ck_assert_ptr_nonnull(file);
	fprintf(file, "#!/bin/sh\n%s\n", text);
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_eq(chmod(path, 0700), 0);
	return path;
}

static const char *const arguments[] = { "inspect", "/a.pdf", NULL };

static json_t *run(const char *text, unsigned time_s, bool document, struct dt_error *err)
{
	struct tool tool = { .arguments = arguments,
			     .time_s = time_s,
			     .document = document,
			     .program = script(text) };

	return tool_run(tools, &settings, &tool, err);
}

static void ended(const char *text, unsigned time_s, bool document, const char *code,
		  const char *reason)
{
	struct dt_error err = { 0 };
	json_t *envelope = run(text, time_s, document, &err), *error;

	ck_assert_msg(envelope != NULL, "%s", err.text);
	ck_assert(json_is_false(json_object_get(envelope, "ok")));
	error = json_object_get(envelope, "error");
	ck_assert_str_eq(json_string_value(json_object_get(error, "code")), code);
	ck_assert_str_eq(
		json_string_value(json_object_get(json_object_get(error, "details"), "reason")),
		reason);
	json_decref(envelope);
}

START_TEST(a_process_that_is_ended_is_told_with_its_reason)
{
	ended("kill -SEGV $$", 0, true, "input_error", "crashed");
	ended("kill -SYS $$", 0, true, "input_error", "forbidden_call");
	ended("exit 86", 0, true, "input_error", "memory");
	ended("exec sleep 600", 1, true, "input_error", "time");
	ended("kill -SEGV $$", 0, false, "internal_error", "crashed");
}
END_TEST

START_TEST(a_process_without_an_answer_is_a_fault_of_ours)
{
	struct dt_error err = { 0 };

	ck_assert_ptr_null(run("echo no JSON", 0, true, &err));
	ck_assert_int_eq(err.status, DT_E_SYSTEM);
}
END_TEST

START_TEST(the_last_line_is_the_answer_and_the_input_is_there)
{
	struct dt_error err = { 0 };
	json_t *envelope = run("cat >given; grep -q '\"inspect\",\"/a.pdf\"' given || exit 1\n"
			       "test \"$TMPDIR\" = \"$PWD\" || exit 1\n"
			       "echo noise; echo '{\"ok\": true, \"result\": {\"n\": 3}}'",
			       0, true, &err);

	ck_assert_msg(envelope != NULL, "%s", err.text);
	ck_assert_int_eq(
		json_integer_value(json_object_get(json_object_get(envelope, "result"), "n")), 3);
	json_decref(envelope);
}
END_TEST

static void *ask(void *ctx)
{
	struct dt_error err = { 0 };
	const struct tool *tool = ctx;

	return tool_run(tools, &settings, tool, &err);
}

/* Two may run and two more wait for their turn: all four have an answer either way. */
START_TEST(who_asks_for_the_same_shares_the_answer)
{
	struct tool tool = { .arguments = arguments, .shared = true };
	pthread_t threads[4];
	void *answer;

	tool.program = script("sleep 1; echo '{\"ok\": true, \"result\": {}}'");
	for (size_t i = 0; i < 4; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, ask, &tool), 0);
	for (size_t i = 0; i < 4; i++) {
		ck_assert_int_eq(pthread_join(threads[i], &answer), 0);
		ck_assert_ptr_nonnull(answer);
		json_decref(answer);
	}
}
END_TEST

START_TEST(nothing_is_started_after_the_end)
{
	struct dt_error err = { 0 };

	tools_end(tools);
	ck_assert_ptr_null(run("echo '{}'", 0, true, &err));
	ck_assert_int_eq(err.status, DT_E_UNAVAILABLE);
}
END_TEST

static Suite *tool_suite(void)
{
	Suite *suite = suite_create("tool");
	TCase *tests = suite_case(suite, "tools");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, a_process_that_is_ended_is_told_with_its_reason);
	tcase_add_test(tests, a_process_without_an_answer_is_a_fault_of_ours);
	tcase_add_test(tests, the_last_line_is_the_answer_and_the_input_is_there);
	tcase_add_test(tests, who_asks_for_the_same_shares_the_answer);
	tcase_add_test(tests, nothing_is_started_after_the_end);
	return suite;
}

SUITE_MAIN(tool_suite)
