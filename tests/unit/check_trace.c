/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "serve/observe/trace.h"
#include "serve/observe/trace_options.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PARENT "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

START_TEST(parents)
{
	static const char *const bad[] = {
		"",
		"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
		"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
		"00-00000000000000000000000000000000-b7ad6b7169203331-01",
		"00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
		"00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
		"ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
		"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
		"00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01",
	};
	struct trace_context context;
	char text[TRACEPARENT_SIZE];

	ck_assert(trace_parse(PARENT, &context));
	ck_assert(context.sampled);
	trace_format(&context, text);
	ck_assert_str_eq(text, PARENT);
	ck_assert(
		trace_parse("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00-x", &context));
	ck_assert(!context.sampled);
	ck_assert(!trace_parse(NULL, &context));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ck_assert_msg(!trace_parse(bad[i], &context), "%s", bad[i]);
}
END_TEST

START_TEST(off)
{
	struct trace_options options = { 0 };
	struct dt_error err = { 0 };
	char text[TRACEPARENT_SIZE];

	ck_assert_int_eq(trace_start(&options, &err), DT_OK);
	ck_assert(!trace_on());
	ck_assert_ptr_null(span_start("x", SPAN_SERVER, NULL));
	span_text(NULL, "a", "b");
	span_fail(NULL, "x");
	span_end(NULL);
	/* what came in goes on */
	trace_parent_of(NULL, PARENT, text);
	ck_assert_str_eq(text, PARENT);
	trace_parent_of(NULL, "nonsense", text);
	ck_assert_str_eq(text, "");
	trace_stop(0);
}
END_TEST

static dt_status read_with(const char *name, const char *value, struct trace_settings *settings)
{
	struct trace_options options = { .enabled = true };
	struct dt_error err = { 0 };
	dt_status status;

	setenv(name, value, 1);
	status = trace_settings_read(&options, settings, &err);
	if (status)
		ck_assert_ptr_nonnull(strstr(err.text, "OTEL_"));
	unsetenv(name);
	return status;
}

START_TEST(variables)
{
	struct trace_options options = { .enabled = true, .service = "doctranslate" };
	struct trace_settings settings;
	struct dt_error err = { 0 };

	setenv("OTEL_SERVICE_NAME", "named", 1);
	setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/base/", 1);
	setenv("OTEL_EXPORTER_OTLP_HEADERS", "x-key=a%20b, other = c", 1);
	setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=test", 1);
	setenv("OTEL_TRACES_SAMPLER", "traceidratio", 1);
	setenv("OTEL_TRACES_SAMPLER_ARG", "0.25", 1);
	setenv("OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "1234", 1);
	ck_assert_int_eq(trace_settings_read(&options, &settings, &err), DT_OK);
	ck_assert_str_eq(settings.url, "http://collector:4318/base/v1/traces");
	ck_assert_str_eq(settings.headers[0], "x-key: a b");
	ck_assert_str_eq(settings.headers[1], "other: c");
	ck_assert_ptr_null(settings.headers[2]);
	ck_assert(!settings.by_parent && settings.ratio == 0.25);
	ck_assert_int_eq(settings.timeout_ms, 1234);
	ck_assert_ptr_nonnull(memmem(settings.resource.at, settings.resource.n,
				     "{\"stringValue\":\"named\"}", 23));
	ck_assert_ptr_nonnull(
		memmem(settings.resource.at, settings.resource.n, "deployment.environment", 22));
	trace_settings_free(&settings);
	setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "https://t/as/it/is", 1);
	ck_assert_int_eq(trace_settings_read(&options, &settings, &err), DT_OK);
	ck_assert_str_eq(settings.url, "https://t/as/it/is");
	trace_settings_free(&settings);
	/* as the service gives it on: its setting has this variable as one of its names */
	options.endpoint = "http://collector:4318/base/";
	ck_assert_int_eq(trace_settings_read(&options, &settings, &err), DT_OK);
	ck_assert_str_eq(settings.url, "https://t/as/it/is");
	trace_settings_free(&settings);
	options.endpoint = "http://told:4318";
	ck_assert_int_eq(trace_settings_read(&options, &settings, &err), DT_OK);
	ck_assert_str_eq(settings.url, "http://told:4318/v1/traces");
	trace_settings_free(&settings);
}
END_TEST

/* What goes on is what is kept, or the word that it is not: a job never has a trace of its own
 * when its request has none. */
START_TEST(onward)
{
	struct trace_options options = { .enabled = true, .endpoint = "http://127.0.0.1:1" };
	static const char came[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
	char text[TRACEPARENT_SIZE];
	struct trace_context context;
	struct dt_error err = { 0 };
	struct span *span;

	ck_assert_ptr_null(span_start_onward("a", SPAN_SERVER, came, text));
	ck_assert_str_eq(text, came);
	ck_assert_ptr_null(span_start_onward("a", SPAN_SERVER, NULL, text));
	ck_assert_str_eq(text, "");
	ck_assert_int_eq(trace_start(&options, &err), DT_OK);
	span = span_start_onward("a", SPAN_SERVER, NULL, text);
	ck_assert(trace_parse(text, &context) && context.sampled);
	ck_assert_mem_eq(&context, span_context(span), sizeof(context.trace_id) + 8);
	span_end(span);
	trace_stop(0);
	setenv("OTEL_TRACES_SAMPLER", "parentbased_always_off", 1);
	ck_assert_int_eq(trace_start(&options, &err), DT_OK);
	ck_assert_ptr_null(span_start_onward("a", SPAN_SERVER, NULL, text));
	ck_assert(trace_parse(text, &context) && !context.sampled);
	span = span_start_onward("a", SPAN_SERVER, came, text);
	ck_assert(trace_parse(text, &context) && context.sampled);
	ck_assert(!memcmp(text, came, 36) && memcmp(text, came, 52));
	span_end(span);
	trace_stop(0);
}
END_TEST

START_TEST(bad_variables)
{
	static const char *const bad[][2] = {
		{ "OTEL_TRACES_SAMPLER", "sometimes" },
		{ "OTEL_BSP_SCHEDULE_DELAY", "soon" },
		{ "OTEL_BSP_MAX_QUEUE_SIZE", "0" },
		{ "OTEL_RESOURCE_ATTRIBUTES", "no pair" },
		{ "OTEL_EXPORTER_OTLP_HEADERS", "a=b%0d%0aInjected: c" },
		{ "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc" },
		{ "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf" },
		{ "OTEL_EXPORTER_OTLP_COMPRESSION", "gzip" },
		{ "OTEL_TRACES_EXPORTER", "zipkin" },
	};
	struct trace_settings settings;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		ck_assert_msg(read_with(bad[i][0], bad[i][1], &settings) == DT_E_CONFIG, "%s=%s",
			      bad[i][0], bad[i][1]);
	ck_assert_int_eq(read_with("OTEL_SDK_DISABLED", "true", &settings), DT_OK);
	ck_assert(!settings.on);
	trace_settings_free(&settings);
	ck_assert_int_eq(read_with("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", &settings), DT_OK);
	ck_assert(settings.on);
	trace_settings_free(&settings);
}
END_TEST

/* Nobody listens there: spans are counted as lost, nobody waits. */
START_TEST(no_collector)
{
	struct trace_options options = { .enabled = true, .endpoint = "http://127.0.0.1:1" };
	struct trace_context parent;
	struct trace_figures before, figures;
	struct dt_error err = { 0 };
	struct span *span, *child;
	char text[TRACEPARENT_SIZE];

	trace_figures(&before);
	ck_assert_int_eq(trace_start(&options, &err), DT_OK);
	ck_assert(trace_parse(PARENT, &parent));
	span = span_start("job", SPAN_INTERNAL, &parent);
	ck_assert_ptr_nonnull(span);
	ck_assert_int_eq(memcmp(span_context(span)->trace_id, parent.trace_id, 16), 0);
	ck_assert_int_ne(memcmp(span_context(span)->span_id, parent.span_id, 8), 0);
	child = span_start("stage", SPAN_INTERNAL, span_context(span));
	trace_parent_of(child, PARENT, text);
	ck_assert_int_eq(memcmp(text, PARENT, 35), 0);
	ck_assert_int_ne(memcmp(text + 36, &PARENT[36], 16), 0);
	span_end(child);
	span_end(span);
	/* the parent is not kept, nor is what is below it */
	parent.sampled = false;
	ck_assert_ptr_null(span_start("job", SPAN_INTERNAL, &parent));
	trace_stop(1500);
	trace_figures(&figures);
	ck_assert_uint_eq(figures.sent, 0);
	ck_assert_uint_eq(figures.dropped - before.dropped, 2);
}
END_TEST

/* What one test sets is not there for the next, nor is what its caller has. */
static void no_variables(void)
{
	char name[128];

	for (char **at = environ; at && *at;) {
		if (strncmp(*at, "OTEL_", 5) != 0) {
			at++;
			continue;
		}
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(*at, "="), *at);
		unsetenv(name);
		at = environ;
	}
}

static Suite *suite(void)
{
	Suite *suite = suite_create("trace");
	TCase *tests = suite_case(suite, "trace");

	tcase_add_checked_fixture(tests, no_variables, no_variables);
	tcase_add_test(tests, parents);
	tcase_add_test(tests, off);
	tcase_add_test(tests, variables);
	tcase_add_test(tests, onward);
	tcase_add_test(tests, bad_variables);
	tcase_add_test(tests, no_collector);
	return suite;
}
SUITE_MAIN(suite)
