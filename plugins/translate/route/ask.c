/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "ask.h"

#include <stdio.h>
#include <time.h>

/* One batch on its way: answers come from any thread, each to its own place. */
struct batch {
	struct ask **asks;
	struct text *answers;
	const char **texts, **ids;
	uint32_t *budgets;
	uint32_t n, room;
};

static struct ask *ask_at(struct asking *asking, uint32_t i)
{
	return (struct ask *)asking->list.at + i;
}

struct ask *asking_add(struct asking *asking)
{
	return DT_LIST_ADD(&asking->list, struct ask);
}

void asking_free(struct asking *asking)
{
	for (uint32_t i = 0; i < asking->list.n; i++) {
		struct ask *ask = ask_at(asking, i);

		text_free(&ask->markup);
		text_free(&ask->answer);
		marks_free(&ask->marks);
		target_free(&ask->target);
	}
	dt_list_free(&asking->list);
}

static dt_status no_memory(struct dt_error *err)
{
	return dt_fail(err, DT_E_SYSTEM, "out of memory for the texts of a page");
}

/* ---- one batch ------------------------------------------------------------- */

static bool batch_room(struct batch *batch, uint32_t n)
{
	batch->room = n;
	batch->asks = calloc(n, sizeof(*batch->asks));
	batch->answers = calloc(n, sizeof(*batch->answers));
	batch->texts = calloc(n, sizeof(*batch->texts));
	batch->ids = calloc(n, sizeof(*batch->ids));
	batch->budgets = calloc(n, sizeof(*batch->budgets));
	return batch->asks && batch->answers && batch->texts && batch->ids && batch->budgets;
}

static void batch_free(struct batch *batch)
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

/* Hands a batch over, twice when something outside was not there.  What has no answer then
 * has the reason. */
static dt_status hand_over(struct asking *asking, struct batch *batch, struct dt_error *err)
{
	const struct dt_call *call = asking->call;
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

	/* After several in a row there is nobody who would answer the next one. */
	if (asking->errors >= 3)
		return DT_OK;
	for (int tries = 0;; tries++) {
		struct dt_error why = { 0 };
		dt_status status = call->host->translate(call, asking->translator, &given, &why);

		asking->errors = status ? asking->errors + 1 : 0;
		if (!status)
			return DT_OK;
		if (is_final(status))
			return dt_fail(err, status, "%s", why.text);
		for (uint32_t i = 0; i < batch->n; i++)
			snprintf(batch->asks[i]->reason, sizeof(batch->asks[i]->reason), "%.290s",
				 why.text);
		if (tries || status == DT_E_REFUSED || status == DT_E_INPUT)
			return DT_OK;
		if (!wait_for(call, why.retry_ms < 200	  ? 200
				    : why.retry_ms > 5000 ? 5000
							  : why.retry_ms))
			return dt_fail(err, DT_E_CANCELLED, "cancelled");
	}
}

static void judge(struct ask *ask, struct text *answer)
{
	const char *why;

	if (!answer->at)
		return;
	ask->answered = true;
	why = answer->failed ? "no memory"
			     : segment_answer(&ask->source, &ask->marks, answer->at, answer->n,
					      &ask->target);
	if (why) {
		snprintf(ask->reason, sizeof(ask->reason), "the answer has %s", why);
		return;
	}
	ask->good = true;
	/* as it came: the memo and those who tell of units want it so */
	text_free(&ask->answer);
	ask->answer = *answer;
	ask->given = answer->at;
	ask->given_length = answer->n;
	memset(answer, 0, sizeof(*answer));
}

static dt_status flush(struct asking *asking, struct batch *batch, struct dt_error *err)
{
	dt_status status = batch->n ? hand_over(asking, batch, err) : DT_OK;

	for (uint32_t i = 0; i < batch->n && !status; i++)
		judge(batch->asks[i], &batch->answers[i]);
	for (uint32_t i = 0; i < batch->n; i++)
		text_free(&batch->answers[i]);
	batch->n = 0;
	return status;
}

/* ---- rounds ---------------------------------------------------------------- */

/* Has to be asked by us, and has no good answer yet. */
static bool is_open(const struct ask *ask)
{
	return !ask->good && !ask->rule && (ask->claim == MEMO_MINE || ask->claim == MEMO_NONE);
}

/* All that are open, in batches as large as the translator takes them, or alone. */
static dt_status ask_round(struct asking *asking, struct batch *batch, bool alone,
			   struct dt_error *err)
{
	dt_status status = DT_OK;
	size_t chars = 0;

	for (uint32_t i = 0; i < asking->list.n && !status; i++) {
		struct ask *ask = ask_at(asking, i);

		if (!is_open(ask))
			continue;
		if (batch->n &&
		    (alone || (asking->max_segments && batch->n >= asking->max_segments) ||
		     (asking->max_chars && chars + ask->markup.n > asking->max_chars))) {
			status = flush(asking, batch, err);
			chars = 0;
		}
		batch->asks[batch->n] = ask;
		batch->texts[batch->n] = ask->markup.at ? ask->markup.at : "";
		batch->ids[batch->n] = ask->id;
		batch->budgets[batch->n++] = ask->room;
		chars += ask->markup.n;
	}
	return status ? status : flush(asking, batch, err);
}

/* Takes the styles out of those that are open; the others are given up. */
static bool make_plain(struct asking *asking)
{
	bool any = false;

	for (uint32_t i = 0; i < asking->list.n; i++) {
		struct ask *ask = ask_at(asking, i);
		uint32_t marks = ask->marks.list.n;

		if (!is_open(ask) || !ask->answered)
			continue;
		text_clear(&ask->markup);
		if (!segment_build(&ask->source, true, &ask->markup, &ask->marks))
			return false;
		ask->plain = ask->marks.list.n < marks;
		any |= ask->plain;
	}
	return any;
}

static void give_up(struct ask *ask)
{
	ask->rule = ask->answered ? DT_RULE_REJECTED : DT_RULE_UNANSWERED;
	if (!ask->reason[0])
		snprintf(ask->reason, sizeof(ask->reason), "the translator gave no answer");
}

static void settle(struct asking *asking, struct ask *ask)
{
	if (!ask->good)
		give_up(ask);
	if (ask->claim != MEMO_MINE)
		return;
	if (ask->good)
		memo_settle(asking->memo, ask->entry, DT_RULE_NONE, ask->plain, ask->given,
			    ask->given_length);
	else
		memo_settle(asking->memo, ask->entry, ask->rule, false, ask->reason,
			    strlen(ask->reason));
	ask->claim = MEMO_SETTLED;
}

/* The three rounds for what is open; settles it, or abandons it on an error. */
static dt_status ask_open(struct asking *asking, struct dt_error *err)
{
	struct batch batch = { 0 };
	dt_status status = DT_OK;

	if (!batch_room(&batch, asking->list.n))
		status = no_memory(err);
	if (!status)
		status = ask_round(asking, &batch, false, err);
	if (!status && !asking->by_id)
		status = ask_round(asking, &batch, true, err);
	if (!status && !asking->by_id && make_plain(asking))
		status = ask_round(asking, &batch, true, err);
	for (uint32_t i = 0; i < asking->list.n; i++) {
		struct ask *ask = ask_at(asking, i);

		if (!status && (is_open(ask) || ask->claim == MEMO_MINE))
			settle(asking, ask);
		else if (ask->claim == MEMO_MINE)
			memo_abandon(asking->memo, ask->entry);
	}
	batch_free(&batch);
	return status;
}

/* ---- with the memo --------------------------------------------------------- */

static dt_status use_entry(struct ask *ask, struct dt_error *err)
{
	const struct memo_entry *entry = ask->entry;
	const char *why;

	ask->claim = MEMO_SETTLED;
	if (entry->rule) {
		ask->rule = entry->rule;
		snprintf(ask->reason, sizeof(ask->reason), "%.290s", entry->answer);
		return DT_OK;
	}
	if (entry->plain) {
		ask->plain = true;
		text_clear(&ask->markup);
		if (!segment_build(&ask->source, true, &ask->markup, &ask->marks))
			return no_memory(err);
	}
	why = segment_answer(&ask->source, &ask->marks, entry->answer, entry->answer_length,
			     &ask->target);
	ask->good = !why;
	ask->given = entry->answer;
	ask->given_length = entry->answer_length;
	if (why) {
		ask->rule = DT_RULE_REJECTED;
		snprintf(ask->reason, sizeof(ask->reason), "the answer has %s", why);
	}
	return DT_OK;
}

/* Waits for those that other pages ask; one that was abandoned becomes ours. */
static dt_status wait_for_others(struct asking *asking, bool *ours, struct dt_error *err)
{
	const struct dt_call *call = asking->call;
	dt_status status = DT_OK;

	*ours = false;
	for (uint32_t i = 0; i < asking->list.n && !status; i++) {
		struct ask *ask = ask_at(asking, i);

		while (ask->claim == MEMO_PENDING && !status) {
			ask->claim = memo_wait(asking->memo, ask->entry, 50);
			if (ask->claim == MEMO_PENDING && call->host->cancelled(call))
				status = dt_fail(err, DT_E_CANCELLED, "cancelled");
		}
		if (ask->claim == MEMO_SETTLED && !ask->good && !ask->rule && !status)
			status = use_entry(ask, err);
		if (ask->claim != MEMO_MINE)
			continue;
		if (!status) {
			*ours = true; /* asked before anything else is waited for */
			return DT_OK;
		}
		memo_abandon(asking->memo, ask->entry);
		ask->claim = MEMO_NONE;
	}
	return status;
}

#define MOST_ROOM  2.0f /* times the length of the source: more is the same to anybody */
#define LEAST_ROOM 0.25f
#define ROOM_STEP  1.1f

/* A budget in steps that a text of that length has: the answer to a text must not hang on
 * which of the pages that have it came first. */
static uint32_t room_of(const struct source *source, uint32_t budget)
{
	float room = MOST_ROOM;
	uint32_t n = 0;

	for (uint32_t i = 0; i < source->length; i++)
		n += ((unsigned char)source->text[i] & 0xc0) != 0x80;
	if (!budget || !n)
		return 0;
	while (room > LEAST_ROOM && (float)n * room > (float)budget)
		room /= ROOM_STEP;
	return (uint32_t)((float)n * room) + 1;
}

/* Equal texts are one, for a translator that goes by budgets only when these are equal, too. */
static enum memo_state claim(struct asking *asking, struct ask *ask)
{
	size_t n = ask->markup.n;
	char room[16];
	enum memo_state state;

	snprintf(room, sizeof(room), "\n%u", ask->room);
	if (asking->by_budget)
		text_add_string(&ask->markup, room);
	state = memo_claim(asking->memo, ask->markup.at ? ask->markup.at : "", ask->markup.n,
			   ask->shared, &ask->entry);
	ask->markup.n = n;
	if (ask->markup.at)
		ask->markup.at[n] = '\0';
	return state;
}

static dt_status prepare(struct asking *asking, struct dt_error *err)
{
	for (uint32_t i = 0; i < asking->list.n; i++) {
		struct ask *ask = ask_at(asking, i);

		ask->claim = MEMO_NONE;
		ask->marks.loose = asking->by_id;
		ask->room = asking->by_budget ? room_of(&ask->source, ask->budget) : ask->budget;
		if (!segment_build(&ask->source, false, &ask->markup, &ask->marks))
			return no_memory(err);
	}
	return DT_OK;
}

dt_status asking_run(struct asking *asking, struct dt_error *err)
{
	dt_status status = asking->list.failed ? no_memory(err) : DT_OK;
	bool more = asking->list.n > 0;

	if (!status)
		status = prepare(asking, err);
	for (uint32_t i = 0; i < asking->list.n && !status && asking->memo; i++) {
		struct ask *ask = ask_at(asking, i);

		ask->claim = claim(asking, ask);
	}
	while (more && !status) {
		status = ask_open(asking, err);
		more = false;
		if (!status && asking->memo)
			status = wait_for_others(asking, &more, err);
	}
	return status;
}
