/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "ask.h"

#include "../text.h"
#include "forecast.h"
#include "judge.h"
#include "remember.h"
#include "rounds.h"
#include "service.h"
#include "split.h"
#include "weigh.h"

#include <stdio.h>

struct ask *asking_add(struct asking *asking)
{
	return DT_LIST_ADD(&asking->list, struct ask);
}

void asking_free(struct asking *asking)
{
	for (uint32_t i = 0; i < asking->list.n; i++) {
		struct ask *ask = asking_at(asking, i);

		text_free(&ask->markup);
		text_free(&ask->answer);
		text_free(&ask->spare);
		split_free(ask);
		for (uint32_t k = 0; k < ask->n_similar; k++) {
			free(ask->similar[k].source);
			free(ask->similar[k].target);
		}
		free(ask->similar);
		free(ask->vector);
		marks_free(&ask->marks);
		target_free(&ask->target);
	}
	dt_list_free(&asking->list);
}

dt_status asking_no_memory(struct dt_error *err)
{
	return dt_fail(err, DT_E_SYSTEM, "out of memory for the texts of a page");
}

/* ---- with answers of earlier jobs -------------------------------------------- */

static void use_remembered(const struct asking *asking, struct ask *ask)
{
	struct text answer = ask->answer;

	if (!ask->from)
		return;
	memset(&ask->answer, 0, sizeof(ask->answer));
	judge_take(asking, ask, &answer, ROUND_FIRST);
	text_free(&answer);
	if (ask->good)
		return;
	/* as if it had never been there */
	if (ask->plain) {
		ask->plain = false;
		text_clear(&ask->markup);
		segment_build(&ask->source, false, &ask->markup, &ask->marks);
	}
	text_free(&ask->spare);
	ask->from = NULL;
	ask->answered = false;
	ask->warning[0] = ask->reason[0] = ask->problem[0] = '\0';
}

static dt_status find_remembered(const struct asking *asking, struct dt_error *err)
{
	struct ask **asks = malloc(asking->list.n * sizeof(struct ask *));
	uint32_t n = 0;

	if (!asks)
		return asking_no_memory(err);
	for (uint32_t i = 0; i < asking->list.n; i++)
		if (ask_is_open(asking_at(asking, i)))
			asks[n++] = asking_at(asking, i);
	if (n)
		remember_find(asking, asks, n);
	for (uint32_t i = 0; i < n; i++)
		use_remembered(asking, asks[i]);
	free(asks);
	return DT_OK;
}

/* ---- what came of it --------------------------------------------------------- */

static void give_up(const struct asking *asking, struct ask *ask)
{
	enum service_state state = service_state(asking->service, asking->call);
	size_t n;

	ask->rule = ask->answered ? DT_RULE_REJECTED : DT_RULE_UNANSWERED;
	if (!ask->answered && state == SERVICE_OVER)
		snprintf(ask->reason, sizeof(ask->reason),
			 "asking was ended before it was answered");
	else if (!ask->answered && state == SERVICE_DEAD)
		service_words(asking->service, ask->reason, sizeof(ask->reason));
	else if (!ask->reason[0])
		snprintf(ask->reason, sizeof(ask->reason), "the translator gave no answer");
	ask->counted = !ask->answered && state != SERVICE_ASK;
	n = strlen(ask->reason);
	if (ask->asked[0] && n + strlen(ask->asked) + 16 < sizeof(ask->reason))
		snprintf(ask->reason + n, sizeof(ask->reason) - n, "; asked: %s", ask->asked);
}

static void settle(const struct asking *asking, struct ask *ask)
{
	if (!ask->good) {
		give_up(asking, ask);
		if (!asking->by_id && !ask->counted)
			service_count_bad(asking->service, ask->reason);
	}
	if (ask->claim == MEMO_MINE && !ask->good) {
		memo_settle(asking->memo, ask->entry, ask->rule, ask->counted ? MEMO_COUNTED : 0,
			    ask->reason, strlen(ask->reason));
		ask->claim = MEMO_SETTLED;
	}
}

/* All rounds for what is open; settles it, or abandons it on an error. */
static dt_status ask_open(struct asking *asking, struct dt_error *err)
{
	dt_status status = asking->remember ? find_remembered(asking, err) : DT_OK;

	if (!status)
		status = rounds_run(asking, err);
	for (uint32_t i = 0; i < asking->list.n; i++) {
		struct ask *ask = asking_at(asking, i);

		if (!status && (ask_is_open(ask) || ask->claim == MEMO_MINE))
			settle(asking, ask);
		else if (ask->claim == MEMO_MINE)
			memo_abandon(asking->memo, ask->entry);
	}
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
		ask->counted = entry->flags & MEMO_COUNTED;
		snprintf(ask->reason, sizeof(ask->reason), "%.*s", text_fit(entry->answer, 290),
			 entry->answer);
		return DT_OK;
	}
	if (entry->flags & MEMO_PLAIN) {
		ask->plain = true;
		text_clear(&ask->markup);
		if (!segment_build(&ask->source, true, &ask->markup, &ask->marks))
			return asking_no_memory(err);
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

/* Others may wait for it longer than this page. */
static dt_status stop_waiting(const struct asking *asking, struct ask *ask, struct dt_error *err)
{
	if (service_state(asking->service, asking->call) != SERVICE_OVER)
		return dt_fail(err, DT_E_CANCELLED, "cancelled");
	give_up(asking, ask);
	ask->claim = MEMO_SETTLED;
	return DT_OK;
}

/* Waits for those that other pages ask; one that was abandoned becomes ours. */
static dt_status wait_for_others(struct asking *asking, bool *ours, struct dt_error *err)
{
	const struct dt_call *call = asking->call;
	dt_status status = DT_OK;

	*ours = false;
	for (uint32_t i = 0; i < asking->list.n && !status; i++) {
		struct ask *ask = asking_at(asking, i);

		while (ask->claim == MEMO_PENDING && !status) {
			ask->claim = memo_wait(asking->memo, ask->entry, 50);
			if (ask->claim == MEMO_PENDING && call->host->cancelled(call))
				status = stop_waiting(asking, ask, err);
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
	asking->prompt_tokens = weigh_prompt(asking);
	for (uint32_t i = 0; i < asking->list.n; i++) {
		struct ask *ask = asking_at(asking, i);

		ask->claim = MEMO_NONE;
		ask->marks.loose = asking->by_id;
		ask->room = asking->by_budget ? room_of(&ask->source, ask->budget) : ask->budget;
		if (!segment_build(&ask->source, false, &ask->markup, &ask->marks))
			return asking_no_memory(err);
		if (asking->usual_tokens || asking->max_tokens || asking->forecast)
			ask->tokens = weigh_text(asking, &ask->markup);
	}
	return DT_OK;
}

/* As far as it goes without a translator. */
static dt_status foresee(struct asking *asking, struct dt_error *err)
{
	dt_status status = asking->remember ? find_remembered(asking, err) : DT_OK;

	if (!status)
		status = forecast_take(asking->forecast, asking, err);
	for (uint32_t i = 0; i < asking->list.n; i++) {
		struct ask *ask = asking_at(asking, i);

		if (ask->claim == MEMO_MINE)
			memo_settle(asking->memo, ask->entry, DT_RULE_NONE, 0, "", 0);
		ask->claim = MEMO_SETTLED;
	}
	return status;
}

dt_status asking_run(struct asking *asking, struct dt_error *err)
{
	dt_status status = asking->list.failed ? asking_no_memory(err) : DT_OK;
	bool more = asking->list.n > 0;

	if (!status)
		status = prepare(asking, err);
	for (uint32_t i = 0; i < asking->list.n && !status && asking->memo; i++) {
		struct ask *ask = asking_at(asking, i);

		ask->claim = claim(asking, ask);
	}
	if (more && !status && asking->forecast)
		return foresee(asking, err);
	while (more && !status) {
		status = ask_open(asking, err);
		more = false;
		if (!status && asking->memo)
			status = wait_for_others(asking, &more, err);
	}
	return status;
}
