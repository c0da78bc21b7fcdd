/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "plugins/pdf/same_forms.h"

#include <string.h>

#include "suite.h"

START_TEST(a_form_is_found_by_all_of_its_digest)
{
	struct dt_same_forms forms = { 0 };
	unsigned char one[DT_FORM_DIGEST] = { 1, 2, 3 }, other[DT_FORM_DIGEST] = { 1, 2, 4 };
	const unsigned char none[DT_FORM_DIGEST] = { 0 };

	ck_assert_uint_eq(dt_same_forms_find(&forms, one), 0);
	dt_same_forms_keep(&forms, one, 7);
	ck_assert_uint_eq(dt_same_forms_find(&forms, one), 7);
	ck_assert_uint_eq(dt_same_forms_find(&forms, other), 0);
	ck_assert_uint_eq(dt_same_forms_find(&forms, none), 0);
	dt_same_forms_keep(&forms, other, 9); /* in the same place */
	ck_assert_uint_eq(dt_same_forms_find(&forms, other), 9);
	ck_assert_uint_eq(dt_same_forms_find(&forms, one), 0);
	dt_same_forms_free(&forms);
	ck_assert_uint_eq(dt_same_forms_find(&forms, other), 0);
}
END_TEST

static Suite *make_suite(void)
{
	Suite *suite = suite_create("same forms");
	TCase *tests = suite_case(suite, "forms");

	tcase_add_test(tests, a_form_is_found_by_all_of_its_digest);
	return suite;
}

SUITE_MAIN(make_suite)
