/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Jobs beside each other: turns, cancellation, time limits, and what the front end hears. */
#include "config.h"

#include "clock.h"
#include "engine_run.h"
#include "passes.h"
#include "suite.h"

#include <pthread.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static struct run run;

static void set_up(void)
{
	run_start(&run);
}

static void tear_down(void)
{
	run_finish(&run);
}

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
		ck_assert_uint_eq(run_count(text, "\n"), 40);
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
	case DT_EVENT_CALL_START:
	case DT_EVENT_CALL_END:
		ck_abort_msg("calls come only for who wants them");
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
	Suite *suite = suite_create("jobs");
	TCase *tests = suite_case(suite, "jobs");

	tcase_add_checked_fixture(tests, set_up, tear_down);
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
