/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include <doctranslate/payload.h>

#include "suite.h"

START_TEST(text_is_followed_by_nul)
{
	struct dt_payload p = { 0 };
	struct dt_span span;

	dt_payload_start(&p, sizeof(struct dt_file));
	span = dt_payload_text(&p, "abc", 3);
	ck_assert_uint_eq(span.count, 3);
	ck_assert_str_eq(DT_TEXT(p.at, span), "abc");
	dt_payload_free(&p);
}
END_TEST

START_TEST(arrays_are_aligned_and_survive_growth)
{
	struct dt_payload p = { 0 };
	struct dt_box boxes[500];
	struct dt_span first, second;

	for (uint32_t i = 0; i < 500; i++)
		boxes[i] = (struct dt_box){ (float)i, 0, (float)i + 1, 1 };
	dt_payload_start(&p, 4);
	(void)dt_payload_text(&p, "x", 1);
	first = dt_payload_array(&p, boxes, 500, sizeof(*boxes));
	second = dt_payload_array(&p, boxes, 500, sizeof(*boxes));
	ck_assert_uint_eq(first.offset % 8, 0);
	ck_assert_uint_eq(second.offset % 8, 0);
	ck_assert_float_eq(DT_AT(p.at, struct dt_box, first)[499].x0, 499);
	ck_assert_float_eq(DT_AT(p.at, struct dt_box, second)[499].x1, 500);
	ck_assert(!p.failed);
	dt_payload_free(&p);
}
END_TEST

START_TEST(too_large_fails_once_and_stays_failed)
{
	struct dt_payload p = { 0 };

	dt_payload_start(&p, 16);
	(void)dt_payload_array(&p, "", UINT32_MAX, 8);
	ck_assert(p.failed);
	ck_assert_ptr_null(DT_PAYLOAD_HEAD(&p, struct dt_file));
	(void)dt_payload_text(&p, "abc", 3);
	ck_assert(p.failed);
	dt_payload_free(&p);
}
END_TEST

START_TEST(list_grows_zeroed)
{
	struct dt_list list = { 0 };

	for (uint32_t i = 0; i < 1000; i++) {
		struct dt_range *range = DT_LIST_ADD(&list, struct dt_range);

		ck_assert_uint_eq(range->first, 0);
		range->first = i;
	}
	ck_assert_uint_eq(list.n, 1000);
	ck_assert_uint_eq(((struct dt_range *)list.at)[999].first, 999);
	dt_list_clear(&list);
	ck_assert_uint_eq(DT_LIST_ADD(&list, struct dt_range)->first, 0);
	dt_list_free(&list);
}
END_TEST

START_TEST(every_rule_has_a_name)
{
	for (uint32_t i = 0; i < DT_RULE_COUNT; i++) {
		ck_assert_ptr_nonnull(dt_rule_name(i));
		for (uint32_t k = 0; k < i; k++)
			ck_assert_str_ne(dt_rule_name(i), dt_rule_name(k));
	}
	ck_assert_str_eq(dt_rule_name(DT_RULE_COUNT), "unknown");
}
END_TEST

START_TEST(every_failure_has_a_name)
{
	for (uint32_t i = 0; i < DT_FAILURE_COUNT; i++) {
		ck_assert_ptr_nonnull(dt_failure_name(i));
		ck_assert_uint_eq(dt_failure_from_name(dt_failure_name(i)), i);
		for (uint32_t k = 0; k < i; k++)
			ck_assert_str_ne(dt_failure_name(i), dt_failure_name(k));
		ck_assert_int_eq(dt_failure_status(i) == DT_OK, i == DT_FAILURE_NONE);
	}
	ck_assert_str_eq(dt_failure_name(DT_FAILURE_COUNT), "unknown");
	ck_assert_str_eq(dt_failure_name(DT_FAILURE_RATE_LIMIT), "rate_limit");
	ck_assert_str_eq(dt_failure_name(DT_FAILURE_NOT_FOUND), "not_found");
	ck_assert_uint_eq(dt_failure_from_name("rate"), DT_FAILURE_NONE);
	ck_assert_uint_eq(dt_failure_from_name(""), DT_FAILURE_NONE);
}
END_TEST

static Suite *payload_suite(void)
{
	Suite *suite = suite_create("payload");
	TCase *tests = suite_case(suite, "payload");

	tcase_add_test(tests, text_is_followed_by_nul);
	tcase_add_test(tests, arrays_are_aligned_and_survive_growth);
	tcase_add_test(tests, too_large_fails_once_and_stays_failed);
	tcase_add_test(tests, list_grows_zeroed);
	tcase_add_test(tests, every_rule_has_a_name);
	tcase_add_test(tests, every_failure_has_a_name);
	return suite;
}

SUITE_MAIN(payload_suite)
