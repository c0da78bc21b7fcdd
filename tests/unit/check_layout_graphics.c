/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Layout of what is drawn, on pages that the tests write themselves: cells of tables, underlines,
 * formulas, bullets and the lettering of figures.
 */
#include "config.h"

#include "sheet.h"
#include "suite.h"

START_TEST(rules_part_cells)
{
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 3; i++)
		put_rule(&sheet, 50, 90 + 16 * (float)i, 250, 90.5f + 16 * (float)i);
	for (int i = 0; i < 3; i++)
		put_rule(&sheet, 50 + 100 * (float)i, 90, 50.5f + 100 * (float)i, 122);
	put(&sheet, 55, 101, 10, FONT_TEXT, "Name");
	put(&sheet, 155, 101, 10, FONT_TEXT, "Cause");
	put(&sheet, 55, 117, 10, FONT_TEXT, "wind");
	put(&sheet, 155, 117, 10, FONT_TEXT, "pressure");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 4);
	ck_assert_str_eq(text_of(&result, 0), "Name");
	ck_assert_str_eq(text_of(&result, 3), "pressure");
	/* it may grow up to the rule, not beyond */
	ck_assert_float_gt(result.block[2].room_right, 60);
	ck_assert_float_le(55 + 20 + result.block[2].room_right, 150);
	result_free(&result);
}
END_TEST

START_TEST(formulas_are_objects)
{
	struct sheet sheet = { 0 };
	const struct dt_run *runs;
	struct result result;

	put(&sheet, 50, 100, 10, FONT_TEXT, "the value of ");
	put(&sheet, 115, 100, 10, FONT_MATH, "x");
	put(&sheet, 120, 103, 7, FONT_MATH, "i");
	put(&sheet, 126, 100, 10, FONT_TEXT, "= 3 is small, as it is known to all of us.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_str_eq(text_of(&result, 0),
			 "the value of \xef\xbf\xbc is small, as it is known to all of us.");
	ck_assert_uint_eq(result.block[0].runs.count, 3);
	runs = DT_AT(result.blocks, struct dt_run, result.block[0].runs);
	ck_assert_uint_eq(runs[1].kind, DT_RUN_OBJECT);
	ck_assert_str_eq(DT_TEXT(result.blocks, runs[1].source), "xi=3");
	ck_assert_float_eq_tol(runs[1].box.x0, 65, 0.1);
	result_free(&result);
}
END_TEST

START_TEST(text_along_a_curve_stays)
{
	static const char text[] = "UNIVERSITAS";
	struct sheet sheet = { 0 };
	struct result result;
	float x = 100, y = 200;

	for (uint32_t i = 0; i < 11; i++) { /* an arch, whose middle letter is upright */
		float angle = ((float)i - 5) * 0.15f;
		char letter[2] = { text[i], 0 };

		put_turned(&sheet, x, y, 10, FONT_TEXT, letter, cosf(angle), sinf(angle));
		x += 6 * cosf(angle);
		y += 6 * sinf(angle);
	}
	put(&sheet, 100, 400, 10, FONT_TEXT, "founded a long time ago");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	for (uint32_t i = 0; i < 11; i++)
		ck_assert_uint_eq(rule_of(&result, i), DT_RULE_CURVED);
	ck_assert_str_eq(text_of(&result, 0), "founded a long time ago");
	result_free(&result);
}
END_TEST

/* The run of a block that begins with some words. */
static const struct dt_run *run_at(const struct result *result, uint32_t block, const char *words)
{
	const struct dt_run *runs = DT_AT(result->blocks, struct dt_run, result->block[block].runs);

	for (uint32_t i = 0; i < result->block[block].runs.count; i++)
		if (!strncmp(text_of(result, block) + runs[i].start, words, strlen(words)))
			return &runs[i];
	ck_abort_msg("no run begins with %s", words);
	return NULL;
}

START_TEST(drawn_lines_belong_to_their_words)
{
	struct sheet sheet = { 0 };
	struct result result;
	const struct dt_style *styles, *style;
	const struct dt_decoration *decoration;

	/* every glyph is 5 points wide; the second fill is as wide as the page, the last rule as
	 * the line below it */
	put_piece(&sheet, DT_GRAPHIC_FILL, 0xffff00ff, (struct dt_box){ 69, 103, 111, 115 });
	put_piece(&sheet, DT_GRAPHIC_FILL, 0xddddddff, (struct dt_box){ 20, 117, 560, 140 });
	put_text(&sheet, 50, 112, 12, 10, FONT_TEXT,
		 "The brighter parts of it stand out here,\n"
		 "some words under a line and some struck.\n"
		 "The last line has nothing of all that.");
	put_piece(&sheet, DT_GRAPHIC_RULE, 0xff, (struct dt_box){ 75, 125.5f, 125, 126 });
	put_piece(&sheet, DT_GRAPHIC_RULE, 0xff, (struct dt_box){ 215, 120.5f, 245, 121 });
	put_piece(&sheet, DT_GRAPHIC_RULE, 0xff, (struct dt_box){ 50, 150, 250, 150.5f });
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_uint_eq(result.block[0].pieces.count, 3);
	styles = DT_AT(result.blocks, struct dt_style, result.blocks->styles);
	style = &styles[run_at(&result, 0, "brighter")->style];
	ck_assert_uint_eq(style->flags & ~(uint32_t)DT_STYLE_SERIF, DT_STYLE_HIGHLIGHT);
	style = &styles[run_at(&result, 0, "words under")->style];
	ck_assert_uint_eq(style->flags & ~(uint32_t)DT_STYLE_SERIF, DT_STYLE_UNDERLINE);
	decoration = DT_AT(result.blocks, struct dt_decoration, style->decorations);
	ck_assert_uint_eq(style->decorations.count, 1);
	ck_assert_uint_eq(decoration->piece, 103);
	ck_assert_float_eq_tol(decoration->top, -1.5, 0.01);
	ck_assert_float_eq_tol(decoration->height, 0.5, 0.01);
	style = &styles[run_at(&result, 0, "struck")->style];
	ck_assert_uint_eq(style->flags & ~(uint32_t)DT_STYLE_SERIF, DT_STYLE_STRIKE);
	result_free(&result);
}
END_TEST

START_TEST(a_fraction_in_a_line_is_one_object)
{
	struct sheet sheet = { 0 };
	struct result result;
	const struct dt_run *run;

	put(&sheet, 50, 112, 10, FONT_TEXT, "It is");
	put(&sheet, 83, 107, 7, FONT_MATH, "a+b");
	put_piece(&sheet, DT_GRAPHIC_RULE, 0xff, (struct dt_box){ 81, 109.3f, 96, 109.7f });
	put(&sheet, 87, 116, 7, FONT_MATH, "c");
	put(&sheet, 101, 112, 10, FONT_TEXT, "as we can see in this line of text");
	put(&sheet, 50, 126, 10, FONT_TEXT, "and in the one that follows it.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_str_eq(text_of(&result, 0), "It is \xef\xbf\xbc as we can see in this line of "
					      "text and in the one that follows it.");
	run = run_at(&result, 0, "\xef\xbf\xbc");
	ck_assert_uint_eq(run->kind, DT_RUN_OBJECT);
	ck_assert_uint_eq(run->pieces.count, 1);
	ck_assert_uint_eq(*DT_AT(result.blocks, uint32_t, run->pieces), 101);
	ck_assert_float_eq_tol(run->box.x0, 31, 0.01); /* with its bar */
	ck_assert_uint_eq(result.block[0].pieces.count, 0);
	result_free(&result);
}
END_TEST

/* The bar ends where the variable does, the word goes on. */
START_TEST(a_root_begins_a_word)
{
	struct sheet sheet = { 0 };
	struct result result;
	const struct dt_run *run;

	put(&sheet, 50, 100, 10, FONT_TEXT, "A line of text stands above");
	put(&sheet, 50, 112, 10, FONT_TEXT, "It has");
	put(&sheet, 85, 104.5f, 10, FONT_MATH, "p");
	put_piece(&sheet, DT_GRAPHIC_RULE, 0xff, (struct dt_box){ 90, 104.3f, 95, 104.7f });
	put(&sheet, 90, 112, 10, FONT_MATH, "n");
	put(&sheet, 95, 112, 10, FONT_TEXT, "-convergence and");
	put(&sheet, 50, 124, 10, FONT_TEXT, "more than that.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_str_eq(
		text_of(&result, 0),
		"A line of text stands above It has \xef\xbf\xbc-convergence and more than "
		"that.");
	run = run_at(&result, 0, "\xef\xbf\xbc");
	ck_assert_uint_eq(run->pieces.count, 1);
	ck_assert_float_eq_tol(run->box.x0, 35, 0.01);
	ck_assert_float_eq_tol(run->box.x1, 45, 0.01);
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

/* Names in words at their left are of the display; those of a sentence are not. */
START_TEST(equations_in_line_stay)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 50, 80, 10, FONT_TEXT, "A line of text stands above and is a good deal longer");
	for (int i = 0; i < 3; i++) {
		put(&sheet, i % 2 ? 80 : 75, 106 + 16 * (float)i, 10, FONT_TEXT,
		    i % 2 ? "some is" : "token is");
		put(&sheet, 120, 106 + 16 * (float)i, 10, FONT_MATH, "= a+b+c+d");
	}
	put(&sheet, 50, 166, 10, FONT_TEXT, "where this holds");
	put(&sheet, 140, 166, 10, FONT_MATH, "a = b");
	result = layout(&sheet);
	for (uint32_t i = 0; i < result.n; i++)
		ck_assert_int_eq(result.block[i].role == DT_ROLE_FORMULA,
				 strstr(text_of(&result, i), " is ") != NULL &&
					 !strstr(text_of(&result, i), "line"));
	ck_assert_uint_gt(result.n, 2);
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

START_TEST(a_list_of_variables_is_one_object)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 50, 100, 10, FONT_TEXT, "Let");
	put(&sheet, 70, 100, 10, FONT_MATH, "a");
	put(&sheet, 75, 100, 10, FONT_TEXT, ",");
	for (int i = 0; i < 3; i++)
		put(&sheet, 82 + 7 * (float)i, 100, 10, FONT_TEXT, ".");
	put(&sheet, 103, 100, 10, FONT_TEXT, ",");
	put(&sheet, 110, 100, 10, FONT_MATH, "z");
	put(&sheet, 115, 100, 10, FONT_TEXT, ", all of them, be given.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_str_eq(text_of(&result, 0), "Let \xef\xbf\xbc, all of them, be given.");
	result_free(&result);
}
END_TEST

START_TEST(a_drawn_bullet_belongs_to_its_item)
{
	struct sheet sheet = { 0 };
	struct result result;

	put_piece(&sheet, DT_GRAPHIC_FILL, 0xff, (struct dt_box){ 50, 94, 54, 98 });
	put_text(&sheet, 62, 100, 30, 10, FONT_TEXT,
		 "an item with a square before it\n"
		 "Another line stands further below.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 2);
	ck_assert_uint_eq(result.block[0].role, DT_ROLE_LIST_ITEM);
	ck_assert_uint_eq(result.block[0].label_pieces.count, 1);
	ck_assert_float_eq_tol(result.block[0].label_x0, -12, 0.01f);
	ck_assert_float_eq_tol(result.block[0].label_x1, -8, 0.01f);
	ck_assert_uint_eq(*DT_AT(result.blocks, uint32_t, result.block[0].label_pieces), 101);
	ck_assert_uint_eq(result.block[0].pieces.count + result.block[1].label_pieces.count, 0);
	result_free(&result);
}
END_TEST

/* Its second line begins under the bullet, and as much earlier as it ends later. */
START_TEST(lines_may_begin_under_a_drawn_bullet)
{
	struct sheet sheet = { 0 };
	struct result result;

	put_piece(&sheet, DT_GRAPHIC_FILL, 0xff, (struct dt_box){ 51, 94, 55, 98 });
	put(&sheet, 62, 100, 10, FONT_TEXT, "If you sold some of that in the year");
	put(&sheet, 50, 112, 10, FONT_TEXT, "claimed before, see the forms that tell it");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_uint_eq(result.block[0].align, DT_ALIGN_LEFT);
	ck_assert_uint_eq(result.block[0].label_pieces.count, 1);
	ck_assert_float_eq_tol(result.block[0].label_x0, 1, 0.01f);
	ck_assert_float_eq_tol(result.block[0].label_x1, 5, 0.01f);
	ck_assert_float_eq_tol(result.block[0].first_indent, 12, 0.01f);
	result_free(&result);
}
END_TEST

START_TEST(ruling_lines_make_cells)
{
	struct sheet sheet = { 0 };
	struct result result;
	const struct dt_block *cell;

	for (int i = 0; i < 3; i++) {
		put_rule(&sheet, 50, 100 + 40 * (float)i, 350, 100.5f + 40 * (float)i);
		put_rule(&sheet, 50 + 150 * (float)i, 100, 50.5f + 150 * (float)i, 180);
	}
	put_text(&sheet, 60, 115, 12, 10, FONT_TEXT,
		 "a cell that has\n"
		 "two lines");
	put(&sheet, 210, 115, 10, FONT_TEXT, "right of it");
	put(&sheet, 60, 155, 10, FONT_TEXT, "below it");
	put(&sheet, 210, 155, 10, FONT_TEXT, "the last one");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 4);
	for (uint32_t i = 0; i < 4; i++) {
		cell = &result.block[i];
		ck_assert_uint_eq(cell->role, DT_ROLE_TABLE_CELL);
		ck_assert_uint_eq(cell->table, result.block[0].table);
		ck_assert_uint_eq(cell->row_span * cell->column_span, 1);
		ck_assert_float_lt(cell->frame.e + cell->width + cell->room_right,
				   cell->column ? 350 : 200);
		if (strstr(text_of(&result, i), "two lines"))
			ck_assert_uint_eq(cell->lines.count, 2);
		ck_assert_uint_eq(cell->column,
				  strstr("right of it the last one", text_of(&result, i)) != NULL);
		ck_assert_uint_eq(cell->row,
				  strstr("below it the last one", text_of(&result, i)) != NULL);
	}
	result_free(&result);
}
END_TEST

START_TEST(rows_without_rules_between_them_are_cells)
{
	static const char *const names[] = { "Alabama",	   "Alaska",   "Arizona",
					     "California", "Colorado", "Delaware" };
	struct sheet sheet = { 0 };
	struct result result;
	uint32_t found = 0;

	for (int i = 0; i < 3; i++) {
		put_rule(&sheet, 50, 100 + 40 * (float)i, 350, 100.5f + 40 * (float)i);
		put_rule(&sheet, 50 + 150 * (float)i, 100, 50.5f + 150 * (float)i, 180);
	}
	for (int i = 0; i < 6; i++) {
		float v = 110 + 12 * (float)i + (i > 2 ? 4 : 0);

		put(&sheet, 60, v, 10, FONT_TEXT, names[i]);
		put(&sheet, 210, v, 10, FONT_TEXT, "1,234");
	}
	result = layout(&sheet);
	for (uint32_t i = 0; i < result.n; i++)
		for (int k = 0; k < 6; k++)
			found += !strcmp(text_of(&result, i), names[k]);
	ck_assert_uint_eq(found, 6);
	result_free(&result);
}
END_TEST

/* Curves with a scale and the name of an axis, and a paragraph of the page. */
START_TEST(lettering_of_a_figure_is_no_text)
{
	struct sheet sheet = { 0 };
	struct result result;
	uint32_t figure = 0, text = 0;

	for (int i = 0; i < 8; i++)
		put_piece(&sheet, DT_GRAPHIC_PATH, 0xff,
			  (struct dt_box){ 100, 100 + 10 * (float)i, 300, 140 + 8 * (float)i });
	put(&sheet, 100, 210, 8, FONT_BOLD, "0 s");
	put(&sheet, 290, 210, 8, FONT_BOLD, "9 s");
	put(&sheet, 152, 225, 8, FONT_BOLD, "Time since the start here");
	put(&sheet, 160, 130, 8, FONT_BOLD, "heated");
	for (int i = 0; i < 4; i++)
		put(&sheet, 100, 260 + 12 * (float)i, 10, FONT_TEXT,
		    "this is the text of the page below the figure, which goes on");
	result = layout(&sheet);
	for (uint32_t i = 0; i < result.n; i++) {
		const char *words = text_of(&result, i);
		bool lettering = result.block[i].role == DT_ROLE_FIGURE_TEXT;

		figure += lettering;
		text += !lettering;
		if (strstr(words, "Time"))
			ck_assert_uint_eq(result.block[i].align, DT_ALIGN_CENTER);
		if (strstr(words, "0 s"))
			ck_assert_uint_eq(result.block[i].rule, DT_RULE_NUMBER);
	}
	ck_assert_uint_eq(figure, 4);
	ck_assert_uint_eq(text, 1);
	result_free(&result);
}
END_TEST

/* Three lines down and three across: the one between the columns is at 200. */
START_TEST(lines_of_a_table_are_known)
{
	struct sheet sheet = { 0 };
	struct result result;
	const struct dt_table *table;
	const struct dt_table_piece *pieces;
	bool between = false;

	for (int i = 0; i < 3; i++) {
		float x = i == 2 ? 400 : 50 + 150 * (float)i, y = 90 + 20 * (float)i;

		put_piece(&sheet, DT_GRAPHIC_RULE, 0xff, (struct dt_box){ x, 90, x + 1, 130 });
		put_piece(&sheet, DT_GRAPHIC_RULE, 0xff, (struct dt_box){ 50, y, 400, y + 1 });
	}
	put(&sheet, 60, 104, 10, FONT_TEXT, "a name");
	put(&sheet, 210, 104, 10, FONT_TEXT, "what it is");
	put(&sheet, 60, 124, 10, FONT_TEXT, "another");
	put(&sheet, 210, 124, 10, FONT_TEXT, "what that is");
	put(&sheet, 50, 300, 10, FONT_TEXT, "Text under the table.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.blocks->tables.count, 1);
	table = DT_AT(result.blocks, struct dt_table, result.blocks->tables);
	ck_assert_uint_eq(table->number, result.block[0].table);
	ck_assert_uint_eq(table->flags, 0);
	ck_assert_float_eq_tol(table->box.x0, 50, 0.1f);
	ck_assert_float_eq_tol(table->box.x1, 401, 0.1f);
	ck_assert_uint_eq(table->pieces.count, 6);
	pieces = DT_AT(result.blocks, struct dt_table_piece, table->pieces);
	for (uint32_t i = 0; i < table->pieces.count; i++)
		between |= pieces[i].box.x0 == 200;
	ck_assert(between);
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

/* Two columns from 50 to 250 and from 270 to 470 under a heading over both of them. */
static void two_columns(struct sheet *sheet)
{
	put(sheet, 130, 60, 14, FONT_BOLD, "A heading over both of the columns");
	put_piece(sheet, DT_GRAPHIC_RULE, 0xff, (struct dt_box){ 50, 64, 470, 65 });
	for (int i = 0; i < 2; i++)
		put_text(sheet, 50 + 220 * (float)i, 100, 12, 10, FONT_TEXT,
			 "Text that goes on from line to line, the\n"
			 "second of which is as long as the others\n"
			 "are and the third is no shorter than they\n"
			 "and the last is");
}

START_TEST(columns_of_text_are_known)
{
	struct sheet sheet = { 0 };
	struct result result;
	const struct dt_column *column;

	two_columns(&sheet);
	put_piece(&sheet, DT_GRAPHIC_FILL, 0xff, (struct dt_box){ 60, 200, 100, 230 });
	put_piece(&sheet, DT_GRAPHIC_RULE, 0xff, (struct dt_box){ 262, 90, 262.5f, 150 });
	put(&sheet, 240, 700, 10, FONT_TEXT, "- 7 -");
	result = layout(&sheet);
	ck_assert_uint_eq(result.blocks->columns.count, 2);
	column = DT_AT(result.blocks, struct dt_column, result.blocks->columns);
	for (uint32_t i = 0; i < 2; i++) {
		uint32_t block = *DT_AT(result.blocks, uint32_t, column[i].blocks);

		ck_assert_uint_eq(column[i].flags, 0);
		ck_assert_uint_eq(column[i].blocks.count, 1);
		ck_assert_float_eq_tol(result.block[block].frame.e, i ? 270 : 50, 0.1f);
		ck_assert_float_eq_tol(column[i].shift, i ? -220 : 220, 0.1f);
		ck_assert_uint_eq(column[i].pieces.count, !i);
	}
	ck_assert_uint_eq(DT_AT(result.blocks, struct dt_table_piece, column->pieces)->piece, 102);
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

/* A picture across the gutter beside the text parts no columns; one in a column that is only seen
 * in part cannot be moved. */
START_TEST(pictures_hold_columns)
{
	struct sheet sheet = { 0 };
	struct result result;

	two_columns(&sheet);
	put_piece(&sheet, DT_GRAPHIC_IMAGE, 0xff,
		  _i ? (struct dt_box){ 60, 200, 100, 230 }
		     : (struct dt_box){ 240, 110, 280, 120 });
	((struct dt_graphic *)sheet.graphics.at)[1].flags = DT_GRAPHIC_CUT;
	result = layout(&sheet);
	ck_assert_uint_eq(result.blocks->columns.count, _i ? 2 : 0);
	if (_i)
		ck_assert_uint_eq(
			DT_AT(result.blocks, struct dt_column, result.blocks->columns)->flags,
			DT_COLUMN_FIXED);
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

/* A number in the gutter beside the second column alone: what goes on above it is one column, and
 * none is thrown off the page. */
START_TEST(a_column_has_another_beside_it)
{
	struct sheet sheet = { 0 };
	struct result result;
	const struct dt_column *column;

	put_text(&sheet, 50, 100, 12, 10, FONT_TEXT,
		 "Text that goes on from line to line, the\n"
		 "second of which is as long as the others\n"
		 "are and the third is no shorter than they\n"
		 "and the last is");
	for (int i = 0; i < 12; i++)
		put(&sheet, 310, 106 + 12 * (float)i, 10, FONT_TEXT,
		    "text that goes on from line to line, the");
	put(&sheet, 277, 166, 10, FONT_TEXT, "10");
	result = layout(&sheet);
	column = DT_AT(result.blocks, struct dt_column, result.blocks->columns);
	for (uint32_t i = 0; i < result.blocks->columns.count; i++) {
		ck_assert_float_ge(column[i].box.x0 + column[i].shift, 0);
		ck_assert_float_le(column[i].box.x1 + column[i].shift, 612);
	}
	ck_assert_uint_ne(result.blocks->columns.count, 1);
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

static Suite *layout_graphics_suite(void)
{
	Suite *suite = suite_create("layout_graphics");
	TCase *tests = suite_case(suite, "layout_graphics");

	tcase_add_test(tests, rules_part_cells);
	tcase_add_test(tests, formulas_are_objects);
	tcase_add_test(tests, text_along_a_curve_stays);
	tcase_add_test(tests, drawn_lines_belong_to_their_words);
	tcase_add_test(tests, a_fraction_in_a_line_is_one_object);
	tcase_add_test(tests, a_root_begins_a_word);
	tcase_add_test(tests, equations_in_line_stay);
	tcase_add_test(tests, a_list_of_variables_is_one_object);
	tcase_add_test(tests, a_drawn_bullet_belongs_to_its_item);
	tcase_add_test(tests, lines_may_begin_under_a_drawn_bullet);
	tcase_add_test(tests, ruling_lines_make_cells);
	tcase_add_test(tests, rows_without_rules_between_them_are_cells);
	tcase_add_test(tests, lines_of_a_table_are_known);
	tcase_add_test(tests, lettering_of_a_figure_is_no_text);
	tcase_add_test(tests, columns_of_text_are_known);
	tcase_add_loop_test(tests, pictures_hold_columns, 0, 2);
	tcase_add_test(tests, a_column_has_another_beside_it);
	return suite;
}

SUITE_MAIN(layout_graphics_suite)
