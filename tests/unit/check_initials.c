/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Initials and small capitals, on pages that the tests write themselves. */
#include "config.h"

#include "sheet.h"
#include "suite.h"

/* Lines of 40 glyphs from x on, n of them beside something as wide as indent. */
static void put_lines(struct sheet *sheet, float x, float y, float indent, uint32_t n,
		      const char *first)
{
	static const char *const more[] = {
		"paragraph that is about initials and about",
		"all of the lines that stand beside them, of",
		"which there may be several, and others are",
		"under them at the edge of the column.",
	};

	put(sheet, x + indent, y, 10, FONT_TEXT, first);
	for (uint32_t i = 0; i < 4; i++)
		put(sheet, x + (i + 1 < n ? indent : 0), y + 12 * (float)(i + 1), 10, FONT_TEXT,
		    more[i]);
}

/* A letter that reaches from the baseline of line n to the top of the first. */
static void put_initial(struct sheet *sheet, float x, float y, uint32_t n, const char *letter)
{
	float lower = 12 * (float)(n - 1);

	put(sheet, x, y + lower, 10 + lower / 0.68f, FONT_BOLD, letter);
}

static const struct dt_style *first_style(const struct result *result, uint32_t block)
{
	const struct dt_run *runs = DT_AT(result->blocks, struct dt_run, result->block[block].runs);

	return &DT_AT(result->blocks, struct dt_style, result->blocks->styles)[runs[0].style];
}

static void check_initial(const char *letter, uint32_t n, const char *first, const char *text)
{
	float width = (10 + 12 * (float)(n - 1) / 0.68f) / 2;
	struct sheet sheet = { 0 };
	struct result result;

	put_initial(&sheet, 50, 100, n, letter);
	put_lines(&sheet, 50, 100, width + 2, n, first);
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_int_eq(strncmp(text_of(&result, 0), text, strlen(text)), 0);
	ck_assert_uint_eq(result.block[0].initial, n);
	ck_assert_float_eq_tol(result.block[0].initial_gap, 2, 0.1f);
	ck_assert_float_eq_tol(result.block[0].first_indent, 0, 0.1f);
	ck_assert_float_eq_tol(result.block[0].frame.e, 50, 0.1f);
	ck_assert_uint_ne(first_style(&result, 0)->flags & DT_STYLE_INITIAL, 0);
	ck_assert_float_eq(first_style(&result, 0)->rise, 0);
	result_free(&result);
}

START_TEST(an_initial_begins_its_paragraph)
{
	check_initial("T", 2, "HIS line is the first one of a",
		      "THIS line is the first one of a para");
	check_initial("T", 3, "his line is the first one of a",
		      "This line is the first one of a para");
	check_initial("M", 4, "any lines are not the first of a",
		      "Many lines are not the first of a");
}
END_TEST

START_TEST(a_letter_that_is_a_word_stands_alone)
{
	/* "paragraph" and "that" are words of the page, "nother" is none */
	check_initial("A", 3, "paragraph is not what we want, the", "A paragraph is not what");
	check_initial("A", 3, "nother thing is not what we want, the", "Another thing is not what");
	check_initial("I", 2, "n all that we see there is not one", "In all that we see");
}
END_TEST

START_TEST(a_column_at_its_left_is_another_one)
{
	struct sheet sheet = { 0 };
	struct result result;
	uint32_t initial = 0;

	for (uint32_t i = 0; i < 12; i++)
		put(&sheet, 50, 64 + 12 * (float)i, 10, FONT_TEXT,
		    "a column of text that has nothing to do with it");
	put_initial(&sheet, 300, 100, 2, "T");
	put_lines(&sheet, 300, 100, 16, 2, "his line is the first one of a");
	result = layout(&sheet);
	for (uint32_t i = 0; i < result.n; i++)
		initial += result.block[i].initial;
	ck_assert_uint_eq(initial, 2);
	result_free(&result);
}
END_TEST

START_TEST(large_letters_elsewhere_are_no_initials)
{
	static const struct {
		const char *letter, *first;
		float size, y;
	} cases[] = {
		{ "B", "his line is the first one of a", 27.6f, 106 }, /* between baselines */
		{ "7", "his line is the first one of a", 27.6f, 112 },
		{ "t", "his line is the first one of a", 27.6f, 112 },
		{ "B", "Comparison of the lines that are", 27.6f, 112 }, /* a mark of a figure */
		{ "B", "his line is the first one of a", 60, 112 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sheet sheet = { 0 };
		struct result result;

		put(&sheet, 50, cases[i].y, cases[i].size, FONT_BOLD, cases[i].letter);
		put_lines(&sheet, 50, 100, cases[i].size / 2 + 2, 2, cases[i].first);
		result = layout(&sheet);
		for (uint32_t k = 0; k < result.n; k++)
			ck_assert_msg(!result.block[k].initial, "case %zu", i);
		result_free(&result);
	}
}
END_TEST

START_TEST(capitals_of_two_sizes_are_small_capitals)
{
	struct sheet sheet = { 0 };
	struct result result;
	const struct dt_style *style;

	put(&sheet, 50, 100, 10, FONT_TEXT, "S");
	put(&sheet, 55, 100, 8, FONT_TEXT, "MALL CAPITALS OF");
	put(&sheet, 123, 100, 10, FONT_TEXT, "R");
	put(&sheet, 128, 100, 8, FONT_TEXT, "OME");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_str_eq(text_of(&result, 0), "Small capitals of Rome");
	ck_assert_uint_eq(result.block[0].runs.count, 1);
	style = first_style(&result, 0);
	ck_assert_float_eq_tol(style->size, 10, 0.01f);
	ck_assert_uint_ne(style->flags & DT_STYLE_SMALL_CAPS, 0);
	result_free(&result);
}
END_TEST

START_TEST(signs_of_two_sizes_are_not)
{
	static const char *const texts[][2] = {
		{ "V", "in" },	     /* an index on the line */
		{ "Page ", "NASA" }, /* an abbreviation */
		{ "A", "1" },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct sheet sheet = { 0 };
		struct result result;
		char whole[40];

		put(&sheet, 50, 100, 10, FONT_TEXT, texts[i][0]);
		put(&sheet, 50 + 5 * (float)strlen(texts[i][0]), 100, 8, FONT_TEXT, texts[i][1]);
		put(&sheet, 110, 100, 10, FONT_TEXT, "and more of it");
		result = layout(&sheet);
		snprintf(whole, sizeof(whole), "%s%s", texts[i][0], texts[i][1]);
		ck_assert_ptr_nonnull(strstr(text_of(&result, 0), whole));
		for (uint32_t k = 0; k < result.blocks->styles.count; k++)
			ck_assert(!(DT_AT(result.blocks, struct dt_style, result.blocks->styles)[k]
					    .flags &
				    DT_STYLE_SMALL_CAPS));
		result_free(&result);
	}
}
END_TEST

static Suite *initials_suite(void)
{
	Suite *suite = suite_create("initials");
	TCase *tests = suite_case(suite, "layout");

	tcase_add_test(tests, an_initial_begins_its_paragraph);
	tcase_add_test(tests, a_letter_that_is_a_word_stands_alone);
	tcase_add_test(tests, a_column_at_its_left_is_another_one);
	tcase_add_test(tests, large_letters_elsewhere_are_no_initials);
	tests = suite_case(suite, "small capitals");
	tcase_add_test(tests, capitals_of_two_sizes_are_small_capitals);
	tcase_add_test(tests, signs_of_two_sizes_are_not);
	return suite;
}

SUITE_MAIN(initials_suite)
