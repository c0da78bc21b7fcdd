/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the HTTP client computes without a network: pace, limits, order, verdicts, words. */
#include "config.h"

#include "plugins/net/pace.h"
#include "plugins/net/queue.h"
#include "plugins/net/refusals.h"
#include "plugins/net/words.h"

#include "suite.h"

#include <string.h>

static struct net_reply reply_of(uint32_t status, const char *body)
{
	return (struct net_reply){
		.service = "made",
		.base = "https://host/v1",
		.key = "sk-very-secret",
		.status = status,
		.body = body,
		.length = strlen(body),
	};
}

/* ---- limits ---------------------------------------------------------------------- */

START_TEST(durations_of_services_are_read)
{
	ck_assert_int_eq(limits_duration("1s"), 1000);
	ck_assert_int_eq(limits_duration("6m0s"), 360000);
	ck_assert_int_eq(limits_duration("120ms"), 120);
	ck_assert_int_eq(limits_duration("1h2m3.5s"), 3723500);
	ck_assert_int_eq(limits_duration("0.25"), 250);
	ck_assert_int_eq(limits_duration(" 7 "), 7000);
	ck_assert_int_eq(limits_duration("999999999999999"), 366LL * 86400 * 1000);
	ck_assert_int_eq(limits_duration(""), -1);
	ck_assert_int_eq(limits_duration("-3"), -1);
	ck_assert_int_eq(limits_duration("soon"), -1);
	ck_assert_int_eq(limits_duration("3 parsecs"), -1);
	ck_assert_int_eq(limits_duration("nan"), -1);
}
END_TEST

START_TEST(dates_are_read)
{
	ck_assert_int_eq(limits_date("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777000);
	ck_assert_int_eq(limits_date("1994-11-06T08:49:37Z"), 784111777000);
	ck_assert_int_eq(limits_date("1994-11-06T10:49:37.250+02:00"), 784111777250);
	ck_assert_int_eq(limits_date("1994-11-06T08:49"), -1);
	ck_assert_int_eq(limits_date("12345"), -1);
	ck_assert_int_eq(limits_date("tomorrow"), -1);
}
END_TEST

START_TEST(retry_after_has_many_forms)
{
	static const struct {
		const char *name, *value;
		int64_t ms;
	} cases[] = {
		{ "retry-after", "3", 3000 },
		{ "retry-after", "Sun, 06 Nov 1994 08:49:47 GMT", 10000 },
		{ "retry-after", "Sun, 06 Nov 1994 08:00:00 GMT", 0 },
		{ "retry-after", "x", -1 },
		{ "retry-after-ms", "150", 150 },
		{ "x-ms-retry-after-ms", "20", 20 },
		{ "other", "1", -1 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct net_header header = { cases[i].name, cases[i].value };
		struct net_reply reply = reply_of(429, "");

		reply.headers = &header;
		reply.n_headers = 1;
		ck_assert_int_eq(limits_retry_after(&reply, 784111777000), cases[i].ms);
	}
}
END_TEST

START_TEST(what_is_left_is_read)
{
	struct net_header of_openai[] = { { "x-ratelimit-limit-requests", "60" },
					  { "x-ratelimit-remaining-requests", "59" },
					  { "x-ratelimit-reset-requests", "1s" },
					  { "x-ratelimit-remaining-tokens", "149984" },
					  { "x-ratelimit-reset-tokens", "6m0s" } };
	struct net_header of_anthropic[] = {
		{ "anthropic-ratelimit-requests-limit", "50" },
		{ "anthropic-ratelimit-requests-remaining", "0" },
		{ "anthropic-ratelimit-requests-reset", "1994-11-06T08:50:07Z" },
	};
	struct net_header of_others[] = { { "x-ratelimit-remaining", "2" },
					  { "x-ratelimit-reset", "1784111787" } };
	struct net_reply reply = reply_of(200, "");
	struct limit limits[LIMIT_KINDS];

	reply.headers = of_openai;
	reply.n_headers = 5;
	limits_read(&reply, 784111777000, limits);
	ck_assert(limits[LIMIT_REQUESTS].known && limits[LIMIT_TOKENS].known);
	ck_assert_double_eq(limits[LIMIT_REQUESTS].most, 60);
	ck_assert_double_eq(limits[LIMIT_REQUESTS].left, 59);
	ck_assert_int_eq(limits[LIMIT_TOKENS].reset_ms, 360000);
	reply.headers = of_anthropic;
	reply.n_headers = 3;
	limits_read(&reply, 784111777000, limits);
	ck_assert(limits[LIMIT_REQUESTS].known && !limits[LIMIT_TOKENS].known);
	ck_assert_int_eq(limits[LIMIT_REQUESTS].reset_ms, 30000);
	reply.headers = of_others;
	reply.n_headers = 2;
	limits_read(&reply, 1784111777000, limits);
	ck_assert_int_eq(limits[LIMIT_REQUESTS].reset_ms, 10000);
}
END_TEST

/* ---- pace ------------------------------------------------------------------------ */

static struct pace pace_of(int64_t flight, int64_t rpm, int64_t tpm)
{
	struct net_options options = { .max_in_flight = flight, .rpm = rpm, .tpm = tpm };
	struct pace pace;

	pace_init(&pace, &options, 0);
	return pace;
}

/* Requests that go out at once. */
static int fill(struct pace *pace, uint32_t tokens, int64_t now)
{
	int n = 0;

	while (pace_when(pace, tokens, now) <= now) {
		pace_sent(pace, tokens, now);
		n++;
	}
	return n;
}

START_TEST(the_window_opens_and_halves)
{
	struct pace pace = pace_of(64, 0, 0);

	ck_assert_int_eq(fill(&pace, 0, 0), 32);
	for (int i = 0; i < 32; i++)
		pace_back(&pace, 0, PACE_GOOD, 10);
	ck_assert_int_eq(fill(&pace, 0, 10), 33);
	/* all in use: each answer opens it by one */
	for (int i = 0; i < 33; i++) {
		pace_back(&pace, 10, PACE_GOOD, 20);
		fill(&pace, 0, 20);
	}
	ck_assert_double_eq(pace.window, 64);
	/* ten complaints of one round halve it once */
	for (int i = 0; i < 10; i++)
		pace_back(&pace, 20, PACE_COMPLAINT, 30);
	ck_assert_double_eq(pace.window, 32);
	/* from now on one more a round */
	for (int i = 0; i < 64 - 10; i++)
		pace_back(&pace, 20, PACE_OTHER, 40);
	ck_assert_int_eq(fill(&pace, 0, 40), 32);
	for (int i = 0; i < 32; i++) {
		pace_back(&pace, 40, PACE_GOOD, 50);
		fill(&pace, 0, 50);
	}
	ck_assert_double_gt(pace.window, 32.9);
	ck_assert_double_lt(pace.window, 33.1);
	for (int i = 0; i < 12; i++)
		pace_back(&pace, 60 + i, PACE_COMPLAINT, 60 + i);
	ck_assert_double_eq(pace.window, 1);
}
END_TEST

START_TEST(a_minute_has_no_more_than_rpm)
{
	static const int64_t rates[] = { 1, 7, 60, 1000, 6000 };

	for (size_t r = 0; r < sizeof(rates) / sizeof(rates[0]); r++) {
		struct pace pace = pace_of(4096, rates[r], 0);
		static int64_t sent[20000];
		size_t n = 0, from = 0;

		for (int64_t now = 0; now < 180000; now += 10)
			while (pace_when(&pace, 0, now) <= now) {
				pace_sent(&pace, 0, now);
				pace_back(&pace, now, PACE_GOOD, now);
				ck_assert_uint_lt(n, 20000);
				sent[n++] = now;
			}
		for (size_t i = 0; i < n; i++) {
			while (sent[i] - sent[from] >= 60000)
				from++;
			ck_assert_int_le((int64_t)(i - from + 1), rates[r]);
		}
		ck_assert_int_ge((int64_t)n, rates[r] * 28 / 10);
	}
}
END_TEST

START_TEST(tokens_a_minute_are_kept)
{
	struct pace pace = pace_of(4096, 0, 60000);
	int64_t now = 0, sum = 0;

	for (; now < 600000; now += 10)
		while (pace_when(&pace, 5000, now) <= now) {
			pace_sent(&pace, 5000, now);
			pace_back(&pace, now, PACE_GOOD, now);
			sum += 5000;
		}
	ck_assert_int_le(sum, 10 * 60000 + 5000);
	ck_assert_int_ge(sum, 9 * 60000);
}
END_TEST

START_TEST(what_the_service_tells_is_kept)
{
	struct pace pace = pace_of(64, 0, 0);
	struct limit limits[LIMIT_KINDS] = {
		{ .known = true, .most = 60, .left = 2, .reset_ms = 58000 }
	};

	pace_tell(&pace, limits, 0);
	ck_assert_int_eq(fill(&pace, 0, 0), 2);
	/* one more each second, by the time of reset */
	ck_assert_int_eq(pace_when(&pace, 0, 0), 1000);
	ck_assert_int_eq(pace_held(&pace, 0, 0), 1000);
	limits[0] = (struct limit){ .known = true, .left = 0, .reset_ms = 5000 };
	pace_tell(&pace, limits, 2000);
	ck_assert_int_eq(pace_when(&pace, 0, 2000), 7000);
	ck_assert_int_eq(pace_when(&pace, 0, 7000), 7000);
	pace_pause(&pace, 9000);
	pace_pause(&pace, 8000);
	ck_assert_int_eq(pace_when(&pace, 0, 7000), 9000);
}
END_TEST

/* ---- order ----------------------------------------------------------------------- */

static bool is_odd(void *ctx, struct flight *flight)
{
	(void)ctx;
	return flight->order % 2;
}

static void count(void *ctx, struct flight *flight)
{
	(void)flight;
	++*(int *)ctx;
}

START_TEST(requests_start_by_time_then_by_order)
{
	static struct flight flights[500];
	struct queue queue = { 0 };
	struct flight *flight, *last = NULL;
	int removed = 0;

	for (uint64_t i = 0; i < 500; i++) {
		flights[i] = (struct flight){ .order = i, .start_at = (int64_t)(i * 7919 % 100) };
		ck_assert(queue_add(&queue, &flights[i]));
	}
	queue_sift(&queue, is_odd, count, &removed);
	ck_assert_int_eq(removed, 250);
	for (int i = 0; i < 250; i++) {
		flight = queue_take(&queue);
		ck_assert_ptr_nonnull(flight);
		ck_assert_uint_eq(flight->order % 2, 0);
		if (last)
			ck_assert(last->start_at < flight->start_at ||
				  (last->start_at == flight->start_at &&
				   last->order < flight->order));
		last = flight;
	}
	ck_assert_ptr_null(queue_take(&queue));
	queue_free(&queue);
}
END_TEST

START_TEST(jobs_are_known_by_their_text)
{
	struct refusals refusals = { 0 };
	struct dt_error error = { 0 };
	char job[16];

	dt_fail(&error, DT_E_REFUSED, "no");
	ck_assert(!refusals_add(&refusals, NULL, &error));
	for (int i = 0; i < 100; i++) {
		snprintf(job, sizeof(job), "job %d", i);
		ck_assert(refusals_add(&refusals, job, &error));
		ck_assert(!refusals_add(&refusals, job, &error));
	}
	ck_assert_str_eq(refusals_find(&refusals, "job 99")->text, "no");
	ck_assert_ptr_null(refusals_find(&refusals, "job 1"));
	ck_assert_ptr_null(refusals_find(&refusals, "job"));
	refusals_free(&refusals);
}
END_TEST

/* ---- verdicts -------------------------------------------------------------------- */

START_TEST(failures_have_their_kinds)
{
	static const struct {
		uint32_t status;
		const char *body;
		enum dt_failure failure;
	} cases[] = {
		{ 200, "", DT_FAILURE_NONE },
		{ 400, "{\"error\":{\"message\":\"x\"}}", DT_FAILURE_BAD_REQUEST },
		{ 400, "{\"error\":{\"code\":\"context_length_exceeded\"}}",
		  DT_FAILURE_CONTEXT_LENGTH },
		{ 400, "{\"error\":{\"code\":\"content_filter\"}}", DT_FAILURE_CONTENT_FILTER },
		{ 400, "{\"error\":{\"message\":\"Your credit balance is too low to go on\"}}",
		  DT_FAILURE_QUOTA },
		{ 401, "", DT_FAILURE_AUTHENTICATION },
		{ 402, "", DT_FAILURE_QUOTA },
		{ 403, "", DT_FAILURE_AUTHENTICATION },
		{ 404, "", DT_FAILURE_NOT_FOUND },
		{ 408, "", DT_FAILURE_TIMEOUT },
		{ 413, "", DT_FAILURE_CONTEXT_LENGTH },
		{ 418, "", DT_FAILURE_BAD_REQUEST },
		{ 429, "", DT_FAILURE_RATE_LIMIT },
		{ 429, "{\"error\":{\"type\":\"insufficient_quota\"}}", DT_FAILURE_QUOTA },
		{ 302, "", DT_FAILURE_BAD_REQUEST },
		{ 500, "", DT_FAILURE_SERVER_ERROR },
		{ 502, "", DT_FAILURE_PARTIAL_OUTAGE },
		{ 503, "", DT_FAILURE_PARTIAL_OUTAGE },
		{ 504, "", DT_FAILURE_PARTIAL_OUTAGE },
		{ 529, "", DT_FAILURE_PARTIAL_OUTAGE },
		{ 700, "", DT_FAILURE_UNKNOWN },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct net_reply reply = reply_of(cases[i].status, cases[i].body);

		ck_assert_msg(net_judge_status(&reply) == cases[i].failure, "status %u, body %s",
			      cases[i].status, cases[i].body);
	}
}
END_TEST

START_TEST(sentences_say_what_where_and_what_to_do)
{
	struct net_reply reply = reply_of(
		401, "{\"error\":{\"message\":\"Incorrect API key: sk-very-secret\\n\\u202e\"}}");
	struct dt_error err = { 0 };

	ck_assert_int_eq(net_judge_fail(&reply, &err, net_judge_status(&reply), NULL, 0),
			 DT_E_REFUSED);
	ck_assert_str_eq(err.text, "made at https://host/v1 answered 401 (Incorrect API key: ***): "
				   "its key is refused; the option key has to give another one");
	ck_assert_uint_eq(err.failure, DT_FAILURE_AUTHENTICATION);
}
END_TEST

START_TEST(words_are_found_in_bodies)
{
	static const struct {
		const char *body, *words;
	} cases[] = {
		{ "{\"error\":{\"message\":\"a\"}}", "a" },
		{ "{\"message\":\"b\"}", "b" },
		{ "{\"Message\":\"c\"}", "c" },
		{ "{\"error\":\"d\"}", "d" },
		{ "{\"detail\":\"e\"}", "e" },
		{ "[{\"error\":{\"message\":\"f\"}}]", "f" },
		{ "{\"errors\":[{\"message\":\"g\"}]}", "g" },
		{ "plain  words\r\n", "plain words" },
		{ "<html><title>502 Bad\nGateway</title>nginx", "502 Bad Gateway" },
		{ "", "" },
	};
	char words[40];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct net_reply reply = reply_of(500, cases[i].body);

		net_reply_words(&reply, words, sizeof(words));
		ck_assert_str_eq(words, cases[i].words);
	}
}
END_TEST

static const char *cleaned(const char *from, size_t room)
{
	static char to[100];
	size_t n = words_clean(to, room, from, strlen(from), "secret-key");

	ck_assert_uint_lt(n, room);
	ck_assert_uint_eq(n, strlen(to));
	return to;
}

START_TEST(words_are_made_harmless)
{
	ck_assert_str_eq(cleaned("a\x1b[31mb\t\t c\xc2\x85"
				 "d",
				 100),
			 "a [31mb c d");
	ck_assert_str_eq(cleaned("\xff\xc0\x80ok\xed\xa0\x80\xe2\x82", 100), "ok");
	ck_assert_str_eq(cleaned("x\xe2\x80\xaey", 100), "xy");
	ck_assert_str_eq(cleaned("secret-key secret-keysecret-ke", 100), "*** ***secret-ke");
	ck_assert_str_eq(cleaned("0123456789", 10), "012...");
	ck_assert_str_eq(cleaned("\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4", 12),
			 "\xc3\xa4\xc3\xa4\xc3\xa4...");
	for (size_t room = 0; room < 30; room++)
		if (room)
			cleaned("the secret-key is \xf0\x9f\x98\x80 here and there", room);
}
END_TEST

static Suite *net_suite(void)
{
	Suite *suite = suite_create("net");
	TCase *limits = suite_case(suite, "limits"), *pace = suite_case(suite, "pace");
	TCase *order = suite_case(suite, "order"), *verdicts = suite_case(suite, "verdicts");

	tcase_add_test(limits, durations_of_services_are_read);
	tcase_add_test(limits, dates_are_read);
	tcase_add_test(limits, retry_after_has_many_forms);
	tcase_add_test(limits, what_is_left_is_read);
	tcase_add_test(pace, the_window_opens_and_halves);
	tcase_add_test(pace, a_minute_has_no_more_than_rpm);
	tcase_add_test(pace, tokens_a_minute_are_kept);
	tcase_add_test(pace, what_the_service_tells_is_kept);
	tcase_add_test(order, requests_start_by_time_then_by_order);
	tcase_add_test(order, jobs_are_known_by_their_text);
	tcase_add_test(verdicts, failures_have_their_kinds);
	tcase_add_test(verdicts, sentences_say_what_where_and_what_to_do);
	tcase_add_test(verdicts, words_are_found_in_bodies);
	tcase_add_test(verdicts, words_are_made_harmless);
	return suite;
}

SUITE_MAIN(net_suite)
