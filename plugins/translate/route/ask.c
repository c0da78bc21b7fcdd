/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "../text.h"
#include "batch.h"
#include "remember.h"

#include <stdio.h>

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
			status = batch_flush(asking, batch, err);
			chars = 0;
		}
		batch->asks[batch->n] = ask;
		batch->texts[batch->n] = ask->markup.at ? ask->markup.at : "";
		batch->ids[batch->n] = ask->id;
		batch->budgets[batch->n++] = ask->room;
		chars += ask->markup.n;
	}
	return status ? status : batch_flush(asking, batch, err);
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
	if (ask->good && !ask->from && asking->remember)
		remember_keep(asking, ask);
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

/* What is known from earlier jobs needs no translator. */
static void ask_memory(struct asking *asking, struct batch *batch)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < asking->list.n; i++)
		if (is_open(ask_at(asking, i)))
			batch->asks[n++] = ask_at(asking, i);
	remember_find(asking, batch->asks, n);
	for (uint32_t i = 0; i < n; i++) {
		struct ask *ask = batch->asks[i];

		if (!ask->from)
			continue;
		batch_judge(asking, ask, &ask->answer);
		if (ask->good)
			continue;
		ask->from = NULL;
		ask->answered = false;
		ask->reason[0] = '\0';
	}
}

/* The three rounds for what is open; settles it, or abandons it on an error. */
static dt_status ask_open(struct asking *asking, struct dt_error *err)
{
	struct batch batch = { 0 };
	dt_status status = DT_OK;

	if (!batch_room(&batch, asking->list.n))
		status = no_memory(err);
	else if (asking->remember)
		ask_memory(asking, &batch);
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
		snprintf(ask->reason, sizeof(ask->reason), "%.*s", text_fit(entry->answer, 290),
			 entry->answer);
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
