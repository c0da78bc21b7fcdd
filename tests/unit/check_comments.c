/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Comments of code listings that are to be translated, on pages that the tests write themselves. */
#include "config.h"

#include "sheet.h"
#include "suite.h"

/* A listing with text above it, which tells it from a typewritten page; blanks before a line are
 * its indent. */
static struct result lay_out(const char *const *lines, uint32_t n, bool wanted, struct sheet *sheet)
{
	put(sheet, 50, 80, 10, FONT_TEXT,
	    "text above the listing, as wide as a column of the page");
	for (uint32_t i = 0; i < n; i++) {
		size_t indent = strspn(lines[i], " ");

		put(sheet, 60 + 5 * (float)indent, 110 + 12 * (float)i, 10, FONT_MONO,
		    lines[i] + indent);
	}
	return layout_by(sheet, false, wanted);
}

/* Texts of all blocks that are not kept but for the one above, with a bar behind each. */
static void check_texts(const char *const *lines, uint32_t n, bool wanted, const char *texts)
{
	struct sheet sheet = { 0 };
	struct result result = lay_out(lines, n, wanted, &sheet);
	char all[400] = "";

	for (uint32_t i = 1; i < result.n; i++) {
		size_t used = strlen(all);

		if (result.block[i].flags & DT_BLOCK_KEEP)
			continue;
		ck_assert_uint_eq(result.block[i].role, DT_ROLE_CODE);
		snprintf(all + used, sizeof(all) - used, "%s|", text_of(&result, i));
	}
	ck_assert_str_eq(all, texts);
	result_free(&result);
}

#define CHECK_TEXTS(lines, texts) check_texts(lines, sizeof(lines) / sizeof(*(lines)), true, texts)

START_TEST(comments_are_cut_off_when_they_are_wanted)
{
	static const char *const lines[] = {
		"#include <stdio.h>",
		"/* Adds the numbers",
		" * of the list. */",
		"int sum(int *list)",
		"{",
		"    int all = 0; // begins with nothing",
		"    all += *list; /* and more */ all++;",
		"}",
	};

	CHECK_TEXTS(lines, "Adds the numbers|of the list. \xef\xbf\xbc|begins with nothing|"
			   "and more \xef\xbf\xbc|");
	check_texts(lines, sizeof(lines) / sizeof(*lines), false, "");
}
END_TEST

START_TEST(each_language_has_its_marker)
{
	static const char *const lines[] = {
		"#!/usr/bin/python3",	 "# the sum of all",	       "total = 0  # nothing yet",
		"total += x % 7 + many", "SELECT name -- all of them", "% prints it",
		"#no blank behind it",
	};

	CHECK_TEXTS(lines, "the sum of all|nothing yet|all of them|prints it|#no blank behind it|");
}
END_TEST

START_TEST(code_is_no_comment)
{
	static const char *const lines[] = {
		"#define LENGTH 40",	 "printf(\"see // here or there\");",
		"x = a /b;  y = c --d;", "url = http://example.org/path",
		"// ----------------",	 "// X = Y",
	};
	static const char *const shell[] = { "$ ls -l", "# apt-get install more" };

	CHECK_TEXTS(lines, "");
	CHECK_TEXTS(shell, "");
}
END_TEST

START_TEST(a_marker_stays_and_the_words_stand_behind_it)
{
	static const char *const lines[] = { "int all = 0; // begins with nothing", "more();" };
	struct sheet sheet = { 0 };
	struct result result = lay_out(lines, 2, true, &sheet);
	const struct dt_block *comment = NULL;

	for (uint32_t i = 1; i < result.n; i++)
		if (!(result.block[i].flags & DT_BLOCK_KEEP))
			comment = &result.block[i];
	ck_assert_ptr_nonnull(comment);
	ck_assert_str_eq(DT_TEXT(result.blocks, comment->label), "//");
	ck_assert_float_eq_tol(comment->frame.e, 60 + 16 * 5, 0.1f);
	ck_assert_uint_eq(comment->lines.count, 1);
	/* to the edge of the column, not to that of the longest line */
	ck_assert_float_gt(comment->room_right, 80);
	result_free(&result);
}
END_TEST

static Suite *comments_suite(void)
{
	Suite *suite = suite_create("comments");
	TCase *tests = suite_case(suite, "layout");

	tcase_add_test(tests, comments_are_cut_off_when_they_are_wanted);
	tcase_add_test(tests, each_language_has_its_marker);
	tcase_add_test(tests, code_is_no_comment);
	tcase_add_test(tests, a_marker_stays_and_the_words_stand_behind_it);
	return suite;
}

SUITE_MAIN(comments_suite)
