/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What flows, while it is not in a plugin's hands.
 *
 * A payload is near while a reader in its giver's own pass is still to come:
 * the window of pages bounds how many of these there are.  When only readers of
 * later passes are left it is parked, until the first reader of the next pass
 * makes it near for the others of that pass: all parked payloads of a job together
 * stay in memory up to limits.spool_memory; what comes beyond goes to the
 * spool and is read back when its reader runs.  A quarter of this room is for
 * payloads that are smaller than a write is worth.
 */
#include "config.h"

#include "job.h"

#include <stdlib.h>

/* Bytes; a page with nothing to tell gives less, and a block of the spool is 4,096. */
enum { SMALL = 128 };

static bool has_room(const struct dt_job *job, size_t size)
{
	uint64_t room = job->pipeline->plan->limits->spool_memory;

	return job->parked + size <= (size <= SMALL ? room : room - room / 4);
}

static void let_go(struct dt_job *job, struct payload *p)
{
	if (p->counted) {
		p->counted = false;
		job->parked -= p->size;
	}
	if (p->at) {
		free(p->at);
		p->at = NULL;
		job->resident -= p->size;
	}
}

bool payload_settle(struct dt_job *job, struct payload *p, bool may_spill)
{
	if (p->pins)
		return false;
	if (!p->left) {
		let_go(job, p);
		if (p->on_disk) {
			p->on_disk = false;
			spool_forget(&job->spool, p->offset, p->size);
		}
		return false;
	}
	if (!p->at || p->near || p->counted)
		return false;
	if (has_room(job, p->size) || (!p->on_disk && !may_spill)) {
		p->counted = true;
		job->parked += p->size;
		if (job->parked > job->parked_peak)
			job->parked_peak = job->parked;
		return false;
	}
	if (p->on_disk) {
		let_go(job, p);
		return false;
	}
	p->pins++;
	return true;
}

void payload_pin(struct dt_job *job, struct payload *p)
{
	p->pins++;
	if (p->counted) {
		p->counted = false;
		job->parked -= p->size;
	}
}

void payload_read(struct payload *p, uint32_t pass)
{
	p->left--;
	if (p->pass == pass % 32 && p->near)
		p->near--;
}

bool payload_release(struct dt_job *job, struct payload *p, bool may_spill)
{
	p->pins--;
	return payload_settle(job, p, may_spill);
}

static bool make_node_pages(struct dt_job *job, uint32_t index, uint32_t n)
{
	const struct node *node = &job->pipeline->nodes[index];
	struct job_node *jn = &job->nodes[index];
	size_t words = n / 64 + 1;

	if (!node->plan->pages)
		return true;
	jn->ready = calloc(words, sizeof(uint64_t));
	jn->done = calloc(words, sizeof(uint64_t));
	jn->missing = calloc(n + 1u, 1);
	if (!jn->ready || !jn->done || !jn->missing)
		return false;
	for (uint32_t p = 0; p < n; p++) {
		jn->missing[p] = (uint8_t)node->n_page_inputs;
		if (!node->n_page_inputs)
			bit_set(jn->ready, p);
	}
	for (uint32_t k = 0; k < node->plan->stage->n_outputs; k++) {
		if (!node->plan->outputs[k].page)
			continue;
		jn->outputs[k].pages = calloc(n + 1u, sizeof(struct payload));
		if (!jn->outputs[k].pages)
			return false;
	}
	return true;
}

dt_status job_make_pages(struct dt_job *job, uint32_t n, struct dt_error *err)
{
	const struct plan *plan = job->pipeline->plan;

	if (n > plan->limits->pages)
		return dt_fail(err, DT_E_LIMIT,
			       "the document has %u pages, more than limits.pages allows (%lld)", n,
			       (long long)plan->limits->pages);
	for (uint32_t i = 0; i < plan->n_nodes; i++)
		if (!make_node_pages(job, i, n))
			return dt_fail(err, DT_E_SYSTEM, "out of memory for %u pages", n);
	job->page_ms = calloc(n + 1u, sizeof(uint32_t));
	job->failed_pages = calloc(n / 64 + 1, sizeof(uint64_t));
	if (!job->page_ms || !job->failed_pages)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for %u pages", n);
	job->n_pages = n;
	job->knows_pages = true;
	return DT_OK;
}

void job_drop_payloads(struct dt_job *job)
{
	const struct plan *plan = job->pipeline->plan;

	for (uint32_t i = 0; i < plan->n_nodes; i++) {
		struct job_node *jn = &job->nodes[i];

		for (uint32_t k = 0; k < plan->nodes[i].stage->n_outputs; k++) {
			struct job_output *out = &jn->outputs[k];

			for (uint32_t p = 0; out->pages && p < job->n_pages; p++)
				let_go(job, &out->pages[p]);
			free(out->pages);
			free(out->doc);
			out->pages = NULL;
			out->doc = NULL;
		}
		free(jn->ready);
		free(jn->done);
		free(jn->missing);
		jn->ready = jn->done = NULL;
		jn->missing = NULL;
	}
	spool_finish(&job->spool);
}
