/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pipeline.h - a plan with its stages opened and its workers running.
 *
 * One lock a pipeline guards all that changes: the list of jobs, what is ready
 * in them, free lanes.  It is held for bookkeeping only, never while a plugin
 * runs, a file is read or an event is told.  Lock order: a job's event lock
 * before the pipeline's lock; the translators' locks and the log are leaves.
 */
#ifndef DT_PIPELINE_H
#define DT_PIPELINE_H

#include "log.h"
#include "plan.h"

#include <pthread.h>
#include <stdatomic.h>

struct dt_engine {
	struct log log;
	struct registry *registry;
	char *pipeline_dir;
	_Atomic uint64_t n_jobs; /* ever, of all pipelines */
	struct opened_records *records;
	pthread_mutex_t records_lock; /* guards that list */
};

struct lane {
	struct lane *next; /* in the stack of free ones */
	void *lane;
	uint64_t job; /* number of the job that used it last */
	bool opened;
};

/* What a node or a translator has for calls that may not share. */
struct lanes {
	struct lane *at, *free;
	uint32_t n, max; /* opened or being opened; bound */
};

struct reader { /* a wire, seen from its giver */
	uint32_t node, input;
};

struct node {
	const struct plan_node *plan;
	void *self;
	bool opened;
	bool asks, waits; /* may ask a translator; and that one may let it wait */
	struct lanes lanes;
	uint32_t running, max_running; /* calls now; bound */
	uint32_t window;	       /* of an entry: pages of its pass in flight */
	uint32_t n_page_inputs;	       /* wired ones */
	struct reader **readers;       /* for each output: plan outputs[].n_readers */
	double share;		       /* of a job's time */
};

struct translator {
	const struct plan_translator *plan;
	struct dt_translator shown; /* to those who ask it; see routing.h */
	void *self;
	bool opened;
	pthread_mutex_t lock;
	pthread_cond_t freed;
	struct lanes lanes;
	uint32_t running, max_running;
};

struct store {
	const struct plan_store *plan;
	void *self;
	bool opened;
};

enum pool { POOL_CORES = 0, POOL_WAITS, N_POOLS };

struct worker {
	struct dt_pipeline *pipeline;
	enum pool pool; /* N_POOLS: the housekeeper */
	pthread_t thread;
	struct unit *unit; /* what it works on: there before it is needed */
};

struct dt_pipeline {
	struct dt_engine *engine;
	struct plan *plan;
	struct node *nodes;
	struct translator *translators;
	struct store *stores;
	struct arena arena;
	bool opened;
	bool asks_nobody; /* translators and stores are not opened */
	uint32_t n_cores;

	pthread_mutex_t lock;
	pthread_cond_t work[N_POOLS], done;
	pthread_cond_t keep; /* the housekeeper's */
	uint32_t idle[N_POOLS];
	struct worker *workers;
	uint32_t n_workers, n_started; /* the last one is the housekeeper */
	bool closing;
	struct dt_job *jobs; /* ring of unfinished ones; first is the next to be served */
	uint32_t n_active;
};

/* lanes.c: [lane] rules by construction.  Called with the owner's lock held. */
struct lane *lanes_take(struct lanes *lanes, uint64_t job);
void lanes_give(struct lanes *lanes, struct lane *lane);

/* The text of what a failing call left, made whole: status, text. */
void error_complete(struct dt_error *err, dt_status returned, const char *node);

/* scheduler.c */
dt_status scheduler_start(struct dt_pipeline *pipeline, struct dt_error *err);
void scheduler_stop(struct dt_pipeline *pipeline);
/* Wakes those who could do something now; with the lock held. */
void scheduler_wake(struct dt_pipeline *pipeline);

#endif /* DT_PIPELINE_H */
