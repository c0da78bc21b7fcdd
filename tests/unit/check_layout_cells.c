/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Cells and rows, with rules and without, on pages that the tests write themselves. */
#include "config.h"

#include "sheet.h"
#include "suite.h"

/* A table of two rows; in the first one, a cell of three lines from 100 on. */
static void put_cells(struct sheet *sheet)
{
	for (int i = 0; i < 3; i++) {
		put_rule(sheet, 40, 88 + 60 * (float)i, 460, 88.5f + 60 * (float)i);
		put_rule(sheet, 40 + 210 * (float)i, 88, 40.5f + 210 * (float)i, 208);
	}
	put(sheet, 50, 100, 10, FONT_TEXT, "Florida");
	put(sheet, 50, 160, 10, FONT_TEXT, "Georgia");
	put(sheet, 260, 160, 10, FONT_TEXT, "another");
}

START_TEST(lines_of_an_address_are_one_cell)
{
	struct sheet sheet = { 0 };
	struct result result;
	bool found = false;

	put_cells(&sheet);
	put_text(&sheet, 260, 100, 12, 10, FONT_TEXT,
		 "First Coast Inc.\n"
		 "Claims Office\n"
		 "Columbia, SC");
	result = layout(&sheet);
	for (uint32_t i = 0; i < result.n; i++) {
		const struct dt_run *runs =
			DT_AT(result.blocks, struct dt_run, result.block[i].runs);

		if (result.block[i].lines.count != 3)
			continue;
		found = true;
		ck_assert_str_eq(text_of(&result, i), "First Coast Inc.\u2028Claims "
						      "Office\u2028Columbia, SC");
		ck_assert_uint_eq(result.block[i].runs.count, 5);
		ck_assert_uint_eq(runs[1].kind, DT_RUN_BREAK);
		ck_assert_uint_eq(runs[2].kind, DT_RUN_TEXT);
		ck_assert_uint_eq(runs[3].kind, DT_RUN_BREAK);
	}
	ck_assert(found);
	result_free(&result);
}
END_TEST

START_TEST(a_sentence_in_a_cell_has_no_breaks)
{
	struct sheet sheet = { 0 };
	struct result result;
	bool found = false;

	put_cells(&sheet);
	put_text(&sheet, 260, 100, 12, 10, FONT_TEXT,
		 "These words fill their cell as far as\n"
		 "Words can, and they are of one kind;\n"
		 "they end here.");
	result = layout(&sheet);
	for (uint32_t i = 0; i < result.n; i++) {
		if (result.block[i].lines.count != 3)
			continue;
		found = true;
		ck_assert_ptr_null(strstr(text_of(&result, i), "\u2028"));
	}
	ck_assert(found);
	result_free(&result);
}
END_TEST

START_TEST(lines_of_a_cell_may_differ_in_size)
{
	struct sheet sheet = { 0 };
	struct result result;
	uint32_t found;

	put_cells(&sheet);
	put(&sheet, 260, 100, 9, FONT_TEXT, "Wisconsin Service");
	put(&sheet, 260, 112, 10, FONT_TEXT, "Box 8940");
	result = layout(&sheet);
	found = find_text(&result, "Wisconsin");
	ck_assert_ptr_nonnull(strstr(text_of(&result, found), "Box"));
	result_free(&result);
}
END_TEST

START_TEST(numbers_beside_a_text_begin_rows)
{
	static const char *const rows[] = { "Input Clock Pulse Width", "Input Clock Pulse Width",
					    "Data Setup Time", "Delay from Rising and",
					    "Falling of it" };
	static const char *const numbers[] = { "50", "50", "25", "10", "" };
	struct sheet sheet = { 0 };
	struct result result;
	uint32_t found = 0;

	for (int i = 0; i < 2; i++)
		put_rule(&sheet, 40, 88 + 70 * (float)i, 460, 88.5f + 70 * (float)i);
	put_rule(&sheet, 40, 70, 460, 70.5f);
	for (int i = 0; i < 3; i++)
		put_rule(&sheet, 40 + 210 * (float)i, 70, 40.5f + 210 * (float)i, 158);
	put(&sheet, 50, 82, 10, FONT_TEXT, "Description");
	put(&sheet, 260, 82, 10, FONT_TEXT, "Min");
	for (int i = 0; i < 5; i++) {
		put(&sheet, 50, 100 + 12 * (float)i, 10, FONT_TEXT, rows[i]);
		put(&sheet, 260, 100 + 12 * (float)i, 10, FONT_TEXT, numbers[i]);
	}
	result = layout(&sheet);
	for (uint32_t i = 0; i < result.n; i++)
		if (strstr(text_of(&result, i), "Input") || strstr(text_of(&result, i), "Data") ||
		    strstr(text_of(&result, i), "Delay")) {
			found++;
			ck_assert_uint_eq(result.block[i].lines.count,
					  strstr(text_of(&result, i), "Delay") ? 2 : 1);
		}
	ck_assert_uint_eq(found, 4);
	result_free(&result);
}
END_TEST

START_TEST(answers_to_be_ticked_are_cells_of_their_own)
{
	static const char *const questions[] = { "Did you eat anything before you went?",
						 "Did you drink a glass of milk?",
						 "Did you listen to some music?", "Did you read?" };
	struct sheet sheet = { 0 };
	struct result result;
	uint32_t yes = 0;

	for (int i = 0; i < 4; i++) {
		put(&sheet, 50, 100 + 12 * (float)i, 10, FONT_TEXT, questions[i]);
		put(&sheet, 300, 100 + 12 * (float)i, 10, FONT_TEXT, "yes");
		put(&sheet, 340, 100 + 12 * (float)i, 10, FONT_TEXT, "no");
	}
	result = layout(&sheet);
	for (uint32_t i = 0; i < result.n; i++)
		yes += !strcmp(text_of(&result, i), "yes");
	ck_assert_uint_eq(yes, 4);
	result_free(&result);
}
END_TEST

/* The last name nearly touches its number: its row has another gap than those above it. */
START_TEST(a_number_under_numbers_is_a_cell)
{
	static const char *const names[] = { "Sector", "Groups", "Newswires", "Newswires here" };
	struct sheet sheet = { 0 };
	struct result result;
	uint32_t found = 0;

	for (int i = 0; i < 4; i++) {
		put(&sheet, 50, 100 + 12 * (float)i, 10, FONT_TEXT, names[i]);
		put(&sheet, 126, 100 + 12 * (float)i, 10, FONT_TEXT, "0.582");
		put(&sheet, 170, 100 + 12 * (float)i, 10, FONT_TEXT, "0.889");
		put_rule(&sheet, 123, 90 + 12 * (float)i, 123.4f, 102 + 12 * (float)i);
	}
	for (int i = 0; i < 4; i++)
		put(&sheet, 50, 160 + 12 * (float)i, 10, FONT_TEXT,
		    "text below the table that is as wide as its column is wide");
	result = layout(&sheet);
	for (uint32_t i = 0; i < result.n; i++)
		for (int k = 0; k < 4; k++)
			found += !strcmp(text_of(&result, i), names[k]);
	ck_assert_uint_eq(found, 4);
	result_free(&result);
}
END_TEST

START_TEST(a_letter_before_each_line_begins_a_row)
{
	struct sheet sheet = { 0 };
	struct result result;
	static const char *const lines[] = { "yoko direction (horizontal)",
					     "tate direction (vertical)",
					     "native direction of it" };

	for (int i = 0; i < 3; i++)
		put(&sheet, 100, 100 + 14 * (float)i, 10, FONT_TEXT, &"y\0t\0z"[2 * i]);
	for (int i = 0; i < 3; i++)
		put(&sheet, 140, 100 + 14 * (float)i, 10, FONT_TEXT, lines[i]);
	result = layout(&sheet);
	for (uint32_t i = 0; i < result.n; i++)
		ck_assert_uint_eq(result.block[i].lines.count, 1);
	ck_assert_uint_ge(result.n, 3);
	result_free(&result);
}
END_TEST

START_TEST(lettering_of_an_axis_is_no_line)
{
	struct sheet sheet = { 0 };
	static const char *const times[] = { "8:51 AM", "9:32 AM", "2:27 PM", "5:13 PM",
					     "8:02 PM" };

	for (int i = 0; i < 5; i++)
		put(&sheet, 50 + 45 * (float)i, 100, 10, FONT_TEXT, times[i]);
	put(&sheet, 115, 110, 10, FONT_TEXT, "Time of the day");
	ck_assert_uint_eq(count_blocks(&sheet), 6);
}
END_TEST

START_TEST(blanks_that_are_not_painted_part_nothing)
{
	struct sheet sheet = { 0 };
	static const char *const words[] = { "nobody", "paints", "blanks", "between", "words" };

	for (int i = 0; i < 5; i++)
		put(&sheet, 50 + 40 * (float)i, 100, 10, FONT_TEXT, words[i]);
	ck_assert_uint_eq(count_blocks(&sheet), 1);
}
END_TEST

/* The last letter is cut by the rule, and the next cell begins behind that. */
START_TEST(text_that_is_cut_at_a_rule_ends_there)
{
	struct sheet sheet = { 0 };
	struct result result;

	put_cells(&sheet);
	put(&sheet, 163, 100, 10, FONT_TEXT, "Elizabeth and Jon"); /* to 248 */
	put(&sheet, 252.8f, 100, 10, FONT_TEXT, "2165 Princeton Road");
	put_rule(&sheet, 246.5f, 88, 246.9f, 148);
	result = layout(&sheet);
	ck_assert_str_eq(text_of(&result, find_text(&result, "Elizabeth")), "Elizabeth and Jon");
	ck_assert_str_eq(text_of(&result, find_text(&result, "Princeton")), "2165 Princeton Road");
	result_free(&result);
}
END_TEST

START_TEST(a_number_behind_leaders_may_begin_a_text)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 50, 100, 10, FONT_TEXT, "Recordkeeping ......................");
	put(&sheet, 400, 100, 10, FONT_TEXT, "35 hours, 23 minutes");
	put(&sheet, 50, 114, 10, FONT_TEXT, "Preparing the form .................");
	put(&sheet, 485, 114, 10, FONT_TEXT, "7");
	result = layout(&sheet);
	ck_assert_str_eq(text_of(&result, find_text(&result, "hours")), "35 hours, 23 minutes");
	ck_assert_str_eq(text_of(&result, find_text(&result, "Preparing")), "Preparing the form");
	ck_assert_uint_eq(block_of(&result, "Preparing")->tail_glyphs.count, 1);
	result_free(&result);
}
END_TEST

/* At both sides of the gap the last rows are as full as columns of text are. */
START_TEST(long_names_in_a_few_rows_of_a_table_are_cells)
{
	static const char *const names[] = { "Bain, Jane",
					     "Smith, Al",
					     "Armer, D",
					     "Englert, P",
					     "Campbell, C",
					     "Brown, Joe",
					     "Velezgreen, Alexander JJ",
					     "Bollinger, Erin Susanna S",
					     "Kishi, Daniel Emmanuel M",
					     "Lavalley, Robert Clinton" };
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 10; i++) {
		put(&sheet, 50, 100 + 12 * (float)i, 10, FONT_TEXT, names[i]);
		put(&sheet, 240, 100 + 12 * (float)i, 10, FONT_TEXT,
		    i < 6 ? "Director" : "Legislative Correspondent");
		put(&sheet, 500, 100 + 12 * (float)i, 10, FONT_TEXT, "37,499.96");
	}
	result = layout(&sheet);
	for (int i = 0; i < 10; i++)
		ck_assert_str_eq(text_of(&result, find_text(&result, names[i])), names[i]);
	result_free(&result);
}
END_TEST

/* Cells that are as wide as others do not say at which edge they stand. */
START_TEST(the_edge_of_cells_is_told_by_wider_ones)
{
	static const char *const times[] = { "35 hr, 23 min", "8 hr, 20 min", "9 hr, 17 min" };
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 3; i++) {
		put(&sheet, 50, 100 + 14 * (float)i, 10, FONT_TEXT,
		    i ? "Learning about it" : "Recordkeeping");
		put(&sheet, i ? 305 : 300, 100 + 14 * (float)i, 10, FONT_TEXT, times[i]);
	}
	result = layout(&sheet);
	for (int i = 0; i < 3; i++)
		ck_assert_uint_eq(block_of(&result, times[i])->align, DT_ALIGN_RIGHT);
	ck_assert_uint_eq(block_of(&result, "Recordkeeping")->align, DT_ALIGN_LEFT);
	result_free(&result);
}
END_TEST

START_TEST(names_of_fields_are_texts_of_their_own)
{
	static const char *const questions[] = { "Are you the owner of it?",
						 "Is your income over 9000?",
						 "Can you say where it is?" };
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 3; i++) {
		put(&sheet, 50, 100 + 20 * (float)i, 12, FONT_TEXT, questions[i]);
		put_field(&sheet,
			  (struct dt_box){ 400, 90 + 20 * (float)i, 412, 102 + 20 * (float)i });
	}
	/* one field beside a text of several lines */
	put_text(&sheet, 50, 300, 14, 12, FONT_TEXT,
		 "Head of a household with a person. If\n"
		 "Bob is your child but nobody else's it\n"
		 "has to be told here.");
	put_field(&sheet, (struct dt_box){ 400, 290, 412, 302 });
	result = layout(&sheet);
	for (int i = 0; i < 3; i++)
		ck_assert_str_eq(text_of(&result, find_text(&result, questions[i])), questions[i]);
	ck_assert_uint_eq(block_of(&result, "household")->lines.count, 3);
	result_free(&result);
}
END_TEST

START_TEST(a_field_between_words_parts_them)
{
	struct sheet sheet = { 0 };
	struct result result;

	put_field(&sheet, (struct dt_box){ 40, 90, 49, 101 });
	put(&sheet, 50, 100, 10, FONT_TEXT, "Male");
	put_field(&sheet, (struct dt_box){ 72, 90, 82, 101 });
	put(&sheet, 83, 100, 10, FONT_TEXT, "Female or other");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 2);
	ck_assert_str_eq(text_of(&result, find_text(&result, "Male")), "Male");
	result_free(&result);
}
END_TEST

/* Boxes to be ticked begin items, even where the lines are as long as the longest. */
START_TEST(boxes_to_be_ticked_begin_items)
{
	for (int boxes = 0; boxes < 2; boxes++) {
		struct sheet sheet = { 0 };

		put_text(&sheet, 60, 100, 14, 10, FONT_TEXT,
			 "The provider or supplier refused to file a claim for\n"
			 "The provider or supplier was unable to file any claim\n"
			 "The provider or supplier is not enrolled");
		for (int i = 0; i < 3 && boxes; i++)
			put_field(&sheet, (struct dt_box){ 42, 91 + 14 * (float)i, 52,
							   101 + 14 * (float)i });
		ck_assert_uint_eq(count_blocks(&sheet), boxes ? 3 : 1);
	}
}
END_TEST

START_TEST(a_word_spelled_downwards_stays)
{
	struct sheet sheet = { 0 };
	struct result result;

	put_text(&sheet, 50, 100, 9, 8, FONT_TEXT, "P\nR\nI\nN\nT");
	put(&sheet, 100, 100, 8, FONT_TEXT, "Your name and the first letter of another");
	result = layout(&sheet);
	for (uint32_t i = 0; i < result.n; i++)
		if (!strstr(text_of(&result, i), "name")) {
			ck_assert_uint_eq(result.block[i].flags & DT_BLOCK_KEEP, DT_BLOCK_KEEP);
			ck_assert_uint_eq(result.block[i].rule, DT_RULE_SHORT);
		}
	ck_assert_uint_ge(result.n, 2);
	result_free(&result);
}
END_TEST

static Suite *layout_cells_suite(void)
{
	Suite *suite = suite_create("layout_cells");
	TCase *tests = suite_case(suite, "cells");

	tcase_add_test(tests, lines_of_an_address_are_one_cell);
	tcase_add_test(tests, a_sentence_in_a_cell_has_no_breaks);
	tcase_add_test(tests, lines_of_a_cell_may_differ_in_size);
	tcase_add_test(tests, numbers_beside_a_text_begin_rows);
	tcase_add_test(tests, answers_to_be_ticked_are_cells_of_their_own);
	tcase_add_test(tests, a_number_under_numbers_is_a_cell);
	tcase_add_test(tests, a_letter_before_each_line_begins_a_row);
	tcase_add_test(tests, lettering_of_an_axis_is_no_line);
	tcase_add_test(tests, blanks_that_are_not_painted_part_nothing);
	tcase_add_test(tests, text_that_is_cut_at_a_rule_ends_there);
	tcase_add_test(tests, a_number_behind_leaders_may_begin_a_text);
	tcase_add_test(tests, long_names_in_a_few_rows_of_a_table_are_cells);
	tcase_add_test(tests, the_edge_of_cells_is_told_by_wider_ones);
	tcase_add_test(tests, names_of_fields_are_texts_of_their_own);
	tcase_add_test(tests, a_field_between_words_parts_them);
	tcase_add_test(tests, boxes_to_be_ticked_begin_items);
	tcase_add_test(tests, a_word_spelled_downwards_stays);
	return suite;
}

SUITE_MAIN(layout_cells_suite)
