/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where text goes on and where it does not, from one line to the next, on pages that the tests
 * write themselves. */
#include "config.h"

#include "sheet.h"
#include "suite.h"

START_TEST(a_sentence_goes_on_over_wide_leading)
{
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 6; i++)
		put(&sheet, 50, 100 + 12 * (float)i, 10, FONT_TEXT,
		    i < 5 ? "the text of a page is set close, as most texts are, and this,"
			  : "and ends.");
	put_text(&sheet, 50, 200, 18, 10, FONT_TEXT,
		 "Some of it is set wide, to leave some room for a pen, and it\n"
		 "goes on all the same. Another sentence has its begin in some\n"
		 "line above. Not one line of them all is far from its last or\n"
		 "First line.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 2);
	ck_assert_uint_eq(result.block[1].lines.count, 4);
	result_free(&result);
}
END_TEST

START_TEST(names_in_small_type_are_of_their_line)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 50, 100, 10, FONT_TEXT, "All pages of it are read from the file with the name");
	put(&sheet, 50, 112, 6.5f, FONT_MONO, "postscript_template_file");
	put(&sheet, 133, 112, 10, FONT_TEXT, "and those that go with it are");
	put(&sheet, 50, 124, 10, FONT_TEXT, "told by");
	put(&sheet, 90, 124, 6.5f, FONT_MONO, "--long-option.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_uint_eq(result.block[0].lines.count, 3);
	result_free(&result);
}
END_TEST

START_TEST(leaders_do_not_part_a_line_from_its_entry)
{
	struct sheet sheet = { 0 };
	struct result result;

	put_text(&sheet, 50, 100, 11, 9, FONT_TEXT,
		 "The statement of it is not right, and what is in box 3\n"
		 "is incorrect");
	put(&sheet, 110, 111, 12, FONT_TEXT, ". . . . . . . . . . . .");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_ptr_nonnull(strstr(text_of(&result, 0), "box 3 is incorrect"));
	result_free(&result);
}
END_TEST

START_TEST(a_drawing_beside_running_text_is_no_bullet)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 60, 100, 10, FONT_TEXT,
	    "a note has a sign beside it, and a dot of that may well");
	put_piece(&sheet, DT_GRAPHIC_PATH, 0xff, (struct dt_box){ 51, 107, 54, 110 });
	put_text(&sheet, 60, 112, 12, 10, FONT_TEXT,
		 "stand before a line, which is no item of a list for all\n"
		 "that.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_uint_eq(result.block[0].role, DT_ROLE_PARAGRAPH);
	result_free(&result);
}
END_TEST

START_TEST(footnotes_hang_from_their_numbers)
{
	static const char *const notes[] = { "Jornal of the land (7 April of 2002)",
					     "Jornal of the land (6 April of 2002)", "The same" };
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 12; i++)
		put(&sheet, 50, 100 + 12 * (float)i, 10, FONT_TEXT,
		    "one line of many that are as long as the page is wide, or nearly so");
	for (int i = 0; i < 3; i++) {
		put(&sheet, 50, 596 + 10 * (float)i, 5, FONT_TEXT,
		    i == 0   ? "7"
		    : i == 1 ? "8"
			     : "9");
		put(&sheet, 110, 600 + 10 * (float)i, 8, FONT_TEXT, notes[i]);
	}
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 4);
	for (uint32_t i = 1; i < 4; i++) {
		ck_assert_uint_eq(result.block[i].role, DT_ROLE_FOOTNOTE);
		ck_assert_str_eq(text_of(&result, i), notes[i - 1]);
		ck_assert_uint_eq(result.block[i].label.count, 1);
	}
	result_free(&result);
}
END_TEST

/* A German noun at the start of a line, and a bracket before a word, are no signs of a new text. */
START_TEST(an_item_goes_on_behind_a_comma_and_in_brackets)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 50, 100, 10, FONT_TEXT,
	    "• eines dessen Zeile lang genug ist um so breit zu sein");
	put(&sheet, 60, 112, 10, FONT_TEXT, "wie es sein muss");
	put(&sheet, 50, 124, 10, FONT_TEXT, "• die, welche veraltete Werke haben,");
	put(&sheet, 60, 136, 10, FONT_TEXT, "Technik also nicht zu nutzen wissen.");
	put(&sheet, 50, 148, 10, FONT_TEXT, "• ein anderes ist gar nicht zu sehen");
	put(&sheet, 60, 160, 10, FONT_TEXT, "(es gibt es hier nicht).");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 3);
	for (uint32_t i = 0; i < 3; i++)
		ck_assert_uint_eq(result.block[i].lines.count, 2);
	result_free(&result);
}
END_TEST

/* English in a paragraph from right to left: its full stop is at the left of the last line. */
START_TEST(a_turned_sentence_goes_on_behind_its_full_stop)
{
	struct sheet sheet = { 0 };
	struct result result;
	uint32_t found;

	put(&sheet, 300, 60, 10, FONT_TEXT, "שלום");
	put_text(&sheet, 50, 100, 12, 10, FONT_TEXT,
		 "Most of the text is of letters that run from the left and\n"
		 "fills the width that it has. What it needs is a wrapper of\n"
		 ".");
	put(&sheet, 55.9f, 124, 10, FONT_TEXT, "some sort to make it easy");
	put(&sheet, 50, 136, 10, FONT_TEXT,
	    "The next one begins here and it is as wide as the others");
	result = layout(&sheet);
	found = find_text(&result, "Most");
	ck_assert_uint_eq(result.block[found].lines.count, 3);
	ck_assert_ptr_nonnull(strstr(text_of(&result, found), "make it easy."));
	result_free(&result);
}
END_TEST

/* Angles around a Latin word look at it; those of a comparison stay as they are. */
START_TEST(angles_in_text_from_right_to_left)
{
	static const char *const words[] = { "<mode>", "1 > 2", "x>y<z" };

	for (uint32_t i = 0; i < 3; i++) {
		struct sheet sheet = { 0 };
		struct result result;

		put(&sheet, 200, 60, 10, FONT_TEXT, "שלום שלום שלום");
		put(&sheet, 160, 60, 10, FONT_TEXT, words[i]);
		put(&sheet, 60, 60, 10, FONT_TEXT, "שלום שלום שלום");
		result = layout(&sheet);
		ck_assert_ptr_nonnull(strstr(text_of(&result, 0), "םולש"));
		if (i == 0)
			ck_assert_ptr_nonnull(strstr(text_of(&result, 0), "<mode>"));
		else
			ck_assert_ptr_null(strstr(text_of(&result, 0), "<y>"));
		result_free(&result);
	}
}
END_TEST

START_TEST(text_beside_a_picture_is_as_wide_as_its_lines)
{
	struct sheet sheet = { 0 };
	struct result result;

	put_text(&sheet, 50, 100, 12, 10, FONT_TEXT,
		 "Thanks to all of a team of helpers and to the\n"
		 "organizations, the Louisville Center of Help\n"
		 "Program benefited from a year that was good.\n"
		 "No numbers below tell of it, as a picture is\n"
		 "beside them.");
	for (int i = 0; i < 4; i++)
		put(&sheet, 50, 190 + 12 * (float)i, 10, FONT_TEXT,
		    "below that the lines of the page are as wide as it is, all of them, and are text");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 2);
	ck_assert_uint_eq(result.block[0].lines.count, 5);
	result_free(&result);
}
END_TEST

/* Name, office and town of an author are lines of their own; filled lines are a text. */
START_TEST(short_centred_lines_stay)
{
	static const char *const authors[] = { "Vice Chair, Association", "soft ware",
					       "Berlin, Germany", "d.seggern@example.com" };
	static const char *const words[] = { "Some words that are set on one middle",
					     "axis and that fill all lines they have",
					     "run on from each of them to the next" };

	for (int text = 0; text < 2; text++) {
		struct sheet sheet = { 0 };
		struct result result;
		bool found = false;

		for (int i = 0; i < (text ? 3 : 4); i++) {
			const char *line = text ? words[i] : authors[i];

			put(&sheet, 300 - 2.5f * (float)strlen(line), 100 + 12 * (float)i, 10,
			    FONT_TEXT, line);
		}
		for (int i = 0; i < 6; i++)
			put(&sheet, 50, 200 + 12 * (float)i, 10, FONT_TEXT,
			    "one line of many that are as long as the page is wide, or nearly so, as this one is it");
		result = layout(&sheet);
		for (uint32_t i = 0; i < result.n; i++)
			if (result.block[i].align == DT_ALIGN_CENTER) {
				found = true;
				ck_assert_uint_eq(result.block[i].lines.count, text ? 3 : 4);
				ck_assert_int_eq(strstr(text_of(&result, i), "\u2028") == NULL,
						 text);
			}
		ck_assert(found);
		result_free(&result);
	}
}
END_TEST

START_TEST(a_hanging_line_follows_a_full_one)
{
	struct sheet sheet = { 0 };

	put(&sheet, 50, 100, 10, FONT_TEXT, "1999: The W3C gives out Contents");
	put(&sheet, 70, 112, 10, FONT_TEXT, "Accessibility of 1.0");
	put(&sheet, 50, 124, 10, FONT_TEXT, "2001: Portable Documents 1.4 get");
	put(&sheet, 70, 136, 10, FONT_TEXT, "Tags and Marks");
	put(&sheet, 50, 148, 10, FONT_TEXT, "2002: Treatment of all the same,");
	put(&sheet, 70, 160, 10, FONT_TEXT, "Equality of it");
	ck_assert_uint_eq(count_blocks(&sheet), 3);
}
END_TEST

START_TEST(a_note_in_the_margin_is_no_part_of_its_line)
{
	struct sheet sheet = { 0 };
	struct result result;
	uint32_t found;

	for (int i = 0; i < 8; i++)
		put(&sheet, 50, 100 + 12 * (float)i, 10, FONT_TEXT,
		    i < 7 ? "one line of many that are as long as their column is, to its edge"
			  : "and the last.");
	put(&sheet, 382, 124, 10, FONT_TEXT, "New feature");
	result = layout(&sheet);
	found = find_text(&result, "New");
	ck_assert_str_eq(text_of(&result, found), "New feature");
	result_free(&result);
}
END_TEST

START_TEST(words_of_a_list_are_no_sentence)
{
	struct sheet sheet = { 0 };
	struct result result;
	static const char *const words[] = { "am-pa-zour", "an-di-o", "gi-an-des", "ka-ska-nder",
					     "ko-me-nti" };

	for (int i = 0; i < 3; i++)
		put(&sheet, 50, 100 + 12 * (float)i, 10, FONT_TEXT,
		    "a text that is as wide as its column, as far as three lines go, it");
	for (int i = 0; i < 5; i++)
		put(&sheet, 50, 136 + 12 * (float)i, 10, FONT_TEXT, words[i]);
	result = layout(&sheet);
	/* the first word of the list may be the end of the sentence */
	ck_assert_uint_eq(result.n, 5);
	ck_assert_uint_eq(result.block[0].lines.count, 4);
	ck_assert_str_eq(text_of(&result, 4), "ko-me-nti");
	result_free(&result);
}
END_TEST

/* Two lines in bold, with the links that they are in. */
static uint32_t blocks_of_links(float first_u1, float second_u0, float distance)
{
	struct sheet sheet = { 0 };

	put(&sheet, 50, 100, 10, FONT_BOLD, "Changes for the year");
	put(&sheet, 50, 100 + distance, 10, FONT_BOLD, "Teams and drivers in it");
	put_annotation(&sheet, DT_ANNOTATION_LINK, (struct dt_box){ 50, 91, first_u1, 102 });
	put_annotation(&sheet, DT_ANNOTATION_LINK,
		       (struct dt_box){ second_u0, 91 + distance, 165, 102 + distance });
	return count_blocks(&sheet);
}

START_TEST(lines_that_lead_elsewhere_are_entries)
{
	ck_assert_uint_eq(blocks_of_links(150, 50, 16), 2);
	/* words in a heading that has two lines */
	ck_assert_uint_eq(blocks_of_links(90, 50, 12), 1);
	ck_assert_uint_eq(blocks_of_links(150, 50, 12), 1);
}
END_TEST

START_TEST(short_lines_far_apart_are_no_leading)
{
	struct sheet sheet = { 0 };

	put(&sheet, 50, 100, 10, FONT_TEXT, "13.B.0002.A.777");
	put(&sheet, 100, 119, 10, FONT_TEXT, "PCB");
	ck_assert_uint_eq(count_blocks(&sheet), 2);
}
END_TEST

static uint32_t blocks_of_colours(uint32_t colour, const char *second)
{
	struct sheet sheet = { 0 };

	put(&sheet, 50, 100, 14, FONT_TEXT, "Checks of a kind");
	put(&sheet, 65, 117, 14, FONT_TEXT, second);
	((struct dt_look *)sheet.looks.at)[1].colour = colour;
	return count_blocks(&sheet);
}

START_TEST(a_line_in_another_colour_is_another_text)
{
	ck_assert_uint_eq(blocks_of_colours(0xff, "November 2015"), 1);
	ck_assert_uint_eq(blocks_of_colours(0xff0000ff, "November 2015"), 2);
	/* a phrase of the sentence */
	ck_assert_uint_eq(blocks_of_colours(0xff0000ff, "in some month"), 1);
}
END_TEST

/* Painted from left to right, as many programs do. */
START_TEST(items_from_right_to_left_have_bullets_at_the_right)
{
	struct sheet sheet = { 0 };
	struct result result;
	static const char *const line =
		"\u05d0\u05d1\u05d2\u05d3 \u05d0\u05d1\u05d2\u05d3\u05d4 \u05d0\u05d1\u05d2\u05d3"
		"\u05d4 \u05d0\u05d1\u05d2\u05d3\u05d4\u05d5 \u05d0\u05d1\u05d2\u05d3\u05d4 "
		"\u05d0\u05d1\u05d2\u05d3\u05d4";

	for (int i = 0; i < 4; i++) {
		put(&sheet, 100, 100 + 12 * (float)i, 10, FONT_TEXT, line);
		if (i != 2)
			put(&sheet, 285, 100 + 12 * (float)i, 10, FONT_TEXT, "\u2022");
	}
	/* the end of the last item */
	put(&sheet, 240, 148, 10, FONT_TEXT, "\u05d0\u05d1\u05d2\u05d3 \u05d0\u05d1\u05d2");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 3);
	for (uint32_t i = 0; i < 3; i++)
		ck_assert_uint_eq(result.block[i].role, DT_ROLE_LIST_ITEM);
	ck_assert_uint_eq(result.block[1].lines.count, 2);
	ck_assert_uint_eq(result.block[2].lines.count, 2);
	ck_assert(result.block[2].rest_indent < 1);
	result_free(&result);
}
END_TEST

/* No marker and no space says where an entry begins, and a last line is nearly full. */
START_TEST(entries_hang_from_their_first_lines)
{
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 4; i++) {
		float y = 100 + 24 * (float)i;

		put(&sheet, 50, y, 10, FONT_TEXT,
		    "Somebody, A. (2003) A book that has a long title which is more");
		put(&sheet, 80, y + 12, 10, FONT_TEXT,
		    i ? "than a line of it holds, and its publisher"
		      : "than a line of it holds, and publishers 12: 3-4");
	}
	put(&sheet, 50, 196, 10, FONT_TEXT, "Else, S. (1999) Short. Press.");
	put(&sheet, 50, 208, 10, FONT_TEXT,
	    "Other, B. (1998) This one would have fitted had its pages been");
	put(&sheet, 80, 220, 10, FONT_TEXT, "12: 588.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 6);
	for (uint32_t i = 0; i < 6; i++) {
		ck_assert_uint_eq(result.block[i].role, DT_ROLE_BIBLIOGRAPHY);
		ck_assert_uint_eq(result.block[i].lines.count, i == 4 ? 1 : 2);
		ck_assert_uint_ne(result.block[i].align, DT_ALIGN_CENTER);
		ck_assert_float_eq_tol(result.block[i].rest_indent, 30, 0.1);
	}
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

/* The same two edges, but the lines at the outer one are full. */
START_TEST(indented_first_lines_are_no_entries)
{
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 9; i++)
		put(&sheet, i % 3 ? 50 : 80, 100 + 12 * (float)i, 10, FONT_TEXT,
		    i % 3 == 0	 ? "This paragraph of 2003 begins further in and fills it"
		    : i % 3 == 1 ? "with a second line that is as full as the first of them is,"
				 : "and ends.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 3);
	for (uint32_t i = 0; i < 3; i++)
		ck_assert_uint_eq(result.block[i].role, DT_ROLE_PARAGRAPH);
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

START_TEST(initials_of_names_are_no_numbers)
{
	struct sheet sheet = { 0 };
	struct result result;

	put_text(&sheet, 50, 100, 12, 10, FONT_TEXT,
		 "J. Somebody wrote of it in a book that many of them have read\n"
		 "and some forgot.");
	put_text(&sheet, 50, 160, 12, 10, FONT_TEXT, "A. Check the box\nB. Sign the form");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 3);
	ck_assert_uint_eq(result.block[0].role, DT_ROLE_PARAGRAPH);
	ck_assert_uint_eq(result.block[0].label.count, 0);
	for (uint32_t i = 1; i < 3; i++) {
		ck_assert_uint_eq(result.block[i].role, DT_ROLE_LIST_ITEM);
		ck_assert_str_eq(DT_TEXT(result.blocks, result.block[i].label),
				 i == 1 ? "A." : "B.");
	}
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

static Suite *layout_breaks_suite(void)
{
	Suite *suite = suite_create("layout_breaks");
	TCase *tests = suite_case(suite, "breaks");

	tcase_add_test(tests, a_sentence_goes_on_over_wide_leading);
	tcase_add_test(tests, names_in_small_type_are_of_their_line);
	tcase_add_test(tests, leaders_do_not_part_a_line_from_its_entry);
	tcase_add_test(tests, a_drawing_beside_running_text_is_no_bullet);
	tcase_add_test(tests, footnotes_hang_from_their_numbers);
	tcase_add_test(tests, an_item_goes_on_behind_a_comma_and_in_brackets);
	tcase_add_test(tests, a_turned_sentence_goes_on_behind_its_full_stop);
	tcase_add_test(tests, angles_in_text_from_right_to_left);
	tcase_add_test(tests, text_beside_a_picture_is_as_wide_as_its_lines);
	tcase_add_test(tests, short_centred_lines_stay);
	tcase_add_test(tests, a_hanging_line_follows_a_full_one);
	tcase_add_test(tests, a_note_in_the_margin_is_no_part_of_its_line);
	tcase_add_test(tests, words_of_a_list_are_no_sentence);
	tcase_add_test(tests, lines_that_lead_elsewhere_are_entries);
	tcase_add_test(tests, short_lines_far_apart_are_no_leading);
	tcase_add_test(tests, a_line_in_another_colour_is_another_text);
	tcase_add_test(tests, items_from_right_to_left_have_bullets_at_the_right);
	tcase_add_test(tests, entries_hang_from_their_first_lines);
	tcase_add_test(tests, indented_first_lines_are_no_entries);
	tcase_add_test(tests, initials_of_names_are_no_numbers);
	return suite;
}

SUITE_MAIN(layout_breaks_suite)
