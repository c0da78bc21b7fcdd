/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The writer: what children say becomes events in the records, then in the hub.
 *
 * While one batch is being written the next gathers.  What cannot be written now is kept and tried
 * again; a job's end is written until it is, or until another server holds the job.
 */
#include "config.h"

#include "inside.h"
#include "tell.h"

#include <stdlib.h>
#include <string.h>

/* What is taken out of a run to be written. */
struct batch {
	struct pending_event *events;
	size_t n;
	bool final, message;
	enum job_cause cause;
};

/* The lock is held. */
static int64_t due(const struct run *run)
{
	if (run->written)
		return INT64_MAX;
	if (run->final || run->message)
		return run->retry;
	if (run->n_pending)
		return run->write > run->retry ? run->write : run->retry;
	return INT64_MAX;
}

/* The one that is due longest; NULL: none, and *until is when one will be. */
static struct run *next_run(struct jobs *jobs, int64_t *until)
{
	struct run *first = NULL;

	*until = INT64_MAX;
	for (struct run *run = jobs->runs; run; run = run->next) {
		int64_t at = due(run);

		if (at < *until) {
			*until = at;
			first = run;
		}
	}
	return *until <= steady_ms() ? first : NULL;
}

static void take_batch(struct run *run, struct batch *batch)
{
	*batch = (struct batch){ run->pending, run->n_pending, run->final, run->message,
				 run->cause };
	run->pending = NULL;
	run->n_pending = run->room_pending = 0;
	run->message = false;
}

static void drop_batch(struct batch *batch)
{
	for (size_t i = 0; i < batch->n; i++) {
		free(batch->events[i].json);
		free(batch->events[i].stage);
	}
	free(batch->events);
}

/* It could not be written: before what has come since. */
static void give_back(struct run *run, struct batch *batch)
{
	size_t n = batch->n + run->n_pending;
	struct pending_event *all = realloc(batch->events, (n ? n : 1) * sizeof *all);

	if (!all) {
		drop_batch(batch);
	} else {
		if (run->n_pending)
			memcpy(all + batch->n, run->pending, run->n_pending * sizeof *all);
		free(run->pending);
		run->pending = all;
		run->n_pending = run->room_pending = n;
	}
	run->message = run->message || batch->message;
	run->retry = steady_ms() + RETRY_MS;
}

/* The slot is free. */
static void set_written(struct run *run)
{
	struct jobs *jobs = run->jobs;
	double ms = (double)(steady_ms() - run->began);

	pthread_mutex_lock(&jobs->lock);
	jobs->mean_ms = jobs->mean_ms > 0 ? jobs->mean_ms * 0.8 + ms * 0.2 : ms;
	jobs->busy--;
	run->written = true;
	pthread_cond_signal(&jobs->schedule);
	pthread_cond_broadcast(&jobs->idle);
	pthread_mutex_unlock(&jobs->lock);
}

/* Another server has the job, or it was ended: nothing more of it is written here. */
static void set_lost(struct run *run, bool final)
{
	struct jobs *jobs = run->jobs;

	if (final) {
		jobs_look_again(jobs, run->id);
		set_written(run);
		return;
	}
	pthread_mutex_lock(&jobs->lock);
	run_ask(run, CAUSE_LOST);
	pthread_mutex_unlock(&jobs->lock);
}

/* Events, then the terminal one; with end the end too. */
static dt_status advance(struct run *run, struct batch *batch, struct end_change *end,
			 struct dt_error *err)
{
	struct jobs *jobs = run->jobs;
	struct dt_record_change change = { .size = sizeof change };
	const char **events = calloc(batch->n + 1, sizeof *events);
	uint64_t first = run->sequence + 1, last = 0;
	size_t n = batch->n;
	dt_status status;

	if (!events)
		return dt_fail(err, DT_E_LIMIT, "no memory for events");
	for (size_t i = 0; i < n; i++)
		events[i] = batch->events[i].json;
	if (end) {
		change = end->change;
		if (end->ending.event)
			events[n++] = end->ending.event;
	} else if (batch->message) {
		change.message = "cancel requested";
	}
	change.events = events;
	change.n_events = n;
	status = jobs->records->advance(jobs->store, run->id, run->fence, &change, &last, err);
	if (!status) {
		run->sequence = n ? last : run->sequence;
		status_changed(jobs->cache, run->id);
		hub_publish(jobs->hub, run->topic, first, events, n, end != NULL);
		hub_wake(jobs->hub);
	}
	free(events);
	return status;
}

/* Back to the queue, as nothing has happened, with what was told so far. */
static dt_status release(struct run *run, struct batch *batch, struct dt_error *err)
{
	struct jobs *jobs = run->jobs;
	dt_status status = batch->n ? advance(run, batch, NULL, err) : DT_OK;

	if (status)
		return status;
	drop_batch(batch);
	batch->events = NULL;
	batch->n = 0;
	status = jobs->records->release(jobs->store, run->id, run->fence, !run->count, err);
	if (!status) {
		status_changed(jobs->cache, run->id);
		tell_handed_back(run->id);
	}
	return status;
}

static dt_status write_final(struct run *run, struct batch *batch, struct dt_error *err)
{
	struct end_of of = { run->id,	   run->kind,	 run->folder,
			     run->webhook, run->attempt, run->sequence + batch->n };
	struct end_change end;
	dt_status status;

	if (batch->cause == CAUSE_LOST)
		return DT_E_REFUSED;
	if (batch->cause == CAUSE_HAND_BACK && run->outcome.state != DT_RECORD_SUCCEEDED)
		return release(run, batch, err);
	if (!end_change_make(&end, run->jobs, &of, batch->cause, &run->outcome))
		return dt_fail(err, DT_E_LIMIT, "no memory to end a job");
	status = advance(run, batch, &end, err);
	if (!status) {
		follow_outcome(run->follow, state_name(end.ending.state), end.ending.category);
		tell_end(run->id, run->kind, &end.ending, run->created);
		/* too much by its upload: above the quota it is counted anew */
		pthread_mutex_lock(&run->jobs->lock);
		run->jobs->disk_bytes += end.change.bytes;
		pthread_mutex_unlock(&run->jobs->lock);
	}
	end_change_free(&end);
	return status;
}

/* The server ends and the records cannot be written: the next start finds the job as it is. */
static bool given_up(struct jobs *jobs)
{
	bool so;

	pthread_mutex_lock(&jobs->lock);
	so = jobs->give_up && steady_ms() >= jobs->give_up;
	pthread_mutex_unlock(&jobs->lock);
	return so;
}

static void write_run(struct run *run, struct batch *batch)
{
	struct jobs *jobs = run->jobs;
	struct dt_error err = { 0 };
	dt_status status;

	if (batch->final)
		status = write_final(run, batch, &err);
	else if (batch->n || batch->message)
		status = advance(run, batch, NULL, &err);
	else
		status = DT_OK;
	jobs_noted(jobs, status, true, &err);
	if (status && status != DT_E_REFUSED && status != DT_E_NOT_FOUND && !given_up(jobs)) {
		pthread_mutex_lock(&jobs->lock);
		give_back(run, batch);
		pthread_mutex_unlock(&jobs->lock);
		return;
	}
	drop_batch(batch);
	if (status)
		set_lost(run, batch->final);
	else if (batch->final)
		set_written(run);
}

struct position {
	uint64_t sequence;
	bool over;
};

static bool look(void *ctx, const struct dt_record *record)
{
	*(struct position *)ctx =
		(struct position){ record->sequence, record->state >= DT_RECORD_SUCCEEDED };
	return true;
}

void jobs_look_again(struct jobs *jobs, const char *id)
{
	struct position position = { 0 };
	struct dt_error err = { 0 };
	dt_status status = jobs->records->get(jobs->store, id, look, &position, &err);

	status_changed(jobs->cache, id);
	if (status == DT_E_NOT_FOUND)
		hub_gone(jobs->hub, id);
	else if (!status)
		hub_tell(jobs->hub, id, position.sequence, position.over);
	hub_wake(jobs->hub);
}

/* Jobs that other servers run and that somebody listens to here. */
static void look_elsewhere(struct jobs *jobs)
{
	char **ids = hub_elsewhere(jobs->hub);

	for (size_t i = 0; ids && ids[i]; i++)
		jobs_look_again(jobs, ids[i]);
	hub_free_ids(ids);
}

void *writer_main(void *arg)
{
	struct jobs *jobs = arg;
	int64_t look_at = steady_ms() + STATUS_AGE_MS, until;

	pthread_mutex_lock(&jobs->lock);
	while (!jobs->ending || jobs->runs) {
		struct run *run = next_run(jobs, &until);
		struct batch batch;

		if (run) {
			take_batch(run, &batch);
			run->write = steady_ms() + FLUSH_MS;
			pthread_mutex_unlock(&jobs->lock);
			write_run(run, &batch);
			pthread_mutex_lock(&jobs->lock);
		}
		if (steady_ms() >= look_at) {
			pthread_mutex_unlock(&jobs->lock);
			look_elsewhere(jobs);
			pthread_mutex_lock(&jobs->lock);
			look_at = steady_ms() + STATUS_AGE_MS;
		} else if (!run) {
			steady_wait(&jobs->write, &jobs->lock, until < look_at ? until : look_at);
		}
	}
	pthread_mutex_unlock(&jobs->lock);
	return NULL;
}
