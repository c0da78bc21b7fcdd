/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * jobs.h - takes documents through a pipeline, a few at a time.
 *
 * The calling thread waits, draws the progress bar and watches for signals; a
 * signal lets what runs write what it has, or cancels it when there is nothing,
 * and starts nothing more.
 */
#ifndef DT_CLI_JOBS_H
#define DT_CLI_JOBS_H

#include "session.h"

struct task {
	const char *input;
	bool brief;		       /* report: what a summary needs is enough */
	struct dt_job_request request; /* event and ctx are filled in by jobs_run */
	/* filled in when it is over */
	enum dt_job_state state;
	struct fault fault; /* of a task that did not succeed */
	json_t *report;	    /* NULL when there was no job */
	unsigned faults, failed_pages;
	/* while it runs */
	struct dt_job *job;
	struct progress_document *document;
};

/* done is called for each task, in the order in which they end; it may be NULL. */
void jobs_run(struct session *session, struct dt_pipeline *pipeline, struct task *tasks, size_t n,
	      size_t at_once, void (*done)(struct session *session, struct task *task, void *ctx),
	      void *ctx);
void tasks_free(struct task *tasks, size_t n);

#endif
