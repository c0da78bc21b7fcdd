/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Pages on their way from node to node: who may run now, who is passed over
 * because of a gap, which payloads have lost a reader.
 */
#include "config.h"

#include "job.h"

static void skip_page(struct dt_job *job, uint32_t index, uint32_t page);

static bool has_gap(const struct dt_job *job, uint32_t index, uint32_t page)
{
	const struct plan_node *node = &job->pipeline->plan->nodes[index];

	for (uint32_t i = 0; i < node->stage->n_inputs; i++) {
		const struct plan_input *in = &node->inputs[i];

		if (in->from >= 0 && job->nodes[in->from].outputs[in->port].pages &&
		    job->nodes[in->from].outputs[in->port].pages[page].gap &&
		    !(node->stage->flags & DT_TAKES_GAPS))
			return true;
	}
	return false;
}

/* Depth: a page goes through at most all nodes. */
static void tell_readers(struct dt_job *job, uint32_t index, uint32_t page)
{
	const struct node *node = &job->pipeline->nodes[index];

	for (uint32_t k = 0; k < node->plan->stage->n_outputs; k++) {
		if (!node->plan->outputs[k].page)
			continue;
		for (uint32_t r = 0; r < node->plan->outputs[k].n_readers; r++) {
			uint32_t to = node->readers[k][r].node;
			struct job_node *reader = &job->nodes[to];

			if (--reader->missing[page])
				continue;
			if (has_gap(job, to, page)) {
				skip_page(job, to, page);
				continue;
			}
			bit_set(reader->ready, page);
			if (page < reader->first_ready)
				reader->first_ready = page;
		}
	}
}

void flow_page_done(struct dt_job *job, uint32_t index, uint32_t page)
{
	struct job_node *jn = &job->nodes[index];

	bit_set(jn->done, page);
	jn->n_done++;
	while (jn->low < job->n_pages && bit_get(jn->done, jn->low))
		jn->low++;
	tell_readers(job, index, page);
}

void flow_gaps(struct dt_job *job, uint32_t index, uint32_t page)
{
	const struct plan_node *node = &job->pipeline->plan->nodes[index];

	for (uint32_t k = 0; k < node->stage->n_outputs; k++)
		if (node->outputs[k].page)
			job->nodes[index].outputs[k].pages[page].gap = true;
}

/* A page that a node is not called for: what it would have read has one reader less. */
static void skip_page(struct dt_job *job, uint32_t index, uint32_t page)
{
	const struct plan *plan = job->pipeline->plan;
	const struct plan_node *node = &plan->nodes[index];

	for (uint32_t i = 0; i < node->stage->n_inputs; i++) {
		const struct plan_input *in = &node->inputs[i];
		struct payload *p;

		if (in->from < 0 || !job->nodes[in->from].outputs[in->port].pages)
			continue;
		p = &job->nodes[in->from].outputs[in->port].pages[page];
		if (p->gap)
			continue;
		payload_read(p, node->pass);
		(void)payload_settle(job, p, false);
	}
	flow_gaps(job, index, page);
	flow_page_done(job, index, page);
}

void flow_release_inputs(struct unit *u, bool done)
{
	for (uint32_t i = 0; i < u->node->plan->stage->n_inputs; i++) {
		if (!u->pinned[i])
			continue;
		if (done)
			payload_read(u->pinned[i], u->node->plan->pass);
		if (payload_release(u->job, u->pinned[i], true))
			u->spill[u->n_spill++] = u->pinned[i];
	}
}

uint8_t flow_readers(const struct dt_pipeline *pipeline, uint32_t giver, uint32_t port,
		     uint32_t pass)
{
	const struct plan *plan = pipeline->plan;
	uint8_t n = 0;

	for (uint32_t i = 0; i < plan->nodes[giver].outputs[port].n_readers; i++)
		n = (uint8_t)(n + (plan->nodes[pipeline->nodes[giver].readers[port][i].node].pass ==
				   pass));
	return n;
}

void flow_take_pages(struct unit *u)
{
	const struct node *node = u->node;

	for (uint32_t k = 0; k < node->plan->stage->n_outputs; k++) {
		struct payload *p;

		if (!node->plan->outputs[k].page)
			continue;
		p = &u->job->nodes[u->index].outputs[k].pages[u->call.page];
		p->at = u->out[k].at;
		p->size = (uint32_t)u->out[k].size;
		p->gap = !p->at;
		u->out[k].at = NULL;
		if (p->gap)
			continue;
		p->left = (uint8_t)node->plan->outputs[k].n_readers;
		p->pass = node->plan->pass % 32;
		p->near = flow_readers(u->pipeline, u->index, k, node->plan->pass);
		u->job->resident += p->size;
		if (u->job->resident > u->job->resident_peak)
			u->job->resident_peak = u->job->resident;
		if (payload_settle(u->job, p, true))
			u->spill[u->n_spill++] = p;
	}
}
