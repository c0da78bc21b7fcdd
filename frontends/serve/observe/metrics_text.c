/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The text format of Prometheus, version 0.0.4. */
#include "config.h"

#include "log.h"
#include "metrics_inside.h"
#include "serve/jobs/jobs.h"
#include "trace.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

struct page {
	struct text text;
	const char *prefix;
};

void metric_head(struct text *text, const char *prefix, const char *name, const char *type,
		 const char *help)
{
	const char *line = *prefix ? "_" : "";

	text_addf(text, "# HELP %s%s%s %s\n# TYPE %s%s%s %s\n", prefix, line, name, help, prefix,
		  line, name, type);
}

/* A label's value: backslash, quote and end of line are escaped, other controls left out. */
static void add_label(struct text *text, const char *name, const char *value)
{
	text_addf(text, "%s=\"", name);
	for (const char *at = value; *at; at++) {
		if (*at == '\\' || *at == '"')
			text_addf(text, "\\%c", *at);
		else if (*at == '\n')
			text_adds(text, "\\n");
		else if ((unsigned char)*at >= ' ')
			text_add(text, at, 1);
	}
	text_adds(text, "\"");
}

/* "doctranslate_name_bucket{a="b",le="1"} " */
static void add_name(struct page *page, const struct metric_series *series, const char *suffix,
		     const char *bound)
{
	const struct metric_family *family = series->family;
	bool open = false;

	text_addf(&page->text, "%s_%s%s", page->prefix, family->name, suffix);
	for (size_t i = 0; family->labels[i]; i++) {
		text_adds(&page->text, open ? "," : "{");
		add_label(&page->text, family->labels[i], series->labels[i]);
		open = true;
	}
	if (bound) {
		text_adds(&page->text, open ? "," : "{");
		add_label(&page->text, "le", bound);
		open = true;
	}
	text_adds(&page->text, open ? "} " : " ");
}

static void add_value(struct page *page, double value)
{
	text_addf(&page->text, "%.15g\n", value);
}

static void add_histogram(struct page *page, const struct metric_series *series, double sum)
{
	size_t n = metric_buckets(series->family);
	uint64_t count = 0;
	char bound[32];

	for (size_t i = 0; i <= n; i++) {
		count += atomic_load_explicit(&series->buckets[i], memory_order_relaxed);
		if (i < n)
			snprintf(bound, sizeof(bound), "%.9g", series->family->bounds[i]);
		add_name(page, series, "_bucket", i < n ? bound : "+Inf");
		text_addf(&page->text, "%" PRIu64 "\n", count);
	}
	add_name(page, series, "_sum", NULL);
	add_value(page, sum);
	add_name(page, series, "_count", NULL);
	text_addf(&page->text, "%" PRIu64 "\n", count);
}

static void add_series(void *ctx, const struct metric_series *series)
{
	double value = (double)atomic_load_explicit(&series->value, memory_order_relaxed) /
		       series->family->scale;
	struct page *page = ctx;

	if (series->family->type == METRIC_HISTOGRAM) {
		add_histogram(page, series, value);
		return;
	}
	add_name(page, series, "", NULL);
	add_value(page, value);
}

/* A family of one line without labels. */
static void add_single(struct page *page, const char *name, const char *type, const char *help,
		       double value)
{
	metric_head(&page->text, page->prefix, name, type, help);
	text_addf(&page->text, "%s_%s ", page->prefix, name);
	add_value(page, value);
}

static void add_jobs(struct page *page, const struct jobs_state *state)
{
	static const char *const names[] = { NULL,	  "queued", "running",
					     "succeeded", "failed", "canceled" };
	struct timespec now;
	double age = 0;

	clock_gettime(CLOCK_REALTIME, &now);
	if (state->counts.oldest_queued)
		age = (double)now.tv_sec + (double)now.tv_nsec / 1e9 -
		      (double)state->counts.oldest_queued / 1e6;
	metric_head(&page->text, page->prefix, "job_queue_depth", "gauge", "Jobs by state");
	for (size_t i = DT_RECORD_QUEUED; i <= DT_RECORD_CANCELLED; i++)
		text_addf(&page->text,
			  "%s_job_queue_depth{state=\"%s\",queue_backend=\"inprocess\"} %" PRIu64
			  "\n",
			  page->prefix, names[i], state->counts.jobs[i]);
	add_single(page, "job_queue_oldest_age_seconds", "gauge",
		   "How long the oldest job waits that is queued", age > 0 ? age : 0);
	add_single(page, "jobs_running", "gauge", "Jobs that this process runs",
		   state->running_here);
	add_single(page, "job_slots", "gauge", "Jobs that this process runs at most", state->slots);
	add_single(page, "accepting", "gauge", "1: new jobs are taken", state->accepting);
	add_single(page, "records_healthy", "gauge", "1: the records answer",
		   state->records_healthy);
	add_single(page, "jobs_disk_bytes", "gauge", "Files of all jobs",
		   (double)state->counts.bytes);
	add_single(page, "webhook_deliveries_waiting", "gauge", "Webhooks that are to be sent",
		   (double)state->counts.deliveries);
}

static void add_own(struct page *page)
{
	struct trace_figures spans;

	trace_figures(&spans);
	metric_head(&page->text, page->prefix, "build_info", "gauge", "1, with the version");
	text_addf(&page->text, "%s_build_info{version=\"%s\"} 1\n", page->prefix, PACKAGE_VERSION);
	add_single(page, "log_lines_dropped_total", "counter", "Lines of the log that were lost",
		   (double)log_dropped());
	add_single(page, "trace_spans_sent_total", "counter", "Spans that the collector took",
		   (double)spans.sent);
	add_single(page, "trace_spans_dropped_total", "counter", "Spans that were lost",
		   (double)spans.dropped);
}

char *metrics_text(const char *name_space, const struct jobs_state *state, size_t *size)
{
	static const char *const types[] = { "counter", "gauge", "histogram" };
	struct page page = { { 0 }, name_space };

	for (enum metric i = 0; i < METRIC_COUNT; i++) {
		metric_head(&page.text, name_space, metric_families[i].name,
			    types[metric_families[i].type], metric_families[i].help);
		metric_each(i, add_series, &page);
	}
	if (state)
		add_jobs(&page, state);
	add_own(&page);
	metrics_process(&page.text);
	*size = page.text.n;
	text_add(&page.text, "", 1);
	if (page.text.failed)
		text_finish(&page.text);
	return page.text.at;
}
