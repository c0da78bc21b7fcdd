/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "judge.h"

#include "../text.h"
#include "checks.h"
#include "remember.h"
#include "service.h"
#include "wording.h"

#include <stdio.h>

enum verdict judge_answer(const struct asking *asking, struct ask *ask, const struct text *answer,
			  char *why, size_t size)
{
	const char *found = answer->failed ? "no memory"
					   : segment_answer(&ask->source, &ask->marks, answer->at,
							    answer->n, &ask->target);
	char room[160];

	ask->marks_bad = found && ask->marks.list.n && answer->n;
	if (found) {
		snprintf(why, size, "%s", found);
		return VERDICT_BAD;
	}
	if (asking->by_id)
		return VERDICT_GOOD;
	if (asking->checks) {
		struct wording_pair pair = { ask->source.text, ask->target.text.at,
					     ask->source.length, ask->target.text.n };
		enum verdict verdict;

		if (checks_run(asking->checks, &pair, &verdict, &found)) {
			snprintf(why, size, "%s", found);
			return verdict;
		}
	}
	if (ask->echoed && segment_same(&ask->source, &ask->target)) {
		snprintf(why, size, "nothing but its source");
		return VERDICT_DOUBTFUL;
	}
	found = asking->wording ? wording_check(asking->wording, ask, room, sizeof(room)) : NULL;
	if (found) {
		snprintf(why, size, "%.*s", text_fit(found, size - 1), found);
		return VERDICT_DOUBTFUL;
	}
	return VERDICT_GOOD;
}

/* From here on it does not change any more: others may have it, and it is worth keeping. */
static void accept(const struct asking *asking, struct ask *ask, uint32_t round)
{
	ask->good = true;
	ask->given = ask->answer.at;
	ask->given_length = ask->answer.n;
	text_free(&ask->spare);
	if (asking->by_id)
		return;
	service_count_good(asking->service, ask->from ? ROUND_FIRST : round);
	if (!ask->from && asking->remember)
		remember_keep(asking, ask);
	if (ask->claim == MEMO_MINE) {
		memo_settle(asking->memo, ask->entry, DT_RULE_NONE, ask->plain ? MEMO_PLAIN : 0,
			    ask->given, ask->given_length);
		ask->claim = MEMO_SETTLED;
	}
}

static void move_text(struct text *to, struct text *from)
{
	text_free(to);
	*to = *from;
	memset(from, 0, sizeof(*from));
}

void judge_take(const struct asking *asking, struct ask *ask, struct text *answer, uint32_t round)
{
	char why[160] = "";
	enum verdict verdict = judge_answer(asking, ask, answer, why, sizeof(why));
	/* who cannot be told what is wrong says the same again */
	bool again = round == ROUND_FIRST && (asking->instructed || asking->routes ||
					      (verdict == VERDICT_DOUBTFUL && asking->wording &&
					       wording_guard(asking->wording, ask, NULL)));

	ask->answered = true;
	if (verdict != VERDICT_GOOD) {
		memcpy(ask->problem, why, sizeof(why));
		snprintf(ask->reason, sizeof(ask->reason), "the answer has %s", why);
	}
	if (verdict == VERDICT_BAD) {
		text_clear(answer);
		return;
	}
	memcpy(ask->warning, why, sizeof(why));
	if (verdict == VERDICT_DOUBTFUL && again) {
		move_text(&ask->spare, answer);
		return;
	}
	move_text(&ask->answer, answer);
	accept(asking, ask, round);
}

void judge_take_spare(const struct asking *asking, struct ask *ask, uint32_t round)
{
	char why[160];

	move_text(&ask->answer, &ask->spare);
	if (judge_answer(asking, ask, &ask->answer, why, sizeof(why)) != VERDICT_BAD)
		accept(asking, ask, round);
}
