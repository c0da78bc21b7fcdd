/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pseudo translator promises: length, script, nothing of the source left. */
#include "config.h"

#include "plugins/translate/markup.h"
#include "plugins/translate/pseudo/pseudo.h"

#include "suite.h"

#include <uniwidth.h>

static const char prose[] =
	"The engine reads every page, finds the paragraphs and the tables, and hands them over to "
	"a translator. What comes back is set again in the same place: the same size, the same "
	"weight, the same colour. NOTHING may be lost on the way, not even 12 % of a <g id='1'>line "
	"of bold</g> or a formula <x id='2'/> that stands between words &amp; numbers like 3.14.";

static struct text made(const char *text, enum pseudo_script script, double factor)
{
	struct text out = { 0 };

	ck_assert(pseudo_answer(&out, text, strlen(text), script, factor));
	ck_assert(!out.failed);
	return out;
}

/* Characters outside of marks, wide ones twice. */
static double width_of(const char *text)
{
	struct markup_reader reader;
	struct markup_token token;
	double width = 0;

	markup_start(&reader, text, strlen(text));
	for (markup_next(&reader, &token); token.kind; markup_next(&reader, &token)) {
		const char *at = token.at, *end = at + token.length;

		ck_assert_int_ne(token.kind, MARKUP_BAD);
		while (token.kind == MARKUP_TEXT && at < end) {
			int w;
			uint32_t code = markup_decode(&at, end);

			ck_assert_uint_ne(code, UINT32_MAX);
			w = uc_width(code, "UTF-8");
			width += w == 2 ? 2 : 1;
		}
	}
	return width;
}

START_TEST(length_is_factor_times_source)
{
	static const double factors[] = { 0.5, 1, 1.3, 2, 3 };
	enum pseudo_script script = (enum pseudo_script)_i;

	for (size_t i = 0; i < sizeof(factors) / sizeof(factors[0]); i++) {
		struct text out = made(prose, script, factors[i]);
		double ratio = width_of(out.at) / width_of(prose);
		/* A word has one syllable or word at least, and blanks do not shrink. */
		bool coarse = script == PSEUDO_HANGUL || script == PSEUDO_THAI ||
			      script == PSEUDO_LAO || script == PSEUDO_KHMER;
		double more = coarse && factors[i] < 1 ? 1.3 : 1.07;

		ck_assert_msg(ratio > factors[i] * 0.93 && ratio < factors[i] * more,
			      "script %d: %g for %g: %s", _i, ratio, factors[i], out.at);
		text_free(&out);
	}
}
END_TEST

START_TEST(no_word_survives)
{
	struct text out = made(prose, (enum pseudo_script)_i, 1.0);
	char *copy = strdup(prose);
	char *rest = copy, *word;

	while ((word = strsep(&rest, " .,:'<>/=&;%")) != NULL)
		if (strlen(word) >= 4)
			ck_assert_msg(!strstr(out.at, word), "%s in %s", word, out.at);
	free(copy);
	text_free(&out);
}
END_TEST

START_TEST(same_again)
{
	struct text one = made(prose, (enum pseudo_script)_i, 1.3);
	struct text two = made(prose, (enum pseudo_script)_i, 1.3);

	ck_assert_str_eq(one.at, two.at);
	text_free(&one);
	text_free(&two);
}
END_TEST

START_TEST(marks_digits_and_points_stay)
{
	struct text out = made(prose, (enum pseudo_script)_i, 1.3);
	const char *open = strstr(out.at, "<g id='1'>");

	ck_assert_ptr_nonnull(open);
	ck_assert_ptr_nonnull(strstr(open, "</g>"));
	ck_assert_ptr_nonnull(strstr(out.at, "<x id='2'/>"));
	ck_assert_ptr_nonnull(strstr(out.at, "&amp;"));
	ck_assert_ptr_nonnull(strstr(out.at, "3.14"));
	ck_assert_ptr_nonnull(strstr(out.at, "12 %"));
	ck_assert_ptr_nonnull(strstr(out.at, "%"));
	text_free(&out);
}
END_TEST

START_TEST(sentences_end_with_signs_of_the_script)
{
	struct text latin = made("one, two: three.", PSEUDO_LATIN, 1);
	struct text cjk = made("one, two: 3.14 three.", PSEUDO_CJK, 1);
	struct text arabic = made("one, two?", PSEUDO_ARABIC, 1);
	struct text hindi = made("one 2.5 two.", PSEUDO_DEVANAGARI, 1);

	ck_assert_ptr_nonnull(strstr(latin.at, ", "));
	ck_assert_int_eq(latin.at[latin.n - 1], '.');
	ck_assert_ptr_nonnull(strstr(cjk.at, "\xef\xbc\x8c")); /* and no blank behind */
	ck_assert_ptr_null(strstr(cjk.at, "\xef\xbc\x8c "));
	ck_assert_ptr_nonnull(strstr(cjk.at, "3.14"));
	ck_assert_str_eq(cjk.at + cjk.n - 3, "\xe3\x80\x82");
	ck_assert_ptr_nonnull(strstr(arabic.at, "\xd8\x8c "));
	ck_assert_str_eq(arabic.at + arabic.n - 2, "\xd8\x9f");
	ck_assert_ptr_nonnull(strstr(hindi.at, "2.5"));
	ck_assert_str_eq(hindi.at + hindi.n - 3, "\xe0\xa5\xa4");
	text_free(&latin);
	text_free(&cjk);
	text_free(&arabic);
	text_free(&hindi);
}
END_TEST

START_TEST(words_without_blanks_are_parted)
{
	struct text latin = made("\xe6\x98\x8e\xe6\x97\xa5\xe5\xa4\xa9\xe6\xb0\x97\xe5\xa5\xbd"
				 "\xe3\x80\x82\xe6\x98\x8e\xe6\x97\xa5",
				 PSEUDO_LATIN, 1);
	unsigned blanks = 0;

	for (const char *at = latin.at; *at; at++)
		blanks += *at == ' ';
	ck_assert_msg(blanks == 2, "%s", latin.at); /* three and two letters; a full stop; two */
	ck_assert_ptr_nonnull(strstr(latin.at, ". "));
	text_free(&latin);
}
END_TEST

START_TEST(capitals_stay)
{
	struct text out = made("Large SMALL tiny", PSEUDO_LATIN, 1);
	const char *at = out.at, *end = out.at + out.n;
	unsigned word = 0, letter = 0;

	while (at < end) {
		uint32_t code = markup_decode(&at, end);
		bool capital = (code >= 'A' && code <= 'Z') || (code >= 0xc0 && code <= 0xde);

		if (code == ' ') {
			word++;
			letter = 0;
			continue;
		}
		ck_assert_msg(capital == (word == 1 || (word == 0 && letter == 0)), "%s", out.at);
		letter++;
	}
	ck_assert_uint_eq(word, 2);
	text_free(&out);
}
END_TEST

START_TEST(blanks_between_words)
{
	struct text latin = made("one <g id='1'>two</g> three", PSEUDO_LATIN, 1);
	struct text cjk = made("one <g id='1'>two</g> three, 4 five", PSEUDO_CJK, 1);

	ck_assert_ptr_nonnull(strstr(latin.at, " <g id='1'>"));
	ck_assert_ptr_nonnull(strstr(latin.at, "</g> "));
	ck_assert_ptr_null(strstr(cjk.at, " <g"));
	ck_assert_ptr_null(strstr(cjk.at, "</g> "));
	ck_assert_ptr_nonnull(strstr(cjk.at, "4 "));
	text_free(&latin);
	text_free(&cjk);
}
END_TEST

START_TEST(broken_markup_has_no_answer)
{
	struct text out = { 0 };

	ck_assert(!pseudo_answer(&out, "a <b>c</b>", 10, PSEUDO_LATIN, 1));
	text_free(&out);
}
END_TEST

static Suite *pseudo_suite(void)
{
	Suite *suite = suite_create("pseudo");
	TCase *tests = suite_case(suite, "pseudo");

	tcase_add_loop_test(tests, length_is_factor_times_source, PSEUDO_LATIN, PSEUDO_SCRIPTS);
	tcase_add_loop_test(tests, no_word_survives, PSEUDO_LATIN, PSEUDO_SCRIPTS);
	tcase_add_test(tests, words_without_blanks_are_parted);
	tcase_add_test(tests, sentences_end_with_signs_of_the_script);
	tcase_add_loop_test(tests, same_again, PSEUDO_LATIN, PSEUDO_SCRIPTS);
	tcase_add_loop_test(tests, marks_digits_and_points_stay, PSEUDO_LATIN, PSEUDO_SCRIPTS);
	tcase_add_test(tests, capitals_stay);
	tcase_add_test(tests, blanks_between_words);
	tcase_add_test(tests, broken_markup_has_no_answer);
	return suite;
}

SUITE_MAIN(pseudo_suite)
