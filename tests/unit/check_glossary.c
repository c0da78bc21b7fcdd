/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Terms in texts and in answers, in languages of all kinds. */
#include "config.h"

#include "suite.h"

#include "plugins/translate/glossary/find.h"
#include "plugins/translate/glossary/say.h"
#include "plugins/translate/glossary/tags.h"

static enum glossary_added put(struct glossary *glossary, const char *source, const char *target)
{
	struct glossary_row row = { .source = source,
				    .target = target,
				    .source_length = strlen(source),
				    .target_length = strlen(target),
				    .flags = GLOSSARY_TERM_USER };
	uint32_t there;

	return glossary_add(glossary, &row, &there);
}

/* "start+length=SOURCE" of each hit, with "*" behind one in its base form. */
static char *hits_of(const struct glossary *glossary, const char *text)
{
	struct glossary_finder *finder = glossary_finder_new(glossary);
	struct dt_list hits = { 0 };
	char *out = calloc(1, 2000);
	size_t n = 0;

	ck_assert_ptr_nonnull(out);
	ck_assert(glossary_find(finder, text, strlen(text), &hits));
	for (uint32_t i = 0; i < hits.n; i++) {
		const struct glossary_hit *hit = (const struct glossary_hit *)hits.at + i;

		n += (size_t)snprintf(out + n, 2000 - n, "%s%.*s=%s%s", i ? "|" : "",
				      (int)hit->length, text + hit->start,
				      glossary_term(glossary, hit->term)->source,
				      hit->base ? "*" : "");
	}
	dt_list_free(&hits);
	glossary_finder_free(finder);
	return out;
}

static void check_hits(const struct glossary *glossary, const char *text, const char *wanted)
{
	char *got = hits_of(glossary, text);

	ck_assert_str_eq(got, wanted);
	free(got);
}

static struct glossary *made(const char *lang, const char *const *sources)
{
	struct glossary *glossary = glossary_new(lang, "es");

	for (; *sources; sources++)
		ck_assert_int_eq(put(glossary, *sources, "x"), GLOSSARY_ADDED);
	return glossary;
}

#define MADE(lang, ...) made(lang, (const char *const[]){ __VA_ARGS__, NULL })

START_TEST(english_forms_are_found_and_the_longest_wins)
{
	struct glossary *g = MADE("en", "glossary", "neural network", "network", "run", "query",
				  "C++", "state of the art", "import", "universe", "past");

	check_hits(g, "Two glossaries, a Glossary's end.",
		   "glossaries=glossary|Glossary's=glossary");
	check_hits(g, "Neural networks and networks",
		   "Neural networks=neural network|networks=network");
	check_hits(g, "NEURAL NETWORK", "NEURAL NETWORK=neural network*");
	check_hits(g, "a neural\xe2\x80\xa8network", "neural\xe2\x80\xa8network=neural network*");
	check_hits(g, "neural, network", "network=network*");
	check_hits(g, "it was running and runs", "running=run|runs=run");
	check_hits(g, "queries in C++, not C.", "queries=query|C++=C++*");
	check_hits(g, "state-of-the-art", "state-of-the-art=state of the art*");
	check_hits(g, "networking glossarial internetwork", "networking=network");
	check_hits(g, "important imports of universities, the universes, paste",
		   "imports=import|universes=universe");
	check_hits(g, "", "");
	glossary_free(g);
}
END_TEST

START_TEST(of_overlapping_terms_the_longest_wins)
{
	struct glossary *g = MADE("en", "neural network", "network architecture search", "neural",
				  "search engine", "sea level", "level rise");

	check_hits(g, "a neural network architecture search",
		   "neural=neural*|network architecture search=network architecture search*");
	check_hits(g, "neural network search engine",
		   "neural network=neural network*|search engine=search engine*");
	/* of two that are as long, the one that begins first */
	check_hits(g, "sea level rise", "sea level=sea level*");
	glossary_free(g);
}
END_TEST

START_TEST(hyphens_and_blanks_part_words_alike)
{
	struct glossary *g = MADE("en", "mother-in-law", "e-mail", "open source", "X-ray");

	check_hits(g, "mother in law, mother-in-law and Mothers-in-law",
		   "mother in law=mother-in-law*|mother-in-law=mother-in-law*|Mothers-in-law="
		   "mother-in-law");
	check_hits(g, "E-mails in open-source software; email, x-rays",
		   "E-mails=e-mail|open-source=open source*|x-rays=X-ray");
	glossary_free(g);
}
END_TEST

START_TEST(languages_without_a_stemmer_have_their_words_as_they_are)
{
	struct glossary *g = MADE("pl", "sieć neuronowa", "Łódź");

	check_hits(g, "Sieć neuronowa w łódź, sieci neuronowe",
		   "Sieć neuronowa=sieć neuronowa*|łódź=Łódź*");
	glossary_free(g);
	g = MADE("vi", "học máy");
	check_hits(g, "Học máy và học sâu", "Học máy=học máy*");
	glossary_free(g);
	g = MADE("und", "Network");
	check_hits(g, "the network, NETWORKS", "network=Network*");
	glossary_free(g);
}
END_TEST

START_TEST(acronyms_stand_in_capitals)
{
	struct glossary *g = MADE("en", "US", "API", "it", "IT", "DNA test", "HTML5");

	check_hits(g, "It tells us of the US and of APIs and Apis.", "It=it*|US=US*|APIs=API");
	check_hits(g, "IT is it", "IT=IT*|it=it*");
	check_hits(g, "DNA tests, dna tests, html5, HTML5", "DNA tests=DNA test|HTML5=HTML5*");
	glossary_free(g);
}
END_TEST

START_TEST(the_form_as_written_counts_before_the_first)
{
	struct glossary *g = glossary_new("en", "es");
	struct glossary_row row = {
		.source = "Setting", .source_length = 7, .target = "Y", .target_length = 1
	};
	uint32_t there = 99;

	ck_assert_int_eq(put(g, "settings", "ajustes"), GLOSSARY_ADDED);
	ck_assert_int_eq(put(g, "setting", "entorno"), GLOSSARY_ADDED);
	ck_assert_int_eq(glossary_add(g, &row, &there), GLOSSARY_CONFLICT);
	ck_assert_uint_eq(there, 1);
	ck_assert_int_eq(put(g, "  SETTING ", "entorno"), GLOSSARY_AGAIN);
	check_hits(g, "the setting of settings", "setting=setting*|settings=settings*");
	glossary_free(g);
}
END_TEST

START_TEST(other_languages_have_forms_too)
{
	struct glossary *g = MADE("de", "Netz", "Haus", "Übersetzung", "neuronales Netz", "Straße");

	check_hits(g, "Häuser und Netze, die Übersetzungen; NEURONALE NETZE in Strassen",
		   "Häuser=Haus|Netze=Netz|Übersetzungen=Übersetzung|NEURONALE NETZE=neuronales "
		   "Netz|Strassen=Straße");
	check_hits(g, "übersetzen", "");
	glossary_free(g);
	g = MADE("es", "red neuronal", "traducción");
	check_hits(g, "las redes neuronales y sus traducciones, traductor",
		   "redes neuronales=red neuronal|traducciones=traducción");
	glossary_free(g);
	g = MADE("fr", "algorithme", "réseau de neurones");
	check_hits(g, "L'algorithme, l’ALGORITHME et les réseaux de neurones",
		   "algorithme=algorithme*|ALGORITHME=algorithme*|réseaux de neurones=réseau de "
		   "neurones");
	glossary_free(g);
	g = MADE("ru", "нейронная сеть", "перевод");
	check_hits(g, "В нейронных сетях нет переводов.",
		   "нейронных сетях=нейронная сеть|переводов=перевод");
	glossary_free(g);
	g = MADE("ar", "شبكة", "ترجمة");
	check_hits(g, "الشبكة والترجمة", "الشبكة=شبكة|والترجمة=ترجمة");
	glossary_free(g);
	g = MADE("tr", "ısı");
	check_hits(g, "ISI", "ISI=ısı*");
	glossary_free(g);
}
END_TEST

START_TEST(scripts_without_blanks_are_looked_through)
{
	struct glossary *g = MADE("zh", "机器学习", "学习", "API");

	check_hits(g, "我们用机器学习和API学习，RAPID。", "机器学习=机器学习*|API=API*|学习=学习*");
	glossary_free(g);
	g = MADE("ja", "翻訳", "用語集", "サーバー");
	check_hits(g, "この用語集はサーバーで翻訳する。ｻｰﾊﾞｰ",
		   "用語集=用語集*|サーバー=サーバー*|翻訳=翻訳*");
	glossary_free(g);
	g = MADE("th", "ภาษา");
	check_hits(g, "เรียนภาษาไทย", "ภาษา=ภาษา*");
	glossary_free(g);
	g = MADE("ko", "용어집", "서버");
	check_hits(g, "용어집은 서버에서 새용어집 서버실", "용어집=용어집*|서버=서버*");
	glossary_free(g);
}
END_TEST

START_TEST(nothing_harms_the_search)
{
	struct glossary *g = MADE("en", "a",
				  "mark \xe2\x80\xae"
				  "up",
				  "long");
	char *text = malloc(200001);

	ck_assert_ptr_nonnull(text);
	check_hits(g, "a \xff\xfe b", "");
	check_hits(g, "mark up", "mark up=mark up*");
	memset(text, 'x', 200000);
	text[200000] = '\0';
	check_hits(g, text, "");
	memset(text, '\'', 200000);
	check_hits(g, text, "");
	for (size_t i = 0; i + 2 < 200000; i += 2)
		memcpy(text + i, "\xd0\x90", 2);
	check_hits(g, text, "");
	free(text);
	ck_assert_int_eq(put(g, "", "x"), GLOSSARY_NO_SOURCE);
	ck_assert_int_eq(put(g, " - \t", "x"), GLOSSARY_NO_SOURCE);
	ck_assert_int_eq(put(g, "a\xff", "x"), GLOSSARY_NOT_TEXT);
	glossary_free(g);
}
END_TEST

/* Forms of the same words without end would make every step slow. */
START_TEST(terms_that_differ_in_endings_alone_have_a_bound)
{
	static const char *const endings[] = { "", "s", "ed", "ing" };
	struct glossary *g = glossary_new("en", "es");
	uint32_t alike = 0;

	for (uint32_t i = 0; i < 256; i++) {
		char source[100];

		snprintf(source, sizeof(source), "walk%s jump%s talk%s look%s", endings[i & 3],
			 endings[i >> 2 & 3], endings[i >> 4 & 3], endings[i >> 6]);
		alike += put(g, source, "x") == GLOSSARY_ALIKE;
	}
	ck_assert_uint_eq(glossary_count(g), 64);
	ck_assert_uint_eq(alike, 192);
	glossary_free(g);
}
END_TEST

START_TEST(ids_go_with_the_terms_and_not_with_their_order)
{
	struct glossary *a = glossary_new("en", "es"), *b = glossary_new("en", "es");
	char one[GLOSSARY_ID_SIZE], other[GLOSSARY_ID_SIZE];

	ck_assert(!glossary_id(a, one));
	put(a, "cat", "gato");
	put(a, "dog", "perro");
	put(b, "dog", "perro");
	put(b, "cat", "gato");
	ck_assert(glossary_id(a, one) && glossary_id(b, other));
	ck_assert_uint_eq(strlen(one), 32);
	ck_assert_str_eq(one, other);
	put(b, "cow", "");
	ck_assert(glossary_id(b, other));
	ck_assert_str_ne(one, other);
	glossary_free(a);
	glossary_free(b);
}
END_TEST

static bool says(const char *lang, const char *answer, const char *term)
{
	struct glossary_ear *ear = glossary_ear_new(lang);
	bool said;

	ck_assert(glossary_hear(ear, answer, strlen(answer)));
	said = glossary_says(ear, term);
	glossary_ear_free(ear);
	return said;
}

START_TEST(answers_say_terms_in_any_form)
{
	ck_assert(says("es", "Las REDES neuronales", "red neuronal"));
	ck_assert(!says("es", "Las redes de neuronas", "red neuronal"));
	ck_assert(!says("es", "El red, neuronal", "red neuronal"));
	ck_assert(says("de", "eine Netzwerkarchitektur", "Netzwerk"));
	ck_assert(!says("de", "beim Essen", "SS"));
	ck_assert(says("zh", "我们用机器 学习", "机器学习"));
	ck_assert(!says("zh", "我们学机器", "机器学习"));
	ck_assert(says("ja", "用語集です", "用語集"));
	ck_assert(says("ar", "في الشبكة", "شبكة"));
	ck_assert(says("ru", "глоссарием", "глоссарий"));
	ck_assert(says("fr", "d’algorithmes", "algorithme"));
	ck_assert(!says("fr", "", "algorithme"));
	ck_assert(!says("es", "gato", "perro"));
}
END_TEST

START_TEST(tags_agree_up_to_a_hyphen)
{
	ck_assert(tags_agree("es", "es-MX") && tags_agree("es_mx", "ES"));
	ck_assert(tags_agree("zh_Hans", "zh-hans-CN") && tags_agree(NULL, "de"));
	ck_assert(!tags_agree("pt-PT", "pt-BR") && !tags_agree("es", "est"));
	ck_assert(tag_is_good("zh-Hans-CN") && tag_is_good("es_419"));
	ck_assert(!tag_is_good("spanish language") && !tag_is_good("-") && !tag_is_good("e"));
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("glossary");
	TCase *tests = suite_case(suite, "terms");

	tcase_add_test(tests, english_forms_are_found_and_the_longest_wins);
	tcase_add_test(tests, of_overlapping_terms_the_longest_wins);
	tcase_add_test(tests, hyphens_and_blanks_part_words_alike);
	tcase_add_test(tests, languages_without_a_stemmer_have_their_words_as_they_are);
	tcase_add_test(tests, acronyms_stand_in_capitals);
	tcase_add_test(tests, the_form_as_written_counts_before_the_first);
	tcase_add_test(tests, other_languages_have_forms_too);
	tcase_add_test(tests, scripts_without_blanks_are_looked_through);
	tcase_add_test(tests, nothing_harms_the_search);
	tcase_add_test(tests, terms_that_differ_in_endings_alone_have_a_bound);
	tcase_add_test(tests, ids_go_with_the_terms_and_not_with_their_order);
	tcase_add_test(tests, answers_say_terms_in_any_form);
	tcase_add_test(tests, tags_agree_up_to_a_hyphen);
	return suite;
}

SUITE_MAIN(suite)
