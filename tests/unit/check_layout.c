/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Layout on pages that the tests write themselves: every glyph is half an em wide, so that all
 * places can be told from the text.
 */
#include "config.h"

#include "sheet.h"
#include "suite.h"

START_TEST(columns_are_read_one_after_the_other)
{
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 8; i++)
		put(&sheet, 50, 100 + 12 * (float)i, 10, FONT_TEXT,
		    i < 7 ? "words of the left column that fill it evenly" : "and end early.");
	for (int i = 0; i < 8; i++)
		put(&sheet, 300, 100 + 12 * (float)i, 10, FONT_TEXT,
		    i < 7 ? "words of the right one with as many of them." : "and end early.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 2);
	ck_assert_ptr_nonnull(strstr(text_of(&result, 0), "left column"));
	ck_assert_ptr_null(strstr(text_of(&result, 0), "right"));
	ck_assert_ptr_nonnull(strstr(text_of(&result, 1), "right one"));
	ck_assert_float_eq_tol(result.block[0].leading, 12, 0.01);
	ck_assert_uint_eq(result.block[0].lines.count, 8);
	ck_assert_uint_eq(result.block[0].align, DT_ALIGN_JUSTIFY);
	result_free(&result);
}
END_TEST

/* A column of text, and at its right a figure's rows, of which every third has its baseline. */
START_TEST(text_beside_a_figure_is_no_cell)
{
	struct sheet sheet = { 0 };
	struct result result;
	uint32_t cells = 0;

	for (int i = 0; i < 16; i++)
		put(&sheet, 50, 100 + 12 * (float)i, 10, FONT_TEXT,
		    i < 15 ? "words of the left column that fill it evenly" : "and end early.");
	for (int i = 0; i < 21; i++) {
		put(&sheet, 300, 100 + 9 * (float)i, 8, FONT_TEXT, "0x04");
		put(&sheet, 350, 100 + 9 * (float)i, 8, FONT_TEXT,
		    i & 1 ? "Total size" : "Version");
	}
	result = layout(&sheet);
	for (uint32_t i = 0; i < result.n; i++) {
		bool text = strstr(text_of(&result, i), "left column") != NULL;

		ck_assert(!text ||
			  (result.block[i].table == DT_NONE && result.block[i].lines.count == 16));
		cells += result.block[i].table != DT_NONE;
	}
	ck_assert_uint_eq(cells, 42);
	result_free(&result);
}
END_TEST

START_TEST(hyphens_at_line_ends_go)
{
	struct sheet sheet = { 0 };
	struct result result;

	put_text(&sheet, 50, 100, 12, 10, FONT_TEXT,
		 "a sentence that has a long expres-\n"
		 "sion in it and a state-of-the-art-\n"
		 "like one.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_str_eq(
		text_of(&result, 0),
		"a sentence that has a long expression in it and a state-of-the-art-like one.");
	result_free(&result);
}
END_TEST

/* The other words of the page tell what the hyphen at a line's end is. */
START_TEST(hyphens_of_compounds_stay)
{
	struct sheet sheet = { 0 };
	struct result result;

	put_text(&sheet, 50, 100, 12, 10, FONT_TEXT,
		 "The air-cooled engines and those of water, which are water-\n"
		 "cooled, are well-known; of these air-cooled ones the tempera-\n"
		 "ture is taken at noon and at night, as is told on pages 25\u2013\n"
		 "30, and what is water-tight in all of its parts is under-\n"
		 "stood, for understood it has to be.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_str_eq(
		text_of(&result, 0),
		"The air-cooled engines and those of water, which are water-cooled, are "
		"well-known; of these air-cooled ones the temperature is taken at noon and "
		"at night, as is told on pages 25\u201330, and what is water-tight in all "
		"of its parts is understood, for understood it has to be.");
	result_free(&result);
}
END_TEST

START_TEST(words_of_two_looks_are_apart)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 50, 100, 10, FONT_TEXT, "in Table");
	put(&sheet, 91.2f, 100, 10, FONT_TEXT, "1");
	put(&sheet, 97.4f, 100, 10, FONT_TEXT, "the");
	put(&sheet, 113.9f, 100, 10, FONT_MONO, "array");
	put(&sheet, 140.4f, 100, 10, FONT_TEXT, "con");
	put(&sheet, 156.4f, 100, 10, FONT_ITALIC, "tains");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_str_eq(text_of(&result, 0), "in Table 1 the array contains");
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

/* As wide as what is left of the ligature, and over its end. */
START_TEST(a_blank_over_a_ligature_parts_no_word)
{
	struct sheet sheet = { 0 };
	struct result result;
	struct dt_glyph *glyphs;

	put(&sheet, 50, 100, 10, FONT_TEXT, "the of\xef\xac\x81 cers of \xef\xac\x81 and");
	glyphs = LIST(sheet.glyphs, struct dt_glyph);
	glyphs[7].advance = 2.5f;
	for (uint32_t i = 7; i < sheet.glyphs.n; i++)
		glyphs[i].x -= i == 7 ? 2.5f : 5;
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_str_eq(text_of(&result, 0), "the of\xef\xac\x81"
					      "cers of \xef\xac\x81 and");
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

START_TEST(bullets_stay)
{
	struct sheet sheet = { 0 };
	struct result result;

	put_text(&sheet, 50, 100, 12, 10, FONT_TEXT,
		 "• first point of it\n"
		 "• second point");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 2);
	for (uint32_t i = 0; i < 2; i++) {
		ck_assert_uint_eq(result.block[i].role, DT_ROLE_LIST_ITEM);
		ck_assert_str_eq(DT_TEXT(result.blocks, result.block[i].label), "•");
	}
	ck_assert_str_eq(text_of(&result, 1), "second point");
	ck_assert_uint_eq(rule_of(&result, 0), DT_RULE_LABEL);
	result_free(&result);
}
END_TEST

START_TEST(titles_are_centred_over_the_page)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 200, 60, 20, FONT_BOLD, "A Centred Title");
	for (int i = 0; i < 6; i++)
		put(&sheet, 50, 120 + 12 * (float)i, 10, FONT_TEXT,
		    "one line of many that are as long as the page is wide, or nearly so.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 2);
	ck_assert_uint_eq(result.block[0].role, DT_ROLE_HEADING);
	ck_assert_uint_ne(result.block[1].role, DT_ROLE_HEADING);
	result_free(&result);
	/* the same over text with the same axis: (50 + 390) / 2 = 220 */
	put(&sheet, 145, 60, 20, FONT_BOLD, "Centred Title 2");
	for (int i = 0; i < 6; i++)
		put(&sheet, 50, 120 + 12 * (float)i, 10, FONT_TEXT,
		    "one line of many that are as long as the page is wide, or nearly so.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.block[0].align, DT_ALIGN_CENTER);
	ck_assert_float_gt(result.block[0].room_left, 50);
	ck_assert_float_eq_tol(result.block[0].room_left, result.block[0].room_right, 0.01);
	result_free(&result);
}
END_TEST

/* Fixed pitch is code beside other text, and text where there is nothing else. */
START_TEST(typewritten_pages_are_text)
{
	static const char *const lines[] = { "Dear Sir, we thank you for the letter",
					     "if (x[i] == y) { z += x[i] * 2; }" };

	for (int code = 0; code < 2; code++)
		for (int beside = 0; beside < 2; beside++) {
			struct sheet sheet = { 0 };
			struct result result;

			put(&sheet, 50, 100, 10, FONT_MONO, lines[code]);
			if (beside)
				put(&sheet, 50, 300, 10, FONT_TEXT, "other text of the page");
			result = layout(&sheet);
			ck_assert_int_eq(result.block[0].rule == DT_RULE_CODE, code || beside);
			result_free(&result);
		}
}
END_TEST

START_TEST(turned_text_has_a_turned_frame)
{
	struct sheet sheet = { 0 };
	struct result result;

	put_turned(&sheet, 30, 400, 10, FONT_TEXT, "sideways label of the page", 0, -1);
	put(&sheet, 100, 100, 10, FONT_TEXT, "upright text");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 2);
	for (uint32_t i = 0; i < 2; i++) {
		const struct dt_block *block = &result.block[i];
		bool turned = strstr(text_of(&result, i), "sideways") != NULL;

		ck_assert_float_eq_tol(block->frame.a, turned ? 0 : 1, 1e-3);
		ck_assert_float_eq_tol(block->frame.b, turned ? -1 : 0, 1e-3);
		if (turned) { /* its origin is the start of the text, above the baseline */
			ck_assert_float_eq_tol(block->frame.e, 30 - 8, 0.01);
			ck_assert_float_eq_tol(block->frame.f, 400, 0.01);
			ck_assert_float_eq_tol(block->width, 130, 0.01);
		}
	}
	result_free(&result);
}
END_TEST

static Suite *layout_suite(void)
{
	Suite *suite = suite_create("layout");
	TCase *tests = suite_case(suite, "layout");

	tcase_add_test(tests, columns_are_read_one_after_the_other);
	tcase_add_test(tests, text_beside_a_figure_is_no_cell);
	tcase_add_test(tests, hyphens_at_line_ends_go);
	tcase_add_test(tests, hyphens_of_compounds_stay);
	tcase_add_test(tests, words_of_two_looks_are_apart);
	tcase_add_test(tests, a_blank_over_a_ligature_parts_no_word);
	tcase_add_test(tests, bullets_stay);
	tcase_add_test(tests, titles_are_centred_over_the_page);
	tcase_add_test(tests, typewritten_pages_are_text);
	tcase_add_test(tests, turned_text_has_a_turned_frame);
	return suite;
}

SUITE_MAIN(layout_suite)
