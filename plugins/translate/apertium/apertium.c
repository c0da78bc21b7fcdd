/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "apertium.h"

#include "chain.h"
#include "stream.h"
#include "terms.h"

#include <stdio.h>

/* ---- open and close -------------------------------------------------------- */

dt_status apertium_open(const struct dt_call *call, const void *options, void **self,
			struct dt_error *err)
{
	struct apertium_self *apertium = calloc(1, sizeof(*apertium));
	dt_status status;

	(void)call;
	if (!apertium)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	apertium->options = options;
	apertium->chain = chain_find(apertium->options->one_process);
	status = pairs_read(&apertium->pairs, apertium->options->modes_dir, err);
	if (status)
		apertium_close(apertium);
	else
		*self = apertium;
	return status;
}

void apertium_close(void *self)
{
	struct apertium_self *apertium = self;

	pairs_free(&apertium->pairs);
	free(apertium->chain);
	free(apertium);
}

dt_status apertium_lane_open(const struct dt_call *call, void **lane, struct dt_error *err)
{
	(void)call;
	*lane = calloc(1, sizeof(struct apertium_lane));
	return *lane ? DT_OK : dt_fail(err, DT_E_SYSTEM, "out of memory");
}

void apertium_lane_close(void *self, void *opened)
{
	struct apertium_lane *lane = opened;

	(void)self;
	for (int i = 0; i < LANE_WORKERS; i++)
		worker_free(lane->slots[i].worker);
	free(lane);
}

static const struct mode *find_mode(const struct dt_call *call, const char *source,
				    const char *target, struct dt_error *err)
{
	const struct apertium_self *self = call->self;

	if (self->options->mode && *self->options->mode)
		return pairs_named(&self->pairs, self->options->mode, err);
	return pairs_find(&self->pairs, source, target, err);
}

dt_status apertium_pair(const struct dt_call *call, const char *source, const char *target,
			struct dt_error *err)
{
	return find_mode(call, source, target, err) ? DT_OK : DT_E_UNSUPPORTED;
}

/* ---- the worker of a mode -------------------------------------------------- */

static struct worker *worker_of(const struct dt_call *call, const struct mode *mode,
				struct dt_error *err)
{
	const struct apertium_self *self = call->self;
	struct apertium_lane *lane = call->lane;
	char path[4096];

	if (lane->slots[0].mode == mode)
		return lane->slots[0].worker;
	if (lane->slots[1].mode == mode) {
		struct worker *worker = lane->slots[1].worker;

		lane->slots[1] = lane->slots[0];
		lane->slots[0].worker = worker;
		lane->slots[0].mode = mode;
		return worker;
	}
	if ((size_t)snprintf(path, sizeof(path), "%s/%s.mode", self->options->modes_dir,
			     mode->name) >= sizeof(path)) {
		dt_fail(err, DT_E_CONFIG, "the path of the mode %s is too long", mode->name);
		return NULL;
	}
	worker_free(lane->slots[1].worker);
	lane->slots[1] = lane->slots[0];
	lane->slots[0].mode = NULL;
	lane->slots[0].worker = worker_new(path, self->chain, err);
	if (lane->slots[0].worker)
		lane->slots[0].mode = mode;
	return lane->slots[0].worker;
}

/* ---- translating ----------------------------------------------------------- */

struct job {
	const struct dt_call *call;
	const struct dt_batch *batch;
	const struct mode *mode;
	struct worker *worker;
	struct text *texts; /* with the terms of documents replaced */
	struct exchange *exchanges;
	struct stream_source *sources;
	uint8_t *done;
};

static bool prepare(struct job *job, uint32_t i, enum stream_objects objects)
{
	struct exchange *exchange = &job->exchanges[i];
	const char *text = job->texts[i].at ? job->texts[i].at : "";

	text_free(&exchange->answer);
	text_clear(&exchange->request);
	exchange->answered = false;
	exchange->skip =
		!stream_encode(&exchange->request, text, strlen(text), objects, &job->sources[i]);
	return !exchange->request.failed;
}

static void answer(struct job *job, uint32_t i, struct text *room)
{
	const struct exchange *exchange = &job->exchanges[i];

	if (job->done[i] || !exchange->answered)
		return;
	text_clear(room);
	if (!stream_decode(room, exchange->answer.at ? exchange->answer.at : "", exchange->answer.n,
			   &job->sources[i], job->mode->target.code))
		return;
	job->done[i] = 1;
	job->batch->answer(job->batch->ctx, i, room->at ? room->at : "", room->n);
}

/* Headings that are terms as a whole are answered here, others get their terms. */
static dt_status apply_terms(struct job *job, struct dt_error *err)
{
	const struct terms *terms = terms_of(job->mode->source.code, job->mode->target.code);

	for (uint32_t i = 0; i < job->batch->n; i++) {
		const char *text = job->batch->texts[i];

		job->done[i] = terms_heading(terms, &job->texts[i], text);
		if (job->done[i])
			job->batch->answer(job->batch->ctx, i, job->texts[i].at, job->texts[i].n);
		else
			terms_apply(terms, &job->texts[i], text);
		if (job->texts[i].failed)
			return dt_fail(err, DT_E_SYSTEM, "out of memory for a text");
	}
	return DT_OK;
}

/* Sends all that have no answer yet, and gives those that come back whole. */
static dt_status run_round(struct job *job, enum stream_objects objects, struct dt_error *err)
{
	const struct apertium_self *self = job->call->self;
	struct text room = { 0 };
	dt_status status = DT_OK;
	uint32_t open = 0;

	for (uint32_t i = 0; i < job->batch->n && !status; i++) {
		/* The second round is for texts whose objects got lost as words. */
		job->exchanges[i].skip =
			job->done[i] || (objects == STREAM_BLANKS && (!job->exchanges[i].answered ||
								      !job->sources[i].n_objects));
		if (job->exchanges[i].skip)
			continue;
		if (!prepare(job, i, objects))
			status = dt_fail(err, DT_E_SYSTEM, "out of memory for a text");
		open += !job->exchanges[i].skip;
	}
	if (!status && open)
		status = worker_exchange(job->call, job->worker, job->exchanges, job->batch->n,
					 self->options->timeout, err);
	for (uint32_t i = 0; i < job->batch->n; i++)
		answer(job, i, &room);
	text_free(&room);
	return status;
}

dt_status apertium_translate(const struct dt_call *call, const struct dt_batch *batch,
			     struct dt_error *err)
{
	struct job job = { .call = call, .batch = batch };
	dt_status status = DT_OK;

	job.mode = find_mode(call, batch->source_lang, batch->target_lang, err);
	if (!job.mode)
		return DT_E_UNSUPPORTED;
	job.worker = worker_of(call, job.mode, err);
	if (!job.worker)
		return err ? err->status : DT_E_SYSTEM;
	job.exchanges = calloc(batch->n, sizeof(*job.exchanges));
	job.sources = calloc(batch->n, sizeof(*job.sources));
	job.done = calloc(batch->n, 1);
	job.texts = calloc(batch->n, sizeof(*job.texts));
	if (!job.exchanges || !job.sources || !job.done || !job.texts)
		status = dt_fail(err, DT_E_SYSTEM, "out of memory for a batch");
	if (!status)
		status = apply_terms(&job, err);
	if (!status)
		status = run_round(&job, STREAM_WORDS, err);
	if (!status)
		status = run_round(&job, STREAM_BLANKS, err);
	if (!status)
		status = run_round(&job, STREAM_BARE, err);
	for (uint32_t i = 0; job.exchanges && i < batch->n; i++) {
		text_free(&job.exchanges[i].request);
		text_free(&job.exchanges[i].answer);
	}
	for (uint32_t i = 0; job.texts && i < batch->n; i++)
		text_free(&job.texts[i]);
	free(job.texts);
	free(job.exchanges);
	free(job.sources);
	free(job.done);
	return status;
}
