/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lines, and the two stages on pages made here: paragraphs of known place and size.
 */
#include "config.h"

#include "plugins/typeset/hyphenate.h"
#include "plugins/typeset/lines.h"
#include "plugins/typeset/sheet.h"
#include "plugins/typeset/text.h"

#include "set_page.h"

/* ---- tests --------------------------------------------------------------------- */

START_TEST(utf8_is_read_and_written)
{
	const char *text = "a\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80\xFFz";
	const uint32_t wanted[] = { 'a', 0xE9, 0x4E2D, 0x1F600, CHAR_MISSING, 'z' };
	size_t at = 0, n = strlen(text);
	char back[4];

	for (size_t i = 0; i < 6; i++)
		ck_assert_uint_eq(text_next(text, n, &at), wanted[i]);
	ck_assert_uint_eq(at, n);
	ck_assert_uint_eq(text_put(0x4E2D, back), 3);
	ck_assert_mem_eq(back, "\xE4\xB8\xAD", 3);
	ck_assert(language_is_rtl("ar-EG"));
	ck_assert(!language_is_rtl("arn"));
}
END_TEST

/* Words of 10, blanks of 2. */
static void make_words(struct paragraph *p, uint32_t words)
{
	memset(p, 0, sizeof(*p));
	for (uint32_t i = 0; i <= words; i++) {
		struct node *node = DT_LIST_ADD(&p->nodes, struct node);

		node->end = i ? 12.0 * i - 2 : 0;
		node->start = 12.0 * i;
		node->end_stretch = i ? (float)(i - 1) : 0;
		node->start_stretch = (float)i;
		node->end_shrink = node->end_stretch / 2;
		node->start_shrink = node->start_stretch / 2;
		node->flags = i == words ? NODE_FORCED : 0;
	}
}

START_TEST(lines_are_counted)
{
	struct measure m = { .first = 34, .rest = 34 };
	struct paragraph p;
	bool overfull;

	make_words(&p, 7);
	ck_assert_uint_eq(lines_count(&p, &m, &overfull), 3);
	ck_assert(!overfull);
	m.first = 10;
	ck_assert_uint_eq(lines_count(&p, &m, &overfull), 3);
	m.rest = 9;
	ck_assert_uint_eq(lines_count(&p, &m, &overfull), 7);
	ck_assert(overfull);
	/* shrinking a blank by half its width makes room for a word more */
	m = (struct measure){ .first = 33, .rest = 33, .justified = true };
	ck_assert_uint_eq(lines_count(&p, &m, &overfull), 3);
	paragraph_free(&p);
}
END_TEST

START_TEST(lines_cover_the_paragraph)
{
	struct measure m = { .first = 30, .rest = 47 };
	struct dt_list ends = { 0 }, scratch = { 0 };
	struct paragraph p;

	make_words(&p, 9);
	for (int fewest = 0; fewest < 2; fewest++) {
		const struct line_end *at;
		uint32_t from = 0;

		m.fewest = fewest;
		ck_assert(lines_break(&p, &m, &ends, &scratch, NULL));
		at = ends.at;
		for (uint32_t i = 0; i < ends.n; i++) {
			const struct node *nodes = p.nodes.at;
			double width = nodes[at[i].node].end - nodes[from].start;

			ck_assert_uint_gt(at[i].node, from);
			ck_assert(width <= (double)(i ? m.rest : m.first));
			from = at[i].node;
		}
		ck_assert_uint_eq(from, 9);
	}
	dt_list_free(&ends);
	dt_list_free(&scratch);
	paragraph_free(&p);
}
END_TEST

START_TEST(a_hanging_first_line_is_filled)
{
	/* four words, then two, then one: a first line as long as it may be */
	struct measure m = { .first = 46, .rest = 22, .fewest = true };
	struct dt_list ends = { 0 }, scratch = { 0 };
	struct paragraph p;
	bool overfull;

	make_words(&p, 7);
	ck_assert_uint_eq(lines_count(&p, &m, &overfull), 3);
	ck_assert(lines_break(&p, &m, &ends, &scratch, NULL));
	ck_assert_uint_eq(ends.n, 3);
	ck_assert_uint_eq(((const struct line_end *)ends.at)[0].node, 4);
	dt_list_free(&ends);
	dt_list_free(&scratch);
	paragraph_free(&p);
}
END_TEST

START_TEST(lines_beside_a_sign_keep_its_width)
{
	/* two lines beside it, the third under it */
	struct measure m = { .first = 22, .rest = 46, .n_first = 2 };
	struct dt_list ends = { 0 }, scratch = { 0 };
	const struct line_end *at;
	struct paragraph p;
	bool overfull;

	make_words(&p, 8);
	ck_assert_uint_eq(lines_count(&p, &m, &overfull), 3);
	ck_assert(lines_break(&p, &m, &ends, &scratch, NULL));
	at = ends.at;
	ck_assert_uint_eq(ends.n, 3);
	ck_assert_uint_eq(at[0].node, 2);
	ck_assert_uint_eq(at[1].node, 4);
	dt_list_free(&ends);
	dt_list_free(&scratch);
	paragraph_free(&p);
}
END_TEST

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

START_TEST(words_are_divided_by_dictionary)
{
	char dir[] = "hyphens.XXXXXX", path[64];
	struct hyphenator *h;
	uint16_t places[8];
	FILE *f;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/hyph_xx_YY.dic", dir);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	/* after every a, but not in the last three letters */
	fputs("UTF-8\nLEFTHYPHENMIN 2\nRIGHTHYPHENMIN 3\na1\n\xC3\xA1"
	      "1\n",
	      f);
	fclose(f);
	h = hyphenator_new(dir);
	hyphenator_language(h, "xx");
#ifdef HAVE_LIBHYPHEN
	ck_assert_uint_eq(hyphenator_find(h, "Bamatada,", 9, places, 8), 2);
	ck_assert_uint_eq(places[0], 2);
	ck_assert_uint_eq(places[1], 4);
	/* places are bytes, not letters */
	ck_assert_uint_eq(hyphenator_find(h,
					  "\xE2\x80\x9C"
					  "b\xC3\xA1matada",
					  12, places, 8),
			  2);
	ck_assert_uint_eq(places[0], 6);
	ck_assert_uint_eq(hyphenator_find(h, "bam2tada", 8, places, 8), 0);
#endif
	hyphenator_language(h, "zz");
	ck_assert_uint_eq(hyphenator_find(h, "bamatada", 8, places, 8), 0);
	hyphenator_free(h);
	unlink(path);
	rmdir(dir);
}
END_TEST

START_TEST(thai_breaks_between_words)
{
	/* "phasa thai", Thai language: two words without a blank */
	const char *text = "\xE0\xB8\xA0\xE0\xB8\xB2\xE0\xB8\xA9\xE0\xB8\xB2"
			   "\xE0\xB9\x84\xE0\xB8\x97\xE0\xB8\xA2";
	struct breaker b = { 0 };
	const char *at;

	breaks_setup();
	at = breaks_find(&b, text, (uint32_t)strlen(text), "th");
	ck_assert_int_eq(at[2], BREAK_NOT);
#ifdef HAVE_LIBTHAI
	ck_assert_int_eq(at[11], BREAK_MAY);
#endif
	at = breaks_find(&b, "an \xEF\xBF\xBC- x", 9, "en");
	ck_assert_int_eq(at[2], BREAK_MAY);
	ck_assert_int_eq(at[5], BREAK_NOT); /* between an object and its hyphen */
	breaker_close(&b);
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

static Suite *make_suite(void)
{
	Suite *suite = suite_create("typeset");
	TCase *tests = suite_case(suite, "text");

	tcase_add_test(tests, utf8_is_read_and_written);
	tcase_add_test(tests, words_are_divided_by_dictionary);
	tcase_add_test(tests, thai_breaks_between_words);
	tcase_add_test(tests, collisions_are_counted_once_and_only_new_ones);
	tests = suite_case(suite, "lines");
	tcase_add_test(tests, lines_are_counted);
	tcase_add_test(tests, lines_cover_the_paragraph);
	tests = suite_case(suite, "stages");
	tcase_add_test(tests, justified_lines_fill_their_measure);
	tcase_add_test(tests, a_hanging_first_line_is_filled);
	tcase_add_test(tests, a_run_in_heading_pushes_its_text);
	tcase_add_test(tests, lines_beside_a_sign_keep_its_width);
	tcase_add_test(tests, a_page_number_gets_the_size_of_its_style);
	tcase_add_test(tests, text_goes_up_into_the_white_under_a_formula);
	tcase_add_test(tests, text_of_items_is_the_translation);
	tcase_add_test(tests, longer_text_gets_smaller_within_bounds);
	tcase_add_test(tests, what_cannot_fit_is_reported);
	tcase_add_test(tests, a_label_grows_into_its_room);
	tcase_add_test(tests, a_chain_shares_its_room);
	tcase_add_test(tests, identity_is_painted_from_its_own_glyphs);
	tcase_add_test(tests, arabic_runs_from_the_right);
	tcase_add_test(tests, chinese_breaks_between_characters);
	tcase_add_test(tests, a_link_follows_its_words);
	tcase_add_test(tests, dots_fill_a_contents_line);
	tcase_add_test(tests, a_wide_word_makes_only_its_block_smaller);
	return suite;
}

SUITE_MAIN(make_suite)
