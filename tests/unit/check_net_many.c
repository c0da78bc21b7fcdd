/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Many requests at once, and how they are cancelled. */
#include "config.h"

#include "net_asked.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

/* ---- many requests --------------------------------------------------------------- */

#define MANY 400
static struct result results[MANY];

START_TEST(many_are_on_their_way_at_once)
{
	int64_t start = now_ms();

	for (int i = 0; i < MANY; i++)
		post(&call, "/ok?ms=100", &results[i]);
	wait_for(MANY);
	for (int i = 0; i < MANY; i++)
		ck_assert_int_eq(results[i].error, DT_OK);
	ck_assert_int_eq(logged("requests"), MANY);
	ck_assert_int_le(logged("most_at_once"), 64);
	ck_assert_int_ge(logged("most_at_once"), 32);
	/* one after the other: 40 s */
	ck_assert_int_lt(now_ms() - start, 8000 * patience());
	ck_assert_int_le(logged("connections"), 70);
	ck_assert_uint_eq(used.requests, MANY);
	ck_assert_uint_eq(used.answers, MANY);
}
END_TEST

START_TEST(they_start_in_order)
{
	char urls[50][32], want[16];
	struct net_request request = { .url = "/log", .flags = NET_ASIDE };
	struct result log = { 0 };
	const char *at;

	options.max_in_flight = 1;
	reopen();
	for (int i = 0; i < 50; i++) {
		snprintf(urls[i], sizeof(urls[i]), "/ok?id=n%02d", i);
		post(&call, urls[i], &results[i]);
	}
	wait_for(50);
	ck_assert_int_eq(logged("most_at_once"), 1);
	ck_assert_int_eq(net_wait(client, NULL, &request, NULL, done, &log, NULL), DT_OK);
	at = strstr(log.body, "\"ids\"");
	for (int i = 0; i < 50; i++) {
		snprintf(want, sizeof(want), "\"n%02d\"", i);
		at = at ? strstr(at, want) : NULL;
		ck_assert_msg(at, "%s comes too late", want);
	}
}
END_TEST

START_TEST(a_busy_service_gets_less)
{
	options.max_retries = 100;
	reopen();
	for (int i = 0; i < MANY; i++)
		post(&call, "/busy?most=10&ms=20", &results[i]);
	wait_for(MANY);
	for (int i = 0; i < MANY; i++)
		ck_assert_int_eq(results[i].error, DT_OK);
	ck_assert_uint_eq(used.answers, MANY);
	/* it learns: complaints stay few */
	ck_assert_int_gt(used.failures[DT_FAILURE_RATE_LIMIT], 0);
	ck_assert_int_lt(used.failures[DT_FAILURE_RATE_LIMIT], MANY / 2);
}
END_TEST

START_TEST(rpm_is_kept)
{
	int64_t start = now_ms();

	options.rpm = 600;
	reopen();
	for (int i = 0; i < 40; i++)
		post(&call, "/ok", &results[i]);
	wait_for(40);
	/* 30 at once, then one each 105 ms */
	ck_assert_int_ge(now_ms() - start, 900);
	ck_assert_int_lt(now_ms() - start, 5000 * patience());
}
END_TEST

START_TEST(a_refusal_stops_the_job)
{
	struct result late, other;

	options.max_in_flight = 8;
	reopen();
	for (int i = 0; i < 100; i++)
		post(&call, "/status/401?body=sk-secret", &results[i]);
	wait_for(100);
	for (int i = 0; i < 100; i++) {
		ck_assert_uint_eq(results[i].failure, DT_FAILURE_AUTHENTICATION);
		ck_assert_int_eq(results[i].error, DT_E_REFUSED);
		ck_assert_ptr_null(strstr(results[i].text, "sk-secret"));
	}
	ck_assert_int_le(logged("requests"), 16);
	n_done = 0;
	post(&call, "/ok", &late);
	post(&other_job, "/ok", &other);
	wait_for(2);
	ck_assert_str_eq(late.text, results[0].text);
	ck_assert_uint_eq(late.requests, 0);
	ck_assert_int_eq(other.error, DT_OK);
}
END_TEST

START_TEST(what_is_missing_may_be_no_refusal)
{
	struct net_request request = { .url = "/nothing", .flags = NET_MAY_BE_MISSING };
	struct result result = { 0 };

	net_wait(client, &call, &request, NULL, done, &result, NULL);
	ck_assert_uint_eq(result.failure, DT_FAILURE_NOT_FOUND);
	ck_assert_int_eq(ask("/ok").error, DT_OK);
	ck_assert_uint_eq(ask("/nothing").failure, DT_FAILURE_NOT_FOUND);
	ck_assert_uint_eq(ask("/ok").failure, DT_FAILURE_NOT_FOUND);
}
END_TEST

/* ---- cancelling ------------------------------------------------------------------ */

static void all_cancelled(atomic_bool *flag, int64_t most_ms)
{
	struct timespec pause = { 0, 300000000 };
	int64_t start;

	options.max_in_flight = 16;
	reopen();
	for (int i = 0; i < 100; i++)
		post(&call, i % 2 ? "/hang" : "/drip", &results[i]);
	nanosleep(&pause, NULL);
	ck_assert_int_eq(n_done, 0);
	start = now_ms();
	atomic_store(flag, true);
	wait_for(100);
	for (int i = 0; i < 100; i++) {
		ck_assert_int_eq(results[i].error, DT_E_CANCELLED);
		ck_assert_int_lt(results[i].at - start, most_ms + 200 * patience());
	}
}

START_TEST(cancelling_is_quick)
{
	all_cancelled(&is_cancelled, 0);
}
END_TEST

START_TEST(winding_down_does_not_wait_for_ever)
{
	all_cancelled(&is_winding_down, NET_LAST_WAIT);
}
END_TEST

START_TEST(winding_down_waits_for_what_is_on_the_wire)
{
	struct timespec pause = { 0, 300000000 };
	uint32_t sent = 0;
	int64_t start;

	options.max_in_flight = 4;
	reopen();
	for (int i = 0; i < 12; i++)
		post(&call, "/ok?ms=1500", &results[i]);
	nanosleep(&pause, NULL);
	ck_assert_int_eq(n_done, 0);
	start = now_ms();
	atomic_store(&is_winding_down, true);
	wait_for(12);
	for (int i = 0; i < 12; i++) {
		if (results[i].requests)
			ck_assert_int_eq(results[i].error, DT_OK);
		else
			ck_assert_int_eq(results[i].error, DT_E_CANCELLED);
		if (!results[i].requests)
			ck_assert_int_lt(results[i].at - start, 200 * patience());
		sent += results[i].requests;
	}
	ck_assert_uint_ge(sent, 1);
	ck_assert_uint_le(sent, 4);
}
END_TEST

START_TEST(winding_down_sends_nothing_again)
{
	struct timespec pause = { 0, 200000000 };

	post(&call, "/status/500?ms=500", &results[0]);
	nanosleep(&pause, NULL);
	atomic_store(&is_winding_down, true);
	wait_for(1);
	ck_assert_uint_eq(results[0].failure, DT_FAILURE_SERVER_ERROR);
	ck_assert_uint_eq(results[0].requests, 1);
}
END_TEST

START_TEST(a_pause_can_be_cancelled)
{
	struct timespec pause = { 0, 300000000 };
	int64_t start;

	post(&call, "/status/429?header_Retry-After=8", &results[0]);
	post(&call, "/ok?ms=100", &results[1]);
	nanosleep(&pause, NULL);
	post(&call, "/ok", &results[2]);
	start = now_ms();
	atomic_store(&is_cancelled, true);
	wait_for(3);
	ck_assert_int_eq(results[0].error, DT_E_CANCELLED);
	ck_assert_int_eq(results[2].error, DT_E_CANCELLED);
	ck_assert_int_lt(results[2].at - start, 200 * patience());
}
END_TEST

START_TEST(closing_ends_what_is_on_its_way)
{
	for (int i = 0; i < 100; i++)
		post(NULL, "/hang", &results[i]);
	net_client_free(client);
	ck_assert_int_eq(n_done, 100);
	for (int i = 0; i < 100; i++)
		ck_assert_int_eq(results[i].error, DT_E_CANCELLED);
	open_client();
}
END_TEST

static void *send_some(void *ctx)
{
	struct result *mine = ctx;

	for (int i = 0; i < 50; i++)
		post(&call, i % 5 ? "/ok?ms=5" : "/first/502?n=3&id=t", &mine[i]);
	return NULL;
}

START_TEST(many_threads_may_send)
{
	pthread_t threads[8];

	for (int i = 0; i < 8; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, send_some, &results[i * 50]), 0);
	for (int i = 0; i < 8; i++)
		pthread_join(threads[i], NULL);
	wait_for(400);
	for (int i = 0; i < 400; i++)
		ck_assert_msg(results[i].error == DT_OK, "%s", results[i].text);
	ck_assert_uint_eq(used.requests, 403);
	ck_assert_uint_eq(used.failures[DT_FAILURE_PARTIAL_OUTAGE], 3);
}
END_TEST

START_TEST(waiting_costs_no_processor)
{
	struct timespec before, after;
	int64_t spent;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
	for (int i = 0; i < 32; i++)
		post(&call, "/ok?ms=2000", &results[i]);
	wait_for(32);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
	spent = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
	ck_assert_int_lt(spent, 200 * (getenv("DT_VALGRIND") ? 30 : 1));
}
END_TEST

static Suite *net_many_suite(void)
{
	Suite *suite = suite_create("net_many");
	TCase *many = suite_case(suite, "many"), *cancel = suite_case(suite, "cancel");

	tcase_add_checked_fixture(many, setup, teardown);
	tcase_add_checked_fixture(cancel, setup, teardown);
	tcase_add_test(many, many_are_on_their_way_at_once);
	tcase_add_test(many, they_start_in_order);
	tcase_add_test(many, a_busy_service_gets_less);
	tcase_add_test(many, rpm_is_kept);
	tcase_add_test(many, a_refusal_stops_the_job);
	tcase_add_test(many, what_is_missing_may_be_no_refusal);
	tcase_add_test(many, many_threads_may_send);
	tcase_add_test(many, waiting_costs_no_processor);
	tcase_add_test(cancel, cancelling_is_quick);
	tcase_add_test(cancel, winding_down_does_not_wait_for_ever);
	tcase_add_test(cancel, winding_down_waits_for_what_is_on_the_wire);
	tcase_add_test(cancel, winding_down_sends_nothing_again);
	tcase_add_test(cancel, a_pause_can_be_cancelled);
	tcase_add_test(cancel, closing_ends_what_is_on_its_way);
	return suite;
}

SUITE_MAIN(net_many_suite)
