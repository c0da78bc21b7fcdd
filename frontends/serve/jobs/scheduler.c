/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The scheduler: fills the slots with jobs of the queue, keeps their leases, and ends what was
 * cancelled, has no time left, or is to be handed back.
 *
 * Ending: the child is asked at once, killed after KILL_MS, and not waited for after ABANDON_MS.
 */
#include "config.h"

#include "inside.h"
#include "tell.h"

#include <stdlib.h>
#include <string.h>

enum { LOOK_BACK = 64 /* events that wait, for an earlier update of a stage */ };

/* ---- what the runner says; any thread ---- */

static bool known_type(const char *type)
{
	static const char *const types[] = { "stage_summary", "progress_start", "progress_update",
					     "progress_end" };

	for (size_t i = 0; type && i < sizeof types / sizeof *types; i++)
		if (!strcmp(types[i], type))
			return true;
	return false;
}

/* Takes out the update of the stage that waits to be written; what a stage says of its begin and
 * end stays before and behind it. */
static void drop_update(struct run *run, const char *stage)
{
	size_t end = run->n_pending > LOOK_BACK ? run->n_pending - LOOK_BACK : 0;

	for (size_t i = run->n_pending; stage && i-- > end;) {
		struct pending_event *event = &run->pending[i];

		if (!event->stage || strcmp(event->stage, stage))
			continue;
		if (!event->update)
			return;
		run->n_events--;
		run->events_bytes -= strlen(event->json);
		free(event->json);
		free(event->stage);
		memmove(event, event + 1, (--run->n_pending - i) * sizeof *event);
		return;
	}
}

/* The lock is held; takes the texts when true. */
static bool pend(struct run *run, char *json, char *stage, bool update)
{
	size_t size = strlen(json);

	if (run->final)
		return false;
	if (update)
		drop_update(run, stage);
	if (run->n_events >= MOST_EVENTS || run->events_bytes + size > MOST_EVENTS_BYTES)
		return false;
	if (run->n_pending == run->room_pending) {
		size_t room = run->room_pending ? run->room_pending * 2 : 8;
		struct pending_event *more = realloc(run->pending, room * sizeof *more);

		if (!more)
			return false;
		run->pending = more;
		run->room_pending = room;
	}
	run->pending[run->n_pending++] = (struct pending_event){ json, update, stage };
	run->n_events++;
	run->events_bytes += size;
	return true;
}

/* A child that a document has taken over may say anything: only what is public JSON of a known
 * type goes on, and never an end. */
void run_event(void *ctx, const char *json, size_t size)
{
	struct run *run = ctx;
	json_t *event = size <= MOST_EVENT_BYTES ? json_loadb(json, size, 0, NULL) : NULL;
	const char *type = json_string_value(json_object_get(event, "type"));
	const char *stage = json_string_value(json_object_get(event, "stage"));
	char *text = known_type(type) ? json_dumps(event, JSON_COMPACT) : NULL;
	char *name = stage ? strdup(stage) : NULL;
	bool taken = false;

	follow_event(run->follow, event);
	if (text) {
		pthread_mutex_lock(&run->jobs->lock);
		taken = pend(run, text, name, !strcmp(type, "progress_update"));
		if (taken)
			pthread_cond_signal(&run->jobs->write);
		pthread_mutex_unlock(&run->jobs->lock);
	}
	if (!taken) {
		free(text);
		free(name);
	}
	json_decref(event);
}

void run_over(void *ctx, const struct job_outcome *outcome)
{
	struct run *run = ctx;
	struct jobs *jobs = run->jobs;

	pthread_mutex_lock(&jobs->lock);
	if (!run->final)
		outcome_keep(&run->outcome, outcome);
	run->over = run->final = true;
	pthread_cond_signal(&jobs->write);
	pthread_cond_signal(&jobs->schedule);
	pthread_mutex_unlock(&jobs->lock);
}

void run_ask(struct run *run, enum job_cause cause)
{
	if (run->final || (run->cause && cause != CAUSE_LOST &&
			   !(run->cause == CAUSE_HAND_BACK && cause == CAUSE_CANCEL)))
		return;
	if (cause == CAUSE_CANCEL)
		run->message = true;
	if (!run->cause)
		run->kill = steady_ms() + (cause == CAUSE_LOST ? 0 : KILL_MS);
	run->cause = cause;
	pthread_cond_signal(&run->jobs->schedule);
	pthread_cond_signal(&run->jobs->write);
}

/* ---- the scheduler's thread ---- */

enum step { STEP_NONE, STEP_ASK, STEP_KILL, STEP_RENEW, STEP_DROP };

static int64_t sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* What is to be done with a run now, else *until is when to look again.  The lock is held. */
static enum step next_step(struct run *run, int64_t now, int64_t *until)
{
	if (run->written && run->over)
		return STEP_DROP;
	if (!run->final && !run->cause && run->deadline && now >= run->deadline)
		run_ask(run, CAUSE_TIMEOUT);
	if (run->cause && run->child && !run->over && !run->asked)
		return STEP_ASK;
	if (run->cause && run->child && !run->over && !run->killed && now >= run->kill)
		return STEP_KILL;
	if (run->cause && !run->final && now >= run->kill + ABANDON_MS - KILL_MS) {
		run->final = true; /* the child is not waited for any more */
		pthread_cond_signal(&run->jobs->write);
	}
	if (!run->written && run->cause != CAUSE_LOST && now >= run->renew)
		return STEP_RENEW;
	if (!run->written)
		*until = sooner(*until, run->renew);
	if (!run->final && run->deadline && !run->cause)
		*until = sooner(*until, run->deadline);
	if (run->cause && !run->over && !run->killed)
		*until = sooner(*until, run->kill);
	if (run->cause && !run->final)
		*until = sooner(*until, run->kill + ABANDON_MS - KILL_MS);
	return STEP_NONE;
}

static void renew(struct run *run)
{
	struct jobs *jobs = run->jobs;
	struct dt_error err = { 0 };
	bool cancelled = false;
	dt_status status = jobs->records->renew(jobs->store, run->id, run->fence,
						(int64_t)LEASE_MS * 1000, &cancelled, &err);

	jobs_noted(jobs, status, true, &err);
	pthread_mutex_lock(&jobs->lock);
	run->renew = steady_ms() + RENEW_MS;
	/* written while it was renewed: it is not held any more because it is over */
	if ((status == DT_E_REFUSED || status == DT_E_NOT_FOUND) && !run->final)
		run_ask(run, CAUSE_LOST);
	else if (!status && cancelled)
		run_ask(run, CAUSE_CANCEL);
	pthread_mutex_unlock(&jobs->lock);
}

static void unlink_run(struct jobs *jobs, struct run *run)
{
	struct run **at = &jobs->runs;

	while (*at != run)
		at = &(*at)->next;
	*at = run->next;
	pthread_cond_signal(&jobs->write);
	pthread_cond_broadcast(&jobs->idle);
}

/* The lock is held, and let go of for the step. */
static void take_step(struct jobs *jobs, struct run *run, enum step step)
{
	const struct job_runner *runner = jobs->runner;

	if (step == STEP_ASK)
		run->asked = true;
	if (step == STEP_KILL)
		run->killed = true;
	if (step == STEP_DROP)
		unlink_run(jobs, run);
	pthread_mutex_unlock(&jobs->lock);
	if (step == STEP_ASK)
		runner->stop(runner->self, run->child, false);
	else if (step == STEP_KILL)
		runner->stop(runner->self, run->child, true);
	else if (step == STEP_RENEW)
		renew(run);
	else
		run_free(run);
	pthread_mutex_lock(&jobs->lock);
}

/* The lock is held. */
static int64_t look_after_runs(struct jobs *jobs)
{
	int64_t until = INT64_MAX;

	for (struct run *run = jobs->runs, *next; run; run = next) {
		enum step step;

		do {
			/* only this thread takes runs out, and new ones come in front */
			next = run->next;
			step = next_step(run, steady_ms(), &until);
			if (step)
				take_step(jobs, run, step);
		} while (step && step != STEP_DROP);
	}
	return until;
}

/* Has something come up while the lock was let go of?  Nobody signals for it again. */
static bool any_step(struct jobs *jobs)
{
	int64_t until = INT64_MAX, now = steady_ms();

	for (struct run *run = jobs->runs; run; run = run->next)
		if (next_step(run, now, &until))
			return true;
	return until <= now;
}

struct claiming {
	struct record_copy record;
	bool found;
};

/* Copied: its transaction is not over, and a child must not run for a claim that comes to
 * nothing. */
static bool claimed(void *ctx, const struct dt_record *record)
{
	struct claiming *claiming = ctx;

	claiming->found = record_copy(&claiming->record, record);
	return claiming->found;
}

static void begin(struct jobs *jobs, const struct dt_record *record)
{
	struct dt_error err = { 0 };
	struct run *run = run_new(jobs, record, &err);

	if (!run) {
		tell_trouble(err.text); /* its lease ends, then it is claimed again */
		return;
	}
	pthread_mutex_lock(&jobs->lock);
	run->next = jobs->runs;
	jobs->runs = run;
	jobs->busy++;
	if (jobs->handing_back)
		run_ask(run, CAUSE_HAND_BACK);
	pthread_mutex_unlock(&jobs->lock);
	status_changed(jobs->cache, record->id);
	tell_claimed(record);
	run_start(run, record);
}

/* False: there is nothing to claim, or it could not be claimed. */
static bool claim(struct jobs *jobs)
{
	struct claiming claiming = { .found = false };
	struct dt_error err = { 0 };
	dt_status status = jobs->records->claim(jobs->store, jobs->holder, (int64_t)LEASE_MS * 1000,
						claimed, &claiming, &err);

	jobs_noted(jobs, status, true, &err);
	if (!status && claiming.found)
		begin(jobs, &claiming.record.record);
	record_copy_drop(&claiming.record);
	return !status && claiming.found;
}

/* May a job be claimed now?  The lock is held. */
static bool may_claim(const struct jobs *jobs)
{
	int64_t now = steady_ms();

	return !jobs->ending && jobs->accepting && jobs->busy < jobs->slots && now >= jobs->pause &&
	       (jobs->new_job || now >= jobs->claim_after);
}

/* The lock is held, and let go of; returns when to look again. */
static int64_t fill_slots(struct jobs *jobs)
{
	while (may_claim(jobs)) {
		bool found;

		jobs->new_job = false;
		jobs->claiming = true;
		pthread_mutex_unlock(&jobs->lock);
		found = claim(jobs);
		pthread_mutex_lock(&jobs->lock);
		jobs->claiming = false;
		pthread_cond_broadcast(&jobs->idle);
		jobs->claim_after = found ? 0 : steady_ms() + IDLE_MS;
	}
	if (!jobs->accepting || jobs->busy >= jobs->slots)
		return INT64_MAX;
	return jobs->pause > jobs->claim_after ? jobs->pause : jobs->claim_after;
}

void *scheduler_main(void *arg)
{
	struct jobs *jobs = arg;

	pthread_mutex_lock(&jobs->lock);
	while (!jobs->ending || jobs->runs) {
		int64_t until = fill_slots(jobs);

		until = sooner(until, look_after_runs(jobs));
		/* the lock was let go of: what was signalled then has to be looked for */
		if (!may_claim(jobs) && !any_step(jobs) && (!jobs->ending || jobs->runs))
			steady_wait(&jobs->schedule, &jobs->lock, until);
	}
	pthread_mutex_unlock(&jobs->lock);
	return NULL;
}
