/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What happens when something fails: pages, gaps, retries, begins, ends, lanes, results. */
#include "config.h"

#include "engine_run.h"
#include "passes.h"
#include "suite.h"

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PIPELINE(policy, source, one, two, sink)                                                   \
	"version = 1;\n"                                                                           \
	"limits: { pages_in_flight = 4; retries = 3; };\n"                                         \
	"on_page_error = \"" policy "\";\n"                                                        \
	"stores: { out: { uses = \"fake.folder\"; options: { directory = \"$OUT\"; }; }; };\n"     \
	"stages: {\n"                                                                              \
	" source: { uses = \"fake.source\"; inputs: { file = \"job.file\"; };"                     \
	"           options: { pages = 20; " source " }; };\n"                                     \
	" one: { uses = \"fake.lane\"; inputs: { in = \"source.page\"; };"                         \
	"        options: { " one " }; };\n"                                                       \
	" two: { uses = \"fake.ordered\"; inputs: { in = \"one.out\"; also = \"source.page\";"     \
	"        doc = \"one.doc\"; }; options: { " two " }; };\n"                                 \
	" sink: { uses = \"fake.sink\"; inputs: { in = \"two.out\"; };"                            \
	"         options: { " sink " }; };\n"                                                     \
	"};\n"                                                                                     \
	"results: { text: { from = \"sink.file\"; store = \"out\"; key = \"%(name).txt\"; };\n"    \
	"           report: { from = \"sink.report\"; }; };\n"

static struct run run;

static void set_up(void)
{
	run_start(&run);
}

static void tear_down(void)
{
	run_finish(&run);
}

START_TEST(a_failed_page_is_a_gap)
{
	struct dt_job *job;
	char *text, *report;

	run_open(&run, PIPELINE("keep", "", "fail_page = 7; fail_kind = \"unsupported\";", "", ""),
		 3);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_SUCCEEDED);
	text = run_result(&run, "letter.txt");
	ck_assert_ptr_nonnull(strstr(text, "6 source,one,two\n7 gap\n8 source,one,two\n"));
	ck_assert_uint_eq(dt_job_failed_pages(job), 1);
	ck_assert_uint_eq(dt_job_faults(job), 1);
	report = dt_job_report_json(job);
	ck_assert_ptr_nonnull(strstr(report, "\"code\": \"page.failed\""));
	ck_assert_ptr_nonnull(strstr(report, "\"text\": \"told to fail (node one)\""));
	ck_assert_ptr_nonnull(strstr(report, "\"page\": 8"));
	ck_assert_ptr_nonnull(strstr(report, "\"list\": [7]"));
	free(report);
	report = dt_job_summary_json(job);
	ck_assert_ptr_nonnull(strstr(report, "\"code\": \"page.failed\""));
	ck_assert_ptr_nonnull(strstr(report, "\"most_calls\":"));
	ck_assert_ptr_null(strstr(report, "\"list\""));
	free(report);
	free(text);
	dt_job_free(job);
}
END_TEST

START_TEST(a_source_may_lose_a_page_too)
{
	struct dt_job *job;
	char *text;

	run_open(&run, PIPELINE("keep", "fail_page = 0;", "", "", ""), 3);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_SUCCEEDED);
	text = run_result(&run, "letter.txt");
	ck_assert_msg(!strncmp(text, "0 gap\n1 source,one,two\n", 23), "%s", text);
	free(text);
	dt_job_free(job);
}
END_TEST

START_TEST(several_nodes_fail_on_several_pages)
{
	struct dt_job *job;
	char *text;

	run_open(&run,
		 PIPELINE("keep", "fail_page = 3;", "fail_page = 19; fail_kind = \"limit\";",
			  "fail_page = 4;", ""),
		 2);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_SUCCEEDED);
	text = run_result(&run, "letter.txt");
	ck_assert_ptr_nonnull(strstr(text, "3 gap\n4 gap\n5 source"));
	ck_assert_ptr_nonnull(strstr(text, "19 gap\n"));
	ck_assert_uint_eq(dt_job_failed_pages(job), 3);
	free(text);
	dt_job_free(job);
}
END_TEST

START_TEST(a_failed_page_fails_the_job_when_told_so)
{
	run_fails(&run, PIPELINE("fail", "", "fail_page = 7;", "", ""), DT_E_INPUT,
		  "page 8: told to fail");
}
END_TEST

START_TEST(what_is_not_there_is_tried_again)
{
	struct dt_job *job;
	char *text;

	run_open(&run,
		 PIPELINE("fail", "fail_page = 2; fail_times = 2; fail_kind = \"unavailable\";", "",
			  "fail_page = 5; fail_times = 3; fail_kind = \"unavailable\";", ""),
		 3);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_SUCCEEDED);
	ck_assert_uint_eq(dt_job_failed_pages(job), 0);
	text = run_result(&run, "letter.txt");
	ck_assert_ptr_nonnull(
		strstr(text, "4 source,one,two\n5 source,one,two\n6 source,one,two\n"));
	free(text);
	dt_job_free(job);
}
END_TEST

START_TEST(but_not_for_ever)
{
	run_fails(&run, PIPELINE("keep", "", "fail_page = 2; fail_kind = \"unavailable\";", "", ""),
		  DT_E_UNAVAILABLE, "page 3: told to fail");
}
END_TEST

START_TEST(begin_is_tried_again_but_not_for_ever)
{
	run_fails(&run,
		  PIPELINE("keep", "", "fail_in = \"begin\"; fail_kind = \"unavailable\";", "", ""),
		  DT_E_UNAVAILABLE, "told to fail");
}
END_TEST

START_TEST(a_refusal_fails_the_job)
{
	run_fails(&run, PIPELINE("keep", "", "fail_page = 2; fail_kind = \"refused\";", "", ""),
		  DT_E_REFUSED, "page 3: told to fail");
}
END_TEST

START_TEST(the_machine_fails_the_job)
{
	run_fails(&run, PIPELINE("keep", "", "", "fail_page = 2; fail_kind = \"system\";", ""),
		  DT_E_SYSTEM, "page 3: told to fail");
}
END_TEST

START_TEST(nobody_is_cancelled_by_himself)
{
	run_fails(&run, PIPELINE("keep", "", "fail_page = 2; fail_kind = \"cancelled\";", "", ""),
		  DT_E_BUG, "page 3: node one said that it was cancelled, but nobody had done so");
}
END_TEST

START_TEST(a_begin_that_fails)
{
	run_fails(&run, PIPELINE("keep", "fail_in = \"begin\";", "", "", ""), DT_E_INPUT,
		  "told to fail");
}
END_TEST

START_TEST(one_lane_is_enough_when_there_are_no_more)
{
	struct dt_job *job;
	char *text;

	run_open(&run, PIPELINE("keep", "", "fail_in = \"more_lanes\"; work = \"1ms\";", "", ""),
		 4);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_SUCCEEDED);
	text = run_result(&run, "letter.txt");
	ck_assert_ptr_null(strstr(text, "gap"));
	free(text);
	dt_job_free(job);
}
END_TEST

START_TEST(an_end_that_fails)
{
	run_fails(&run, PIPELINE("keep", "", "", "fail_in = \"end\";", ""), DT_E_INPUT,
		  "told to fail");
}
END_TEST

START_TEST(a_page_that_is_not_given)
{
	run_fails(&run, PIPELINE("keep", "", "silent = true;", "", ""), DT_E_BUG,
		  "page 1: node one gave nothing to its output \"out\", which node two needs");
}
END_TEST

START_TEST(too_many_pages)
{
	run_fails(
		&run,
		"version = 1; limits: { pages = 19; };"
		"stages: { source: { uses = \"fake.source\"; inputs: { file = \"job.file\"; };"
		"                    options: { pages = 20; }; };"
		"          sink: { uses = \"fake.sink\"; inputs: { in = \"source.page\"; }; }; };",
		DT_E_LIMIT, "the document has 20 pages, more than limits.pages allows (19)");
}
END_TEST

/* ---- results --------------------------------------------------------------------------- */

static struct dt_job *ask_for(const char *result, bool no_replace, struct dt_error *err)
{
	struct dt_job_request request = { .input = run.input,
					  .results = result ? &result : NULL,
					  .n_results = result ? 1 : 0,
					  .no_replace = no_replace };

	return dt_job_submit(run.pipeline, &request, err);
}

START_TEST(a_result_that_is_not_made)
{
	struct dt_error err = { 0 };
	struct dt_job *job;

	run_open(&run, PIPELINE("keep", "", "", "", "silent = true;"), 2);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_SUCCEEDED);
	dt_job_free(job);
	job = ask_for("text", false, &err);
	run_ends(job, DT_JOB_FAILED);
	ck_assert_str_eq(dt_job_error(job)->text,
			 "result \"text\" was asked for, but node sink did not make it");
	dt_job_free(job);
	ck_assert_ptr_null(ask_for("texd", false, &err));
	ck_assert_str_eq(err.text, "the pipeline has no result \"texd\"; did you mean \"text\"?");
}
END_TEST

START_TEST(what_is_there_already_stays)
{
	struct dt_error err = { 0 };
	struct dt_job *job;

	run_open(&run, PIPELINE("keep", "", "", "", ""), 2);
	job = ask_for("text", true, &err);
	run_ends(job, DT_JOB_SUCCEEDED);
	dt_job_free(job);
	job = ask_for("text", true, &err);
	run_ends(job, DT_JOB_FAILED);
	ck_assert_int_eq(dt_job_error(job)->status, DT_E_REFUSED);
	ck_assert_ptr_nonnull(strstr(dt_job_error(job)->text, "letter.txt is there already"));
	dt_job_free(job);
}
END_TEST

START_TEST(keys_want_their_parameters)
{
	struct dt_parameter bad = { "name", "../../etc/passwd" };
	struct dt_job_request request = { .input = run.input,
					  .parameters = &bad,
					  .n_parameters = 1 };
	struct dt_error err = { 0 };

	run_open(&run, PIPELINE("keep", "", "", "", ""), 2);
	ck_assert_ptr_null(dt_job_submit(run.pipeline, &request, &err));
	ck_assert_str_eq(err.text,
			 "the parameter \"name\" is \"../../etc/passwd\", which cannot be "
			 "part of a key (result \"text\")");
}
END_TEST

START_TEST(input_that_is_no_document)
{
	struct dt_job_request request = { .input = "/nowhere/at/all.pdf" };
	struct dt_error err = { 0 }, folder = { 0 };

	run_open(&run, PIPELINE("keep", "", "", "", ""), 2);
	ck_assert_ptr_null(dt_job_submit(run.pipeline, &request, &err));
	ck_assert_str_eq(err.text, "cannot read /nowhere/at/all.pdf: No such file or directory");
	ck_assert_int_eq(err.status, DT_E_INPUT);
	request.input = "/usr";
	ck_assert_ptr_null(dt_job_submit(run.pipeline, &request, &folder));
	ck_assert_str_eq(folder.text, "cannot read /usr: it is a folder");
}
END_TEST

START_TEST(nothing_is_left_in_the_folder_for_temporary_files)
{
	struct dirent *entry;
	struct dt_job *job;
	DIR *dir;

	run_open(&run, PIPELINE("keep", "", "fail_page = 3;", "", ""), 2);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_SUCCEEDED);
	dt_job_free(job);
	dir = opendir(run.folder);
	while ((entry = readdir(dir)))
		ck_assert_msg(strncmp(entry->d_name, "doctranslate-", 13), "%s", entry->d_name);
	closedir(dir);
}
END_TEST

/* ---- opening --------------------------------------------------------------------------- */

static void does_not_open(const char *text, const char *sentence)
{
	struct dt_diagnostics *list = dt_diagnostics_new();
	struct dt_error err = { 0 };
	struct dt_pipeline *pipeline;
	char path[200];
	FILE *file;

	snprintf(path, sizeof(path), "%s/open.conf", run.folder);
	file = fopen(path, "we");
	fputs(text, file);
	fclose(file);
	pipeline = dt_pipeline_load(run.engine, path, NULL, 0, list);
	ck_assert_ptr_nonnull(pipeline);
	ck_assert_int_ne(dt_pipeline_open(pipeline, 2, NULL, &err), DT_OK);
	ck_assert_str_eq(err.text, sentence);
	dt_pipeline_close(pipeline);
	dt_diagnostics_free(list);
}

START_TEST(what_does_not_open_says_which)
{
	does_not_open(SHORT("lane", "options: { fail_in = \"open\"; };"),
		      "node one: told not to open");
	does_not_open(SHORT("lane", "options: { fail_in = \"lane\"; };"), "node one: told to fail");
	does_not_open(SHORT("step", "options: { key = \"env:DT_CHECK_NOT_SET\"; };"),
		      "one.key wants the environment variable DT_CHECK_NOT_SET, which is not set");
	does_not_open(SHORT("step", "options: { key = \"file:/nowhere\"; };"),
		      "one.key wants the file /nowhere: No such file or directory");
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("failures");
	TCase *tests = suite_case(suite, "failures");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, a_failed_page_is_a_gap);
	tcase_add_test(tests, a_source_may_lose_a_page_too);
	tcase_add_test(tests, several_nodes_fail_on_several_pages);
	tcase_add_test(tests, a_failed_page_fails_the_job_when_told_so);
	tcase_add_test(tests, what_is_not_there_is_tried_again);
	tcase_add_test(tests, but_not_for_ever);
	tcase_add_test(tests, begin_is_tried_again_but_not_for_ever);
	tcase_add_test(tests, a_refusal_fails_the_job);
	tcase_add_test(tests, the_machine_fails_the_job);
	tcase_add_test(tests, nobody_is_cancelled_by_himself);
	tcase_add_test(tests, a_begin_that_fails);
	tcase_add_test(tests, one_lane_is_enough_when_there_are_no_more);
	tcase_add_test(tests, an_end_that_fails);
	tcase_add_test(tests, a_page_that_is_not_given);
	tcase_add_test(tests, too_many_pages);
	tcase_add_test(tests, a_result_that_is_not_made);
	tcase_add_test(tests, what_is_there_already_stays);
	tcase_add_test(tests, keys_want_their_parameters);
	tcase_add_test(tests, input_that_is_no_document);
	tcase_add_test(tests, nothing_is_left_in_the_folder_for_temporary_files);
	tcase_add_test(tests, what_does_not_open_says_which);
	return suite;
}

SUITE_MAIN(make)
