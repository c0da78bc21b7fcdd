/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "serve/jobs/jobs.h"
#include "serve/observe/follow.h"
#include "serve/observe/metrics.h"
#include "suite.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static void wanted(const char *text, const char *line)
{
	const char *found = text;

	while ((found = strstr(found, line)) && found != text && found[-1] != '\n')
		found++;
	ck_assert_msg(found, "%s is not there", line);
}

START_TEST(counters)
{
	const char *const *labels = METRIC_LABELS("GET", "/v1/jobs/{job_id}", "200");
	size_t size;
	char *text;

	metric_add(METRIC_HTTP_REQUESTS, 1, labels);
	metric_add(METRIC_HTTP_REQUESTS, 2, labels);
	series_add(metric_series(METRIC_HTTP_REQUESTS, labels), 1);
	metric_add(METRIC_TRANSLATOR_COST, 0.000125, METRIC_LABELS("default", "a\"b\\c\nd"));
	metric_add(METRIC_HTTP_STREAMS, 3, METRIC_PLAIN);
	metric_add(METRIC_HTTP_STREAMS, -1, METRIC_PLAIN);
	text = metrics_text("doctranslate", NULL, &size);
	ck_assert_uint_eq(size, strlen(text));
	wanted(text, "# TYPE doctranslate_http_requests_total counter\n");
	wanted(text, "doctranslate_http_requests_total{method=\"GET\",route=\"/v1/jobs/{job_id}\","
		     "status_code=\"200\"} 4\n");
	wanted(text, "doctranslate_translator_estimated_cost_usd_total{profile=\"default\","
		     "provider=\"a\\\"b\\\\c\\nd\"} 0.000125\n");
	wanted(text, "doctranslate_http_event_streams 2\n");
	/* without labels and not touched: there all the same */
	wanted(text, "doctranslate_http_received_bytes_total 0\n");
	wanted(text, "process_resident_memory_bytes ");
	wanted(text, "process_open_fds ");
	free(text);
}
END_TEST

START_TEST(histograms)
{
	const char *const *labels = METRIC_LABELS("translation", "succeeded");
	size_t size;
	char *text;

	metric_observe(METRIC_JOB_DURATION, 0.25, labels);
	metric_observe(METRIC_JOB_DURATION, 1, labels);
	metric_observe(METRIC_JOB_DURATION, 50, labels);
	metric_observe(METRIC_JOB_DURATION, 10000, labels);
	text = metrics_text("other_name", NULL, &size);
#define JOB "other_name_job_duration_seconds"
	wanted(text, "# TYPE " JOB " histogram\n");
	wanted(text, JOB "_bucket{kind=\"translation\",state=\"succeeded\",le=\"1\"} 2\n");
	wanted(text, JOB "_bucket{kind=\"translation\",state=\"succeeded\",le=\"60\"} 3\n");
	wanted(text, JOB "_bucket{kind=\"translation\",state=\"succeeded\",le=\"7200\"} 3\n");
	wanted(text, JOB "_bucket{kind=\"translation\",state=\"succeeded\",le=\"+Inf\"} 4\n");
	wanted(text, JOB "_sum{kind=\"translation\",state=\"succeeded\"} 10051.25\n");
	wanted(text, JOB "_count{kind=\"translation\",state=\"succeeded\"} 4\n");
	free(text);
}
END_TEST

/* A client that makes up values fills no memory. */
START_TEST(bounded)
{
	char name[32], huge[500];
	size_t size, lines = 0;
	char *text;

	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "reason-%d", i);
		metric_add(METRIC_HTTP_REFUSED, 1, METRIC_LABELS(name));
	}
	memset(huge, 'x', sizeof(huge) - 1);
	huge[sizeof(huge) - 1] = '\0';
	metric_add(METRIC_JOB_CHILDREN, 1, METRIC_LABELS(huge));
	text = metrics_text("d", NULL, &size);
	for (const char *at = text; (at = strstr(at, "d_http_refused_total{")); at++)
		lines++;
	ck_assert_uint_eq(lines, METRIC_SERIES_MAX);
	wanted(text, "d_http_refused_total{reason=\"other\"} 4489\n");
	wanted(text, "d_job_children_total{outcome=\"other\"} 1\n");
	free(text);
}
END_TEST

START_TEST(queue)
{
	struct jobs_state state = { .running_here = 2, .slots = 4, .accepting = true };
	struct timespec now;
	const char *found;
	size_t size;
	char *text;

	clock_gettime(CLOCK_REALTIME, &now);
	state.counts.jobs[DT_RECORD_QUEUED] = 5;
	state.counts.jobs[DT_RECORD_CANCELLED] = 1;
	state.counts.oldest_queued = (int64_t)now.tv_sec * 1000000 - 90 * 1000000;
	text = metrics_text("d", &state, &size);
	wanted(text, "d_job_queue_depth{state=\"queued\",queue_backend=\"inprocess\"} 5\n");
	wanted(text, "d_job_queue_depth{state=\"running\",queue_backend=\"inprocess\"} 0\n");
	wanted(text, "d_job_queue_depth{state=\"canceled\",queue_backend=\"inprocess\"} 1\n");
	wanted(text, "d_jobs_running 2\n");
	wanted(text, "d_records_healthy 0\n");
	found = strstr(text, "\nd_job_queue_oldest_age_seconds ");
	ck_assert_ptr_nonnull(found);
	ck_assert_double_ge(strtod(strchr(found, ' '), NULL), 89);
	ck_assert_double_le(strtod(strchr(found, ' '), NULL), 100);
	free(text);
}
END_TEST

static void event(struct follow *follow, const char *type, const char *stage)
{
	json_t *json = json_pack("{s:s, s:s, s:i}", "type", type, "stage", stage, "stage_total", 3);

	follow_event(follow, json);
	json_decref(json);
}

/* What a job's events come to; tracing is off, and what came in goes on. */
START_TEST(stages)
{
	static const char parent[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
	struct follow *follow = follow_new("j", "translation", parent, 1);
	char goes_on[TRACEPARENT_SIZE], name[100];
	size_t size;
	char *text;

	follow_parent(follow, goes_on);
	ck_assert_str_eq(goes_on, parent);
	event(follow, "progress_start", "Typesetting");
	event(follow, "progress_update", "Typesetting");
	event(follow, "progress_end", "Typesetting");
	event(follow, "progress_end", "Typesetting"); /* not open any more */
	event(follow, "progress_start", "Save PDF");
	for (int i = 0; i < 100; i++) { /* more than are followed */
		snprintf(name, sizeof(name), "open %d", i);
		event(follow, "progress_start", name);
	}
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	event(follow, "progress_start", name);
	follow_outcome(follow, "failed", "input_error");
	follow_end(follow);
	follow_event(NULL, NULL);
	text = metrics_text("d", NULL, &size);
	wanted(text, "d_pipeline_stage_duration_seconds_count{stage=\"Typesetting\","
		     "kind=\"translation\"} 1\n");
	wanted(text,
	       "d_pipeline_stage_events_total{stage=\"Typesetting\",event_type=\"start\"} 1\n");
	wanted(text, "d_pipeline_stage_events_total{stage=\"Typesetting\",event_type=\"end\"} 1\n");
	wanted(text, "d_pipeline_stage_events_total{stage=\"Save PDF\",event_type=\"start\"} 1\n");
	ck_assert_ptr_null(strstr(text, "stage=\"Save PDF\",kind"));
	free(text);
}
END_TEST

#define THREADS 4
#define EACH	20000

static void *count(void *ctx)
{
	char name[16];

	(void)ctx;
	for (int i = 0; i < EACH; i++) {
		snprintf(name, sizeof(name), "op-%d", i % 50);
		metric_observe(METRIC_RECORDS_DURATION, 0.001, METRIC_LABELS(name));
	}
	return NULL;
}

START_TEST(many_threads)
{
	pthread_t threads[THREADS];
	size_t size, lines = 0;
	char *text;

	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, count, NULL);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	text = metrics_text("d", NULL, &size);
	wanted(text, "d_records_duration_seconds_count{operation=\"op-7\"} 1600\n");
	wanted(text, "d_records_duration_seconds_sum{operation=\"op-7\"} 1.6\n");
	for (const char *at = text; (at = strstr(at, "d_records_duration_seconds_count{")); at++)
		lines++;
	ck_assert_uint_eq(lines, 50);
	free(text);
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("metrics");
	TCase *tests = suite_case(suite, "metrics");

	tcase_add_test(tests, counters);
	tcase_add_test(tests, histograms);
	tcase_add_test(tests, bounded);
	tcase_add_test(tests, queue);
	tcase_add_test(tests, stages);
	tcase_add_test(tests, many_threads);
	return suite;
}
SUITE_MAIN(suite)
