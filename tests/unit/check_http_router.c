/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "suite.h"

#include "serve/http/range.h"
#include "serve/http/router.h"
#include "serve/http/stream.h"

#include <string.h>

static void handle(struct exchange *exchange)
{
	(void)exchange;
}

static const struct route rows[] = {
	{ .method = "GET", .path = "/", .handle = handle },
	{ .method = "GET", .path = "/v1/jobs", .handle = handle },
	{ .method = "POST", .path = "/v1/jobs", .handle = handle },
	{ .method = "POST", .path = "/v1/jobs/json", .handle = handle },
	{ .method = "GET", .path = "/v1/jobs/{job_id}", .handle = handle },
	{ .method = "GET", .path = "/v1/jobs/{job_id}/{kind}", .handle = handle },
	{ .method = "HEAD", .path = "/v1/jobs/{job_id}/{kind}", .handle = handle },
	{ .method = "GET", .path = "/v1/jobs/{job_id}/page-{n}.png", .handle = handle },
	{ 0 }
};
static const struct route *const lists[] = { rows };

static struct router *router;
static struct arena arena;
static struct path_values values;
static const char *allow;

static void set_up(void)
{
	struct dt_error err = { 0 };

	router = router_new(lists, 1, &err);
	ck_assert_msg(router, "%s", err.text);
}

static void tear_down(void)
{
	router_free(router);
	http_arena_clear(&arena);
}

/* "PATH" of the row that is found, or what else is. */
static const char *find(const char *method, const char *path)
{
	const struct route *route;

	switch (router_find(router, method, path, &arena, &route, &values, &allow)) {
	case FOUND_ROUTE:
		return route->path;
	case FOUND_OTHER_METHOD:
		return "other method";
	case FOUND_WITHOUT_SLASH:
		return "without slash";
	case FOUND_NONE:
		break;
	}
	return "none";
}

START_TEST(finds_the_closest_row)
{
	ck_assert_str_eq(find("GET", "/"), "/");
	ck_assert_str_eq(find("GET", "/v1/jobs"), "/v1/jobs");
	ck_assert_str_eq(find("GET", "/v1/jobs/json"), "/v1/jobs/{job_id}");
	ck_assert_str_eq(find("POST", "/v1/jobs/json"), "/v1/jobs/json");
	ck_assert_str_eq(find("GET", "/v1/jobs/a/b"), "/v1/jobs/{job_id}/{kind}");
	ck_assert_str_eq(find("GET", "/v1/jobs/a/page-12.png"), "/v1/jobs/{job_id}/page-{n}.png");
	ck_assert_uint_eq(values.n, 2);
	ck_assert_str_eq(values.at[0].name, "job_id");
	ck_assert_str_eq(values.at[0].value, "a");
	ck_assert_str_eq(values.at[1].value, "12");
	ck_assert_str_eq(find("GET", "/v1/jobs/a/page-.png"), "/v1/jobs/{job_id}/{kind}");
}
END_TEST

START_TEST(tells_the_methods)
{
	ck_assert_str_eq(find("HEAD", "/v1/jobs"), "/v1/jobs");
	ck_assert_str_eq(find("PUT", "/v1/jobs"), "other method");
	ck_assert_str_eq(allow, "GET, HEAD, POST");
	ck_assert_str_eq(find("get", "/v1/jobs"), "other method");
	ck_assert_str_eq(find("PUT", "/v1/jobs/a/b"), "other method");
	ck_assert_str_eq(allow, "GET, HEAD");
}
END_TEST

START_TEST(a_slash_makes_another_path)
{
	ck_assert_str_eq(find("GET", "/v1/jobs/"), "without slash");
	ck_assert_str_eq(find("GET", "/v1/jobs//"), "none");
	ck_assert_str_eq(find("GET", "//v1/jobs"), "none");
	ck_assert_str_eq(find("GET", "/v1//jobs"), "none");
	ck_assert_str_eq(find("GET", ""), "none");
	ck_assert_str_eq(find("GET", "*"), "none");
	ck_assert_str_eq(find("GET", "//"), "none");
	ck_assert_str_eq(find("GET", "/1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6/7/8"), "none");
}
END_TEST

START_TEST(decodes_once)
{
	ck_assert_str_eq(find("GET", "/%76%31/jobs/%2541"), "/v1/jobs/{job_id}");
	ck_assert_str_eq(values.at[0].value, "%41");
	ck_assert_str_eq(find("GET", "/v1%2fjobs"), "none");
	ck_assert_str_eq(find("GET", "/v1/jobs/a%2Fb"), "none");
	ck_assert_str_eq(find("GET", "/v1/jobs/%2e%2E"), "none");
	ck_assert_str_eq(find("GET", "/v1/jobs/.."), "none");
	ck_assert_str_eq(find("GET", "/v1/jobs/a%00"), "none");
	ck_assert_str_eq(find("GET", "/v1/jobs/a%0d"), "none");
	ck_assert_str_eq(find("GET", "/v1/jobs/%f"), "none");
	ck_assert_str_eq(find("GET", "/v1/jobs/%"), "none");
	ck_assert_str_eq(find("GET", "/v1/jobs/%c0%af"), "none");
	ck_assert_str_eq(find("GET", "/v1/jobs/%C3%A4+"), "/v1/jobs/{job_id}");
	ck_assert_str_eq(values.at[0].value, "\xc3\xa4+");
}
END_TEST

START_TEST(refuses_a_wrong_table)
{
	static const struct route same[] = { { .method = "GET", .path = "/a", .handle = handle },
					     { .method = "GET", .path = "/a", .handle = handle },
					     { 0 } };
	static const struct route broken[] = { { .method = "GET", .path = "/{a", .handle = handle },
					       { 0 } };
	static const struct route many[] = {
		{ .method = "GET", .path = "/{a}/{b}/{c}/{d}/{e}", .handle = handle }, { 0 }
	};
	static const struct route *const tables[] = { same, broken, many };
	struct dt_error err = { 0 };

	ck_assert_ptr_null(router_new(&tables[_i], 1, &err));
	ck_assert_int_eq(err.status, DT_E_REFUSED);
}
END_TEST

/* ---- ranges, tags, dates ------------------------------------------------------------- */

static const struct {
	const char *text;
	uint64_t size;
	enum range range;
	uint64_t first, last;
} ranges[] = {
	{ "bytes=0-0", 10, RANGE_FITS, 0, 0 },
	{ "BYTES= 2-99 ", 10, RANGE_FITS, 2, 9 },
	{ "bytes=9-", 10, RANGE_FITS, 9, 9 },
	{ "bytes=-4", 10, RANGE_FITS, 6, 9 },
	{ "bytes=-11", 10, RANGE_FITS, 0, 9 },
	{ "bytes=0-18446744073709551616", 10, RANGE_FITS, 0, 9 },
	{ "bytes=10-", 10, RANGE_NONE, 0, 0 },
	{ "bytes=18446744073709551616-", 10, RANGE_NONE, 0, 0 },
	{ "bytes=-0", 10, RANGE_NONE, 0, 0 },
	{ "bytes=-1", 0, RANGE_NONE, 0, 0 },
	{ "bytes=3-2", 10, RANGE_NONE, 0, 0 },
	{ "bytes=0-1,2-3", 10, RANGE_NONE, 0, 0 },
	{ "bytes=", 10, RANGE_NONE, 0, 0 },
	{ "bytes=-", 10, RANGE_NONE, 0, 0 },
	{ "lines=1-2", 10, RANGE_UNIT, 0, 0 },
	{ "bytes", 10, RANGE_UNIT, 0, 0 },
};

START_TEST(reads_ranges)
{
	uint64_t first = 0, last = 0;

	ck_assert_int_eq(range_read(ranges[_i].text, ranges[_i].size, &first, &last),
			 ranges[_i].range);
	if (ranges[_i].range == RANGE_FITS) {
		ck_assert_uint_eq(first, ranges[_i].first);
		ck_assert_uint_eq(last, ranges[_i].last);
	}
}
END_TEST

START_TEST(compares_tags)
{
	ck_assert(tag_listed("\"a\"", "\"a\"", false));
	ck_assert(tag_listed(" \"b\" ,W/\"a\"", "\"a\"", true));
	ck_assert(!tag_listed("W/\"a\"", "\"a\"", false));
	ck_assert(!tag_listed("\"a\"", "W/\"a\"", false));
	ck_assert(tag_listed("\"a\"", "W/\"a\"", true));
	ck_assert(tag_listed("*", "\"a\"", false));
	ck_assert(tag_listed("\"x,\"\t,\"a\"", "\"a\"", false));
	ck_assert(!tag_listed("a", "\"a\"", true));
	ck_assert(!tag_listed("\"a", "\"a\"", true));
	ck_assert(!tag_listed("", "\"a\"", true));
}
END_TEST

START_TEST(reads_and_writes_dates)
{
	static const char *const forms[] = { "Sun, 06 Nov 1994 08:49:37 GMT",
					     "Sunday, 06-Nov-94 08:49:37 GMT",
					     "Sun Nov  6 08:49:37 1994" };
	char text[HTTP_DATE];
	time_t time = 0;

	ck_assert(http_date_read(forms[_i], &time));
	ck_assert_int_eq(time, 784111777);
	http_date(time, text);
	ck_assert_str_eq(text, forms[0]);
	ck_assert(!http_date_read("yesterday evening", &time));
}
END_TEST

/* ---- events ---------------------------------------------------------------------------- */

static void event_is(const char *json, bool last, bool full, const char *wanted)
{
	size_t size = 0;
	char *text = stream_event_text(json, 7, last, "j", "http://h", full, &size);

	ck_assert_ptr_nonnull(text);
	ck_assert_str_eq(text, wanted);
	ck_assert_uint_eq(size, strlen(wanted));
	free(text);
}

START_TEST(writes_events)
{
	event_is("{\"type\":\"progress_end\",\"n\":1}", false, false,
		 "event: progress_end\ndata: {\"type\":\"progress_end\",\"n\":1}\nid: 7\n\n");
	event_is("{\"n\":1,\n \"type\":\"progress_end\"}", false, false,
		 "event: progress_end\ndata: {\"n\":1,  \"type\":\"progress_end\"}\nid: 7\n\n");
	event_is("{\"type\":\"finish\"}", true, true,
		 "event: finish\ndata: {\"type\":\"finish\"}\nid: 7\n\n");
	event_is("{\"type\":\"finish\"}", true, false,
		 "event: job_completed\ndata: {\"type\":\"job_completed\",\"schema_version\":\"1\","
		 "\"job_id\":\"j\",\"state\":\"succeeded\",\"seq\":7,"
		 "\"result_url\":\"http://h/v1/jobs/j/result\","
		 "\"manifest_url\":\"http://h/v1/jobs/j/manifest\"}\nid: 7\n\n");
	event_is("{\"type\":\"error\",\"error\":{\"code\":\"input_error\"}}", true, true,
		 "event: job_failed\ndata: {\"type\":\"job_failed\",\"schema_version\":\"1\","
		 "\"job_id\":\"j\",\"state\":\"failed\",\"seq\":7,"
		 "\"error\":{\"code\":\"input_error\"}}\nid: 7\n\n");
	event_is("{\"type\":\"error\",\"error\":{\"code\":\"canceled\"}}", true, false,
		 "event: job_failed\ndata: {\"type\":\"job_failed\",\"schema_version\":\"1\","
		 "\"job_id\":\"j\",\"state\":\"canceled\",\"seq\":7,"
		 "\"error\":{\"code\":\"canceled\"}}\nid: 7\n\n");
	event_is("{\"type\":\"job_state\",\"state\":\"succeeded\"}", true, false,
		 "event: job_state\ndata: {\"type\":\"job_state\",\"state\":\"succeeded\"}\n"
		 "id: 7\n\n");
	event_is("nonsense", true, false, "event: message\ndata: nonsense\nid: 7\n\n");
}
END_TEST

static Suite *http_suite(void)
{
	Suite *suite = suite_create("http router");
	TCase *routes = suite_case(suite, "routes");
	TCase *texts = suite_case(suite, "texts");

	tcase_add_checked_fixture(routes, set_up, tear_down);
	tcase_add_test(routes, finds_the_closest_row);
	tcase_add_test(routes, tells_the_methods);
	tcase_add_test(routes, a_slash_makes_another_path);
	tcase_add_test(routes, decodes_once);
	tcase_add_loop_test(routes, refuses_a_wrong_table, 0, 3);
	tcase_add_loop_test(texts, reads_ranges, 0, sizeof(ranges) / sizeof(*ranges));
	tcase_add_test(texts, compares_tags);
	tcase_add_loop_test(texts, reads_and_writes_dates, 0, 3);
	tcase_add_test(texts, writes_events);
	return suite;
}

SUITE_MAIN(http_suite)
