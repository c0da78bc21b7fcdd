/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Frames on pages that the tests write themselves: where a block stands, how it is aligned, and
 * how far it may grow.
 */
#include "config.h"

#include "plugins/layout/stack.h"
#include "sheet.h"
#include "suite.h"

#define FULL "one line of many that are as long as their column is, to its edge"

/* The block whose text begins so. */
/* Items whose text is as far from the right as from the left, by chance. */
START_TEST(an_item_begins_where_others_begin)
{
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 5; i++)
		put(&sheet, 50, 100 + 12 * (float)i, 10, FONT_TEXT, i < 4 ? FULL : "follow:");
	put(&sheet, 70, 160, 10, FONT_TEXT,
	    "• an item of fifty-three letters that are counted well.");
	put(&sheet, 70, 172, 10, FONT_TEXT, "• a short one");
	for (int i = 0; i < 5; i++)
		put(&sheet, 50, 190 + 12 * (float)i, 10, FONT_TEXT, i < 4 ? FULL : "and end.");
	result = layout(&sheet);
	ck_assert_uint_eq(block_of(&result, "an item")->align, DT_ALIGN_LEFT);
	ck_assert_uint_eq(block_of(&result, "a short")->align, DT_ALIGN_LEFT);
	result_free(&result);
}
END_TEST

START_TEST(a_line_alone_in_the_middle_is_centred)
{
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 5; i++)
		put(&sheet, 50, 100 + 12 * (float)i, 10, FONT_TEXT, i < 4 ? FULL : "follow:");
	/* 65 letters are 325 points: the middle is at 212.5 */
	put(&sheet, 137.5f, 172, 10, FONT_TEXT, "thirty letters are in the line");
	for (int i = 0; i < 5; i++)
		put(&sheet, 50, 196 + 12 * (float)i, 10, FONT_TEXT, i < 4 ? FULL : "and end.");
	result = layout(&sheet);
	ck_assert_uint_eq(block_of(&result, "thirty")->align, DT_ALIGN_CENTER);
	result_free(&result);
}
END_TEST

/* What belongs to an item is no paragraph with an indent. */
START_TEST(a_line_below_an_item_hangs_as_it_does)
{
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 5; i++)
		put(&sheet, 50, 100 + 12 * (float)i, 10, FONT_TEXT, i < 4 ? FULL : "follow:");
	put(&sheet, 50, 166, 10, FONT_TEXT, "k)");
	put(&sheet, 65, 166, 10, FONT_TEXT,
	    "an item of a list that fills the first line of its text");
	put(&sheet, 65, 178, 10, FONT_TEXT, "and the next one.");
	put(&sheet, 65, 196, 10, FONT_TEXT, "The manual contains the following:");
	for (int i = 0; i < 5; i++)
		put(&sheet, 50, 214 + 12 * (float)i, 10, FONT_TEXT, i < 4 ? FULL : "and end.");
	result = layout(&sheet);
	ck_assert_float_eq_tol(block_of(&result, "The manual")->frame.e, 65, 0.1);
	ck_assert_float_eq_tol(block_of(&result, "The manual")->first_indent, 0, 0.1);
	result_free(&result);
}
END_TEST

START_TEST(a_line_on_an_empty_page_grows_to_the_margin)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 50, 100, 10, FONT_TEXT, "Name of the field");
	put(&sheet, 50, 150, 10, FONT_TEXT, "Another");
	result = layout(&sheet);
	/* 17 letters are 85 points; the page is 612 wide */
	ck_assert_float_ge(block_of(&result, "Name")->room_right, 612 - 50 - 135 - 5);
	ck_assert_float_le(block_of(&result, "Name")->room_right, 612 - 50 - 135);
	result_free(&result);
}
END_TEST

START_TEST(text_does_not_grow_under_fields)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 50, 100, 10, FONT_TEXT, "Name");
	put_field(&sheet, (struct dt_box){ 90, 88, 200, 104 });
	put(&sheet, 50, 150, 10, FONT_TEXT, "Remarks");
	put_field(&sheet, (struct dt_box){ 50, 158, 300, 200 });
	result = layout(&sheet);
	ck_assert_float_le(50 + 20 + block_of(&result, "Name")->room_right, 90);
	ck_assert_float_le(152 + block_of(&result, "Remarks")->room_below, 158);
	result_free(&result);
}
END_TEST

/* Without a text of several lines there is no measure: the right margin is as wide as the left. */
START_TEST(short_lines_grow_to_the_margin)
{
	for (int running = 0; running < 2; running++) {
		struct sheet sheet = { 0 };
		struct result result;
		float end;

		put(&sheet, 50, 100, 20, FONT_TEXT, "Perform an action");
		put(&sheet, 50, 200, 10, FONT_TEXT, "This line is shorter than the others are.");
		if (running)
			put_text(&sheet, 50, 300, 12, 10, FONT_TEXT,
				 "running text that says how wide its column\n"
				 "is, so that nothing on the page goes beyond\n"
				 "that in any of its lines.");
		result = layout(&sheet);
		end = 50 + 41 * 5 + block_of(&result, "shorter")->room_right;
		ck_assert_float_ge(end, running ? 250 : 612 - 50 - 5);
		ck_assert_float_le(end, running ? 300 : 612 - 50);
		result_free(&result);
	}
}
END_TEST

/* Lines of a list that nothing shows to be broken at an edge end where they end. */
START_TEST(single_lines_have_no_column)
{
	static const char *const names[] = { "HIGH SCHOOL DIPLOMA OR EQUAL", "TRADE CERTIFICATE",
					     "COLLEGE", "DOCTORATE" };
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 4; i++) {
		put(&sheet, 50, 400 + 12 * (float)i, 8, FONT_TEXT, names[i]);
		put_field(&sheet,
			  (struct dt_box){ 38, 393 + 12 * (float)i, 46, 401 + 12 * (float)i });
	}
	put_text(&sheet, 50, 200, 14, 10, FONT_TEXT,
		 "An interactive form has fields to be filled in. How can it be told that\n"
		 "a form is flat, and what is to be done about that, is a question that is\n"
		 "not answered here.");
	result = layout(&sheet);
	ck_assert_float_ge(50 + 28 * 4 + block_of(&result, "DIPLOMA")->room_right, 380);
	result_free(&result);
}
END_TEST

/* The description of an option, and a name in small typewriter letters that begins a line. */
START_TEST(text_hangs_from_an_option)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 50, 100, 10, FONT_MONO, "-h");
	put(&sheet, 70, 100, 10, FONT_TEXT, "prints a short help that has the version number and");
	put(&sheet, 70, 112, 10, FONT_TEXT, "all options of the program, those for experts as");
	put(&sheet, 70, 124, 10, FONT_TEXT, "well as the others.");
	put(&sheet, 50, 160, 6.5f, FONT_MONO, "program");
	put(&sheet, 50 + 22.75f + 7, 160, 10, FONT_TEXT,
	    "runs in a mode of its own when this option is");
	put(&sheet, 50, 172, 10, FONT_TEXT, "enabled, and not without it.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 2);
	ck_assert_str_eq(DT_TEXT(result.blocks, result.block[0].label), "-h");
	ck_assert_float_eq_tol(result.block[0].frame.e, 70, 0.1);
	ck_assert_float_eq_tol(result.block[0].first_indent, 0, 0.1);
	ck_assert_str_eq(text_of(&result, 1), "program runs in a mode of its own when this option "
					      "is enabled, and not without it.");
	result_free(&result);
}
END_TEST

/* Options that end at one place, with a line of text each: none runs on from the one above. */
START_TEST(every_option_has_its_text)
{
	static const char *const options[] = { "--amino", "--dna", "--seed <" };
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 3; i++) {
		float width = 5 * (float)strlen(options[i]) + (i == 2 ? 10 : 0);

		put(&sheet, 120 - width, 100 + 16 * (float)i, 10, FONT_MONO, options[i]);
		put(&sheet, 132, 100 + 16 * (float)i, 10, FONT_TEXT,
		    "Assert that the file has a sequence of that");
	}
	put(&sheet, 110, 132, 10, FONT_MATH, "n>");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 3);
	for (uint32_t i = 0; i < 3; i++)
		ck_assert_str_eq(text_of(&result, i),
				 "Assert that the file has a sequence of that");
	ck_assert_str_eq(DT_TEXT(result.blocks, result.block[1].label), "--dna");
	result_free(&result);
	/* names of code in a sentence are none */
	put(&sheet, 50, 100, 10, FONT_MONO, "malloc");
	put(&sheet, 84, 100, 10, FONT_TEXT, "gives memory to a program and");
	put(&sheet, 50, 112, 10, FONT_MONO, "calloc");
	put(&sheet, 84, 112, 10, FONT_TEXT, "clears what it gives to them.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_uint_eq(result.block[0].label.count, 0);
	result_free(&result);
}
END_TEST

/* An abstract over both columns says nothing of how wide they are. */
START_TEST(wide_text_makes_no_column_wider)
{
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 5; i++)
		put(&sheet, 50, 60 + 12 * (float)i, 10, FONT_TEXT,
		    i < 4 ? "an abstract that stands over both columns and is as wide as they are "
			    "together with the gap"
			  : "and ends.");
	for (int i = 0; i < 8; i++) {
		put(&sheet, 50, 160 + 12 * (float)i, 10, FONT_TEXT,
		    i < 7 ? "words of the left column that fill it evenly" : "and end early.");
		put(&sheet, 300, 160 + 12 * (float)i, 10, FONT_TEXT,
		    i < 7 ? "words of the right one with as many of them." : "and end early.");
	}
	result = layout(&sheet);
	/* 44 letters are 220 points */
	ck_assert_float_le(block_of(&result, "words of the left")->width, 221);
	result_free(&result);
}
END_TEST

/* 30 and 16 letters of half an em about one axis: the longer one comes first. */
START_TEST(a_title_of_two_lines_is_centred)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 70, 60, 20, FONT_BOLD, "A Title That Is Quite Long: To");
	put(&sheet, 140, 84, 20, FONT_BOLD, "End in Two Lines");
	for (int i = 0; i < 6; i++)
		put(&sheet, 50, 130 + 12 * (float)i, 10, FONT_TEXT, FULL);
	result = layout(&sheet);
	ck_assert_uint_eq(block_of(&result, "Quite Long")->align, DT_ALIGN_CENTER);
	result_free(&result);
	/* a deep indent that is about no axis, and what hangs from the first line */
	put(&sheet, 70, 60, 20, FONT_BOLD, "A Title That Is Quite Long: To");
	put(&sheet, 140, 84, 20, FONT_BOLD, "End in");
	result = layout(&sheet);
	ck_assert_uint_ne(block_of(&result, "Quite Long")->align, DT_ALIGN_CENTER);
	result_free(&result);
	put(&sheet, 70, 60, 20, FONT_BOLD, "A Title That Is Quite Long: To");
	put(&sheet, 110, 84, 20, FONT_BOLD, "End in Two Lines or Two");
	for (int i = 0; i < 6; i++)
		put(&sheet, 70, 130 + 12 * (float)i, 10, FONT_TEXT, FULL);
	result = layout(&sheet);
	ck_assert_uint_ne(block_of(&result, "Quite Long")->align, DT_ALIGN_CENTER);
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

/* About the middle of the page, and hardly shorter than the first. */
START_TEST(lines_of_a_title_are_centred_when_they_are_alike)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 87.5f, 60, 20, FONT_BOLD, "Of Proposals To Find Them");
	put(&sheet, 102.5f, 84, 20, FONT_BOLD, "And Genomes Of All Cats");
	for (int i = 0; i < 6; i++)
		put(&sheet, 50, 130 + 12 * (float)i, 10, FONT_TEXT, FULL);
	result = layout(&sheet);
	ck_assert_uint_eq(block_of(&result, "Of Proposals")->align, DT_ALIGN_CENTER);
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

START_TEST(lines_that_end_at_one_place_are_flush_right)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 300, 60, 20, FONT_BOLD, "The Longest Line of Three");
	put(&sheet, 440, 90, 20, FONT_BOLD, "Quick Guide");
	put(&sheet, 470, 130, 20, FONT_BOLD, "For Them");
	for (int i = 0; i < 6; i++)
		put(&sheet, 50, 200 + 12 * (float)i, 10, FONT_TEXT, FULL);
	result = layout(&sheet);
	for (uint32_t i = 0; i < 2; i++) {
		const struct dt_block *block = block_of(&result, i ? "For Them" : "The Longest");

		ck_assert_uint_eq(block->align, DT_ALIGN_RIGHT);
		ck_assert_float_gt(block->room_left, 200);
	}
	ck_assert_uint_eq(block_of(&result, FULL)->align, DT_ALIGN_JUSTIFY);
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

/* A list or a bibliography without marks: what is at the edge begins an entry, even where the line
 * above it is full. */
START_TEST(paragraphs_that_hang_begin_at_the_edge)
{
	static const char *const lines[] = {
		"Adams, one entry that fills the whole of its line of which much",
		"> goes on below it.",
		"Brown, who fills the line without anything that goes on below it",
		"Clark, one entry that fills the whole of its line of which much",
		"> goes on, and over the next line too, as there is much of it to",
		"> be said.",
		"Davis, a short one.",
		"Evans, one entry that fills the whole of its line of which much",
		"> goes on below it.",
	};
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 9; i++) {
		bool hangs = lines[i][0] == '>';

		put(&sheet, hangs ? 65 : 50, 100 + 12 * (float)i, 10, FONT_TEXT,
		    lines[i] + (hangs ? 2 : 0));
	}
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 5);
	ck_assert_float_eq_tol(block_of(&result, "Clark")->rest_indent, 15, 0.5);
	ck_assert_uint_eq(block_of(&result, "Clark")->lines.count, 3);
	block_of(&result, "Brown");
	block_of(&result, "Davis");
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

/* The other way round: it is their first lines that are indented. */
START_TEST(paragraphs_with_first_line_indents_do_not_hang)
{
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 12; i++)
		put(&sheet, i % 4 ? 50 : 65, 100 + 12 * (float)i, 10, FONT_TEXT,
		    i % 4 == 3 ? "and it ends." : FULL);
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 3);
	ck_assert_uint_eq(result.block[1].lines.count, 4);
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

/* A heading is broken where it looks well; ten lines in bold are none. */
START_TEST(a_list_in_bold_has_items)
{
	static const char *const lines[] = {
		"Sources of power that can be had",
		"Two switches",
		"Lamps in red, in green and in blue",
		"Cases of plastic or steel",
		"One cable of two metres",
		"Feet of rubber",
		"A handbook in three languages",
		"Screws",
	};
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 8; i++)
		put(&sheet, 50, 100 + 12 * (float)i, 10, FONT_BOLD, lines[i]);
	for (int i = 0; i < 6; i++)
		put(&sheet, 50, 220 + 12 * (float)i, 10, FONT_TEXT, FULL);
	result = layout(&sheet);
	block_of(&result, "Lamps");
	block_of(&result, "Feet");
	block_of(&result, "Screws");
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

/* Each line of a block of authors begins one in a translation as well, the first being the longest;
 * the title is one text. */
START_TEST(lines_of_authors_stay_lines)
{
	struct sheet sheet = { 0 };
	struct result result;
	static const char *const heads[] = { "A Title That Is Quite Long: To", "End in Two Lines",
					     "Somebody A. Author from Some Place",
					     "University of It", "Its Town" };

	for (int i = 0; i < 5; i++) {
		float size = i < 2 ? 20 : 10;

		put(&sheet, 250 - (float)strlen(heads[i]) * size / 4,
		    i < 2 ? 60 + 24 * (float)i : 94 + 12 * (float)i, size, FONT_TEXT, heads[i]);
	}
	for (int i = 0; i < 6; i++)
		put(&sheet, 50, 180 + 12 * (float)i, 10, FONT_TEXT,
		    "words of the text that stands below and is as wide as the page is as far");
	result = layout(&sheet);
	ck_assert_ptr_null(strstr(text_of(&result, 0), "\u2028"));
	ck_assert_uint_eq(block_of(&result, "A Title")->align, DT_ALIGN_CENTER);
	ck_assert_uint_eq(block_of(&result, "Somebody")->align, DT_ALIGN_CENTER);
	ck_assert_str_eq(text_of(&result, 1), "Somebody A. Author from Some Place\u2028"
					      "University of It\u2028Its Town");
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

/* The number keeps its place, whatever becomes of the words that are set against it. */
START_TEST(a_page_number_parts_from_its_running_head)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 275, 40, 10, FONT_TEXT, "A Guide of Users");
	put(&sheet, 365, 40, 10, FONT_TEXT, "19");
	for (int i = 0; i < 6; i++)
		put(&sheet, 50, 130 + 12 * (float)i, 10, FONT_TEXT, FULL);
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 3);
	ck_assert_str_eq(text_of(&result, 0), "A Guide of Users");
	ck_assert_uint_eq(result.block[0].align, DT_ALIGN_RIGHT);
	ck_assert_str_eq(text_of(&result, 1), "19");
	ck_assert_uint_eq(result.block[1].rule, DT_RULE_NUMBER);
	result_free(&result);
	sheet_free(&sheet);
	/* the name of a society at the other side */
	put(&sheet, 50, 40, 10, FONT_TEXT, "70");
	put(&sheet, 70, 40, 10, FONT_TEXT, "A Conference on Files");
	put(&sheet, 310, 40, 10, FONT_TEXT, "A Society");
	for (int i = 0; i < 6; i++)
		put(&sheet, 50, 130 + 12 * (float)i, 10, FONT_TEXT, FULL);
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 4);
	ck_assert_uint_eq(block_of(&result, "70")->rule, DT_RULE_NUMBER);
	block_of(&result, "A Conference");
	block_of(&result, "A Society");
	result_free(&result);
	sheet_free(&sheet);
	/* a blank before a number in the first line of a text */
	put(&sheet, 50, 118, 10, FONT_TEXT,
	    "a line of them that ends as others do, but with this 19");
	for (int i = 0; i < 6; i++)
		put(&sheet, 50, 130 + 12 * (float)i, 10, FONT_TEXT, FULL);
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

/* Each sign in a square of its own. */
static void put_squares(struct sheet *sheet, float x, float y, float size, const char *text)
{
	uint32_t n = sheet->glyphs.n;
	struct dt_glyph *glyphs;

	put(sheet, x, y, size, FONT_TEXT, text);
	glyphs = sheet->glyphs.at;
	for (; n < sheet->glyphs.n; n++, x += size) {
		glyphs[n].x = x;
		glyphs[n].advance = size;
	}
}

/* The column is 160 points wide: 「 begins five before it, 、 and 。 end five behind it. */
START_TEST(empty_halves_of_signs_hang_over_the_margin)
{
	struct sheet sheet = { 0 };
	struct result result;
	const struct dt_block *block;

	put_squares(&sheet, 95, 100, 10, "「これは新しい本の中の文字だけが、");
	put_squares(&sheet, 100, 116, 10, "それは古い本の中の文字でもなく。");
	put_squares(&sheet, 100, 132, 10, "これは新しい本の中の文字であるか");
	put_squares(&sheet, 100, 148, 10, "山と川と海のある国の文字。");
	result = layout(&sheet);
	block = block_of(&result, "「これは");
	ck_assert_float_eq_tol(block->frame.e, 100, 0.01);
	ck_assert_float_eq_tol(block->width, 160, 0.01);
	ck_assert_float_eq_tol(block->first_indent, block->rest_indent, 0.01);
	ck_assert_uint_eq(block->align, DT_ALIGN_JUSTIFY);
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

/* A blank that is painted between an ideograph and a bracket of Latin script is one. */
START_TEST(blanks_beside_narrow_signs_are_kept)
{
	struct sheet sheet = { 0 };
	struct result result;

	put_squares(&sheet, 100, 100, 10, "文字がある");
	put(&sheet, 150, 100, 10, FONT_TEXT, " (");
	put_squares(&sheet, 160, 100, 10, "古い文字");
	put(&sheet, 200, 100, 10, FONT_TEXT, ")");
	result = layout(&sheet);
	ck_assert_str_eq(text_of(&result, 0), "文字がある (古い文字)");
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

/* Two lines of nearly one width that begin at one place. */
START_TEST(two_lines_that_begin_at_one_place_are_flush)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 300, 100, 10, FONT_TEXT, "A standard for the use");
	put(&sheet, 300, 112, 10, FONT_TEXT, "universal for all uses.");
	put(&sheet, 300, 140, 10, FONT_TEXT, "What the experts say");
	put(&sheet, 300, 168, 10, FONT_TEXT, "A standard for the use of");
	put(&sheet, 300, 180, 10, FONT_TEXT, "all that is used there, s");
	put(&sheet, 300, 210, 10, FONT_TEXT, "A rule for the use");
	put(&sheet, 300, 222, 10, FONT_TEXT, "universal for all");
	result = layout(&sheet);
	for (uint32_t i = 0; i < result.n; i++)
		ck_assert_uint_ne(result.block[i].align, DT_ALIGN_CENTER);
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

/* A title over two columns is no column of the text below it, which others stand beside. */
START_TEST(a_title_over_columns_makes_no_text_wider)
{
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 3; i++)
		put(&sheet, 50, 40 + 15 * (float)i, 12, FONT_BOLD,
		    i < 2 ? "A Title of Three Lines That Stands Over Two Columns" : "And Ends");
	put_text(&sheet, 50, 100, 9, 8, FONT_TEXT,
		 "Small words of two lines that come before the\nothers.");
	for (int i = 0; i < 8; i++) {
		put(&sheet, 50, 150 + 12 * (float)i, 10, FONT_TEXT,
		    i < 7 ? "words of the left column that fill it" : "and end early.");
		put(&sheet, 250, 100 + 12 * (float)i, 10, FONT_TEXT,
		    i < 7 ? "words of the right one, as many of it" : "and end early.");
	}
	result = layout(&sheet);
	/* 37 letters are 185 points, 45 smaller ones 180 */
	ck_assert_float_le(
		block_of(&result, "Small")->width + block_of(&result, "Small")->room_right, 185.5);
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

/* The paragraph of the first lines of a stack, of which so many look like cells. */
static struct paragraph beside_words(uint32_t cells)
{
	static const uint32_t at[] = { 0, 1, 2, 3, 4, 5 };
	struct stack stack = { .at = at,
			       .n = 6,
			       .u0 = 220,
			       .u1 = 390,
			       .v0 = 100,
			       .v1 = 170,
			       .edge = 390,
			       .size = 10,
			       .cells = cells };
	struct paragraph paragraph = { .u0 = 220,
				       .u1 = 380,
				       .v0 = 100,
				       .v1 = 135,
				       .size = 10,
				       .count = 3,
				       .align = DT_ALIGN_LEFT };
	struct page *page = calloc(1, sizeof(*page));
	struct line *line;

	ck_assert_ptr_nonnull(page);
	page->area_u0 = 40;
	page->area_u1 = 570;
	page->body_size = 10;
	*DT_LIST_ADD(&page->stacks, struct stack) = stack;
	for (int i = 0; i < 6; i++) {
		line = DT_LIST_ADD(&page->lines, struct line);
		*line = (struct line){ .u0 = 220, .u1 = 380, .size = 10, .next = DT_NONE };
		line->v = 108 + 12 * (float)i;
		line->top = line->v - 8;
		line->bottom = line->v + 2;
		line->flags = (uint32_t)i < cells ? LINE_CELL : 0;
	}
	paragraph_column(page, &paragraph, LIST(page->lines, struct line),
			 LIST(page->stacks, struct stack));
	dt_list_free(&page->lines);
	dt_list_free(&page->stacks);
	free(page);
	return paragraph;
}

/* Words of the columns beside it, at one height with its first line, make it no cell, which may
 * be as wide as the page. */
START_TEST(text_beside_words_keeps_to_its_column)
{
	struct paragraph paragraph = beside_words(1);

	ck_assert_float_eq_tol(paragraph.column_u0, 220, 0.1);
	ck_assert_float_eq_tol(paragraph.column_u1, 390, 0.1);
	paragraph = beside_words(5);
	ck_assert_float_eq_tol(paragraph.column_u0, 40, 0.1);
	ck_assert_float_eq_tol(paragraph.column_u1, 570, 0.1);
}
END_TEST

/* A word in small letters under large figures is no index of them: its line stays where it is. */
START_TEST(words_stand_below_large_figures)
{
	struct sheet sheet = { 0 };
	struct result result;
	const struct dt_block *block;

	put(&sheet, 300, 65, 20, FONT_BOLD, "2013");
	put(&sheet, 298, 73, 7, FONT_TEXT, "Attachment");
	put(&sheet, 298, 80.5f, 7, FONT_TEXT, "Sequence No. 51");
	for (int i = 0; i < 6; i++)
		put(&sheet, 50, 130 + 12 * (float)i, 10, FONT_TEXT, FULL);
	result = layout(&sheet);
	block = block_of(&result, "Attachment");
	ck_assert_float_ge(block->frame.f, 65);
	ck_assert_uint_eq(block->lines.count, 2);
	ck_assert_float_eq_tol(block->leading, 7.5, 0.1);
	result_free(&result);
	sheet_free(&sheet);
	/* an index is */
	put(&sheet, 300, 65, 20, FONT_TEXT, "a word");
	put(&sheet, 360, 73, 7, FONT_TEXT, "index");
	put(&sheet, 380, 65, 20, FONT_TEXT, "and more");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

static Suite *layout_frames_suite(void)
{
	Suite *suite = suite_create("layout_frames");
	TCase *tests = suite_case(suite, "frames");

	tcase_add_test(tests, an_item_begins_where_others_begin);
	tcase_add_test(tests, a_line_alone_in_the_middle_is_centred);
	tcase_add_test(tests, a_line_below_an_item_hangs_as_it_does);
	tcase_add_test(tests, a_line_on_an_empty_page_grows_to_the_margin);
	tcase_add_test(tests, text_does_not_grow_under_fields);
	tcase_add_test(tests, short_lines_grow_to_the_margin);
	tcase_add_test(tests, single_lines_have_no_column);
	tcase_add_test(tests, text_hangs_from_an_option);
	tcase_add_test(tests, every_option_has_its_text);
	tcase_add_test(tests, wide_text_makes_no_column_wider);
	tcase_add_test(tests, a_title_of_two_lines_is_centred);
	tcase_add_test(tests, lines_of_a_title_are_centred_when_they_are_alike);
	tcase_add_test(tests, lines_that_end_at_one_place_are_flush_right);
	tcase_add_test(tests, paragraphs_that_hang_begin_at_the_edge);
	tcase_add_test(tests, paragraphs_with_first_line_indents_do_not_hang);
	tcase_add_test(tests, a_list_in_bold_has_items);
	tcase_add_test(tests, lines_of_authors_stay_lines);
	tcase_add_test(tests, a_page_number_parts_from_its_running_head);
	tcase_add_test(tests, empty_halves_of_signs_hang_over_the_margin);
	tcase_add_test(tests, blanks_beside_narrow_signs_are_kept);
	tcase_add_test(tests, two_lines_that_begin_at_one_place_are_flush);
	tcase_add_test(tests, a_title_over_columns_makes_no_text_wider);
	tcase_add_test(tests, text_beside_words_keeps_to_its_column);
	tcase_add_test(tests, words_stand_below_large_figures);
	return suite;
}

SUITE_MAIN(layout_frames_suite)
