/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A plan of which only some results are wanted: the nodes that nothing of it needs go. */
#include "config.h"

#include "pipeline.h"

#include <string.h>

/* All nodes upstream of a result.  Givers stand before takers in order[]. */
static void mark(const struct plan *plan, uint32_t node, bool *needed)
{
	needed[node] = true;
	for (uint32_t i = plan->n_nodes; i-- > 0;) {
		const struct plan_node *taker = &plan->nodes[plan->order[i]];

		if (!needed[plan->order[i]])
			continue;
		for (uint32_t k = 0; k < taker->stage->n_inputs; k++)
			if (taker->inputs[k].from >= 0)
				needed[taker->inputs[k].from] = true;
	}
}

static void drop_results(struct plan *plan, const char *result)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < plan->n_results; i++)
		if (!strcmp(plan->results[i].name, result))
			plan->results[n++] = plan->results[i];
	plan->n_results = n;
}

/* Moves the nodes that stay together; places has the new number of each. */
static void drop_nodes(struct plan *plan, const bool *needed, uint32_t *places)
{
	uint32_t n = 0;

	for (uint32_t i = 0, k = 0; i < plan->n_nodes; i++)
		if (needed[i])
			places[i] = k++;
	for (uint32_t i = 0; i < plan->n_nodes; i++)
		if (needed[plan->order[i]])
			plan->order[n++] = places[plan->order[i]];
	for (uint32_t i = 0; i < plan->n_nodes; i++)
		if (needed[i])
			plan->nodes[places[i]] = plan->nodes[i];
	plan->n_nodes = n;
}

/* What the nodes and results say of each other, by the new numbers. */
static void wire_again(struct plan *plan, const uint32_t *places)
{
	plan->n_passes = 0;
	for (uint32_t i = 0; i < plan->n_nodes; i++) {
		struct plan_node *node = &plan->nodes[i];

		if (node->pass + 1 > plan->n_passes)
			plan->n_passes = node->pass + 1;
		for (uint32_t k = 0; k < node->stage->n_outputs; k++) {
			node->outputs[k].n_readers = 0;
			node->outputs[k].in_results = false;
		}
		for (uint32_t k = 0; k < node->stage->n_inputs; k++)
			if (node->inputs[k].from >= 0)
				node->inputs[k].from = (int)places[node->inputs[k].from];
	}
	for (uint32_t i = 0; i < plan->n_nodes; i++)
		for (uint32_t k = 0; k < plan->nodes[i].stage->n_inputs; k++) {
			const struct plan_input *in = &plan->nodes[i].inputs[k];

			if (in->from >= 0)
				plan->nodes[in->from].outputs[in->port].n_readers++;
		}
	for (uint32_t i = 0; i < plan->n_results; i++) {
		struct plan_result *result = &plan->results[i];

		result->node = places[result->node];
		plan->nodes[result->node].outputs[result->port].in_results = true;
	}
}

dt_status dt_pipeline_narrow(struct dt_pipeline *pipeline, const char *result, struct dt_error *err)
{
	struct plan *plan = pipeline->plan;
	int i = plan_result(plan, result);
	bool *needed;
	uint32_t *places;

	if (pipeline->nodes)
		return dt_fail(err, DT_E_BUG, "the pipeline is open already");
	if (i < 0)
		return dt_fail(err, DT_E_CONFIG, "the pipeline has no result \"%s\"", result);
	needed = ARENA_ARRAY(&plan->arena, plan->n_nodes, bool);
	places = ARENA_ARRAY(&plan->arena, plan->n_nodes, uint32_t);
	if (!needed || !places)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	mark(plan, plan->results[i].node, needed);
	drop_results(plan, result);
	drop_nodes(plan, needed, places);
	wire_again(plan, places);
	return DT_OK;
}

void dt_pipeline_ask_nobody(struct dt_pipeline *pipeline)
{
	pipeline->asks_nobody = true;
}
