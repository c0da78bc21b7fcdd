/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who does what next.  Jobs are served in turn; within a job the unit that is
 * farthest down the graph comes first, and of its pages the lowest: what is in
 * flight stays little.  Nothing here waits for a page: a unit that may not run
 * now (no lane, not its turn, window full) is passed over.
 */
#include "config.h"

#include "clock.h"
#include "job.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct choice {
	struct dt_job *job;
	enum unit_kind kind;
	uint32_t index, page;
};

static bool docs_are_there(const struct dt_job *job, const struct plan_node *node)
{
	for (uint32_t i = 0; i < node->stage->n_inputs; i++) {
		const struct plan_input *in = &node->inputs[i];
		const struct job_node *from;

		if (in->from < 0)
			continue;
		from = &job->nodes[in->from];
		if (job->pipeline->plan->nodes[in->from].outputs[in->port].page) {
			if (from->phase < PHASE_RUNS)
				return false;
		} else if (from->phase != PHASE_ENDED && !from->outputs[in->port].given) {
			return false;
		}
	}
	return !node->pages || node->source || job->knows_pages;
}

static uint32_t pass_low(const struct dt_job *job, uint32_t pass)
{
	const struct plan *plan = job->pipeline->plan;
	uint32_t low = job->n_pages;

	for (uint32_t i = 0; i < plan->n_nodes; i++)
		if (plan->nodes[i].pass == pass && plan->nodes[i].pages && job->nodes[i].low < low)
			low = job->nodes[i].low;
	return low;
}

/* The lowest ready page that may run now, or DT_NO_PAGE. */
static uint32_t ready_page(struct dt_job *job, uint32_t index)
{
	const struct plan *plan = job->pipeline->plan;
	const struct plan_node *node = &plan->nodes[index];
	struct job_node *jn = &job->nodes[index];
	uint32_t page = jn->first_ready, words = job->n_pages / 64 + 1, w = page / 64;
	uint64_t bits;

	if (node->stage->order == DT_PAGE_ORDER) {
		page = jn->low;
		if (jn->running || page >= job->n_pages || !bit_get(jn->ready, page))
			return DT_NO_PAGE;
	} else {
		bits = w < words ? jn->ready[w] >> (page % 64) << (page % 64) : 0;
		while (!bits && ++w < words)
			bits = jn->ready[w];
		if (!bits) {
			jn->first_ready = job->n_pages;
			return DT_NO_PAGE;
		}
		page = w * 64 + (uint32_t)__builtin_ctzll(bits);
		jn->first_ready = page;
	}
	if (node->entry && page >= pass_low(job, node->pass) + job->pipeline->nodes[index].window)
		return DT_NO_PAGE;
	return page;
}

static bool find_in_node(struct dt_job *job, uint32_t index, int64_t now, struct choice *choice)
{
	const struct node *node = &job->pipeline->nodes[index];
	struct job_node *jn = &job->nodes[index];

	if (node->running >= node->max_running)
		return false;
	choice->index = index;
	choice->page = DT_NO_PAGE;
	if (jn->phase == PHASE_WAITS) {
		choice->kind = UNIT_BEGIN;
		return (!jn->not_before || now >= jn->not_before) &&
		       docs_are_there(job, node->plan);
	}
	if (jn->phase != PHASE_RUNS)
		return false;
	if (node->plan->pages && jn->n_done < job->n_pages) {
		choice->kind = UNIT_PAGE;
		choice->page = ready_page(job, index);
		return choice->page != DT_NO_PAGE;
	}
	choice->kind = UNIT_END;
	return !jn->running && (!jn->not_before || now >= jn->not_before);
}

/* What a stage gives at its end is of the whole document: it comes after the pages of others, as
 * these let go of what they hold. */
static bool find_by_kind(struct dt_job *job, enum pool pool, int64_t now, bool ends,
			 struct choice *choice)
{
	const struct plan *plan = job->pipeline->plan;

	for (uint32_t i = plan->n_nodes; i-- > 0;) {
		uint32_t index = plan->order[i];

		if (job->pipeline->nodes[index].waits == (pool == POOL_WAITS) &&
		    find_in_node(job, index, now, choice) && (choice->kind == UNIT_END) == ends)
			return true;
	}
	return false;
}

/* A node whose pages are done and that has nothing to say at its end only lets go of what it
 * holds of the document: that goes before the work of others. */
static bool find_spent_node(struct dt_job *job, enum pool pool, int64_t now, struct choice *choice)
{
	const struct plan *plan = job->pipeline->plan;

	for (uint32_t i = 0; i < plan->n_nodes; i++) {
		const struct node *node = &job->pipeline->nodes[i];
		const struct job_node *jn = &job->nodes[i];

		if (!node->plan->stage->end && node->plan->pages && jn->phase == PHASE_RUNS &&
		    jn->n_done >= job->n_pages && node->waits == (pool == POOL_WAITS) &&
		    find_in_node(job, i, now, choice))
			return true;
	}
	return false;
}

static bool find_in_job(struct dt_job *job, enum pool pool, int64_t now, bool may_start,
			struct choice *choice)
{
	choice->job = job;
	choice->index = 0;
	choice->page = DT_NO_PAGE;
	if (job->finishing)
		return false;
	if (atomic_load(&job->stop)) {
		choice->kind = UNIT_FINISH;
		return !job->running;
	}
	if (pool != POOL_CORES && pool != POOL_WAITS)
		return false;
	if (!job->started) {
		choice->kind = UNIT_START;
		return may_start && pool == POOL_CORES;
	}
	if (job->state != DT_JOB_RUNNING || !job->started_ns)
		return false;
	if (!job->n_open) {
		choice->kind = job->storing ? UNIT_FINISH : UNIT_STORE;
		return !job->running && pool == POOL_CORES;
	}
	return find_spent_node(job, pool, now, choice) ||
	       find_by_kind(job, pool, now, false, choice) ||
	       find_by_kind(job, pool, now, true, choice);
}

/* N_POOLS as pool: only what the housekeeper does. */
static bool find(struct dt_pipeline *pipeline, enum pool pool, struct choice *choice)
{
	int64_t most = pipeline->plan->limits->jobs, now = 0;
	struct dt_job *job = pipeline->jobs, *first_queued = NULL;

	if (!job)
		return false;
	now = clock_now();
	if (!most || pipeline->n_active < most)
		do {
			if (!job->started && !atomic_load(&job->stop) &&
			    (!first_queued || job->number < first_queued->number))
				first_queued = job;
			job = job->next;
		} while (job != pipeline->jobs);
	do {
		if (find_in_job(job, pool, now, job == first_queued, choice))
			return true;
		job = job->next;
	} while (job != pipeline->jobs);
	return false;
}

static void take_inputs(struct unit *u)
{
	const struct plan_node *node = u->node->plan;
	struct dt_job *job = u->job;

	for (uint32_t i = 0; i < node->stage->n_inputs; i++) {
		const struct plan_input *in = &node->inputs[i];
		struct job_output *output;
		struct payload *p;

		if (in->from == PLAN_JOB_FILE) {
			u->in[i] = job->job_file;
			u->in_size[i] = job->job_file_size;
			continue;
		}
		if (in->from < 0)
			continue;
		output = &job->nodes[in->from].outputs[in->port];
		if (!job->pipeline->plan->nodes[in->from].outputs[in->port].page) {
			u->in[i] = output->doc;
			u->in_size[i] = output->doc_size;
		} else if (u->kind == UNIT_PAGE && !output->pages[u->call.page].gap) {
			p = &output->pages[u->call.page];
			payload_pin(job, p);
			if (!p->near) {
				p->pass = node->pass % 32;
				p->near = flow_readers(job, (uint32_t)in->from, in->port,
						       node->pass, u->call.page);
			}
			u->pinned[i] = p;
			u->in[i] = p->at;
			u->in_size[i] = p->size;
		}
	}
}

static void take_node(struct unit *u, const struct choice *choice)
{
	struct dt_job *job = choice->job;
	struct node *node = &job->pipeline->nodes[choice->index];
	struct job_node *jn = &job->nodes[choice->index];
	uint32_t spread;

	u->node = node;
	u->call.node = node->plan->name;
	u->call.self = node->self;
	u->call.state = jn->state;
	node->running++;
	jn->running++;
	if (node->plan->stage->threads == DT_PER_LANE)
		u->lane = lanes_take(&node->lanes, job->number);
	if (choice->kind == UNIT_PAGE) {
		bit_clear(jn->ready, choice->page);
		u->page_spent_ms = job->page_ms[choice->page];
		if (node->plan->entry) {
			spread = choice->page + 1 - pass_low(job, node->plan->pass);
			if (spread > job->in_flight_peak)
				job->in_flight_peak = spread;
		}
	} else {
		jn->phase = choice->kind == UNIT_BEGIN ? PHASE_BEGINS : PHASE_ENDS;
	}
	take_inputs(u);
}

static void take(struct unit *u, const struct choice *choice)
{
	struct dt_job *job = choice->job;
	struct dt_pipeline *pipeline = job->pipeline;
	int64_t mark = u->cpu_mark;

	unit_outside(u, pipeline, "", NULL);
	u->cpu_mark = mark;
	u->job = job;
	u->kind = choice->kind;
	u->index = choice->index;
	u->file_page = -1;
	u->call.job = job->id;
	u->call.page = choice->page;
	u->call.n_pages = job->n_pages;
	job->running++;
	pipeline->jobs = job->next; /* the next one's turn */
	switch (choice->kind) {
	case UNIT_START:
		job->started = true;
		job->state = DT_JOB_RUNNING;
		pipeline->n_active++;
		if (job->job_limit_ms)
			atomic_store(&job->deadline, clock_now() + job->job_limit_ms * CLOCK_MS);
		pthread_cond_signal(&pipeline->keep);
		break;
	case UNIT_STORE:
		job->storing = true;
		break;
	case UNIT_FINISH:
		job->finishing = true;
		break;
	case UNIT_BEGIN:
	case UNIT_PAGE:
	case UNIT_END:
		take_node(u, choice);
		break;
	}
}

void scheduler_wake(struct dt_pipeline *pipeline)
{
	struct choice choice;

	for (int pool = 0; pool < N_POOLS; pool++)
		if (pipeline->idle[pool] && find(pipeline, (enum pool)pool, &choice))
			pthread_cond_signal(&pipeline->work[pool]);
}

static void *work(void *ctx)
{
	struct worker *worker = ctx;
	struct dt_pipeline *pipeline = worker->pipeline;
	struct choice choice;

	pthread_mutex_lock(&pipeline->lock);
	while (!pipeline->closing) {
		if (!find(pipeline, worker->pool, &choice)) {
			pipeline->idle[worker->pool]++;
			pthread_cond_wait(&pipeline->work[worker->pool], &pipeline->lock);
			pipeline->idle[worker->pool]--;
			continue;
		}
		take(worker->unit, &choice);
		scheduler_wake(pipeline);
		pthread_mutex_unlock(&pipeline->lock);
		unit_do(worker->unit);
		pthread_mutex_lock(&pipeline->lock);
	}
	pthread_mutex_unlock(&pipeline->lock);
	return NULL;
}

/* ---- the housekeeper: time limits, retries, the end of stopped jobs ---------- */

static void check_deadline(struct dt_job *job, int64_t now, int64_t *next)
{
	int64_t deadline = atomic_load(&job->deadline);
	struct dt_error error;

	if (!deadline || atomic_load(&job->stop))
		return;
	if (now < deadline) {
		if (deadline < *next)
			*next = deadline;
		return;
	}
	job_time_error(job, "", &error);
	job_fail(job, &error, NULL, -1);
}

/* Those that were to end soon and do not. */
static void check_winding_down(struct dt_job *job, int64_t now, int64_t *next)
{
	if (!job->wound_down_by || atomic_load(&job->stop))
		return;
	if (now >= job->wound_down_by)
		atomic_store(&job->stop, true);
	else if (job->wound_down_by < *next)
		*next = job->wound_down_by;
}

static void check_retries(struct dt_job *job, int64_t now, int64_t *next)
{
	for (struct retry *retry = job->retries; retry; retry = retry->next) {
		struct job_node *jn = &job->nodes[retry->node];

		if (!retry->due)
			continue;
		if (now < retry->due) {
			if (retry->due < *next)
				*next = retry->due;
			continue;
		}
		retry->due = 0;
		bit_set(jn->ready, retry->page);
		if (retry->page < jn->first_ready)
			jn->first_ready = retry->page;
	}
	for (uint32_t i = 0; i < job->pipeline->plan->n_nodes; i++)
		if (job->nodes[i].not_before > now && job->nodes[i].not_before < *next)
			*next = job->nodes[i].not_before;
}

static int64_t look_after_jobs(struct dt_pipeline *pipeline)
{
	int64_t now = clock_now(), next = now + 3600 * 1000 * CLOCK_MS;
	struct dt_job *job = pipeline->jobs;

	if (!job)
		return next;
	do {
		check_deadline(job, now, &next);
		check_winding_down(job, now, &next);
		check_retries(job, now, &next);
		job = job->next;
	} while (job != pipeline->jobs);
	scheduler_wake(pipeline);
	return next;
}

static void *keep(void *ctx)
{
	struct worker *worker = ctx;
	struct dt_pipeline *pipeline = worker->pipeline;
	struct timespec until;
	struct choice choice;

	pthread_mutex_lock(&pipeline->lock);
	while (!pipeline->closing) {
		until = clock_spec(look_after_jobs(pipeline));
		if (find(pipeline, N_POOLS, &choice)) {
			take(worker->unit, &choice);
			pthread_mutex_unlock(&pipeline->lock);
			unit_do(worker->unit);
			pthread_mutex_lock(&pipeline->lock);
			continue;
		}
		pthread_cond_timedwait(&pipeline->keep, &pipeline->lock, &until);
	}
	pthread_mutex_unlock(&pipeline->lock);
	return NULL;
}

static uint32_t count_waiting(const struct dt_pipeline *pipeline)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < pipeline->plan->n_nodes; i++)
		if (pipeline->nodes[i].waits)
			n += pipeline->nodes[i].max_running;
	return n;
}

static int start_worker(struct dt_pipeline *pipeline, uint32_t i, enum pool pool)
{
	struct worker *worker = &pipeline->workers[i];

	worker->pipeline = pipeline;
	worker->pool = pool;
	worker->unit = calloc(1, sizeof(*worker->unit));
	if (!worker->unit)
		return ENOMEM;
	return pthread_create(&worker->thread, NULL, pool == N_POOLS ? keep : work, worker);
}

dt_status scheduler_start(struct dt_pipeline *pipeline, struct dt_error *err)
{
	uint32_t n = pipeline->n_cores + count_waiting(pipeline) + 1;
	int failed = 0;

	pipeline->workers = calloc(n, sizeof(*pipeline->workers));
	if (!pipeline->workers)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	pipeline->n_workers = n;
	for (uint32_t i = 0; i < n && !failed; i++) {
		failed = start_worker(pipeline, i,
				      i < pipeline->n_cores ? POOL_CORES
				      : i + 1 < n	    ? POOL_WAITS
							    : N_POOLS);
		pipeline->n_started += !failed;
	}
	if (failed)
		return dt_fail(err, DT_E_SYSTEM, "cannot start %u threads: %s", n,
			       strerror(failed));
	return DT_OK;
}

void scheduler_stop(struct dt_pipeline *pipeline)
{
	pthread_mutex_lock(&pipeline->lock);
	pipeline->closing = true;
	for (int pool = 0; pool < N_POOLS; pool++)
		pthread_cond_broadcast(&pipeline->work[pool]);
	pthread_cond_broadcast(&pipeline->keep);
	pthread_mutex_unlock(&pipeline->lock);
	for (uint32_t i = 0; i < pipeline->n_started; i++)
		pthread_join(pipeline->workers[i].thread, NULL);
	for (uint32_t i = 0; pipeline->workers && i < pipeline->n_workers; i++)
		free(pipeline->workers[i].unit);
	free(pipeline->workers);
	pipeline->workers = NULL;
	pipeline->n_started = 0;
}
