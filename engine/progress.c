/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Events and notes of a job, one at a time under its event lock, at most some
 * twenty progress events a second.  The share of a node in the whole is its
 * stage's weight; pages and the work after the last page count within it.
 */
#include "config.h"

#include "clock.h"
#include "job.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NOTES = 10000 };

static const int64_t EVENT_EVERY = 50 * CLOCK_MS;

/* How much of a node is done, 0..1. */
static double node_done(const struct dt_job *job, uint32_t index)
{
	const struct plan_node *node = &job->pipeline->plan->nodes[index];
	const struct job_node *jn = &job->nodes[index];
	double total = 1, done = 0, step = 0, pages = job->n_pages;
	uint64_t step_total = atomic_load(&jn->step_total);

	if (jn->phase == PHASE_ENDED)
		return 1;
	if (!node->pages || !job->knows_pages)
		pages = 0;
	/* an end that does something counts like a tenth of the pages */
	if (!pages)
		total = 1;
	else
		total = pages + (node->stage->end ? pages / 10 + 1 : 0);
	/* the two are not set as one: a new total may stand beside an old count */
	if (step_total)
		step = fmin((double)atomic_load(&jn->step_done) / (double)step_total, 1);
	if (jn->phase == PHASE_ENDS || !pages)
		done = step * (total - pages);
	return ((pages ? jn->n_done : 0) + done) / total;
}

static double all_done(const struct dt_job *job)
{
	const struct dt_pipeline *pipeline = job->pipeline;
	double sum = 0;

	for (uint32_t i = 0; i < pipeline->plan->n_nodes; i++)
		sum += node_done(job, i) * pipeline->nodes[i].share;
	return sum * 100;
}

/* With the event lock held. */
static void fill_event(struct dt_job *job, struct dt_event *event, int node)
{
	const struct dt_pipeline *pipeline = job->pipeline;
	double overall;

	pthread_mutex_lock(&job->pipeline->lock);
	overall = job->finishing ? job->overall : all_done(job);
	event->state = job->finishing ? job_outcome(job) : job->state;
	if (node >= 0) {
		const struct plan_node *plan = &pipeline->plan->nodes[node];
		struct job_node *jn = &job->nodes[node];

		event->stage = plan->name;
		event->done = plan->pages ? jn->n_done : jn->phase == PHASE_ENDED;
		event->total = plan->pages ? job->n_pages : 1;
		if (!plan->pages && atomic_load(&jn->step_total) && jn->phase != PHASE_ENDED) {
			event->total = atomic_load(&jn->step_total);
			event->done = atomic_load(&jn->step_done);
			if (event->done > event->total)
				event->done = event->total;
		}
	}
	pthread_mutex_unlock(&job->pipeline->lock);
	/* 100 is kept for the moment when the results are where they belong */
	if (overall > 99.9)
		overall = 99.9;
	if (overall > job->overall)
		job->overall = overall;
	event->overall = job->overall;
}

static void tell_stages(struct dt_job *job, struct dt_event *event)
{
	const struct dt_pipeline *pipeline = job->pipeline;
	uint32_t n = pipeline->plan->n_nodes;
	const char **names = calloc(n, sizeof(*names));
	double *shares = calloc(n, sizeof(*shares));

	if (names && shares) {
		for (uint32_t i = 0; i < n; i++) {
			uint32_t index = pipeline->plan->order[i];

			names[i] = pipeline->plan->nodes[index].name;
			shares[i] = pipeline->nodes[index].share;
		}
		event->n_stages = n;
		event->stages = names;
		event->shares = shares;
		job->event(job->event_ctx, event);
	}
	free(names);
	free(shares);
}

void job_tell(struct dt_job *job, enum dt_event_kind kind, int node)
{
	struct dt_event event = { .kind = kind };

	if (!job->event)
		return;
	pthread_mutex_lock(&job->event_lock);
	fill_event(job, &event, node);
	if (kind == DT_EVENT_FINISHED && event.state == DT_JOB_SUCCEEDED) {
		event.kind = DT_EVENT_PROGRESS;
		event.state = DT_JOB_RUNNING;
		event.overall = job->overall = 100;
		job->event(job->event_ctx, &event);
		event.kind = DT_EVENT_FINISHED;
		event.state = DT_JOB_SUCCEEDED;
	}
	if (kind == DT_EVENT_STAGES)
		tell_stages(job, &event);
	else
		job->event(job->event_ctx, &event);
	atomic_store(&job->last_event, clock_now());
	pthread_mutex_unlock(&job->event_lock);
}

void job_progress(struct dt_job *job, uint32_t node)
{
	int64_t last = atomic_load(&job->last_event), now;

	if (!job->event)
		return;
	now = clock_now();
	if (now - last < EVENT_EVERY ||
	    !atomic_compare_exchange_strong(&job->last_event, &last, now))
		return;
	job_tell(job, DT_EVENT_PROGRESS, (int)node);
}

void job_tell_call(struct dt_job *job, enum dt_event_kind kind, const char *stage,
		   const struct dt_called *call)
{
	struct dt_event event = { .kind = kind, .state = DT_JOB_RUNNING, .stage = stage };

	event.call = call;
	pthread_mutex_lock(&job->event_lock);
	event.overall = job->overall;
	job->event(job->event_ctx, &event);
	pthread_mutex_unlock(&job->event_lock);
}

static bool keep_note(struct dt_job *job, const struct dt_note *note)
{
	struct kept_note *kept;

	if (job->n_notes == MOST_NOTES) {
		job->notes_dropped++;
		return false;
	}
	if (job->n_notes == job->room_notes) {
		size_t room = job->room_notes ? job->room_notes * 2 : 16;
		struct kept_note *at = realloc(job->notes, room * sizeof(*at));

		if (!at) {
			job->notes_dropped++;
			return false;
		}
		job->notes = at;
		job->room_notes = room;
	}
	kept = &job->notes[job->n_notes];
	kept->level = note->level;
	kept->code = strdup(note->code);
	kept->text = strdup(note->text);
	kept->page = note->page;
	kept->box[0] = note->x0;
	kept->box[1] = note->y0;
	kept->box[2] = note->x1;
	kept->box[3] = note->y1;
	job->n_notes++;
	return true;
}

/* The first one is why the job is no success, whatever it can still write. */
static void keep_verdict(struct dt_job *job, const struct dt_note *note)
{
	struct dt_error *verdict = &job->verdict;
	dt_status status = note->status;

	if (status <= DT_OK || status > DT_E_BUG)
		status = note->failure == DT_FAILURE_BUDGET ? DT_E_LIMIT : DT_E_UNAVAILABLE;
	pthread_mutex_lock(&job->pipeline->lock);
	if (verdict->status == DT_OK) {
		verdict->failure = note->failure;
		(void)dt_fail(verdict, status, "%s", note->text);
	}
	pthread_mutex_unlock(&job->pipeline->lock);
}

void job_note(struct dt_job *job, const struct dt_note *note)
{
	struct dt_event event = { .kind = DT_EVENT_NOTE, .note = note };

	pthread_mutex_lock(&job->event_lock);
	if (note->level >= DT_NOTE_FAULT)
		atomic_fetch_add(&job->n_faults, 1);
	if (note->level == DT_NOTE_FAILURE)
		keep_verdict(job, note);
	keep_note(job, note);
	if (job->event) {
		fill_event(job, &event, -1);
		job->event(job->event_ctx, &event);
	}
	pthread_mutex_unlock(&job->event_lock);
}
