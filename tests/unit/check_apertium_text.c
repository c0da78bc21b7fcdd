/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Markup as Apertium reads it, its answers as markup. */
#include "config.h"

#include "plugins/translate/apertium/stream.h"
#include "plugins/translate/apertium/terms.h"

#include "suite.h"

static void encodes(const char *markup, const char *wanted)
{
	struct stream_source source;
	struct text out = { 0 };

	ck_assert(stream_encode(&out, markup, strlen(markup), STREAM_WORDS, &source));
	ck_assert_str_eq(out.at ? out.at : "", wanted);
	text_free(&out);
}

static char *decoded(const char *markup, const char *answer)
{
	struct stream_source source;
	struct text request = { 0 }, out = { 0 };
	bool good;

	ck_assert(stream_encode(&request, markup, strlen(markup), STREAM_WORDS, &source));
	good = stream_decode(&out, answer, strlen(answer), &source, "spa");
	text_free(&request);
	if (good)
		return out.at ? out.at : strdup("");
	text_free(&out);
	return NULL;
}

static void decodes(const char *markup, const char *answer, const char *wanted)
{
	char *got = decoded(markup, answer);

	ck_assert_msg(got != NULL, "no answer from %s", answer);
	ck_assert_str_eq(got, wanted);
	free(got);
}

START_TEST(encoding)
{
	encodes("a b", "[[t:g:0]]a b[[/]]");
	encodes("a <g id='3'>b c</g> d", "[[t:g:0]]a[[/]] [[t:g:3]]b c[[/]] [[t:g:0]]d[[/]]");
	encodes("a<x id='1'/> b", "[[t:g:0]]a[[/]][[t:x:1]]Xqz[[/]] [[t:g:0]]b[[/]]");
	encodes("[1] a/b &lt;c&gt; @", "[[t:g:0]]\\[1\\] a\\/b \\<c\\> \\@[[/]]");
	encodes("2^3 ~ {$}", "[[t:g:0]]2\xee\x9d\x9e"
			     "3 \xee\x9d\xbe \xee\x9d\xbb\xee\x9c\xa4\xee\x9d\xbd[[/]]");
	encodes("don’t ‘go’ o\xef\xac\x83"
		"ce\xc2\xa0x",
		"[[t:g:0]]don't ‘go’ office x[[/]]");
	encodes("RELATED WORK", "[[t:g:0]]related work[[/]]");
	encodes("NATO and UN", "[[t:g:0]]NATO and UN[[/]]");
	encodes("one\xe2\x80\xa8two", "[[t:g:0]]one[[/]] [br] [[t:g:0]]two[[/]]");
}
END_TEST

START_TEST(marks_follow_their_words)
{
	decodes("The <g id='1'>red car</g> is.",
		"[[t:g:0]]El[[/]] [[t:g:1]]coche[[/]] [[t:g:1]]rojo[[/]] [[t:g:0]]es[[/]]"
		"[[t:g:0]].[[/]]",
		"El <g id='1'>coche rojo</g> es.");
	/* A word of two marks; a mark in two pieces; a mark without a word. */
	decodes("of the <g id='1'>book</g>", "[[t:g:0; t:g:1]]del[[/]] [[t:g:1]]libro[[/]]",
		"del <g id='1'>libro</g>");
	decodes("of <g id='1'>the</g> book", "[[t:g:0; t:g:1]]del[[/]] [[t:g:0]]libro[[/]]",
		"<g id='1'>del</g> libro");
	decodes("of <g id='1'>red car</g>", "[[t:g:0; t:g:1]]El coche[[/]] [[t:g:1]]rojo[[/]]",
		"el <g id='1'>coche rojo</g>");
	decodes("<g id='1'>a b</g> cdefghijkl",
		"[[t:g:1]]a[[/]] [[t:g:0]]cdefghijkl[[/]] [[t:g:1]]bb[[/]]",
		"a cdefghijkl <g id='1'>bb</g>");
	decodes("<g id='1'>do</g> go", "[[t:g:0]]va[[/]]", "va<g id='1'></g>");
}
END_TEST

START_TEST(objects_come_back)
{
	decodes("Let <x id='1'/> be", "[[t:g:0]]Sea[[/]] [[t:x:1]]Xqz[[/]]", "Sea <x id='1'/>");
	decodes("of <x id='1'/>", "[[t:g:0; t:x:1]]delXQZ[[/]]", "del<x id='1'/>");
	decodes("in <x id='1'/> a", "[[t:x:1]]Xqz[[/]] [[t:x:1]]Xqz[[/]] [[t:g:0]]a[[/]]",
		"<x id='1'/> a");
	decodes("in <x id='1'/>", "[[t:g:0]]en[[/]] [x1]", "en <x id='1'/>");
	decodes("in <x id='1'/>", "[[t:x:1]]X[[/]][[t:x:1]]qz[[/]]", "<x id='1'/>");
	ck_assert_ptr_null(decoded("in <x id='1'/>", "[[t:g:0]]en[[/]]"));
	ck_assert_ptr_null(decoded("in it", "[[t:g:0]en"));
}
END_TEST

START_TEST(blanks_are_mended)
{
	decodes("they peek at it", "[[t:g:0]]ellos[[/]] [[t:g:0]]lo[[/]][[t:g:0]]asoman[[/]]",
		"ellos lo asoman");
	decodes("a city.", " [[t:g:0]]ciudad[[/]]  de[[t:g:0]]oro[[/]] [[t:g:0]].[[/]]",
		"ciudad de oro.");
	decodes("5km (far)", "[[t:g:0]]5[[/]][[t:g:0]]km[[/]] [[t:g:0]]( lejos )[[/]]",
		"5km (lejos)");
	decodes("one\xe2\x80\xa8two", "[[t:g:0]]uno[[/]] [br] [[t:g:0]]dos[[/]]",
		"uno\xe2\x80\xa8"
		"dos");
}
END_TEST

START_TEST(capitals_are_the_sources)
{
	decodes("SMALL HOUSES", "[[t:g:0]]casas pequeñas[[/]]", "CASAS PEQUEÑAS");
	decodes("EU. It", "[[t:g:0]]UE. es de EE. UU. y p. ej. eso[[/]]",
		"UE. es de EE. UU. y p. ej. eso");
	decodes("as was shown. It is.", "[[t:g:0]]Como era. es.[[/]]", "como era. Es.");
	decodes("The value where it is", "[[t:g:0]]el valor Dónde es[[/]]", "El valor donde es");
	decodes("In Spain", "[[t:g:0]]en España[[/]]", "En España");
	decodes("Tom and <x id='1'/> is", "[[t:g:0]]Tom y [[/]][[t:x:1]]Xqz[[/]] [[t:g:0]]Es[[/]]",
		"Tom y <x id='1'/> es");
	decodes("<x id='1'/> is", "[[t:x:1]]Xqz[[/]] [[t:g:0]]Es[[/]]", "<x id='1'/> es");
}
END_TEST

START_TEST(words_have_the_sense_of_documents)
{
	decodes("the file of the files, to the file",
		"[[t:g:0]]La[[/]] [[t:g:0]]lima[[/]] [[t:g:0]]de[[/]] [[t:g:0]]las[[/]] "
		"[[t:g:0]]limas[[/]][[t:g:0]],[[/]] [[t:g:0]]a[[/]] [[t:g:0]]la[[/]] "
		"[[t:g:0]]lima[[/]]",
		"el archivo de los archivos, al archivo");
	decodes("The <g id='1'>file</g> FUSE",
		"[[t:g:0]]La[[/]] [[t:g:1]]Lima[[/]] [[t:g:0]]FUSEqzx",
		"El <g id='1'>Archivo</g> FUSE");
	/* The tool is one when it stands in no file. */
	decodes("the tool", "[[t:g:0]]la[[/]] [[t:g:0]]lima[[/]]", "la lima");
	decodes("the mean", "[[t:g:0]]del[[/]] [[t:g:0]]malo[[/]]", "de la media");
	decodes("mean level", "[[t:g:0]]nivel[[/]] [[t:g:0]]malo[[/]]", "nivel medio");
	decodes("it is when", "[[t:g:0]]es[[/]] [[t:g:0]]cuándo[[/]]", "es cuando");
	decodes("is it when?", "[[t:g:0]]es[[/]] [[t:g:0]]cuándo?[[/]]", "¿es cuándo?");
}
END_TEST

START_TEST(spanish_opens_its_questions)
{
	decodes("What is it? It is. Good!", "[[t:g:0]]Qué es? Es esto. Bueno![[/]]",
		"¿Qué es? Es esto. ¡Bueno!");
	decodes("Qu’est-ce que c’est ?", "[[t:g:0]]Qué es ?[[/]]", "¿Qué es?");
	decodes("n! is a?b=c", "[[t:g:0]]n! es a?b=c[[/]]", "n! es a?b=c");
}
END_TEST

START_TEST(parts_have_their_names)
{
	const struct terms *terms = terms_of("eng", "spa");
	struct text out = { 0 };

	terms_apply(terms, &out,
		    "See Fig. 2, Table IV, section <x id='1'/> of a table; FUSE, NOT B.");
	ck_assert_str_eq(out.at, "See Figura 2, Tabla IVqzx, sección <x id='1'/> of a table; "
				 "FUSEqzx, NOT B.");
	text_clear(&out);
	terms_apply(terms, &out, "A. Smith: Series A 9. A cat and I");
	ck_assert_str_eq(out.at, "\xee\x9d\x81. Smith: Series \xee\x9d\x81 9. A cat and I");
	text_clear(&out);
	terms_apply(terms, &out, "FUSE DESIGN");
	ck_assert_str_eq(out.at, "FUSE DESIGN");
	text_clear(&out);
	ck_assert(terms_heading(terms, &out, "IV. ACKNOWLEDGEMENTS"));
	ck_assert_str_eq(out.at, "IV. AGRADECIMIENTOS");
	text_clear(&out);
	ck_assert(!terms_heading(terms, &out, "Results of the war"));
	ck_assert_uint_eq(out.n, 0);
	terms_apply(NULL, &out, "Figure 2");
	ck_assert_str_eq(out.at, "Figure 2");
	ck_assert_ptr_null(terms_of("eng", "ita"));
	text_free(&out);
}
END_TEST

static Suite *text_suite(void)
{
	Suite *suite = suite_create("apertium_text");
	TCase *tests = suite_case(suite, "text");

	tcase_add_test(tests, encoding);
	tcase_add_test(tests, marks_follow_their_words);
	tcase_add_test(tests, objects_come_back);
	tcase_add_test(tests, blanks_are_mended);
	tcase_add_test(tests, capitals_are_the_sources);
	tcase_add_test(tests, words_have_the_sense_of_documents);
	tcase_add_test(tests, spanish_opens_its_questions);
	tcase_add_test(tests, parts_have_their_names);
	return suite;
}

SUITE_MAIN(text_suite)
