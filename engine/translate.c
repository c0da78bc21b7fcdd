/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "clock.h"
#include "routing.h"
#include "digest.h"
#include "signature.h"
#include "translate.h"

#include <stdlib.h>
#include <string.h>

static dt_status translate_waiting(struct unit *unit, const char *name,
				   const struct dt_batch *batch, struct dt_error *err);

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
		       const struct lane *lane, const struct dt_batch *batch)
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
	inner->outside = outer->inside;
	inner->inside = t;
	inner->depth = outer->depth + 1;
	inner->batch = batch;
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

static dt_status call_translator(struct translator *t, struct unit *inner, struct lane *lane,
				 const struct dt_batch *batch, struct dt_error *err)
{
	dt_status status;

	if (lane && !lane->opened) {
		status = t->plan->translator->lane_open(&inner->call, &lane->lane, err);
		if (status != DT_OK) {
			error_complete(err, status, t->plan->name);
			return err->status;
		}
		lane->opened = true;
		inner->call.lane = lane->lane;
	}
	status = t->plan->translator->translate(&inner->call, batch, err);
	if (status != DT_OK) {
		error_complete(err, status, t->plan->name);
		return err->status;
	}
	return DT_OK;
}

/* May a batch be handed over here, and to that one? */
static dt_status check_caller(const struct unit *unit, const struct translator *t, const char *name,
			      struct dt_error *err)
{
	if (!unit->job || !unit->node)
		return dt_fail(err, DT_E_BUG, "translate was called outside of a stage's work");
	if (unit->inside && !(unit->inside->plan->translator->flags & DT_TRANSLATOR_ROUTES))
		return dt_fail(err, DT_E_BUG,
			       "translator %s asks others, but is not marked DT_TRANSLATOR_ROUTES",
			       unit->inside->plan->name);
	if (unit->depth > MOST_INSIDE)
		return dt_fail(err, DT_E_CONFIG,
			       "translators that route to each other stand more than %d deep at %s",
			       MOST_INSIDE, unit->inside ? unit->inside->plan->name : "");
	if (atomic_load_explicit(&unit->job->winding_down, memory_order_relaxed))
		return dt_fail(err, DT_E_CANCELLED, "the job ends with what it has");
	if (!unit->node->asks)
		return dt_fail(err, DT_E_BUG,
			       "translate may wait, but stage %s is not marked DT_WAITS",
			       unit->node->plan->uses);
	if (!t || !t->opened)
		return dt_fail(err, DT_E_CONFIG, "there is no translator %s%s%s in this pipeline",
			       name ? "\"" : "for this job", name ? name : "", name ? "\"" : "");
	return DT_OK;
}

static struct translator_use *use_of(const struct unit *unit, const struct translator *t)
{
	return &unit->job->translators[t - unit->pipeline->translators];
}

/* Tells who has answered; one that routes has not, but those whom it has asked. */
static void sign(const struct translator *t, const struct dt_batch *batch, dt_status status)
{
	if (status == DT_OK && !(t->plan->translator->flags & DT_TRANSLATOR_ROUTES) &&
	    DT_BATCH_HAS(batch, answered_by) && batch->answered_by)
		batch->answered_by(batch->ctx, t->plan->name);
}

static void count(const struct unit *unit, const struct translator *t, const struct dt_batch *batch,
		  dt_status status, int64_t start)
{
	struct translator_use *use = use_of(unit, t);

	if (status == DT_OK)
		atomic_store_explicit(&unit->job->answered, true, memory_order_relaxed);
	atomic_fetch_add(&use->batches, 1);
	atomic_fetch_add(&use->segments, batch->n);
	atomic_fetch_add(&use->failures, status != DT_OK);
	atomic_fetch_add(&use->wall_ns, (uint64_t)(clock_now() - start));
}

/* ---- who wants to know of calls ---------------------------------------------------- */

static bool is_told(const struct unit *inner)
{
	return inner->job->tells_calls &&
	       !(inner->inside->plan->translator->flags & DT_TRANSLATOR_ROUTES);
}

static void fill_call(const struct unit *inner, struct dt_called *call)
{
	memset(call, 0, sizeof(*call));
	call->translator = inner->inside->plan->name;
	call->through = inner->outside ? inner->outside->plan->name : NULL;
	call->segments = inner->batch->n;
}

static void tell_start(const struct unit *inner)
{
	struct dt_called call;

	if (!is_told(inner))
		return;
	fill_call(inner, &call);
	job_tell_call(inner->job, DT_EVENT_CALL_START, inner->node->plan->name, &call);
}

static void tell_end(const struct unit *inner, const struct dt_error *err, int64_t start)
{
	struct translator_use *use;
	struct dt_called call;
	struct timespec now;

	if (!is_told(inner))
		return;
	fill_call(inner, &call);
	use = use_of(inner, inner->inside);
	pthread_mutex_lock(&use->lock);
	call.usage = inner->spent;
	pthread_mutex_unlock(&use->lock);
	call.usage.size = sizeof(call.usage);
	call.status = err->status;
	if (err->status != DT_OK)
		call.failure = err->failure ? err->failure : DT_FAILURE_UNKNOWN;
	call.took_us = (clock_now() - start) / 1000;
	clock_gettime(CLOCK_REALTIME, &now);
	call.began = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000 - call.took_us;
	job_tell_call(inner->job, DT_EVENT_CALL_END, inner->node->plan->name, &call);
}

/* ---- one by one ----------------------------------------------------------------------- */

dt_status translate_batch(struct unit *unit, const char *name, const struct dt_batch *batch,
			  struct dt_error *err)
{
	struct translator *t = translate_find(unit->pipeline, unit->job, name);
	struct lane *lane = NULL;
	struct dt_error own = { 0 };
	struct unit inner;
	int64_t start = clock_now();
	dt_status status = check_caller(unit, t, name, err);

	if (status)
		return status;
	if (t->plan->translator->start)
		return translate_waiting(unit, name, batch, err);
	if (!enter(t, unit, &lane))
		return dt_fail(err, DT_E_CANCELLED, "cancelled while waiting for translator %s",
			       t->plan->name);
	inner_unit(&inner, unit, t, lane, batch);
	tell_start(&inner);
	status = call_translator(t, &inner, lane, batch, &own);
	leave(t, lane);
	tell_end(&inner, &own, start);
	count(unit, t, batch, status, start);
	sign(t, batch, status);
	if (status != DT_OK && err && err->status == DT_OK)
		*err = own;
	return status;
}

/* ---- without a thread each ----------------------------------------------------- */

/* A batch on its way: the translator's call lives as long as that. */
struct started {
	struct unit inner;
	dt_done done;
	void *ctx;
	int64_t start;
};

static void over(void *ctx, const struct dt_error *err)
{
	struct started *started = ctx;
	const struct translator *t = started->inner.inside;
	dt_done done = started->done;
	void *done_ctx = started->ctx;
	struct dt_error own = *err;

	if (own.status != DT_OK)
		error_complete(&own, own.status, t->plan->name);
	tell_end(&started->inner, &own, started->start);
	count(&started->inner, t, started->inner.batch, own.status, started->start);
	sign(t, started->inner.batch, own.status);
	free(started);
	done(done_ctx, &own);
}

void translate_start(struct unit *unit, const char *name, const struct dt_batch *batch,
		     dt_done done, void *ctx)
{
	struct translator *t = translate_find(unit->pipeline, unit->job, name);
	struct dt_error err = { 0 };
	struct started *started;

	if (check_caller(unit, t, name, &err) != DT_OK || !t->plan->translator->start) {
		if (err.status == DT_OK)
			translate_batch(unit, name, batch, &err);
		done(ctx, &err);
		return;
	}
	started = calloc(1, sizeof(*started));
	if (!started) {
		dt_fail(&err, DT_E_SYSTEM, "out of memory");
		done(ctx, &err);
		return;
	}
	inner_unit(&started->inner, unit, t, NULL, batch);
	started->done = done;
	started->ctx = ctx;
	started->start = clock_now();
	tell_start(&started->inner);
	t->plan->translator->start(&started->inner.call, batch, over, started);
}

struct waiting {
	pthread_mutex_t lock;
	pthread_cond_t over;
	struct dt_error error;
	bool done;
};

static void wake(void *ctx, const struct dt_error *err)
{
	struct waiting *waiting = ctx;

	pthread_mutex_lock(&waiting->lock);
	waiting->error = *err;
	waiting->done = true;
	pthread_cond_signal(&waiting->over);
	pthread_mutex_unlock(&waiting->lock);
}

static dt_status translate_waiting(struct unit *unit, const char *name,
				   const struct dt_batch *batch, struct dt_error *err)
{
	struct waiting waiting = { .lock = PTHREAD_MUTEX_INITIALIZER,
				   .over = PTHREAD_COND_INITIALIZER };

	translate_start(unit, name, batch, wake, &waiting);
	pthread_mutex_lock(&waiting.lock);
	while (!waiting.done)
		pthread_cond_wait(&waiting.over, &waiting.lock);
	pthread_mutex_unlock(&waiting.lock);
	pthread_mutex_destroy(&waiting.lock);
	pthread_cond_destroy(&waiting.over);
	if (waiting.error.status != DT_OK && err && err->status == DT_OK)
		*err = waiting.error;
	return waiting.error.status;
}

/* ---- what it uses ---------------------------------------------------------------- */

static void add_usage(struct dt_usage *sum, const struct dt_usage *more)
{
	sum->requests += more->requests;
	sum->retries += more->retries;
	sum->answers += more->answers;
	sum->input_tokens += more->input_tokens;
	sum->cached_tokens += more->cached_tokens;
	sum->output_tokens += more->output_tokens;
	sum->characters += more->characters;
	sum->latency_us += more->latency_us;
	sum->usd += more->usd;
	for (int i = 0; i < DT_FAILURE_COUNT; i++)
		sum->failures[i] += more->failures[i];
}

void translate_usage(struct unit *unit, const struct dt_usage *usage)
{
	const struct dt_batch *batch = unit->batch;
	struct dt_usage whole = { 0 };
	pthread_mutex_t *lock;
	struct dt_usage *sum;

	if (!unit->job || (!unit->inside && !unit->node))
		return;
	/* a plugin that was built for a shorter one */
	memcpy(&whole, usage, usage->size < sizeof(whole) ? usage->size : sizeof(whole));
	whole.size = sizeof(whole);
	lock = unit->inside ? &use_of(unit, unit->inside)->lock
			    : &unit->job->nodes[unit->index].usage_lock;
	sum = unit->inside ? &use_of(unit, unit->inside)->usage
			   : &unit->job->nodes[unit->index].usage;
	pthread_mutex_lock(lock);
	add_usage(sum, &whole);
	if (unit->inside)
		add_usage(&unit->spent, &whole);
	pthread_mutex_unlock(lock);
	if (unit->inside && batch && DT_BATCH_HAS(batch, used) && batch->used)
		batch->used(batch->ctx, &whole);
}

void translate_used(const struct unit *unit, const char *name, struct dt_usage *sum)
{
	const struct plan *plan = unit->pipeline->plan;
	struct dt_usage whole = { 0 };
	size_t size = sum->size < sizeof(whole) ? sum->size : sizeof(whole);

	for (uint32_t i = 0; unit->job && i < plan->n_translators; i++) {
		struct translator_use *use = &unit->job->translators[i];

		if (name && strcmp(plan->translators[i].name, name) != 0)
			continue;
		pthread_mutex_lock(&use->lock);
		add_usage(&whole, &use->usage);
		pthread_mutex_unlock(&use->lock);
	}
	for (uint32_t i = 0; unit->job && !name && i < plan->n_nodes; i++) {
		struct job_node *node = &unit->job->nodes[i];

		pthread_mutex_lock(&node->usage_lock);
		add_usage(&whole, &node->usage);
		pthread_mutex_unlock(&node->usage_lock);
	}
	whole.size = (uint32_t)size;
	memcpy(sum, &whole, size);
}

dt_status translate_estimate_of(const struct dt_pipeline *pipeline,
				const struct plan_translator *plan, const struct dt_batch *batch,
				struct dt_usage *usage, struct dt_error *err)
{
	memset(usage, 0, sizeof(*usage));
	usage->size = sizeof(*usage);
	if (plan->missing)
		return dt_fail(err, DT_E_CONFIG, "translator %s: %s", plan->name, plan->missing);
	if (options_complete(&plan->options, err) != DT_OK)
		return DT_E_CONFIG;
	if (plan->translator->estimate)
		plan->translator->estimate(plan->options.block, batch, usage);
	else if (plan->translator->flags & DT_TRANSLATOR_ROUTES)
		return routing_estimate(pipeline, plan, batch, usage, err);
	else
		return dt_fail(err, DT_E_UNSUPPORTED, "translator %s does not say what it uses",
			       plan->name);
	return DT_OK;
}

dt_status translate_estimate(struct unit *unit, const char *name, const struct dt_batch *batch,
			     struct dt_usage *usage, struct dt_error *err)
{
	struct translator *t = translate_find(unit->pipeline, unit->job, name);

	if (!t)
		return dt_fail(err, DT_E_CONFIG, "there is no translator %s%s%s in this pipeline",
			       name ? "\"" : "for this job", name ? name : "", name ? "\"" : "");
	return translate_estimate_of(unit->pipeline, t->plan, batch, usage, err);
}

dt_status translate_signature(struct unit *unit, const char *name, char *text, size_t size,
			      struct dt_error *err)
{
	const struct plan *plan = unit->pipeline->plan;
	struct translator *t = translate_find(unit->pipeline, unit->job, name);
	struct str whole = STR_EMPTY;
	char digits[DIGEST_TEXT] = "";
	bool failed;

	if (!t)
		return dt_fail(err, DT_E_CONFIG, "there is no translator %s%s%s in this pipeline",
			       name ? "\"" : "for this job", name ? name : "", name ? "\"" : "");
	signature_add(&whole, plan, (uint32_t)(t->plan - plan->translators));
	if (whole.length >= size) {
		struct digest *digest = digest_new();

		if (digest)
			digest_add(digest, whole.at, whole.length);
		digest_end(digest, digits);
		whole.failed |= !digits[0];
	}
	snprintf(text, size, "%s", digits[0] ? digits : str_view(&whole));
	failed = whole.failed;
	str_finish(&whole);
	return failed ? dt_fail(err, DT_E_SYSTEM, "out of memory") : DT_OK;
}

dt_status translate_pair(struct translator *t, struct dt_pipeline *pipeline, const char *source,
			 const char *target, struct dt_error *err)
{
	struct unit unit;
	dt_status status;

	if (!t->opened)
		return dt_fail(err, DT_E_BUG, "translator %s is not opened", t->plan->name);
	if (!t->plan->translator->pair && t->plan->translator->flags & DT_TRANSLATOR_ROUTES)
		return routing_pair(pipeline, t->plan, source, target, err);
	if (!t->plan->translator->pair)
		return DT_OK;
	unit_outside(&unit, pipeline, t->plan->name, t->self);
	status = t->plan->translator->pair(&unit.call, source, target, err);
	if (status != DT_OK)
		error_complete(err, status, t->plan->name);
	return status;
}

struct asking {
	struct dt_pipeline *pipeline;
	struct dt_error *err;
};

/* The first one that is not well is told, by its name. */
static void preflight_named(void *ctx, uint32_t index)
{
	struct asking *asking = ctx;
	struct translator *t = &asking->pipeline->translators[index];
	struct dt_error cause = { 0 };

	if (asking->err->status != DT_OK ||
	    translate_preflight(t, asking->pipeline, &cause) == DT_OK)
		return;
	asking->err->failure = cause.failure;
	dt_fail(asking->err, cause.status, "%s: %.450s", t->plan->name, cause.text);
}

dt_status translate_preflight(struct translator *t, struct dt_pipeline *pipeline,
			      struct dt_error *err)
{
	const struct dt_translator *translator = t->plan->translator;
	struct asking asking = { pipeline, err };
	struct unit unit;
	dt_status status;

	if (!t->opened)
		return dt_fail(err, DT_E_BUG, "translator %s is not opened", t->plan->name);
	if (!translator->preflight) {
		plan_each_named(pipeline->plan, &t->plan->options, preflight_named, &asking);
		return err->status;
	}
	unit_outside(&unit, pipeline, t->plan->name, t->self);
	status = translator->preflight(&unit.call, err);
	if (status != DT_OK)
		error_complete(err, status, t->plan->name);
	return status;
}
