/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Layout on pages that the tests write themselves: every glyph is half an em wide, so that all
 * places can be told from the text.
 */
#include "config.h"

#include "sheet.h"
#include "suite.h"

#include "plugins/layout/chars.h"
#include "plugins/layout/profile.h"
#include "plugins/layout/rtl.h"
#include "plugins/layout/units.h"

#include <math.h>

/* ---- tests ---- */

START_TEST(columns_are_read_one_after_the_other)
{
	struct sheet sheet = { 0 };
	struct result result;

	for (int i = 0; i < 8; i++)
		put(&sheet, 50, 100 + 12 * (float)i, 10, FONT_TEXT,
		    i < 7 ? "words of the left column that fill it evenly" : "and end early.");
	for (int i = 0; i < 8; i++)
		put(&sheet, 300, 100 + 12 * (float)i, 10, FONT_TEXT,
		    i < 7 ? "words of the right one with as many of them." : "and end early.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 2);
	ck_assert_ptr_nonnull(strstr(text_of(&result, 0), "left column"));
	ck_assert_ptr_null(strstr(text_of(&result, 0), "right"));
	ck_assert_ptr_nonnull(strstr(text_of(&result, 1), "right one"));
	ck_assert_float_eq_tol(result.block[0].leading, 12, 0.01);
	ck_assert_uint_eq(result.block[0].lines.count, 8);
	ck_assert_uint_eq(result.block[0].align, DT_ALIGN_JUSTIFY);
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

START_TEST(hyphens_at_line_ends_go)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 50, 100, 10, FONT_TEXT, "a sentence that has a long expres-");
	put(&sheet, 50, 112, 10, FONT_TEXT, "sion in it and a state-of-the-art-");
	put(&sheet, 50, 124, 10, FONT_TEXT, "like one.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_str_eq(
		text_of(&result, 0),
		"a sentence that has a long expression in it and a state-of-the-art-like one.");
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

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
	sheet_free(&sheet);
}
END_TEST

START_TEST(bullets_stay)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 50, 100, 10, FONT_TEXT, "• first point of it");
	put(&sheet, 50, 112, 10, FONT_TEXT, "• second point");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 2);
	for (uint32_t i = 0; i < 2; i++) {
		ck_assert_uint_eq(result.block[i].role, DT_ROLE_LIST_ITEM);
		ck_assert_str_eq(DT_TEXT(result.blocks, result.block[i].label), "•");
	}
	ck_assert_str_eq(text_of(&result, 1), "second point");
	ck_assert_uint_eq(rule_of(&result, 0), DT_RULE_LABEL);
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

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
	sheet_free(&sheet);
}
END_TEST

START_TEST(titles_are_centred_over_the_page)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 200, 60, 20, FONT_BOLD, "A Centred Title");
	for (int i = 0; i < 6; i++)
		put(&sheet, 50, 120 + 12 * (float)i, 10, FONT_TEXT,
		    "one line of many that are as long as the page is wide, or nearly so.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 2);
	ck_assert_uint_eq(result.block[0].role, DT_ROLE_HEADING);
	ck_assert_uint_ne(result.block[1].role, DT_ROLE_HEADING);
	result_free(&result);
	sheet_free(&sheet);
	/* the same over text with the same axis: (50 + 390) / 2 = 220 */
	put(&sheet, 145, 60, 20, FONT_BOLD, "Centred Title 2");
	for (int i = 0; i < 6; i++)
		put(&sheet, 50, 120 + 12 * (float)i, 10, FONT_TEXT,
		    "one line of many that are as long as the page is wide, or nearly so.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.block[0].align, DT_ALIGN_CENTER);
	ck_assert_float_gt(result.block[0].room_left, 50);
	ck_assert_float_eq_tol(result.block[0].room_left, result.block[0].room_right, 0.01);
	result_free(&result);
	sheet_free(&sheet);
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
	sheet_free(&sheet);
}
END_TEST

START_TEST(an_accent_stands_on_the_line_of_its_letter)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 50, 100, 10, FONT_TEXT, "There are many who know that the letter");
	put(&sheet, 50, 112, 10, FONT_TEXT, "x and the letter that has a hat, which is ");
	put(&sheet, 260, 109, 10, FONT_TEXT, "\xcb\x86");
	put(&sheet, 260, 112, 10, FONT_TEXT, "y, differ");
	put(&sheet, 50, 124, 10, FONT_TEXT, "by a value that we shall find out soon.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_uint_eq(result.block[0].lines.count, 3);
	result_free(&result);
	sheet_free(&sheet);
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
		sheet_free(&sheet);
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
	sheet_free(&sheet);
}
END_TEST

START_TEST(an_unknown_letter_of_a_word_keeps_its_block)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 50, 100, 10, FONT_TEXT, "the office is closed today, we");
	put(&sheet, 50, 112, 10, FONT_TEXT, "shall open it again on Monday");
	forget(&sheet, 5);
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 1);
	ck_assert_uint_ne(result.block[0].flags & DT_BLOCK_KEEP, 0);
	ck_assert_uint_eq(result.block[0].rule, DT_RULE_UNMAPPED);
	result_free(&result);
	sheet_free(&sheet);
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
		sheet_free(&sheet);
	}
}
END_TEST

START_TEST(a_word_with_blanks_between_its_letters_is_one)
{
	struct sheet sheet = { 0 };
	struct result result;

	put(&sheet, 50, 100, 10, FONT_TEXT, "S P A C E D");
	put(&sheet, 50, 200, 10, FONT_TEXT, "A B or C are choices");
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
	sheet_free(&sheet);
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
	sheet_free(&sheet);
}
END_TEST

/* Fixed pitch is code beside other text, and text where there is nothing else. */
START_TEST(typewritten_pages_are_text)
{
	static const char *const lines[] = { "Dear Sir, we thank you for the letter",
					     "if (x[i] == y) { z += x[i] * 2; }" };

	for (int code = 0; code < 2; code++)
		for (int beside = 0; beside < 2; beside++) {
			struct sheet sheet = { 0 };
			struct result result;

			put(&sheet, 50, 100, 10, FONT_MONO, lines[code]);
			if (beside)
				put(&sheet, 50, 300, 10, FONT_TEXT, "other text of the page");
			result = layout(&sheet);
			ck_assert_int_eq(result.block[0].rule == DT_RULE_CODE, code || beside);
			result_free(&result);
			sheet_free(&sheet);
		}
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
	sheet_free(&sheet);
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
	sheet_free(&sheet);
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
	sheet_free(&sheet);
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
	put(&sheet, 50, 100, 10, FONT_TEXT, "\xe0\xa4\x95?\xe0\xa4\x95");
	put(&sheet, 50, 200, 10, FONT_TEXT, "\xd8\xa8\xd9\x8b\xd8\xa8");
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
	sheet_free(&sheet);
}
END_TEST

START_TEST(turned_text_has_a_turned_frame)
{
	struct sheet sheet = { 0 };
	struct result result;

	put_turned(&sheet, 30, 400, 10, FONT_TEXT, "sideways label of the page", 0, -1);
	put(&sheet, 100, 100, 10, FONT_TEXT, "upright text");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 2);
	for (uint32_t i = 0; i < 2; i++) {
		const struct dt_block *block = &result.block[i];
		bool turned = strstr(text_of(&result, i), "sideways") != NULL;

		ck_assert_float_eq_tol(block->frame.a, turned ? 0 : 1, 1e-3);
		ck_assert_float_eq_tol(block->frame.b, turned ? -1 : 0, 1e-3);
		if (turned) { /* its origin is the start of the text, above the baseline */
			ck_assert_float_eq_tol(block->frame.e, 30 - 8, 0.01);
			ck_assert_float_eq_tol(block->frame.f, 400, 0.01);
			ck_assert_float_eq_tol(block->width, 130, 0.01);
		}
	}
	result_free(&result);
	sheet_free(&sheet);
}
END_TEST

START_TEST(odd_numbers_do_no_harm)
{
	struct sheet sheet = { 0 };
	struct dt_glyph *glyphs;
	struct dt_look *looks;
	struct result result;

	put(&sheet, 50, 100, 10, FONT_TEXT, "some text that is odd");
	put(&sheet, 50, 130, 10, FONT_TEXT, "flat");
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
	sheet_free(&sheet);
	result = layout(&sheet); /* an empty page */
	ck_assert_uint_eq(result.n, 0);
	result_free(&result);
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
	put(&sheet, 50, 112, 10, FONT_TEXT, "The brighter parts of it stand out here,");
	put(&sheet, 50, 124, 10, FONT_TEXT, "some words under a line and some struck.");
	put(&sheet, 50, 136, 10, FONT_TEXT, "The last line has nothing of all that.");
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
	sheet_free(&sheet);
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
	sheet_free(&sheet);
}
END_TEST

START_TEST(a_drawn_bullet_belongs_to_its_item)
{
	struct sheet sheet = { 0 };
	struct result result;

	put_piece(&sheet, DT_GRAPHIC_FILL, 0xff, (struct dt_box){ 50, 94, 54, 98 });
	put(&sheet, 62, 100, 10, FONT_TEXT, "an item with a square before it");
	put(&sheet, 62, 130, 10, FONT_TEXT, "Another line stands further below.");
	result = layout(&sheet);
	ck_assert_uint_eq(result.n, 2);
	ck_assert_uint_eq(result.block[0].role, DT_ROLE_LIST_ITEM);
	ck_assert_uint_eq(result.block[0].label_pieces.count, 1);
	ck_assert_uint_eq(*DT_AT(result.blocks, uint32_t, result.block[0].label_pieces), 101);
	ck_assert_uint_eq(result.block[0].pieces.count + result.block[1].label_pieces.count, 0);
	result_free(&result);
	sheet_free(&sheet);
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
	put(&sheet, 60, 115, 10, FONT_TEXT, "a cell that has");
	put(&sheet, 60, 127, 10, FONT_TEXT, "two lines");
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
	sheet_free(&sheet);
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
	sheet_free(&sheet);
}
END_TEST

START_TEST(running_heads_repeat)
{
	struct document document = { 0 };
	const struct dt_profile_role *roles;
	uint32_t heads = 0, numbers = 0;

	for (uint32_t i = 0; i < 5; i++) {
		static const char *const bodies[] = { "Alpha", "Beta", "Gamma", "Delta",
						      "Epsilon" };
		char number[] = { (char)('1' + i), 0 };
		struct sheet sheet = { 0 };
		struct result result;

		put(&sheet, 50, 40, 9, FONT_TEXT, "The name of the book");
		put(&sheet, 50, 70, 10, FONT_TEXT, bodies[i]);
		put(&sheet, 300, 760, 9, FONT_TEXT, number);
		result = layout(&sheet);
		edges_collect(&document, result.blocks, i);
		document.n_pages++;
		result_free(&result);
		sheet_free(&sheet);
	}
	edges_judge(&document);
	roles = document.roles.at;
	for (uint32_t i = 0; i < document.roles.n; i++) {
		heads += roles[i].role == DT_ROLE_HEADER;
		numbers += roles[i].role == DT_ROLE_FOOTER && roles[i].rule == DT_RULE_NUMBER;
	}
	ck_assert_uint_eq(heads, 5);
	ck_assert_uint_eq(numbers, 5);
	dt_list_free(&document.edges);
	dt_list_free(&document.roles);
	dt_list_free(&document.scratch);
}
END_TEST

/* ---- paragraphs over columns and pages ---- */

static void document_free(struct document *document)
{
	dt_list_free(&document->edges);
	dt_list_free(&document->roles);
	dt_list_free(&document->scratch);
	dt_list_free(&document->pieces);
	dt_list_free(&document->page_pieces);
	dt_list_free(&document->flows);
	dt_list_free(&document->parts);
	dt_payload_free(&document->store);
}

/* A page: running head, a paragraph of 60 signs a line that begins at y, page number. */
static void collect_page(struct document *document, uint32_t number, const char *const *lines,
			 float y)
{
	struct sheet sheet = { 0 };
	struct result result;
	char page[] = { (char)('1' + number), 0 };

	put(&sheet, 50, 40, 10, FONT_TEXT, "The name of the book in many words");
	for (; *lines; lines++, y += 12)
		put(&sheet, 50, y, 10, FONT_TEXT, *lines);
	put(&sheet, 300, 770, 10, FONT_TEXT, page);
	result = layout(&sheet);
	((struct dt_page_blocks *)(void *)result.page->payload.at)->number = number;
	edges_collect(document, result.blocks, number);
	flows_collect(document, result.blocks, number);
	document->n_pages++;
	result_free(&result);
	sheet_free(&sheet);
}

static int by_page_and_block(const void *a, const void *b)
{
	const struct dt_profile_role *x = a, *y = b;

	return x->page != y->page ? (x->page > y->page) - (x->page < y->page)
				  : (x->block > y->block) - (x->block < y->block);
}

/* The profile's flows; out owns what they refer to. */
static uint32_t judge(struct document *document, struct dt_payload *out)
{
	struct dt_span flows, parts;

	edges_judge(document);
	if (document->roles.n)
		qsort(document->roles.at, document->roles.n, sizeof(struct dt_profile_role),
		      by_page_and_block);
	flows_judge(document);
	dt_payload_start(out, sizeof(struct dt_profile));
	flows_write(document, out, &flows, &parts);
	ck_assert(!out->failed);
	ck_assert_uint_eq(flows.count, document->flows.n);
	return document->flows.n;
}

static const char full[] = "words of a paragraph that fill its lines to the last sign...";
static const char open_end[] = "and these do not end the sentence that was begun up here too";
static const char rest[] = "but go on with it on another page, as books do all the time.";
static const char capital[] = "Charles went on with it, whose name begins with a capital as";

START_TEST(paragraphs_go_on_over_pages)
{
	const char *const pages[][8] = {
		{ full, full, full, open_end, NULL },
		{ rest, full, full, "and end here.", NULL },
		{ full, full, "A sentence that ends here.", NULL },
	};
	struct document document = { 0 };
	struct dt_payload out = { 0 };
	const struct dt_profile_part *parts;

	for (uint32_t i = 0; i < 3; i++)
		collect_page(&document, i, pages[i], 100);
	ck_assert_uint_eq(judge(&document, &out), 1);
	parts = document.parts.at;
	ck_assert_uint_eq(document.parts.n, 2);
	ck_assert_uint_eq(parts[0].page, 0);
	ck_assert_uint_eq(parts[1].page, 1);
	ck_assert_uint_eq(parts[0].glue, 1);
	ck_assert_uint_eq(parts[0].dropped, 0);
	ck_assert(!memcmp(DT_TEXT(out.at, parts[0].text), full, strlen(full)));
	ck_assert(!memcmp(DT_TEXT(out.at, parts[1].text), rest, strlen(rest)));
	ck_assert_uint_eq(parts[1].role, DT_ROLE_PARAGRAPH);
	ck_assert_uint_ge(parts[1].runs.count, 1);
	ck_assert_uint_ge(parts[1].styles.count, 1);
	ck_assert_float_eq_tol(parts[1].box.x0, 50, 0.5);
	document_free(&document);
	dt_payload_free(&out);
}
END_TEST

START_TEST(a_word_goes_on_over_pages)
{
	const char *const pages[][8] = {
		{ full, full, full,
		  "and these do not end the sentence that was begun in the neigh-", NULL },
		{ "bourhood of the house, but go on with it as books will do it", full,
		  "and end here.", NULL },
	};
	struct document document = { 0 };
	struct dt_payload out = { 0 };
	const struct dt_profile_part *parts;

	for (uint32_t i = 0; i < 2; i++)
		collect_page(&document, i, pages[i], 100);
	ck_assert_uint_eq(judge(&document, &out), 1);
	parts = document.parts.at;
	ck_assert_uint_eq(parts[0].glue, 0);
	ck_assert_uint_eq(parts[0].dropped, 1);
	document_free(&document);
	dt_payload_free(&out);
}
END_TEST

START_TEST(what_ends_does_not_go_on)
{
	const char *const pages[][8] = {
		{ full, full, full, "and these end it here.", NULL },
		{ rest, full, full, "and end here.", NULL },
	};
	struct document document = { 0 };
	struct dt_payload out = { 0 };

	for (uint32_t i = 0; i < 2; i++)
		collect_page(&document, i, pages[i], 100);
	ck_assert_uint_eq(judge(&document, &out), 0);
	document_free(&document);
	dt_payload_free(&out);
}
END_TEST

START_TEST(a_page_between_is_missed)
{
	const char *const first[] = { full, full, full, open_end, NULL };
	const char *const second[] = { rest, full, full, "and end here.", NULL };
	struct document document = { 0 };
	struct dt_payload out = { 0 };

	/* a page that failed */
	collect_page(&document, 0, first, 100);
	flows_collect(&document, NULL, 1);
	document.n_pages++;
	collect_page(&document, 2, second, 100);
	ck_assert_uint_eq(judge(&document, &out), 0);
	document_free(&document);
	memset(&document, 0, sizeof(document));
	/* pages that do not follow each other in the file */
	collect_page(&document, 0, first, 100);
	collect_page(&document, 1, second, 100);
	((uint32_t *)document.page_pieces.at)[0] = 7;
	ck_assert_uint_eq(judge(&document, &out), 0);
	document_free(&document);
	dt_payload_free(&out);
}
END_TEST

START_TEST(capitals_go_on_only_from_full_lines)
{
	const char *const first[] = { full, full, full, open_end, NULL };
	const char *const short_line[] = { full, full, full, "and these do not end the sentence",
					   NULL };
	const char *const second[] = { capital, full, full, "and end here.", NULL };
	struct document document = { 0 };
	struct dt_payload out = { 0 };

	collect_page(&document, 0, first, 100);
	collect_page(&document, 1, second, 100);
	ck_assert_uint_eq(judge(&document, &out), 1);
	document_free(&document);
	memset(&document, 0, sizeof(document));
	collect_page(&document, 0, short_line, 100);
	collect_page(&document, 1, second, 100);
	ck_assert_uint_eq(judge(&document, &out), 0);
	document_free(&document);
	dt_payload_free(&out);
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
	sheet_free(&sheet);
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

static Suite *layout_suite(void)
{
	Suite *suite = suite_create("layout");
	TCase *tests = suite_case(suite, "layout");

	tcase_add_test(tests, columns_are_read_one_after_the_other);
	tcase_add_test(tests, hyphens_at_line_ends_go);
	tcase_add_test(tests, blanks_are_found_by_gaps);
	tcase_add_test(tests, bullets_stay);
	tcase_add_test(tests, rules_part_cells);
	tcase_add_test(tests, titles_are_centred_over_the_page);
	tcase_add_test(tests, formulas_are_objects);
	tcase_add_test(tests, an_accent_stands_on_the_line_of_its_letter);
	tcase_add_test(tests, unseen_glyphs_are_kept_by_the_reason);
	tcase_add_test(tests, an_unknown_sign_moves_along_with_the_sentence);
	tcase_add_test(tests, an_unknown_letter_of_a_word_keeps_its_block);
	tcase_add_test(tests, letters_set_apart_are_words);
	tcase_add_test(tests, a_word_with_blanks_between_its_letters_is_one);
	tcase_add_test(tests, accents_of_their_own_are_in_the_letter);
	tcase_add_test(tests, typewritten_pages_are_text);
	tcase_add_test(tests, text_along_a_curve_stays);
	tcase_add_test(tests, text_painted_twice_is_one_bold_text);
	tcase_add_test(tests, a_shadow_goes_along_and_gives_no_colour);
	tcase_add_test(tests, syllables_and_marks_stay_together);
	tcase_add_test(tests, turned_text_has_a_turned_frame);
	tcase_add_test(tests, odd_numbers_do_no_harm);
	tcase_add_test(tests, right_to_left_signs_are_read_from_the_right);
	tcase_add_test(tests, drawn_lines_belong_to_their_words);
	tcase_add_test(tests, a_fraction_in_a_line_is_one_object);
	tcase_add_test(tests, a_list_of_variables_is_one_object);
	tcase_add_test(tests, a_drawn_bullet_belongs_to_its_item);
	tcase_add_test(tests, ruling_lines_make_cells);
	tcase_add_test(tests, rows_without_rules_between_them_are_cells);
	tcase_add_test(tests, running_heads_repeat);
	tcase_add_test(tests, paragraphs_go_on_over_pages);
	tcase_add_test(tests, a_word_goes_on_over_pages);
	tcase_add_test(tests, what_ends_does_not_go_on);
	tcase_add_test(tests, a_page_between_is_missed);
	tcase_add_test(tests, capitals_go_on_only_from_full_lines);
	tcase_add_test(tests, quantities_are_known);
	tcase_add_test(tests, lettering_of_a_figure_is_no_text);
	tcase_add_test(tests, characters_are_known);
	return suite;
}

SUITE_MAIN(layout_suite)
