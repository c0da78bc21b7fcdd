/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Terms that are counted in a text, and votes about targets. */
#include "config.h"

#include "suite.h"

#include "plugins/translate/glossary/extract.h"
#include "plugins/translate/route/terms.h"

/* The sources that are found in these texts, the best first, each with "|" around it. */
static char *found_in(const char *lang, const char *const *texts, uint32_t most)
{
	struct extract *extract = extract_new(lang);
	struct dt_list terms = { 0 };
	struct text out = { 0 };

	ck_assert_ptr_nonnull(extract);
	text_reserve(&out, 1);
	text_add_char(&out, '|');
	for (; *texts; texts++)
		extract_add(extract, *texts, strlen(*texts));
	ck_assert(extract_finish(extract, most, &terms));
	for (uint32_t i = 0; i < terms.n; i++) {
		text_add_string(&out, ((const struct extract_term *)terms.at)[i].source);
		text_add_char(&out, '|');
	}
	dt_list_free(&terms);
	extract_free(extract);
	return out.at;
}

#define FOUND_IN(lang, most, ...) found_in(lang, (const char *const[]){ __VA_ARGS__, NULL }, most)

static void has(char *found, const char *const *wanted, const char *const *unwanted)
{
	char term[200];

	for (; *wanted; wanted++) {
		snprintf(term, sizeof(term), "|%s|", *wanted);
		ck_assert_msg(strstr(found, term) != NULL, "no %s in %s", term, found);
	}
	for (; *unwanted; unwanted++) {
		snprintf(term, sizeof(term), "|%s|", *unwanted);
		ck_assert_msg(!strstr(found, term), "%s is in %s", term, found);
	}
	free(found);
}

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })

START_TEST(english_terms)
{
	has(FOUND_IN(
		    "en", 100,
		    "The neural network is trained. A neural network has layers; neural networks "
		    "learn from a loss function of the neural network.",
		    "We use the GPU for neural networks. The loss function of Newton is used on the "
		    "GPU, and so said Newton in 1687.",
		    "Another loss function shows the degree of freedom, a degree of freedom."),
	    LIST("neural network", "loss function", "GPU", "Newton", "degree of freedom"),
	    LIST("network", "neural", "the loss", "We", "function", "1687"));
}
END_TEST

START_TEST(terms_of_other_languages)
{
	has(FOUND_IN("es", 100,
		     "La red neuronal aprende. Las redes neuronales son útiles; una red neuronal "
		     "tiene función de coste.",
		     "La función de coste de la red neuronal."),
	    LIST("red neuronal", "función de coste"), LIST("La red", "de coste"));
	has(FOUND_IN("ru", 100, "Нейронная сеть учится. В нейронной сети есть слои.",
		     "Все нейронные сети нужны. Где нейронная сеть?"),
	    LIST("нейронная сеть"), LIST("Все"));
	has(FOUND_IN("zh", 100, "机器学习很重要。机器学习需要数据。", "我们用机器学习。"),
	    LIST("机器学习"), LIST("我们", "很"));
	/* nobody knows its stop words: the commonest short ones are */
	has(FOUND_IN("fi", 100, "neuroverkko oppii ja neuroverkko on", "ja on ja on ja on ja on",
		     "syvä neuroverkko ja syvä neuroverkko"),
	    LIST("syvä neuroverkko"), LIST("ja on", "ja"));
}
END_TEST

START_TEST(what_always_stands_in_a_longer_term_is_none)
{
	has(FOUND_IN("en", 100, "spring tide level rise", "spring tide level rise",
		     "spring tide level rise"),
	    LIST("spring tide level rise"), LIST("tide level", "spring tide level", "level rise"));
	has(FOUND_IN("en", 1, "sea level, sea level, sea level; tide gauge, tide gauge"),
	    LIST("sea level"), LIST("tide gauge"));
	has(FOUND_IN("en", 10, "", "\xff\xfe", "a b c 1 2 3 , . !"), (const char *const[]){ NULL },
	    LIST("a", "1"));
}
END_TEST

static void say(struct dt_list *found, const char *source, const char *target, uint32_t order)
{
	struct found_term *term = DT_LIST_ADD(found, struct found_term);

	ck_assert_ptr_nonnull(term);
	term->source = strdup(source);
	term->target = strdup(target);
	term->order = order;
	term->count = 1;
}

START_TEST(the_target_that_is_said_most_often_wins)
{
	struct dt_list found = { 0 };
	const struct found_term *terms;

	say(&found, "Harbour", "rada", 0);
	say(&found, "harbour", "puerto", 3);
	say(&found, "harbour", "puerto", 1);
	say(&found, "tide", "marea alta", 5);
	say(&found, "tide", "marea", 2);
	ck_assert(terms_vote(&found));
	terms = found.at;
	ck_assert_uint_eq(found.n, 2);
	ck_assert_str_eq(terms[0].source, "harbour");
	ck_assert_str_eq(terms[0].target, "puerto");
	ck_assert_uint_eq(terms[0].count, 2);
	ck_assert_str_eq(terms[1].target, "marea");
	found_free(&found);
	ck_assert(terms_vote(&found));
	found_free(&found);
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("terms");
	TCase *tests = suite_case(suite, "terms");

	tcase_add_test(tests, english_terms);
	tcase_add_test(tests, terms_of_other_languages);
	tcase_add_test(tests, what_always_stands_in_a_longer_term_is_none);
	tcase_add_test(tests, the_target_that_is_said_most_often_wins);
	return suite;
}

SUITE_MAIN(suite)
