/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Markup as translation services leave it alone, what they send back as markup. */
#include "config.h"

#include "plugins/translate/mt/languages.h"
#include "plugins/translate/mt/mt.h"

#include "suite.h"

static void encodes_with(const struct mt_form *form, const char *markup,
			 const struct mt_words *words, const char *wanted)
{
	struct text out = { 0 };

	ck_assert(mt_encode(&out, form, markup, strlen(markup), words));
	ck_assert_str_eq(out.at ? out.at : "", wanted);
	text_free(&out);
}

static void encodes(const struct mt_form *form, const char *markup, const char *wanted)
{
	encodes_with(form, markup, NULL, wanted);
}

static void decodes_to(const struct mt_form *form, const char *target, const char *markup,
		       const char *answer, const char *wanted)
{
	struct text out = { 0 };
	const char *why;

	text_add_string(&out, "|");
	why = mt_decode(&out, form, answer, strlen(answer), markup, strlen(markup), target);
	ck_assert_msg(!why, "%s: %s", answer, why);
	ck_assert_str_eq(out.at + 1, wanted);
	text_free(&out);
}

static void decodes(const char *markup, const char *answer, const char *wanted)
{
	decodes_to(&mt_form_html, "es", markup, answer, wanted);
}

static void refuses(const char *markup, const char *answer)
{
	struct text out = { 0 };

	text_add_string(&out, "before");
	ck_assert_ptr_nonnull(mt_decode(&out, &mt_form_html, answer, strlen(answer), markup,
					strlen(markup), "es"));
	ck_assert_str_eq(out.at, "before");
	text_free(&out);
}

START_TEST(encoding)
{
	encodes(&mt_form_xml, "a <g id='1'>bold</g> word and <x id='2'/>.",
		"a <g id=\"1\">bold</g> word and <x id=\"2\">X2</x>.");
	encodes(&mt_form_html, "a <g id='1'>bold</g> word and <x id='2'/>.",
		"a <b id=\"1\">bold</b> word and <span translate=\"no\" id=\"2\">X2</span>.");
	encodes(&mt_form_azure, "<x id='12'/>", "<span class=\"notranslate\" id=\"12\">X12</span>");
	encodes(&mt_form_html, "R&amp;D &lt;b&gt; \"it's\"", "R&amp;D &lt;b&gt; \"it's\"");
	encodes(&mt_form_html, "one\xe2\x80\xa8two", "one<br/>two");
	encodes(&mt_form_html, "<g id='1'>a <g id='2'>b</g></g>",
		"<b id=\"1\">a <b id=\"2\">b</b></b>");
	/* What XML has no place for. */
	encodes(&mt_form_xml,
		"a\x01\x1f"
		"b\xef\xbf\xbf"
		"c\xff"
		"d",
		"abcd");
}
END_TEST

START_TEST(encoding_refuses_what_is_no_markup)
{
	struct text out = { 0 };

	ck_assert(!mt_encode(&out, &mt_form_html, "<g id='1'>a", 11, NULL));
	ck_assert(!mt_encode(&out, &mt_form_html, "a</g>", 5, NULL));
	ck_assert(!mt_encode(&out, &mt_form_html, "<p>a</p>", 8, NULL));
	text_free(&out);
}
END_TEST

START_TEST(terms)
{
	static const uint8_t second[] = { 0, 1 };
	struct dt_term list[] = {
		{ "valve", "Ventil", DT_TERM_USER, NULL },
		{ "safety valve", "Sicherheitsventil", DT_TERM_USER, NULL },
		{ "R&D", "F&E", DT_TERM_USER, NULL },
		{ "pump", "Pumpe", 0, NULL },
		{ "ACME", "", DT_TERM_USER, NULL },
		{ "only", "nur", DT_TERM_USER, second },
		{ "阀", "valve", DT_TERM_USER, NULL },
	};
	struct mt_words words = { list, DT_COUNT(list), 0 };

	encodes_with(
		&mt_form_azure, "A safety  valve and the Valve", &words,
		"A <mstrans:dictionary translation=\"Sicherheitsventil\">safety valve"
		"</mstrans:dictionary> and the <mstrans:dictionary translation=\"Ventil\">Valve"
		"</mstrans:dictionary>");
	encodes_with(&mt_form_azure, "R&amp;D", &words,
		     "<mstrans:dictionary translation=\"F&amp;E\">R&amp;D</mstrans:dictionary>");
	/* Parts of words, terms of a program, terms of other texts. */
	encodes_with(&mt_form_azure, "valves bivalve pump only", &words,
		     "valves bivalve pump only");
	words.i = 1;
	encodes_with(&mt_form_html_terms, "only ACME", &words,
		     "<span translate=\"no\">nur</span> <span translate=\"no\">ACME</span>");
	list[0].target = "ventil";
	encodes_with(&mt_form_html_terms, "Valve (<g id='1'>valve</g>)", &words,
		     "<span translate=\"no\">Ventil</span> (<b id=\"1\"><span translate=\"no\">"
		     "ventil</span></b>)");
	encodes_with(&mt_form_html_terms, "的阀门", &words,
		     "的<span translate=\"no\">valve</span>门");
	encodes_with(&mt_form_html, "valve", &words, "valve");
	/* What comes back of them is looked through. */
	decodes("a valve", "un <span translate=\"no\">Ventil</span>", "un Ventil");
	decodes_to(&mt_form_azure, "de", "a valve",
		   "ein <mstrans:dictionary translation=\"Ventil\">Ventil</mstrans:dictionary>",
		   "ein Ventil");
}
END_TEST

START_TEST(decoding)
{
	const char *source = "a <g id='1'>bold</g> word and <x id='2'/>.";

	decodes(source,
		"una palabra <b id=\"1\">negrita</b> y <span translate=\"no\" id=\"2\">X2</span>.",
		"una palabra <g id='1'>negrita</g> y <x id='2'/>.");
	/* Another order, other quotes, other attributes, other letters, other names. */
	decodes(source,
		"<SPAN ID=2 TRANSLATE='no' style=\"text-align:right\">X2</SPAN> y una palabra "
		"<strong id = '1' >negrita</strong>.",
		"<x id='2'/> y una palabra <g id='1'>negrita</g>.");
	decodes(source, "<x id=2/> <b id=1>n</b>", "<x id='2'/> <g id='1'>n</g>");
	decodes_to(&mt_form_xml, "de", source, "<g id=\"1\">a</g> <x id=\"2\"/>",
		   "<g id='1'>a</g> <x id='2'/>");
	decodes("one\xe2\x80\xa8two", "uno <br> dos",
		"uno\xe2\x80\xa8"
		"dos");
	decodes("one\xe2\x80\xa8two", "uno<br></br>dos",
		"uno\xe2\x80\xa8"
		"dos");
}
END_TEST

START_TEST(references_are_resolved_once)
{
	decodes("it's", "l&#39;eau &quot;R&amp;D&quot; &lt;b&gt; &#xE9;&nbsp;&hellip;",
		"l'eau \"R&amp;D\" &lt;b&gt; é\xc2\xa0…");
	decodes("a", "&amp;lt; &amp;#39;", "&amp;lt; &amp;#39;");
	decodes("a", "a & b &unknown; &; &#0; &#xd800; &#x110000; < 3",
		"a &amp; b &amp;unknown; &amp;; &amp;#0; &amp;#xd800; &amp;#x110000; &lt; 3");
}
END_TEST

/* The route is to see it. */
START_TEST(faults_of_marks_stay)
{
	const char *source = "a <g id='1'>bold</g> word and <x id='2'/>.";

	decodes(source, "una palabra.", "una palabra.");
	decodes(source, "<b id=1>una</b> palabra <b id=1>y</b> X2",
		"<g id='1'>una</g> palabra <g id='1'>y</g> X2");
	decodes(source, "<x id=2/>.<x id=2>X2</x>.", "<x id='2'/>. <x id='2'/>.");
	decodes(source, "<b id=1>una", "<g id='1'>una");
	decodes(source, "una</b>", "una</g>");
	decodes(source, "<b id=7>una</b>", "<g id='7'>una</g>");
	/* What was never a mark is looked through. */
	decodes(source, "<p>una <i>b</i><img src=x>c</p></div>", "una bc");
	decodes("a", "<!-- no -->b<?x y?>", "b");
	/* A style in two pieces that touch is one. */
	decodes(source, "<b id=1>una</b> <b id=1>dos</b>", "<g id='1'>una dos</g>");
	decodes(source, "<b id=1>una</b><b id=1>dos</b>", "<g id='1'>unados</g>");
}
END_TEST

START_TEST(words_inside_an_object_are_not_lost)
{
	const char *source = "of <x id='2'/> it";

	decodes(source, "<span id=2>de X2 y</span> z", "de <x id='2'/> y z");
	decodes(source, "<span id=2> <i>X2</i> </span>z", " <x id='2'/> z");
	refuses(source, "<span id=2>Ж2</span>");
	refuses(source, "<span id=2>X22</span>");
	refuses(source, "<span id=2>X2");
}
END_TEST

START_TEST(blanks)
{
	/* Moved into a style. */
	decodes("a <g id='1'>bold</g> word", "una<b id=1> negrita </b>palabra",
		"una <g id='1'>negrita</g> palabra");
	/* Lost. */
	decodes("a <g id='1'>bold</g> word", "una<b id=1>negrita</b>palabra",
		"una <g id='1'>negrita</g> palabra");
	decodes("a <x id='1'/> b <x id='2'/> c", "a<x id=1/>b<x id=2/><b>c</b>",
		"a <x id='1'/> b <x id='2'/> c");
	decodes("a <g id='1'>b</g> <g id='2'>c</g>", "a <b id=1>b</b><b id=2>c</b>",
		"a <g id='1'>b</g> <g id='2'>c</g>");
	decodes("word, <g id='1'>bold</g>", "palabra,<b id=1>negrita</b>",
		"palabra, <g id='1'>negrita</g>");
	/* Not between what needs none. */
	decodes("a <g id='1'>bold</g> word", "(<b id=1>negrita</b>), una",
		"(<g id='1'>negrita</g>), una");
	decodes_to(&mt_form_html, "zh-Hans", "a <g id='1'>bold</g> word", "一<b id=1>粗</b>字",
		   "一<g id='1'>粗</g>字");
	/* Come. */
	decodes("as (<x id='1'/>), and", "como ( <x id=1/> ), y", "como (<x id='1'/>), y");
	decodes("H<g id='1'>2</g>O", "H <b id=1>2</b> O", "H<g id='1'>2</g>O");
	decodes("the <g id='1'>end</g>.", "el <b id=1>fin</b> .", "el <g id='1'>fin</g>.");
	/* A blank that French sets stays. */
	decodes_to(&mt_form_html, "fr", "the <g id='1'>end</g>!", "la <b id=1>fin</b> !",
		   "la <g id='1'>fin</g> !");
	/* A blank between words that had none stays. */
	decodes("un<g id='1'>kind</g>", "nada <b id=1>amable</b>", "nada <g id='1'>amable</g>");
	decodes("a  b", "a \n b", "a b");
}
END_TEST

START_TEST(hostile_answers)
{
	struct text answer = { 0 }, out = { 0 };
	const char *source = "<g id='1'>a</g>";

	for (int i = 0; i < 100000; i++)
		text_add_string(&answer, "<b id=1>");
	ck_assert_ptr_nonnull(
		mt_decode(&out, &mt_form_html, answer.at, answer.n, source, strlen(source), "es"));
	text_clear(&answer);
	for (int i = 0; i < 100000; i++)
		text_add_string(&answer, i % 3 ? "<b id=1></b> " : "</b> <!--");
	mt_decode(&out, &mt_form_html, answer.at, answer.n, source, strlen(source), "es");
	text_free(&out);
	text_free(&answer);
	decodes(source, "<", "&lt;");
	decodes(source, "<b id=\"1", "&lt;b id=\"1");
	decodes(source, "</", "&lt;/");
	decodes(source, "<!--", "&lt;!--");
	decodes(source, "<b id=99999999999>a</b>", "a");
	decodes(source, "<b id=1x>a</b>", "a");
	decodes(source, "", "");
}
END_TEST

/* ---- languages ------------------------------------------------------------------ */

static void is_code(enum mt_service service, const char *tag, bool target, const char *wanted)
{
	struct mt_code codes[MT_MAX_CODES];
	char all[128] = "";
	unsigned n = mt_codes(service, tag, target, codes);
	size_t at = 0;

	for (unsigned i = 0; i < n; i++)
		at += (size_t)snprintf(all + at, sizeof(all) - at, "%s%s", i ? " " : "",
				       codes[i].text);
	ck_assert_msg(!strcmp(all, wanted), "%s is %s, not %s", tag, all, wanted);
}

START_TEST(codes_of_languages)
{
	is_code(MT_DEEPL, "en", true, "EN-US");
	is_code(MT_DEEPL, "en-GB", true, "EN-GB");
	is_code(MT_DEEPL, "en-au", true, "EN-GB");
	is_code(MT_DEEPL, "en-GB", false, "EN");
	is_code(MT_DEEPL, "zh-TW", true, "ZH-HANT");
	is_code(MT_DEEPL, "zh-TW", false, "ZH");
	is_code(MT_DEEPL, "zh", true, "ZH-HANS ZH");
	is_code(MT_DEEPL, "pt-BR", true, "PT-BR");
	is_code(MT_DEEPL, "pt", true, "PT-PT");
	is_code(MT_DEEPL, "pt-BR", false, "PT");
	is_code(MT_DEEPL, "de-AT", true, "DE");
	is_code(MT_DEEPL, "no", true, "NB");
	is_code(MT_GOOGLE, "zh-Hans", true, "zh-CN zh");
	is_code(MT_GOOGLE, "zh-Hant-HK", true, "zh-TW");
	is_code(MT_GOOGLE, "nb-NO", true, "no");
	is_code(MT_GOOGLE, "iw", true, "he iw");
	is_code(MT_GOOGLE, "tl", true, "fil tl");
	is_code(MT_GOOGLE, "pt-BR", true, "pt");
	is_code(MT_GOOGLE, "pt_PT", true, "pt-PT pt");
	is_code(MT_AZURE, "zh", true, "zh-Hans");
	is_code(MT_AZURE, "zh-MO", true, "zh-Hant");
	is_code(MT_AZURE, "sr", true, "sr-Cyrl");
	is_code(MT_AZURE, "sh", true, "sr-Latn");
	is_code(MT_AZURE, "no", true, "nb");
	is_code(MT_AMAZON, "zh-Hant", true, "zh-TW");
	is_code(MT_AMAZON, "fil", true, "tl");
	is_code(MT_AMAZON, "es-419", true, "es-MX");
	is_code(MT_LIBRE, "zh-Hant", true, "zh-Hant zt");
	is_code(MT_LIBRE, "pt-BR", true, "pt-BR pb pt");
	is_code(MT_LIBRE, "de-CH", true, "de");
	is_code(MT_LIBRE, "en-x-private", true, "en");
	is_code(MT_AZURE, "de-Latn-DE-1996", true, "de");
}
END_TEST

START_TEST(unknown_sources)
{
	ck_assert(mt_detects("und"));
	ck_assert(mt_detects("auto"));
	ck_assert(mt_detects(""));
	ck_assert(mt_detects("und-Latn"));
	ck_assert(!mt_detects("en"));
}
END_TEST

START_TEST(codes_of_a_list)
{
	static const char *const old[] = { "en", "zh", "zt" }, *const new[] = { "zh-Hant", "en" };
	struct mt_code codes[MT_MAX_CODES];
	unsigned n = mt_codes(MT_LIBRE, "zh-TW", true, codes);

	ck_assert_str_eq(mt_choose(codes, n, old, 3), "zt");
	ck_assert_str_eq(mt_choose(codes, n, new, 2), "zh-Hant");
	ck_assert_ptr_null(mt_choose(codes, n, new + 1, 1));
}
END_TEST

START_TEST(characters)
{
	ck_assert_uint_eq(mt_characters("aé中🎉", strlen("aé中🎉")), 4);
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("mt");
	TCase *tests = suite_case(s, "texts");

	tcase_add_test(tests, encoding);
	tcase_add_test(tests, encoding_refuses_what_is_no_markup);
	tcase_add_test(tests, terms);
	tcase_add_test(tests, decoding);
	tcase_add_test(tests, references_are_resolved_once);
	tcase_add_test(tests, faults_of_marks_stay);
	tcase_add_test(tests, words_inside_an_object_are_not_lost);
	tcase_add_test(tests, blanks);
	tcase_add_test(tests, hostile_answers);
	tests = suite_case(s, "languages");
	tcase_add_test(tests, codes_of_languages);
	tcase_add_test(tests, unknown_sources);
	tcase_add_test(tests, codes_of_a_list);
	tcase_add_test(tests, characters);
	return s;
}

SUITE_MAIN(suite)
