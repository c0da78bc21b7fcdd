/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "../text.h"
#include "batch.h"
#include "wording.h"

#include <stdio.h>
#include <time.h>

bool batch_room(struct batch *batch, uint32_t n)
{
	batch->room = n;
	batch->asks = calloc(n, sizeof(*batch->asks));
	batch->answers = calloc(n, sizeof(*batch->answers));
	batch->texts = calloc(n, sizeof(*batch->texts));
	batch->ids = calloc(n, sizeof(*batch->ids));
	batch->budgets = calloc(n, sizeof(*batch->budgets));
	return batch->asks && batch->answers && batch->texts && batch->ids && batch->budgets;
}

void batch_free(struct batch *batch)
{
	if (batch->answers)
		for (uint32_t i = 0; i < batch->room; i++)
			text_free(&batch->answers[i]);
	free(batch->asks);
	free(batch->answers);
	free(batch->texts);
	free(batch->ids);
	free(batch->budgets);
}

static void take_answer(void *ctx, uint32_t i, const char *text, size_t length)
{
	struct batch *batch = ctx;

	if (i >= batch->n)
		return;
	text_clear(&batch->answers[i]);
	text_add(&batch->answers[i], text, length);
}

static bool wait_for(const struct dt_call *call, uint32_t milliseconds)
{
	for (uint32_t waited = 0; waited < milliseconds; waited += 50) {
		struct timespec step = { 0, 50 * 1000000 };

		if (call->host->cancelled(call))
			return false;
		nanosleep(&step, NULL);
	}
	return !call->host->cancelled(call);
}

/* Is it of no use to ask for other texts? */
static bool is_final(dt_status status)
{
	return status == DT_E_CANCELLED || status == DT_E_CONFIG || status == DT_E_UNSUPPORTED ||
	       status == DT_E_BUG;
}

/* Twice when something outside was not there.  What has no answer then has the reason. */
static dt_status try_twice(struct asking *asking, struct batch *batch, const struct dt_batch *given,
			   struct dt_error *err)
{
	const struct dt_call *call = asking->call;

	for (int tries = 0;; tries++) {
		struct dt_error why = { 0 };
		dt_status status = call->host->translate(call, asking->translator, given, &why);

		asking->errors = status ? asking->errors + 1 : 0;
		if (!status)
			return DT_OK;
		if (is_final(status))
			return dt_fail(err, status, "%s", why.text);
		for (uint32_t i = 0; i < batch->n; i++)
			snprintf(batch->asks[i]->reason, sizeof(batch->asks[i]->reason), "%.*s",
				 text_fit(why.text, 290), why.text);
		if (tries || status == DT_E_REFUSED || status == DT_E_INPUT)
			return DT_OK;
		if (!wait_for(call, why.retry_ms < 200	  ? 200
				    : why.retry_ms > 5000 ? 5000
							  : why.retry_ms))
			return dt_fail(err, DT_E_CANCELLED, "cancelled");
	}
}

static dt_status hand_over(struct asking *asking, struct batch *batch, struct dt_error *err)
{
	struct dt_batch given = { .size = sizeof(given),
				  .n = batch->n,
				  .source_lang = asking->source_lang,
				  .target_lang = asking->target_lang,
				  .texts = batch->texts,
				  .budgets = asking->budgets ? batch->budgets : NULL,
				  .context = asking->context,
				  .answer = take_answer,
				  .ctx = batch,
				  .ids = batch->ids };
	struct wording_terms terms = { 0 };
	dt_status status;

	/* After several in a row there is nobody who would answer the next one. */
	if (asking->errors >= 3)
		return DT_OK;
	if (asking->wording && !wording_terms(asking->wording, batch->asks, batch->n, &terms))
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the terms of a batch");
	given.terms = terms.list;
	given.n_terms = terms.n;
	given.glossary_id = asking->wording ? wording_id(asking->wording) : NULL;
	status = try_twice(asking, batch, &given, err);
	wording_terms_free(&terms);
	return status;
}

void batch_judge(const struct asking *asking, struct ask *ask, struct text *answer)
{
	char room[200];
	const char *why;

	if (!answer->at)
		return;
	ask->answered = true;
	why = answer->failed ? "no memory"
			     : segment_answer(&ask->source, &ask->marks, answer->at, answer->n,
					      &ask->target);
	if (!why && asking->wording && !ask->from)
		why = wording_check(asking->wording, ask, room, sizeof(room));
	if (why) {
		snprintf(ask->reason, sizeof(ask->reason), "the answer has %s", why);
		return;
	}
	ask->good = true;
	/* as it came: the memo and those who tell of units want it so */
	if (answer != &ask->answer) {
		text_free(&ask->answer);
		ask->answer = *answer;
		memset(answer, 0, sizeof(*answer));
	}
	ask->given = ask->answer.at;
	ask->given_length = ask->answer.n;
}

dt_status batch_flush(struct asking *asking, struct batch *batch, struct dt_error *err)
{
	dt_status status = batch->n ? hand_over(asking, batch, err) : DT_OK;

	for (uint32_t i = 0; i < batch->n && !status; i++)
		batch_judge(asking, batch->asks[i], &batch->answers[i]);
	for (uint32_t i = 0; i < batch->n; i++)
		text_free(&batch->answers[i]);
	batch->n = 0;
	return status;
}
