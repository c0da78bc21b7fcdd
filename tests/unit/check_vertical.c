/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Vertical lines: text that is vertical in its source, and text that becomes so or ceases to be. */
#include "config.h"

#include "set_page.h"

#define LONG                                                                                       \
	"\xE6\x98\xA5\xE3\x81\xAF\xE6\x9B\x99\xE3\x80\x82\xE5\xB1\xB1\xE3\x81\xAF\xE7\x99\xBD"     \
	"\xE3\x81\x8F\xE3\x81\xAA\xE3\x82\x8A\xE3\x82\x86\xE3\x81\x8F\xE3\x80\x81\xE9\x9B\xB2"     \
	"\xE3\x81\xAE\xE7\xB4\xB0\xE3\x81\x8F\xE3\x81\x9F\xE3\x81\xAA\xE3\x81\xB3\xE3\x81\x8D"
/* "in the year 12 (of) PDF" */
#define MIXED                                                                                      \
	"\xE5\xB9\xB3\xE6\x88\x90"                                                                 \
	"12"                                                                                       \
	"\xE5\xB9\xB4\xE3\x81\xAE"                                                                 \
	"Debian"                                                                                   \
	"\xE3\x81\xAF"                                                                             \
	"2004"                                                                                     \
	"\xE5\xB9\xB4\xE3\x80\x82"

/* Ten lines of 300 points, one column. */
static struct sample column(const char *target, const char *language)
{
	struct sample s = paragraph;

	s.target = target;
	s.language = language;
	s.lines = 12;
	s.leading = 14;
	s.width = 300;
	s.size = 10;
	s.align = DT_ALIGN_JUSTIFY;
	s.room_below = 0;
	s.room_right = 0;
	return s;
}

static bool is_vertical(const struct dt_page_set *set, const struct dt_set_item *it)
{
	return DT_AT(set, struct dt_face, set->faces)[it->face].flags & DT_FACE_VERTICAL;
}

static struct dt_box hull(const struct dt_page_set *set)
{
	struct dt_box box = { 1e6f, 1e6f, -1e6f, -1e6f };

	for (uint32_t i = 0; i < set->items.count; i++) {
		const struct dt_set_item *it = item(set, i);

		if (it->kind != DT_SET_GLYPHS)
			continue;
		box.x0 = fminf(box.x0, it->box.x0);
		box.y0 = fminf(box.y0, it->box.y0);
		box.x1 = fmaxf(box.x1, it->box.x1);
		box.y1 = fmaxf(box.y1, it->box.y1);
	}
	return box;
}

static struct harness *set_vertical(const struct sample *samples, uint32_t n)
{
	return set_page_as(samples, n, "vertical");
}

START_TEST(columns_fill_from_the_right)
{
	struct sample s = column(LONG LONG LONG LONG LONG, "ja");
	struct harness *h = set_vertical(&s, 1);
	const struct dt_page_set *set = result(h);
	float x = 1e6f;

	ck_assert_uint_eq(set->vertical, 1);
	if (!set->missing) {
		struct dt_box box = hull(set);

		for (uint32_t i = 0; i < set->items.count; i++) {
			const struct dt_set_item *it = item(set, i);

			ck_assert(is_vertical(set, it));
			/* upright: em to the page without a turn */
			ck_assert_float_gt(it->matrix.a, 5);
			ck_assert_float_eq_tol(it->matrix.b, 0, 1e-3f);
			ck_assert_float_le(it->matrix.e, x + 0.01f);
			x = it->matrix.e;
		}
		ck_assert_float_ge(box.x1, 72 + 300 - 1);
		ck_assert_float_le(box.x1, 72 + 300 + 1);
		ck_assert_float_ge(box.y0, s.y - 1);
		ck_assert_float_le(box.y1, s.y + 11 * 14 + 10 + 1);
	}
	ck_assert_uint_eq(set->overflows, 0);
	check_fates(set);
	harness_free(h);
}
END_TEST

/* Where the item is that has that text; NULL: there is none. */
static const struct dt_set_item *with_text(const struct dt_page_set *set, const char *text)
{
	for (uint32_t i = 0; i < set->items.count; i++) {
		if (item(set, i)->kind == DT_SET_GLYPHS &&
		    !strcmp(DT_TEXT(set, item(set, i)->text), text))
			return item(set, i);
	}
	return NULL;
}

START_TEST(short_numbers_stand_and_words_lie)
{
	struct sample s = column(MIXED MIXED MIXED, "ja");
	struct harness *h = set_vertical(&s, 1);
	const struct dt_page_set *set = result(h);

	if (!set->missing) {
		const struct dt_set_item *day = with_text(set, "12");
		const struct dt_set_item *word = with_text(set, "Debian");
		const struct dt_set_item *year = with_text(set, "2004");
		const struct dt_set_glyph *g;

		ck_assert_ptr_nonnull(day);
		ck_assert(is_vertical(set, day));
		ck_assert_uint_eq(day->glyphs.count, 2);
		g = DT_AT(set, struct dt_set_glyph, day->glyphs);
		/* abreast: left and right of the line's middle, one sign high */
		ck_assert_float_lt(g[0].dx, 0);
		ck_assert_float_gt(g[1].dx, 0);
		ck_assert_float_eq_tol(g[0].dx, -g[1].dx, 0.01f);
		ck_assert_float_eq(g[0].advance, 0);
		ck_assert_float_ge(g[1].advance, 0.99f);
		ck_assert_ptr_nonnull(word);
		ck_assert(!is_vertical(set, word));
		/* turned to the right: its x axis goes down the page */
		ck_assert_float_gt(word->matrix.b, 5);
		ck_assert_float_eq_tol(word->matrix.a, 0, 1e-3f);
		ck_assert_ptr_nonnull(year);
		ck_assert_float_gt(year->matrix.b, 5);
		/* their middles are near each other */
		ck_assert_float_eq_tol((word->box.x0 + word->box.x1) / 2,
				       (day->box.x0 + day->box.x1) / 2, 2);
	}
	harness_free(h);
}
END_TEST

START_TEST(other_scripts_and_modes_stay)
{
	static const char *const modes[] = { "source", "horizontal", "vertical" };

	for (int i = 0; i < 3; i++) {
		struct sample s = column(i == 2 ? "Un texto corto." : LONG, i == 2 ? "es" : "ja");
		struct harness *h = set_page_as(&s, 1, modes[i]);
		const struct dt_page_set *set = result(h);

		ck_assert_uint_eq(set->vertical, 0);
		for (uint32_t k = 0; k < set->items.count; k++) {
			ck_assert(!is_vertical(set, item(set, k)));
			ck_assert_float_gt(item(set, k)->matrix.a, 5);
		}
		harness_free(h);
	}
}
END_TEST

/* The block as layout finds it on a page that is written downwards. */
static struct sample downwards(const char *target, const char *language)
{
	struct sample s = column(target, language);

	s.vertical = true;
	return s;
}

START_TEST(what_was_vertical_stays_so)
{
	struct sample s = downwards(LONG LONG, "zh");
	struct harness *h = set_page_as(&s, 1, "source");
	const struct dt_page_set *set = result(h);

	ck_assert_uint_eq(set->vertical, 1);
	if (!set->missing)
		ck_assert(is_vertical(set, item(set, 0)));
	harness_free(h);
}
END_TEST

START_TEST(what_was_vertical_is_set_from_left_to_right)
{
	static const char *const languages[] = { "en", "ja", "he" };
	static const char *const targets[] = {
		"A text that is not so short, and has words for some lines of it.", LONG LONG,
		"\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D \xD7\xA2\xD7\x95\xD7\x9C\xD7\x9D"
	};

	for (int i = 0; i < 3; i++) {
		struct sample s = downwards(targets[i], languages[i]);
		struct harness *h = set_page_as(&s, 1, i == 1 ? "horizontal" : "source");
		const struct dt_page_set *set = result(h);

		ck_assert_uint_eq(set->vertical, 0);
		for (uint32_t k = 0; k < set->items.count && !set->missing; k++) {
			ck_assert_float_gt(item(set, k)->matrix.a, 5);
			ck_assert_float_eq_tol(item(set, k)->matrix.b, 0, 1e-3f);
		}
		if (!set->missing) {
			struct dt_box box = hull(set);

			ck_assert_float_ge(box.x0, 400 - 11 * 14 - 10 - 1);
			ck_assert_float_le(box.x1, 400 + 1);
			ck_assert_float_ge(box.y0, s.y - 5); /* ascent of the face */
			ck_assert_float_le(box.y1, s.y + 300 + 1);
		}
		check_fates(set);
		harness_free(h);
	}
}
END_TEST

/* Two columns with a gutter: what was at the left is at the right. */
START_TEST(columns_change_places)
{
	struct sample s[2] = { column(LONG LONG, "ja"), column(LONG LONG, "ja") };
	struct harness *h;
	const struct dt_page_set *set;

	s[0].width = s[1].width = 200;
	s[1].x = 220;
	h = set_vertical(s, 2);
	set = result(h);
	ck_assert_uint_eq(set->vertical, 2);
	for (uint32_t i = 0; i < set->items.count && !set->missing; i++) {
		const struct dt_set_item *it = item(set, i);

		if (it->block == 0)
			ck_assert_float_gt(it->matrix.e, 72 + 210);
		else
			ck_assert_float_lt(it->matrix.e, 72 + 210);
	}
	harness_free(h);
}
END_TEST

/* A label goes to the head of its line, upright; three lines are too few to be turned. */
START_TEST(labels_go_along_and_short_blocks_stay)
{
	struct sample s = column(LONG LONG LONG, "ja");
	struct harness *h;
	const struct dt_page_set *set;
	uint32_t moved = 0;

	s.ends = s.label_only = true;
	s.role = DT_ROLE_LIST_ITEM;
	h = set_vertical(&s, 1);
	set = result(h);
	ck_assert_uint_eq(set->vertical, 1);
	for (uint32_t i = 0; i < set->items.count && !set->missing; i++) {
		const struct dt_set_item *it = item(set, i);

		if (it->kind != DT_SET_MOVED)
			continue;
		moved++;
		ck_assert_float_eq_tol(it->matrix.a, 1, 0.35f);
		ck_assert_float_eq_tol(it->matrix.b, 0, 1e-3f);
		ck_assert_float_gt(it->box.x0, 72 + 280);
		ck_assert_float_le(it->box.y1, s.y + 20);
	}
	if (!set->missing)
		ck_assert_uint_eq(moved, 1);
	check_fates(set);
	harness_free(h);
	s.ends = s.label_only = false;
	s.lines = 3;
	h = set_vertical(&s, 1);
	ck_assert_uint_eq(result(h)->vertical, 0);
	harness_free(h);
}
END_TEST

/* Better no vertical lines than small letters. */
START_TEST(words_longer_than_the_line_leave_it)
{
	struct sample s = column(
		LONG
		"Hauptbetrieb\xC2\xA0Hauptbetrieb\xC2\xA0Hauptbetrieb\xC2\xA0Hauptbetrieb" LONG,
		"ja");
	struct harness *h = set_vertical(&s, 1);

	if (!result(h)->missing)
		ck_assert_uint_eq(result(h)->vertical, 0);
	harness_free(h);
}
END_TEST

/* Seven words below each other in a narrow column would be seven lines beside each other. */
START_TEST(columns_of_short_texts_stay)
{
	struct sample s[7];
	struct harness *h;

	for (uint32_t i = 0; i < DT_COUNT(s); i++) {
		s[i] = column("\xE6\x98\xA5\xE3\x81\xAF\xE6\x9B\x99", "ja");
		s[i].width = 70;
		s[i].lines = 2;
		s[i].y = 100 + 30 * (float)i;
		s[i].room_below = 10;
	}
	h = set_vertical(s, DT_COUNT(s));
	ck_assert_uint_eq(result(h)->vertical, 0);
	harness_free(h);
	h = set_vertical(s, 4);
	ck_assert_uint_eq(result(h)->vertical, 4);
	harness_free(h);
}
END_TEST

/* Arabic between Japanese, marks alone, an empty text: nothing is lost and nothing falls over. */
START_TEST(odd_texts_are_set)
{
	static const char *const texts[] = {
		LONG " \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D " LONG,
		"\xE2\x80\x9C" LONG "\xE2\x80\x9D (\xE3\x83\xBC\xE3\x83\xBC) don\xE2\x80\x99t",
		"\xCC\x81\xE2\x80\x8D",
		"\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",
		"1",
		"",
		"A\xE2\x80\xA8" LONG "\xE2\x80\xA8"
		"2",
	};

	for (size_t i = 0; i < DT_COUNT(texts); i++) {
		struct sample s = column(texts[i], "ja");
		struct harness *h = set_vertical(&s, 1);
		const struct dt_page_set *set = result(h);

		ck_assert_uint_eq(set->overflows, 0);
		check_fates(set);
		harness_free(h);
	}
}
END_TEST

static Suite *vertical_suite(void)
{
	Suite *suite = suite_create("vertical");
	TCase *tests = suite_case(suite, "vertical");

	tcase_add_test(tests, columns_fill_from_the_right);
	tcase_add_test(tests, short_numbers_stand_and_words_lie);
	tcase_add_test(tests, other_scripts_and_modes_stay);
	tcase_add_test(tests, what_was_vertical_stays_so);
	tcase_add_test(tests, what_was_vertical_is_set_from_left_to_right);
	tcase_add_test(tests, columns_change_places);
	tcase_add_test(tests, labels_go_along_and_short_blocks_stay);
	tcase_add_test(tests, words_longer_than_the_line_leave_it);
	tcase_add_test(tests, columns_of_short_texts_stay);
	tcase_add_test(tests, odd_texts_are_set);
	return suite;
}

SUITE_MAIN(vertical_suite)
