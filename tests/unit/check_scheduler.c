/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the scheduler promises, with stages that watch it (tests/plugins/fake.c):
 * every page once a node, order where it is promised, lanes used by one, the
 * window kept, barriers.
 */
#include "config.h"

#include "engine_run.h"
#include "passes.h"
#include "suite.h"

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

START_TEST(every_page_goes_everywhere_once)
{
	struct dt_job *job;
	char *text, line[200];

	run_open(&run,
		 HEAD "limits: { pages_in_flight = 4; };\n" THREE_PASSES("pages = 200;", "", "", "")
			 OUTPUT,
		 4);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_SUCCEEDED);
	text = run_result(&run, "letter.txt");
	ck_assert_ptr_nonnull(text);
	for (int p = 0; p < 200; p++) {
		snprintf(line, sizeof(line), "%d source,one,two,three\n", p);
		ck_assert_msg(strstr(text, line) != NULL, "page %d is missing", p);
	}
	ck_assert_uint_eq(run_count(text, "\n"), 200);
	ck_assert(run_number(job, "resources", "peak_pages_in_flight") <= 4);
	ck_assert(run_number(job, "ledger", "pages") == 200);
	free(text);
	dt_job_free(job);
}
END_TEST

START_TEST(a_document_without_pages)
{
	struct dt_job *job;
	char *text;

	run_open(&run, HEAD THREE_PASSES("pages = 0;", "", "", "") OUTPUT, 2);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_SUCCEEDED);
	text = run_result(&run, "letter.txt");
	ck_assert_str_eq(text, "");
	free(text);
	dt_job_free(job);
}
END_TEST

START_TEST(one_page_is_in_several_nodes_at_once)
{
	struct dt_job *job;
	char *text;

	run_open(&run,
		 HEAD "limits: { pages_in_flight = 6; spool_memory = \"0\"; };\n"
		      "stages: {\n"
		      " source: { uses = \"fake.source\"; inputs: { file = \"job.file\"; };"
		      "           options: { pages = 100; bytes = 100; }; };\n"
		      " a: { uses = \"fake.step\"; inputs: { in = \"source.page\"; }; };\n"
		      " b: { uses = \"fake.lane\"; inputs: { in = \"source.page\"; }; };\n"
		      " c: { uses = \"fake.waits\"; inputs: { in = \"source.page\";"
		      "      also = \"source.page\"; }; };\n"
		      " d: { uses = \"fake.lane\"; inputs: { in = \"a.out\"; also = \"b.out\"; };"
		      "      options: { fail_page = 50; }; };\n"
		      " e: { uses = \"fake.step\"; inputs: { in = \"d.out\"; also = \"c.out\";"
		      "      doc = \"b.doc\"; }; };\n"
		      " sink: { uses = \"fake.sink\"; inputs: { in = \"e.out\"; }; };\n"
		      "};\non_page_error = \"keep\";\n" OUTPUT,
		 4);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_SUCCEEDED);
	text = run_result(&run, "letter.txt");
	ck_assert_uint_eq(run_count(text, "source,a,d,e\n"), 99);
	ck_assert_uint_eq(run_count(text, "gap\n"), 1);
	ck_assert(run_number(job, "resources", "peak_pages_in_flight") <= 6);
	free(text);
	dt_job_free(job);
}
END_TEST

#define SUMMED(stage)                                                                              \
	HEAD "stages: {\n"                                                                         \
	     " source: { uses = \"fake.source\"; inputs: { file = \"job.file\"; };"                \
	     "           options: { pages = 60; }; };\n"                                           \
	     " one: { uses = \"fake." stage "\"; inputs: { in = \"source.page\"; };"               \
	     "        options: { spin = 100; }; };\n"                                              \
	     " sink: { uses = \"fake.sink\"; inputs: { in = \"source.page\";"                      \
	     "         doc = \"one.doc\"; }; };\n"                                                 \
	     "};\n" OUTPUT

START_TEST(lanes_of_a_job_are_closed_when_it_is_done_with_them)
{
	struct dt_job *jobs[3];

	run_open(&run, SUMMED("brief"), 3);
	for (int i = 0; i < 3; i++)
		jobs[i] = run_job(&run, NULL, NULL);
	for (int i = 0; i < 3; i++) {
		run_ends(jobs[i], DT_JOB_SUCCEEDED);
		ck_assert(run_number(jobs[i], "ledger", "pages") == 60);
		dt_job_free(jobs[i]);
	}
	jobs[0] = run_job(&run, NULL, NULL);
	run_ends(jobs[0], DT_JOB_SUCCEEDED);
	ck_assert(run_number(jobs[0], "ledger", "lanes") == 0);
	dt_job_free(jobs[0]);
}
END_TEST

START_TEST(other_lanes_outlive_jobs)
{
	struct dt_job *job;

	run_open(&run, SUMMED("lane"), 3);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_SUCCEEDED);
	ck_assert(run_number(job, "ledger", "lanes") >= 1);
	dt_job_free(job);
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("scheduler");
	TCase *tests = suite_case(suite, "scheduler");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, every_page_goes_everywhere_once);
	tcase_add_test(tests, a_document_without_pages);
	tcase_add_test(tests, one_page_is_in_several_nodes_at_once);
	tcase_add_test(tests, lanes_of_a_job_are_closed_when_it_is_done_with_them);
	tcase_add_test(tests, other_lanes_outlive_jobs);
	return suite;
}

SUITE_MAIN(make)
