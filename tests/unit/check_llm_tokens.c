/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Counts of tokens, what follows from them, and prices. */
#include "config.h"

#include "llm_batch.h"
#include "suite.h"

static struct made made;
static struct llm_options options;

static void set_up(void)
{
	static const char *const texts[] = { "The predicted level of the sea at a given time.",
					     "Second text, <g id='1'>bold</g>." };

	made_start(&made, 2, texts);
	options = (struct llm_options){ .max_output_tokens = 16384,
					.price_input = 2,
					.price_cached_input = 0.5,
					.price_output = 8 };
}

/* One sentence in many languages, with its tokens in the vocabulary o200k_base. */
START_TEST(near_a_real_vocabulary)
{
	static const struct {
		const char *text;
		double tokens;
	} known[] = {
		{ "The predicted level of the sea at a given time is the sum of many waves, each "
		  "with its own period; the largest of them has 12.42 hours.",
		  34 },
		{ "Die vorhergesagte H\xc3\xb6he des Meeresspiegels zu einer bestimmten Zeit ist "
		  "die Summe vieler Wellen mit je eigener Periode.",
		  28 },
		{ "El nivel previsto del mar en un momento dado es la suma de muchas ondas, cada "
		  "una con su propio per\xc3\xad"
		  "odo.",
		  23 },
		{ "某一时刻的预测海平面是许多波的总和，每个波都有自己的周期。", 23 },
		{ "ある時刻における海面の予測水位は、それぞれ固有の周期をもつ多くの波の和である。",
		  34 },
		{ "주어진 시각의 예상 해수면은 각기 고유한 주기를 가진 많은 파동의 합이다.", 25 },
		{ "מפלס הים החזוי בזמן נתון הוא סכום של גלים רבים שלכל אחד מהם מחזור משלו.", 27 },
		{ "مستوى البحر المتوقع في وقت معين هو مجموع موجات كثيرة لكل منها دورتها الخاصة.",
		  20 },
		{ "Η προβλεπόμενη στάθμη της θάλασσας σε δεδομένη στιγμή είναι το άθροισμα πολλών "
		  "κυμάτων.",
		  31 },
		{ "किसी दिए गए समय पर समुद्र का "
		  "अनुमानित स्तर अनेक तरंगों का योग "
		  "होता है, जिनमें से प्रत्येक की अपनी "
		  "अवधि होती है।",
		  32 },
		{ "Mực nước biển dự đoán tại một thời điểm nhất định là tổng của nhiều sóng, mỗi "
		  "sóng có chu kỳ riêng.",
		  28 },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		double tokens = (double)llm_tokens(known[i].text, strlen(known[i].text));

		ck_assert_msg(tokens > known[i].tokens * 0.7 && tokens < known[i].tokens * 1.4,
			      "%.40s: %.0f, not %.0f", known[i].text, tokens, known[i].tokens);
	}
	ck_assert_uint_eq(llm_tokens("", 0), 0);
}
END_TEST

START_TEST(replies_get_what_they_need)
{
	char longer[20000];
	uint32_t two = llm_output_tokens(&options, &made.batch), one;
	struct dt_error err = { 0 };

	made.batch.n = 1;
	one = llm_output_tokens(&options, &made.batch);
	ck_assert_uint_gt(two, one);
	ck_assert_uint_lt(two, 1000);
	ck_assert_int_eq(llm_fits(&options, &made.batch, &err), DT_OK);
	options.max_output_tokens = 100;
	ck_assert_uint_eq(llm_output_tokens(&options, &made.batch), 100);
	ck_assert_int_eq(llm_fits(&options, &made.batch, &err), DT_OK);
	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	made.texts[0] = longer;
	ck_assert_int_eq(llm_fits(&options, &made.batch, &err), DT_E_LIMIT);
	ck_assert_uint_eq(err.failure, DT_FAILURE_CONTEXT_LENGTH);
}
END_TEST

START_TEST(prices)
{
	struct llm_reply reply = { .input_tokens = 1000000,
				   .cached_tokens = 400000,
				   .output_tokens = 500000 };
	struct dt_usage usage = { 0 };

	llm_count(&options, &reply, &usage);
	ck_assert_uint_eq(usage.input_tokens, 1000000);
	ck_assert_uint_eq(usage.cached_tokens, 400000);
	ck_assert_double_eq_tol(usage.usd, 0.6 * 2 + 0.4 * 0.5 + 0.5 * 8, 1e-9);
	options.price_cached_input = -1;
	llm_count(&options, &reply, &usage);
	ck_assert_double_eq_tol(usage.usd, 5.4 + 6, 1e-9);
	reply.usd = 0.25;
	llm_count(&options, &reply, &usage);
	ck_assert_double_eq_tol(usage.usd, 11.65, 1e-9);
}
END_TEST

START_TEST(estimates)
{
	static const struct dt_similar similar = { .source = "Another text, bold.",
						   .target = "Otro texto, en negrita." };
	struct dt_usage usage = { 0 }, more = { 0 };

	llm_estimate(&options, &made.batch, &usage);
	made.batch.similar = &similar;
	made.batch.n_similar = 1;
	llm_estimate(&options, &made.batch, &more);
	ck_assert_uint_gt(more.input_tokens, usage.input_tokens + 20);
	ck_assert_uint_eq(more.output_tokens, usage.output_tokens);
	ck_assert_uint_eq(usage.requests, 1);
	ck_assert_uint_gt(usage.input_tokens, 300);
	ck_assert_uint_gt(usage.output_tokens, 20);
	ck_assert_double_eq_tol(
		usage.usd, (double)usage.input_tokens * 2e-6 + (double)usage.output_tokens * 8e-6,
		1e-9);
}
END_TEST

/* Texts of all kinds of characters, and of broken ones; the sum is what the rules give when they
 * are followed one character at a time. */
START_TEST(all_kinds_of_characters)
{
	static const char *const pieces[] = {
		"word",
		"a",
		"internationalisation",
		" ",
		"  ",
		"7",
		"12345",
		".",
		"..",
		"-",
		"\u00e9t\u00e9",
		"\u00a0",
		"\u0259",
		"\u03b1\u03b2",
		"\u0416",
		"\u05d0",
		"\u0627",
		"\u0915\u094d",
		"\u0e01",
		"\u1ea1",
		"\u2014",
		"\u2211",
		"\u304b",
		"\u6f22",
		"\ud55c",
		"\uff01",
		"\U0001f600",
		"\xff",
		"\xe2\x82",
		"\t",
		"\n",
		"Z",
		"z9",
		"_",
	};
	const size_t n = sizeof(pieces) / sizeof(pieces[0]);
	uint32_t random = 1;
	uint64_t sum = 0;
	char text[2000];

	for (int round = 0; round < 2000; round++) {
		size_t length = 0;

		for (int k = round % 60; k >= 0; k--) {
			const char *piece;

			random = random * 1664525u + 1013904223u;
			piece = pieces[(random >> 16) % n];
			memcpy(text + length, piece, strlen(piece));
			length += strlen(piece);
		}
		sum = sum * 31 + llm_tokens(text, length);
	}
	ck_assert_uint_eq(sum, 17501120558050458027u);
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("llm_tokens");
	TCase *tests = suite_case(suite, "llm_tokens");

	tcase_add_checked_fixture(tests, set_up, NULL);
	tcase_add_test(tests, near_a_real_vocabulary);
	tcase_add_test(tests, all_kinds_of_characters);
	tcase_add_test(tests, replies_get_what_they_need);
	tcase_add_test(tests, prices);
	tcase_add_test(tests, estimates);
	return suite;
}
SUITE_MAIN(make)
