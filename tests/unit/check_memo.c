/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Texts that were asked already, wanted by many threads at once. */
#include "config.h"

#include "plugins/translate/route/memo.h"

#include "suite.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

START_TEST(a_full_memo_takes_no_more)
{
	struct memo *memo = memo_new(1000);
	struct memo_entry *entry;
	unsigned taken = 0;

	for (int i = 0; i < 100; i++) {
		char text[32];
		size_t n = (size_t)snprintf(text, sizeof(text), "text %d", i);

		taken += memo_claim(memo, text, n, false, &entry) == MEMO_MINE;
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
		state = memo_claim(shared, text, n, false, &entry);
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

static Suite *memo_suite(void)
{
	Suite *suite = suite_create("memo");
	TCase *tests = suite_case(suite, "memo");

	tcase_add_test(tests, a_full_memo_takes_no_more);
	tcase_add_test(tests, many_threads);
	return suite;
}

SUITE_MAIN(memo_suite)
