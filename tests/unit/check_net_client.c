/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The HTTP client against a server that misbehaves. */
#include "config.h"

#include "plugins/net/client.h"

#include "local_server.h"
#include "suite.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

static struct local_server server;
static struct net_options options;
static struct net_client *client;

/* ---- a host ---------------------------------------------------------------------- */

static atomic_bool is_cancelled, is_winding_down;
static pthread_mutex_t usage_lock = PTHREAD_MUTEX_INITIALIZER;
static struct dt_usage used;

static bool host_cancelled(const struct dt_call *call)
{
	(void)call;
	return atomic_load(&is_cancelled);
}

static bool host_winding_down(const struct dt_call *call)
{
	(void)call;
	return atomic_load(&is_winding_down);
}

static void host_usage(const struct dt_call *call, const struct dt_usage *usage)
{
	(void)call;
	pthread_mutex_lock(&usage_lock);
	used.requests += usage->requests;
	used.retries += usage->retries;
	used.answers += usage->answers;
	used.latency_us += usage->latency_us;
	for (int i = 0; i < DT_FAILURE_COUNT; i++)
		used.failures[i] += usage->failures[i];
	pthread_mutex_unlock(&usage_lock);
}

static const struct dt_host host = {
	.size = sizeof(host),
	.cancelled = host_cancelled,
	.winding_down = host_winding_down,
	.usage = host_usage,
};
static const struct dt_call call = { .size = sizeof(call), .host = &host, .job = "one" };
static const struct dt_call other_job = { .size = sizeof(call), .host = &host, .job = "two" };

/* How much longer than on a machine that does nothing else things may take here. */
static int64_t patience(void)
{
	double load = 0;

	if (getenv("DT_VALGRIND"))
		return 30;
	return getloadavg(&load, 1) == 1 && load > (double)sysconf(_SC_NPROCESSORS_ONLN) ? 5 : 1;
}

/* ---- a request and what comes of it ---------------------------------------------- */

struct result {
	uint32_t status, requests, failure;
	dt_status error;
	char text[500], body[4000];
	size_t length;
	int64_t at; /* ms */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int n_done;

static int64_t now_ms(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

static void done(void *ctx, const struct net_reply *reply, const struct dt_error *err)
{
	struct result *result = ctx;

	result->status = reply->status;
	result->requests = reply->requests;
	result->failure = err->failure;
	result->error = err->status;
	result->length = reply->length;
	result->at = now_ms();
	snprintf(result->text, sizeof(result->text), "%s", err->text);
	snprintf(result->body, sizeof(result->body), "%s", reply->body);
	pthread_mutex_lock(&lock);
	n_done++;
	pthread_cond_signal(&changed);
	pthread_mutex_unlock(&lock);
}

static void wait_for(int n)
{
	pthread_mutex_lock(&lock);
	while (n_done < n)
		pthread_cond_wait(&changed, &lock);
	pthread_mutex_unlock(&lock);
}

static void post(const struct dt_call *of, const char *url, struct result *result)
{
	struct net_request request = { .url = url, .body = "{}", .length = 2 };

	memset(result, 0, sizeof(*result));
	net_send(client, of, &request, NULL, done, result);
}

static struct result ask(const char *url)
{
	struct result result;

	n_done = 0;
	post(&call, url, &result);
	wait_for(1);
	return result;
}

/* A number of the server's log. */
static long logged(const char *name)
{
	struct net_request request = { .url = "/log", .flags = NET_ASIDE };
	struct result result = { 0 };
	char key[64];
	const char *at;

	ck_assert_int_eq(net_wait(client, NULL, &request, NULL, done, &result, NULL), DT_OK);
	snprintf(key, sizeof(key), "\"%s\": ", name);
	at = strstr(result.body, key);
	return at ? strtol(at + strlen(key), NULL, 10) : 0;
}

static void open_client(void)
{
	struct dt_error err = { 0 };

	client = net_client_new("made", &options, &err);
	ck_assert_msg(client != NULL, "%s", err.text);
}

static void setup(void)
{
	signal(SIGPIPE, SIG_IGN);
	if (!local_server_start(&server, "faults-server", NULL))
		ck_abort_msg("tests/servers/faults-server does not start");
	options = (struct net_options){
		.base_url = server.base,
		.key = "sk-secret",
		.timeout = 20000,
		.max_retries = 3,
		.max_wait = 10000,
		.max_in_flight = 64,
		.max_answer = 1 << 20,
	};
	atomic_store(&is_cancelled, false);
	atomic_store(&is_winding_down, false);
	memset(&used, 0, sizeof(used));
	n_done = 0;
	open_client();
}

static void teardown(void)
{
	net_client_free(client);
	local_server_stop(&server);
}

static void reopen(void)
{
	net_client_free(client);
	open_client();
}

/* ---- single requests ------------------------------------------------------------- */

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

/* ---- many requests --------------------------------------------------------------- */

#define MANY 400
static struct result results[MANY];

START_TEST(many_are_on_their_way_at_once)
{
	int64_t start = now_ms();

	for (int i = 0; i < MANY; i++)
		post(&call, "/ok?ms=100", &results[i]);
	wait_for(MANY);
	for (int i = 0; i < MANY; i++)
		ck_assert_int_eq(results[i].error, DT_OK);
	ck_assert_int_eq(logged("requests"), MANY);
	ck_assert_int_le(logged("most_at_once"), 64);
	ck_assert_int_ge(logged("most_at_once"), 32);
	/* one after the other: 40 s */
	ck_assert_int_lt(now_ms() - start, 8000 * patience());
	ck_assert_int_le(logged("connections"), 70);
	ck_assert_uint_eq(used.requests, MANY);
	ck_assert_uint_eq(used.answers, MANY);
}
END_TEST

START_TEST(they_start_in_order)
{
	char urls[50][32], want[16];
	struct net_request request = { .url = "/log", .flags = NET_ASIDE };
	struct result log = { 0 };
	const char *at;

	options.max_in_flight = 1;
	reopen();
	for (int i = 0; i < 50; i++) {
		snprintf(urls[i], sizeof(urls[i]), "/ok?id=n%02d", i);
		post(&call, urls[i], &results[i]);
	}
	wait_for(50);
	ck_assert_int_eq(logged("most_at_once"), 1);
	ck_assert_int_eq(net_wait(client, NULL, &request, NULL, done, &log, NULL), DT_OK);
	at = strstr(log.body, "\"ids\"");
	for (int i = 0; i < 50; i++) {
		snprintf(want, sizeof(want), "\"n%02d\"", i);
		at = at ? strstr(at, want) : NULL;
		ck_assert_msg(at, "%s comes too late", want);
	}
}
END_TEST

START_TEST(a_busy_service_gets_less)
{
	options.max_retries = 100;
	reopen();
	for (int i = 0; i < MANY; i++)
		post(&call, "/busy?most=10&ms=20", &results[i]);
	wait_for(MANY);
	for (int i = 0; i < MANY; i++)
		ck_assert_int_eq(results[i].error, DT_OK);
	ck_assert_uint_eq(used.answers, MANY);
	/* it learns: complaints stay few */
	ck_assert_int_gt(used.failures[DT_FAILURE_RATE_LIMIT], 0);
	ck_assert_int_lt(used.failures[DT_FAILURE_RATE_LIMIT], MANY / 2);
}
END_TEST

START_TEST(rpm_is_kept)
{
	int64_t start = now_ms();

	options.rpm = 600;
	reopen();
	for (int i = 0; i < 40; i++)
		post(&call, "/ok", &results[i]);
	wait_for(40);
	/* 30 at once, then one each 105 ms */
	ck_assert_int_ge(now_ms() - start, 900);
	ck_assert_int_lt(now_ms() - start, 5000 * patience());
}
END_TEST

START_TEST(a_refusal_stops_the_job)
{
	struct result late, other;

	options.max_in_flight = 8;
	reopen();
	for (int i = 0; i < 100; i++)
		post(&call, "/status/401?body=sk-secret", &results[i]);
	wait_for(100);
	for (int i = 0; i < 100; i++) {
		ck_assert_uint_eq(results[i].failure, DT_FAILURE_AUTHENTICATION);
		ck_assert_int_eq(results[i].error, DT_E_REFUSED);
		ck_assert_ptr_null(strstr(results[i].text, "sk-secret"));
	}
	ck_assert_int_le(logged("requests"), 16);
	n_done = 0;
	post(&call, "/ok", &late);
	post(&other_job, "/ok", &other);
	wait_for(2);
	ck_assert_str_eq(late.text, results[0].text);
	ck_assert_uint_eq(late.requests, 0);
	ck_assert_int_eq(other.error, DT_OK);
}
END_TEST

START_TEST(what_is_missing_may_be_no_refusal)
{
	struct net_request request = { .url = "/nothing", .flags = NET_MAY_BE_MISSING };
	struct result result = { 0 };

	net_wait(client, &call, &request, NULL, done, &result, NULL);
	ck_assert_uint_eq(result.failure, DT_FAILURE_NOT_FOUND);
	ck_assert_int_eq(ask("/ok").error, DT_OK);
	ck_assert_uint_eq(ask("/nothing").failure, DT_FAILURE_NOT_FOUND);
	ck_assert_uint_eq(ask("/ok").failure, DT_FAILURE_NOT_FOUND);
}
END_TEST

/* ---- cancelling ------------------------------------------------------------------ */

static void all_cancelled(atomic_bool *flag, int64_t most_ms)
{
	struct timespec pause = { 0, 300000000 };
	int64_t start;

	options.max_in_flight = 16;
	reopen();
	for (int i = 0; i < 100; i++)
		post(&call, i % 2 ? "/hang" : "/drip", &results[i]);
	nanosleep(&pause, NULL);
	ck_assert_int_eq(n_done, 0);
	start = now_ms();
	atomic_store(flag, true);
	wait_for(100);
	for (int i = 0; i < 100; i++) {
		ck_assert_int_eq(results[i].error, DT_E_CANCELLED);
		ck_assert_int_lt(results[i].at - start, most_ms + 200 * patience());
	}
}

START_TEST(cancelling_is_quick)
{
	all_cancelled(&is_cancelled, 0);
}
END_TEST

START_TEST(winding_down_does_not_wait_for_ever)
{
	all_cancelled(&is_winding_down, NET_LAST_WAIT);
}
END_TEST

START_TEST(winding_down_waits_for_what_is_on_the_wire)
{
	struct timespec pause = { 0, 300000000 };
	uint32_t sent = 0;
	int64_t start;

	options.max_in_flight = 4;
	reopen();
	for (int i = 0; i < 12; i++)
		post(&call, "/ok?ms=1500", &results[i]);
	nanosleep(&pause, NULL);
	ck_assert_int_eq(n_done, 0);
	start = now_ms();
	atomic_store(&is_winding_down, true);
	wait_for(12);
	for (int i = 0; i < 12; i++) {
		if (results[i].requests)
			ck_assert_int_eq(results[i].error, DT_OK);
		else
			ck_assert_int_eq(results[i].error, DT_E_CANCELLED);
		if (!results[i].requests)
			ck_assert_int_lt(results[i].at - start, 200 * patience());
		sent += results[i].requests;
	}
	ck_assert_uint_ge(sent, 1);
	ck_assert_uint_le(sent, 4);
}
END_TEST

START_TEST(winding_down_sends_nothing_again)
{
	struct timespec pause = { 0, 200000000 };

	post(&call, "/status/500?ms=500", &results[0]);
	nanosleep(&pause, NULL);
	atomic_store(&is_winding_down, true);
	wait_for(1);
	ck_assert_uint_eq(results[0].failure, DT_FAILURE_SERVER_ERROR);
	ck_assert_uint_eq(results[0].requests, 1);
}
END_TEST

START_TEST(a_pause_can_be_cancelled)
{
	struct timespec pause = { 0, 300000000 };
	int64_t start;

	post(&call, "/status/429?header_Retry-After=8", &results[0]);
	post(&call, "/ok?ms=100", &results[1]);
	nanosleep(&pause, NULL);
	post(&call, "/ok", &results[2]);
	start = now_ms();
	atomic_store(&is_cancelled, true);
	wait_for(3);
	ck_assert_int_eq(results[0].error, DT_E_CANCELLED);
	ck_assert_int_eq(results[2].error, DT_E_CANCELLED);
	ck_assert_int_lt(results[2].at - start, 200 * patience());
}
END_TEST

START_TEST(closing_ends_what_is_on_its_way)
{
	for (int i = 0; i < 100; i++)
		post(NULL, "/hang", &results[i]);
	net_client_free(client);
	ck_assert_int_eq(n_done, 100);
	for (int i = 0; i < 100; i++)
		ck_assert_int_eq(results[i].error, DT_E_CANCELLED);
	open_client();
}
END_TEST

static void *send_some(void *ctx)
{
	struct result *mine = ctx;

	for (int i = 0; i < 50; i++)
		post(&call, i % 5 ? "/ok?ms=5" : "/first/502?n=3&id=t", &mine[i]);
	return NULL;
}

START_TEST(many_threads_may_send)
{
	pthread_t threads[8];

	for (int i = 0; i < 8; i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, send_some, &results[i * 50]), 0);
	for (int i = 0; i < 8; i++)
		pthread_join(threads[i], NULL);
	wait_for(400);
	for (int i = 0; i < 400; i++)
		ck_assert_msg(results[i].error == DT_OK, "%s", results[i].text);
	ck_assert_uint_eq(used.requests, 403);
	ck_assert_uint_eq(used.failures[DT_FAILURE_PARTIAL_OUTAGE], 3);
}
END_TEST

START_TEST(waiting_costs_no_processor)
{
	struct timespec before, after;
	int64_t spent;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
	for (int i = 0; i < 32; i++)
		post(&call, "/ok?ms=2000", &results[i]);
	wait_for(32);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
	spent = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
	ck_assert_int_lt(spent, 200 * (getenv("DT_VALGRIND") ? 30 : 1));
}
END_TEST

static Suite *net_client_suite(void)
{
	Suite *suite = suite_create("net_client");
	TCase *single = suite_case(suite, "single"), *many = suite_case(suite, "many");
	TCase *cancel = suite_case(suite, "cancel");

	tcase_add_checked_fixture(single, setup, teardown);
	tcase_add_checked_fixture(many, setup, teardown);
	tcase_add_checked_fixture(cancel, setup, teardown);
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
	tcase_add_test(many, many_are_on_their_way_at_once);
	tcase_add_test(many, they_start_in_order);
	tcase_add_test(many, a_busy_service_gets_less);
	tcase_add_test(many, rpm_is_kept);
	tcase_add_test(many, a_refusal_stops_the_job);
	tcase_add_test(many, what_is_missing_may_be_no_refusal);
	tcase_add_test(many, many_threads_may_send);
	tcase_add_test(many, waiting_costs_no_processor);
	tcase_add_test(cancel, cancelling_is_quick);
	tcase_add_test(cancel, winding_down_does_not_wait_for_ever);
	tcase_add_test(cancel, winding_down_waits_for_what_is_on_the_wire);
	tcase_add_test(cancel, winding_down_sends_nothing_again);
	tcase_add_test(cancel, a_pause_can_be_cancelled);
	tcase_add_test(cancel, closing_ends_what_is_on_its_way);
	return suite;
}

SUITE_MAIN(net_client_suite)
