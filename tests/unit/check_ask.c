/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Asking translators of every temper, and the memo under many threads. */
#include "config.h"

#include "plugins/translate/route/ask.h"

#include "suite.h"

#include <pthread.h>
#include <stdio.h>

static const struct dt_style styles[] = { { .size = 10 }, { .size = 10, .flags = DT_STYLE_BOLD } };
static const struct dt_run runs[] = {
	{ .length = 6, .annotation = DT_NONE },
	{ .start = 6, .length = 4, .style = 1, .annotation = DT_NONE }
};

/* What the translator does, and what it was asked. */
static dt_status (*temper)(const struct dt_batch *batch, struct dt_error *err);
static unsigned batches, texts, largest;

static dt_status host_translate(const struct dt_call *call, const char *name,
				const struct dt_batch *batch, struct dt_error *err)
{
	(void)call;
	(void)name;
	batches++;
	texts += batch->n;
	largest = batch->n > largest ? batch->n : largest;
	return temper(batch, err);
}

static bool host_cancelled(const struct dt_call *call)
{
	(void)call;
	return false;
}

static const struct dt_host host = { .size = sizeof(host),
				     .cancelled = host_cancelled,
				     .translate = host_translate };
static const struct dt_call call = { .size = sizeof(call), .host = &host };

static void say(const struct dt_batch *batch, uint32_t i, const char *text)
{
	batch->answer(batch->ctx, i, text, strlen(text));
}

static dt_status good(const struct dt_batch *batch, struct dt_error *err)
{
	(void)err;
	for (uint32_t i = 0; i < batch->n; i++)
		say(batch, i, "unas <g id='1'>muy</g>");
	return DT_OK;
}

/* Bad in company, good alone. */
static dt_status shy(const struct dt_batch *batch, struct dt_error *err)
{
	if (batch->n == 1)
		return good(batch, err);
	for (uint32_t i = 0; i < batch->n; i++)
		say(batch, i, "unas <g id='1'>muy");
	return DT_OK;
}

/* Never keeps a mark. */
static dt_status plain(const struct dt_batch *batch, struct dt_error *err)
{
	(void)err;
	for (uint32_t i = 0; i < batch->n; i++)
		say(batch, i, "unas muy");
	return DT_OK;
}

static dt_status mute(const struct dt_batch *batch, struct dt_error *err)
{
	(void)batch;
	(void)err;
	return DT_OK;
}

static dt_status liar(const struct dt_batch *batch, struct dt_error *err)
{
	(void)err;
	for (uint32_t i = 0; i < batch->n; i++)
		say(batch, i, "\x01");
	return DT_OK;
}

static dt_status away(const struct dt_batch *batch, struct dt_error *err)
{
	(void)batch;
	return dt_fail(err, DT_E_UNAVAILABLE, "nobody is at home");
}

static dt_status wrong_pair(const struct dt_batch *batch, struct dt_error *err)
{
	(void)batch;
	return dt_fail(err, DT_E_UNSUPPORTED, "no such pair");
}

static void ask_with(struct asking *asking, uint32_t n,
		     dt_status (*how)(const struct dt_batch *, struct dt_error *))
{
	memset(asking, 0, sizeof(*asking));
	asking->call = &call;
	asking->source_lang = "en";
	asking->target_lang = "es";
	for (uint32_t i = 0; i < n; i++) {
		struct ask *ask = asking_add(asking);

		ask->source = (struct source){ "these bold", 10, runs, 2, styles, 2 };
		ask->owner = i;
	}
	temper = how;
	batches = texts = largest = 0;
}

static const struct ask *at(const struct asking *asking, uint32_t i)
{
	return (const struct ask *)asking->list.at + i;
}

START_TEST(batches_keep_their_bounds)
{
	struct dt_error err = { 0 };
	struct asking asking;

	ask_with(&asking, 10, good);
	asking.max_segments = 4;
	ck_assert_int_eq(asking_run(&asking, &err), DT_OK);
	ck_assert_uint_eq(batches, 3);
	ck_assert_uint_eq(largest, 4);
	for (uint32_t i = 0; i < 10; i++) {
		ck_assert(at(&asking, i)->good);
		ck_assert_str_eq(at(&asking, i)->target.text.at, "unas muy");
	}
	asking_free(&asking);
	ask_with(&asking, 10, good);
	asking.max_chars = 60; /* two texts of 25 bytes */
	ck_assert_int_eq(asking_run(&asking, &err), DT_OK);
	ck_assert_uint_eq(largest, 2);
	asking_free(&asking);
}
END_TEST

START_TEST(the_same_text_once)
{
	struct memo *memo = memo_new(1 << 20);
	struct dt_error err = { 0 };
	struct asking asking;

	for (int page = 0; page < 3; page++) {
		ask_with(&asking, 5, good);
		asking.memo = memo;
		ck_assert_int_eq(asking_run(&asking, &err), DT_OK);
		ck_assert_uint_eq(texts, page ? 0 : 1);
		for (uint32_t i = 0; i < 5; i++)
			ck_assert_str_eq(at(&asking, i)->target.text.at, "unas muy");
		asking_free(&asking);
	}
	memo_free(memo);
}
END_TEST

START_TEST(bad_answers_are_asked_again_alone)
{
	struct dt_error err = { 0 };
	struct asking asking;

	ask_with(&asking, 3, shy);
	ck_assert_int_eq(asking_run(&asking, &err), DT_OK);
	ck_assert_uint_eq(batches, 1 + 3);
	for (uint32_t i = 0; i < 3; i++)
		ck_assert(at(&asking, i)->good && !at(&asking, i)->plain);
	asking_free(&asking);
}
END_TEST

START_TEST(then_without_styles)
{
	struct memo *memo = memo_new(1 << 20);
	struct dt_error err = { 0 };
	struct asking asking;

	for (int page = 0; page < 2; page++) {
		ask_with(&asking, 1, plain);
		asking.memo = memo;
		ck_assert_int_eq(asking_run(&asking, &err), DT_OK);
		ck_assert_uint_eq(texts, page ? 0 : 3);
		ck_assert(at(&asking, 0)->good && at(&asking, 0)->plain);
		ck_assert_str_eq(at(&asking, 0)->target.text.at, "unas muy");
		asking_free(&asking);
	}
	memo_free(memo);
}
END_TEST

START_TEST(no_answer_is_a_rule)
{
	static dt_status (*const tempers[])(const struct dt_batch *,
					    struct dt_error *) = { mute, liar, away };
	static const uint32_t rules[] = { DT_RULE_UNANSWERED, DT_RULE_REJECTED,
					  DT_RULE_UNANSWERED };
	static const char *const reasons[] = { "the translator gave no answer",
					       "the answer has a control character",
					       "nobody is at home" };
	struct dt_error err = { 0 };
	struct asking asking;

	for (size_t i = 0; i < 3; i++) {
		ask_with(&asking, 2, tempers[i]);
		asking.memo = memo_new(1 << 20);
		ck_assert_int_eq(asking_run(&asking, &err), DT_OK);
		for (uint32_t k = 0; k < 2; k++) {
			ck_assert(!at(&asking, k)->good);
			ck_assert_uint_eq(at(&asking, k)->rule, rules[i]);
			ck_assert_str_eq(at(&asking, k)->reason, reasons[i]);
		}
		memo_free(asking.memo);
		asking_free(&asking);
	}
}
END_TEST

START_TEST(a_dead_service_is_not_asked_for_ever)
{
	struct dt_error err = { 0 };
	struct asking asking;

	ask_with(&asking, 200, away);
	ck_assert_int_eq(asking_run(&asking, &err), DT_OK);
	ck_assert_uint_le(batches, 6);
	asking_free(&asking);
}
END_TEST

START_TEST(a_pair_that_is_missing_is_an_error)
{
	struct memo *memo = memo_new(1 << 20);
	struct dt_error err = { 0 };
	struct asking asking;

	ask_with(&asking, 3, wrong_pair);
	asking.memo = memo;
	ck_assert_int_eq(asking_run(&asking, &err), DT_E_UNSUPPORTED);
	ck_assert_str_eq(err.text, "no such pair");
	asking_free(&asking);
	/* Nothing stays claimed. */
	memset(&err, 0, sizeof(err));
	ask_with(&asking, 3, good);
	asking.memo = memo;
	ck_assert_int_eq(asking_run(&asking, &err), DT_OK);
	ck_assert(at(&asking, 2)->good);
	asking_free(&asking);
	memo_free(memo);
}
END_TEST

/* ---- memo ---------------------------------------------------------------------------------- */

START_TEST(a_full_memo_takes_no_more)
{
	struct memo *memo = memo_new(1000);
	struct memo_entry *entry;
	unsigned taken = 0;

	for (int i = 0; i < 100; i++) {
		char text[32];
		size_t n = (size_t)snprintf(text, sizeof(text), "text %d", i);

		taken += memo_claim(memo, text, n, &entry) == MEMO_MINE;
	}
	ck_assert_uint_gt(taken, 0);
	ck_assert_uint_lt(taken, 20);
	memo_free(memo);
}
END_TEST

enum { THREADS = 8, TEXTS = 2000 };

static struct memo *shared;
static unsigned asked[TEXTS];

/* Each thread wants every text, in its own order; some give up what they have claimed. */
static void *want_all(void *arg)
{
	unsigned self = (unsigned)(uintptr_t)arg;
	unsigned wrong = 0;

	for (unsigned i = 0; i < TEXTS; i++) {
		unsigned which = (i * 7 + self * 131) % TEXTS;
		struct memo_entry *entry;
		enum memo_state state;
		char text[32], wanted[32];
		size_t n = (size_t)snprintf(text, sizeof(text), "text %u", which);

		snprintf(wanted, sizeof(wanted), "answer %u", which);
		state = memo_claim(shared, text, n, &entry);
		if (state == MEMO_MINE && (which + self) % 5 == 0) {
			memo_abandon(shared, entry);
			state = memo_wait(shared, entry, 10000);
		}
		while (state == MEMO_PENDING)
			state = memo_wait(shared, entry, 10000);
		if (state == MEMO_MINE) {
			__atomic_add_fetch(&asked[which], 1, __ATOMIC_RELAXED);
			memo_settle(shared, entry, 0, false, wanted, strlen(wanted));
			continue;
		}
		wrong += state != MEMO_SETTLED || strcmp(entry->answer, wanted) != 0;
	}
	return (void *)(uintptr_t)wrong;
}

START_TEST(many_threads)
{
	pthread_t threads[THREADS];

	shared = memo_new(64 << 20);
	for (uintptr_t i = 0; i < THREADS; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, want_all, (void *)i), 0);
	for (int i = 0; i < THREADS; i++) {
		void *wrong;

		pthread_join(threads[i], &wrong);
		ck_assert_ptr_null(wrong);
	}
	for (int i = 0; i < TEXTS; i++)
		ck_assert_uint_eq(asked[i], 1);
	memo_free(shared);
}
END_TEST

static Suite *ask_suite(void)
{
	Suite *suite = suite_create("ask");
	TCase *tests = suite_case(suite, "ask");

	tcase_add_test(tests, batches_keep_their_bounds);
	tcase_add_test(tests, the_same_text_once);
	tcase_add_test(tests, bad_answers_are_asked_again_alone);
	tcase_add_test(tests, then_without_styles);
	tcase_add_test(tests, no_answer_is_a_rule);
	tcase_add_test(tests, a_dead_service_is_not_asked_for_ever);
	tcase_add_test(tests, a_pair_that_is_missing_is_an_error);
	tcase_add_test(tests, a_full_memo_takes_no_more);
	tcase_add_test(tests, many_threads);
	return suite;
}

SUITE_MAIN(ask_suite)
