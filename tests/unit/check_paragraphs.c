/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where a paragraph begins and ends, on pages that the tests write themselves. */
#include "config.h"

#include "sheet.h"
#include "suite.h"

/* A dot drawn before the line whose text begins at x. */
static void put_dot(struct sheet *sheet, float x, float y)
{
	put_piece(sheet, DT_GRAPHIC_PATH, 0xff, (struct dt_box){ x - 9, y - 5, x - 6, y - 2 });
}

START_TEST(drawn_bullets_part_items)
{
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 3; i++) {
		put_dot(&sheet, 60, 100 + 24 * (float)i);
		put(&sheet, 60, 100 + 24 * (float)i, 10, FONT_TEXT, "an item that begins here and");
		put(&sheet, 60, 112 + 24 * (float)i, 10, FONT_TEXT, "goes on in a second line of");
	}
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 3);
	for (uint32_t i = 0; i < 3; i++) {
		ck_assert_uint_eq(result.block[i].role, DT_ROLE_LIST_ITEM);
		ck_assert_uint_eq(result.block[i].lines.count, 2);
	}
	result_free(&result);
}
END_TEST

START_TEST(a_dash_in_a_sentence_is_no_bullet)
{
	struct sheet sheet = { 0 };
	struct result result;

	put_text(&sheet, 50, 100, 12, 10, FONT_TEXT,
		 "names were given to all of these versions, the first\n"
		 "— Etch, the second of them — Lenny, then a later one\n"
		 "— Wheezy, all of them after the figures of a picture\n"
		 "that many had seen.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	result_free(&result);
}
END_TEST

/* The number of an item stays where its lines hang from it; that of a centred head goes along. */
START_TEST(a_number_centred_with_its_words_is_text)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 100, 100, 10, FONT_TEXT, "(b) Date");
	put(&sheet, 105, 112, 10, FONT_TEXT, "closed");
	put(&sheet, 100, 124, 10, FONT_TEXT, "out sold");
	put(&sheet, 300, 100, 10, FONT_TEXT, "(c) Date that was");
	put(&sheet, 320, 112, 10, FONT_TEXT, "closed out so");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 2);
	ck_assert_str_eq(text_of(&result, 0), "(b) Date closed out sold");
	ck_assert_uint_eq(result.block[0].align, DT_ALIGN_CENTER);
	ck_assert_uint_eq(result.block[0].label.count, 0);
	ck_assert_str_eq(text_of(&result, 1), "Date that was closed out so");
	ck_assert_uint_eq(result.block[1].label.count, 3);
	result_free(&result);
}
END_TEST

START_TEST(dots_that_touch_a_word_are_leaders)
{
	struct sheet sheet = { 0 };
	struct result result;

	put_text(&sheet, 50, 100, 12, 10, FONT_TEXT,
		 "First of all......................4\n"
		 "Second to none....................7");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 2);
	for (uint32_t i = 0; i < 2; i++) {
		ck_assert_uint_eq(result.block[i].role, DT_ROLE_TOC_ITEM);
		ck_assert_str_eq(text_of(&result, i), i ? "Second to none" : "First of all");
		ck_assert_str_eq(DT_TEXT(result.blocks, result.block[i].tail_text),
				 i ? ".................... 7" : "...................... 4");
	}
	result_free(&result);
}
END_TEST

/* They are no obstacle, and known to be what they are. */
START_TEST(leaders_are_drawn)
{
	static const char *const titles[] = { "Introduction", "People of the land", "History",
					      "The law",      "Supervision",	    "Annexes" };
	static const char *const pages[] = { "4", "5", "9", "26", "28", "31" };
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 6; i++) {
		float y = 100 + 14 * (float)i, x = 50 + 5 * (float)strlen(titles[i]);

		put(&sheet, 50, y, 10, FONT_TEXT, titles[i]);
		for (int k = 0; k < 30; k++)
			put_piece(&sheet, DT_GRAPHIC_FILL, 0xff,
				  (struct dt_box){ x + 3 * (float)k, y + 1, x + 3 * (float)k + 1.5f,
						   y + 1.6f });
		put(&sheet, 420 - 5 * (float)strlen(pages[i]), y, 10, FONT_TEXT, pages[i]);
	}
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 6);
	for (uint32_t i = 0; i < 6; i++) {
		const struct dt_block *block = &result.block[i];
		const struct dt_drawn_leader *leaders =
			DT_AT(result.blocks, struct dt_drawn_leader, block->drawn_leaders);

		ck_assert_uint_eq(block->drawn_leaders.count, 30);
		ck_assert_uint_eq(leaders[0].piece, 101 + 30 * i);
		ck_assert_float_eq_tol(leaders[29].x, block->width + 87, 0.1);
		ck_assert_float_gt(block->room_right, 200);
	}
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

START_TEST(contents_need_no_leaders)
{
	static const char *const titles[] = { "Introduction", "People of the land", "History",
					      "The law",      "Supervision",	    "Annexes" };
	static const char *const pages[] = { "4", "5", "9", "26", "28", "31" };
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 6; i++) {
		float y = 100 + 14 * (float)i;

		put(&sheet, 50, y, 10, FONT_TEXT, titles[i]);
		put(&sheet, 420 - 5 * (float)strlen(pages[i]), y, 10, FONT_TEXT, pages[i]);
	}
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 6);
	for (uint32_t i = 0; i < 6; i++) {
		ck_assert_uint_eq(result.block[i].role, DT_ROLE_TOC_ITEM);
		ck_assert_str_eq(text_of(&result, i), titles[i]);
		ck_assert_str_eq(DT_TEXT(result.blocks, result.block[i].tail_text), pages[i]);
	}
	result_free(&result);
}
END_TEST

START_TEST(numbers_of_rows_are_no_pages)
{
	static const char *const names[] = { "apples", "pears", "plums", "figs", "nuts", "dates" };
	static const char *const counts[] = { "31", "4", "15", "9", "2", "6" };
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 6; i++) {
		put(&sheet, 50, 100 + 14 * (float)i, 10, FONT_TEXT, names[i]);
		put(&sheet, 420 - 5 * (float)strlen(counts[i]), 100 + 14 * (float)i, 10, FONT_TEXT,
		    counts[i]);
	}
	result = layout(&sheet);
	for (uint32_t i = 0; i < result.n; i++)
		ck_assert_uint_ne(result.block[i].role, DT_ROLE_TOC_ITEM);
	ck_assert_uint_eq(result.n, 12);
	result_free(&result);
}
END_TEST

START_TEST(the_number_of_a_note_hides_no_end)
{
	struct sheet sheet = { 0 };
	struct result result;

	put_text(&sheet, 50, 100, 12, 10, FONT_TEXT,
		 "The party had a new leader, who named all the others\n"
		 "of its council at once.");
	put(&sheet, 165, 108, 6, FONT_TEXT, "24");
	put_text(&sheet, 50, 124, 12, 10, FONT_TEXT,
		 "After that he made peace with all of those who stood\n"
		 "against him, and he left the town for the capital of\n"
		 "the province.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 2);
	ck_assert_uint_eq(result.block[0].lines.count, 2);
	result_free(&result);
}
END_TEST

START_TEST(text_beside_a_sign_goes_on_under_it)
{
	struct sheet sheet = { 0 };
	struct result result;

	put_text(&sheet, 86, 100, 12, 10, FONT_TEXT,
		 "take care of what is told you here, it\n"
		 "holds for all of the people who may be");
	put(&sheet, 51, 124, 5, FONT_BOLD, "CAUTION");
	put(&sheet, 86, 124, 10, FONT_TEXT, "concerned by these rules and also for");
	put_text(&sheet, 50, 136, 12, 10, FONT_TEXT,
		 "those who live with them or are their next of\n"
		 "kin.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 2);
	for (uint32_t i = 0; i < 2; i++)
		ck_assert_uint_eq(result.block[i].lines.count,
				  strcmp(text_of(&result, i), "CAUTION") ? 5 : 1);
	result_free(&result);
}
END_TEST

START_TEST(cells_go_on_in_the_next_row)
{
	static const char *const rows[][3] = {
		{ "sexual assault or", "reprisal against", "violence of an" },
		{ "Harassment", "Whistleblowers", "intimate partner" },
		{ "theft", "fraud", "none of these" },
	};
	struct sheet sheet = { 0 };
	struct result result;
	uint32_t n = 0;

	for (int r = 0; r < 3; r++)
		for (int c = 0; c < 3; c++)
			put(&sheet, 50 + 100 * (float)c, 100 + (r == 2 ? 36 : 11 * (float)r), 10,
			    FONT_TEXT, rows[r][c]);
	result = layout(&sheet);
	for (uint32_t i = 0; i < result.n; i++)
		n += !strcmp(text_of(&result, i), "sexual assault or Harassment") ||
		     !strcmp(text_of(&result, i), "reprisal against Whistleblowers");
	ck_assert_uint_eq(n, 2);
	result_free(&result);
}
END_TEST

START_TEST(text_over_a_picture_is_text)
{
	struct sheet sheet = { 0 };
	struct result result;

	put_piece(&sheet, DT_GRAPHIC_IMAGE, 0xff, (struct dt_box){ 40, 104, 420, 160 });
	put_text(&sheet, 50, 100, 12, 10, FONT_TEXT,
		 "A line above the picture and longer than any lettering of a figure\n"
		 "one that is short enough to be lettering but goes on,\n"
		 "and so does the one after it, which is as long as\n"
		 "all others and ends the whole.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_uint_eq(result.block[0].role, DT_ROLE_PARAGRAPH);
	result_free(&result);
}
END_TEST

START_TEST(entries_follow_the_heading_of_a_bibliography)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 50, 100, 12, FONT_BOLD, "References");
	for (int i = 0; i < 3; i++) {
		put(&sheet, 50, 124 + 24 * (float)i, 10, FONT_TEXT,
		    "Somebody, A., and another: a title that is long enough to");
		put(&sheet, 65, 136 + 24 * (float)i, 10, FONT_TEXT, "have two lines, 1998.");
	}
	put(&sheet, 50, 230, 12, FONT_BOLD, "Thanks");
	put(&sheet, 50, 254, 10, FONT_TEXT, "To all who have helped with this work.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 6);
	for (uint32_t i = 1; i < 4; i++)
		ck_assert_uint_eq(result.block[i].role, DT_ROLE_BIBLIOGRAPHY);
	ck_assert_uint_eq(result.block[5].role, DT_ROLE_PARAGRAPH);
	result_free(&result);
}
END_TEST

/* Signs one below the other from y on, the column at x. */
static void put_down(struct sheet *sheet, float x, float y, const char *text)
{
	char sign[4] = { 0 };

	for (; *text; text += 3, y += 10) {
		memcpy(sign, text, 3);
		put(sheet, x, y, 10, FONT_TEXT, sign);
	}
}

START_TEST(vertical_columns_are_read_from_the_right)
{
	struct sheet sheet = { 0 };
	struct result result;

	put_down(&sheet, 300, 100, "東京都千代田区丸");
	put_turned(&sheet, 301.3f, 172, 10, FONT_TEXT, "Debian", 0, 1);
	put_down(&sheet, 300, 211, "本の中にある公園");
	put_down(&sheet, 283, 100, "春の花");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_str_eq(text_of(&result, 0), "東京都千代田区丸Debian本の中にある公園春の花");
	ck_assert_uint_ne(result.block[0].flags & DT_BLOCK_VERTICAL, 0);
	ck_assert_float_eq_tol(result.block[0].frame.b, 1, 0.01);
	result_free(&result);
}
END_TEST

START_TEST(a_full_stop_of_a_turned_paragraph_is_at_its_end)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 300, 100, 10, FONT_TEXT, "שלום");
	put(&sheet, 50, 130, 10, FONT_TEXT, "some words of another script that fill");
	put(&sheet, 90, 142, 10, FONT_TEXT, ".and improve the product");
	result = layout(&sheet);
	for (uint32_t i = 0; i < result.n; i++)
		if (strstr(text_of(&result, i), "some words"))
			ck_assert_str_eq(text_of(&result, i),
					 "some words of another script that fill and improve the "
					 "product.");
	result_free(&result);
}
END_TEST

static Suite *paragraphs_suite(void)
{
	Suite *suite = suite_create("paragraphs");
	TCase *tests = suite_case(suite, "paragraphs");

	tcase_add_test(tests, drawn_bullets_part_items);
	tcase_add_test(tests, a_dash_in_a_sentence_is_no_bullet);
	tcase_add_test(tests, a_number_centred_with_its_words_is_text);
	tcase_add_test(tests, dots_that_touch_a_word_are_leaders);
	tcase_add_test(tests, contents_need_no_leaders);
	tcase_add_test(tests, leaders_are_drawn);
	tcase_add_test(tests, numbers_of_rows_are_no_pages);
	tcase_add_test(tests, the_number_of_a_note_hides_no_end);
	tcase_add_test(tests, text_beside_a_sign_goes_on_under_it);
	tcase_add_test(tests, cells_go_on_in_the_next_row);
	tcase_add_test(tests, text_over_a_picture_is_text);
	tcase_add_test(tests, entries_follow_the_heading_of_a_bibliography);
	tcase_add_test(tests, vertical_columns_are_read_from_the_right);
	tcase_add_test(tests, a_full_stop_of_a_turned_paragraph_is_at_its_end);
	return suite;
}

SUITE_MAIN(paragraphs_suite)
