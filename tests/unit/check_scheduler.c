/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the scheduler promises, with stages that watch it (tests/plugins/fake.c):
 * every page once a node, order where it is promised, lanes used by one, the
 * window kept, barriers, the spool, turns, cancellation and time limits.
 */
#include "config.h"

#include "clock.h"
#include "engine_run.h"
#include "suite.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Three passes, as in the real pipelines: pages wait for documents twice. */
#define HEAD "version = 1;\n"
#define OUTPUT                                                                                     \
	"stores: { out: { uses = \"fake.folder\"; options: { directory = \"$OUT\"; }; }; };\n"     \
	"results: { text: { from = \"sink.file\"; store = \"out\"; key = \"%(name).txt\"; };\n"    \
	"           report: { from = \"sink.report\"; }; };\n"
#define THREE_PASSES(source, one, two, three)                                                      \
	"stages: {\n"                                                                              \
	" source: { uses = \"fake.lane_source\"; inputs: { file = \"job.file\"; };"                \
	"           options: { " source " }; };\n"                                                 \
	" one:  { uses = \"fake.lane\"; inputs: { in = \"source.page\"; };"                        \
	"         options: { " one " }; };\n"                                                      \
	" all:  { uses = \"fake.serial\"; inputs: { in = \"one.out\"; }; };\n"                     \
	" sum:  { uses = \"fake.count\"; inputs: { doc = \"all.doc\"; }; };\n"                     \
	" two:  { uses = \"fake.waits\"; inputs: { in = \"one.out\"; doc = \"sum.doc\"; };"        \
	"         options: { " two " }; };\n"                                                      \
	" three: { uses = \"fake.ordered\"; inputs: { in = \"two.out\"; also = \"one.out\";"       \
	"         doc = \"two.doc\"; }; options: { " three " }; };\n"                              \
	" sink: { uses = \"fake.sink\"; inputs: { in = \"three.out\"; }; };\n"                     \
	"};\n"

static struct run run;

static void set_up(void)
{
	run_start(&run);
}

static void tear_down(void)
{
	run_finish(&run);
}

static size_t count_lines(const char *text, const char *with)
{
	size_t n = 0;

	for (const char *at = text; (at = strstr(at, with)); at++)
		n++;
	return n;
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
	ck_assert_uint_eq(count_lines(text, "\n"), 200);
	ck_assert(run_number(job, "resources", "peak_pages_in_flight") <= 4);
	ck_assert(run_number(job, "ledger", "pages") == 200);
	free(text);
	dt_job_free(job);
}
END_TEST

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
	ck_assert_uint_eq(count_lines(text, "source,a,d,e\n"), 99);
	ck_assert_uint_eq(count_lines(text, "gap\n"), 1);
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

/* ---- several jobs and pipelines ------------------------------------------------------ */

struct many {
	struct run run;
	struct dt_job *jobs[20];
};

static void run_twenty(struct many *m)
{
	char name[20], key[30], *text;

	for (int i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "doc%d", i);
		m->jobs[i] = run_job(&m->run, "name", name);
	}
	for (int i = 0; i < 20; i++) {
		run_ends(m->jobs[i], DT_JOB_SUCCEEDED);
		snprintf(key, sizeof(key), "doc%d.txt", i);
		text = run_result(&m->run, key);
		ck_assert_ptr_nonnull(text);
		ck_assert_uint_eq(count_lines(text, "\n"), 40);
		free(text);
		dt_job_free(m->jobs[i]);
	}
}

static void *run_in_thread(void *ctx)
{
	run_twenty(ctx);
	return NULL;
}

START_TEST(two_pipelines_and_twenty_jobs_each)
{
	struct many one = { 0 }, two = { 0 };
	pthread_t thread;

	one.run = run;
	run_open(&one.run, HEAD THREE_PASSES("pages = 40; spin = 20;", "spin = 10;", "", "") OUTPUT,
		 2);
	run_start(&two.run);
	run_open(&two.run,
		 HEAD
		 "limits: { pages_in_flight = 1; spool_memory = \"0\"; jobs = 3; };\n" THREE_PASSES(
			 "pages = 40;", "", "", "spin = 10;") OUTPUT,
		 3);
	pthread_create(&thread, NULL, run_in_thread, &two);
	run_twenty(&one);
	pthread_join(thread, NULL);
	dt_pipeline_close(one.run.pipeline);
	run_finish(&two.run);
}
END_TEST

START_TEST(a_letter_does_not_wait_for_a_book)
{
	struct dt_pipeline *pipeline;
	struct dt_job *book, *letter;

	/* the same pipeline for both: the source makes as many pages as it is told, so a
	 * second job in the queue must get its turn while the first is under way */
	pipeline =
		run_open(&run, HEAD THREE_PASSES("pages = 300;", "spin = 1000;", "", "") OUTPUT, 1);
	ck_assert_ptr_nonnull(pipeline);
	book = run_job(&run, "name", "book");
	usleep(20000);
	letter = run_job(&run, "name", "letter");
	usleep(100000);
	/* both have begun and neither is over */
	ck_assert_int_eq(dt_job_wait(letter, 0), DT_JOB_RUNNING);
	dt_job_cancel(letter);
	run_ends(letter, DT_JOB_CANCELLED);
	ck_assert_int_eq(dt_job_wait(book, 0), DT_JOB_RUNNING);
	dt_job_cancel(book);
	run_ends(book, DT_JOB_CANCELLED);
	dt_job_free(book);
	dt_job_free(letter);
}
END_TEST

/* ---- stopping ---------------------------------------------------------------------- */

static double ms_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) * 1e3 +
	       (double)(now.tv_nsec - start->tv_nsec) / 1e6;
}

/* A thread sanitizer makes everything many times slower. */
#ifdef __SANITIZE_THREAD__
enum { CANCEL_MS = 2000 };
#else
enum { CANCEL_MS = 200 };
#endif

static void cancel_and_measure(struct dt_job *job)
{
	struct timespec start;

	clock_gettime(CLOCK_MONOTONIC, &start);
	dt_job_cancel(job);
	run_ends(job, DT_JOB_CANCELLED);
	ck_assert_msg(ms_since(&start) < CANCEL_MS, "cancelling took %g ms", ms_since(&start));
	dt_job_free(job);
}

START_TEST(cancel_ends_in_time)
{
	struct dt_job *jobs[6];
	char *text;

	run_open(&run,
		 HEAD THREE_PASSES("pages = 5000;", "work = \"10s\";", "work = \"1s\";", "") OUTPUT,
		 2);
	for (int i = 0; i < 6; i++)
		jobs[i] = run_job(&run, NULL, NULL);
	usleep(50000);
	for (int i = 0; i < 6; i++)
		cancel_and_measure(jobs[i]);
	text = run_result(&run, "letter.txt");
	ck_assert_ptr_null(text);
}
END_TEST

START_TEST(a_queued_job_is_cancelled_while_workers_are_busy)
{
	struct dt_job *busy, *queued;

	run_open(&run,
		 HEAD THREE_PASSES("pages = 5; work = \"1s\"; deaf = true;", "", "", "") OUTPUT, 1);
	busy = run_job(&run, NULL, NULL);
	usleep(50000);
	queued = run_job(&run, NULL, NULL);
	cancel_and_measure(queued);
	dt_job_cancel(busy);
	run_ends(busy, DT_JOB_CANCELLED);
	dt_job_free(busy);
}
END_TEST

START_TEST(a_page_has_its_time)
{
	struct dt_job *job;
	char *text;

	run_open(&run,
		 HEAD
		 "limits: { page_time = \"50ms\"; };\non_page_error = \"fail\";\n" THREE_PASSES(
			 "pages = 3;", "work = \"5s\";", "", "") OUTPUT,
		 2);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_FAILED);
	ck_assert_int_eq(dt_job_error(job)->status, DT_E_LIMIT);
	text = strstr(dt_job_error(job)->text,
		      ": it took longer than the limit of 50ms for a page; it was in node one");
	ck_assert_msg(text != NULL, "%s", dt_job_error(job)->text);
	dt_job_free(job);
}
END_TEST

START_TEST(a_job_has_its_time)
{
	struct dt_job *job;

	run_open(&run,
		 HEAD "limits: { job_time = \"80ms\"; };\non_page_error = \"keep\";\n" THREE_PASSES(
			 "pages = 3;", "work = \"5s\";", "", "") OUTPUT,
		 2);
	job = run_job(&run, NULL, NULL);
	run_ends(job, DT_JOB_FAILED);
	ck_assert_int_eq(dt_job_error(job)->status, DT_E_LIMIT);
	ck_assert_msg(
		!strncmp(dt_job_error(job)->text, "the job took longer than its limit of 80ms", 42),
		"%s", dt_job_error(job)->text);
	dt_job_free(job);
}
END_TEST

/* ---- events --------------------------------------------------------------------------- */

struct seen {
	int stages, starts, ends, finished, progress, inside;
	double overall, shares;
	enum dt_job_state state;
	bool wrong;
};

static void see(void *ctx, const struct dt_event *event)
{
	struct seen *seen = ctx;

	/* one at a time for a job */
	seen->wrong |= seen->inside++ != 0 || seen->finished || event->overall < seen->overall;
	seen->overall = event->overall;
	switch (event->kind) {
	case DT_EVENT_STAGES:
		seen->wrong |= seen->stages || seen->starts;
		seen->stages++;
		for (size_t i = 0; i < event->n_stages; i++)
			seen->shares += event->shares[i];
		break;
	case DT_EVENT_STAGE_START:
		seen->starts++;
		break;
	case DT_EVENT_STAGE_END:
		seen->wrong |= event->done != event->total;
		seen->ends++;
		break;
	case DT_EVENT_PROGRESS:
		seen->progress++;
		break;
	case DT_EVENT_NOTE:
		break;
	case DT_EVENT_FINISHED:
		seen->finished++;
		seen->state = event->state;
		break;
	}
	seen->inside--;
}

START_TEST(events_come_in_order_and_reach_100)
{
	struct seen seen = { 0 };
	struct dt_job_request request = { .input = run.input, .event = see, .ctx = &seen };
	struct dt_error err = { 0 };
	struct dt_job *job;
	int64_t start;

	run_open(&run, HEAD THREE_PASSES("pages = 400; spin = 200;", "", "", "") OUTPUT, 3);
	start = clock_now();
	job = dt_job_submit(run.pipeline, &request, &err);
	ck_assert_msg(job != NULL, "%s", err.text);
	run_ends(job, DT_JOB_SUCCEEDED);
	ck_assert(!seen.wrong);
	ck_assert_int_eq(seen.stages, 1);
	ck_assert_int_eq(seen.starts, 7);
	ck_assert_int_eq(seen.ends, 7);
	ck_assert_int_eq(seen.finished, 1);
	ck_assert_int_eq(seen.state, DT_JOB_SUCCEEDED);
	ck_assert_double_eq(seen.overall, 100);
	ck_assert_double_eq_tol(seen.shares, 1, 1e-9);
	/* at most twenty a second, and the one that says 100 */
	ck_assert_int_le(seen.progress, 20 * (clock_now() - start) / (1000 * CLOCK_MS) + 2);
	dt_job_free(job);
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("scheduler");
	TCase *tests = suite_case(suite, "scheduler");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, every_page_goes_everywhere_once);
	tcase_add_test(tests, what_waits_goes_to_the_spool);
	tcase_add_test(tests, without_spool_memory_everything_is_written);
	tcase_add_test(tests, readers_of_a_pass_share_what_is_read_back);
	tcase_add_test(tests, a_document_without_pages);
	tcase_add_test(tests, a_document_in_begin_lets_the_next_pass_start);
	tcase_add_test(tests, one_page_is_in_several_nodes_at_once);
	tcase_add_test(tests, lanes_of_a_job_are_closed_when_it_is_done_with_them);
	tcase_add_test(tests, other_lanes_outlive_jobs);
	tcase_add_test(tests, two_pipelines_and_twenty_jobs_each);
	tcase_add_test(tests, a_letter_does_not_wait_for_a_book);
	tcase_add_test(tests, cancel_ends_in_time);
	tcase_add_test(tests, a_queued_job_is_cancelled_while_workers_are_busy);
	tcase_add_test(tests, a_page_has_its_time);
	tcase_add_test(tests, a_job_has_its_time);
	tcase_add_test(tests, events_come_in_order_and_reach_100);
	return suite;
}

SUITE_MAIN(make)
