/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Pages on their way from node to node: who may run now, who is passed over
 * because of a gap, which payloads have lost a reader.
 */
#include "config.h"

#include "job.h"

static void skip_page(struct unit *u, uint32_t index, uint32_t page);

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
static void tell_readers(struct unit *u, uint32_t index, uint32_t page)
{
	struct dt_job *job = u->job;
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
				skip_page(u, to, page);
				continue;
			}
			bit_set(reader->ready, page);
			if (page < reader->first_ready)
				reader->first_ready = page;
		}
	}
}

static void page_done(struct unit *u, uint32_t index, uint32_t page)
{
	struct dt_job *job = u->job;
	struct job_node *jn = &job->nodes[index];

	bit_set(jn->done, page);
	jn->n_done++;
	while (jn->low < job->n_pages && bit_get(jn->done, jn->low))
		jn->low++;
	tell_readers(u, index, page);
}

void flow_page_done(struct unit *u)
{
	page_done(u, u->index, u->call.page);
}

static void leave_gaps(struct dt_job *job, uint32_t index, uint32_t page)
{
	const struct plan_node *node = &job->pipeline->plan->nodes[index];

	for (uint32_t k = 0; k < node->stage->n_outputs; k++)
		if (node->outputs[k].page)
			job->nodes[index].outputs[k].pages[page].gap = true;
}

void flow_gaps(struct unit *u)
{
	leave_gaps(u->job, u->index, u->call.page);
}

/* A page that a node is not called for: what it would have read has one reader less. */
static void skip_page(struct unit *u, uint32_t index, uint32_t page)
{
	struct dt_job *job = u->job;
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
		/* the unit that is over writes it, too, as long as it has room for more */
		if (payload_settle(job, p, u->n_spill < MAX_SPILL))
			u->spill[u->n_spill++] = p;
	}
	leave_gaps(job, index, page);
	page_done(u, index, page);
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

uint8_t flow_readers(const struct dt_job *job, uint32_t giver, uint32_t port, uint32_t pass,
		     uint32_t page)
{
	const struct plan *plan = job->pipeline->plan;
	uint8_t n = 0;

	for (uint32_t i = 0; i < plan->nodes[giver].outputs[port].n_readers; i++) {
		uint32_t reader = job->pipeline->nodes[giver].readers[port][i].node;

		if (plan->nodes[reader].pass == pass && !bit_get(job->nodes[reader].done, page))
			n++;
	}
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
		p->near = flow_readers(u->job, u->index, k, node->plan->pass, u->call.page);
		u->job->resident += p->size;
		if (u->job->resident > u->job->resident_peak)
			u->job->resident_peak = u->job->resident;
		if (payload_settle(u->job, p, true))
			u->spill[u->n_spill++] = p;
	}
}
