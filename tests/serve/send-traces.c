/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * send-traces ENDPOINT JOBS STOP_MS: spans as a job makes them (request, job, two stages, a call),
 * so many times, below PARENT of the environment; prints "sent N dropped N ms N", the time that the
 * end took.
 */
#include "config.h"

#include "serve/observe/log.h"
#include "serve/observe/trace.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static int64_t now_us(clockid_t clock)
{
	struct timespec at;

	clock_gettime(clock, &at);
	return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

static void make_job(const struct trace_context *from)
{
	struct span *request = span_start("POST /v1/jobs", SPAN_SERVER, from), *job, *stage, *call;
	int64_t begun = now_us(CLOCK_REALTIME);
	struct trace_context context;
	char parent[TRACEPARENT_SIZE];

	span_text(request, "http.route", "/v1/jobs");
	span_number(request, "http.response.status_code", 202);
	trace_parent_of(request, "", parent);
	span_end(request);
	/* as it goes through the records */
	trace_parse(parent, &context);
	job = span_start("job", SPAN_CONSUMER, &context);
	span_text(job, "job_id", "j-1");
	for (int i = 0; i < 2; i++) {
		stage = span_start_at(i ? "stage pdf.write" : "stage route.segments", SPAN_INTERNAL,
				      span_context(job), begun + i * 1000);
		span_real(stage, "share", 0.25);
		span_bool(stage, "parallel", i);
		if (!i) {
			call = span_start("translate openai", SPAN_CLIENT, span_context(stage));
			span_text(call, "provider", "a \"name\"\n");
			span_text(call, "url", "https://host/v1?api_key=abcdef");
			span_text(call, "authorization", "Bearer abcdef");
			span_fail(call, "401 with key sk-abcdefghijklmnop");
			span_end(call);
		}
		span_end_at(stage, begun + 5000);
	}
	span_end(job);
}

int main(int argc, char **argv)
{
	struct log_options log = { 2, LOG_LEVEL_DEBUG, true, true, NULL };
	struct trace_options options = { .enabled = true, .attributes = "team=docs" };
	struct trace_figures figures;
	struct trace_context from = { 0 };
	struct dt_error err = { 0 };
	int64_t begun;

	if (argc != 4)
		return 2;
	options.endpoint = *argv[1] ? argv[1] : NULL;
	curl_global_init(CURL_GLOBAL_DEFAULT);
	log_start(&log);
	if (trace_start(&options, &err)) {
		fprintf(stderr, "send-traces: %s\n", err.text);
		return 1;
	}
	trace_parse(getenv("PARENT"), &from);
	for (long i = strtol(argv[2], NULL, 10); i > 0; i--)
		make_job(&from);
	begun = now_us(CLOCK_MONOTONIC);
	trace_stop(strtol(argv[3], NULL, 10));
	trace_figures(&figures);
	printf("sent %llu dropped %llu ms %lld\n", (unsigned long long)figures.sent,
	       (unsigned long long)figures.dropped,
	       (long long)(now_us(CLOCK_MONOTONIC) - begun) / 1000);
	log_stop();
	curl_global_cleanup();
	return 0;
}
