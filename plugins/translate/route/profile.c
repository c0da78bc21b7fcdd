/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "../text.h"
#include "profile.h"

#include <time.h>
#include <unistd.h>

/* After these another provider may do better, whatever the file says. */
#define ALWAYS_MOVES                                                                               \
	(1u << DT_FAILURE_AUTHENTICATION | 1u << DT_FAILURE_QUOTA | 1u << DT_FAILURE_NOT_FOUND |   \
	 1u << DT_FAILURE_CONTEXT_LENGTH)
#define MOVES                                                                                      \
	(1u << DT_FAILURE_RATE_LIMIT | 1u << DT_FAILURE_TIMEOUT | 1u << DT_FAILURE_SERVER_ERROR |  \
	 1u << DT_FAILURE_MALFORMED_RESPONSE | 1u << DT_FAILURE_PARTIAL_OUTAGE |                   \
	 1u << DT_FAILURE_UNKNOWN)

int64_t profile_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- options ------------------------------------------------------------------------- */

static dt_status check_providers(const struct profile_options *o, struct dt_error *err)
{
	if (!o->providers.n)
		return dt_fail(err, DT_E_CONFIG, "a profile needs at least one provider");
	if (o->providers.n > PROFILE_MOST)
		return dt_fail(err, DT_E_CONFIG, "%zu providers, a profile has %d at most",
			       o->providers.n, PROFILE_MOST);
	for (size_t i = 0; i < o->providers.n; i++)
		for (size_t k = 0; k < i; k++)
			if (!strcmp(o->providers.at[i], o->providers.at[k]))
				return dt_fail(err, DT_E_CONFIG, "provider %s stands there twice",
					       o->providers.at[i]);
	return DT_OK;
}

static dt_status check_moves(const struct profile_options *o, struct dt_error *err)
{
	for (size_t i = 0; i < o->fallback_on.n; i++) {
		const char *name = o->fallback_on.at[i];
		uint32_t failure = dt_failure_from_name(name);

		if (failure == DT_FAILURE_NONE || failure == DT_FAILURE_BUDGET)
			return dt_fail(err, DT_E_CONFIG,
				       "\"%s\" is no kind of failure; there are rate_limit, "
				       "timeout, server_error, partial_outage, malformed_response, "
				       "content_filter, bad_request, context_length, "
				       "authentication, quota, not_found and unknown",
				       name);
		if (failure == DT_FAILURE_CONTENT_FILTER && !o->allow_content_filter_fallback)
			return dt_fail(err, DT_E_CONFIG,
				       "content_filter needs allow_content_filter_fallback, too: "
				       "a text that one provider refuses goes to another one then");
	}
	return DT_OK;
}

dt_status profile_check(const void *options, const char **option, struct dt_error *err)
{
	const struct profile_options *o = options;

	*option = "providers";
	if (check_providers(o, err) != DT_OK)
		return err->status;
	*option = "fallback_on";
	if (check_moves(o, err) != DT_OK)
		return err->status;
	*option = "longest_cooling";
	if (o->longest_cooling < o->cooling)
		return dt_fail(err, DT_E_CONFIG, "longest_cooling is shorter than cooling");
	return DT_OK;
}

static uint32_t moves_of(const struct profile_options *o)
{
	uint32_t moves = ALWAYS_MOVES;

	if (!o->fallback_on.n)
		moves |= MOVES;
	for (size_t i = 0; i < o->fallback_on.n; i++)
		moves |= 1u << dt_failure_from_name(o->fallback_on.at[i]);
	if (o->allow_content_filter_fallback)
		moves |= 1u << DT_FAILURE_CONTENT_FILTER;
	return moves;
}

dt_status profile_open(const struct dt_call *call, const void *options, void **opened,
		       struct dt_error *err)
{
	const struct profile_options *o = options;
	uint32_t n = (uint32_t)o->providers.n;
	struct profile_self *self = calloc(1, sizeof(*self) + n * sizeof(self->providers[0]));
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	pthread_condattr_t monotonic;

	(void)call;
	if (!self)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	self->options = o;
	self->rules = (struct breaker_rules){ .open_after = (uint32_t)o->open_after,
					      .cooling = o->cooling,
					      .longest = o->longest_cooling,
					      .outage = o->outage };
	self->moves = moves_of(o);
	self->most_hands = cores < 1 ? 1 : cores > PROFILE_HANDS ? PROFILE_HANDS : (uint32_t)cores;
	self->n = n;
	for (uint32_t i = 0; i < n; i++)
		self->providers[i].name = o->providers.at[i];
	pthread_mutex_init(&self->lock, NULL);
	pthread_cond_init(&self->work, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&self->tick, &monotonic);
	pthread_condattr_destroy(&monotonic);
	*opened = self;
	return DT_OK;
}

void profile_close(void *ctx)
{
	struct profile_self *self = ctx;

	profile_stop_hands(self);
	pthread_mutex_destroy(&self->lock);
	pthread_cond_destroy(&self->work);
	pthread_cond_destroy(&self->tick);
	free(self);
}

/* ---- what a provider tells on its way --------------------------------------------------- */

static void pass_answer(void *ctx, uint32_t i, const char *text, size_t length)
{
	struct attempt *attempt = ctx;

	atomic_fetch_add(&attempt->answers, 1);
	attempt->outer->answer(attempt->outer->ctx, i, text, length);
}

static void pass_name(void *ctx, const char *translator)
{
	const struct dt_batch *outer = ((struct attempt *)ctx)->outer;

	if (DT_BATCH_HAS(outer, answered_by) && outer->answered_by)
		outer->answered_by(outer->ctx, translator);
}

static void pass_usage(void *ctx, const struct dt_usage *usage)
{
	struct attempt *attempt = ctx;
	const struct dt_batch *outer = attempt->outer;

	pthread_mutex_lock(&attempt->lock);
	attempt->is_usd += usage->usd;
	pthread_mutex_unlock(&attempt->lock);
	if (DT_BATCH_HAS(outer, used) && outer->used)
		outer->used(outer->ctx, usage);
}

static bool may_go_on(void *ctx)
{
	const struct dt_batch *outer = ((const struct attempt *)ctx)->outer;

	return !DT_BATCH_HAS(outer, may_go_on) || !outer->may_go_on || outer->may_go_on(outer->ctx);
}

/* ---- a turn is over ----------------------------------------------------------------------- */

enum mark { MARK_GOOD = 0, MARK_EVEN, MARK_LATER, MARK_BAD, MARK_OUT };

/* What a failure says of the provider. */
static enum mark mark_of(const struct dt_error *err)
{
	switch (err->failure) {
	case DT_FAILURE_AUTHENTICATION:
	case DT_FAILURE_QUOTA:
	case DT_FAILURE_NOT_FOUND:
		return MARK_OUT;
	case DT_FAILURE_RATE_LIMIT:
		return MARK_LATER;
	case DT_FAILURE_CONTENT_FILTER:
	case DT_FAILURE_BAD_REQUEST:
	case DT_FAILURE_CONTEXT_LENGTH:
	case DT_FAILURE_BUDGET:
		return MARK_EVEN;
	case DT_FAILURE_NONE:
		break;
	default:
		return MARK_BAD;
	}
	switch (err->status) {
	case DT_OK:
		return MARK_GOOD;
	case DT_E_CONFIG:
		return MARK_OUT;
	case DT_E_CANCELLED:
	case DT_E_UNSUPPORTED:
	case DT_E_LIMIT:
	case DT_E_SYSTEM:
		return MARK_EVEN;
	default:
		return MARK_BAD;
	}
}

/* May another provider do better? */
static bool moves_on(const struct profile_self *self, const struct dt_error *err)
{
	if (err->status == DT_E_CANCELLED || err->status == DT_E_SYSTEM)
		return false;
	if (err->failure && err->failure < DT_FAILURE_COUNT)
		return self->moves >> err->failure & 1;
	/* of no kind: the pair is not there, or it was asked in the wrong way; else unknown */
	return err->status == DT_E_UNSUPPORTED || err->status == DT_E_CONFIG ||
	       (self->moves >> DT_FAILURE_UNKNOWN & 1);
}

static void tell_opened(const struct attempt *attempt, const char *name, const struct dt_error *err,
			enum mark mark)
{
	struct dt_note note = { .size = sizeof(note),
				.level = DT_NOTE_WARNING,
				.code = "profile.provider",
				.page = -1 };
	char text[400];

	if (mark != MARK_OUT) {
		dt_log(attempt->call, DT_LOG_WARNING, "provider %s is left alone for a while: %s",
		       name, err->text);
		return;
	}
	snprintf(text, sizeof(text), "provider %s was not asked any more: %.*s", name,
		 text_fit(err->text, 300), err->text);
	note.text = text;
	attempt->call->host->note(attempt->call, &note);
}

static void learn_price(struct attempt *attempt, struct provider *provider)
{
	if (attempt->expected_usd <= 0 || attempt->is_usd <= 0)
		return;
	provider->expected_usd += attempt->expected_usd;
	provider->is_usd += attempt->is_usd;
}

/* Writes down what became of the turn; true: the provider's breaker has just opened. */
static bool settle(struct attempt *attempt, const struct dt_error *err, enum mark mark)
{
	struct profile_self *self = attempt->self;
	struct provider *provider = &self->providers[attempt->at];
	struct turn *turn = &attempt->turns[attempt->at];
	int64_t now = profile_clock();
	bool opened = false;

	turn->status = err->status;
	turn->failure = err->failure;
	snprintf(turn->said, sizeof(turn->said), "%.*s",
		 text_fit(err->text, sizeof(turn->said) - 1), err->text);
	pthread_mutex_lock(&self->lock);
	provider->in_flight--;
	if (mark == MARK_GOOD) {
		breaker_good(&provider->breaker, attempt->probe);
		learn_price(attempt, provider);
		provider->failure = DT_FAILURE_NONE;
		provider->said[0] = '\0';
	} else if (mark == MARK_EVEN) {
		breaker_even(&provider->breaker, attempt->probe);
	} else {
		provider->failure = err->failure;
		memcpy(provider->said, turn->said, sizeof(provider->said));
	}
	if (mark == MARK_OUT)
		opened = breaker_out(&provider->breaker, &self->rules, attempt->probe,
				     attempt->call->job, now);
	else if (mark == MARK_BAD || mark == MARK_LATER)
		opened = breaker_bad(&provider->breaker, &self->rules, attempt->probe,
				     mark == MARK_LATER, err->retry_ms, now);
	pthread_mutex_unlock(&self->lock);
	return opened;
}

/* A provider that says "well" and answers nothing has not done what was asked. */
static void check_answers(const struct attempt *attempt, struct dt_error *err)
{
	if (err->status != DT_OK || attempt->batch.task != DT_TASK_TRANSLATE || !attempt->batch.n ||
	    atomic_load(&attempt->answers))
		return;
	dt_fail(err, DT_E_UNAVAILABLE, "none of %u texts was answered", attempt->batch.n);
	err->failure = DT_FAILURE_MALFORMED_RESPONSE;
}

static void over(void *ctx, const struct dt_error *from)
{
	struct attempt *attempt = ctx;
	struct profile_self *self = attempt->self;
	struct dt_error err = *from, named = { 0 };
	const char *name = self->providers[attempt->at].name;
	enum mark mark;
	bool opened;

	check_answers(attempt, &err);
	mark = mark_of(&err);
	opened = settle(attempt, &err, mark);
	if (opened)
		tell_opened(attempt, name, &err, mark);
	/* a probe that is back, well or not, is news for those who wait for it */
	profile_wake(self);
	if (err.status == DT_OK || err.status == DT_E_CANCELLED) {
		profile_end(attempt, &err);
		return;
	}
	if (moves_on(self, &err) && may_go_on(attempt)) {
		profile_go_on(attempt);
		return;
	}
	named = err;
	named.status = DT_OK;
	dt_fail(&named, err.status, "%s: %.*s", name, text_fit(err.text, 400), err.text);
	profile_end(attempt, &named);
}

/* ---- from one provider to the next ------------------------------------------------------------
 */

void profile_end(struct attempt *attempt, const struct dt_error *err)
{
	dt_done done = attempt->done;
	void *ctx = attempt->ctx;
	struct dt_error own = *err;

	pthread_mutex_destroy(&attempt->lock);
	free(attempt);
	done(ctx, &own);
}

void profile_hand_over(struct attempt *attempt)
{
	const struct dt_call *call = attempt->call;

	call->host->start(call, attempt->self->providers[attempt->at].name, &attempt->batch, over,
			  attempt);
}

/* False: the time of the batch is over. */
static bool set_time(struct attempt *attempt, int64_t now)
{
	int64_t spent = now - attempt->came;

	if (!attempt->outer->time_ms)
		return true;
	if (spent >= attempt->outer->time_ms)
		return false;
	attempt->batch.time_ms = attempt->outer->time_ms - (uint32_t)spent;
	return true;
}

/* Nobody may be asked before then: waits for it when that is not too long. */
static bool may_wait(struct attempt *attempt, int64_t until, int64_t now)
{
	if (!attempt->waits_until)
		attempt->waits_until = now + attempt->self->options->wait;
	return now < attempt->waits_until && until < attempt->waits_until &&
	       profile_let_wait(attempt);
}

static void ask(struct attempt *attempt)
{
	const struct dt_call *call = attempt->call;
	const struct dt_translator *translator =
		call->host->translator(call, attempt->self->providers[attempt->at].name);

	attempt->n_turns++;
	attempt->waits_until = 0;
	atomic_store(&attempt->answers, 0);
	/* without a thread for it, it is this one that has to do it */
	if (!translator || translator->start || !profile_give_to_hands(attempt))
		profile_hand_over(attempt);
}

void profile_go_on(struct attempt *attempt)
{
	const struct dt_call *call = attempt->call;
	const struct profile_self *self = attempt->self;
	struct dt_error err = { 0 };
	int64_t now = profile_clock(), until = 0;
	enum choice choice;

	if (call->host->cancelled(call) || call->host->winding_down(call)) {
		dt_fail(&err, DT_E_CANCELLED, "the job ends before a provider has answered");
	} else if (!set_time(attempt, now)) {
		dt_fail(&err, DT_E_UNAVAILABLE, "no provider has answered in %u ms",
			attempt->outer->time_ms);
		err.failure = DT_FAILURE_TIMEOUT;
	} else {
		choice = attempt->n_turns < (uint32_t)self->options->max_attempts
				 ? profile_choose(attempt, &until)
				 : CHOICE_NONE;
		if (choice == CHOICE_MADE) {
			ask(attempt);
			return;
		}
		if (choice == CHOICE_LATER && may_wait(attempt, until, now))
			return;
		profile_all_failed(attempt, &err);
	}
	profile_end(attempt, &err);
}

void profile_start(const struct dt_call *call, const struct dt_batch *batch, dt_done done,
		   void *ctx)
{
	struct profile_self *self = call->self;
	struct attempt *attempt = calloc(1, sizeof(*attempt) + self->n * sizeof(attempt->turns[0]));
	struct dt_error err = { 0 };

	if (!attempt) {
		dt_fail(&err, DT_E_SYSTEM, "out of memory for a batch");
		done(ctx, &err);
		return;
	}
	attempt->self = self;
	attempt->call = call;
	attempt->outer = batch;
	memcpy(&attempt->batch, batch,
	       batch->size < sizeof(attempt->batch) ? batch->size : sizeof(attempt->batch));
	attempt->batch.size = sizeof(attempt->batch);
	attempt->batch.answer = pass_answer;
	attempt->batch.answered_by = pass_name;
	attempt->batch.used = pass_usage;
	attempt->batch.may_go_on = may_go_on;
	attempt->batch.ctx = attempt;
	attempt->done = done;
	attempt->ctx = ctx;
	attempt->came = profile_clock();
	pthread_mutex_init(&attempt->lock, NULL);
	profile_go_on(attempt);
}
