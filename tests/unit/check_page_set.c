/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The job parameter "pages", page labels, what a font's name tells. */
#include "config.h"

#include "plugins/pdf/fonts.h"
#include "plugins/pdf/page_labels.h"
#include "plugins/pdf/page_set.h"

#include "suite.h"

#include <string.h>

/* "0 2 3", or the error's text. */
static const char *chosen(const char *text, uint32_t n_pages, dt_status *status)
{
	static char out[600];
	struct dt_error err = { 0 };
	uint32_t *pages, n;
	size_t used = 0;

	*status = dt_page_set(text, n_pages, &pages, &n, &err);
	out[0] = 0;
	if (*status != DT_OK) {
		ck_assert_ptr_null(pages);
		snprintf(out, sizeof(out), "%s", err.text);
		return out;
	}
	for (uint32_t i = 0; i < n; i++)
		used += (size_t)snprintf(out + used, sizeof(out) - used, i ? " %u" : "%u",
					 pages[i]);
	free(pages);
	return out;
}

START_TEST(sets_of_pages)
{
	dt_status status;

	ck_assert_str_eq(chosen(NULL, 3, &status), "0 1 2");
	ck_assert_str_eq(chosen("1,3-5,7-,-2", 8, &status), "0 1 2 3 4 6 7");
	ck_assert_str_eq(chosen(" 4 , 2 ", 4, &status), "1 3");
	ck_assert_str_eq(chosen("8-", 8, &status), "7");
	ck_assert_str_eq(chosen("2,2,1-2", 2, &status), "0 1");
}
END_TEST

START_TEST(bad_sets_are_told)
{
	static const char *const bad[] = { "",	    ",",    "0",  "5-3", "-",  "a",
					   "1-2-3", "1,,2", "3x", "-0",	 "1.5" };
	dt_status status;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *text = chosen(bad[i], 9, &status);

		ck_assert_msg(status == DT_E_CONFIG, "\"%s\" was taken", bad[i]);
		ck_assert_ptr_nonnull(strstr(text, "wanted something like"));
	}
	ck_assert_str_eq(chosen("2,99", 9, &status), "pages 99: the document has 9 pages");
	ck_assert_int_eq(status, DT_E_CONFIG);
	ck_assert_str_eq(chosen("12-", 1, &status), "pages 12-: the document has 1 page");
	ck_assert_str_eq(chosen("1-99999999999999999999", 9, &status),
			 "pages 1-99999999999999999999: the document has 9 pages");
}
END_TEST

static const char *label(int style, uint32_t number)
{
	static char out[64];

	dt_page_label_number(out, sizeof(out), style, number);
	return out;
}

START_TEST(label_numbers)
{
	ck_assert_str_eq(label('D', 1999), "1999");
	ck_assert_str_eq(label('r', 1999), "mcmxcix");
	ck_assert_str_eq(label('R', 4), "IV");
	ck_assert_str_eq(label('a', 26), "z");
	ck_assert_str_eq(label('A', 28), "BB");
	ck_assert_str_eq(label('a', 2000000000), "");
	ck_assert_str_eq(label(0, 7), "");
}
END_TEST

START_TEST(names_of_fonts)
{
	float weight;

	ck_assert_uint_eq(dt_font_name_flags("CMBX12", &weight), DT_FONT_BOLD | DT_FONT_SERIF);
	ck_assert_float_eq(weight, 700);
	ck_assert_uint_eq(dt_font_name_flags("CMMI10", &weight) & DT_FONT_MATH, DT_FONT_MATH);
	ck_assert_uint_eq(dt_font_name_flags("CMTT9", &weight), DT_FONT_MONO);
	ck_assert(dt_font_name_flags("LMRomanSlant10-Regular", &weight) & DT_FONT_ITALIC);
	ck_assert_uint_eq(dt_font_name_flags("Helvetica-BoldOblique", &weight),
			  DT_FONT_BOLD | DT_FONT_ITALIC);
	ck_assert_uint_eq(dt_font_name_flags("Arial", &weight), 0);
	/* East Asian families */
	ck_assert_uint_eq(dt_font_name_flags("HiraMinProN-W3", &weight), DT_FONT_SERIF);
	ck_assert_float_eq(weight, 400);
	ck_assert_uint_eq(dt_font_name_flags("HiraKakuProN-W6", &weight), DT_FONT_BOLD);
	ck_assert_float_eq(weight, 600);
	ck_assert_uint_eq(dt_font_name_flags("SimSun-18030", &weight), DT_FONT_SERIF);
	ck_assert_uint_eq(dt_font_name_flags("MS-Mincho", &weight), DT_FONT_SERIF);
	ck_assert_uint_eq(dt_font_name_flags("KoPubWorldBatangLight", &weight), DT_FONT_SERIF);
	ck_assert_uint_eq(dt_font_name_flags("SimHei", &weight), 0);
	ck_assert_float_eq(weight, 400);
	ck_assert_uint_eq(dt_font_name_flags("ArialNarrow", &weight), DT_FONT_CONDENSED);
}
END_TEST

static Suite *page_set_suite(void)
{
	Suite *suite = suite_create("page_set");
	TCase *tests = suite_case(suite, "page_set");

	tcase_add_test(tests, sets_of_pages);
	tcase_add_test(tests, bad_sets_are_told);
	tcase_add_test(tests, label_numbers);
	tcase_add_test(tests, names_of_fonts);
	return suite;
}

SUITE_MAIN(page_set_suite)
