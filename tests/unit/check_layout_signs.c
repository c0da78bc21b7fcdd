/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Layout of signs, on pages that the tests write themselves: blanks, accents, marks, signs without
 * a character, text that is painted twice or from right to left.
 */
#include "config.h"

#include "sheet.h"
#include "suite.h"

#include "plugins/layout/chars.h"
#include "plugins/layout/rtl.h"
#include "plugins/layout/units.h"

#include <math.h>

START_TEST(blanks_are_found_by_gaps)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 50, 100, 10, FONT_TEXT, "no");
	put(&sheet, 63, 100, 10, FONT_TEXT, "blank");
	put(&sheet, 88, 100, 10, FONT_TEXT, "ed");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_str_eq(text_of(&result, 0), "no blanked");
	result_free(&result);
}
END_TEST

START_TEST(an_accent_stands_on_the_line_of_its_letter)
{
	struct sheet sheet = { 0 };
	struct result result;

	put_text(&sheet, 50, 100, 12, 10, FONT_TEXT,
		 "There are many who know that the letter\n"
		 "x and the letter that has a hat, which is ");
	put_text(&sheet, 260, 109, 3, 10, FONT_TEXT,
		 "\xcb\x86\n"
		 "y, differ");
	put(&sheet, 50, 124, 10, FONT_TEXT, "by a value that we shall find out soon.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_uint_eq(result.block[0].lines.count, 3);
	result_free(&result);
}
END_TEST

/* Whatever stands at its height in the column beside, and in which order it was painted. */
START_TEST(a_raised_sign_is_of_the_line_that_it_leans_on)
{
	for (int beside = 0; beside < 2; beside++) {
		struct sheet sheet = { 0 };
		struct result result;

		put_text(&sheet, 50, 100, 12, 10, FONT_TEXT,
			 "a sentence of the left column that\n"
			 "tells what is so and goes on after\n"
			 "that until it ends.");
		for (int i = 0; beside && i < 3; i++)
			put(&sheet, 300, 96 + 12 * (float)i, 10, FONT_TEXT,
			    "a line of the right column that is set higher");
		put(&sheet, 220.5f, 108, 6, FONT_TEXT, "7");
		result = layout(&sheet);
		ck_assert_uint_eq(result.n, beside ? 2 : 1);
		ck_assert_uint_eq(result.block[0].lines.count, 3);
		ck_assert_ptr_nonnull(strstr(text_of(&result, 0), "goes on after7 that"));
		result_free(&result);
	}
}
END_TEST

/* In lines so close that it is within reach of both. */
START_TEST(a_raised_sign_is_of_the_nearest_line)
{
	struct sheet sheet = { 0 };
	struct result result;
	bool found = false;

	put(&sheet, 50, 100, 10, FONT_TEXT, "dealers in vehicles for the open road and all others");
	put(&sheet, 50, 109, 10, FONT_TEXT, "motorcycle dealers");
	put(&sheet, 150, 109, 10, FONT_TEXT, "that are found in towns");
	put(&sheet, 140.5f, 105.6f, 6, FONT_TEXT, "2");
	result = layout(&sheet);
	for (uint32_t i = 0; i < result.n; i++)
		found = found || strstr(text_of(&result, i), "motorcycle dealers2 that");
	ck_assert_msg(found, "%s", text_of(&result, 0));
	result_free(&result);
}
END_TEST

START_TEST(unseen_glyphs_are_kept_by_the_reason)
{
	static const struct {
		uint32_t flags, rule;
	} cases[] = {
		{ DT_GLYPH_INVISIBLE, DT_RULE_UNSEEN },
		{ DT_GLYPH_INVISIBLE | DT_GLYPH_OCR, DT_RULE_OCR },
		{ DT_GLYPH_CLIPPED, DT_RULE_OUTSIDE },
		{ DT_GLYPH_OFF_PAGE, DT_RULE_OUTSIDE },
		{ DT_GLYPH_HIDDEN | DT_GLYPH_INVISIBLE, DT_RULE_LAYER },
		{ DT_GLYPH_COVERED, DT_RULE_COVERED },
		{ DT_GLYPH_COVERED | DT_GLYPH_OCR, DT_RULE_OCR },
		{ DT_GLYPH_PALE, DT_RULE_PALE },
	};

	for (size_t i = 0; i < DT_COUNT(cases); i++) {
		struct sheet sheet = { 0 };
		struct result result;

		put(&sheet, 50, 100, 10, FONT_TEXT, "a seen text here");
		((struct dt_glyph *)sheet.glyphs.at)[0].flags |= (uint16_t)cases[i].flags;
		result = layout(&sheet);
		ck_assert_str_eq(text_of(&result, 0), "seen text here");
		ck_assert_uint_eq(rule_of(&result, 0), cases[i].rule);
		result_free(&result);
	}
}
END_TEST

static void forget(struct sheet *sheet, uint32_t glyph)
{
	struct dt_glyph *at = (struct dt_glyph *)sheet->glyphs.at + glyph;

	at->flags |= DT_GLYPH_UNMAPPED;
	at->text_length = 0;
}

START_TEST(an_unknown_sign_moves_along_with_the_sentence)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 50, 100, 10, FONT_TEXT, "press the b key to go on with it");
	forget(&sheet, 10);
	result = layout(&sheet);
	ck_assert_str_eq(text_of(&result, 0), "press the \xef\xbf\xbc key to go on with it");
	ck_assert_uint_eq(result.block[0].flags & DT_BLOCK_KEEP, 0);
	result_free(&result);
}
END_TEST

START_TEST(an_unknown_letter_of_a_word_keeps_its_block)
{
	struct sheet sheet = { 0 };
	struct result result;

	put_text(&sheet, 50, 100, 12, 10, FONT_TEXT,
		 "the office is closed today, we\n"
		 "shall open it again on Monday");
	forget(&sheet, 5);
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_uint_ne(result.block[0].flags & DT_BLOCK_KEEP, 0);
	ck_assert_uint_eq(result.block[0].rule, DT_RULE_UNMAPPED);
	result_free(&result);
}
END_TEST

/* Letters one by one, each so far behind the one before; a blank is so far, too. */
static void put_spaced(struct sheet *sheet, float x, float y, const char *text, float gap,
		       float blank)
{
	for (; *text; text++) {
		char letter[2] = { *text, 0 };

		if (*text == ' ') {
			x += blank - gap;
			continue;
		}
		put(sheet, x, y, 10, FONT_TEXT, letter);
		x += 5 + gap;
	}
	/* of one look, as a parser tells them */
	for (uint32_t i = 0; i < sheet->glyphs.n; i++)
		((struct dt_glyph *)sheet->glyphs.at)[i].look = 0;
}

START_TEST(letters_set_apart_are_words)
{
	static const struct {
		const char *text;
		float gap, blank;
	} cases[] = {
		{ "tightly set words of a line", 0, 1.2f },
		{ "tight with some kerning in it", 0.3f, 1.4f },
		{ "SPACED OUT HEADING", 3, 8 },
		{ "a little tracked out text", 1, 4 },
	};

	for (size_t i = 0; i < DT_COUNT(cases); i++) {
		struct sheet sheet = { 0 };
		struct result result;

		put_spaced(&sheet, 50, 100, cases[i].text, cases[i].gap, cases[i].blank);
		result = layout(&sheet);
		ck_assert_str_eq(text_of(&result, 0), cases[i].text);
		result_free(&result);
	}
}
END_TEST

START_TEST(a_word_with_blanks_between_its_letters_is_one)
{
	struct sheet sheet = { 0 };
	struct result result;

	put_text(&sheet, 50, 100, 100, 10, FONT_TEXT,
		 "S P A C E D\n"
		 "A B or C are choices");
	/* blanks as wide as those letters are no letterspacing */
	for (uint32_t i = 0; i < 11; i++) {
		struct dt_glyph *glyph = (struct dt_glyph *)sheet.glyphs.at + i;

		glyph->x = 50 + 5 * (float)((i + 1) / 2) + 2.5f * (float)(i / 2);
		glyph->advance = i % 2 ? 2.5f : 5;
	}
	result = layout(&sheet);
	ck_assert_str_eq(text_of(&result, 0), "SPACED");
	ck_assert_str_eq(text_of(&result, 1), "A B or C are choices");
	result_free(&result);
}
END_TEST

START_TEST(accents_of_their_own_are_in_the_letter)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 50, 100, 10, FONT_TEXT, "caf\u00b4");
	put(&sheet, 65, 100, 10, FONT_TEXT, "e na");
	put(&sheet, 85, 100, 10, FONT_TEXT, "\u0131");
	put(&sheet, 85, 100, 10, FONT_TEXT, "\u00a8");
	put(&sheet, 90, 100, 10, FONT_TEXT, "f x");
	put(&sheet, 105, 100, 10, FONT_TEXT, "^2");
	result = layout(&sheet);
	ck_assert_str_eq(text_of(&result, 0), "caf\u00e9 na\u00eff x^2");
	result_free(&result);
}
END_TEST

START_TEST(text_painted_twice_is_one_bold_text)
{
	struct sheet sheet = { 0 };
	struct result result;
	const struct dt_style *styles;

	put(&sheet, 50, 100, 10, FONT_TEXT, "strong words");
	put(&sheet, 50.3f, 100, 10, FONT_TEXT, "strong words");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_str_eq(text_of(&result, 0), "strong words");
	styles = DT_AT(result.blocks, struct dt_style, result.blocks->styles);
	ck_assert_uint_ne(styles[result.block[0].style].flags & DT_STYLE_BOLD, 0);
	/* both copies go when it is translated; the blanks were painted without ink */
	for (uint32_t i = 0; i < 12; i++)
		ck_assert(i == 6 || rule_of(&result, i) == DT_RULE_NONE);
	result_free(&result);
}
END_TEST

START_TEST(a_shadow_goes_along_and_gives_no_colour)
{
	struct sheet sheet = { 0 };
	struct result result;
	const struct dt_style *styles;

	put(&sheet, 51, 101, 12, FONT_TEXT, "Raised");
	((struct dt_look *)sheet.looks.at)[0].colour = 0xb0b0b0ff;
	put(&sheet, 50, 100, 12, FONT_TEXT, "Raised");
	put(&sheet, 60, 200, 12, FONT_TEXT, "all llamas"); /* not twice, only doubled */
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 2);
	ck_assert_str_eq(text_of(&result, 0), "Raised");
	ck_assert_str_eq(text_of(&result, 1), "all llamas");
	styles = DT_AT(result.blocks, struct dt_style, result.blocks->styles);
	ck_assert_uint_eq(styles[result.block[0].style].flags & DT_STYLE_BOLD, 0);
	ck_assert_uint_eq(styles[result.block[0].style].colour, 0xff);
	ck_assert_uint_eq(rule_of(&result, 0), DT_RULE_NONE);
	result_free(&result);
}
END_TEST

/* Fonts of scripts with syllables name a syllable by its first glyph, and paint marks off the
 * line that their letters stand on. */
START_TEST(syllables_and_marks_stay_together)
{
	struct sheet sheet = { 0 };
	struct dt_glyph *glyphs;
	struct result result;

	/* ka, a part of a syllable, ka; then beh with fathatan, painted a little higher */
	put_text(&sheet, 50, 100, 100, 10, FONT_TEXT,
		 "\xe0\xa4\x95?\xe0\xa4\x95\n"
		 "\xd8\xa8\xd9\x8b\xd8\xa8");
	glyphs = sheet.glyphs.at;
	glyphs[1].flags |= DT_GLYPH_UNMAPPED;
	glyphs[1].text_length = 0;
	glyphs[4].y -= 2.3f;
	glyphs[4].advance = 0;
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 2);
	ck_assert_str_eq(text_of(&result, 0), "\xe0\xa4\x95\xe0\xa4\x95");
	ck_assert_uint_eq(rule_of(&result, 1), DT_RULE_NONE);
	ck_assert_uint_eq(result.block[1].lines.count, 1);
	result_free(&result);
}
END_TEST

START_TEST(odd_numbers_do_no_harm)
{
	struct sheet sheet = { 0 };
	struct dt_glyph *glyphs;
	struct dt_look *looks;
	struct result result;

	put_text(&sheet, 50, 100, 30, 10, FONT_TEXT,
		 "some text that is odd\n"
		 "flat");
	put(&sheet, 1e30f, 160, 10, FONT_TEXT, "far away");
	glyphs = sheet.glyphs.at;
	glyphs[2].x = NAN;
	glyphs[4].advance = INFINITY;
	glyphs[6].look = 1000;
	glyphs[8].advance = -400;
	looks = sheet.looks.at;
	looks[1].c = looks[1].d = 0;
	result = layout(&sheet);
	result_free(&result);
	result = layout(&sheet); /* an empty page */
	ck_assert_uint_eq(result.n, 0);
	result_free(&result);
}
END_TEST

/* Hebrew that was painted from left to right, with a number in it. */
START_TEST(text_from_right_to_left_may_be_told_as_it_was_painted)
{
	for (int painted = 0; painted < 2; painted++) {
		struct sheet sheet = { 0 };
		struct result result;

		put(&sheet, 50, 100, 10, FONT_TEXT, "םלוע 12 םולש");
		result = layout_as(&sheet, painted);
		ck_assert_uint_eq(result.n, 1);
		ck_assert_str_eq(text_of(&result, 0), painted ? "םלוע 12 םולש" : "שלום 12 עולם");
		result_free(&result);
	}
}
END_TEST

START_TEST(right_to_left_signs_are_read_from_the_right)
{
	/* by place: "( 12 ) B A" with A, B Hebrew: read A B ( 12 ) */
	struct sign signs[] = {
		{ SIGN_NEUTRAL, 0, 0, 0, false, false }, { SIGN_DIGIT, 1, 0, 1, false, false },
		{ SIGN_DIGIT, 2, 0, 2, false, false },	 { SIGN_NEUTRAL, 3, 0, 3, false, false },
		{ SIGN_RTL, 4, 0, 4, false, true },	 { SIGN_RTL, 5, 0, 5, false, false }
	};
	static const uint32_t wanted[] = { 5, 4, 3, 1, 2, 0 };

	signs_to_logical(signs, 6, true);
	for (uint32_t i = 0; i < 6; i++)
		ck_assert_uint_eq(signs[i].item, wanted[i]);
	ck_assert(signs[2].blank && !signs[1].blank && !signs[3].blank);
}
END_TEST

START_TEST(quantities_are_known)
{
	static const char *const good[] = { "20 mV",
					    "\xc2\xb1"
					    "5V",
					    "1\xc2\xb5S",
					    "+25 \xc2\xb0"
					    "C",
					    "12.5 km/h",
					    "3 kg/m2",
					    "10 \xe2\x80\x93 20 kHz" };
	static const char *const bad[] = { "Volts", "5 apples", "mV",  "SSM2163",
					   "10",    "see 5 V",	"A 4", "" };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ck_assert_msg(text_is_quantity(good[i], strlen(good[i])), "%s", good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!text_is_quantity(bad[i], strlen(bad[i])), "%s", bad[i]);
}
END_TEST

START_TEST(characters_are_known)
{
	uint32_t used;

	ck_assert_uint_eq(char_at("\xc3\xa9x", 3, &used), 0xe9);
	ck_assert_uint_eq(used, 2);
	ck_assert_uint_eq(char_at("\xff", 1, &used), 0xfffd);
	ck_assert(char_flags(0x5d0) & ITEM_RTL);
	ck_assert(char_flags(0x4e00) & ITEM_WIDE);
	ck_assert(char_flags('a') & ITEM_LOWER && char_flags('A') & ITEM_UPPER);
	ck_assert(char_flags(0x2211) & ITEM_MATH);
	ck_assert(char_is_bullet(0x2022) && !char_is_bullet('a'));
	ck_assert(char_ends_sentence(0x3002) && !char_ends_sentence(','));
}
END_TEST

/* "1." is at 50, its full stop at 55; the number of the contents line ends at 320. */
START_TEST(ends_of_lines_have_places)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 50, 100, 10, FONT_TEXT, "1.");
	put(&sheet, 66, 100, 10, FONT_TEXT, "the first item of a list of things");
	put(&sheet, 50, 114, 10, FONT_TEXT, "2.");
	put(&sheet, 66, 114, 10, FONT_TEXT, "and the second item of that list");
	put(&sheet, 50, 300, 10, FONT_TEXT, "The name of a chapter");
	for (int i = 0; i < 14; i++)
		put(&sheet, 160 + 10 * (float)i, 300, 10, FONT_TEXT, ".");
	put(&sheet, 310, 300, 10, FONT_TEXT, "42");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 3);
	ck_assert_uint_eq(result.block[0].label_sign.first, 1);
	ck_assert_uint_eq(result.block[0].label_sign.count, 1);
	ck_assert_float_eq_tol(result.block[0].label_sign_x, 55 - 66, 0.01f);
	ck_assert_float_eq_tol(result.block[0].tail_end, 0, 0.01f);
	ck_assert_uint_eq(result.block[2].label_sign.count, 0);
	ck_assert_uint_eq(result.block[2].tail_glyphs.count, 1);
	ck_assert_uint_eq(DT_AT(result.blocks, struct dt_range, result.block[2].tail_glyphs)->count,
			  2);
	ck_assert_float_eq_tol(result.block[2].tail, 260, 0.01f);
	ck_assert_float_eq_tol(result.block[2].tail_end, 270, 0.01f);
	result_free(&result);
}
END_TEST

static Suite *layout_signs_suite(void)
{
	Suite *suite = suite_create("layout_signs");
	TCase *tests = suite_case(suite, "layout_signs");

	tcase_add_test(tests, blanks_are_found_by_gaps);
	tcase_add_test(tests, an_accent_stands_on_the_line_of_its_letter);
	tcase_add_test(tests, a_raised_sign_is_of_the_line_that_it_leans_on);
	tcase_add_test(tests, a_raised_sign_is_of_the_nearest_line);
	tcase_add_test(tests, unseen_glyphs_are_kept_by_the_reason);
	tcase_add_test(tests, an_unknown_sign_moves_along_with_the_sentence);
	tcase_add_test(tests, an_unknown_letter_of_a_word_keeps_its_block);
	tcase_add_test(tests, letters_set_apart_are_words);
	tcase_add_test(tests, a_word_with_blanks_between_its_letters_is_one);
	tcase_add_test(tests, accents_of_their_own_are_in_the_letter);
	tcase_add_test(tests, text_painted_twice_is_one_bold_text);
	tcase_add_test(tests, a_shadow_goes_along_and_gives_no_colour);
	tcase_add_test(tests, syllables_and_marks_stay_together);
	tcase_add_test(tests, odd_numbers_do_no_harm);
	tcase_add_test(tests, text_from_right_to_left_may_be_told_as_it_was_painted);
	tcase_add_test(tests, right_to_left_signs_are_read_from_the_right);
	tcase_add_test(tests, quantities_are_known);
	tcase_add_test(tests, ends_of_lines_have_places);
	tcase_add_test(tests, characters_are_known);
	return suite;
}

SUITE_MAIN(layout_signs_suite)
