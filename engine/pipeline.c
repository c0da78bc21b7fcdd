/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Opening a checked plan: secrets, stages, translators, stores, first lanes; and closing it. */
#include "config.h"

#include "job.h"
#include "routing.h"
#include "translate.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

struct dt_pipeline *dt_pipeline_load(struct dt_engine *engine, const char *file,
				     const struct dt_override *overrides, size_t n_overrides,
				     struct dt_diagnostics *list)
{
	struct plan *plan = plan_read(engine->registry, file, overrides, n_overrides, list);
	struct dt_pipeline *pipeline = plan ? calloc(1, sizeof(*pipeline)) : NULL;
	pthread_condattr_t monotonic;

	if (!pipeline) {
		if (plan)
			diagnostics_error(list, (struct place){ file, 0 }, "out of memory");
		plan_free(plan);
		return NULL;
	}
	pipeline->engine = engine;
	pipeline->plan = plan;
	pthread_mutex_init(&pipeline->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	for (int pool = 0; pool < N_POOLS; pool++)
		pthread_cond_init(&pipeline->work[pool], NULL);
	pthread_cond_init(&pipeline->done, &monotonic);
	pthread_cond_init(&pipeline->keep, &monotonic);
	pthread_condattr_destroy(&monotonic);
	return pipeline;
}

static uint32_t count_cores(void)
{
	cpu_set_t set;
	int n = 1;

	if (!sched_getaffinity(0, sizeof(set), &set))
		n = CPU_COUNT(&set);
	return n > 0 ? (uint32_t)n : 1;
}

/* "node set: TEXT", since nothing else says where opening went wrong. */
static dt_status explain(struct dt_error *err, const struct dt_error *cause, const char *kind,
			 const char *name)
{
	err->sys_errno = cause->sys_errno;
	err->retry_ms = cause->retry_ms;
	err->failure = cause->failure;
	return dt_fail(err, cause->status, "%s %s: %.450s", kind, name, cause->text);
}

/* A key is often a matter of some addresses only, so that its variable may be unset: who wants it
 * all the same knows nothing of variables. */
static dt_status explain_key(struct dt_error *err, const struct dt_error *cause,
			     const struct options *options, const char *name)
{
	const char *option, *variable = options_unset_secret(options, &option);

	if (cause->failure != DT_FAILURE_AUTHENTICATION || !variable)
		return explain(err, cause, "translator", name);
	err->failure = cause->failure;
	return dt_fail(err, cause->status,
		       "%s.%s wants the environment variable %s, which is not set: %.300s", name,
		       option, variable, cause->text);
}

static bool make_lanes(struct dt_pipeline *pipeline, struct lanes *lanes, uint32_t max)
{
	lanes->max = max;
	lanes->at = ARENA_ARRAY(&pipeline->arena, max, struct lane);
	return lanes->at;
}

static bool make_readers(struct dt_pipeline *pipeline, uint32_t index)
{
	const struct plan *plan = pipeline->plan;
	const struct plan_node *from = &plan->nodes[index];
	struct node *node = &pipeline->nodes[index];

	node->readers = ARENA_ARRAY(&pipeline->arena, from->stage->n_outputs, struct reader *);
	for (uint32_t k = 0; node->readers && k < from->stage->n_outputs; k++) {
		uint32_t n = 0;

		node->readers[k] =
			ARENA_ARRAY(&pipeline->arena, from->outputs[k].n_readers, struct reader);
		for (uint32_t to = 0; node->readers[k] && to < plan->n_nodes; to++)
			for (uint32_t i = 0; i < plan->nodes[to].stage->n_inputs; i++) {
				const struct plan_input *in = &plan->nodes[to].inputs[i];

				if (in->from == (int)index && in->port == k)
					node->readers[k][n++] = (struct reader){ to, i };
			}
	}
	for (uint32_t i = 0; i < from->stage->n_inputs; i++)
		if (from->inputs[i].from >= 0 &&
		    plan->nodes[from->inputs[i].from].outputs[from->inputs[i].port].page)
			node->n_page_inputs++;
	return !pipeline->arena.failed;
}

static uint32_t most_calls(const struct dt_pipeline *pipeline, uint32_t threads, uint32_t lanes)
{
	if (threads == DT_SERIAL)
		return 1;
	return lanes ? lanes : pipeline->n_cores;
}

static dt_status open_node(struct dt_pipeline *pipeline, uint32_t index, struct dt_error *err)
{
	const struct plan_node *plan = &pipeline->plan->nodes[index];
	struct node *node = &pipeline->nodes[index];
	struct dt_error cause = { 0 };
	dt_status status = DT_OK;
	struct unit unit;
	struct lane *lane;

	node->plan = plan;
	node->asks = plan->stage->flags & DT_WAITS;
	node->max_running = most_calls(pipeline, plan->stage->threads, plan->lanes);
	if (!make_readers(pipeline, index) ||
	    (plan->stage->threads == DT_PER_LANE &&
	     !make_lanes(pipeline, &node->lanes, node->max_running)))
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	if (options_unlock(&pipeline->plan->nodes[index].options, err) != DT_OK)
		return err->status;
	unit_outside(&unit, pipeline, plan->name, NULL);
	if (plan->stage->open)
		status = plan->stage->open(&unit.call, plan->options.block, &node->self, &cause);
	node->opened = status == DT_OK;
	unit.call.self = node->self;
	if (status == DT_OK && plan->stage->threads == DT_PER_LANE) {
		lane = lanes_take(&node->lanes, 0);
		status = plan->stage->lane_open(&unit.call, &lane->lane, &cause);
		lane->opened = status == DT_OK;
		lanes_give(&node->lanes, lane);
	}
	if (status == DT_OK)
		return DT_OK;
	error_complete(&cause, status, plan->name);
	return explain(err, &cause, "node", plan->name);
}

static dt_status open_translator(struct dt_pipeline *pipeline, uint32_t index, struct dt_error *err)
{
	struct plan_translator *plan = &pipeline->plan->translators[index];
	struct translator *t = &pipeline->translators[index];
	struct dt_error cause = { 0 };
	dt_status status = DT_OK;
	struct unit unit;
	struct lane *lane;

	if (plan->missing)
		return dt_fail(err, DT_E_CONFIG, "translator %s: %s", plan->name, plan->missing);
	t->max_running = most_calls(pipeline, plan->translator->threads, plan->lanes);
	/* what waits for another machine, or for other translators, needs no core */
	if (plan->translator->flags & (DT_TRANSLATOR_NETWORK | DT_TRANSLATOR_ROUTES) &&
	    plan->translator->threads == DT_SHARED && !plan->lanes)
		t->max_running = (uint32_t)pipeline->plan->limits->pages_waiting;
	if (plan->translator->threads == DT_PER_LANE &&
	    !make_lanes(pipeline, &t->lanes, t->max_running))
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	if (options_unlock(&plan->options, err) != DT_OK)
		return err->status;
	unit_outside(&unit, pipeline, plan->name, NULL);
	if (plan->translator->open)
		status = plan->translator->open(&unit.call, plan->options.block, &t->self, &cause);
	t->opened = status == DT_OK;
	unit.call.self = t->self;
	if (status == DT_OK && plan->translator->threads == DT_PER_LANE) {
		lane = lanes_take(&t->lanes, 0);
		status = plan->translator->lane_open(&unit.call, &lane->lane, &cause);
		lane->opened = status == DT_OK;
		lanes_give(&t->lanes, lane);
	}
	if (status == DT_OK)
		return DT_OK;
	error_complete(&cause, status, plan->name);
	return explain_key(err, &cause, &plan->options, plan->name);
}

static dt_status open_store(struct dt_pipeline *pipeline, uint32_t index, struct dt_error *err)
{
	struct plan_store *plan = &pipeline->plan->stores[index];
	struct store *store = &pipeline->stores[index];
	struct dt_error cause = { 0 };
	dt_status status = DT_OK;
	struct unit unit;

	store->plan = plan;
	if (options_unlock(&plan->options, err) != DT_OK)
		return err->status;
	unit_outside(&unit, pipeline, plan->name, NULL);
	if (plan->store->open)
		status = plan->store->open(&unit.call, plan->options.block, &store->self, &cause);
	store->opened = status == DT_OK;
	if (status == DT_OK)
		return DT_OK;
	error_complete(&cause, status, plan->name);
	return explain(err, &cause, "store", plan->name);
}

struct opening {
	struct dt_pipeline *pipeline;
	const char *asker; /* whose options name them: "translator profile" */
	struct dt_error *err;
};

static void open_named(void *ctx, uint32_t index);

/* With those that it asks, before it.  Depth: MOST_INSIDE. */
static dt_status open_with_named(struct dt_pipeline *pipeline, uint32_t index, struct dt_error *err)
{
	const struct plan_translator *plan = &pipeline->plan->translators[index];
	struct opening opening = { pipeline, plan->name, err };

	if (pipeline->translators[index].opened)
		return DT_OK;
	plan_each_named(pipeline->plan, &plan->options, open_named, &opening);
	return err->status == DT_OK ? open_translator(pipeline, index, err) : err->status;
}

/* One that cannot be opened, for want of a key or a program, is no provider that somebody who
 * names it can do without: to pass over it would be another quality and another price. */
static void open_named(void *ctx, uint32_t index)
{
	struct opening *opening = ctx;
	struct dt_error cause = { 0 };

	if (opening->err->status == DT_OK &&
	    open_with_named(opening->pipeline, index, &cause) != DT_OK)
		(void)explain(opening->err, &cause, opening->asker,
			      "asks one that cannot be opened");
}

static bool in_list(const char *const *names, const char *name)
{
	for (; names && *names; names++)
		if (!strcmp(*names, name))
			return true;
	return !names;
}

static void set_shares(struct dt_pipeline *pipeline)
{
	double sum = 0;

	for (uint32_t i = 0; i < pipeline->plan->n_nodes; i++)
		sum += pipeline->nodes[i].share = pipeline->plan->nodes[i].stage->weight
							  ? pipeline->plan->nodes[i].stage->weight
							  : 1;
	for (uint32_t i = 0; i < pipeline->plan->n_nodes; i++)
		pipeline->nodes[i].share /= sum;
}

/* Does anybody who was opened let a batch wait; and for a service, whose answers take long, of
 * which many can be on their way? */
static void who_waits(const struct dt_pipeline *pipeline, bool *waits, bool *services)
{
	const struct plan *plan = pipeline->plan;
	bool any = false;

	*waits = *services = false;
	for (uint32_t i = 0; i < plan->n_translators; i++) {
		const struct dt_translator *t = plan->translators[i].translator;

		if (!pipeline->translators[i].opened)
			continue;
		any = true;
		*waits |= !(t->flags & DT_TRANSLATOR_AT_ONCE);
		*services |= t->flags & DT_TRANSLATOR_NETWORK || t->start;
	}
	*waits |= !any;
}

static bool pass_has_service_calls(const struct dt_pipeline *pipeline, uint32_t pass)
{
	for (uint32_t i = 0; i < pipeline->plan->n_nodes; i++)
		if (pipeline->nodes[i].waits && pipeline->plan->nodes[i].pass == pass)
			return true;
	return false;
}

/*
 * Threads of its own for a stage that waits for nobody would only pass pages to and fro.  Where
 * services are asked, a page is a few requests that take their time: many pages wait at once,
 * each on a thread that sleeps, so that the translator always has enough to send.
 */
static void set_waits(struct dt_pipeline *pipeline)
{
	const struct plan *plan = pipeline->plan;
	uint32_t many = (uint32_t)plan->limits->pages_waiting;
	bool waits, services;

	who_waits(pipeline, &waits, &services);
	for (uint32_t i = 0; i < plan->n_nodes; i++) {
		struct node *node = &pipeline->nodes[i];

		node->waits = node->asks && waits;
		if (node->waits && services && plan->nodes[i].stage->threads == DT_SHARED &&
		    !plan->nodes[i].lanes)
			node->max_running = many;
	}
	for (uint32_t i = 0; i < plan->n_nodes; i++) {
		uint32_t *window = &pipeline->nodes[i].window;

		*window = (uint32_t)plan->limits->pages_in_flight;
		if (services && *window < many &&
		    pass_has_service_calls(pipeline, plan->nodes[i].pass))
			*window = many;
	}
}

static dt_status open_services(struct dt_pipeline *pipeline, const char *const *only,
			       struct dt_error *err)
{
	const struct plan *plan = pipeline->plan;

	for (uint32_t i = 0; i < plan->n_nodes; i++) {
		struct opening opening = { pipeline, plan->nodes[i].name, err };

		plan_each_named(plan, &plan->nodes[i].options, open_named, &opening);
		if (err->status != DT_OK)
			return err->status;
	}
	for (uint32_t i = 0; i < plan->n_translators; i++)
		if (in_list(only, plan->translators[i].name) &&
		    open_with_named(pipeline, i, err) != DT_OK)
			return err->status;
	for (uint32_t i = 0; i < plan->n_stores; i++)
		if (open_store(pipeline, i, err) != DT_OK)
			return err->status;
	return DT_OK;
}

static dt_status open_all(struct dt_pipeline *pipeline, const char *const *only,
			  struct dt_error *err)
{
	for (uint32_t i = 0; i < pipeline->plan->n_nodes; i++)
		if (open_node(pipeline, i, err) != DT_OK)
			return err->status;
	if (!pipeline->asks_nobody && open_services(pipeline, only, err) != DT_OK)
		return err->status;
	set_shares(pipeline);
	set_waits(pipeline);
	return scheduler_start(pipeline, err);
}

dt_status dt_pipeline_open(struct dt_pipeline *pipeline, unsigned workers,
			   const char *const *only_translators, struct dt_error *err)
{
	const struct plan *plan = pipeline->plan;

	if (pipeline->nodes)
		return dt_fail(err, DT_E_BUG, "the pipeline is open already");
	pipeline->n_cores = workers ? workers : (uint32_t)plan->limits->workers;
	if (!pipeline->n_cores)
		pipeline->n_cores = count_cores();
	pipeline->nodes = ARENA_ARRAY(&pipeline->arena, plan->n_nodes, struct node);
	pipeline->translators =
		ARENA_ARRAY(&pipeline->arena, plan->n_translators, struct translator);
	pipeline->stores = ARENA_ARRAY(&pipeline->arena, plan->n_stores, struct store);
	if (pipeline->arena.failed)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	for (uint32_t i = 0; i < plan->n_translators; i++) {
		pthread_condattr_t monotonic;

		pipeline->translators[i].plan = &plan->translators[i];
		pthread_mutex_init(&pipeline->translators[i].lock, NULL);
		pthread_condattr_init(&monotonic);
		pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
		pthread_cond_init(&pipeline->translators[i].freed, &monotonic);
		pthread_condattr_destroy(&monotonic);
	}
	routing_join(pipeline);
	if (open_all(pipeline, only_translators, err) != DT_OK)
		return err->status;
	pipeline->opened = true;
	return DT_OK;
}

static void close_lanes(const struct lanes *lanes, void (*close)(void *self, void *lane),
			void *self)
{
	for (uint32_t i = 0; i < lanes->n; i++)
		if (lanes->at[i].opened && close)
			close(self, lanes->at[i].lane);
}

static void close_all(struct dt_pipeline *pipeline)
{
	const struct plan *plan = pipeline->plan;

	for (uint32_t i = 0; i < plan->n_stores; i++)
		if (pipeline->stores[i].opened && plan->stores[i].store->close)
			plan->stores[i].store->close(pipeline->stores[i].self);
	for (uint32_t i = 0; i < plan->n_translators; i++) {
		struct translator *t = &pipeline->translators[i];

		if (t->opened) {
			close_lanes(&t->lanes, t->plan->translator->lane_close, t->self);
			if (t->plan->translator->close)
				t->plan->translator->close(t->self);
		}
		pthread_mutex_destroy(&t->lock);
		pthread_cond_destroy(&t->freed);
	}
	for (uint32_t i = plan->n_nodes; i-- > 0;) {
		struct node *node = &pipeline->nodes[i];

		if (!node->opened)
			continue;
		close_lanes(&node->lanes, node->plan->stage->lane_close, node->self);
		if (node->plan->stage->close)
			node->plan->stage->close(node->self);
	}
}

void dt_pipeline_close(struct dt_pipeline *pipeline)
{
	if (!pipeline)
		return;
	scheduler_stop(pipeline);
	if (pipeline->nodes && pipeline->translators && pipeline->stores)
		close_all(pipeline);
	plan_free(pipeline->plan);
	arena_finish(&pipeline->arena);
	for (int pool = 0; pool < N_POOLS; pool++)
		pthread_cond_destroy(&pipeline->work[pool]);
	pthread_cond_destroy(&pipeline->done);
	pthread_cond_destroy(&pipeline->keep);
	pthread_mutex_destroy(&pipeline->lock);
	free(pipeline);
}

char *dt_pipeline_plan_text(const struct dt_pipeline *pipeline)
{
	return plan_text(pipeline->plan);
}

char *dt_pipeline_plan_json(const struct dt_pipeline *pipeline)
{
	return plan_json(pipeline->plan);
}

char *dt_pipeline_plan_dot(const struct dt_pipeline *pipeline)
{
	return plan_dot(pipeline->plan);
}

const char *dt_pipeline_default_translator(const struct dt_pipeline *pipeline)
{
	int i = pipeline->plan->translator;

	return i < 0 ? NULL : pipeline->plan->translators[i].name;
}

dt_status dt_pipeline_check_pair(struct dt_pipeline *pipeline, const char *translator,
				 const char *source, const char *target, struct dt_error *err)
{
	struct translator *t;

	if (!pipeline->opened)
		return dt_fail(err, DT_E_BUG, "the pipeline is not opened");
	t = translate_find(pipeline, NULL, translator);
	if (!t)
		return dt_fail(err, DT_E_CONFIG, "the pipeline has no translator \"%s\"",
			       translator ? translator : "");
	return translate_pair(t, pipeline, source, target, err);
}

dt_status dt_pipeline_preflight(struct dt_pipeline *pipeline, const char *translator,
				struct dt_error *err)
{
	struct translator *t;

	if (!pipeline->opened)
		return dt_fail(err, DT_E_BUG, "the pipeline is not opened");
	t = translate_find(pipeline, NULL, translator);
	if (!t)
		return dt_fail(err, DT_E_CONFIG, "the pipeline has no translator \"%s\"",
			       translator ? translator : "");
	return translate_preflight(t, pipeline, err);
}

void dt_pipeline_check_keys(const struct dt_pipeline *pipeline, const char *translator,
			    struct dt_diagnostics *list)
{
	const struct plan *plan = pipeline->plan;
	int i = translator ? plan_translator(plan, translator) : plan->translator;

	if (translator && i < 0)
		diagnostics_error(list, (struct place){ plan->file, 0 },
				  "there is no translator \"%s\"", translator);
	else
		plan_check_presence(plan, i, list);
}
