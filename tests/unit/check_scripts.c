/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text of scripts other than Latin, set by the two stages on pages made here, with the fonts
 * of this machine: a script without a font is told, and its text kept.
 */
#include "config.h"

#include "plugins/typeset/breaks.h"
#include "plugins/typeset/codes.h"
#include "plugins/typeset/squares.h"
#include "plugins/typeset/text.h"

#include "set_page.h"

static struct harness *set_text(const char *language, const char *text, uint32_t lines)
{
	struct sample s = paragraph;

	s.target = text;
	s.language = language;
	s.lines = lines;
	return set_page(&s, 1);
}

/* What a reader makes of the codes of item, one after the other. */
static void spelled(const struct dt_page_set *set, const struct dt_set_item *it, char *out)
{
	const struct dt_set_glyph *g = DT_AT(set, struct dt_set_glyph, it->glyphs);
	const char *text = DT_TEXT(set, it->text);
	size_t n = 0;

	for (uint32_t i = 0; i < it->glyphs.count; i++) {
		memcpy(out + n, text + g[i].text, g[i].text_length);
		n += g[i].text_length;
	}
	out[n] = '\0';
}

START_TEST(glyphs_of_syllables_spell_them_in_order)
{
	/* ki, kssi, rka: signs that stand before, melt, and stand above */
	static const char text[] = "\xe0\xa4\x95\xe0\xa4\xbf \xe0\xa4\x95\xe0\xa5\x8d\xe0\xa4\xb7"
				   "\xe0\xa4\xbf \xe0\xa4\xb0\xe0\xa5\x8d\xe0\xa4\x95";
	struct harness *h = set_text("hi", text, 1);
	const struct dt_page_set *set = result(h);

	if (!set->missing) {
		const struct dt_set_item *it = item(set, 0);
		const struct dt_set_glyph *g = DT_AT(set, struct dt_set_glyph, it->glyphs);
		char read[sizeof(text)];

		ck_assert_uint_eq(set->items.count, 1);
		ck_assert_uint_ne(it->flags & DT_SET_ACTUAL_TEXT, 0);
		spelled(set, it, read);
		ck_assert_str_eq(read, text);
		/* the sign of the vowel is painted first and stands for the consonant here */
		ck_assert_uint_gt(g[0].code, g[0].id);
		for (uint32_t i = 0; i < it->glyphs.count; i++)
			for (uint32_t k = 0; k < i; k++)
				if (g[i].code && g[i].code == g[k].code) {
					ck_assert_uint_eq(g[i].id, g[k].id);
					ck_assert_uint_eq(g[i].text_length, g[k].text_length);
				}
	}
	harness_free(h);
}
END_TEST

START_TEST(thai_words_without_blanks_are_one_item)
{
	/* "thi nam thi": a mark over a vowel over a consonant; no blank between words */
	static const char text[] = "\xe0\xb8\x97\xe0\xb8\xb5\xe0\xb9\x88"
				   "\xe0\xb8\x99\xe0\xb9\x89\xe0\xb8\xb3"
				   "\xe0\xb8\x97\xe0\xb8\xb5\xe0\xb9\x88";
	struct harness *h = set_text("th", text, 1);
	const struct dt_page_set *set = result(h);

	if (!set->missing) {
		ck_assert_uint_eq(set->items.count, 1);
		ck_assert_uint_ne(item(set, 0)->flags & DT_SET_ACTUAL_TEXT, 0);
		ck_assert_str_eq(DT_TEXT(set, item(set, 0)->text), text);
	}
	harness_free(h);
}
END_TEST

/* Where lines may end, as text with bars. */
static const char *broken(const char *text, const char *language)
{
	static char out[256];
	struct breaker breaker = { 0 };
	const char *answers;
	size_t n = 0, length = strlen(text);

	breaks_setup();
	answers = breaks_find(&breaker, text, (uint32_t)length, language);
	ck_assert_ptr_nonnull(answers);
	for (size_t i = 0; i < length; i++) {
		out[n++] = text[i];
		if (i + 1 < length && answers[i] == BREAK_MAY)
			out[n++] = '|';
	}
	out[n] = '\0';
	breaker_close(&breaker);
	return out;
}

START_TEST(lines_end_where_a_language_allows_it)
{
	/* small kana and the long sound begin no line, closing signs neither */
	ck_assert_str_eq(broken("キャラー「あ」。", "ja"), "キャ|ラー|「あ」。");
	ck_assert_str_eq(broken("人々中文", "zh"), "人々|中|文");
	/* Korean: at blanks only */
	ck_assert_str_eq(broken("한국어 문장 A급", "ko"), "한국어 |문장 |A급");
	ck_assert_str_eq(broken("two words", "ko"), "two |words");
#ifdef HAVE_ICU
	ck_assert_str_eq(broken("ខ្ញុំទៅសាលារៀន", "km"), "ខ្ញុំ|ទៅ|សាលារៀន");
	ck_assert_str_eq(broken("ພາສາລາວ", "lo"), "ພາສາ|ລາວ");
#endif
}
END_TEST

START_TEST(squares_know_their_empty_half)
{
	ck_assert_uint_eq(square_kind(0x300c, "ja"), SQUARE_OPENS);
	ck_assert_uint_eq(square_kind(0x300d, "ja"), SQUARE_CLOSES);
	ck_assert_uint_eq(square_kind(0x3002, "zh-Hans"), SQUARE_CLOSES);
	ck_assert_uint_eq(square_kind(0x3002, "zh-TW"), SQUARE_FULL);
	ck_assert_uint_eq(square_kind(0x4e00, "zh"), SQUARE_FULL);
	ck_assert(squares_apart(0x4e00, 'A'));
	ck_assert(squares_apart('7', 0x3042));
	ck_assert(!squares_apart(0xd55c, 'A')); /* Korean has blanks */
	ck_assert(!squares_apart(0x3002, 'A'));
	ck_assert(!squares_apart('a', 'b'));
}
END_TEST

/* Pen positions: half a square less between a full stop and a bracket, a fifth more before
 * Latin. */
START_TEST(punctuation_is_set_close)
{
	struct harness *near = set_text("ja", "あ。「い", 1), *far = set_text("ja", "ああああ", 1);
	struct harness *mixed = set_text("ja", "あA", 1), *plain = set_text("ja", "あ", 1);

	if (!result(near)->missing) {
		const struct dt_page_set *set = result(near);
		float end = item_end(set, item(set, 0));
		const struct dt_page_set *latin = result(mixed);

		ck_assert_float_eq_tol(item_end(result(far), item(result(far), 0)) - end, 5, 0.2f);
		ck_assert_uint_eq(latin->items.count, 2);
		ck_assert_float_eq_tol(item(latin, 1)->matrix.e -
					       item_end(result(plain), item(result(plain), 0)),
				       2, 0.2f);
	}
	harness_free(near);
	harness_free(far);
	harness_free(mixed);
	harness_free(plain);
}
END_TEST

/* What is behind a full stop at the end of a line: nothing, but the white half of its square where
 * another column stands near, so that readers of the file see a gap. */
START_TEST(signs_at_the_end_keep_their_square_beside_a_column)
{
	struct sample s[2] = { paragraph, paragraph };
	float behind[2];

	s[0].language = s[1].language = "ja";
	s[0].target = s[1].target = "あああ。";
	s[0].lines = s[1].lines = 1;
	for (int near = 0; near < 2; near++) {
		struct harness *h;
		const struct dt_page_set *set;

		s[1].x = s[0].width + (near ? 10 : 25);
		h = set_page(s, 2);
		set = result(h);
		behind[near] = set->missing ? (float)near * 5 : item_end(set, item(set, 0));
		harness_free(h);
	}
	ck_assert_float_eq_tol(behind[1] - behind[0], 5, 0.1f);
}
END_TEST

/* Ideographs and Arabic are not slanted: italic is another family. */
START_TEST(italic_is_another_family_where_nobody_slants)
{
	static const char *const texts[][2] = { { "zh", "中文" },
						{ "ar", "\xD8\xB3\xD9\x84\xD8\xA7\xD9\x85" } };

	for (size_t i = 0; i < 2; i++) {
		struct sample s = paragraph;
		struct harness *h;
		const struct dt_page_set *set;
		const struct dt_face *face;
		char name[128];

		s.target = texts[i][1];
		s.language = texts[i][0];
		s.lines = 1;
		h = set_page(&s, 1);
		set = result(h);
		face = &DT_AT(set, struct dt_face, set->faces)[0];
		snprintf(name, sizeof(name), "%s",
			 set->faces.count ? DT_TEXT(set, face->name) : "");
		harness_free(h);
		if (!name[0])
			continue;
		s.flags |= DT_STYLE_ITALIC;
		h = set_page(&s, 1);
		set = result(h);
		face = &DT_AT(set, struct dt_face, set->faces)[0];
		ck_assert_uint_eq(face->flags & DT_FACE_FAKE_ITALIC, 0);
		ck_assert_str_ne(DT_TEXT(set, face->name), name);
		harness_free(h);
	}
}
END_TEST

/* The face of Thai has a blank but no full stop: dots with blanks between are of one face. */
START_TEST(leaders_have_no_boxes)
{
	struct sample s = paragraph;
	struct harness *h;
	const struct dt_page_set *set;

	s.target = "\xe0\xb8\x97\xe0\xb8\xb5\xe0\xb9\x88 . . . . . . . . . 7";
	s.language = "th";
	s.role = DT_ROLE_TOC_ITEM;
	s.lines = 1;
	h = set_page(&s, 1);
	set = result(h);
	for (uint32_t i = 0; i < set->items.count && !set->missing; i++) {
		const struct dt_set_glyph *g =
			DT_AT(set, struct dt_set_glyph, item(set, i)->glyphs);

		for (uint32_t k = 0; k < item(set, i)->glyphs.count; k++)
			ck_assert_uint_ne(g[k].id, 0);
	}
	harness_free(h);
}
END_TEST

/* lam and alef are one glyph: who turns the line round, letter by letter, reads the word. */
START_TEST(ligatures_of_arabic_read_from_the_right)
{
	static const char text[] = "\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85"; /* salam */
	struct harness *h = set_text("ar", text, 1);
	const struct dt_page_set *set = result(h);

	if (!set->missing) {
		const struct dt_set_item *it = item(set, 0);
		const struct dt_set_glyph *g = DT_AT(set, struct dt_set_glyph, it->glyphs);
		char read[sizeof(text)] = "";
		size_t n = 0;

		for (uint32_t i = it->glyphs.count; i-- > 0; n += g[i].text_length) {
			ck_assert_uint_le(n + g[i].text_length, sizeof(text) - 1);
			memcpy(read + n, DT_TEXT(set, it->text) + g[i].text, g[i].text_length);
			ck_assert_uint_le(g[i].text_length, 2); /* a letter at a time */
		}
		ck_assert_str_eq(read, text);
	}
	harness_free(h);
}
END_TEST

START_TEST(a_code_belongs_to_one_pair)
{
	struct codes codes = { 0 };
	uint32_t first, all[600];

	codes_start(&codes);
	first = codes_take(&codes, 1, 500, 65536, 7, "ka", 2);
	ck_assert_uint_ge(first, 500);
	ck_assert_uint_lt(first, 65536);
	ck_assert_uint_eq(codes_take(&codes, 1, 500, 65536, 7, "ka", 2), first);
	ck_assert_uint_ne(codes_take(&codes, 1, 500, 65536, 7, "ki", 2), first);
	ck_assert_uint_ne(codes_take(&codes, 1, 500, 65536, 8, "ka", 2), first);
	for (uint32_t i = 0; i < 600; i++) {
		all[i] = codes_take(&codes, 2, 61000, 65536, i, "x", 1);
		ck_assert_uint_ge(all[i], 61000);
		for (uint32_t k = 0; k < i; k++)
			ck_assert_uint_ne(all[i], all[k]);
	}
	/* no room behind the ids */
	ck_assert_uint_eq(codes_take(&codes, 3, 65000, 65536, 7, "ka", 2), 0);
	/* another page: the same again */
	codes_start(&codes);
	ck_assert_uint_eq(codes_take(&codes, 1, 500, 65536, 7, "ka", 2), first);
	codes_free(&codes);
}
END_TEST

static Suite *scripts_suite(void)
{
	Suite *suite = suite_create("scripts");
	TCase *tests = tcase_create("scripts");

	suite_add_tcase(suite, tests);
	tcase_add_test(tests, a_code_belongs_to_one_pair);
	tcase_add_test(tests, lines_end_where_a_language_allows_it);
	tcase_add_test(tests, squares_know_their_empty_half);
	tcase_add_test(tests, punctuation_is_set_close);
	tcase_add_test(tests, signs_at_the_end_keep_their_square_beside_a_column);
	tcase_add_test(tests, italic_is_another_family_where_nobody_slants);
	tcase_add_test(tests, leaders_have_no_boxes);
	tcase_add_test(tests, ligatures_of_arabic_read_from_the_right);
	tcase_add_test(tests, glyphs_of_syllables_spell_them_in_order);
	tcase_add_test(tests, thai_words_without_blanks_are_one_item);
	return suite;
}

SUITE_MAIN(scripts_suite)
