/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "rounds.h"

#include "../text.h"
#include "batch.h"
#include "judge.h"
#include "remember.h"
#include "split.h"

#include <stdio.h>
#include <time.h>

enum { MOST_HALVINGS = 12, SHORTEST_WAIT = 200, LONGEST_WAIT = 5000 };
/* tokens: of so few no translator's bound is in the way, it is a whim that an answer was cut */
enum { SHORT_BATCH = 128 };

struct rounds {
	struct asking *asking;
	struct ask **asks; /* of the next flight: n of room */
	uint32_t n, room;
	uint32_t wait_ms;	/* before the next round */
	struct dt_error *final; /* the caller's */
};

/* ---- which texts, in which batches ----------------------------------------------- */

/* Puts an ask on the list, or its pieces that have no answer; false without memory. */
static bool choose(struct rounds *rounds, struct ask *ask)
{
	uint32_t more = ask->n_pieces ? ask->n_pieces : 1;

	if (rounds->n + more > rounds->room) {
		uint32_t room = (rounds->n + more) * 2;
		struct ask **asks = realloc(rounds->asks, room * sizeof(*asks));

		if (!asks)
			return false;
		rounds->asks = asks;
		rounds->room = room;
	}
	if (!ask->n_pieces)
		rounds->asks[rounds->n++] = ask;
	for (uint32_t i = 0; i < ask->n_pieces; i++)
		if (!ask->pieces[i].answered)
			rounds->asks[rounds->n++] = &ask->pieces[i];
	return true;
}

struct load {
	uint32_t n, tokens, most;
	size_t chars;
};

/* May the text join a batch that has so much? */
static bool fits(const struct asking *asking, const struct load *load, const struct ask *ask,
		 uint32_t usual)
{
	if ((load->most && load->n >= load->most) || (ask->most && load->n >= ask->most))
		return false;
	if (asking->max_segments && load->n >= asking->max_segments)
		return false;
	if (asking->max_chars && load->chars + ask->markup.n > asking->max_chars)
		return false;
	if (asking->max_tokens && load->tokens + ask->tokens > asking->max_tokens)
		return false;
	return !usual || load->tokens + ask->tokens / 2 <= usual;
}

static void add_load(struct load *load, const struct ask *ask)
{
	load->n++;
	load->tokens += ask->tokens;
	load->chars += ask->markup.n;
	if (ask->most && (!load->most || ask->most < load->most))
		load->most = ask->most;
}

/* Tokens of a batch so that all are about as large as the usual one: no small one is left. */
static uint32_t even_tokens(uint32_t usual, struct ask *const *asks, uint32_t n_asks)
{
	uint64_t sum = 0, n;

	if (!usual)
		return 0;
	for (uint32_t i = 0; i < n_asks; i++)
		sum += asks[i]->tokens;
	n = (sum + usual / 2) / usual;
	return (uint32_t)(sum / (n ? n : 1)) + 1;
}

bool rounds_fill(struct flight *flight, struct ask *const *asks, uint32_t n)
{
	const struct asking *asking = flight->asking;
	uint32_t usual = even_tokens(asking->usual_tokens, asks, n);
	/* who costs nothing is asked for each alone: what is bad in company may be good then */
	bool alone =
		flight->round == ROUND_ALONE || (flight->round != ROUND_FIRST && !asking->costs);

	for (uint32_t at = 0, end; at < n; at = end) {
		struct load load = { 0 };

		for (end = at; end < n; end++) {
			if (load.n && (alone || !fits(asking, &load, asks[end], usual)))
				break;
			add_load(&load, asks[end]);
		}
		if (!flight_add(flight, asks + at, end - at))
			return false;
	}
	return true;
}

/* ---- what came -------------------------------------------------------------------- */

/* Is it of no use to ask for other texts, and is that no trouble of a service?  When time is over
 * batches are ended as cancelled: the page goes on with the answers that it has. */
static bool is_final(const struct rounds *rounds, const struct dt_error *err)
{
	const struct asking *asking = rounds->asking;

	if (err->status == DT_E_CANCELLED &&
	    service_state(asking->service, asking->call) == SERVICE_OVER)
		return false;
	return err->failure == DT_FAILURE_NONE &&
	       (err->status == DT_E_CANCELLED || err->status == DT_E_CONFIG ||
		err->status == DT_E_UNSUPPORTED || err->status == DT_E_BUG);
}

static void note_wait(struct rounds *rounds, const struct dt_error *err)
{
	uint32_t wait = err->retry_ms < SHORTEST_WAIT  ? SHORTEST_WAIT
			: err->retry_ms > LONGEST_WAIT ? LONGEST_WAIT
						       : err->retry_ms;

	/* a service that waits by itself has a kind of failure */
	if (err->status == DT_E_UNAVAILABLE && (err->failure == DT_FAILURE_NONE || err->retry_ms) &&
	    wait > rounds->wait_ms)
		rounds->wait_ms = wait;
}

static void tell_asked(struct ask *ask, const char *name)
{
	size_t n = strlen(ask->asked);

	ask->by = name;
	if (name && !strstr(ask->asked, name))
		snprintf(ask->asked + n, sizeof(ask->asked) - n, "%s%s", n ? ", " : "", name);
}

/* Is it of use to ask once more for the same batch?  Not when the service has refused it as too
 * long, which it will do again. */
static bool is_whim(struct ask *whole, const struct batch *batch)
{
	uint32_t tokens = 0;

	for (uint32_t i = 0; i < batch->n; i++)
		tokens += batch->asks[i]->tokens;
	if (!batch->error.retry_ms || whole->n_pieces || whole->asked_again || tokens > SHORT_BATCH)
		return false;
	whole->asked_again = true;
	return true;
}

/* A text that got no answer, maybe since its batch failed. */
static void take_failure(struct ask *ask, const struct batch *batch)
{
	const struct dt_error *err = &batch->error;
	struct ask *whole = ask->whole ? ask->whole : ask;

	whole->problem[0] = '\0';
	if (err->status == DT_OK)
		return;
	snprintf(whole->reason, sizeof(whole->reason), "%.*s", text_fit(err->text, 290), err->text);
	if (err->failure == DT_FAILURE_CONTEXT_LENGTH) {
		whole->too_long = true;
		if (is_whim(whole, batch))
			return;
	}
	/* one text may be what it does not like, when it is no whim */
	if (whole->too_long ||
	    (batch->flight->round != ROUND_FIRST &&
	     (err->failure == DT_FAILURE_CONTENT_FILTER || err->failure == DT_FAILURE_BAD_REQUEST)))
		ask->most = batch->n > 1 ? batch->n / 2 : 1;
	if (err->failure == DT_FAILURE_CONTEXT_LENGTH && batch->n == 1)
		whole->wanted_pieces = whole->n_pieces ? whole->n_pieces * 2 : 2;
}

/* Has the translator said the texts again, instead of translating them?  A few may be the same in
 * both languages, not most of a batch; of one or two, all of it. */
static bool is_echo(const struct batch *batch)
{
	uint32_t same = 0;

	for (uint32_t i = 0; i < batch->n; i++)
		same += batch->answers[i].at && !strcmp(batch->answers[i].at, batch->texts[i]);
	return same * 2 > batch->n && (same >= 3 || same == batch->n);
}

/* What was paid for is kept, whatever comes of the other pieces. */
static void take_piece(const struct rounds *rounds, struct ask *piece, struct text *answer,
		       enum round round)
{
	if (!piece->echoed)
		remember_keep_piece(rounds->asking, piece, answer);
	split_take(rounds->asking, piece, answer, round);
}

static void take_batch(struct rounds *rounds, struct batch *batch)
{
	const struct dt_error *err = &batch->error;
	enum round round = batch->flight->round;
	bool echo = rounds->asking->instructed && is_echo(batch);

	for (uint32_t i = 0; i < batch->n; i++) {
		struct ask *ask = batch->asks[i];

		tell_asked(ask->whole ? ask->whole : ask, batch->by);
		ask->echoed = echo;
		if (!batch->answers[i].at)
			take_failure(ask, batch);
		else if (ask->whole)
			take_piece(rounds, ask, batch_answer(batch, i), round);
		else
			judge_take(rounds->asking, ask, batch_answer(batch, i), round);
	}
	if (err->status == DT_OK)
		return;
	note_wait(rounds, err);
	if (is_final(rounds, err))
		dt_fail(rounds->final, err->status, "%s", err->text);
}

/* ---- a flight ---------------------------------------------------------------------- */

static bool is_cancelled(const struct asking *asking)
{
	return asking->call->host->cancelled(asking->call) &&
	       service_state(asking->service, asking->call) != SERVICE_OVER;
}

static bool may_go_on(const struct rounds *rounds)
{
	const struct asking *asking = rounds->asking;

	return rounds->final->status == DT_OK && !asking->call->host->cancelled(asking->call) &&
	       service_state(asking->service, asking->call) == SERVICE_ASK;
}

/* Sends what has been chosen, and takes what comes. */
static void fly(struct rounds *rounds, enum round round, const char *not_from)
{
	struct flight flight;
	struct batch *batch;

	flight_start(&flight, rounds->asking, round);
	flight.not_from = not_from;
	if (!rounds_fill(&flight, rounds->asks, rounds->n))
		asking_no_memory(rounds->final);
	else
		for (batch = flight.all; batch && may_go_on(rounds); batch = batch->next)
			batch_start(batch);
	while ((batch = flight_next(&flight)) != NULL)
		take_batch(rounds, batch);
	flight_finish(&flight);
	rounds->n = 0;
}

/* False: there is no place for a cut, or the pieces were answered before. */
static bool cut(const struct asking *asking, struct ask *ask, enum round round)
{
	if (!split_ask(asking, ask))
		return false;
	remember_keep_cuts(asking, ask);
	split_take_known(asking, ask, round);
	return ask_is_open(ask);
}

/* Chooses those that were too long, cut where that is of use.  False: there are none. */
static bool choose_halves(struct rounds *rounds, enum round round)
{
	for (uint32_t i = 0; i < rounds->asking->list.n; i++) {
		struct ask *ask = asking_at(rounds->asking, i);

		if (!ask_is_open(ask) || !ask->too_long)
			continue;
		ask->too_long = false;
		if (ask->wanted_pieces > ask->n_pieces && !cut(rounds->asking, ask, round))
			continue;
		if (!choose(rounds, ask))
			asking_no_memory(rounds->final);
	}
	return rounds->n > 0;
}

/* Sends what has been chosen, in smaller batches where it was too much at once. */
static dt_status fly_all(struct rounds *rounds, enum round round, const char *not_from)
{
	if (rounds->n && may_go_on(rounds))
		fly(rounds, round, not_from);
	for (int i = 0; i < MOST_HALVINGS && may_go_on(rounds) && choose_halves(rounds, round); i++)
		fly(rounds, round, not_from);
	rounds->n = 0;
	if (rounds->final->status == DT_OK && is_cancelled(rounds->asking))
		dt_fail(rounds->final, DT_E_CANCELLED, "cancelled");
	return rounds->final->status;
}

/* ---- the rounds -------------------------------------------------------------------- */

static bool pause_between(struct rounds *rounds)
{
	for (; rounds->wait_ms && may_go_on(rounds);) {
		uint32_t part = rounds->wait_ms < 50 ? rounds->wait_ms : 50;
		struct timespec step = { 0, (long)part * 1000000 };

		nanosleep(&step, NULL);
		rounds->wait_ms -= part;
	}
	rounds->wait_ms = 0;
	return may_go_on(rounds);
}

static void choose_open(struct rounds *rounds)
{
	for (uint32_t i = 0; i < rounds->asking->list.n; i++) {
		struct ask *ask = asking_at(rounds->asking, i);

		if (ask_is_open(ask) && !choose(rounds, ask))
			asking_no_memory(rounds->final);
	}
}

/* One flight for those that each translator has answered badly. */
static void ask_others(struct rounds *rounds)
{
	const struct asking *asking = rounds->asking;
	const char *done[8];
	uint32_t n = 0;

	for (uint32_t i = 0; i < asking->list.n && n < 8; i++) {
		const char *by = asking_at(asking, i)->by;
		bool known = !ask_is_open(asking_at(asking, i));

		for (uint32_t k = 0; k < n; k++)
			known |= done[k] == by;
		if (!known)
			done[n++] = by;
	}
	for (uint32_t k = 0; k < n; k++) {
		for (uint32_t i = 0; i < asking->list.n; i++) {
			struct ask *ask = asking_at(asking, i);

			if (ask_is_open(ask) && ask->by == done[k] && !choose(rounds, ask))
				asking_no_memory(rounds->final);
		}
		fly_all(rounds, ROUND_ANOTHER, done[k]);
	}
}

/* Takes the styles out of those whose answer was no good, and chooses them. */
static void choose_plain(struct rounds *rounds)
{
	for (uint32_t i = 0; i < rounds->asking->list.n; i++) {
		struct ask *ask = asking_at(rounds->asking, i);
		uint32_t marks = ask->marks.list.n;

		if (!ask_is_open(ask) || !ask->answered)
			continue;
		text_clear(&ask->markup);
		split_free(ask);
		if (!segment_build(&ask->source, true, &ask->markup, &ask->marks))
			asking_no_memory(rounds->final);
		ask->plain = ask->marks.list.n < marks;
		if (ask->plain && !choose(rounds, ask))
			asking_no_memory(rounds->final);
	}
}

static void take_spares(struct rounds *rounds, enum round round)
{
	for (uint32_t i = 0; i < rounds->asking->list.n; i++) {
		struct ask *ask = asking_at(rounds->asking, i);

		if (ask_is_open(ask) && ask->spare.at)
			judge_take_spare(rounds->asking, ask, round);
	}
}

/* Each one alone, as far as the job's requests allow that. */
static void ask_alone(struct rounds *rounds)
{
	const struct asking *asking = rounds->asking;

	for (uint32_t i = 0; i < asking->list.n; i++) {
		struct ask *ask = asking_at(asking, i);
		uint32_t n = ask->n_pieces ? ask->n_pieces : 1;

		if (!ask_is_open(ask))
			continue;
		if (!service_may_ask_alone(asking->service, n))
			break;
		if (!choose(rounds, ask))
			asking_no_memory(rounds->final);
	}
	fly_all(rounds, ROUND_ALONE, NULL);
}

enum { MOST_REPEATS = 3 };

/* Together again, as long as the job's requests for repairs stay few.  Faults that come and go are
 * over at some time; a mark that is lost twice is lost again. */
static void repeat(struct rounds *rounds, bool marks)
{
	for (int i = 0; i < MOST_REPEATS && pause_between(rounds); i++) {
		for (uint32_t k = 0; k < rounds->asking->list.n; k++) {
			struct ask *ask = asking_at(rounds->asking, k);

			if (ask_is_open(ask) && (marks || !i || !ask->marks_bad) &&
			    !choose(rounds, ask))
				asking_no_memory(rounds->final);
		}
		if (!rounds->n || !service_may_repeat(rounds->asking->service)) {
			rounds->n = 0;
			return;
		}
		fly_all(rounds, ROUND_AGAIN, NULL);
	}
}

static void run(struct rounds *rounds)
{
	const struct asking *asking = rounds->asking;

	choose_open(rounds);
	fly_all(rounds, ROUND_FIRST, NULL);
	if (asking->by_id)
		return;
	if (pause_between(rounds)) {
		choose_open(rounds);
		fly_all(rounds, ROUND_AGAIN, NULL);
	}
	take_spares(rounds, ROUND_AGAIN);
	if (asking->routes && pause_between(rounds))
		ask_others(rounds);
	if (asking->costs)
		repeat(rounds, false);
	if (pause_between(rounds)) {
		choose_plain(rounds);
		fly_all(rounds, ROUND_PLAIN, NULL);
	}
	if (asking->costs)
		repeat(rounds, true);
	if (asking->costs && pause_between(rounds))
		ask_alone(rounds);
}

dt_status rounds_run(struct asking *asking, struct dt_error *err)
{
	struct dt_error final = { 0 };
	struct rounds rounds = { .asking = asking, .final = &final };

	for (uint32_t i = 0; i < asking->list.n; i++) {
		struct ask *ask = asking_at(asking, i);

		if (!ask_is_open(ask))
			continue;
		split_long(asking, ask);
		split_resume(asking, ask, ROUND_FIRST);
	}
	run(&rounds);
	free(rounds.asks);
	if (final.status != DT_OK && err && err->status == DT_OK)
		*err = final;
	return final.status;
}
