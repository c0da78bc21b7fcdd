/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Page labels of a document with both languages side by side. */
#include "config.h"

#include "suite.h"

#include "plugins/pdf/pair_labels.h"

static void check_entries(const struct dt_label_range *ranges, uint32_t n, uint32_t pages,
			  const struct dt_label_entry *wanted, uint32_t n_wanted)
{
	struct dt_list list = { 0 };
	const struct dt_label_entry *got;
	uint32_t i;

	ck_assert(dt_labels_pair(ranges, n, pages, &list));
	got = list.at;
	ck_assert_uint_eq(list.n, n_wanted);
	for (i = 0; i < n_wanted; i++) {
		ck_assert_uint_eq(got[i].page, wanted[i].page);
		ck_assert_uint_eq(got[i].range, wanted[i].range);
		ck_assert_uint_eq(got[i].number, wanted[i].number);
	}
	dt_list_free(&list);
}

START_TEST(pairs_share_a_label)
{
	/* i, ii, then 5, 6 */
	static const struct dt_label_range ranges[] = { { 0, 1, true }, { 2, 5, true } };
	static const struct dt_label_entry wanted[] = { { 0, 0, 1 }, { 1, 0, 1 }, { 2, 0, 2 },
							{ 3, 0, 2 }, { 4, 1, 5 }, { 5, 1, 5 },
							{ 6, 1, 6 }, { 7, 1, 6 } };

	check_entries(ranges, 2, 4, wanted, 8);
}
END_TEST

START_TEST(labels_without_numbers_need_one_entry)
{
	static const struct dt_label_range ranges[] = { { 0, 1, false }, { 2, 1, true } };
	static const struct dt_label_entry wanted[] = { { 0, 0, 1 }, { 4, 1, 1 }, { 5, 1, 1 } };

	check_entries(ranges, 2, 3, wanted, 3);
}
END_TEST

START_TEST(no_labels_become_page_numbers)
{
	static const struct dt_label_range late[] = { { 1, 9, true } };
	static const struct dt_label_entry wanted[] = {
		{ 0, DT_NONE, 1 }, { 1, DT_NONE, 1 }, { 2, DT_NONE, 2 }, { 3, DT_NONE, 2 }
	};
	static const struct dt_label_entry mixed[] = {
		{ 0, DT_NONE, 1 }, { 1, DT_NONE, 1 }, { 2, 0, 9 }, { 3, 0, 9 }
	};

	check_entries(NULL, 0, 2, wanted, 4);
	check_entries(late, 1, 2, mixed, 4);
}
END_TEST

static Suite *labels_suite(void)
{
	Suite *suite = suite_create("labels");
	TCase *tests = suite_case(suite, "labels");

	tcase_add_test(tests, pairs_share_a_label);
	tcase_add_test(tests, labels_without_numbers_need_one_entry);
	tcase_add_test(tests, no_labels_become_page_numbers);
	return suite;
}

SUITE_MAIN(labels_suite)
