/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Translators that stages ask: whose threads they take, what they refuse, how they end. */
#include "config.h"

#include "engine_run.h"
#include "passes.h"
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct run run;

static void set_up(void)
{
	run_start(&run);
}

static void tear_down(void)
{
	run_finish(&run);
}

#define SPEAKER(options)                                                                           \
	"translators: { loud: { uses = \"fake.speaker\"; lanes = 2; " options " };"                \
	"               quiet: { uses = \"fake.speaker\"; }; };"                                   \
	"translator = \"loud\";"

START_TEST(translators_are_shared_by_lanes)
{
	struct dt_error err = { 0 };
	struct dt_job *job;
	char *report;

	run_open(&run, SPEAKER("options: { work = \"1ms\"; };") SHORT("ask", "lanes = 6;"), 2);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_SUCCEEDED);
	report = dt_job_report_json(job);
	ck_assert_ptr_nonnull(strstr(report, "\"batches\": 10"));
	ck_assert_ptr_nonnull(strstr(report, "\"segments\": 20"));
	free(report);
	dt_job_free(job);
	ck_assert_str_eq(dt_pipeline_default_translator(run.pipeline), "loud");
	ck_assert_int_eq(dt_pipeline_check_pair(run.pipeline, NULL, "en", "es", &err), DT_OK);
	ck_assert_int_eq(dt_pipeline_check_pair(run.pipeline, "quiet", "en", "cy", &err),
			 DT_E_UNSUPPORTED);
	ck_assert_str_eq(err.text, "no translation from en to cy");
}
END_TEST

/* Threads of this program while that translator is open and a stage may ask it six times. */
static long count_threads(const char *translator)
{
	char text[900], line[200];
	struct dt_job *job;
	long n = 0;
	FILE *file;

	snprintf(text, sizeof(text),
		 "translators: { loud: { uses = \"fake.%s\"; }; }; translator = \"loud\"; %s",
		 translator, SHORT("ask", "lanes = 6;"));
	run_finish(&run);
	run_start(&run);
	run_open(&run, text, 2);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_SUCCEEDED);
	dt_job_free(job);
	file = fopen("/proc/self/status", "re");
	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file))
		if (!strncmp(line, "Threads:", 8))
			n = strtol(line + 8, NULL, 10);
	fclose(file);
	return n;
}

START_TEST(only_who_waits_has_threads_of_its_own)
{
	ck_assert_int_eq(count_threads("speaker"), count_threads("thinker") + 6);
}
END_TEST

START_TEST(a_translator_that_fails)
{
	run_fails(&run,
		  SPEAKER("options: { fail_page = 1; fail_kind = \"refused\"; };") SHORT("ask", ""),
		  DT_E_REFUSED, "page 1: told to fail");
}
END_TEST

START_TEST(only_stages_that_wait_may_translate)
{
	run_fails(&run, SPEAKER("") SHORT("ask_wrongly", ""), DT_E_BUG,
		  "page 1: translate may wait, but stage fake.ask_wrongly is not marked DT_WAITS");
}
END_TEST

START_TEST(a_translator_that_is_not_there)
{
	struct dt_parameter parameter = { "translator", "quit" };
	struct dt_job_request request = { .input = run.input,
					  .parameters = &parameter,
					  .n_parameters = 1 };
	struct dt_error err = { 0 };

	run_open(&run, SPEAKER("") SHORT("ask", ""), 2);
	ck_assert_ptr_null(dt_job_submit(run.pipeline, &request, &err));
	ck_assert_str_eq(err.text,
			 "the pipeline has no translator \"quit\"; did you mean \"quiet\"?");
}
END_TEST

START_TEST(waiting_for_a_translator_can_be_cancelled)
{
	struct dt_job *job;

	run_open(&run,
		 SPEAKER("options: { work = \"300ms\"; deaf = true; };") SHORT("ask", "lanes = 6;"),
		 2);
	job = run_job(&run, NULL, NULL);
	ck_assert_int_eq(dt_job_wait(job, 50), DT_JOB_RUNNING);
	dt_job_cancel(job);
	run_ends(job, DT_JOB_CANCELLED);
	dt_job_free(job);
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("translators");
	TCase *tests = suite_case(suite, "translators");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, translators_are_shared_by_lanes);
	tcase_add_test(tests, only_who_waits_has_threads_of_its_own);
	tcase_add_test(tests, a_translator_that_fails);
	tcase_add_test(tests, only_stages_that_wait_may_translate);
	tcase_add_test(tests, a_translator_that_is_not_there);
	tcase_add_test(tests, waiting_for_a_translator_can_be_cancelled);
	return suite;
}

SUITE_MAIN(make)
