/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "json_text.h"
#include "common/languages.h"
#include "common/nearest.h"
#include "common/pages.h"

#include <limits.h>
#include <string.h>

#include "suite.h"

static bool good(const char *tag)
{
	char why[400] = "";

	return language_check(tag, why, sizeof(why));
}

static const char *why(const char *tag)
{
	static char text[400];

	text[0] = '\0';
	ck_assert_msg(!language_check(tag, text, sizeof(text)), "%s was taken", tag);
	return text;
}

START_TEST(tags_of_bcp_47_are_good)
{
	static const char *const tags[] = { "en",	  "es",		 "EN",
					    "zh-Hans",	  "zh-Hans-CN",	 "es-419",
					    "de-DE-1996", "ast",	 "sl-rozaj-biske",
					    "zh-cmn",	  "en-x-pirate", "hi-Deva" };

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		ck_assert_msg(good(tags[i]), "%s was refused", tags[i]);
}
END_TEST

START_TEST(other_things_are_refused)
{
	static const char *const tags[] = {
		"",	    "x",    "english-",		"en-", "en--US", "zz", "qqq", "en_US",
		"en-US-GB", "en-a", "en-toolongsubtag", "12",  "und",	 "-en"
	};

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		ck_assert_msg(!good(tags[i]), "%s was taken", tags[i]);
}
END_TEST

START_TEST(what_was_meant_is_offered)
{
	static const struct {
		const char *written, *offered;
	} cases[] = { { "spanish", "\"es\"" }, { "spansih", "\"es\"" }, { "jp", "\"ja\"" },
		      { "spa", "\"es\"" },     { "greek", "\"el\"" },	{ "German", "\"de\"" },
		      { "cn", "\"zh\"" } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		ck_assert_msg(strstr(why(cases[i].written), cases[i].offered), "%s: %s",
			      cases[i].written, why(cases[i].written));
	ck_assert_ptr_nonnull(strstr(why("en_US"), "not \"_\""));
	ck_assert_ptr_null(strstr(why("qqqqqq"), "did you mean"));
}
END_TEST

START_TEST(names_are_english)
{
	ck_assert_str_eq(language_name("es-MX"), "Spanish");
	ck_assert_ptr_null(language_name("qq"));
	ck_assert_uint_gt(languages_two_count, 180);
	ck_assert_uint_gt(languages_three_count, 7000);
}
END_TEST

START_TEST(sets_of_pages)
{
	static const char *const right[] = { "1", "1,3-5", "7-", "-2", "1, 3 - 5 ,9", "3-3" };
	static const char *const wrong[] = { "",   "a",		  "0",	   "1,,2", "5-3",
					     "-",  "1;2",	  "1-2-3", "1,",   "0-4",
					     "-0", "99999999999", "1.5",   "+1" };
	char text[400];

	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++)
		ck_assert_msg(pages_check(right[i], text, sizeof(text)), "%s", text);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(!pages_check(wrong[i], text, sizeof(text)), "%s was taken", wrong[i]);
}
END_TEST

START_TEST(distance_counts_swaps_as_one)
{
	unsigned best = UINT_MAX;

	ck_assert_uint_eq(nearest_distance("spanish", "spansih"), 1);
	ck_assert_uint_eq(nearest_distance("abc", "abc"), 0);
	ck_assert_uint_eq(nearest_distance("", "abc"), 3);
	ck_assert_uint_eq(nearest_distance("kitten", "sitting"), 3);
	ck_assert(nearest_better("--transltor", "--translator", &best));
	ck_assert(!nearest_better("--transltor", "--translators", &best));
	ck_assert(!nearest_better("-x", "-y", &best));
}
END_TEST

START_TEST(bytes_that_are_no_text_become_marks)
{
	static const struct {
		const char *bytes, *wanted;
	} cases[] = { { "a\xff"
			"b",
			"a\xef\xbf\xbd"
			"b" },
		      { "\xc3", "\xef\xbf\xbd" },
		      { "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		      { "\xc3\xa9\xfe", "\xc3\xa9\xef\xbf\xbd" } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		json_t *json = json_text(cases[i].bytes);

		ck_assert_str_eq(json_string_value(json), cases[i].wanted);
		json_decref(json);
	}
	ck_assert(json_is_null(json_text(NULL)));
}
END_TEST

static Suite *languages_suite(void)
{
	Suite *suite = suite_create("languages");
	TCase *tests = suite_case(suite, "words");

	tcase_add_test(tests, tags_of_bcp_47_are_good);
	tcase_add_test(tests, other_things_are_refused);
	tcase_add_test(tests, what_was_meant_is_offered);
	tcase_add_test(tests, names_are_english);
	tcase_add_test(tests, sets_of_pages);
	tcase_add_test(tests, distance_counts_swaps_as_one);
	tcase_add_test(tests, bytes_that_are_no_text_become_marks);
	return suite;
}

SUITE_MAIN(languages_suite)
