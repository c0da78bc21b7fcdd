/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Layout of tagged pages that the tests write themselves: what the structure tree says, and when
 * it is not believed.
 */
#include "config.h"

#include "sheet.h"
#include "suite.h"

/* No geometry would join the two, or part the others. */
START_TEST(lines_of_one_element_are_one_block)
{
	struct sheet sheet = { 0 };
	struct result result;
	uint32_t p = put_element(&sheet, "P", DT_NONE), q = put_element(&sheet, "P", DT_NONE);

	put_tagged(&sheet, p, 50, 100, 10, FONT_TEXT, "A line.");
	put_tagged(&sheet, p, 50, 112, 10, FONT_TEXT, "And another of the same element.");
	put_tagged(&sheet, q, 50, 124, 10, FONT_TEXT, "and one of the next, which no sign parts.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 2);
	/* which begins a line by will */
	ck_assert_str_eq(text_of(&result, 0), "A line.\u2028And another of the same element.");
	result_free(&result);
}
END_TEST

/* LI with Lbl and LBody, and a P in that, or in both. */
START_TEST(a_label_is_of_the_item_whose_body_has_elements)
{
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 3; i++) {
		uint32_t li = put_element(&sheet, "LI", DT_NONE);
		uint32_t outer = put_element(&sheet, "Lbl", li);
		uint32_t label = _i ? put_element(&sheet, "P", outer) : outer;
		uint32_t body = put_element(&sheet, "LBody", li);
		uint32_t p = put_element(&sheet, "P", body);
		float y = 100 + 30 * (float)i;

		put_tagged(&sheet, label, 50, y, 10, FONT_TEXT, "[1]");
		put_tagged(&sheet, p, 80, y, 10, FONT_TEXT,
			   "Somebody: a book that has a long title");
		put_tagged(&sheet, p, 80, y + 12, 10, FONT_TEXT, "and more to be said of it.");
	}
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 3);
	for (uint32_t i = 0; i < 3; i++) {
		ck_assert_str_eq(DT_TEXT(result.blocks, result.block[i].label), "[1]");
		ck_assert_uint_eq(result.block[i].lines.count, 2);
		ck_assert_float_eq_tol(result.block[i].label_x0, -30, 0.1);
	}
	result_free(&result);
}
END_TEST

/* One element for all that a text box had: headings and what stands under them. */
START_TEST(elements_of_many_paragraphs_are_not_believed)
{
	struct sheet sheet = { 0 };
	struct result result;
	uint32_t p = put_element(&sheet, "P", DT_NONE), q = put_element(&sheet, "P", DT_NONE);

	for (int i = 0; i < 4; i++) {
		float y = 100 + 36 * (float)i;

		put_tagged(&sheet, p, 50, y, 10, FONT_BOLD, "Its Heading");
		put_tagged(&sheet, p, 50, y + 12, 10, FONT_TEXT,
			   "Words of a paragraph that is longer than the heading");
		put_tagged(&sheet, p, 50, y + 24, 10, FONT_TEXT, "and ends early.");
	}
	put_tagged(&sheet, q, 50, 260, 10, FONT_TEXT, "A line of one element with room below,");
	put_tagged(&sheet, q, 50, 284, 10, FONT_TEXT, "and another that goes with it.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 9);
	/* that some are not says nothing of the others */
	ck_assert_str_eq(text_of(&result, 8),
			 "A line of one element with room below, and another that goes with it.");
	for (uint32_t i = 0; i < 8; i += 2)
		ck_assert_str_eq(text_of(&result, i), "Its Heading");
	result_free(&result);
}
END_TEST

START_TEST(lines_of_an_element_stay_where_they_were_broken)
{
	struct sheet sheet = { 0 };
	struct result result;
	static const char *const lines[] = {
		"First question?", "Second question of the two?",
		"An answer that is as long as the column is wide, or so,", "and goes on."
	};

	uint32_t p = put_element(&sheet, "P", DT_NONE);

	put_tagged(&sheet, p, 50, 100, 15, FONT_BOLD, "Study of sleep");
	for (int i = 0; i < 4; i++)
		put_tagged(&sheet, p, 50, 116 + 12 * (float)i, 10, FONT_TEXT, lines[i]);
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_str_eq(
		text_of(&result, 0),
		"Study of sleep\u2028First question?\u2028Second question of the two?\u2028An "
		"answer that is as long as the column is wide, or so, and goes on.");
	result_free(&result);
}
END_TEST

START_TEST(lines_of_a_running_head_are_apart)
{
	struct sheet sheet = { 0 };

	put_artifact(&sheet, 50, 40, 10, FONT_TEXT, "Report 800-223");
	put_artifact(&sheet, 50, 52, 10, FONT_TEXT, "February 2024");
	put_tagged(&sheet, put_element(&sheet, "P", DT_NONE), 50, 100, 10, FONT_TEXT,
		   "The text of the page begins here.");
	ck_assert_uint_eq(count_blocks(&sheet), 3);
}
END_TEST

START_TEST(a_date_at_the_other_edge_is_no_part_of_the_title)
{
	struct sheet sheet = { 0 };

	uint32_t p = put_element(&sheet, "P", DT_NONE);

	put_tagged(&sheet, p, 50, 100, 20, FONT_TEXT, "small-mp");
	put_tagged(&sheet, p, 220, 100, 10, FONT_TEXT, "version 2022/1.1");
	ck_assert_uint_eq(count_blocks(&sheet), 2);
}
END_TEST

/* What a careless tagger put into one element has ends of sentences and room between them. */
START_TEST(an_element_may_have_several_paragraphs)
{
	struct sheet sheet = { 0 };
	struct result result;
	uint32_t element = put_element(&sheet, "P", DT_NONE);

	put_tagged(&sheet, element, 50, 100, 10, FONT_TEXT,
		   "The request is to be sent with all that is");
	put_tagged(&sheet, element, 50, 112, 10, FONT_TEXT,
		   "known about it and a copy of the bill.");
	put_tagged(&sheet, element, 50, 134, 10, FONT_TEXT,
		   "Refer to the table for the right address of");
	put_tagged(&sheet, element, 50, 146, 10, FONT_TEXT, "the office, or ask there.");
	put_tagged(&sheet, element, 50, 168, 10, FONT_TEXT,
		   "and this goes on in the middle of a sentence");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 2);
	ck_assert_uint_eq(block_of(&result, "request")->lines.count, 2);
	ck_assert_uint_eq(block_of(&result, "Refer")->lines.count, 3);
	result_free(&result);
}
END_TEST

static Suite *layout_tags_suite(void)
{
	Suite *suite = suite_create("layout_tags");
	TCase *tests = suite_case(suite, "tags");

	tcase_add_test(tests, lines_of_one_element_are_one_block);
	tcase_add_loop_test(tests, a_label_is_of_the_item_whose_body_has_elements, 0, 2);
	tcase_add_test(tests, elements_of_many_paragraphs_are_not_believed);
	tcase_add_test(tests, lines_of_an_element_stay_where_they_were_broken);
	tcase_add_test(tests, lines_of_a_running_head_are_apart);
	tcase_add_test(tests, an_element_may_have_several_paragraphs);
	tcase_add_test(tests, a_date_at_the_other_edge_is_no_part_of_the_title);
	return suite;
}

SUITE_MAIN(layout_tags_suite)
