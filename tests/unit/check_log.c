/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "serve/observe/child_line.h"
#include "serve/observe/log.h"
#include "suite.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static char *read_back(FILE *file)
{
	static char text[1 << 22];
	size_t n;

	fflush(file);
	rewind(file);
	n = fread(text, 1, sizeof(text) - 1, file);
	text[n] = '\0';
	return text;
}

static FILE *start(bool json, enum log_level level)
{
	FILE *file = tmpfile();
	struct log_options options = { fileno(file), level, json, true, NULL };

	ck_assert(log_start(&options));
	return file;
}

START_TEST(json_line)
{
	FILE *file = start(true, LOG_LEVEL_INFO);
	json_t *line, *given = json_pack("{s:s}", "secret", "s3");
	const char *at;

	log_info("job.started", LOG_JOB("j-1"), LOG_PAGE(7), LOG_REAL("seconds", 0.5),
		 LOG_BOOL("again", true), LOG_TEXT("api_key", "k3y"), LOG_TEXT("absent", NULL),
		 LOG_MESSAGE("line one\nline \"two\" \xff"), LOG_JSON("given", given),
		 LOG_BYTES("part", "partial", 4), LOG_WORD("route", "/v1/jobs/{job_id}"));
	log_debug("not.wanted", LOG_NONE);
	log_stop();
	line = json_loads(read_back(file), 0, NULL);
	ck_assert_ptr_nonnull(line);
	ck_assert_str_eq(json_string_value(json_object_get(line, "event")), "job.started");
	ck_assert_str_eq(json_string_value(json_object_get(line, "level")), "info");
	ck_assert_str_eq(json_string_value(json_object_get(line, "service")), "doctranslate");
	ck_assert_str_eq(json_string_value(json_object_get(line, "job_id")), "j-1");
	ck_assert_int_eq(json_integer_value(json_object_get(line, "page")), 7);
	ck_assert_str_eq(json_string_value(json_object_get(line, "api_key")), "<redacted>");
	ck_assert_str_eq(json_string_value(json_object_get(line, "part")), "part");
	ck_assert_str_eq(json_string_value(json_object_get(line, "message")),
			 "line one\nline \"two\" \xef\xbf\xbd");
	ck_assert_ptr_null(json_object_get(line, "absent"));
	ck_assert_str_eq(json_string_value(json_object_get(line, "route")), "/v1/jobs/{job_id}");
	ck_assert_str_eq(
		json_string_value(json_object_get(json_object_get(line, "given"), "secret")),
		"<redacted>");
	at = json_string_value(json_object_get(line, "ts"));
	ck_assert_uint_eq(strlen(at), strlen("2026-01-31T12:00:00.123456Z"));
	ck_assert_int_eq(at[26], 'Z');
	json_decref(line);
	json_decref(given);
	fclose(file);
}
END_TEST

START_TEST(console_line)
{
	FILE *file = start(false, LOG_LEVEL_WARNING);
	const char *text;

	log_info("quiet", LOG_NONE);
	log_warning("http.request", LOG_REQUEST("r-1"), LOG_MESSAGE("a\x1b[31m\nfake line"),
		    LOG_NUMBER("status", 500));
	log_stop();
	text = read_back(file);
	ck_assert_ptr_null(strstr(text, "quiet"));
	ck_assert_ptr_nonnull(strstr(text,
				     " WARNING http.request request_id=r-1 message=\"a\\u001b["
				     "31m\\nfake line\" status=500\n"));
	ck_assert_ptr_eq(strchr(text, '\n'), text + strlen(text) - 1);
	fclose(file);
}
END_TEST

START_TEST(line_of_a_child)
{
	static const struct {
		const char *line, *node, *text;
		enum log_level level;
		int64_t page;
	} lines[] = {
		{ "doctranslate: warning: job-1: layout, page 7: no: room", "layout", "no: room",
		  LOG_LEVEL_WARNING, 7 },
		{ "doctranslate: error: job-12: pdf.write: full", "pdf.write", "full",
		  LOG_LEVEL_ERROR, 0 },
		{ "doctranslate: info: plugin x: loaded", "", "plugin x: loaded", LOG_LEVEL_INFO,
		  0 },
		{ "doctranslate: the input is no PDF", "", "doctranslate: the input is no PDF",
		  LOG_LEVEL_INFO, 0 },
		{ "doctranslate: error: job-1: a, page -4: x", "", "job-1: a, page -4: x",
		  LOG_LEVEL_ERROR, 0 },
		{ "", "", "", LOG_LEVEL_INFO, 0 },
	};
	struct child_line read;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		child_line_read(&read, lines[i].line);
		ck_assert_int_eq(read.level, lines[i].level);
		ck_assert_str_eq(read.text, lines[i].text);
		ck_assert_int_eq(read.page, lines[i].page);
		ck_assert_str_eq(read.node, lines[i].node);
	}
}
END_TEST

START_TEST(levels)
{
	enum log_level level;

	ck_assert(log_level_read("INFO", &level) && level == LOG_LEVEL_INFO);
	ck_assert(log_level_read("critical", &level) && level == LOG_LEVEL_ERROR);
	ck_assert(!log_level_read("loud", &level));
	/* nobody listens: nothing happens */
	log_error("nobody", LOG_NONE);
	ck_assert(!log_wants(LOG_LEVEL_ERROR));
}
END_TEST

#define THREADS 4
#define EACH	500

static void *write_many(void *ctx)
{
	for (int i = 0; i < EACH; i++)
		log_info("many", LOG_NUMBER("thread", *(int *)ctx), LOG_NUMBER("i", i));
	return NULL;
}

START_TEST(many_threads)
{
	FILE *file = start(true, LOG_LEVEL_INFO);
	pthread_t threads[THREADS];
	int names[THREADS], next[THREADS] = { 0 };
	size_t lines = 0;

	for (int i = 0; i < THREADS; i++) {
		names[i] = i;
		pthread_create(&threads[i], NULL, write_many, &names[i]);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	log_stop();
	ck_assert_uint_eq(log_dropped(), 0);
	/* each is there once, whole, in the order of its thread */
	for (char *line = read_back(file), *end; (end = strchr(line, '\n')); line = end + 1) {
		json_t *value = json_loadb(line, (size_t)(end - line), 0, NULL);
		json_int_t thread = json_integer_value(json_object_get(value, "thread"));

		ck_assert_ptr_nonnull(value);
		ck_assert_int_eq(json_integer_value(json_object_get(value, "i")), next[thread]++);
		json_decref(value);
		lines++;
	}
	ck_assert_uint_eq(lines, THREADS * EACH);
	fclose(file);
}
END_TEST

static double seconds(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

/* A pipe that nobody reads: no writer waits, what is lost is counted, and told afterwards. */
START_TEST(nobody_reads)
{
	struct log_options options = { -1, LOG_LEVEL_INFO, true, true, NULL };
	static char text[1 << 20];
	double begun = seconds();
	int ends[2];
	size_t n = 0;
	ssize_t got;

	ck_assert_int_eq(pipe(ends), 0);
	options.fd = ends[1];
	ck_assert(log_start(&options));
	for (int i = 0; i < 20000; i++)
		log_info("flood", LOG_NUMBER("i", i));
	ck_assert(seconds() - begun < 5);
	ck_assert_uint_gt(log_dropped(), 10000);
	/* now somebody does */
	while (!memmem(text, n, "log.dropped", 11) && n < sizeof(text)) {
		got = read(ends[0], text + n, sizeof(text) - n);
		ck_assert_int_gt(got, 0);
		n += (size_t)got;
	}
	ck_assert_ptr_nonnull(memmem(text, n, "log.dropped", 11));
	log_stop();
	close(ends[0]);
	close(ends[1]);
}
END_TEST

/* It ends though nobody ever reads. */
START_TEST(ends_in_time)
{
	struct log_options options = { -1, LOG_LEVEL_INFO, true, true, NULL };
	double begun;
	int ends[2];

	ck_assert_int_eq(pipe(ends), 0);
	options.fd = ends[1];
	ck_assert(log_start(&options));
	for (int i = 0; i < 5000; i++)
		log_info("flood", LOG_NUMBER("i", i));
	begun = seconds();
	log_stop();
	ck_assert(seconds() - begun < 4);
	close(ends[0]);
	close(ends[1]);
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("log");
	TCase *tests = suite_case(suite, "log");

	tcase_add_test(tests, json_line);
	tcase_add_test(tests, console_line);
	tcase_add_test(tests, levels);
	tcase_add_test(tests, line_of_a_child);
	tcase_add_test(tests, many_threads);
	tcase_add_test(tests, nobody_reads);
	tcase_add_test(tests, ends_in_time);
	return suite;
}
SUITE_MAIN(suite)
