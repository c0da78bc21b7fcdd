/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text that is longer or shorter than its source: its size, and the room that it takes.
 */
#include "config.h"

#include "plugins/typeset/sheet.h"

#include "set_page.h"

START_TEST(longer_text_gets_smaller_within_bounds)
{
	struct sample s = paragraph;
	const struct dt_page_set *set;
	struct harness *h;

	s.lines = 5;
	s.target = SOURCE " " SOURCE " " SOURCE " " SOURCE " " SOURCE;
	h = set_page(&s, 1);
	set = result(h);
	ck_assert_float_lt(set->min_scale, 1);
	ck_assert_float_ge(set->min_scale, 0.7f);
	ck_assert_float_eq_tol(-item(set, 0)->matrix.d, 10 * set->min_scale, 0.01f);
	/* narrower before smaller, but not by more than a reader overlooks */
	ck_assert_float_ge(item(set, 0)->matrix.a, 9.59f * set->min_scale);
	ck_assert_float_le(item(set, 0)->matrix.a, 10.01f * set->min_scale);
	ck_assert_uint_eq(harness_notes(h, DT_NOTE_FAULT), 0);
	harness_free(h);
}
END_TEST

START_TEST(a_page_number_gets_the_size_of_its_style)
{
	struct sample s[2] = { paragraph, paragraph };
	const struct dt_page_set *set;
	const struct dt_set_item *number = NULL;
	struct harness *h;

	s[0].lines = 5;
	s[0].target = SOURCE " " SOURCE " " SOURCE " " SOURCE " " SOURCE;
	s[1].y = 600;
	s[1].lines = 1;
	s[1].width = 20;
	s[1].role = DT_ROLE_FOOTER;
	s[1].status = DT_SEGMENT_KEPT;
	s[1].rule = DT_RULE_NUMBER;
	h = set_page(s, 2);
	set = result(h);
	for (uint32_t i = 0; i < set->items.count; i++) {
		if (item(set, i)->kind == DT_SET_MOVED)
			number = item(set, i);
	}
	ck_assert_ptr_nonnull(number);
	ck_assert_float_eq_tol(number->matrix.a, set->min_scale, 0.001f);
	/* on its baseline, at the left where it stands at the left */
	ck_assert_float_eq_tol(number->matrix.d * 608 + number->matrix.f, 608, 0.01f);
	ck_assert_float_eq_tol(number->matrix.a * 72 + number->matrix.e, 72, 0.01f);
	check_fates(set);
	harness_free(h);
	/* a piece of a formula stays as large as the formula */
	s[1].role = DT_ROLE_FORMULA;
	s[1].rule = DT_RULE_FORMULA;
	h = set_page(s, 2);
	set = result(h);
	for (uint32_t i = 0; i < set->items.count; i++)
		ck_assert_uint_ne(item(set, i)->kind, DT_SET_MOVED);
	harness_free(h);
}
END_TEST

START_TEST(text_goes_up_into_the_white_under_a_formula)
{
	struct sample s[2] = { paragraph, paragraph };
	struct harness *h;
	float down;

	s[0].lines = 1;
	s[0].role = DT_ROLE_FORMULA;
	s[0].status = DT_SEGMENT_KEPT;
	s[0].rule = DT_RULE_FORMULA;
	s[1].y = 130; /* the formula ends at 110 */
	s[1].lines = 5;
	h = set_page(s, 2);
	down = item(result(h), 0)->matrix.f;
	ck_assert_float_eq_tol(down, 138, 0.01f);
	harness_free(h);
	s[1].room_above = 17;
	h = set_page(s, 2);
	ck_assert_float_lt(item(result(h), 0)->matrix.f, 138);
	ck_assert_float_gt(item(result(h), 0)->matrix.f, 110 + 8);
	harness_free(h);
}
END_TEST

START_TEST(what_cannot_fit_is_reported)
{
	struct sample s = paragraph;
	struct harness *h;

	s.lines = 1;
	s.leading = 0;
	h = set_page(&s, 1);
	ck_assert_uint_eq(result(h)->overflows, 1);
	ck_assert_uint_ge(harness_notes(h, DT_NOTE_FAULT), 1);
	check_fates(result(h));
	harness_free(h);
}
END_TEST

START_TEST(a_label_grows_into_its_room)
{
	struct sample s = paragraph;
	struct harness *h;

	s.target = "A heading that is longer than it was";
	s.lines = 1;
	s.align = DT_ALIGN_LEFT;
	s.role = DT_ROLE_HEADING;
	s.width = 60;
	s.room_right = 150;
	h = set_page(&s, 1);
	ck_assert_uint_eq(result(h)->items.count, 1);
	ck_assert_float_eq(result(h)->min_scale, 1);
	harness_free(h);
}
END_TEST

/* A cell whose text would be smaller than that around it: the same size in narrower letters. */
START_TEST(a_label_is_condensed_before_it_is_smaller)
{
	static const char *const families[2] = { "LiberationSans", NULL };
	float scale[2];

	for (int i = 0; i < 2; i++) {
		struct sample s[3] = { paragraph, paragraph, paragraph };
		struct harness *h;

		s[0].family = families[i];
		s[0].flags = families[i] ? 0 : DT_STYLE_SERIF;
		s[1].y = s[0].y + 200;
		s[2].y = s[1].y + 200;
		s[2].target = "A cell with more text than it has room";
		s[2].lines = 1;
		s[2].align = DT_ALIGN_LEFT;
		s[2].role = DT_ROLE_TABLE_CELL;
		s[2].width = 105;
		s[2].room_right = s[2].room_below = 0;
		h = set_page(s, 3);
		scale[i] = result(h)->min_scale;
		harness_free(h);
	}
	ck_assert_float_lt(scale[1], 0.95);
	ck_assert_float_gt(scale[0], scale[1] + 0.05f);
}
END_TEST

START_TEST(a_chain_shares_its_room)
{
	/* the first needs a line more, the second has one to spare */
	struct sample s[2] = { paragraph, paragraph };
	const struct dt_page_set *set;
	struct harness *h;
	float last = 0;

	s[0].lines = 4;
	s[0].room_below = 2;
	s[1].y = 100 + 10 + 3 * 12 + 2;
	s[1].lines = 8;
	h = set_page(s, 2);
	set = result(h);
	ck_assert_uint_eq(set->overlaps, 0);
	ck_assert_uint_eq(set->overflows, 0);
	for (uint32_t i = 0; i < set->items.count; i++) {
		ck_assert_float_gt(item(set, i)->matrix.f, last);
		last = item(set, i)->matrix.f;
	}
	ck_assert_float_le(last, s[1].y + 8 + 7 * 12 + 0.2f);
	harness_free(h);
}
END_TEST

/* Notes over all columns are long: the columns under them still begin at one height. */
START_TEST(columns_begin_at_one_height)
{
	struct sample s[3] = { paragraph, paragraph, paragraph };
	const struct dt_page_set *set;
	struct harness *h;
	float first[3] = { 0 };

	s[0].lines = 4;
	s[0].room_below = 14;
	for (int i = 1; i < 3; i++) {
		s[i].y = 100 + 10 + 3 * 12 + 14;
		s[i].lines = 12;
		s[i].width = 110;
	}
	s[2].x = 130;
	h = set_page(s, 3);
	set = result(h);
	for (uint32_t i = set->items.count; i-- > 0;)
		first[item(set, i)->block] = item(set, i)->matrix.f;
	ck_assert_uint_eq(set->overlaps, 0);
	ck_assert_float_eq_tol(first[1], s[1].y + 8, 0.3f);
	ck_assert_float_eq_tol(first[2], s[2].y + 8, 0.3f);
	harness_free(h);
}
END_TEST

/* How far down the second of two paragraphs goes when the first gets a line more, at that
 * distance between the last line of one and the first of the other. */
static float pushed_down(float gap)
{
	struct sample s[2] = { paragraph, paragraph };
	const struct dt_page_set *set;
	struct harness *h;
	float down = 0;

	s[0].target = SOURCE;
	s[0].lines = 1;
	s[0].room_below = gap - 10;
	s[1].y = s[0].y + gap;
	s[1].room_below = 100;
	h = set_page(s, 2);
	set = result(h);
	for (uint32_t i = set->items.count; i-- > 0;) {
		if (item(set, i)->block == 1)
			down = item(set, i)->matrix.f - s[1].y - 8;
	}
	ck_assert_float_eq_tol(item(set, 0)->matrix.f, s[0].y + 8, 0.01f);
	harness_free(h);
	return down;
}

START_TEST(white_between_paragraphs_takes_a_line)
{
	/* 12 is the leading: half of the white above that may go, half a line of it stays */
	ck_assert_float_eq_tol(pushed_down(60), 0, 0.01f);
	ck_assert_float_eq_tol(pushed_down(36), 0, 0.01f);
	ck_assert_float_eq_tol(pushed_down(28), 12 - 8, 0.01f);
	ck_assert_float_eq_tol(pushed_down(20), 12 - 2, 0.01f);
	ck_assert_float_eq_tol(pushed_down(14), 12, 0.01f);
}
END_TEST

START_TEST(a_wide_word_makes_only_its_block_smaller)
{
	struct sample s[4] = { paragraph, paragraph, paragraph, paragraph };
	const struct dt_page_set *set;
	struct harness *h;

	s[0].target = "Unbreakableheading";
	s[0].lines = 1;
	s[0].width = 70;
	s[0].align = DT_ALIGN_LEFT;
	s[0].role = DT_ROLE_HEADING;
	s[0].room_below = 2;
	for (int i = 1; i < 4; i++) {
		s[i].target = SOURCE;
		s[i].y = 112 + 80 * (float)(i - 1);
	}
	h = set_page(s, 4);
	set = result(h);
	ck_assert_float_lt(item(set, 0)->matrix.a, 9.9f);
	ck_assert_float_gt(item(set, set->items.count - 1)->matrix.a, item(set, 0)->matrix.a);
	ck_assert_uint_eq(set->overflows, 0);
	harness_free(h);
}
END_TEST

/* What a damaged or hostile page makes of a frame: all glyphs have a fate, no place is a NaN. */
START_TEST(a_frame_of_no_size_does_no_harm)
{
	const float widths[] = { 0, -5, 1e-30f, NAN, INFINITY, -INFINITY };
	struct sample s = paragraph;
	struct harness *h;

	s.width = widths[_i];
	h = set_page(&s, 1);
	check_fates(result(h));
	for (uint32_t i = 0; i < result(h)->items.count; i++) {
		const struct dt_matrix *m = &item(result(h), i)->matrix;

		ck_assert(isfinite(m->a + m->b + m->c + m->d + m->e + m->f));
	}
	harness_free(h);
}
END_TEST

/* Long enough that a time that grows with the square of it would be minutes. */
START_TEST(a_very_long_word_is_set)
{
	enum { LETTERS = 400000 };
	struct sample s = paragraph;
	char *word = malloc(LETTERS + 1);
	struct harness *h;

	ck_assert_ptr_nonnull(word);
	for (uint32_t i = 0; i < LETTERS; i++)
		word[i] = (char)('a' + i * 7 % 26);
	word[LETTERS] = '\0';
	s.target = word;
	h = set_page(&s, 1);
	check_fates(result(h));
	ck_assert_uint_eq(result(h)->overflows, 1);
	harness_free(h);
	free(word);
}
END_TEST

static Suite *make_suite(void)
{
	Suite *suite = suite_create("fitting");
	TCase *tests = suite_case(suite, "stages");

	tcase_add_test(tests, a_page_number_gets_the_size_of_its_style);
	tcase_add_test(tests, text_goes_up_into_the_white_under_a_formula);
	tcase_add_test(tests, longer_text_gets_smaller_within_bounds);
	tcase_add_test(tests, what_cannot_fit_is_reported);
	tcase_add_test(tests, a_label_grows_into_its_room);
	tcase_add_test(tests, a_label_is_condensed_before_it_is_smaller);
	tcase_add_test(tests, a_chain_shares_its_room);
	tcase_add_test(tests, columns_begin_at_one_height);
	tcase_add_test(tests, white_between_paragraphs_takes_a_line);
	tcase_add_test(tests, a_wide_word_makes_only_its_block_smaller);
	tcase_add_loop_test(tests, a_frame_of_no_size_does_no_harm, 0, 6);
	tcase_add_test(tests, a_very_long_word_is_set);
	return suite;
}

SUITE_MAIN(make_suite)
