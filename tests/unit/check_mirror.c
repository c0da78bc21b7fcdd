/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Pages whose text runs the other way than their source: what stands before and behind the words
 * goes along.
 */
#include "config.h"

#include "set_page.h"

#define HEBREW "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D \xD7\xA2\xD7\x95\xD7\x9C\xD7\x9D"

/* How far glyph moved along the line; NAN: it did not. */
static float moved(const struct dt_page_set *set, uint32_t glyph)
{
	for (uint32_t i = 0; i < set->items.count; i++) {
		const struct dt_set_item *it = item(set, i);
		const struct dt_range *r = DT_AT(set, struct dt_range, it->ranges);

		for (uint32_t k = 0; it->kind == DT_SET_MOVED && k < it->ranges.count; k++) {
			if (glyph - r[k].first < r[k].count)
				return it->matrix.e;
		}
	}
	return NAN;
}

static uint32_t fate(const struct dt_page_set *set, uint32_t glyph)
{
	const struct dt_fate_range *f = DT_AT(set, struct dt_fate_range, set->fates);

	for (uint32_t i = 0; i < set->fates.count; i++) {
		if (glyph - f[i].glyphs.first < f[i].glyphs.count)
			return f[i].fate;
	}
	return DT_NONE;
}

static struct sample entry(const char *language)
{
	struct sample s = paragraph;

	s.language = language;
	s.target = HEBREW;
	s.role = DT_ROLE_TOC_ITEM;
	s.align = DT_ALIGN_LEFT;
	s.lines = 1;
	s.width = 100;
	s.room_right = 50;
	s.ends = true;
	return s;
}

/* The line fills -14 to 230: what was at x is at 216 - x. */
START_TEST(contents_lines_are_mirrored)
{
	struct sample s = entry("he");
	struct harness *h = set_page(&s, 1);
	const struct dt_page_set *set = result(h);

	if (!set->missing) {
		for (uint32_t i = 0; i < set->items.count; i++) {
			if (item(set, i)->kind == DT_SET_GLYPHS)
				ck_assert_float_le(item_end(set, item(set, i)), 72 + 216.5f);
		}
		ck_assert_float_eq_tol(moved(set, 9), -14 - 220, 0.1f);
		ck_assert_uint_eq(fate(set, 9), DT_FATE_MOVED);
		for (uint32_t dot = 6; dot < 9; dot++)
			ck_assert_float_eq_tol(moved(set, dot), 216 - 160 - 200 - 2.5f, 0.1f);
		check_fates(set);
	}
	harness_free(h);
}
END_TEST

/* "1." is 10 points wide, its full stop 3: the digit goes 3 points further than the label, the
 * full stop to where that begins. */
START_TEST(the_full_stop_of_a_label_changes_sides)
{
	struct sample s = entry("he");
	struct harness *h = set_page(&s, 1);
	const struct dt_page_set *set = result(h);

	if (!set->missing) {
		float label = 216 + 14 + 4;

		ck_assert_float_eq_tol(moved(set, 0), label + 3, 0.1f);
		ck_assert_float_eq_tol(moved(set, 1), label - 7, 0.1f);
	}
	harness_free(h);
}
END_TEST

START_TEST(dots_under_longer_text_go)
{
	struct sample s = entry("he");
	struct harness *h;
	const struct dt_page_set *set;

	s.target = HEBREW " " HEBREW " " HEBREW " " HEBREW;
	h = set_page(&s, 1);
	set = result(h);
	if (!set->missing) {
		for (uint32_t dot = 6; dot < 9; dot++)
			ck_assert_uint_eq(fate(set, dot), DT_FATE_TRANSLATED);
		ck_assert_float_eq_tol(moved(set, 9), -14 - 220, 0.1f);
	}
	harness_free(h);
}
END_TEST

/* A number that stands further to the right makes it a row of a table. */
START_TEST(rows_of_tables_are_no_contents_lines)
{
	struct sample s[2] = { entry("he"), paragraph };
	const struct dt_page_set *set;
	struct harness *h;

	s[1].language = "he";
	s[1].lines = 1;
	s[1].x = 260;
	s[1].width = 20;
	s[1].status = DT_SEGMENT_KEPT;
	s[1].rule = DT_RULE_NUMBER;
	h = set_page(s, 2);
	set = result(h);
	ck_assert(isnan(moved(set, 9)));
	harness_free(h);
}
END_TEST

/* The pieces that the text reaches, and all of them where it runs the other way. */
START_TEST(drawn_leaders_under_text_go)
{
	static const char *const languages[] = { "es", "he" };

	for (int i = 0; i < 2; i++) {
		struct sample s = entry(languages[i]);
		const struct dt_page_set *set;
		struct harness *h;
		float end = 72;

		if (!i)
			s.target = "Una palabra, y una segunda";
		h = set_page(&s, 1);
		set = result(h);
		for (uint32_t k = 0; !i && k < set->items.count; k++)
			if (item(set, k)->kind == DT_SET_GLYPHS)
				end = fmaxf(end, item_end(set, item(set, k)));
		if (!set->missing) {
			uint32_t n = i ? 8 : (uint32_t)((end - 72 + 0.35f * 10 - 100) / 15) + 1;

			ck_assert(i || (n > 0 && n < 6));
			ck_assert_uint_eq(set->gone.count, n);
			ck_assert_uint_eq(*DT_AT(set, uint32_t, set->gone), 40);
		}
		harness_free(h);
	}
}
END_TEST

START_TEST(text_of_the_same_direction_moves_nothing)
{
	struct sample s = entry("es");
	struct harness *h;
	const struct dt_page_set *set;

	s.target = "Breve";
	h = set_page(&s, 1);
	set = result(h);
	if (!set->missing) {
		for (uint32_t glyph = 0; glyph < 10; glyph++)
			ck_assert(isnan(moved(set, glyph)));
		ck_assert_uint_eq(fate(set, 6), DT_FATE_KEPT);
		ck_assert_uint_eq(fate(set, 9), DT_FATE_KEPT);
	}
	harness_free(h);
}
END_TEST

/* A heading of Latin letters only begins where its neighbours begin, a paragraph of them does
 * not. */
START_TEST(latin_headings_stand_at_the_right)
{
	struct sample s[2] = { paragraph, paragraph };
	const struct dt_page_set *set;
	struct harness *h;

	s[0].language = s[1].language = "he";
	s[0].role = DT_ROLE_HEADING;
	s[0].target = "HTML";
	s[0].lines = 1;
	s[0].width = 30;
	s[0].room_right = 210;
	s[0].align = DT_ALIGN_LEFT;
	s[1].y = 200;
	h = set_page(s, 2);
	set = result(h);
	ck_assert_float_eq_tol(item_end(set, item(set, 0)), 72 + 240, 0.5f);
	ck_assert_float_eq_tol(item(set, 1)->matrix.e, 72, 0.5f);
	harness_free(h);
}
END_TEST

/* A name at 72, a number that ends at 310; the line between them at 200 goes to 190. */
static void table(struct sample s[2], const char *language)
{
	s[0] = s[1] = paragraph;
	for (uint32_t i = 0; i < 2; i++) {
		s[i].language = language;
		s[i].role = DT_ROLE_TABLE_CELL;
		s[i].align = DT_ALIGN_LEFT;
		s[i].lines = 1;
		s[i].table = 1;
		s[i].column = i;
		s[i].width = 60;
	}
	s[0].target = HEBREW;
	s[0].room_right = 50;
	s[1].x = 310 - 72 - 20;
	s[1].width = 20;
	s[1].status = DT_SEGMENT_KEPT;
	s[1].rule = DT_RULE_NUMBER;
}

static const struct dt_set_item *pieces(const struct dt_page_set *set)
{
	for (uint32_t i = 0; i < set->items.count; i++) {
		if (item(set, i)->kind == DT_SET_PIECES)
			return item(set, i);
	}
	return NULL;
}

START_TEST(columns_of_a_table_change_places)
{
	struct sample s[2];
	const struct dt_page_set *set;
	struct harness *h;

	table(s, "he");
	h = set_page(s, 2);
	set = result(h);
	if (!set->missing) {
		float end = 0;

		for (uint32_t i = 0; i < set->items.count; i++) {
			if (item(set, i)->kind == DT_SET_GLYPHS)
				end = fmaxf(end, item_end(set, item(set, i)));
		}
		ck_assert_float_eq_tol(end, 390 - 72, 0.5f);
		ck_assert_float_eq_tol(moved(set, 10), 390 - 310 - 290, 0.1f);
		ck_assert_ptr_nonnull(pieces(set));
		ck_assert_float_eq_tol(pieces(set)->matrix.e, -10, 0.1f);
		check_fates(set);
	}
	harness_free(h);
}
END_TEST

START_TEST(a_table_that_cannot_be_mirrored_stays)
{
	struct sample s[2];
	const struct dt_page_set *set;
	struct harness *h;

	table(s, "he");
	s[1].status = DT_SEGMENT_FAILED;
	h = set_page(s, 2);
	set = result(h);
	ck_assert(isnan(moved(set, 10)));
	ck_assert_ptr_null(pieces(set));
	ck_assert_uint_ge(harness_notes(h, DT_NOTE_WARNING), 1);
	harness_free(h);
	table(s, "es");
	s[0].target = "nombre";
	h = set_page(s, 2);
	set = result(h);
	ck_assert(isnan(moved(set, 10)));
	ck_assert_ptr_null(pieces(set));
	harness_free(h);
}
END_TEST

/* Text at 72 goes to 332, text at 332, which is kept, to 72. */
static void columns(struct sample s[2], const char *language)
{
	s[0] = s[1] = paragraph;
	s[0].language = s[1].language = language;
	s[0].target = HEBREW;
	s[0].shift = 260;
	s[1].x = 260;
	s[1].shift = -260;
	s[1].status = DT_SEGMENT_KEPT;
	s[1].rule = DT_RULE_NUMBER;
}

START_TEST(columns_of_text_change_places)
{
	struct sample s[2];
	const struct dt_page_set *set;
	struct harness *h;

	columns(s, "he");
	h = set_page(s, 2);
	set = result(h);
	if (!set->missing) {
		const struct dt_set_link *links = DT_AT(set, struct dt_set_link, set->links);

		for (uint32_t i = 0; i < set->items.count; i++) {
			if (item(set, i)->kind == DT_SET_GLYPHS)
				ck_assert_float_eq_tol(item_end(set, item(set, i)), 332 + 240,
						       0.5f);
		}
		ck_assert_uint_eq(set->links.count, 1);
		ck_assert_float_ge(DT_AT(set, struct dt_point, links->quads)->x, 332);
		for (uint32_t glyph = 10; glyph <= 20; glyph++) {
			ck_assert_float_eq_tol(moved(set, glyph), -260, 0.1f);
			ck_assert_uint_eq(fate(set, glyph), DT_FATE_MOVED);
		}
		ck_assert_ptr_nonnull(pieces(set));
		ck_assert_float_eq_tol(pieces(set)->matrix.e, 260, 0.1f);
		check_fates(set);
	}
	harness_free(h);
}
END_TEST

/* In one of them is something that cannot be moved, or their text runs as it did. */
START_TEST(columns_of_text_stay)
{
	struct sample s[2];
	const struct dt_page_set *set;
	struct harness *h;

	columns(s, _i ? "es" : "he");
	s[0].target = _i ? "nombre" : HEBREW;
	s[1].fixed = !_i;
	h = set_page(s, 2);
	set = result(h);
	for (uint32_t i = 0; i < set->items.count; i++) {
		if (item(set, i)->kind == DT_SET_GLYPHS)
			ck_assert_float_le(item_end(set, item(set, i)), 72 + 240.5f);
	}
	ck_assert(isnan(moved(set, 10)));
	ck_assert(isnan(moved(set, 20)));
	ck_assert_ptr_null(pieces(set));
	ck_assert_uint_eq(harness_notes(h, DT_NOTE_WARNING), !_i);
	harness_free(h);
}
END_TEST

static Suite *mirror_suite(void)
{
	Suite *suite = suite_create("mirror");
	TCase *tests = tcase_create("mirror");

	suite_add_tcase(suite, tests);
	tcase_add_test(tests, contents_lines_are_mirrored);
	tcase_add_test(tests, the_full_stop_of_a_label_changes_sides);
	tcase_add_test(tests, dots_under_longer_text_go);
	tcase_add_test(tests, drawn_leaders_under_text_go);
	tcase_add_test(tests, latin_headings_stand_at_the_right);
	tcase_add_test(tests, rows_of_tables_are_no_contents_lines);
	tcase_add_test(tests, columns_of_a_table_change_places);
	tcase_add_test(tests, a_table_that_cannot_be_mirrored_stays);
	tcase_add_test(tests, columns_of_text_change_places);
	tcase_add_loop_test(tests, columns_of_text_stay, 0, 2);
	tcase_add_test(tests, text_of_the_same_direction_moves_nothing);
	return suite;
}

SUITE_MAIN(mirror_suite)
