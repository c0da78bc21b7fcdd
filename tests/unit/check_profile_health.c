/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* route.profile over made providers: who is left alone, for how long; bounds and threads. */
#include "config.h"

#include "made_providers.h"
#include "suite.h"

#include <string.h>
#include <time.h>

/* ---- who is left alone ---------------------------------------------------------------- */

START_TEST(a_breaker_opens_and_closes_by_a_probe)
{
	struct made *a = made_provider("a");

	made_provider("b");
	a->fails = DT_FAILURE_SERVER_ERROR;
	made_open();
	for (int i = 0; i < 8; i++)
		ck_assert_str_eq(made_ask(), "b");
	ck_assert_uint_eq(a->calls, 3);
	made_nap(60);
	made_ask();
	made_ask();
	ck_assert_uint_eq(a->calls, 4); /* one probe; open for 80 ms now */
	made_nap(50);
	made_ask();
	ck_assert_uint_eq(a->calls, 4);
	made_nap(60);
	a->fails = 0;
	ck_assert_str_eq(made_ask(), "a");
	ck_assert_str_eq(made_ask(), "a");
	ck_assert_uint_eq(a->calls, 6);
}
END_TEST

START_TEST(only_one_probe_at_a_time)
{
	struct sent sent[6] = { 0 };
	struct made *a = made_provider("a");

	made_provider("b");
	a->fails = DT_FAILURE_RATE_LIMIT;
	made_open();
	ck_assert_str_eq(made_ask(), "b");
	ck_assert_str_eq(made_ask(), "b");
	ck_assert_uint_eq(a->calls, 1); /* it has said "later" itself */
	a->fails = 0;
	a->takes_ms = 100;
	made_nap(60);
	for (int i = 0; i < 6; i++)
		sent_start(&sent[i]);
	for (int i = 0; i < 6; i++)
		sent_await(&sent[i]);
	ck_assert_uint_eq(a->calls, 2);
	ck_assert_str_eq(sent[0].by, "a");
	ck_assert_str_eq(sent[5].by, "b");
}
END_TEST

START_TEST(retry_after_is_obeyed)
{
	struct made *a = made_provider("a");

	made_provider("b");
	a->fails = DT_FAILURE_RATE_LIMIT;
	a->retry_ms = 200;
	made_open();
	made_ask();
	made_nap(100);
	a->fails = 0;
	ck_assert_str_eq(made_ask(), "b");
	made_nap(130);
	ck_assert_str_eq(made_ask(), "a");
}
END_TEST

START_TEST(a_refused_key_is_out_for_the_job)
{
	struct made *a = made_provider("a");

	made_provider("b");
	a->fails = DT_FAILURE_AUTHENTICATION;
	made_open();
	for (int i = 0; i < 5; i++)
		ck_assert_str_eq(made_ask(), "b");
	ck_assert_uint_eq(a->calls, 1);
	ck_assert_uint_eq(n_made_notes, 1);
	ck_assert_str_eq(last_made_note, "provider a was not asked any more: a will not");
	made_call.job = "job-2"; /* within minutes */
	ck_assert_str_eq(made_ask(), "b");
	made_nap(430); /* minutes later */
	made_call.job = "job-1";
	ck_assert_str_eq(made_ask(), "b");
	ck_assert_uint_eq(a->calls, 1);
	made_call.job = "job-2";
	ck_assert_str_eq(made_ask(), "b");
	ck_assert_uint_eq(a->calls, 2); /* asked again, once */
	a->fails = 0;
	made_nap(830);
	made_call.job = "job-3";
	ck_assert_str_eq(made_ask(), "a");
}
END_TEST

START_TEST(all_refused)
{
	struct sent sent = { 0 };
	struct made *a = made_provider("a"), *b = made_provider("b");

	a->fails = DT_FAILURE_AUTHENTICATION;
	b->fails = DT_FAILURE_QUOTA;
	made_open();
	ck_assert_str_eq(sent_ask(&sent),
			 "no provider of best has answered (a: a will not; b: b will not)");
	ck_assert_int_eq(sent.err.status, DT_E_REFUSED);
	memset(&sent, 0, sizeof(sent));
	/* asks nobody, and still says why */
	ck_assert_str_eq(sent_ask(&sent),
			 "no provider of best has answered (a: a will not; b: b will not)");
	ck_assert_int_eq(sent.err.status, DT_E_REFUSED);
	ck_assert_uint_ne(sent.err.failure, DT_FAILURE_NONE);
	ck_assert_uint_eq(a->calls + b->calls, 2);
}
END_TEST

START_TEST(all_down_for_now)
{
	struct sent sent = { 0 };
	struct made *a = made_provider("a"), *b = made_provider("b");

	made_options.wait = 0;
	a->fails = DT_FAILURE_AUTHENTICATION;
	b->fails = DT_FAILURE_RATE_LIMIT;
	b->retry_ms = 5000;
	made_open();
	made_ask();
	sent_ask(&sent);
	ck_assert_int_eq(sent.err.status, DT_E_UNAVAILABLE);
	ck_assert_uint_eq(sent.err.failure, DT_FAILURE_RATE_LIMIT);
	ck_assert_uint_gt(sent.err.retry_ms, 4000);
	ck_assert_uint_le(sent.err.retry_ms, 5000);
}
END_TEST

START_TEST(batches_wait_for_a_provider_that_comes_back)
{
	struct sent sent[20] = { 0 };
	struct made *a = made_provider("a");

	a->fails = DT_FAILURE_RATE_LIMIT;
	a->fail_next = 1;
	made_open();
	made_ask();
	for (int i = 0; i < 20; i++)
		sent_start(&sent[i]);
	ck_assert_uint_eq(a->calls, 1);
	for (int i = 0; i < 20; i++) {
		sent_await(&sent[i]);
		ck_assert_int_eq(sent[i].err.status, DT_OK);
	}
	ck_assert_uint_eq(a->calls, 21);
}
END_TEST

START_TEST(who_waits_hears_of_the_end)
{
	struct sent sent[2] = { 0 };
	struct made *a = made_provider("a");

	a->fails = DT_FAILURE_RATE_LIMIT;
	a->retry_ms = 1500;
	made_open();
	made_ask();
	sent_start(&sent[0]);
	atomic_store(_i ? &made_winding : &made_cancelled, true);
	sent_await(&sent[0]);
	ck_assert_int_eq(sent[0].err.status, DT_E_CANCELLED);
	sent_start(&sent[1]);
	sent_await(&sent[1]);
	ck_assert_int_eq(sent[1].err.status, DT_E_CANCELLED);
	ck_assert_uint_eq(a->calls, 1);
}
END_TEST

/* ---- bounds, threads -------------------------------------------------------------------- */

START_TEST(attempts_are_bounded)
{
	struct made *d;

	made_options.max_attempts = 2;
	made_provider("a")->fails = DT_FAILURE_TIMEOUT;
	made_provider("b")->fails = DT_FAILURE_TIMEOUT;
	d = made_provider("c");
	made_open();
	ck_assert_str_eq(made_ask(),
			 "no provider of best has answered (a: a will not; b: b will not; "
			 "c: it was not asked)");
	ck_assert_uint_eq(d->calls, 0);
}
END_TEST

START_TEST(time_is_of_the_whole_batch)
{
	struct sent sent = { .batch.time_ms = 500 }, late = { .batch.time_ms = 50 };
	struct made *a = made_provider("a"), *b = made_provider("b");

	a->fails = DT_FAILURE_TIMEOUT;
	a->takes_ms = 100;
	made_open();
	ck_assert_str_eq(sent_ask(&sent), "b");
	ck_assert_uint_le(b->time_ms, 401);
	ck_assert_uint_gt(b->time_ms, 0);
	ck_assert_str_eq(sent_ask(&late), "no provider has answered in 50 ms");
	ck_assert_uint_eq(late.err.failure, DT_FAILURE_TIMEOUT);
}
END_TEST

START_TEST(who_computes_does_so_on_another_thread)
{
	struct sent sent[8] = { 0 };
	struct made *a = made_provider("a"), *b = made_provider("b");
	struct timespec before, after;

	a->fails = DT_FAILURE_TIMEOUT;
	b->computes = true;
	b->takes_ms = 30;
	made_open();
	clock_gettime(CLOCK_MONOTONIC, &before);
	for (int i = 0; i < 8; i++)
		sent_start(&sent[i]);
	clock_gettime(CLOCK_MONOTONIC, &after);
	ck_assert_int_lt((after.tv_sec - before.tv_sec) * 1000 +
				 (after.tv_nsec - before.tv_nsec) / 1000000,
			 8 * 30);
	for (int i = 0; i < 8; i++) {
		sent_await(&sent[i]);
		ck_assert_str_eq(sent[i].by, "b");
	}
	ck_assert(!pthread_equal(b->last_thread, pthread_self()));
}
END_TEST

START_TEST(usage_comes_through)
{
	struct sent sent = { 0 };

	made_provider("a")->fails = DT_FAILURE_TIMEOUT;
	made[0].is_usd = 0.25;
	made_provider("b")->is_usd = 0.5;
	made_open();
	sent_ask(&sent);
	ck_assert_double_eq_tol(sent.usd, 0.75, 1e-9);
}
END_TEST

enum { ASKERS = 6, EACH = 60 };

static void *ask_many(void *ctx)
{
	(void)ctx;
	for (int i = 0; i < EACH; i++) {
		struct sent sent = { 0 };

		sent_start(&sent);
		sent_await(&sent);
		ck_assert_uint_eq(sent.answers % 2, 0);
	}
	return NULL;
}

START_TEST(many_threads_at_once)
{
	pthread_t askers[ASKERS];
	struct made *a = made_provider("a"), *b = made_provider("b"), *c = made_provider("c");

	made_options.strategy = _i;
	made_options.cooling = made_options.longest_cooling = 5;
	made_options.wait = 500;
	a->takes_ms = 1;
	b->takes_ms = 2;
	b->usd = 1;
	c->computes = true;
	c->usd = 2;
	made_open();
	for (int i = 0; i < ASKERS; i++)
		ck_assert_int_eq(pthread_create(&askers[i], NULL, ask_many, NULL), 0);
	for (int i = 0; i < 20; i++) {
		pthread_mutex_lock(&made_lock);
		a->fails = i % 2 ? DT_FAILURE_SERVER_ERROR : 0;
		b->fails = i % 3 ? 0 : DT_FAILURE_RATE_LIMIT;
		pthread_mutex_unlock(&made_lock);
		made_nap(5);
	}
	for (int i = 0; i < ASKERS; i++)
		pthread_join(askers[i], NULL);
	for (int i = 0; i < 100 && (a->inside || b->inside || c->inside); i++)
		made_nap(5);
	ck_assert_uint_ge(a->calls + b->calls + c->calls, ASKERS * EACH);
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("profile_health");
	TCase *tests = suite_case(suite, "profile_health");

	tcase_add_checked_fixture(tests, made_begin, made_end);
	tcase_add_test(tests, a_breaker_opens_and_closes_by_a_probe);
	tcase_add_test(tests, only_one_probe_at_a_time);
	tcase_add_test(tests, retry_after_is_obeyed);
	tcase_add_test(tests, a_refused_key_is_out_for_the_job);
	tcase_add_test(tests, all_refused);
	tcase_add_test(tests, all_down_for_now);
	tcase_add_test(tests, batches_wait_for_a_provider_that_comes_back);
	tcase_add_loop_test(tests, who_waits_hears_of_the_end, 0, 2);
	tcase_add_test(tests, attempts_are_bounded);
	tcase_add_test(tests, time_is_of_the_whole_batch);
	tcase_add_test(tests, who_computes_does_so_on_another_thread);
	tcase_add_test(tests, usage_comes_through);
	tcase_add_loop_test(tests, many_threads_at_once, 0, 4);
	return suite;
}

SUITE_MAIN(make)
