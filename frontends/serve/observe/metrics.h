/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * metrics.h - figures of this process for Prometheus.
 *
 *	metric_add(METRIC_HTTP_REQUESTS, 1, METRIC_LABELS("GET", "/v1/jobs/{job_id}", "200"));
 *	metric_observe(METRIC_HTTP_DURATION, seconds, METRIC_LABELS("GET", "/v1/jobs/{job_id}",
 *"200"));
 *
 * One table (metrics_table.c) has each family's name, type, labels, bounds and help.  Adding takes
 * no lock.  Labels are bounded: a family holds METRIC_SERIES_MAX series, what comes after goes into
 * one whose labels are all "other"; a label is never an id, a path that a client chose, or a text.
 *
 * Of the process, from its first line on.  Threads: any.
 */
#ifndef DT_SERVE_METRICS_H
#define DT_SERVE_METRICS_H

#include <stddef.h>
#include <stdint.h>

struct jobs_state;

enum metric {				/* labels in the order in which they are given */
	      METRIC_HTTP_REQUESTS = 0, /* counter: method, route (template), status_code */
	      METRIC_HTTP_DURATION,	/* seconds: method, route, status_code */
	      METRIC_HTTP_INFLIGHT,	/* gauge: route */
	      METRIC_HTTP_STREAMS,	/* gauge: open event streams */
	      METRIC_HTTP_RECEIVED,	/* counter: bytes of bodies */
	      METRIC_HTTP_REFUSED,	/* counter: reason ("auth", "rate", "size", "form") */
	      METRIC_JOBS_CREATED,	/* counter: kind, queue_backend */
	      METRIC_JOBS_TERMINAL,	/* counter: kind, state, failure_category ("none") */
	      METRIC_JOB_DURATION,	/* seconds from creation: kind, state */
	      METRIC_JOB_WAIT,		/* seconds in the queue: kind */
	      METRIC_JOB_CHILDREN, /* counter: how children ended: outcome ("ok", "memory", ...) */
	      METRIC_JOB_ENQUEUE_FAILURES,  /* counter: kind, reason */
	      METRIC_STAGE_DURATION,	    /* seconds: stage, kind */
	      METRIC_STAGE_EVENTS,	    /* counter: stage, event_type ("start", "end") */
	      METRIC_PEAK_MEMORY,	    /* MiB: kind */
	      METRIC_TRANSLATOR_REQUESTS,   /* counter: profile, provider, outcome, failure_category
					     */
	      METRIC_TRANSLATOR_LATENCY,    /* seconds: profile, provider */
	      METRIC_TRANSLATOR_TOKENS,	    /* counter: profile, provider, token_type */
	      METRIC_TRANSLATOR_COST,	    /* counter, US dollars: profile, provider */
	      METRIC_TRANSLATOR_CONCURRENT, /* gauge: profile, provider */
	      METRIC_WARMUP_RUNS,	    /* counter: outcome */
	      METRIC_WARMUP_DURATION,	    /* seconds: outcome */
	      METRIC_WEBHOOK_ATTEMPTS, /* counter: outcome ("delivered", "retry", "given_up") */
	      METRIC_WEBHOOK_DURATION, /* seconds: outcome */
	      METRIC_RECORDS_DURATION, /* seconds: operation */
	      METRIC_COUNT
};

#define METRIC_SERIES_MAX  512
#define METRIC_PLAIN	   NULL /* no labels */
#define METRIC_LABELS(...) ((const char *const[]){ __VA_ARGS__, NULL })

struct metric_series; /* one line of figures; lives as long as the process */

/* Who asks often keeps it. */
struct metric_series *metric_series(enum metric metric, const char *const *labels);
void series_add(struct metric_series *series, double value);	 /* counters, gauges (+ and -) */
void series_set(struct metric_series *series, double value);	 /* gauges */
void series_observe(struct metric_series *series, double value); /* histograms */

void metric_add(enum metric metric, double value, const char *const *labels);
void metric_set(enum metric metric, double value, const char *const *labels);
void metric_observe(enum metric metric, double value, const char *const *labels);

/*
 * All of it as Prometheus' text format 0.0.4 ("text/plain; version=0.0.4; charset=utf-8"), with the
 * figures of the process and, unless state is NULL, those of the queue as it is now.  namespace:
 * "doctranslate".  The caller frees; NULL: out of memory.
 */
char *metrics_text(const char *name_space, const struct jobs_state *state, size_t *size);

#endif
