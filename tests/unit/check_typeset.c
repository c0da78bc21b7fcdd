/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The two stages on pages made here: paragraphs of known place and size.
 */
#include "config.h"

#include "plugins/typeset/sheet.h"

#include "set_page.h"

START_TEST(justified_lines_fill_their_measure)
{
	struct harness *h = set_page(&paragraph, 1);
	const struct dt_page_set *set = result(h);
	uint32_t lines = set->items.count;

	check_fates(set);
	ck_assert_uint_gt(lines, 3);
	for (uint32_t i = 0; i < lines; i++) {
		const struct dt_set_item *it = item(set, i);

		ck_assert_uint_eq(it->kind, DT_SET_GLYPHS);
		ck_assert_uint_eq(it->anchor, 0);
		ck_assert_float_eq_tol(it->matrix.e, 72, 0.01f);
		if (i + 1 < lines)
			ck_assert_float_eq_tol(item_end(set, it), 72 + 240, 0.05f);
		/* in the frame: source's first and last baseline */
		ck_assert_float_ge(it->matrix.f, 107.99f);
		ck_assert_float_le(it->matrix.f, 108.2f + 60);
	}
	ck_assert_uint_eq(set->overflows, 0);
	ck_assert_uint_eq(set->translated, 1);
	harness_free(h);
}
END_TEST

START_TEST(text_of_items_is_the_translation)
{
	struct harness *h = set_page(&paragraph, 1);
	const struct dt_page_set *set = result(h);
	char all[2000] = { 0 };

	for (uint32_t i = 0; i < set->items.count; i++) {
		const struct dt_set_item *it = item(set, i);
		const struct dt_set_glyph *g = DT_AT(set, struct dt_set_glyph, it->glyphs);
		uint32_t covered = 0;

		for (uint32_t k = 0; k < it->glyphs.count; k++) {
			ck_assert_uint_eq(g[k].text, covered);
			covered += g[k].text_length;
		}
		ck_assert_uint_eq(covered, it->text.count);
		if (i)
			strncat(all, " ", sizeof(all) - strlen(all) - 1);
		strncat(all, DT_TEXT(set, it->text), sizeof(all) - strlen(all) - 1);
	}
	ck_assert_str_eq(all, paragraph.target);
	harness_free(h);
}
END_TEST

START_TEST(a_run_in_heading_pushes_its_text)
{
	struct sample s[2] = { paragraph, paragraph };
	const struct dt_page_set *set;
	struct harness *h;

	s[0].role = DT_ROLE_HEADING;
	s[0].align = DT_ALIGN_LEFT;
	s[0].target = "A heading of words";
	s[0].lines = 1;
	s[0].width = 50;
	s[0].room_right = 190; /* of the column: the first line beside it counts */
	s[1].target = SOURCE " " SOURCE;
	s[1].first_indent = 60;
	h = set_page(s, 2);
	set = result(h);
	ck_assert_uint_eq(set->overlaps, 0);
	ck_assert_uint_ge(set->items.count, 3);
	ck_assert_uint_eq(item(set, 0)->block, 0);
	ck_assert_uint_eq(item(set, 1)->block, 1);
	ck_assert_float_eq_tol(item(set, 1)->matrix.f, item(set, 0)->matrix.f, 0.01f);
	ck_assert_float_gt(item_end(set, item(set, 0)), 72 + 60);
	ck_assert_float_gt(item(set, 1)->matrix.e, item_end(set, item(set, 0)) + 5);
	/* only the first line */
	ck_assert_float_eq_tol(item(set, 2)->matrix.e, 72, 0.01f);
	harness_free(h);
}
END_TEST

/* A picture stands at the right of the first lines. */
START_TEST(lines_end_before_a_picture)
{
	struct sample s = paragraph;
	const struct dt_page_set *set;
	struct harness *h;
	uint32_t narrow = 0, wide = 0;

	s.lines = 8;
	s.beside = 4;
	s.room_below = 40;
	h = set_page(&s, 1);
	set = result(h);
	for (uint32_t i = 0; i < set->items.count; i++) {
		const struct dt_set_item *it = item(set, i);
		float end = item_end(set, it);

		if (it->matrix.f < 108 + 3.5f * 12 - 3) {
			ck_assert_float_le(end, 72 + 120 + 0.1f);
			narrow++;
		} else {
			wide += end > 72 + 235;
		}
	}
	ck_assert_uint_ge(narrow, 4);
	ck_assert_uint_ge(wide, 2);
	harness_free(h);
	/* two are so by chance */
	s.beside = 2;
	h = set_page(&s, 1);
	ck_assert_float_gt(item_end(result(h), item(result(h), 0)), 72 + 235);
	harness_free(h);
}
END_TEST

START_TEST(an_initial_stands_beside_its_lines)
{
	struct sample s = paragraph;
	const struct dt_set_item *initial, *first;
	const struct dt_page_set *set;
	struct harness *h;

	s.initial = 3;
	s.target =
		"\xc3\x9c"
		"ber den Fluss geht es dort und hier, von einem Ufer zu dem anderen, und "
		"wer am einen steht, sieht das andere, wo die anderen stehen und sehen, was hier zu "
		"sehen ist, und was nicht.";
	h = set_page(&s, 1);
	set = result(h);
	ck_assert_uint_ge(set->items.count, 5);
	initial = item(set, 0);
	first = item(set, 1);
	/* its letter alone, on the third baseline, as large as in the source */
	ck_assert_uint_eq(initial->text.count, 2);
	ck_assert_float_eq_tol(initial->matrix.a, 30, 0.1f);
	ck_assert_float_eq_tol(initial->matrix.e, 72, 0.01f);
	ck_assert_float_eq_tol(initial->matrix.f, first->matrix.f + 24, 0.01f);
	for (uint32_t i = 1; i < 4; i++)
		ck_assert_float_eq_tol(item(set, i)->matrix.e, item_end(set, initial) + 2, 0.5f);
	ck_assert_float_eq_tol(item(set, 4)->matrix.e, 72, 0.01f);
	harness_free(h);
}
END_TEST

START_TEST(scripts_without_initials_are_set_plainly)
{
	static const char *const texts[][2] = {
		{ "ar", "\xd9\x83\xd9\x84 \xd9\x83\xd9\x84\xd9\x85\xd8\xa9 \xd9\x83\xd9\x84 "
			"\xd9\x83\xd9\x84\xd9\x85\xd8\xa9 \xd9\x83\xd9\x84 "
			"\xd9\x83\xd9\x84\xd9\x85\xd8\xa9 \xd9\x83\xd9\x84" },
		{ "zh", "\xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad\xe6\x96\x87"
			"\xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad\xe6\x96\x87"
			"\xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad\xe6\x96\x87"
			"\xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad\xe6\x96\x87"
			"\xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad\xe6\x96\x87" },
		{ "es", "Corto." },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct sample s = paragraph;
		const struct dt_page_set *set;
		struct harness *h;

		s.initial = 3;
		s.language = texts[i][0];
		s.target = texts[i][1];
		h = set_page(&s, 1);
		set = result(h);
		for (uint32_t k = 0; k < set->items.count; k++)
			ck_assert_float_le(item(set, k)->matrix.a, 10.1f);
		harness_free(h);
	}
}
END_TEST

START_TEST(identity_is_painted_from_its_own_glyphs)
{
	struct sample s = paragraph;
	const struct dt_page_set *set;
	const struct dt_fate_range *fates;
	struct harness *h;

	s.status = DT_SEGMENT_IDENTITY;
	h = set_page(&s, 1);
	set = result(h);
	check_fates(set);
	fates = DT_AT(set, struct dt_fate_range, set->fates);
	ck_assert_uint_eq(set->faces.count, 0);
	ck_assert_uint_eq(set->items.count, 1);
	ck_assert_uint_eq(item(set, 0)->kind, DT_SET_MOVED);
	ck_assert_float_eq(item(set, 0)->matrix.a, 1);
	ck_assert_float_eq(item(set, 0)->matrix.e, 0);
	ck_assert_uint_eq(set->fates.count, 2);
	ck_assert_uint_eq(fates[0].fate, DT_FATE_MOVED);
	ck_assert_uint_eq(fates[1].fate, DT_FATE_KEPT);
	ck_assert_uint_eq(fates[1].rule, DT_RULE_NUMBER);
	harness_free(h);
}
END_TEST

START_TEST(arabic_runs_from_the_right)
{
	struct sample s = paragraph;
	const struct dt_page_set *set;
	const struct dt_set_glyph *g;
	struct harness *h;
	float right = 0;

	s.target = "\xD8\xB3\xD9\x84\xD8\xA7\xD9\x85 \xD8\xB9\xD9\x84\xD9\x8A\xD9\x83\xD9\x85";
	s.language = "ar";
	s.lines = 2;
	h = set_page(&s, 1);
	set = result(h);
	if (set->missing) /* no Arabic font here: told, and kept */
		ck_assert_uint_eq(DT_AT(set, struct dt_fate_range, set->fates)[0].rule,
				  DT_RULE_NO_FONT);
	for (uint32_t i = 0; i < set->items.count; i++)
		right = fmaxf(right, item_end(set, item(set, i)));
	if (!set->missing) {
		ck_assert_float_eq_tol(right, 72 + 240, 0.1f);
		g = DT_AT(set, struct dt_set_glyph, item(set, 0)->glyphs);
		/* visual order: the first glyph is the last letter */
		ck_assert_uint_gt(g[0].text, 0);
		ck_assert_str_eq(DT_TEXT(set, item(set, 0)->text), s.target);
	}
	harness_free(h);
}
END_TEST

/* Left and right end of what is set of a block, page space. */
static void set_ends(const struct dt_page_set *set, uint32_t block, float *left, float *right)
{
	*left = INFINITY;
	*right = -INFINITY;
	for (uint32_t i = 0; i < set->items.count; i++) {
		const struct dt_set_item *it = item(set, i);

		if (it->block != block || it->kind != DT_SET_GLYPHS)
			continue;
		*left = fminf(*left, it->matrix.e);
		*right = fmaxf(*right, item_end(set, it));
	}
}

#define HEBREW	 "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D \xD7\xA2\xD7\x95\xD7\x9C\xD7\x9D"
#define HEBREW_4 HEBREW " " HEBREW " " HEBREW " " HEBREW

/* A heading, a paragraph, an indented one, a date at the right, and a foot of two parts. */
START_TEST(columns_are_mirrored)
{
	struct sample s[6] = { paragraph, paragraph, paragraph, paragraph, paragraph, paragraph };
	const struct dt_page_set *set;
	struct harness *h;
	float left, right;

	for (int i = 0; i < 6; i++) {
		s[i].language = "he";
		s[i].target = i == 1 || i == 2 ? HEBREW_4 " " HEBREW_4 " " HEBREW_4 : HEBREW;
		s[i].y = 60 + 100 * (float)i;
		if (i == 1 || i == 2)
			continue;
		s[i].lines = 1;
		s[i].align = DT_ALIGN_LEFT;
		s[i].width = 100;
		s[i].room_right = 140;
	}
	s[0].role = DT_ROLE_HEADING;
	s[2].x = s[2].room_left = 20;
	s[2].width = 220;
	s[3].align = DT_ALIGN_RIGHT;
	s[3].x = s[3].room_left = 140;
	s[3].room_right = 0;
	s[5].y = s[4].y;
	s[4].room_right = 78;
	s[5].x = 180;
	s[5].room_right = 0;
	s[5].width = 60;
	h = set_page(s, 6);
	set = result(h);
	if (!set->missing) {
		set_ends(set, 0, &left, &right);
		ck_assert_float_eq_tol(right, 72 + 240, 0.5f);
		set_ends(set, 1, &left, &right);
		ck_assert_float_eq_tol(left, 72, 0.5f);
		ck_assert_float_eq_tol(right, 72 + 240, 0.5f);
		set_ends(set, 2, &left, &right);
		ck_assert_float_eq_tol(left, 72, 0.5f);
		ck_assert_float_eq_tol(right, 72 + 220, 0.5f);
		set_ends(set, 3, &left, &right);
		ck_assert_float_eq_tol(left, 72, 0.5f);
		set_ends(set, 4, &left, &right); /* has a neighbour: stays */
		ck_assert_float_eq_tol(left, 72, 0.5f);
	}
	harness_free(h);
}
END_TEST

/* A line that ends at the edge of its column has room at its left alone; one that only has the
 * width of its column, as an entry of a list has, begins where it began. */
START_TEST(a_line_at_the_edge_of_its_column_ends_there)
{
	struct sample s[3] = { paragraph, paragraph, paragraph };
	struct harness *h;
	float left, right;

	for (int i = 1; i < 3; i++) {
		s[i].target = "Words";
		s[i].y = 200 + 100 * (float)i;
		s[i].lines = 1;
		s[i].role = DT_ROLE_HEADING;
		s[i].align = DT_ALIGN_LEFT;
		s[i].width = 220;
		s[i].x = s[i].room_left = 20;
		s[i].room_right = 0;
	}
	s[2].beside = 1;
	h = set_page(s, 3);
	set_ends(result(h), 1, &left, &right);
	ck_assert_float_eq_tol(right, 72 + 240, 0.5f);
	ck_assert_float_gt(left, 72 + 120);
	set_ends(result(h), 2, &left, &right);
	ck_assert_float_eq_tol(left, 72 + 20, 0.5f);
	harness_free(h);
}
END_TEST

START_TEST(chinese_breaks_between_characters)
{
	struct sample s = paragraph;
	struct harness *h;
	const struct dt_page_set *set;

	s.target = "\xE4\xB8\xAD\xE6\x96\x87\xE6\x96\x87\xE6\x9C\xAC\xE6\xB2\xA1\xE6\x9C\x89"
		   "\xE7\xA9\xBA\xE6\xA0\xBC\xE4\xB9\x9F\xE8\xA6\x81\xE6\x8D\xA2\xE8\xA1\x8C";
	s.language = "zh-Hans";
	s.width = 60;
	h = set_page(&s, 1);
	set = result(h);
	if (!set->missing)
		ck_assert_uint_ge(set->items.count, 2);
	ck_assert_uint_eq(set->overflows, 0);
	harness_free(h);
}
END_TEST

START_TEST(a_link_follows_its_words)
{
	struct harness *h = set_page(&paragraph, 1);
	const struct dt_page_set *set = result(h);
	const struct dt_set_link *link = DT_AT(set, struct dt_set_link, set->links);

	ck_assert_uint_eq(set->links.count, 1);
	ck_assert_uint_eq(link->annotation, 3);
	ck_assert_uint_eq(link->quads.count, set->items.count * 4);
	harness_free(h);
}
END_TEST

START_TEST(collisions_are_counted_once_and_only_new_ones)
{
	const struct line_box boxes[] = {
		{ { 0, 0, 100, 6 }, 1, true, false },	 { { 0, 3, 100, 9 }, 2, true, false },
		{ { 0, 3, 100, 9 }, 1, true, false },	 { { 200, 0, 300, 6 }, 3, true, false },
		{ { 200, 2, 300, 8 }, 4, false, false }, { { 200, 0, 300, 6 }, 3, false, true },
	};
	struct sheet s = { 0 };
	struct dt_box where;

	for (size_t i = 0; i < DT_COUNT(boxes); i++)
		*DT_LIST_ADD(&s.lines, struct line_box) = boxes[i];
	/* 1 with 2, twice; 3 and 4 stood like that in the source */
	ck_assert_uint_eq(sheet_collisions(&s, &where), 2);
	ck_assert_float_eq(where.x1, 100);
	sheet_free(&s);
}
END_TEST

START_TEST(dots_fill_a_contents_line)
{
	struct sample s = paragraph;
	const struct dt_page_set *set;
	struct harness *h;
	float right = 0;

	s.target = "Chapter..............................7";
	s.lines = 1;
	s.align = DT_ALIGN_LEFT;
	s.role = DT_ROLE_TOC_ITEM;
	h = set_page(&s, 1);
	set = result(h);
	for (uint32_t i = 0; i < set->items.count; i++)
		right = fmaxf(right, item_end(set, item(set, i)));
	ck_assert_float_eq_tol(right, 72 + 240, 0.1f);
	ck_assert_float_eq(set->min_scale, 1);
	harness_free(h);
}
END_TEST

static Suite *make_suite(void)
{
	Suite *suite = suite_create("typeset");
	TCase *tests = suite_case(suite, "stages");

	tcase_add_test(tests, justified_lines_fill_their_measure);
	tcase_add_test(tests, a_run_in_heading_pushes_its_text);
	tcase_add_test(tests, lines_end_before_a_picture);
	tcase_add_test(tests, an_initial_stands_beside_its_lines);
	tcase_add_test(tests, scripts_without_initials_are_set_plainly);
	tcase_add_test(tests, text_of_items_is_the_translation);
	tcase_add_test(tests, identity_is_painted_from_its_own_glyphs);
	tcase_add_test(tests, arabic_runs_from_the_right);
	tcase_add_test(tests, columns_are_mirrored);
	tcase_add_test(tests, a_line_at_the_edge_of_its_column_ends_there);
	tcase_add_test(tests, chinese_breaks_between_characters);
	tcase_add_test(tests, a_link_follows_its_words);
	tcase_add_test(tests, dots_fill_a_contents_line);
	tcase_add_test(tests, collisions_are_counted_once_and_only_new_ones);
	return suite;
}

SUITE_MAIN(make_suite)
