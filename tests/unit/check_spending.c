/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The bound of a job's money: what is reserved and used together never passes it. */
#include "config.h"

#include "plugins/translate/route/spending.h"
#include "suite.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

static const char *budget;
static struct dt_translator translator;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct dt_usage used;
static double estimate_usd, most_at_once, at_once;
static uint64_t estimate_tokens;
static bool tells;
static atomic_bool cancelled;

static const char *host_parameter(const struct dt_call *call, const char *name)
{
	(void)call;
	return strcmp(name, "budget") ? NULL : budget;
}

static const struct dt_translator *host_translator(const struct dt_call *call, const char *name)
{
	(void)call;
	(void)name;
	return &translator;
}

static const char *host_default(const struct dt_call *call)
{
	(void)call;
	return "model";
}

static bool host_cancelled(const struct dt_call *call)
{
	(void)call;
	return atomic_load(&cancelled);
}

static bool host_winding_down(const struct dt_call *call)
{
	(void)call;
	return false;
}

static dt_status host_estimate(const struct dt_call *call, const char *name,
			       const struct dt_batch *batch, struct dt_usage *usage,
			       struct dt_error *err)
{
	(void)call;
	(void)name;
	if (!tells)
		return dt_fail(err, DT_E_UNSUPPORTED, "translator model does not say what it uses");
	usage->usd = estimate_usd * batch->n;
	usage->input_tokens = estimate_tokens * batch->n;
	return DT_OK;
}

static void host_used(const struct dt_call *call, const char *name, struct dt_usage *sum)
{
	(void)call;
	(void)name;
	pthread_mutex_lock(&lock);
	sum->usd = used.usd;
	sum->input_tokens = used.input_tokens;
	sum->output_tokens = used.output_tokens;
	pthread_mutex_unlock(&lock);
}

static const struct dt_host host = { .size = sizeof(host),
				     .parameter = host_parameter,
				     .translator = host_translator,
				     .default_translator = host_default,
				     .cancelled = host_cancelled,
				     .winding_down = host_winding_down,
				     .estimate = host_estimate,
				     .used = host_used };
static const struct dt_call call = { .size = sizeof(call), .host = &host, .node = "segments" };
static const struct dt_batch batch = { .size = sizeof(batch), .n = 1 };

static struct spending *spending;
static struct dt_error err;

static void begin(void)
{
	budget = "1USD";
	translator = (struct dt_translator){ .flags = DT_TRANSLATOR_COSTS };
	used = (struct dt_usage){ .size = sizeof(used) };
	estimate_usd = 0.1;
	estimate_tokens = 100;
	most_at_once = at_once = 0;
	tells = true;
	cancelled = false;
	err = (struct dt_error){ 0 };
	spending = NULL;
}

static void end(void)
{
	spending_end(spending);
}

static const char *beginning(void)
{
	spending_end(spending);
	err = (struct dt_error){ 0 };
	return spending_begin(&call, NULL, &spending, &err) == DT_OK ? "" : err.text;
}

static dt_status reserve(struct expense *expense)
{
	err = (struct dt_error){ 0 };
	return spending_reserve(spending, &call, NULL, &batch, expense, &err);
}

/* It used so much, in the end. */
static void settle(struct expense *expense, double usd, uint64_t tokens)
{
	struct dt_usage usage = { .size = sizeof(usage), .usd = usd, .output_tokens = tokens };

	pthread_mutex_lock(&lock);
	used.usd += usd;
	used.output_tokens += tokens;
	pthread_mutex_unlock(&lock);
	spending_add(spending, expense, &usage);
	spending_settle(spending, expense);
}

START_TEST(what_is_a_budget)
{
	static const char *const good[] = { "2.50USD", "2USD", "0.001 USD", "100000tokens" };
	static const char *const bad[] = { "", "2.50", "USD", "-1USD", "0USD", "2EUR", "1e999USD" };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		budget = good[i];
		ck_assert_str_eq(beginning(), "");
		ck_assert_ptr_nonnull(spending);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		budget = bad[i];
		ck_assert_ptr_nonnull(strstr(beginning(), "is no budget, which is \"2.50USD\""));
	}
	budget = NULL;
	ck_assert_str_eq(beginning(), "");
	ck_assert_ptr_null(spending);
}
END_TEST

START_TEST(who_is_paid_must_say_how_much)
{
	estimate_usd = 0;
	ck_assert_str_eq(beginning(), "what translator model costs is not known: give it its "
				      "prices in the pipeline, or the budget in tokens");
	budget = "1000tokens";
	ck_assert_str_eq(beginning(), "");
	estimate_tokens = 0;
	ck_assert_str_eq(beginning(),
			 "translator model is not paid by tokens: a budget for it is in USD");
	tells = false;
	ck_assert_str_eq(beginning(), "translator model does not say what it uses");
	translator.flags = 0; /* costs nothing: no bound is passed */
	ck_assert_str_eq(beginning(), "");
	for (int i = 0; i < 100; i++) {
		struct expense expense;

		ck_assert_int_eq(reserve(&expense), DT_OK);
	}
}
END_TEST

START_TEST(it_stops_before_it_is_passed)
{
	struct expense expense;
	int n = 0;

	ck_assert_str_eq(beginning(), "");
	while (reserve(&expense) == DT_OK) {
		settle(&expense, 0.1, 0);
		n++;
	}
	ck_assert_int_ge(n, 9);
	ck_assert_double_le(used.usd, 1);
	ck_assert_int_eq(err.status, DT_E_REFUSED);
	ck_assert_uint_eq(err.failure, DT_FAILURE_BUDGET);
	ck_assert_str_eq(err.text,
			 "the next request might have passed the budget of 1USD, of which "
			 "0.9000 USD are used");
	estimate_usd = 0.00001; /* what is left is not given to others */
	ck_assert_int_eq(reserve(&expense), DT_E_REFUSED);
}
END_TEST

START_TEST(a_share_is_not_passed_either)
{
	struct expense expense;

	budget = "1USD";
	ck_assert_str_eq(beginning(), "");
	spending_share(spending, 0.25);
	spending_share(NULL, 0.25);
	/* 0.15 USD are reserved at first */
	ck_assert_int_eq(reserve(&expense), DT_OK);
	settle(&expense, 0.1, 0);
	ck_assert_int_eq(reserve(&expense), DT_OK);
	settle(&expense, 0.1, 0);
	ck_assert_int_eq(reserve(&expense), DT_E_REFUSED);
	ck_assert_ptr_nonnull(
		strstr(err.text, "passed 25 % of the budget of 1USD, of which 0.2000"));
}
END_TEST

START_TEST(tokens_are_those_of_both_ways)
{
	struct expense expense;
	int n = 0;

	budget = "1000tokens";
	ck_assert_str_eq(beginning(), "");
	while (reserve(&expense) == DT_OK) {
		used.input_tokens += 60;
		settle(&expense, 0, 40);
		n++;
	}
	ck_assert_int_ge(n, 8);
	ck_assert_uint_le(used.input_tokens + used.output_tokens, 1000);
	ck_assert_ptr_nonnull(strstr(err.text, "tokens are used"));
}
END_TEST

START_TEST(estimates_that_are_too_low_are_learned)
{
	struct expense expense;

	ck_assert_str_eq(beginning(), "");
	estimate_usd = 0.01;
	while (reserve(&expense) == DT_OK)
		settle(&expense, 0.05, 0); /* five times as much, each */
	ck_assert_double_le(used.usd, 1.0 + 1e-9);
	ck_assert_double_ge(used.usd, 0.85);
}
END_TEST

static void *settle_later(void *ctx)
{
	struct timespec t = { 0, 50 * 1000000 };

	nanosleep(&t, NULL);
	settle(ctx, 0.01, 0);
	return NULL;
}

START_TEST(who_does_not_fit_waits_for_others)
{
	struct expense first, second;
	pthread_t thread;

	ck_assert_str_eq(beginning(), "");
	estimate_usd = 0.6;
	ck_assert_int_eq(reserve(&first), DT_OK);
	ck_assert_int_eq(pthread_create(&thread, NULL, settle_later, &first), 0);
	ck_assert_int_eq(reserve(&second), DT_OK);
	pthread_join(thread, NULL);
	ck_assert_double_eq_tol(used.usd, 0.01, 1e-9);
	atomic_store(&cancelled, true);
	ck_assert_int_eq(reserve(&first), DT_E_CANCELLED);
}
END_TEST

/* A provider has failed at it, and has used so much. */
static bool fails(struct expense *expense, double usd)
{
	struct dt_usage usage = { .size = sizeof(usage), .usd = usd };

	used.usd += usd;
	spending_add(spending, expense, &usage);
	return spending_again(spending, &call, expense);
}

START_TEST(another_provider_is_reserved_anew)
{
	struct expense first, second;

	ck_assert_str_eq(beginning(), "");
	estimate_usd = 0.2;
	ck_assert_int_eq(reserve(&first), DT_OK); /* .3 of 1 */
	ck_assert(fails(&first, 0));		  /* nothing was paid */
	ck_assert(fails(&first, 0.2));		  /* .2 are gone, .3 are reserved */
	ck_assert_int_eq(reserve(&second), DT_OK);
	ck_assert(!fails(&first, 0.25)); /* .45 are gone, .6 are reserved */
	settle(&first, 0, 0);
	ck_assert(fails(&second, 0.1)); /* .55 are gone, .3 are reserved */
	settle(&second, 0.2, 0);
	ck_assert_double_eq_tol(used.usd, 0.75, 1e-9);
	/* .25 instead of .2 was the worst of one, not .45 of two */
	ck_assert_int_eq(reserve(&first), DT_OK);
	ck_assert_double_eq_tol(first.reserved, 0.2 * 1.25, 1e-9);
}
END_TEST

enum { THREADS = 8 };

static void *spend(void *ctx)
{
	struct dt_error own = { 0 };
	struct expense expense;
	unsigned seed = (unsigned)(uintptr_t)ctx;

	while (spending_reserve(spending, &call, NULL, &batch, &expense, &own) == DT_OK) {
		struct timespec t = { 0, (long)(rand_r(&seed) % 300) * 1000 };

		pthread_mutex_lock(&lock);
		at_once += 0.01;
		if (at_once + used.usd > most_at_once)
			most_at_once = at_once + used.usd;
		pthread_mutex_unlock(&lock);
		nanosleep(&t, NULL);
		pthread_mutex_lock(&lock);
		at_once -= 0.01;
		pthread_mutex_unlock(&lock);
		settle(&expense, 0.008 + 0.004 * (rand_r(&seed) % 2), 0);
	}
	return NULL;
}

START_TEST(what_can_be_done_without_refuses_nothing)
{
	const struct dt_usage little = { .size = sizeof(little), .usd = 0.2 };
	const struct dt_usage much = { .size = sizeof(much), .usd = 0.6 };
	struct expense one, other, batch_of;

	ck_assert(spending_take(NULL, &call, &much, &one));
	spending_settle(NULL, &one);
	ck_assert(!spending_is_money(NULL));
	ck_assert_str_eq(beginning(), "");
	ck_assert(spending_is_money(spending));
	/* half as much again is reserved: 0.3 of 1, then 0.9 more would pass it */
	ck_assert(spending_take(spending, &call, &little, &one));
	ck_assert(!spending_take(spending, &call, &much, &other));
	ck_assert_int_eq(reserve(&batch_of), DT_OK);
	settle(&one, 0.5, 0);
	/* it has used more than it said, which says nothing of batches: these are still sure */
	settle(&batch_of, 0.1, 0);
	ck_assert_int_eq(reserve(&batch_of), DT_OK);
	ck_assert_double_le(batch_of.reserved, 0.111);
	settle(&batch_of, 0.1, 0);
	budget = "1000tokens";
	ck_assert_str_eq(beginning(), "");
	ck_assert(!spending_is_money(spending));
}
END_TEST

START_TEST(many_at_once_never_pass_it)
{
	pthread_t threads[THREADS];

	estimate_usd = 0.01;
	ck_assert_str_eq(beginning(), "");
	for (uintptr_t i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, spend, (void *)(i + 1)), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	ck_assert_double_le(used.usd, 1.0 + 1e-9);
	ck_assert_double_ge(used.usd, 0.95);
	ck_assert_double_le(most_at_once, 1.0 + 1e-9);
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("spending");
	TCase *tests = suite_case(suite, "spending");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_test(tests, what_is_a_budget);
	tcase_add_test(tests, who_is_paid_must_say_how_much);
	tcase_add_test(tests, it_stops_before_it_is_passed);
	tcase_add_test(tests, a_share_is_not_passed_either);
	tcase_add_test(tests, tokens_are_those_of_both_ways);
	tcase_add_test(tests, estimates_that_are_too_low_are_learned);
	tcase_add_test(tests, who_does_not_fit_waits_for_others);
	tcase_add_test(tests, another_provider_is_reserved_anew);
	tcase_add_test(tests, what_can_be_done_without_refuses_nothing);
	tcase_add_test(tests, many_at_once_never_pass_it);
	return suite;
}

SUITE_MAIN(make)
