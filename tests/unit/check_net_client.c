/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Single requests to a server that misbehaves. */
#include "config.h"

#include "net_asked.h"

#include <string.h>

START_TEST(a_request_arrives_as_it_is)
{
	struct net_header headers[] = { { "Authorization", "Bearer sk-secret" },
					{ "X-Empty", "" } };
	struct net_request request = { .url = "/echo?a=%2F%3a&b=1",
				       .headers = headers,
				       .n_headers = 2,
				       .body = "{\"a\":\"\xc3\xa4\"}",
				       .length = 10 };
	struct result result = { 0 };
	struct dt_error err = { 0 };

	ck_assert_int_eq(net_wait(client, &call, &request, NULL, done, &result, &err), DT_OK);
	ck_assert_uint_eq(result.status, 200);
	ck_assert_ptr_nonnull(strstr(result.body, "\"method\": \"POST\""));
	ck_assert_ptr_nonnull(strstr(result.body, "\"target\": \"/echo?a=%2F%3a&b=1\""));
	ck_assert_ptr_nonnull(strstr(result.body, "\"authorization\": \"Bearer sk-secret\""));
	ck_assert_ptr_nonnull(strstr(result.body, "\"x-empty\": \"\""));
	ck_assert_ptr_nonnull(strstr(result.body, "\"content-type\": \"application/json\""));
	ck_assert_ptr_nonnull(strstr(result.body, "\"user-agent\": \"doctranslate/"));
	ck_assert_ptr_null(strstr(result.body, "\"expect\""));
	ck_assert_uint_eq(used.requests, 1);
	ck_assert_uint_eq(used.answers, 1);
	ck_assert_uint_gt(used.latency_us, 0);
}
END_TEST

START_TEST(a_header_with_a_line_break_is_refused)
{
	struct net_header header = { "Authorization", "Bearer a\r\nX-Other: b" };
	struct net_request request = { .url = "/echo", .headers = &header, .n_headers = 1 };
	struct dt_error err = { 0 };

	ck_assert_int_eq(net_wait(client, &call, &request, NULL, NULL, NULL, &err), DT_E_CONFIG);
	ck_assert_ptr_null(strstr(err.text, "Bearer"));
	ck_assert_int_eq(logged("requests"), 0);
}
END_TEST

START_TEST(passing_faults_are_tried_again)
{
	struct result result = ask("/first/500?n=2&id=a");

	ck_assert_int_eq(result.error, DT_OK);
	ck_assert_uint_eq(result.requests, 3);
	ck_assert_uint_eq(used.requests, 3);
	ck_assert_uint_eq(used.retries, 2);
	ck_assert_uint_eq(used.answers, 1);
	ck_assert_uint_eq(used.failures[DT_FAILURE_SERVER_ERROR], 2);
	result = ask("/status/503");
	ck_assert_int_eq(result.error, DT_E_UNAVAILABLE);
	ck_assert_uint_eq(result.requests, 4);
	ck_assert_uint_eq(result.failure, DT_FAILURE_PARTIAL_OUTAGE);
}
END_TEST

START_TEST(lasting_faults_are_not)
{
	static const struct {
		const char *url;
		uint32_t failure;
		dt_status error;
		const char *says;
	} cases[] = {
		{ "/status/400?body=what", DT_FAILURE_BAD_REQUEST, DT_E_REFUSED, "(what)" },
		{ "/status/413", DT_FAILURE_CONTEXT_LENGTH, DT_E_LIMIT, "too long" },
		{ "/redirect?to=https://elsewhere/x", DT_FAILURE_BAD_REQUEST, DT_E_REFUSED,
		  "https://elsewhere/x" },
		{ "/huge?n=2000000", DT_FAILURE_MALFORMED_RESPONSE, DT_E_LIMIT, "max_answer" },
		{ "/bomb?n=200000000", DT_FAILURE_MALFORMED_RESPONSE, DT_E_LIMIT, "max_answer" },
		{ "/garbage", DT_FAILURE_MALFORMED_RESPONSE, DT_E_UNAVAILABLE, "HTTP" },
	};
	long before = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct result result = ask(cases[i].url);

		ck_assert_msg(result.failure == cases[i].failure, "%s: %s", cases[i].url,
			      result.text);
		ck_assert_msg(result.error == cases[i].error, "%s: %s", cases[i].url, result.text);
		ck_assert_msg(strstr(result.text, cases[i].says), "%s: %s", cases[i].url,
			      result.text);
		ck_assert_int_eq(logged("requests"), ++before);
	}
}
END_TEST

START_TEST(broken_connections_are_tried_again)
{
	static const char *const urls[] = { "/half", "/reset" };

	for (size_t i = 0; i < 2; i++) {
		struct result result = ask(urls[i]);

		ck_assert_msg(result.failure == DT_FAILURE_PARTIAL_OUTAGE, "%s: %s", urls[i],
			      result.text);
		ck_assert_uint_eq(result.requests, 4);
	}
	/* what stands behind the end of an answer belongs to none */
	ck_assert_int_eq(ask("/short").error, DT_OK);
	ck_assert_int_eq(ask("/ok").error, DT_OK);
}
END_TEST

START_TEST(a_try_has_its_time)
{
	struct result result;
	int64_t start = now_ms();

	options.timeout = 200;
	options.max_retries = 1;
	reopen();
	result = ask("/hang");
	ck_assert_uint_eq(result.failure, DT_FAILURE_TIMEOUT);
	ck_assert_uint_eq(result.requests, 2);
	result = ask("/drip");
	ck_assert_uint_eq(result.failure, DT_FAILURE_TIMEOUT);
	ck_assert_int_ge(now_ms() - start, 800);
	ck_assert_int_lt(now_ms() - start, 8000 * patience());
	ck_assert_uint_eq(used.failures[DT_FAILURE_TIMEOUT], 4);
}
END_TEST

START_TEST(a_batch_has_its_time)
{
	struct net_request request = { .url = "/status/500", .time_ms = 700 };
	struct result result = { 0 };
	int64_t start = now_ms();

	options.max_retries = 50;
	reopen();
	net_wait(client, &call, &request, NULL, done, &result, NULL);
	ck_assert_uint_eq(result.failure, DT_FAILURE_SERVER_ERROR);
	ck_assert_int_lt(now_ms() - start, 3000 * patience());
	request.url = "/hang";
	start = now_ms();
	net_wait(client, &call, &request, NULL, done, &result, NULL);
	ck_assert_uint_eq(result.failure, DT_FAILURE_TIMEOUT);
	ck_assert_int_ge(now_ms() - start, 600);
	ck_assert_int_lt(now_ms() - start, 3000 * patience());
}
END_TEST

START_TEST(retry_after_is_obeyed)
{
	int64_t start = now_ms();
	struct result result = ask("/first/429?n=1&id=r&header_Retry-After=1");

	ck_assert_int_eq(result.error, DT_OK);
	ck_assert_int_ge(now_ms() - start, 1000);
	result = ask("/status/429?header_Retry-After=60");
	ck_assert_uint_eq(result.failure, DT_FAILURE_RATE_LIMIT);
	ck_assert_uint_eq(result.requests, 1);
	/* and nobody else asks meanwhile */
	result = ask("/ok");
	ck_assert_uint_eq(result.failure, DT_FAILURE_RATE_LIMIT);
	ck_assert_uint_eq(result.requests, 0);
	ck_assert_ptr_nonnull(strstr(result.text, "max_wait"));
}
END_TEST

START_TEST(what_is_left_is_obeyed)
{
	int64_t start = now_ms();

	ask("/ok?header_x-ratelimit-remaining-requests=0&header_x-ratelimit-reset-requests=600ms");
	ask("/ok");
	ck_assert_int_ge(now_ms() - start, 600);
	ck_assert_int_lt(now_ms() - start, 5000 * patience());
}
END_TEST

static void refuse_all(void *ctx, const struct net_reply *reply, struct dt_error *err)
{
	(void)ctx;
	net_judge_fail(reply, err, DT_FAILURE_MALFORMED_RESPONSE, "no such thing", 13);
}

START_TEST(the_judge_decides)
{
	struct net_request request = { .url = "/ok" };
	struct result result = { 0 };

	net_wait(client, &call, &request, refuse_all, done, &result, NULL);
	ck_assert_uint_eq(result.failure, DT_FAILURE_MALFORMED_RESPONSE);
	ck_assert_ptr_nonnull(strstr(result.text, "answered 200 (no such thing): "));
	ck_assert_uint_eq(used.requests, 1);
	ck_assert_uint_eq(used.answers, 0);
	ck_assert_uint_eq(used.failures[DT_FAILURE_MALFORMED_RESPONSE], 1);
}
END_TEST

START_TEST(addresses_are_checked)
{
	static const char *const wrong[] = {
		"ftp://host/", "https://user:password@host/", "",
		"host",	       "file:///etc/passwd",	      "https://h/?a=b"
	};
	struct dt_error err;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct net_options made = options;

		made.base_url = wrong[i];
		memset(&err, 0, sizeof(err));
		ck_assert_msg(!net_client_new("made", &made, &err), "%s", wrong[i]);
		ck_assert_int_eq(err.status, DT_E_CONFIG);
		ck_assert_ptr_null(strstr(err.text, "password@"));
	}
}
END_TEST

START_TEST(who_is_not_there_is_told)
{
	struct result result;

	options.base_url = "http://127.0.0.1:1";
	options.max_retries = 1;
	reopen();
	result = ask("/ok");
	ck_assert_uint_eq(result.failure, DT_FAILURE_PARTIAL_OUTAGE);
	ck_assert_uint_eq(result.requests, 2);
	ck_assert_ptr_nonnull(strstr(result.text, "cannot be reached"));
}
END_TEST

static Suite *net_client_suite(void)
{
	Suite *suite = suite_create("net_client");
	TCase *single = suite_case(suite, "single");

	tcase_add_checked_fixture(single, setup, teardown);
	tcase_add_test(single, a_request_arrives_as_it_is);
	tcase_add_test(single, a_header_with_a_line_break_is_refused);
	tcase_add_test(single, passing_faults_are_tried_again);
	tcase_add_test(single, lasting_faults_are_not);
	tcase_add_test(single, broken_connections_are_tried_again);
	tcase_add_test(single, a_try_has_its_time);
	tcase_add_test(single, a_batch_has_its_time);
	tcase_add_test(single, retry_after_is_obeyed);
	tcase_add_test(single, what_is_left_is_obeyed);
	tcase_add_test(single, the_judge_decides);
	tcase_add_test(single, addresses_are_checked);
	tcase_add_test(single, who_is_not_there_is_told);
	return suite;
}

SUITE_MAIN(net_client_suite)
