/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The translation memory: what is found again, and what is not. */
#include "config.h"

#include "memory_file.h"

#include "plugins/translate/memory/normal.h"
#include "plugins/translate/memory/rows.h"
#include "plugins/translate/memory/similar.h"

START_TEST(what_was_kept_is_found_by_the_next_job)
{
	struct memory *memory = open_mode(MEMORY_EXACT);

	SAYS_NOTHING(memory, "Hello <g id='1'>world</g>");
	keep(memory, "Hello <g id='1'>world</g>", "Hola <g id='1'>mundo</g>", 0);
	SAYS(memory, "Hello <g id='1'>world</g>", MEMORY_EXACT, "Hola <g id='1'>mundo</g>");
	memory_close(memory);
	memory = open_mode(MEMORY_EXACT);
	SAYS(memory, "Hello <g id='1'>world</g>", MEMORY_EXACT, "Hola <g id='1'>mundo</g>");
	/* other numbers of the same marks are the same text */
	SAYS(memory, "Hello <g id='7'>world</g>", MEMORY_EXACT, "Hola <g id='7'>mundo</g>");
	SAYS_NOTHING(memory, "Hello world");
	SAYS_NOTHING(memory, "Hello <g id='1'>World</g>");
	/* the last answer counts */
	keep(memory, "Hello <g id='1'>world</g>", "Hola, <g id='1'>mundo</g>", 0);
	SAYS(memory, "Hello <g id='1'>world</g>", MEMORY_EXACT, "Hola, <g id='1'>mundo</g>");
	memory_close(memory);
}
END_TEST

START_TEST(plain_answers_say_so)
{
	struct memory *memory = open_mode(MEMORY_NORMALIZED);
	struct memory_query query = { .text = "A <g id='1'>b</g> <x id='2'/>", .length = 29 };
	struct dt_error err = { 0 };

	query.length = strlen(query.text);
	keep(memory, query.text, "B a <x id='1'/>", MEMORY_PLAIN);
	ck_assert_int_eq(memory_find(memory, &query, 1, &err), DT_OK);
	ck_assert_uint_eq(query.found, MEMORY_EXACT);
	ck_assert_uint_eq(query.flags, MEMORY_PLAIN);
	ck_assert_str_eq(query.answer, "B a <x id='1'/>");
	memory_query_free(&query);
	SAYS_NOTHING(memory, "a <g id='1'>b</g> <x id='2'/>");
	memory_close(memory);
}
END_TEST

START_TEST(other_routes_and_languages_are_other_memories)
{
	struct memory_options o = options(MEMORY_SEMANTIC);
	struct memory *memory = open_with(&o);

	keep(memory, "The first page of all", "La primera", 0);
	memory_close(memory);
	o.space.route = "cloud model=b";
	memory = open_with(&o);
	SAYS_NOTHING(memory, "The first page of all");
	memory_close(memory);
	o = options(MEMORY_SEMANTIC);
	o.space.glossary = "g";
	memory = open_with(&o);
	SAYS_NOTHING(memory, "The first page of all");
	memory_close(memory);
	o = options(MEMORY_SEMANTIC);
	o.space.target_lang = "es-MX";
	memory = open_with(&o);
	SAYS_NOTHING(memory, "The first page of all");
	memory_close(memory);
	o = options(MEMORY_OFF);
	memory = open_with(&o);
	SAYS_NOTHING(memory, "The first page of all");
	memory_close(memory);
}
END_TEST

START_TEST(what_was_brought_in_is_of_any_route)
{
	struct memory_options o = options(MEMORY_EXACT);
	struct memory *memory;

	o.space = (struct memory_space){ "en-US", "es", "", "" };
	o.document = "";
	memory = open_with(&o);
	keep(memory, "Home", "Inicio", 0);
	memory_close(memory);
	o = options(MEMORY_EXACT);
	o.scope = MEMORY_DOCUMENT;
	o.space.target_lang = "es-ES";
	memory = open_with(&o);
	SAYS(memory, "Home", MEMORY_EXACT, "Inicio");
	/* a person's words before the machine's */
	keep(memory, "Home", "Casa", 0);
	SAYS(memory, "Home", MEMORY_EXACT, "Inicio");
	memory_close(memory);
	o.space.source_lang = "en-GB";
	memory = open_with(&o);
	SAYS_NOTHING(memory, "Home");
	memory_close(memory);
	ck_assert(rows_language("zh-Hans", "zh", true));
	ck_assert(!rows_language("zh-Hans", "zh-Hant", true));
	ck_assert(rows_language("PT_br", "pt-BR", true));
	ck_assert(!rows_language("e", "en", true));
}
END_TEST

START_TEST(scopes_bound_whose_answers_are_taken)
{
	struct memory_options o = options(MEMORY_EXACT);
	struct memory *memory;

	o.project = "p";
	memory = open_with(&o);
	keep(memory, "Home", "Casa", 0);
	memory_close(memory);
	o.scope = MEMORY_DOCUMENT;
	memory = open_with(&o);
	SAYS(memory, "Home", MEMORY_EXACT, "Casa");
	memory_close(memory);
	o.document = "d2";
	memory = open_with(&o);
	SAYS_NOTHING(memory, "Home");
	memory_close(memory);
	o.scope = MEMORY_PROJECT;
	memory = open_with(&o);
	SAYS(memory, "Home", MEMORY_EXACT, "Casa");
	memory_close(memory);
	/* no project is none, not that of all others without one */
	o.project = "";
	o.document = "d3";
	memory = open_with(&o);
	keep(memory, "Way", "Camino", 0);
	SAYS_NOTHING(memory, "Home");
	memory_close(memory);
	o.document = "d4";
	memory = open_with(&o);
	SAYS_NOTHING(memory, "Way");
	memory_close(memory);
}
END_TEST

/* ---- texts that are alike ---------------------------------------------------------------- */

static const struct {
	const char *known, *answer, *asked, *wanted; /* wanted NULL: it is not safe */
	const char *lang;
} alike[] = {
	{ "A  b\xc2\xa0"
	  "c",
	  "X", "A b c", "X", "es" },
	{ "\xef\xbc\xa1\xef\xbc\x8c b", "X", "A, b", "X", "es" },
	{ "of\xef\xac\x81"
	  "ce",
	  "X", "office", "X", "es" },
	{ "don\xe2\x80\x99t go", "X", "don't go", "X", "es" },
	{ "soft\xc2\xad"
	  "ware",
	  "X", "software", "X", "es" },
	/* these mean something else */
	{ "10\xc2\xb2 m", "X", "102 m", NULL, "es" },
	{ "\xe2\x91\xa0 go on", "X", "1 go on", NULL, "es" },
	{ "\xc2\xbd cup of it", "X",
	  "1\xe2\x81\x84"
	  "2 cup of it",
	  NULL, "es" },
	/* numbers */
	{ "Table 2 of 5 pages", "Tabla 2 de 5", "Table 3 of 7 pages", "Tabla 3 de 7", "es" },
	{ "Table 2 and 2 more", "Tabla 2 y 2", "Table 3 and 4 more", NULL, "es" },
	{ "Table 2 and 2 more", "Tabla 2 y 2", "Table 3 and 3 more", "Tabla 3 y 3", "es" },
	{ "Table 2 and 3 more", "Tabla 3 y 2", "Table 3 and 2 more", "Tabla 2 y 3", "es" },
	{ "It costs 1,200.50 now", "Cuesta 1.200,50", "It costs 1,300.50 now", NULL, "es" },
	{ "It has 2 pages", "Tiene 2", "It has 1 pages", NULL, "es" },
	{ "It has 2 pages", "It has 2", "It has 80 pages", NULL, "es" },
	{ "Line 3",
	  "Rz\xc4\x85"
	  "d 3",
	  "Line 5", NULL, "pl" },
	{ "Line 3 in mp3 files", "L\xc3\xadnea 3 en mp3", "Line 5 in mp3 files",
	  "L\xc3\xadnea 5 en mp3", "es" },
	{ "Line 3 in mp3 files", "L\xc3\xadnea 3", "Line 3 in mp4 files", NULL, "es" },
	/* marks */
	{ "See <x id='1'/> in 22",
	  "V\xc3\xa9"
	  "ase <x id='1'/> en 22",
	  "See <x id='4'/> in 33",
	  "V\xc3\xa9"
	  "ase <x id='4'/> en 33",
	  "es" },
	{ "See <x id='1'/> now", "V <x id='1'/>", "See <g id='1'>x</g> now", NULL, "es" },
	/* letters */
	{ "Results of it", "Resultados", "RESULTS OF IT", "RESULTADOS", "es" },
	{ "RESULTS OF IT", "RESULTADOS", "Results of it", NULL, "es" },
	{ "us", "nosotros", "US", NULL, "es" },
	{ "the <g id='1'>end</g> &amp; it", "el <g id='1'>fin</g> &amp; \xc3\xb1",
	  "THE <g id='1'>END</g> &amp; IT", "EL <g id='1'>FIN</g> &amp; \xc3\x91", "es" },
	{ "in the end", "al fin", "In the end", "Al fin", "es" },
	{ "In the end", "Al fin", "in the end", NULL, "es" },
	{ "in the Polish way", "X", "in the polish way", NULL, "es" },
	{ "in the big city", "istanbul", "IN THE BIG CITY", "\xc4\xb0STANBUL", "tr" },
	/* an enumeration in front */
	{ "2.1 Results", "2.1 Resultados", "3.4 Results", "3.4 Resultados", "es" },
	{ "2.1. Results", "2.1. Resultados", "Results", "Resultados", "es" },
	{ "Results", "Resultados", "(a) Results", "(a) Resultados", "es" },
	{ "iv) Results", "iv) Resultados", "ix) Results", "ix) Resultados", "es" },
	{ "2.1 Results", "Resultados 2.1", "3.4 Results", NULL, "es" },
	{ "2.1 m of rope", "2.1 m", "3.4 m of rope", "3.4 m", "es" },
	{ "(a) of the end", "(a) del fin", "(A) OF THE END", "(A) DEL FIN", "es" },
};

START_TEST(texts_that_are_alike)
{
	struct memory_options o = options(MEMORY_NORMALIZED);
	struct memory *memory;

	o.space.target_lang = alike[_i].lang;
	memory = open_with(&o);
	keep(memory, alike[_i].known, alike[_i].answer, 0);
	SAYS(memory, alike[_i].known, MEMORY_EXACT, alike[_i].answer);
	SAYS(memory, alike[_i].asked, MEMORY_NORMALIZED, alike[_i].wanted ? alike[_i].wanted : "");
	memory_close(memory);
}
END_TEST

/* ---- texts that are like others ---------------------------------------------------------------
 */

#define LONG "The pump must be switched off before the housing is opened, page 12"

START_TEST(fuzzy_answers_agree_in_numbers_and_marks)
{
	struct memory *memory = open_mode(MEMORY_FUZZY);

	keep(memory, LONG, "La bomba, 12", 0);
	keep(memory, "Open <g id='1'>the housing</g> and look into it with a lamp",
	     "Abra <g id='1'>la "
	     "carcasa</g>",
	     0);
	SAYS(memory, "The pumps must be switched off before the housing is opened, page 12",
	     MEMORY_FUZZY, "La bomba, 12");
	SAYS_NOTHING(memory,
		     "The pumps must be switched off before the housing is opened, page 22");
	SAYS_NOTHING(memory,
		     "The valve must be opened slowly before the pump is switched off, page "
		     "12");
	SAYS(memory, "Open <g id='3'>the housing</g> and look into it with lamps", MEMORY_FUZZY,
	     "Abra <g id='3'>la carcasa</g>");
	SAYS_NOTHING(memory, "Open the housing and look into it with lamps");
	SAYS_NOTHING(memory, "Open <x id='3'/>the housing and look into it with lamps");
	memory_close(memory);
}
END_TEST

START_TEST(what_is_less_like_is_a_hint)
{
	struct memory_options o = options(MEMORY_NORMALIZED);
	struct memory_query query = {
		.text = "The pump must be switched on before the housing is shut, page 14"
	};
	struct dt_error err = { 0 };
	struct memory *memory;

	o.hints = 0.7;
	o.most_hints = 2;
	query.length = strlen(query.text);
	memory = open_with(&o);
	keep(memory, LONG, "La bomba, 12", 0);
	keep(memory,
	     "The <g id='1'>pump</g> must be switched on before the housing is shut, page 15",
	     "La <g id='1'>bomba</g> &lt;\n15", 0);
	keep(memory, "The pump must be switched over before the housing is shut, page <x id='1'/>",
	     "En <x id='1'/>", 0);
	/* rows of the job itself are none */
	ck_assert_int_eq(memory_find(memory, &query, 1, &err), DT_OK);
	ck_assert_uint_eq(query.n_hints, 0);
	memory_query_free(&query);
	memory_close(memory);
	memory = open_with(&o);
	ck_assert_int_eq(memory_find(memory, &query, 1, &err), DT_OK);
	ck_assert_uint_eq(query.found, MEMORY_OFF);
	ck_assert_uint_eq(query.n_hints, 2);
	ck_assert_str_eq(query.hints[0].source,
			 "The pump must be switched on before the housing is shut, page 15");
	ck_assert_str_eq(query.hints[0].target, "La bomba < 15");
	ck_assert_str_eq(query.hints[1].source,
			 "The pump must be switched over before the housing is shut, page \u2026");
	ck_assert_str_eq(query.hints[1].target, "En \u2026");
	ck_assert(query.hints[0].score >= query.hints[1].score && query.hints[1].score >= 0.7);
	memory_query_free(&query);
	memory_close(memory);
	o.most_hints = 0;
	memory = open_with(&o);
	ck_assert_int_eq(memory_find(memory, &query, 1, &err), DT_OK);
	ck_assert_uint_eq(query.n_hints, 0);
	memory_query_free(&query);
	memory_close(memory);
}
END_TEST

/* The plain way, to compare with. */
static size_t table_distance(const struct codes *a, const struct codes *b)
{
	size_t *row = calloc(b->n + 1, sizeof(*row)), result;

	for (size_t k = 0; k <= b->n; k++)
		row[k] = k;
	for (size_t i = 1; i <= a->n; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t k = 1; k <= b->n; k++) {
			size_t best = corner + (a->at[i - 1] != b->at[k - 1]);

			corner = row[k];
			if (row[k] + 1 < best)
				best = row[k] + 1;
			if (row[k - 1] + 1 < best)
				best = row[k - 1] + 1;
			row[k] = best;
		}
	}
	result = row[b->n];
	free(row);
	return result;
}

START_TEST(distances_are_those_of_the_table)
{
	uint32_t seed = 7;

	for (int round = 0; round < 600; round++) {
		struct codes a = { 0 }, b = { 0 };
		struct places *places;
		size_t n, longer;

		seed = seed * 1103515245 + 12345;
		n = 1 + (seed >> 8) % (round < 500 ? 70 : 400);
		for (size_t i = 0; i < n; i++) {
			seed = seed * 1103515245 + 12345;
			codes_add(&a, 'a' + (seed >> 16) % 6 + (round % 3 ? 0 : 0x4e00));
		}
		for (size_t i = 0; i < n; i++) {
			seed = seed * 1103515245 + 12345;
			if ((seed >> 16) % 11 == 0)
				codes_add(&b, 'z');
			if ((seed >> 16) % 7)
				codes_add(&b, a.at[i]);
		}
		places = similar_new(&a);
		ck_assert_ptr_nonnull(places);
		longer = a.n > b.n ? a.n : b.n;
		if (b.n)
			ck_assert_double_eq_tol(similar(places, &b, 0),
						1 - (double)table_distance(&a, &b) / (double)longer,
						1e-12);
		similar_free(places);
		codes_free(&a);
		codes_free(&b);
	}
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("remembered");
	TCase *tests = suite_case(suite, "memory");

	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_set_timeout(tests, 120);
	tcase_add_test(tests, what_was_kept_is_found_by_the_next_job);
	tcase_add_test(tests, plain_answers_say_so);
	tcase_add_test(tests, other_routes_and_languages_are_other_memories);
	tcase_add_test(tests, what_was_brought_in_is_of_any_route);
	tcase_add_test(tests, scopes_bound_whose_answers_are_taken);
	tcase_add_loop_test(tests, texts_that_are_alike, 0, (int)(sizeof(alike) / sizeof(*alike)));
	tcase_add_test(tests, fuzzy_answers_agree_in_numbers_and_marks);
	tcase_add_test(tests, what_is_less_like_is_a_hint);
	tcase_add_test(tests, distances_are_those_of_the_table);
	return suite;
}

SUITE_MAIN(make)
