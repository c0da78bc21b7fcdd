/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* route.profile over made providers: who is asked, and who next. */
#include "config.h"

#include "made_providers.h"
#include "suite.h"

#include <string.h>
#include <time.h>

/* ---- who is asked -------------------------------------------------------------------- */

START_TEST(failover_takes_the_first_that_answers)
{
	static const uint32_t moving[] = { DT_FAILURE_RATE_LIMIT,
					   DT_FAILURE_TIMEOUT,
					   DT_FAILURE_SERVER_ERROR,
					   DT_FAILURE_PARTIAL_OUTAGE,
					   DT_FAILURE_MALFORMED_RESPONSE,
					   DT_FAILURE_UNKNOWN,
					   DT_FAILURE_CONTEXT_LENGTH,
					   DT_FAILURE_AUTHENTICATION,
					   DT_FAILURE_QUOTA,
					   DT_FAILURE_NOT_FOUND };
	struct made *a = made_provider("a"), *b = made_provider("b");

	made_open();
	ck_assert_str_eq(made_ask(), "a");
	ck_assert_uint_eq(b->calls, 0);
	made_end();
	a->fails = moving[_i];
	made_open();
	ck_assert_str_eq(made_ask(), "b");
	ck_assert_uint_eq(a->calls, 2);
}
END_TEST

START_TEST(other_failures_end_it)
{
	static const uint32_t staying[] = { DT_FAILURE_CONTENT_FILTER, DT_FAILURE_BAD_REQUEST,
					    DT_FAILURE_BUDGET };
	struct made *a = made_provider("a"), *b = made_provider("b");
	struct sent sent = { 0 };

	a->fails = staying[_i];
	made_open();
	ck_assert_str_eq(sent_ask(&sent), "a: a will not");
	ck_assert_uint_eq(sent.err.failure, staying[_i]);
	ck_assert_int_eq(sent.err.status, DT_E_REFUSED);
	ck_assert_uint_eq(b->calls, 0);
	/* that says nothing of the provider */
	for (int i = 0; i < 5; i++)
		made_ask();
	ck_assert_uint_eq(a->calls, 6);
}
END_TEST

static bool bound_is_near(void *ctx)
{
	return ((struct sent *)ctx)->usd <= 1;
}

START_TEST(a_bound_of_the_job_ends_it)
{
	struct made *a = made_provider("a"), *b = made_provider("b");
	struct sent first = { .batch.may_go_on = bound_is_near };
	struct sent second = { .batch.may_go_on = bound_is_near };

	a->fails = DT_FAILURE_MALFORMED_RESPONSE;
	a->is_usd = 1;
	made_open();
	ck_assert_str_eq(sent_ask(&first), "b");
	a->is_usd = 2;
	ck_assert_str_eq(sent_ask(&second), "a: a will not");
	ck_assert_uint_eq(second.err.failure, DT_FAILURE_MALFORMED_RESPONSE);
	ck_assert_uint_eq(b->calls, 1);
}
END_TEST

START_TEST(the_file_says_after_which_failures)
{
	static const char *const only[] = { "bad_request", "timeout" };
	struct made *a = made_provider("a");

	made_provider("b");
	made_options.fallback_on = (struct dt_strings){ only, 2 };
	made_options.open_after = 100;
	made_open();
	a->fails = DT_FAILURE_BAD_REQUEST;
	ck_assert_str_eq(made_ask(), "b");
	a->fails = DT_FAILURE_TIMEOUT;
	ck_assert_str_eq(made_ask(), "b");
	a->fails = DT_FAILURE_SERVER_ERROR;
	ck_assert_str_eq(made_ask(), "a: a will not");
	made_end();
	made_options.allow_content_filter_fallback = true;
	made_open();
	a->fails = DT_FAILURE_CONTENT_FILTER;
	ck_assert_str_eq(made_ask(), "b");
}
END_TEST

START_TEST(a_pair_that_is_not_there)
{
	struct made *a = made_provider("a"), *b = made_provider("b");
	struct sent sent = { 0 };

	a->status = DT_E_UNSUPPORTED;
	made_open();
	ck_assert_str_eq(made_ask(), "b");
	b->status = DT_E_UNSUPPORTED;
	ck_assert_str_eq(sent_ask(&sent),
			 "no provider of best has answered (a: a will not; b: b will not)");
	ck_assert_int_eq(sent.err.status, DT_E_UNSUPPORTED);
}
END_TEST

START_TEST(one_that_answers_nothing)
{
	made_provider("a")->mute = true;
	made_provider("b");
	made_open();
	ck_assert_str_eq(made_ask(), "b");
}
END_TEST

START_TEST(round_robin_takes_turns)
{
	struct made *a = made_provider("a"), *b = made_provider("b"), *c = made_provider("c");

	made_options.strategy = IN_TURN;
	made_open();
	for (int i = 0; i < 9; i++)
		made_ask();
	ck_assert_uint_eq(a->calls, 3);
	ck_assert_uint_eq(b->calls, 3);
	ck_assert_uint_eq(c->calls, 3);
	ck_assert_ptr_eq(made_order[0], a);
	ck_assert_ptr_eq(made_order[1], b);
	ck_assert_ptr_eq(made_order[2], c);
}
END_TEST

START_TEST(least_loaded_goes_where_least_is_done)
{
	struct sent sent[9] = { 0 };
	struct made *a = made_provider("a"), *b = made_provider("b"), *c = made_provider("c");

	made_options.strategy = LEAST_LOADED;
	a->takes_ms = b->takes_ms = c->takes_ms = 200;
	made_open();
	for (int i = 0; i < 9; i++)
		sent_start(&sent[i]);
	for (int i = 0; i < 9; i++)
		sent_await(&sent[i]);
	ck_assert_uint_eq(a->most_inside, 3);
	ck_assert_uint_eq(b->most_inside, 3);
	ck_assert_uint_eq(c->most_inside, 3);
}
END_TEST

START_TEST(cost_aware_takes_the_cheapest)
{
	struct made *a = made_provider("a"), *b = made_provider("b"), *c = made_provider("c");

	made_options.strategy = CHEAPEST;
	a->usd = -1; /* does not say */
	b->usd = 0.02;
	c->usd = 0.01;
	c->is_usd = 0.05; /* and writes five times as much as was thought */
	made_open();
	ck_assert_str_eq(made_ask(), "c");
	ck_assert_str_eq(made_ask(), "b");
	b->fails = c->fails = DT_FAILURE_TIMEOUT;
	ck_assert_str_eq(made_ask(), "a");
	made_end();
	a->flags = 0; /* costs nothing */
	b->fails = c->fails = 0;
	made_open();
	ck_assert_str_eq(made_ask(), "a");
}
END_TEST

START_TEST(not_from_is_asked_last)
{
	struct sent sent = { .batch.not_from = "a" }, again = { .batch.not_from = "a" };
	struct made *b;

	made_provider("a");
	b = made_provider("b");
	made_open();
	ck_assert_str_eq(sent_ask(&sent), "b");
	b->fails = DT_FAILURE_TIMEOUT;
	ck_assert_str_eq(sent_ask(&again), "a");
}
END_TEST

START_TEST(terms_go_to_those_that_take_them)
{
	struct sent sent = { .batch.task = DT_TASK_TERMS };
	struct made *a = made_provider("a");

	made_provider("b")->flags |= DT_TRANSLATOR_TERMS;
	made_open();
	ck_assert_str_eq(sent_ask(&sent), "b");
	ck_assert_uint_eq(a->calls, 0);
}
END_TEST

START_TEST(unhealthy_ones_come_last)
{
	struct made *a = made_provider("a"), *b = made_provider("b");

	made_options.min_health_score = 0.5;
	made_options.open_after = 100;
	made_options.longest_cooling = 200;
	made_options.cooling = 20;
	a->fails = DT_FAILURE_TIMEOUT;
	made_open();
	for (int i = 0; i < 6; i++)
		ck_assert_str_eq(made_ask(), "b");
	ck_assert_uint_eq(a->calls, 3);
	b->fails = DT_FAILURE_TIMEOUT;
	b->fail_next = 1;
	a->fails = 0;
	ck_assert_str_eq(made_ask(), "a"); /* still there when the other one fails */
	ck_assert_str_eq(made_ask(), "b");
	made_nap(230);
	ck_assert_str_eq(made_ask(), "a"); /* not forgotten */
}
END_TEST

/* ---- options --------------------------------------------------------------------------- */

static const char *complaint(const char **option)
{
	static struct dt_error err;

	memset(&err, 0, sizeof(err));
	return profile_check(&made_options, option, &err) == DT_OK ? "" : err.text;
}

START_TEST(options_are_checked)
{
	static const char *const twice[] = { "a", "b", "a" };
	static const char *const wrong[] = { "timeout", "budget" };
	static const char *const filter[] = { "content_filter" };
	const char *option;

	ck_assert_str_eq(complaint(&option), "a profile needs at least one provider");
	ck_assert_str_eq(option, "providers");
	made_options.providers = (struct dt_strings){ twice, 3 };
	ck_assert_str_eq(complaint(&option), "provider a stands there twice");
	made_options.providers.n = 2;
	ck_assert_str_eq(complaint(&option), "");
	made_options.fallback_on = (struct dt_strings){ wrong, 2 };
	ck_assert_ptr_nonnull(strstr(complaint(&option), "\"budget\" is no kind of failure"));
	ck_assert_str_eq(option, "fallback_on");
	made_options.fallback_on = (struct dt_strings){ filter, 1 };
	ck_assert_ptr_nonnull(strstr(complaint(&option), "needs allow_content_filter_fallback"));
	made_options.allow_content_filter_fallback = true;
	ck_assert_str_eq(complaint(&option), "");
	made_options.longest_cooling = 1;
	ck_assert_str_eq(complaint(&option), "longest_cooling is shorter than cooling");
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("profile");
	TCase *tests = suite_case(suite, "profile");

	tcase_add_checked_fixture(tests, made_begin, made_end);
	tcase_add_loop_test(tests, failover_takes_the_first_that_answers, 0, 10);
	tcase_add_loop_test(tests, other_failures_end_it, 0, 3);
	tcase_add_test(tests, a_bound_of_the_job_ends_it);
	tcase_add_test(tests, the_file_says_after_which_failures);
	tcase_add_test(tests, a_pair_that_is_not_there);
	tcase_add_test(tests, one_that_answers_nothing);
	tcase_add_test(tests, round_robin_takes_turns);
	tcase_add_test(tests, least_loaded_goes_where_least_is_done);
	tcase_add_test(tests, cost_aware_takes_the_cheapest);
	tcase_add_test(tests, not_from_is_asked_last);
	tcase_add_test(tests, terms_go_to_those_that_take_them);
	tcase_add_test(tests, unhealthy_ones_come_last);
	tcase_add_test(tests, options_are_checked);
	return suite;
}

SUITE_MAIN(make)
