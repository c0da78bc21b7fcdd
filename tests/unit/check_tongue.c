/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "plugins/language/detect.h"
#include "plugins/translate/route/tongue.h"

#include "suite.h"

#include <doctranslate/payload.h>

static const char english[] =
	"The house stood at the end of the road, and nobody had lived in it for as long as the "
	"people of the village could remember. It was said that the last owner had gone away.";
static const char german[] =
	"Das Haus stand am Ende der Straße, und niemand hatte darin gewohnt, solange sich die Leute "
	"aus dem Dorf erinnern konnten. Man sagte, der letzte Besitzer sei fortgegangen.";
static const char spanish[] =
	"La casa estaba al final del camino, y nadie había vivido en ella desde que la gente del "
	"pueblo podía recordar. Se decía que el último dueño se había marchado.";
static const char galician[] =
	"A casa estaba ao final do camiño, e ninguén vivira nela desde que a xente da aldea podía "
	"lembrar. Dicíase que o último dono marchara.";
static const char japanese[] = "吾輩は猫である。名前はまだ無い。";

START_TEST(a_sample_has_words_only)
{
	static const char text[] =
		"See http://www.example.org/a_b, \\usepackage{x} don’t (well-known) "
		"x86_64 e.g. \xef\xbf\xbc 12.5 the end.";
	char sample[200];
	size_t n = language_sample(sample, 0, sizeof(sample), text, strlen(text));

	ck_assert_int_eq((int)n, (int)strlen("See don’t (well-known) the end. "));
	ck_assert(!memcmp(sample, "See don’t (well-known) the end. ", n));
	/* what has no blanks is cut between two signs */
	n = language_sample(sample, 0, 20, japanese, strlen(japanese));
	ck_assert_uint_gt(n, 10);
	ck_assert_uint_le(n, 20);
	ck_assert_uint_eq((n - 1) % 3, 0);
	/* bytes that are no UTF-8 are none of its words */
	n = language_sample(sample, 0, sizeof(sample), "bad\xc3( good", 10);
	ck_assert_uint_eq(n, 5);
}
END_TEST

static const char *language_of(const char *text)
{
	char sample[600];
	size_t n = language_sample(sample, 0, sizeof(sample), text, strlen(text));

	return language_detect(sample, n, false);
}

#ifdef HAVE_CLD2
START_TEST(languages_are_found)
{
	ck_assert_str_eq(language_of(english), "en");
	ck_assert_str_eq(language_of(german), "de");
	ck_assert_str_eq(language_of(spanish), "es");
	ck_assert_str_eq(language_of(japanese), "ja");
	ck_assert_ptr_null(language_of("Xyzzy"));
	ck_assert_ptr_null(language_of("12 34 56"));
}
END_TEST
#endif

START_TEST(relatives_are_not_told_apart)
{
	ck_assert(language_differs("en", "de"));
	ck_assert(!language_differs("en", "en-GB"));
	ck_assert(!language_differs("es", "gl"));
	ck_assert(!language_differs("nb", "no"));
	ck_assert(language_differs("es", "en"));
	ck_assert(language_differs("zh-Hans", "ko"));
	ck_assert(language_differs("pt", "en"));
}
END_TEST

/* A tongue of an English document; words: its commonest. */
static void start(struct tongue *tongue, struct dt_payload *payload, const char *source,
		  const char *target, const char *words)
{
	struct dt_profile *head;
	struct dt_span span;

	dt_payload_start(payload, sizeof(*head));
	span = dt_payload_text(payload, words, strlen(words));
	head = DT_PAYLOAD_HEAD(payload, struct dt_profile);
	ck_assert_ptr_nonnull(head);
	head->words = span;
	tongue_start(tongue, head, source, target);
	tongue->on = true;
}

static uint32_t rule(const struct tongue *tongue, const char *text)
{
	return tongue_rule(tongue, text, (uint32_t)strlen(text));
}

START_TEST(other_scripts_are_kept)
{
	struct dt_payload payload = { 0 };
	struct tongue tongue;

	start(&tongue, &payload, "en", "es", "");
	ck_assert_uint_eq(rule(&tongue, "日本語"), DT_RULE_FOREIGN);
	ck_assert_uint_eq(rule(&tongue, "Привет, мир"), DT_RULE_FOREIGN);
	ck_assert_uint_eq(rule(&tongue, "The word 日本 is there"), DT_RULE_NONE);
	ck_assert_uint_eq(rule(&tongue, "α + β = γ"), DT_RULE_NONE);
	ck_assert_uint_eq(rule(&tongue, "Ἐν ἀρχῇ ἦν ὁ λόγος, καὶ ὁ λόγος"), DT_RULE_FOREIGN);
	start(&tongue, &payload, "en", "ja", "");
	ck_assert_uint_eq(rule(&tongue, "日本語"), DT_RULE_LANGUAGE);
	start(&tongue, &payload, "ja", "en", "");
	ck_assert_uint_eq(rule(&tongue, "日本語ひらがな"), DT_RULE_NONE);
	ck_assert_uint_eq(rule(&tongue, "한국어 문장"), DT_RULE_FOREIGN);
	tongue.on = false;
	ck_assert_uint_eq(rule(&tongue, "한국어 문장"), DT_RULE_NONE);
	tongue.all = true;
	ck_assert_uint_eq(rule(&tongue, "A"), DT_RULE_LANGUAGE);
	dt_payload_free(&payload);
}
END_TEST

#ifdef HAVE_CLD2
START_TEST(other_words_are_kept)
{
	struct dt_payload payload = { 0 };
	struct tongue tongue;

	start(&tongue, &payload, "en", "es", "the of and in it that ");
	ck_assert_uint_eq(rule(&tongue, english), DT_RULE_NONE);
	ck_assert_uint_eq(rule(&tongue, german), DT_RULE_FOREIGN);
	ck_assert_uint_eq(rule(&tongue, spanish), DT_RULE_LANGUAGE);
	/* too short to be sure */
	ck_assert_uint_eq(rule(&tongue, "Das Haus stand am Ende der Straße."), DT_RULE_NONE);
	/* without common words every text gets a closer look */
	start(&tongue, &payload, "en", "fr", "");
	ck_assert_uint_eq(rule(&tongue, english), DT_RULE_NONE);
	ck_assert_uint_eq(rule(&tongue, spanish), DT_RULE_FOREIGN);
	/* a relative of the source is not told from it */
	start(&tongue, &payload, "es", "en", "de la que el ");
	ck_assert_uint_eq(rule(&tongue, galician), DT_RULE_NONE);
	ck_assert_uint_eq(rule(&tongue, english), DT_RULE_LANGUAGE);
	start(&tongue, &payload, "ru", "es", "");
	ck_assert_uint_eq(rule(&tongue, english), DT_RULE_FOREIGN);
	dt_payload_free(&payload);
}
END_TEST
#endif

static Suite *tongue_suite(void)
{
	Suite *suite = suite_create("tongue");
	TCase *tests = suite_case(suite, "tongue");

	tcase_add_test(tests, a_sample_has_words_only);
	tcase_add_test(tests, relatives_are_not_told_apart);
	tcase_add_test(tests, other_scripts_are_kept);
#ifdef HAVE_CLD2
	tcase_add_test(tests, languages_are_found);
	tcase_add_test(tests, other_words_are_kept);
#endif
	return suite;
}

SUITE_MAIN(tongue_suite)
