/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "inside.h"
#include "process.h"
#include "tell.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int64_t steady_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

bool steady_condition(pthread_cond_t *condition)
{
	pthread_condattr_t attributes;
	bool fine;

	if (pthread_condattr_init(&attributes))
		return false;
	fine = !pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) &&
	       !pthread_cond_init(condition, &attributes);
	pthread_condattr_destroy(&attributes);
	return fine;
}

void steady_wait(pthread_cond_t *condition, pthread_mutex_t *lock, int64_t until_ms)
{
	struct timespec until = { .tv_sec = (time_t)(until_ms / 1000),
				  .tv_nsec = (long)(until_ms % 1000) * 1000000 };

	if (until_ms == INT64_MAX)
		pthread_cond_wait(condition, lock);
	else
		pthread_cond_timedwait(condition, lock, &until);
}

dt_status jobs_noted(struct jobs *jobs, dt_status status, bool wrote, const struct dt_error *err)
{
	bool sick = status == DT_E_UNAVAILABLE || status == DT_E_SYSTEM || status == DT_E_BUG;
	bool fresh;

	pthread_mutex_lock(&jobs->lock);
	fresh = sick && !*jobs->trouble;
	if (sick)
		snprintf(jobs->trouble, sizeof jobs->trouble, "%.255s", err->text);
	else if (wrote)
		jobs->trouble[0] = '\0';
	pthread_mutex_unlock(&jobs->lock);
	if (fresh)
		tell_trouble(err->text);
	return status;
}

/* ---- begin and end ---- */

static void forget(struct jobs *jobs)
{
	data_lock_drop(jobs);
	hub_free(jobs->hub);
	status_cache_free(jobs->cache);
	seal_key_forget(&jobs->key);
	pthread_cond_destroy(&jobs->schedule);
	pthread_cond_destroy(&jobs->write);
	pthread_cond_destroy(&jobs->keep);
	pthread_cond_destroy(&jobs->idle);
	pthread_mutex_destroy(&jobs->lock);
	free(jobs->root);
	free(jobs);
}

static unsigned slots_of(const struct settings *settings)
{
	return settings->max_concurrent_jobs ? settings->max_concurrent_jobs : 1;
}

static struct jobs *make(const struct settings *settings, const struct dt_records *records,
			 void *store, const struct job_runner *runner)
{
	struct jobs *jobs = calloc(1, sizeof *jobs);

	if (!jobs)
		return NULL;
	jobs->settings = settings;
	jobs->records = records;
	jobs->store = store;
	jobs->runner = runner;
	jobs->data_lock = -1;
	jobs->slots = slots_of(settings);
	jobs->accepting = true;
	pthread_mutex_init(&jobs->lock, NULL);
	if (!steady_condition(&jobs->schedule) || !steady_condition(&jobs->write) ||
	    !steady_condition(&jobs->keep) || !steady_condition(&jobs->idle)) {
		free(jobs);
		return NULL;
	}
	jobs->hub = hub_new(records, store);
	jobs->cache = status_cache_new();
	jobs->root = path_join(settings->data_root, "jobs");
	return jobs;
}

static bool begin_threads(struct jobs *jobs)
{
	jobs->writer_runs = !pthread_create(&jobs->writer, NULL, writer_main, jobs);
	jobs->scheduler_runs =
		jobs->writer_runs && !pthread_create(&jobs->scheduler, NULL, scheduler_main, jobs);
	jobs->keeper_runs =
		jobs->scheduler_runs && !pthread_create(&jobs->keeper, NULL, keeper_main, jobs);
	return jobs->keeper_runs;
}

struct jobs *jobs_start(const struct settings *settings, const struct dt_records *records,
			void *store, const struct job_runner *runner, struct dt_error *err)
{
	struct jobs *jobs = make(settings, records, store, runner);

	if (!jobs || !jobs->hub || !jobs->cache || !jobs->root) {
		dt_fail(err, DT_E_LIMIT, "no memory for the jobs");
	} else if (!folder_need(jobs->root, err) && !data_lock_take(jobs, err) &&
		   !seal_key_read(&jobs->key, settings->secret_key, settings->data_root, err) &&
		   jobs_recover(jobs, err)) {
		if (begin_threads(jobs))
			return jobs;
		dt_fail(err, DT_E_SYSTEM, "cannot start the threads of the jobs");
		jobs_free(jobs);
		return NULL;
	}
	if (jobs)
		forget(jobs);
	return NULL;
}

struct jobs *jobs_new(const struct settings *settings, const struct dt_records *records,
		      void *store, struct dt_error *err)
{
	struct process_runner *processes = process_runner_new(settings, err);
	struct jobs *jobs;

	if (!processes)
		return NULL;
	jobs = jobs_start(settings, records, store, process_runner(processes), err);
	if (jobs)
		jobs->processes = processes;
	else
		process_runner_free(processes);
	return jobs;
}

void jobs_change(struct jobs *jobs, const struct settings *settings)
{
	if (jobs->processes)
		process_runner_change(jobs->processes, settings);
	pthread_mutex_lock(&jobs->lock);
	jobs->settings = settings;
	jobs->slots = slots_of(settings);
	jobs->new_job = true;
	pthread_cond_signal(&jobs->schedule);
	pthread_cond_signal(&jobs->keep);
	pthread_mutex_unlock(&jobs->lock);
}

void jobs_drain(struct jobs *jobs, int64_t time_ms)
{
	int64_t until = steady_ms() + (time_ms > 0 ? time_ms : 0);

	pthread_mutex_lock(&jobs->lock);
	jobs->accepting = false;
	while ((jobs->busy || jobs->claiming) && steady_ms() < until)
		steady_wait(&jobs->idle, &jobs->lock, until);
	/* a job that is just being claimed is not among the runs yet */
	jobs->handing_back = true;
	for (struct run *run = jobs->runs; run; run = run->next)
		run_ask(run, CAUSE_HAND_BACK);
	until = steady_ms() + 2 * ABANDON_MS;
	while ((jobs->runs || jobs->claiming) && steady_ms() < until)
		steady_wait(&jobs->idle, &jobs->lock, until);
	pthread_mutex_unlock(&jobs->lock);
}

void jobs_free(struct jobs *jobs)
{
	struct process_runner *processes = jobs ? jobs->processes : NULL;

	if (!jobs)
		return;
	jobs_drain(jobs, 0);
	pthread_mutex_lock(&jobs->lock);
	jobs->ending = true;
	jobs->give_up = steady_ms() + ABANDON_MS;
	pthread_cond_broadcast(&jobs->schedule);
	pthread_cond_broadcast(&jobs->write);
	pthread_cond_broadcast(&jobs->keep);
	pthread_mutex_unlock(&jobs->lock);
	if (jobs->scheduler_runs)
		pthread_join(jobs->scheduler, NULL);
	if (jobs->writer_runs)
		pthread_join(jobs->writer, NULL);
	if (jobs->keeper_runs)
		pthread_join(jobs->keeper, NULL);
	forget(jobs);
	process_runner_free(processes);
}

/* ---- what is asked ---- */

static bool runs_here(void *ctx, const char *id)
{
	struct jobs *jobs = ctx;
	bool here = false;

	pthread_mutex_lock(&jobs->lock);
	for (struct run *run = jobs->runs; run && !here; run = run->next)
		here = !run->written && !strcmp(run->id, id);
	pthread_mutex_unlock(&jobs->lock);
	return here;
}

const struct status_text *jobs_status(struct jobs *jobs, const char *id, const char *owner,
				      struct dt_error *err)
{
	return status_of(jobs->cache, jobs->records, jobs->store, id, owner, runs_here, jobs, err);
}

struct subscription *jobs_subscribe(struct jobs *jobs, const char *id, uint64_t after,
				    void (*wake)(void *ctx), void *ctx, struct dt_error *err)
{
	return hub_subscribe(jobs->hub, id, after, wake, ctx, err);
}

char *jobs_folder(const struct jobs *jobs, const char *id)
{
	return uuid_is(id) ? path_join(jobs->root, id) : NULL;
}

const struct dt_records *jobs_records(const struct jobs *jobs, void **store)
{
	*store = jobs->store;
	return jobs->records;
}

static bool is_over(void *ctx, const struct dt_record *record)
{
	*(bool *)ctx = record->state >= DT_RECORD_SUCCEEDED;
	return true;
}

dt_status jobs_remove(struct jobs *jobs, const char *id, struct dt_error *err)
{
	bool over = false;
	char *folder;
	dt_status status = jobs->records->get(jobs->store, id, is_over, &over, err);

	if (status)
		return status;
	if (!over)
		return dt_fail(err, DT_E_REFUSED, "job %s is not over, cancel it first", id);
	/* the record first: what is left when the server dies here is an orphan, and swept */
	status = jobs->records->remove(jobs->store, id, err);
	if (status)
		return status;
	folder = jobs_folder(jobs, id);
	if (folder)
		folder_remove(folder);
	free(folder);
	status_changed(jobs->cache, id);
	hub_gone(jobs->hub, id);
	hub_wake(jobs->hub);
	return DT_OK;
}

struct webhook_of {
	const struct jobs *jobs;
	json_t *webhook;
	bool lost;
};

static bool read_webhook(void *ctx, const struct dt_record *record)
{
	struct webhook_of *of = ctx;

	of->webhook = record_whole(of->jobs, record, "webhook", &of->lost);
	return true;
}

dt_status jobs_webhook(struct jobs *jobs, const char *id, json_t **webhook, struct dt_error *err)
{
	struct webhook_of of = { .jobs = jobs };
	dt_status status = jobs->records->get(jobs->store, id, read_webhook, &of, err);

	*webhook = of.webhook;
	if (!status && of.lost)
		return dt_fail(err, DT_E_REFUSED,
			       "the secret of the webhook of job %s was sealed "
			       "with another key",
			       id);
	return status;
}

struct request_of {
	const struct jobs *jobs;
	json_t *request;
};

static bool read_request(void *ctx, const struct dt_record *record)
{
	struct request_of *of = ctx;
	bool lost;

	of->request = record_whole(of->jobs, record, "request", &lost);
	if (!of->request && record->request && *record->request)
		of->request = json_loads(record->request, 0, NULL);
	return true;
}

dt_status jobs_request(struct jobs *jobs, const char *id, json_t **request, struct dt_error *err)
{
	struct request_of of = { .jobs = jobs };
	dt_status status = jobs->records->get(jobs->store, id, read_request, &of, err);

	*request = of.request;
	return status;
}

void jobs_state(struct jobs *jobs, struct jobs_state *state)
{
	struct dt_record_counts counts = { 0 };
	struct dt_error err = { 0 };
	bool old;

	pthread_mutex_lock(&jobs->lock);
	old = !jobs->counted || steady_ms() >= jobs->counted + STATUS_AGE_MS;
	pthread_mutex_unlock(&jobs->lock);
	if (old &&
	    !jobs_noted(jobs, jobs->records->count(jobs->store, &counts, &err), false, &err)) {
		pthread_mutex_lock(&jobs->lock);
		jobs->counts = counts;
		jobs->counted = steady_ms();
		pthread_mutex_unlock(&jobs->lock);
	}
	pthread_mutex_lock(&jobs->lock);
	*state = (struct jobs_state){ .counts = jobs->counts,
				      .running_here = jobs->busy,
				      .slots = jobs->slots,
				      .accepting = jobs->accepting,
				      .records_healthy = !*jobs->trouble };
	pthread_mutex_unlock(&jobs->lock);
	if (!state->records_healthy)
		state->trouble = "the records of the jobs cannot be read or written now";
	else if (!state->accepting)
		state->trouble = "the server is ending and takes no more jobs";
}
