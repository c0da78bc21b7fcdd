/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a unit that is over means for its job.  A unit cannot fail by itself:
 * its status is read here, once, under the lock.
 */
#include "config.h"

#include "clock.h"
#include "job.h"
#include "units.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST_WAIT_MS = 30000, FIRST_WAIT_MS = 250 };

enum dt_job_state job_outcome(const struct dt_job *job)
{
	if (job->error.status != DT_OK)
		return DT_JOB_FAILED;
	return atomic_load(&job->cancelled) ? DT_JOB_CANCELLED : DT_JOB_SUCCEEDED;
}

void job_fail(struct dt_job *job, const struct dt_error *error, const char *node, int64_t page)
{
	if (atomic_load(&job->stop))
		return; /* the first cause wins */
	job->error = *error;
	job->error_page = page;
	snprintf(job->error_node, sizeof(job->error_node), "%s", node ? node : "");
	atomic_store(&job->stop, true);
}

bool job_has_asked_all(const struct dt_job *job)
{
	const struct dt_pipeline *pipeline = job->pipeline;

	for (uint32_t i = 0; i < pipeline->plan->n_nodes; i++)
		if (pipeline->nodes[i].asks && job->nodes[i].phase != PHASE_ENDED &&
		    (!job->knows_pages || job->nodes[i].n_done < job->n_pages))
			return false;
	return true;
}

/* The page is named as people count, when that is known. */
static void fail_with(struct unit *u, const struct dt_error *error)
{
	struct dt_error whole = *error;
	bool page = u->kind == UNIT_PAGE && u->file_page >= 0;

	if (page)
		snprintf(whole.text, sizeof(whole.text), "page %lld: %.450s",
			 (long long)u->file_page + 1, error->text);
	job_fail(u->job, &whole, u->node ? u->node->plan->name : NULL, page ? u->file_page : -1);
}

static void drop_outputs(struct unit *u)
{
	for (uint32_t k = 0; k < u->node->plan->stage->n_outputs; k++) {
		free(u->out[k].at);
		u->out[k].at = NULL;
	}
}

/* An output that a reader needs must be there when run said that all is well. */
static bool gave_all(struct unit *u)
{
	const struct node *node = u->node;
	const struct plan *plan = u->pipeline->plan;

	for (uint32_t k = 0; k < node->plan->stage->n_outputs; k++) {
		const struct plan_output *output = &node->plan->outputs[k];

		if (output->page != (u->kind == UNIT_PAGE) || u->out[k].at ||
		    u->job->nodes[u->index].outputs[k].given)
			continue;
		for (uint32_t r = 0; r < output->n_readers; r++) {
			const struct reader *reader = &node->readers[k][r];
			const struct dt_stage *stage = plan->nodes[reader->node].stage;

			if (stage->inputs[reader->input].flags & DT_MAY_BE_UNWIRED ||
			    (output->page && stage->flags & DT_TAKES_GAPS))
				continue;
			dt_fail(&u->error, DT_E_BUG,
				"node %s gave nothing to its output \"%s\", which node %s needs",
				node->plan->name, node->plan->stage->outputs[k].name,
				plan->nodes[reader->node].name);
			return false;
		}
	}
	return true;
}

/* ---- retry ------------------------------------------------------------------ */

static int64_t wait_ms(const struct unit *u, uint32_t attempt)
{
	int64_t ms = FIRST_WAIT_MS;

	while (attempt-- > 1 && ms < LONGEST_WAIT_MS)
		ms *= 2;
	if (ms > LONGEST_WAIT_MS)
		ms = LONGEST_WAIT_MS;
	return u->error.retry_ms > ms ? u->error.retry_ms : ms;
}

static struct retry *retry_of(struct dt_job *job, uint32_t index, uint32_t page)
{
	struct retry *retry;

	for (retry = job->retries; retry; retry = retry->next)
		if (retry->node == index && retry->page == page)
			return retry;
	retry = calloc(1, sizeof(*retry));
	if (!retry)
		return NULL;
	retry->node = index;
	retry->page = page;
	retry->next = job->retries;
	job->retries = retry;
	return retry;
}

static void forget_retry(struct dt_job *job, uint32_t index, uint32_t page)
{
	struct retry **link, *retry;

	for (link = &job->retries; (retry = *link); link = &retry->next)
		if (retry->node == index && retry->page == page) {
			*link = retry->next;
			free(retry);
			return;
		}
}

/* True when the unit is to be done again later. */
static bool try_again(struct unit *u)
{
	struct job_node *jn = &u->job->nodes[u->index];
	int64_t most = u->pipeline->plan->limits->retries;
	struct retry *retry;

	if (u->kind != UNIT_PAGE) {
		if (jn->attempts >= most)
			return false;
		jn->not_before = clock_now() + wait_ms(u, ++jn->attempts) * CLOCK_MS;
		jn->phase = u->kind == UNIT_BEGIN ? PHASE_WAITS : PHASE_RUNS;
	} else {
		retry = retry_of(u->job, u->index, u->call.page);
		if (!retry || retry->attempts >= most)
			return false;
		retry->due = clock_now() + wait_ms(u, ++retry->attempts) * CLOCK_MS;
	}
	pthread_cond_signal(&u->pipeline->keep);
	return true;
}

/* ---- outcome of calls ---------------------------------------------------------- */

void job_time_error(const struct dt_job *job, const char *where, struct dt_error *error)
{
	char limit[48];

	memset(error, 0, sizeof(*error));
	error->status = DT_E_LIMIT;
	units_time_text(job->job_limit_ms, limit, sizeof(limit));
	snprintf(error->text, sizeof(error->text), "the job took longer than its limit of %s%s",
		 limit, where);
}

static void job_is_late(struct unit *u)
{
	char where[200];

	if (!u->node)
		snprintf(where, sizeof(where), "; it was storing its results");
	else if (u->kind == UNIT_PAGE && u->file_page >= 0)
		snprintf(where, sizeof(where), "; it was in node %s, page %lld",
			 u->node->plan->name, (long long)u->file_page + 1);
	else
		snprintf(where, sizeof(where), "; it was in node %s", u->node->plan->name);
	job_time_error(u->job, where, &u->error);
}

static void page_is_late(struct unit *u)
{
	struct dt_error error = { .status = DT_E_LIMIT };
	char limit[48];

	units_time_text(u->node->waits ? u->pipeline->plan->limits->translate_time
				       : u->job->page_limit_ms,
			limit, sizeof(limit));
	snprintf(error.text, sizeof(error.text),
		 "it took longer than the limit of %s for %s; it was in node %s", limit,
		 u->node->waits ? "the translation of a page" : "a page", u->node->plan->name);
	u->error = error;
	u->whole_sentence = true;
}

/* A call that stopped because its time was over says so only in its own words, if at all.
 * True when it is the job's time that is over. */
static bool read_limits(struct unit *u)
{
	int64_t now = clock_now(), deadline = atomic_load(&u->job->deadline);

	if (deadline && now >= deadline) {
		job_is_late(u);
		return true;
	}
	if (u->deadline && now >= u->deadline) {
		page_is_late(u);
	} else if (u->error.status == DT_E_CANCELLED && u->node) {
		memset(&u->error, 0, sizeof(u->error));
		dt_fail(&u->error, DT_E_BUG,
			"node %s said that it was cancelled, but nobody had done so",
			u->node->plan->name);
	}
	return false;
}

static void page_fails(struct unit *u)
{
	struct dt_job *job = u->job;
	uint32_t page = u->call.page;

	if (!bit_get(job->failed_pages, page)) {
		bit_set(job->failed_pages, page);
		job->n_failed_pages++;
	}
	u->page_failed = true;
	flow_gaps(u);
	flow_page_done(u);
}

/* A page that was on its way to others when the job was asked to end: it stays as it is. */
static bool is_left_out(struct unit *u)
{
	if (u->error.status != DT_E_CANCELLED && u->error.status != DT_E_UNAVAILABLE)
		return false;
	memset(&u->error, 0, sizeof(u->error));
	dt_fail(&u->error, DT_E_CANCELLED, "the job was ended before this page was translated");
	u->whole_sentence = true; /* the sentence is whole */
	return true;
}

static void settle_failure(struct unit *u)
{
	struct dt_job *job = u->job;

	drop_outputs(u);
	job->nodes[u->index].failed++;
	if (atomic_load(&job->stop)) {
		if (u->kind == UNIT_PAGE)
			flow_release_inputs(u, false);
		return;
	}
	if (u->kind == UNIT_PAGE && atomic_load(&job->winding_down) && is_left_out(u)) {
		flow_release_inputs(u, true);
		page_fails(u);
		return;
	}
	if (read_limits(u)) {
		if (u->kind == UNIT_PAGE)
			flow_release_inputs(u, false);
		job_fail(job, &u->error, u->node->plan->name,
			 u->kind == UNIT_PAGE ? u->file_page : -1);
		return;
	}
	if (u->error.status == DT_E_UNAVAILABLE && try_again(u)) {
		if (u->kind == UNIT_PAGE)
			flow_release_inputs(u, false);
		return;
	}
	if (u->kind == UNIT_PAGE)
		flow_release_inputs(u, true);
	if (u->kind != UNIT_PAGE || !u->pipeline->plan->keep_failed_pages ||
	    (u->error.status != DT_E_INPUT && u->error.status != DT_E_UNSUPPORTED &&
	     u->error.status != DT_E_LIMIT))
		fail_with(u, &u->error);
	else
		page_fails(u);
}

static void take_docs(struct unit *u)
{
	for (uint32_t k = 0; k < u->node->plan->stage->n_outputs; k++) {
		struct job_output *output = &u->job->nodes[u->index].outputs[k];

		if (!u->out[k].at)
			continue;
		output->doc = u->out[k].at;
		output->doc_size = u->out[k].size;
		output->given = true;
		u->out[k].at = NULL;
		if (!output->doc_left && !u->node->plan->outputs[k].in_results) {
			free(output->doc);
			output->doc = NULL;
		}
	}
}

static void settle_begin(struct unit *u)
{
	struct dt_job *job = u->job;
	struct job_node *jn = &job->nodes[u->index];
	dt_status status = DT_OK;

	jn->begun = true;
	jn->state = u->call.state;
	jn->phase = PHASE_RUNS;
	jn->attempts = 0;
	take_docs(u);
	if (u->node->plan->source && !job->knows_pages)
		status = job_make_pages(job, u->n_pages, &u->error);
	else if (u->node->plan->source && u->n_pages != job->n_pages)
		status = dt_fail(&u->error, DT_E_INPUT,
				 "node %s found %u pages, but another source found %u",
				 u->node->plan->name, u->n_pages, job->n_pages);
	if (status != DT_OK)
		fail_with(u, &u->error);
}

/* A doc payload goes when its last reader has ended. */
static void release_docs(struct unit *u)
{
	for (uint32_t i = 0; i < u->node->plan->stage->n_inputs; i++) {
		const struct plan_input *in = &u->node->plan->inputs[i];
		struct job_output *output;

		if (in->from < 0)
			continue;
		output = &u->job->nodes[in->from].outputs[in->port];
		if (u->pipeline->plan->nodes[in->from].outputs[in->port].page ||
		    --output->doc_left ||
		    u->pipeline->plan->nodes[in->from].outputs[in->port].in_results)
			continue;
		free(output->doc);
		output->doc = NULL;
	}
}

/*
 * Another lane cannot be had (memory, licences, connections): the node goes on
 * with those that there are, and the unit is done again.  The first lane was
 * opened with the pipeline, so there is one, unless it was this one.
 */
static bool do_without_lane(struct unit *u)
{
	struct job_node *jn = &u->job->nodes[u->index];
	uint32_t n = 0;

	for (uint32_t i = 0; i < u->node->lanes.n; i++)
		n += u->node->lanes.at[i].opened;
	if (!n)
		return false;
	u->node->max_running = n;
	u->node->lanes.max = u->node->lanes.n;
	if (u->kind == UNIT_PAGE) {
		flow_release_inputs(u, false);
		bit_set(jn->ready, u->call.page);
		if (u->call.page < jn->first_ready)
			jn->first_ready = u->call.page;
	} else {
		jn->phase = u->kind == UNIT_BEGIN ? PHASE_WAITS : PHASE_RUNS;
	}
	return true;
}

static void settle_call(struct unit *u)
{
	struct dt_job *job = u->job;
	struct job_node *jn = &job->nodes[u->index];

	u->node->running--;
	jn->running--;
	if (u->lane_opened)
		u->lane->opened = true;
	if (u->lane_failed && do_without_lane(u))
		return;
	u->lane_failed = false;
	if (u->lane)
		lanes_give(&u->node->lanes, u->lane);
	jn->calls++;
	jn->cpu_ns += u->cpu_ns;
	jn->wall_ns += u->wall_ns;
	jn->last_ns = u->start_ns + u->wall_ns;
	if (!jn->first_ns)
		jn->first_ns = u->start_ns;
	if (u->kind == UNIT_PAGE && !u->node->waits)
		job->page_ms[u->call.page] += (uint32_t)(u->wall_ns / CLOCK_MS);
	if (u->status == DT_OK && u->kind != UNIT_BEGIN && !gave_all(u))
		u->status = u->error.status;
	if (u->status != DT_OK) {
		settle_failure(u);
		return;
	}
	switch (u->kind) {
	case UNIT_BEGIN:
		settle_begin(u);
		break;
	case UNIT_PAGE:
		if (job->retries)
			forget_retry(job, u->index, u->call.page);
		flow_take_pages(u);
		flow_release_inputs(u, true);
		flow_page_done(u);
		break;
	case UNIT_END:
		take_docs(u);
		release_docs(u);
		jn->phase = PHASE_ENDED;
		job->n_open--;
		break;
	case UNIT_START:
	case UNIT_STORE:
	case UNIT_FINISH:
		break;
	}
}

static void settle_finish(struct dt_job *job)
{
	struct dt_pipeline *pipeline = job->pipeline;

	if (job->next == job) {
		pipeline->jobs = NULL;
	} else {
		job->previous->next = job->next;
		job->next->previous = job->previous;
		if (pipeline->jobs == job)
			pipeline->jobs = job->next;
	}
	job->linked = false;
	if (job->started)
		pipeline->n_active--;
	while (job->retries)
		forget_retry(job, job->retries->node, job->retries->page);
	job->finished_ns = clock_now();
	job->state = job_outcome(job);
	pthread_cond_broadcast(&pipeline->done);
	scheduler_wake(pipeline);
}

/* No limit makes a failure of the job any more, but what its stages have said of it does. */
static void results_are_out(struct dt_job *job)
{
	atomic_store(&job->deadline, 0);
	job->wound_down_by = 0;
	if (job->verdict.status != DT_OK && !atomic_load(&job->stop))
		job->error = job->verdict;
}

void unit_settle(struct unit *u)
{
	switch (u->kind) {
	case UNIT_BEGIN:
	case UNIT_PAGE:
	case UNIT_END:
		settle_call(u);
		return;
	case UNIT_START:
		if (u->status != DT_OK)
			fail_with(u, &u->error);
		else
			u->job->started_ns = clock_now();
		return;
	case UNIT_STORE:
		if (u->status != DT_OK && !atomic_load(&u->job->stop)) {
			(void)read_limits(u);
			fail_with(u, &u->error);
		}
		if (u->status == DT_OK)
			results_are_out(u->job);
		return;
	case UNIT_FINISH:
		settle_finish(u->job);
		return;
	}
}
