/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* child_run.h - a child of a test, and what was told of it until it was over. */
#ifndef DT_TESTS_CHILD_RUN_H
#define DT_TESTS_CHILD_RUN_H

#include "serve/jobs/child.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct child_run {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	char lines[65536], log[65536];
	size_t n_lines, n_log, output_bytes, longest_log;
	struct child_end end;
	char text[300];
	bool over;
};

static inline bool run_line(void *ctx, const char *line, size_t size)
{
	struct child_run *run = ctx;
	size_t used;

	if (strlen(line) != size)
		abort();
	pthread_mutex_lock(&run->lock);
	used = run->n_lines < 4000 ? strlen(run->lines) : sizeof(run->lines);
	if (used < sizeof(run->lines))
		snprintf(run->lines + used, sizeof(run->lines) - used, "%s|", line);
	run->n_lines++;
	pthread_cond_broadcast(&run->changed);
	pthread_mutex_unlock(&run->lock);
	return strcmp(line, "garbage") != 0;
}

static inline void run_output(void *ctx, const char *bytes, size_t size)
{
	struct child_run *run = ctx;

	(void)bytes;
	pthread_mutex_lock(&run->lock);
	run->output_bytes += size;
	pthread_mutex_unlock(&run->lock);
}

static inline void run_log(void *ctx, const char *line, size_t size)
{
	struct child_run *run = ctx;
	size_t used;

	pthread_mutex_lock(&run->lock);
	used = run->n_log < 4000 ? strlen(run->log) : sizeof(run->log);
	if (used < sizeof(run->log))
		snprintf(run->log + used, sizeof(run->log) - used, "%s|", line);
	run->n_log++;
	run->longest_log = size > run->longest_log ? size : run->longest_log;
	pthread_mutex_unlock(&run->lock);
}

static inline void run_over(void *ctx, const struct child_end *end)
{
	struct child_run *run = ctx;

	pthread_mutex_lock(&run->lock);
	if (run->over)
		abort();
	run->end = *end;
	snprintf(run->text, sizeof(run->text), "%s", end->text);
	run->end.text = run->text;
	run->over = true;
	pthread_cond_broadcast(&run->changed);
	pthread_mutex_unlock(&run->lock);
}

static inline struct child_run *run_new(void)
{
	struct child_run *run = calloc(1, sizeof(*run));

	pthread_mutex_init(&run->lock, NULL);
	pthread_cond_init(&run->changed, NULL);
	return run;
}

static inline void run_free(struct child_run *run)
{
	pthread_cond_destroy(&run->changed);
	pthread_mutex_destroy(&run->lock);
	free(run);
}

static inline void run_wait_over(struct child_run *run)
{
	pthread_mutex_lock(&run->lock);
	while (!run->over)
		pthread_cond_wait(&run->changed, &run->lock);
	pthread_mutex_unlock(&run->lock);
}

static inline void run_wait_lines(struct child_run *run, size_t n)
{
	pthread_mutex_lock(&run->lock);
	while (!run->over && run->n_lines < n)
		pthread_cond_wait(&run->changed, &run->lock);
	pthread_mutex_unlock(&run->lock);
}

#endif
