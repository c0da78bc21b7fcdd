/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "clock.h"
#include "translate.h"

#include <string.h>

struct translator *translate_find(struct dt_pipeline *pipeline, const struct dt_job *job,
				  const char *name)
{
	int i = pipeline->plan->translator;

	if (!name && job)
		name = job_parameter(job, "translator");
	if (name)
		i = plan_translator(pipeline->plan, name);
	return i < 0 ? NULL : &pipeline->translators[i];
}

/* A call for the translator that still is the stage's: cancelled, note, log, parameter. */
static void inner_unit(struct unit *inner, const struct unit *outer, const struct translator *t,
		       const struct lane *lane)
{
	memset(inner, 0, sizeof(*inner));
	inner->call = outer->call;
	inner->call.node = t->plan->name;
	inner->call.self = t->self;
	inner->call.lane = lane ? lane->lane : NULL;
	inner->call.state = NULL;
	inner->pipeline = outer->pipeline;
	inner->job = outer->job;
	inner->node = outer->node;
	inner->index = outer->index;
	inner->kind = UNIT_PAGE;
	inner->deadline = outer->deadline;
	inner->inside = t;
}

/* Waits until a call may be made; false: cancelled meanwhile. */
static bool enter(struct translator *t, const struct unit *unit, struct lane **lane)
{
	struct timespec until;

	pthread_mutex_lock(&t->lock);
	while (t->running >= t->max_running) {
		/* short, since a page's time limit wakes nobody */
		until = clock_spec(clock_now() + 20 * CLOCK_MS);
		pthread_cond_timedwait(&t->freed, &t->lock, &until);
		if (engine_host.cancelled(&unit->call)) {
			pthread_mutex_unlock(&t->lock);
			return false;
		}
	}
	t->running++;
	*lane = t->plan->translator->threads == DT_PER_LANE
			? lanes_take(&t->lanes, unit->job->number)
			: NULL;
	pthread_mutex_unlock(&t->lock);
	return true;
}

static void leave(struct translator *t, struct lane *lane)
{
	pthread_mutex_lock(&t->lock);
	if (lane)
		lanes_give(&t->lanes, lane);
	t->running--;
	pthread_cond_signal(&t->freed);
	pthread_mutex_unlock(&t->lock);
}

static dt_status call_translator(struct translator *t, struct unit *unit, struct lane *lane,
				 const struct dt_batch *batch, struct dt_error *err)
{
	struct unit inner;
	dt_status status;

	inner_unit(&inner, unit, t, lane);
	if (lane && !lane->opened) {
		status = t->plan->translator->lane_open(&inner.call, &lane->lane, err);
		if (status != DT_OK) {
			error_complete(err, status, t->plan->name);
			return err->status;
		}
		lane->opened = true;
		inner.call.lane = lane->lane;
	}
	status = t->plan->translator->translate(&inner.call, batch, err);
	if (status != DT_OK) {
		error_complete(err, status, t->plan->name);
		return err->status;
	}
	return DT_OK;
}

dt_status translate_batch(struct unit *unit, const char *name, const struct dt_batch *batch,
			  struct dt_error *err)
{
	struct translator *t = translate_find(unit->pipeline, unit->job, name);
	struct translator_use *use;
	struct lane *lane = NULL;
	struct dt_error own = { 0 };
	dt_status status;
	int64_t start;

	if (!unit->job || !unit->node || unit->inside)
		return dt_fail(err, DT_E_BUG, "translate was called outside of a stage's work");
	if (!unit->node->asks)
		return dt_fail(err, DT_E_BUG,
			       "translate may wait, but stage %s is not marked DT_WAITS",
			       unit->node->plan->uses);
	if (!t || !t->opened)
		return dt_fail(err, DT_E_CONFIG, "there is no translator %s%s%s in this pipeline",
			       name ? "\"" : "for this job", name ? name : "", name ? "\"" : "");
	start = clock_now();
	if (!enter(t, unit, &lane))
		return dt_fail(err, DT_E_CANCELLED, "cancelled while waiting for translator %s",
			       t->plan->name);
	status = call_translator(t, unit, lane, batch, &own);
	leave(t, lane);
	use = &unit->job->translators[t - unit->pipeline->translators];
	atomic_fetch_add(&use->batches, 1);
	atomic_fetch_add(&use->segments, batch->n);
	atomic_fetch_add(&use->failures, status != DT_OK);
	atomic_fetch_add(&use->wall_ns, (uint64_t)(clock_now() - start));
	if (status != DT_OK && err && err->status == DT_OK)
		*err = own;
	return status;
}

dt_status translate_pair(struct translator *t, struct dt_pipeline *pipeline, const char *source,
			 const char *target, struct dt_error *err)
{
	struct unit unit;
	dt_status status;

	if (!t->opened)
		return dt_fail(err, DT_E_BUG, "translator %s is not opened", t->plan->name);
	if (!t->plan->translator->pair)
		return DT_OK;
	unit_outside(&unit, pipeline, t->plan->name, t->self);
	status = t->plan->translator->pair(&unit.call, source, target, err);
	if (status != DT_OK)
		error_complete(err, status, t->plan->name);
	return status;
}
