/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Blocks to markup, answers back to runs. */
#include "config.h"

#include "made_block.h"
#include "suite.h"

START_TEST(one_style_is_bare)
{
	struct made m;

	start(&m);
	part(&m, "Tom & <Jerry>", ROMAN, DT_NONE);
	build(&m, false, "Tom &amp; &lt;Jerry&gt;");
	ck_assert_ptr_null(answer(&m, "Tomás &amp; &lt;Jerónimo&gt;"));
	ck_assert_str_eq(m.target.text.at, "Tomás & <Jerónimo>");
	run_is(&m, 0, "Tomás & <Jerónimo>", 0);
	stop(&m);
}
END_TEST

START_TEST(commonest_style_is_bare)
{
	struct made m;

	start(&m);
	part(&m, "Some ", BOLD, DT_NONE);
	part(&m, "text that is longer ", ROMAN, DT_NONE);
	part(&m, "than", ITALIC, DT_NONE);
	part(&m, " bold.", ROMAN, DT_NONE);
	build(&m, false, "<g id='1'>Some</g> text that is longer <g id='2'>than</g> bold.");
	ck_assert_ptr_null(answer(&m, "Más largo <g id=\"2\">que</g> en <g id='1'>negrita</g>"));
	ck_assert_str_eq(m.target.text.at, "Más largo que en negrita");
	ck_assert_uint_eq(m.target.runs.n, 4);
	run_is(&m, 0, "Más largo ", 1);
	run_is(&m, 1, "que", 2);
	run_is(&m, 2, " en ", 1);
	run_is(&m, 3, "negrita", 0);
	build(&m, true, "Some text that is longer than bold.");
	stop(&m);
}
END_TEST

static const struct {
	struct {
		const char *text;
		uint32_t style;
	} parts[6];
	const char *markup;
} styled[] = {
	/* words stay whole */
	{ { { "T", BOLD }, { "he cat sat on the m", ROMAN }, { "at.", ITALIC } },
	  "The cat sat on the <g id='1'>mat.</g>" },
	/* an initial is no mark */
	{ { { "A ", INITIAL }, { "cat sat on the m", ROMAN }, { "at.", ITALIC } },
	  "A cat sat on the <g id='1'>mat.</g>" },
	/* where scripts meet that write no blanks, a style ends inside a row of letters */
	{ { { "彼は", ROMAN }, { "Debian", BOLD }, { "を使う。", ROMAN } },
	  "彼は<g id='1'>Debian</g>を使う。" },
	{ { { "彼は", ROMAN }, { "新しい", ITALIC }, { "本を買う。", ROMAN } },
	  "彼は<g id='1'>新しい</g>本を買う。" },
	/* Latin letters among squares are of another face, and no other style */
	{ { { "新しい", ROMAN },
	    { "Debian", LATIN },
	    { "を", ROMAN },
	    { "2", LATIN },
	    { "回も使う。", ROMAN } },
	  "新しいDebianを2回も使う。" },
	{ { { "The ", ROMAN }, { "word", LATIN }, { " is here.", ROMAN } },
	  "The <g id='1'>word</g> is here." },
	/* words alone say which style is common; an address is a mark in any style */
	{ { { "See ", ROMAN }, { "https://example.org/long/path", BOLD }, { " for it.", ROMAN } },
	  "See <x id='1'/> for it." },
	/* a sign alone cannot be taken apart */
	{ { { "It is ", ROMAN }, { "±", BOLD }, { " 3 of all", ROMAN } },
	  "It is <x id='1'/> 3 of all" },
	/* symbols with an index stay as they are, whatever most of their letters look like */
	{ { { "where ", ROMAN }, { "t", ITALIC }, { "clock", LOWERED }, { " is short", ROMAN } },
	  "where <x id='1'/><x id='2'/> is short" },
	{ { { "of NaHCO", ROMAN },
	    { "3", LOWERED },
	    { " and H", ROMAN },
	    { "2", LOWERED },
	    { "O.", ROMAN } },
	  "of <x id='1'/><x id='2'/> and <x id='3'/><x id='4'/><x id='5'/>." },
	{ { { "V", BOLD }, { "AUDIO", LOWERED } }, "<x id='1'/><x id='2'/>" },
	/* but neither the number of a note nor one below a word makes a symbol of it */
	{ { { "We", ROMAN }, { "1", RAISED }, { " saw it", ROMAN } }, "We<x id='1'/> saw it" },
	{ { { "the water", ROMAN }, { "2", LOWERED }, { " is", ROMAN } },
	  "the water<x id='1'/> is" },
	/* blanks stay outside */
	{ { { "A long text with", ROMAN },
	    { " bold", BOLD },
	    { ", ", ROMAN },
	    { "words ", BOLD },
	    { "at the end", ROMAN } },
	  "A long text with <g id='1'>bold, words</g> at the end" },
};

START_TEST(styles_become_marks)
{
	struct made m;

	start(&m);
	for (size_t i = 0; styled[_i].parts[i].text; i++)
		part(&m, styled[_i].parts[i].text, styled[_i].parts[i].style, DT_NONE);
	build(&m, false, styled[_i].markup);
	stop(&m);
}
END_TEST

START_TEST(symbols_are_no_words)
{
	struct made m;

	start(&m);
	part(&m, "V", ROMAN, DT_NONE);
	part(&m, "IN", LOWERED, DT_NONE);
	part(&m, " = 3 ", ROMAN, DT_NONE);
	ck_assert(!segment_has_words(&m.source));
	part(&m, " volts", ROMAN, DT_NONE);
	ck_assert(segment_has_words(&m.source));
	stop(&m);
}
END_TEST

START_TEST(objects_and_breaks)
{
	struct made m;

	start(&m);
	part(&m, "Let ", ROMAN, DT_NONE);
	part(&m, NULL, ROMAN, DT_NONE);
	part(&m, NULL, ROMAN, DT_NONE);
	part(&m, " be small.", ROMAN, DT_NONE);
	part(&m, "\xe2\x80\xa8", ROMAN, DT_NONE);
	part(&m, "It is.", ROMAN, DT_NONE);
	build(&m, false, "Let <x id='1'/><x id='2'/> be small.\xe2\x80\xa8It is.");
	ck_assert_ptr_null(answer(&m, "Sea <x id='2'/> y <x id='1'></x> chico.\nLo es."));
	ck_assert_str_eq(m.target.text.at,
			 "Sea \xef\xbf\xbc y \xef\xbf\xbc chico.\xe2\x80\xa8Lo es.");
	run_is(&m, 1, "\xef\xbf\xbc", 2);
	run_is(&m, 3, "\xef\xbf\xbc", 1);
	run_is(&m, 5, "\xe2\x80\xa8", 4);
	ck_assert_ptr_nonnull(answer(&m, "Sea <x id='1'/> chico."));
	ck_assert_ptr_nonnull(answer(&m, "Sea <x id='1'/><x id='2'/><x id='1'/> chico."));
	ck_assert_ptr_nonnull(answer(&m, "Sea <g id='1'><x id='2'/></g> chico."));
	ck_assert_ptr_nonnull(answer(&m, "Sea <x id='1'/><x id='2'/><x id='3'/> chico."));
	stop(&m);
}
END_TEST

START_TEST(raised_numbers_travel)
{
	struct made m;

	start(&m);
	part(&m, "as was shown", ROMAN, DT_NONE);
	part(&m, "12", RAISED, DT_NONE);
	part(&m, " by others ", ROMAN, DT_NONE);
	part(&m, "[7]", ROMAN, 3);
	part(&m, ".", ROMAN, DT_NONE);
	build(&m, false, "as was shown<x id='1'/> by others <x id='2'/>.");
	ck_assert_ptr_null(answer(&m, "como <x id='2'/> mostró<x id='1'/>."));
	ck_assert_str_eq(m.target.text.at, "como [7] mostró12.");
	run_is(&m, 1, "[7]", 3);
	run_is(&m, 3, "12", 1);
	stop(&m);
}
END_TEST

START_TEST(an_address_behind_a_break_is_whole)
{
	struct made m;

	start(&m);
	part(&m, "Berlin, Germany", ROMAN, DT_NONE);
	part(&m, "\xe2\x80\xa8", ROMAN, DT_NONE);
	part(&m, "a@example.org", ROMAN, DT_NONE);
	build(&m, false, "Berlin, Germany\xe2\x80\xa8<x id='1'/>");
	ck_assert_ptr_null(answer(&m, "Berlín, Alemania\n<x id='1'/>"));
	ck_assert_str_eq(m.target.text.at, "Berlín, Alemania\xe2\x80\xa8"
					   "a@example.org");
	stop(&m);
}
END_TEST

START_TEST(code_travels)
{
	struct made m;

	start(&m);
	part(&m, "Call ", ROMAN, DT_NONE);
	part(&m, "\"as.list(x, y)\"", MONO, DT_NONE);
	part(&m, ", ", ROMAN, DT_NONE);
	part(&m, "quote", MONO, DT_NONE);
	part(&m, "s or see https://example.org/a.", ROMAN, DT_NONE);
	build(&m, false, "Call <x id='1'/>, <x id='2'/>s or see <x id='3'/>.");
	ck_assert_ptr_null(answer(&m, "Llama <x id='1'/>, <x id='2'/>s o ve <x id='3'/>."));
	ck_assert_str_eq(m.target.text.at,
			 "Llama \"as.list(x, y)\", quotes o ve https://example.org/a.");
	run_is(&m, 1, "\"as.list(x, y)\"", 1);
	run_is(&m, 3, "quote", 1); /* the longest run of that style */
	stop(&m);
}
END_TEST

START_TEST(numbers_with_letters_travel)
{
	struct made m;

	start(&m);
	part(&m, "See (Berg 2014a), natbib 8.31a and Appendix A of the 1970s. A man, 2nd.", ROMAN,
	     DT_NONE);
	build(&m, false,
	      "See (Berg <x id='1'/>), natbib <x id='2'/> and Appendix <x id='3'/> of the 1970s. A "
	      "man, 2nd.");
	stop(&m);
}
END_TEST

/* Most of it is code, and what there is to translate is between. */
START_TEST(words_between_code)
{
	struct made m;

	start(&m);
	part(&m, "\\cite{", MONO, DT_NONE);
	part(&m, "key", ITALIC, DT_NONE);
	part(&m, "}", MONO, DT_NONE);
	part(&m, " or ", ROMAN, DT_NONE);
	part(&m, "\\cite*{", MONO, DT_NONE);
	part(&m, "several keys", ITALIC, DT_NONE);
	part(&m, "}", MONO, DT_NONE);
	build(&m, false,
	      "<x id='1'/>key<x id='2'/> <g id='3'>or</g> <x id='4'/>several keys<x id='5'/>");
	stop(&m);
	start(&m); /* a letter from a typewriter */
	part(&m, "Dear Sir, the book ", MONO, DT_NONE);
	part(&m, "of yours", ITALIC, DT_NONE);
	part(&m, " came.", MONO, DT_NONE);
	build(&m, false, "Dear Sir, the book <g id='1'>of yours</g> came.");
	stop(&m);
}
END_TEST

START_TEST(links_are_marks)
{
	struct made m;

	start(&m);
	part(&m, "read ", ROMAN, DT_NONE);
	part(&m, "the manual", ROMAN, 0);
	part(&m, " before you ask, please", ROMAN, DT_NONE);
	build(&m, false, "read <g id='1'>the manual</g> before you ask, please");
	ck_assert_ptr_null(answer(&m, "antes de preguntar, <g id='1'></g> por favor"));
	ck_assert_uint_eq(m.target.links_lost, 1);
	ck_assert_ptr_null(answer(&m, "lea <g id='1'>el manual</g> antes, por favor"));
	ck_assert_uint_eq(m.target.links_lost, 0);
	stop(&m);
}
END_TEST

START_TEST(bad_answers)
{
	static const char *const bad[] = {
		"",
		"   ",
		"a <g id='1'>b",
		"a b</g>",
		"a b",
		"a <g id='1'>b</g> <g id='1'>c</g>",
		"a <g id='2'>b</g>",
		"a <x id='1'/>",
		"a <g>b</g>",
		"a <g id='1'>b</g> <b>c</b>",
		"a <g id='1'>b\x01</g>",
		"a <g id='1'>b\xef\xbf\xbd</g>",
		"a <g id='1'>b\xc3</g>",
		"a <g id='1'>\xef\xbf\xbc</g>",
		"a <g id='1'>b</g> &#xd800; &#7;",
		"a <g id='99999999999'>b</g>",
		"a <g id='1'>b</g",
		"<g id='1'></g>",
	};
	char essay[600];
	struct made m;

	start(&m);
	part(&m, "some plain words ", ROMAN, DT_NONE);
	part(&m, "bold", BOLD, DT_NONE);
	build(&m, false, "some plain words <g id='1'>bold</g>");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(answer(&m, bad[i]) != NULL, "passed: %s", bad[i]);
	memset(essay, 'a', sizeof(essay));
	memcpy(essay, "<g id='1'>b</g>", 15);
	essay[sizeof(essay) - 1] = '\0';
	ck_assert_ptr_nonnull(answer(&m, essay));
	/* What services write and XML does not: still understood. */
	ck_assert_ptr_null(answer(&m, "a & b < c  &amp; &#x26; <g id = \"1\" >d</g >\n"));
	ck_assert_str_eq(m.target.text.at, "a & b < c & & d");
	stop(&m);
}
END_TEST

START_TEST(same_text)
{
	struct made m;

	start(&m);
	part(&m, "Homo ", ITALIC, DT_NONE);
	part(&m, "sapiens sapiens", ROMAN, DT_NONE);
	build(&m, false, "<g id='1'>Homo</g> sapiens sapiens");
	ck_assert_ptr_null(answer(&m, m.markup.at));
	ck_assert(segment_same(&m.source, &m.target));
	ck_assert_ptr_null(answer(&m, "<g id='1'>Homo</g> sapiens sapienz"));
	ck_assert(!segment_same(&m.source, &m.target));
	stop(&m);
}
END_TEST

START_TEST(numbers_of_running_heads_are_marks)
{
	struct made m;

	start(&m);
	m.source.fixed_numbers = true;
	part(&m, "Part 12.5 | page 7 of 90", ROMAN, DT_NONE);
	build(&m, false, "Part <x id='1'/> | page <x id='2'/> of <x id='3'/>");
	ck_assert_ptr_null(answer(&m, "<x id='3'/> Seiten, <x id='2'/>: Teil <x id='1'/>"));
	ck_assert_str_eq(m.target.text.at, "90 Seiten, 7: Teil 12.5");
	stop(&m);
	start(&m);
	part(&m, "Part 12", ROMAN, DT_NONE);
	build(&m, false, "Part 12");
	stop(&m);
}
END_TEST

static Suite *segment_suite(void)
{
	Suite *suite = suite_create("segment");
	TCase *tests = suite_case(suite, "segment");

	tcase_add_test(tests, one_style_is_bare);
	tcase_add_test(tests, commonest_style_is_bare);
	tcase_add_loop_test(tests, styles_become_marks, 0, DT_COUNT(styled));
	tcase_add_test(tests, symbols_are_no_words);
	tcase_add_test(tests, objects_and_breaks);
	tcase_add_test(tests, raised_numbers_travel);
	tcase_add_test(tests, an_address_behind_a_break_is_whole);
	tcase_add_test(tests, code_travels);
	tcase_add_test(tests, words_between_code);
	tcase_add_test(tests, numbers_with_letters_travel);
	tcase_add_test(tests, links_are_marks);
	tcase_add_test(tests, bad_answers);
	tcase_add_test(tests, same_text);
	tcase_add_test(tests, numbers_of_running_heads_are_marks);
	return suite;
}

SUITE_MAIN(segment_suite)
