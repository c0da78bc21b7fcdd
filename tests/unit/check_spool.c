/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Payloads that wait for a later pass: in memory up to a bound, then in a file, and back. */
#include "config.h"

#include "engine_run.h"
#include "passes.h"
#include "suite.h"

static struct run run;

static void set_up(void)
{
	run_start(&run);
}

static void tear_down(void)
{
	run_finish(&run);
}

START_TEST(what_waits_goes_to_the_spool)
{
	struct dt_job *job;
	double written, parked, resident;

	run_open(&run,
		 HEAD "limits: { pages_in_flight = 3; spool_memory = \"100K\"; };\n" THREE_PASSES(
			 "pages = 300; bytes = 20000;", "bytes = 20000;", "", "") OUTPUT,
		 2);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_SUCCEEDED);
	written = run_number(job, "resources", "spool_written_bytes");
	parked = run_number(job, "resources", "peak_parked_bytes");
	resident = run_number(job, "resources", "peak_payload_bytes");
	ck_assert_msg(written > 250 * 20000.0, "only %g bytes were written", written);
	ck_assert_msg(parked <= 100 * 1024, "%g bytes were parked in memory", parked);
	/* the window's pages at each port of a pass, and what is parked */
	ck_assert_msg(resident < 100 * 1024 + 3 * 3 * 21000.0 + 100000, "%g bytes in memory",
		      resident);
	dt_job_free(job);
}
END_TEST

START_TEST(without_spool_memory_everything_is_written)
{
	struct dt_job *job;

	run_open(&run,
		 HEAD "limits: { spool_memory = \"0\"; };\n" THREE_PASSES("pages = 70;", "", "", "")
			 OUTPUT,
		 3);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_SUCCEEDED);
	ck_assert(run_number(job, "resources", "peak_parked_bytes") == 0);
	dt_job_free(job);
}
END_TEST

START_TEST(readers_of_a_pass_share_what_is_read_back)
{
	struct dt_job *job;
	double written, read;

	run_open(&run,
		 HEAD "limits: { spool_memory = \"0\"; };\n"
		      "stages: {\n"
		      " source: { uses = \"fake.source\"; inputs: { file = \"job.file\"; };"
		      "           options: { pages = 90; bytes = 20000; }; };\n"
		      " sum: { uses = \"fake.serial\"; inputs: { in = \"source.page\"; }; };\n"
		      " two: { uses = \"fake.lane\"; inputs: { in = \"source.page\"; doc = "
		      "\"sum.doc\"; }; };\n"
		      " three: { uses = \"fake.lane\"; inputs: { in = \"two.out\"; also = "
		      "\"source.page\"; }; };\n"
		      " sink: { uses = \"fake.sink\"; inputs: { in = \"three.out\"; }; };\n"
		      "};\n" OUTPUT,
		 2);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_SUCCEEDED);
	written = run_number(job, "resources", "spool_written_bytes");
	read = run_number(job, "resources", "spool_read_bytes");
	ck_assert_msg(written >= 90 * 20000.0, "only %g bytes were written", written);
	ck_assert_msg(read <= written, "%g bytes were written and %g read", written, read);
	dt_job_free(job);
}
END_TEST

START_TEST(a_reader_that_is_passed_over_keeps_nothing_in_memory)
{
	const double bytes = 200000, pages = 30;
	struct dt_job *job;
	double read;

	/* of page 7 the first reader of the second pass is passed over, and another reads it */
	run_open(&run,
		 HEAD "limits: { spool_memory = \"0\"; };\non_page_error = \"keep\";\n"
		      "stages: {\n"
		      " source: { uses = \"fake.source\"; inputs: { file = \"job.file\"; };"
		      "           options: { pages = 30; bytes = 200000; }; };\n"
		      " zero: { uses = \"fake.step\"; inputs: { in = \"source.page\"; }; };\n"
		      " sum: { uses = \"fake.serial\"; inputs: { in = \"source.page\"; }; };\n"
		      " late: { uses = \"fake.lane\"; inputs: { in = \"zero.out\"; doc = "
		      "\"sum.doc\"; }; };\n"
		      " fails: { uses = \"fake.lane\"; inputs: { in = \"zero.out\"; doc = "
		      "\"sum.doc\"; }; options: { fail_page = 7; }; };\n"
		      " over: { uses = \"fake.lane\"; inputs: { in = \"fails.out\"; also = "
		      "\"source.page\"; }; };\n"
		      " reads: { uses = \"fake.serial\"; inputs: { in = \"late.out\"; also = "
		      "\"source.page\"; }; };\n"
		      " again: { uses = \"fake.lane\"; inputs: { in = \"source.page\"; doc = "
		      "\"reads.doc\"; }; };\n"
		      " sink: { uses = \"fake.sink\"; inputs: { in = \"again.out\"; }; };\n"
		      "};\n" OUTPUT,
		 1);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_SUCCEEDED);
	/* once for each of the two later passes */
	read = run_number(job, "resources", "spool_read_bytes");
	ck_assert_msg(read >= 2 * pages * bytes, "only %g bytes were read back", read);
	dt_job_free(job);
}
END_TEST

START_TEST(the_last_reader_before_a_barrier_may_be_passed_over)
{
	struct dt_job *job;

	/* of page 7 no stage of the first pass is done, and the second pass reads it */
	run_open(&run,
		 HEAD "limits: { spool_memory = \"0\"; };\non_page_error = \"keep\";\n"
		      "stages: {\n"
		      " source: { uses = \"fake.source\"; inputs: { file = \"job.file\"; };"
		      "           options: { pages = 30; bytes = 20000; }; };\n"
		      " fails: { uses = \"fake.lane\"; inputs: { in = \"source.page\"; };"
		      "          options: { fail_page = 7; }; };\n"
		      " over: { uses = \"fake.serial\"; inputs: { in = \"fails.out\"; also = "
		      "\"source.page\"; }; };\n"
		      " again: { uses = \"fake.lane\"; inputs: { in = \"source.page\"; doc = "
		      "\"over.doc\"; }; };\n"
		      " sink: { uses = \"fake.sink\"; inputs: { in = \"again.out\"; }; };\n"
		      "};\n" OUTPUT,
		 1);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_SUCCEEDED);
	ck_assert(run_number(job, "resources", "spool_written_bytes") >= 30 * 20000.0);
	ck_assert(run_number(job, "resources", "peak_parked_bytes") == 0);
	dt_job_free(job);
}
END_TEST

START_TEST(a_document_in_begin_lets_the_next_pass_start)
{
	struct dt_job *job;

	run_open(&run,
		 HEAD "limits: { pages_in_flight = 2; spool_memory = \"1K\"; };\n"
		      "stages: {\n"
		      " source: { uses = \"fake.source\"; inputs: { file = \"job.file\"; };"
		      "           options: { pages = 50; early = true; bytes = 1000; }; };\n"
		      " late: { uses = \"fake.waits\"; inputs: { in = \"source.page\"; doc = "
		      "\"source.doc\"; }; lanes = 3; options: { work = \"2ms\"; }; };\n"
		      " sink: { uses = \"fake.sink\"; inputs: { in = \"late.out\"; }; };\n"
		      "};\n" OUTPUT,
		 2);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_SUCCEEDED);
	ck_assert(run_number(job, "resources", "peak_payload_bytes") < 20000);
	dt_job_free(job);
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("spool");
	TCase *tests = suite_case(suite, "spool");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, what_waits_goes_to_the_spool);
	tcase_add_test(tests, without_spool_memory_everything_is_written);
	tcase_add_test(tests, readers_of_a_pass_share_what_is_read_back);
	tcase_add_test(tests, a_reader_that_is_passed_over_keeps_nothing_in_memory);
	tcase_add_test(tests, the_last_reader_before_a_barrier_may_be_passed_over);
	tcase_add_test(tests, a_document_in_begin_lets_the_next_pass_start);
	return suite;
}

SUITE_MAIN(make)
