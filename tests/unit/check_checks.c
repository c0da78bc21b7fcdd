/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is wrong with the words of an answer, and what only looks so. */
#include "config.h"

#include "plugins/translate/route/checks.h"
#include "plugins/translate/route/phrases.h"

#include "suite.h"

#include <strings.h>

static const char *check(const char *from, const char *to, bool model, const char *source,
			 const char *target)
{
	struct wording_pair pair = { source, target, strlen(source), strlen(target) };
	struct checks checks;
	enum verdict verdict;
	const char *words, *name;

	checks_start(&checks, from, to, model);
	name = checks_run(&checks, &pair, &verdict, &words);
	ck_assert((name != NULL) == (verdict != VERDICT_GOOD));
	return name ? name : "";
}

struct example {
	const char *name, *source, *target;
};

/* From English to Spanish, by a model. */
static const struct example examples[] = {
	{ "", "The cat sat on the mat.", "El gato se sent\u00f3 en la alfombra." },
	/* numbers */
	{ "numbers", "It costs 1,250 dollars.", "Cuesta unos d\u00f3lares." },
	{ "numbers", "It costs 1,250 dollars.", "Cuesta 1,520 d\u00f3lares." },
	{ "", "It costs 1,250 dollars.", "Cuesta 1.250 d\u00f3lares." },
	{ "", "It costs 1,250 dollars.", "Cuesta 1250 d\u00f3lares." },
	{ "", "It costs 1250 dollars.", "Cuesta 1 250 d\u00f3lares." },
	{ "", "It costs 1250 dollars.", "Cuesta \u0661\u0662\u0665\u0660 d\u00f3lares." },
	{ "", "There are 3 of them, and 12 more.", "Hay tres de ellos, y doce m\u00e1s." },
	{ "", "In the 1990s it grew.", "En los a\u00f1os 90 creci\u00f3." },
	{ "numbers", "In the 1990s it grew.", "En los a\u00f1os 80 creci\u00f3." },
	{ "", "A rate of 0.125 was seen.", "Se vio una tasa de 0,125." },
	{ "numbers", "A rate of 0.125 was seen.", "Se vio una tasa de 0,152." },
	{ "", "On 2021-03-04 it rained.", "El 4 de marzo de 2021 llovi\u00f3." },
	{ "units", "A rod of 40 mm was used.", "Se us\u00f3 una varilla de 40." },
	{ "", "A rod of 40 mm was used.", "Se us\u00f3 una varilla de 40\u00a0mm." },
	/* echo */
	{ "echo", "The cat sat on the mat.", "Traducci\u00f3n: El gato se sent\u00f3." },
	{ "echo", "The cat sat on the mat.", "Here is the translation: El gato se sent\u00f3." },
	{ "", "Translation: a note by the editors", "Traducci\u00f3n: una nota de los editores" },
	{ "echo", "The cat sat on the mat.", "{\"id\": 1, \"text\": \"El gato\"}" },
	{ "echo", "The cat sat on the mat.",
	  "Translate the following text. El gato se sent\u00f3." },
	/* reasoning */
	{ "reasoning", "The cat sat on the mat.", "<think>the cat</think> El gato" },
	{ "reasoning", "The cat sat on the mat.", "El gato se sent\u00f3.<|im_end|>" },
	{ "", "Write </s> at the end of it.", "Escriba </s> al final." },
	/* refusal */
	{ "refusal", "The cat sat on the mat.", "I'm sorry, but I can't help with that." },
	{ "refusal", "The cat sat on the mat.", "Lo siento, pero no puedo traducir eso." },
	{ "refusal", "The cat sat on the mat.",
	  "\u041a \u0441\u043e\u0436\u0430\u043b\u0435\u043d\u0438\u044e, \u044f \u043d\u0435 "
	  "\u043c\u043e\u0433\u0443" },
	{ "", "I'm sorry, but I cannot go.", "Lo siento, pero no puedo ir." },
	/* frames */
	{ "frame", "The cat sat on the mat.", "```El gato se sent\u00f3```" },
	{ "frame", "The cat sat on the mat.", "\u00abEl gato se sent\u00f3 en la alfombra.\u00bb" },
	{ "", "\u201cThe cat sat on the mat.\u201d", "\u00abEl gato se sent\u00f3.\u00bb" },
	{ "frame", "The cat sat on the mat.", "El **gato** se sent\u00f3." },
	{ "", "-nt does not accept -l", "\u00ab-nt\u00bb no admite \u00ab-l\u00bb" },
	{ "", "-nt does not accept -l", "'-nt' no admite '-l'" },
	{ "frame", "The cat of the mat", "'El gato d\u2019Alfombra'" },
	{ "frame", "The cat of the mat", "'El gato d'Alfombra'" },
	/* loops */
	{ "loop", "The cat sat on the mat, and it was good.",
	  "El gato el gato el gato el gato el gato el gato el gato el gato el gato" },
	{ "", "1 Introduction ......................................................... 7",
	  "1 Introducci\u00f3n ......................................................... 7" },
	/* order */
	{ "order", "The cat sat on the mat.", "El gato \u202e.artuo se" },
	{ "order", "The cat sat on the mat.", "El gato \u2066se sent\u00f3." },
	{ "order", "The cat sat on the mat.", "El gato se sent\u00f3.\U000e0041" },
	{ "", "The cat sat on the mat.", "El gato \u2066se\u2069 sent\u00f3." },
	{ "", "The cat sat on the mat.", "\u202aEl gato se sent\u00f3." },
	{ "", "The cat sat on the mat.", "\u202aEl gato\u202c se sent\u00f3." },
	{ "order", "The cat sat on the mat.", "\u202bEl gato se sent\u00f3." },
	{ "order", "The cat sat on the mat.", "El gato \u202ase sent\u00f3." },
	{ "order", "The cat sat on the mat.", "\u202a\u202aEl gato se sent\u00f3." },
	/* language */
	{ "language",
	  "The weather of the next days will be mild in the north, and it may rain in some places.",
	  "In the next days the weather of the north is going to be mild, with a little rain in some "
	  "of the places that were named above by the authors." },
	{ "",
	  "The weather of the next days will be mild in the north, and it may rain in some places.",
	  "El tiempo de los pr\u00f3ximos d\u00edas ser\u00e1 suave en el norte, y puede llover en "
	  "algunos lugares que fueron nombrados por los autores." },
	{ "same", "The weather of the next days will be mild in the north.",
	  "The weather of the next days will be mild in the north." },
	{ "", "GNU Emacs, Donald Knuth, Addison Wesley, Reading, Massachusetts",
	  "GNU Emacs, Donald Knuth, Addison Wesley, Reading, Massachusetts" },
	/* script */
	{ "script", "The weather of the next days will be mild in the north.",
	  "\u043f\u043e\u0433\u043e\u0434\u0430 \u0431\u0443\u0434\u0435\u0442 "
	  "\u0445\u043e\u0440\u043e\u0448\u0435\u0439 \u0437\u0430\u0432\u0442\u0440\u0430" },
	/* length */
	{ "length", "The cat sat.",
	  "El gato se sent\u00f3, y despu\u00e9s de eso pasaron muchas otras cosas que nadie hab\u00eda "
	  "escrito en la fuente, pero que hablan de m\u00e1s." },
};

START_TEST(what_a_model_does_wrong)
{
	const struct example *example = &examples[_i];
	const char *found = check("en", "es", true, example->source, example->target);

	ck_assert_msg(!strcmp(found, example->name), "\"%s\": %s instead of %s", example->target,
		      found, example->name);
}
END_TEST

START_TEST(others_do_not_speak_of_themselves)
{
	const char *source = "The cat sat on 4711 mats.";

	ck_assert_str_eq(check("en", "es", false, source, "Traducci\u00f3n: El gato 4711"), "");
	ck_assert_str_eq(check("en", "es", false, source, source), "");
	ck_assert_str_eq(check("en", "es", false, source, "El gato"), "numbers");
	ck_assert_str_eq(check("en", "es", false, source, "El gato \u202e 4711"), "order");
}
END_TEST

START_TEST(other_scripts)
{
	const char *source = "The weather of the next days will be mild in the north.";

	ck_assert_str_eq(check("en", "ja", true, source,
			       "\u4eca\u5f8c\u6570\u65e5\u306e\u5317\u90e8\u306e\u5929\u6c17\u306f"
			       "\u7a4f\u3084\u304b\u3067\u3057\u3087\u3046\u3002"),
			 "");
	ck_assert_str_eq(check("en", "ja", true, source,
			       "El tiempo de los pr\u00f3ximos d\u00edas en el norte"),
			 "script");
	ck_assert_str_eq(check("en", "ja", true, source, source), "same");
	ck_assert_str_eq(check("ja", "en", true,
			       "\u4eca\u5f8c\u6570\u65e5\u306e\u5317\u90e8\u306e\u5929\u6c17\u306f"
			       "\u7a4f\u3084\u304b\u3067\u3057\u3087\u3046\u3002",
			       source),
			 "");
	/* a Hebrew text that begins with a foreign word */
	ck_assert_str_eq(check("en", "he", true, "PNG has no height.",
			       "\u202bPNG \u05d1\u05dc\u05d9 \u05d2\u05d5\u05d1\u05d4"),
			 "");
	ck_assert_str_eq(check("en", "he", true, "PNG has no height.",
			       "\u202aPNG \u05d1\u05dc\u05d9 \u05d2\u05d5\u05d1\u05d4"),
			 "order");
	/* names and commands stay */
	ck_assert_str_eq(check("en", "ja", true, "Run git rebase --onto main topic --autosquash",
			       "git rebase --onto main topic --autosquash \u3092\u5b9f\u884c\u3057"
			       "\u3066\u304f\u3060\u3055\u3044"),
			 "");
	ck_assert_str_eq(check("en", "zh-Hans", true, "About 20,000 people came.",
			       "\u5927\u7ea6\u6709\u4e24\u4e07\u4eba\u6765\u4e86\u3002"),
			 "");
}
END_TEST

/* ---- what is quick says what is plain ------------------------------------------------------ */

/* A text of few letters, in which things come back, by a number. */
static size_t made_text(uint32_t number, char text[700])
{
	uint32_t random = number * 2654435761u + 1, letters = number % 3 ? 2 + number % 5 : 90;
	size_t length = number % 700, period = 1 + number * 7 % 140;

	for (size_t i = 0; i < length; i++) {
		random = random * 1664525u + 1013904223u;
		text[i] = i >= period && number % 2 && random >> 24 > 2
				  ? text[i - period]
				  : (char)(' ' + (random >> 16) % letters + (number % 4 ? 0 : 33));
	}
	return length;
}

static bool plainly_has_loop(const char *text, size_t length)
{
	for (size_t period = 1; period <= 120; period++) {
		size_t run = 0;

		for (size_t i = period; i < length; i++) {
			run = text[i] == text[i - period] ? run + 1 : 0;
			if (run >= period * 4 && run + period >= 48)
				return true;
		}
	}
	return false;
}

START_TEST(loops_of_all_periods)
{
	char text[700];
	int loops = 0;

	for (uint32_t number = 0; number < 20000; number++) {
		struct wording_pair pair = { "", text, 0, made_text(number, text) };
		bool wanted = plainly_has_loop(text, pair.target_length);

		ck_assert_msg((check_loop(NULL, &pair) != NULL) == wanted, "%.*s",
			      (int)pair.target_length, text);
		loops += wanted;
	}
	ck_assert_int_gt(loops, 2000);
	ck_assert_int_lt(loops, 18000);
}
END_TEST

static bool plainly_has(const char *text, size_t length, const char *const *phrases)
{
	for (; *phrases; phrases++)
		for (size_t i = 0; i + strlen(*phrases) <= length; i++)
			if (!strncasecmp(text + i, *phrases, strlen(*phrases)))
				return true;
	return false;
}

START_TEST(phrases_anywhere)
{
	/* more than are looked for at once */
	static const char *many[100];
	static char room[99][8];
	char text[700];
	int found = 0;

	for (size_t k = 0; k < 99; k++) {
		char words[700];
		size_t length = made_text((uint32_t)(k * 701 + 20), words);

		ck_assert_uint_ge(length, 8);
		snprintf(room[k], sizeof(room[k]), "%.*s", (int)(4 + k % 4), words + k);
		many[k] = room[k];
	}
	for (uint32_t number = 0; number < 20000; number++) {
		size_t length = made_text(number, text);
		const char *const *phrases = many + number % 100;
		bool wanted = plainly_has(text, length, phrases);

		ck_assert_msg(phrases_any(text, length, phrases) == wanted, "%.*s", (int)length,
			      text);
		found += wanted;
	}
	ck_assert_int_gt(found, 2000);
	ck_assert_int_lt(found, 18000);
}
END_TEST

START_TEST(a_phrase_at_the_end_is_whole)
{
	static const char *const phrases[] = { "sorry", "\u00dcber", NULL };

	ck_assert(phrases_any("so SORRY", 8, phrases));
	ck_assert(!phrases_any("so SORRY", 7, phrases));
	ck_assert(phrases_any("so \u00dcBER", 8, phrases));
	ck_assert(!phrases_any("so \u00fcber", 8, phrases));
	ck_assert(!phrases_any("", 0, phrases));
}
END_TEST

static Suite *checks_suite(void)
{
	Suite *suite = suite_create("checks");
	TCase *tests = suite_case(suite, "checks");

	tcase_add_loop_test(tests, what_a_model_does_wrong, 0,
			    (int)(sizeof(examples) / sizeof(examples[0])));
	tcase_add_test(tests, others_do_not_speak_of_themselves);
	tcase_add_test(tests, other_scripts);
	tcase_add_test(tests, loops_of_all_periods);
	tcase_add_test(tests, phrases_anywhere);
	tcase_add_test(tests, a_phrase_at_the_end_is_whole);
	return suite;
}

SUITE_MAIN(checks_suite)
