/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* route.profile over made providers: who is asked, who next, who is left alone, for how long. */
#include "config.h"

#include "plugins/translate/route/profile.h"
#include "suite.h"

#include <string.h>
#include <time.h>

enum { MOST_CALLS = 4000 };

/* A provider that does what the test says. */
struct made {
	const char *name;
	uint32_t flags;
	bool computes;	    /* has no start */
	bool mute;	    /* well, but without an answer */
	uint32_t fails;	    /* enum dt_failure */
	uint32_t fail_next; /* only so many times; 0: always */
	dt_status status;   /* of a failure; 0: as its kind is */
	uint32_t retry_ms;
	uint32_t takes_ms; /* by a thread of its own */
	double usd, is_usd;
	atomic_uint calls, inside, most_inside;
	pthread_t last_thread;
	uint32_t time_ms; /* as told in the last batch */
	struct dt_translator translator;
};

static struct made made[4];
static uint32_t n_made;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct made *order[MOST_CALLS];
static uint32_t n_order;
static atomic_bool cancelled, winding;
static atomic_uint n_notes;
static char last_note[500];

/* ---- the host --------------------------------------------------------------------- */

static struct made *find(const char *name)
{
	for (uint32_t i = 0; i < n_made; i++)
		if (!strcmp(made[i].name, name))
			return &made[i];
	return NULL;
}

static void host_log(const struct dt_call *call, uint32_t level, const char *text)
{
	(void)call;
	(void)level;
	(void)text;
}

static bool host_cancelled(const struct dt_call *call)
{
	(void)call;
	return atomic_load(&cancelled);
}

static bool host_winding_down(const struct dt_call *call)
{
	(void)call;
	return atomic_load(&winding);
}

static void host_note(const struct dt_call *call, const struct dt_note *note)
{
	(void)call;
	pthread_mutex_lock(&lock);
	snprintf(last_note, sizeof(last_note), "%s", note->text);
	pthread_mutex_unlock(&lock);
	atomic_fetch_add(&n_notes, 1);
}

static void fake_start(const struct dt_call *call, const struct dt_batch *batch, dt_done done,
		       void *ctx)
{
	(void)call;
	(void)batch;
	(void)done;
	(void)ctx;
}

static const struct dt_translator *host_translator(const struct dt_call *call, const char *name)
{
	struct made *m = find(name);

	(void)call;
	if (!m)
		return NULL;
	return &m->translator;
}

static dt_status host_estimate(const struct dt_call *call, const char *name,
			       const struct dt_batch *batch, struct dt_usage *usage,
			       struct dt_error *err)
{
	(void)call;
	(void)batch;
	if (find(name)->usd < 0)
		return dt_fail(err, DT_E_UNSUPPORTED, "does not say");
	usage->usd = find(name)->usd;
	return DT_OK;
}

static dt_status status_of(uint32_t failure)
{
	switch (failure) {
	case DT_FAILURE_AUTHENTICATION:
	case DT_FAILURE_QUOTA:
	case DT_FAILURE_NOT_FOUND:
	case DT_FAILURE_CONTENT_FILTER:
	case DT_FAILURE_BAD_REQUEST:
	case DT_FAILURE_CONTEXT_LENGTH:
	case DT_FAILURE_BUDGET:
		return DT_E_REFUSED;
	default:
		return DT_E_UNAVAILABLE;
	}
}

static void answer(struct made *m, const struct dt_batch *batch, struct dt_error *err)
{
	struct dt_usage usage = { .size = sizeof(usage), .usd = m->is_usd };
	dt_status status;
	bool fails;

	pthread_mutex_lock(&lock);
	fails = m->fails || m->status;
	status = m->status ? m->status : status_of(m->fails);
	if (fails) {
		err->failure = m->fails;
		err->retry_ms = m->retry_ms;
	}
	if (m->fail_next && !--m->fail_next) {
		m->fails = 0;
		m->status = DT_OK;
	}
	pthread_mutex_unlock(&lock);
	if (batch->used)
		batch->used(batch->ctx, &usage);
	if (fails) {
		dt_fail(err, status, "%s will not", m->name);
		return;
	}
	for (uint32_t i = 0; !m->mute && i < batch->n; i++)
		batch->answer(batch->ctx, i, batch->texts[i], strlen(batch->texts[i]));
	if (batch->answered_by)
		batch->answered_by(batch->ctx, m->name);
}

struct late {
	struct made *m;
	const struct dt_batch *batch;
	dt_done done;
	void *ctx;
};

static void finish(struct made *m, const struct dt_batch *batch, dt_done done, void *ctx)
{
	struct dt_error err = { 0 };

	answer(m, batch, &err);
	atomic_fetch_sub(&m->inside, 1);
	done(ctx, &err);
}

static void nap(uint32_t ms)
{
	struct timespec t = { ms / 1000, (long)(ms % 1000) * 1000000 };

	nanosleep(&t, NULL);
}

static void *finish_late(void *ctx)
{
	struct late late = *(struct late *)ctx;

	free(ctx);
	nap(late.m->takes_ms);
	finish(late.m, late.batch, late.done, late.ctx);
	return NULL;
}

static void host_start(const struct dt_call *call, const char *name, const struct dt_batch *batch,
		       dt_done done, void *ctx)
{
	struct made *m = find(name);
	uint32_t inside = atomic_fetch_add(&m->inside, 1) + 1;
	struct late *late;
	pthread_t thread;

	(void)call;
	atomic_fetch_add(&m->calls, 1);
	pthread_mutex_lock(&lock);
	if (inside > m->most_inside)
		m->most_inside = inside;
	m->last_thread = pthread_self();
	m->time_ms = batch->time_ms;
	if (n_order < MOST_CALLS)
		order[n_order++] = m;
	pthread_mutex_unlock(&lock);
	if (m->takes_ms && !m->computes) {
		late = malloc(sizeof(*late));
		ck_assert_ptr_nonnull(late);
		*late = (struct late){ m, batch, done, ctx };
		ck_assert_int_eq(pthread_create(&thread, NULL, finish_late, late), 0);
		pthread_detach(thread);
		return;
	}
	nap(m->takes_ms);
	finish(m, batch, done, ctx);
}

static const struct dt_host host = { .size = sizeof(host),
				     .log = host_log,
				     .cancelled = host_cancelled,
				     .winding_down = host_winding_down,
				     .note = host_note,
				     .translator = host_translator,
				     .estimate = host_estimate,
				     .start = host_start };

/* ---- a profile and its batches ------------------------------------------------------- */

static struct profile_options options;
static const char *names[4];
static struct dt_call call;

static void begin(void)
{
	memset(made, 0, sizeof(made));
	n_made = n_order = 0;
	cancelled = winding = false;
	n_notes = 0;
	options = (struct profile_options){ .max_attempts = 4,
					    .open_after = 3,
					    .cooling = 40,
					    .longest_cooling = 160,
					    .outage = 400,
					    .wait = 2000 };
	call = (struct dt_call){
		.size = sizeof(call), .host = &host, .job = "job-1", .node = "best"
	};
}

static struct made *provider(const char *name)
{
	struct made *m = &made[n_made];

	m->name = names[n_made++] = name;
	m->flags = DT_TRANSLATOR_COSTS;
	return m;
}

static void open_profile(void)
{
	struct dt_error err = { 0 };

	for (uint32_t i = 0; i < n_made; i++) {
		made[i].translator.flags = made[i].flags;
		made[i].translator.start = made[i].computes ? NULL : fake_start;
	}
	options.providers = (struct dt_strings){ names, n_made };
	ck_assert_int_eq(profile_open(&call, &options, &call.self, &err), DT_OK);
}

static void end(void)
{
	if (call.self)
		profile_close(call.self);
	call.self = NULL;
}

struct sent {
	struct dt_batch batch;
	uint32_t answers;
	const char *by;
	double usd;
	struct dt_error err;
	pthread_mutex_t lock;
	pthread_cond_t over;
	uint32_t done;
};

static void take_answer(void *ctx, uint32_t i, const char *text, size_t length)
{
	struct sent *sent = ctx;

	(void)i;
	(void)text;
	sent->answers += length > 0;
}

static void take_name(void *ctx, const char *translator)
{
	((struct sent *)ctx)->by = translator;
}

static void take_usage(void *ctx, const struct dt_usage *usage)
{
	((struct sent *)ctx)->usd += usage->usd;
}

static void take_end(void *ctx, const struct dt_error *err)
{
	struct sent *sent = ctx;

	pthread_mutex_lock(&sent->lock);
	sent->err = *err;
	sent->done++;
	pthread_cond_signal(&sent->over);
	pthread_mutex_unlock(&sent->lock);
}

static const char *const texts[] = { "one", "two" };

static void send(struct sent *sent)
{
	pthread_mutex_init(&sent->lock, NULL);
	pthread_cond_init(&sent->over, NULL);
	sent->batch.size = sizeof(sent->batch);
	sent->batch.n = 2;
	sent->batch.texts = texts;
	sent->batch.source_lang = "en";
	sent->batch.target_lang = "es";
	sent->batch.answer = take_answer;
	sent->batch.answered_by = take_name;
	sent->batch.used = take_usage;
	sent->batch.ctx = sent;
	profile_start(&call, &sent->batch, take_end, sent);
}

static void await(struct sent *sent)
{
	pthread_mutex_lock(&sent->lock);
	while (!sent->done)
		pthread_cond_wait(&sent->over, &sent->lock);
	pthread_mutex_unlock(&sent->lock);
	ck_assert_uint_eq(sent->done, 1);
}

/* Who answers a batch; its sentence when nobody does. */
static const char *ask_with(struct sent *sent)
{
	send(sent);
	await(sent);
	if (sent->err.status != DT_OK)
		return sent->err.text;
	ck_assert_uint_eq(sent->answers, 2);
	return sent->by;
}

static const char *ask(void)
{
	static struct sent sent;

	memset(&sent, 0, sizeof(sent));
	return ask_with(&sent);
}

/* ---- who is asked -------------------------------------------------------------------- */

START_TEST(failover_takes_the_first_that_answers)
{
	static const uint32_t moving[] = { DT_FAILURE_RATE_LIMIT,
					   DT_FAILURE_TIMEOUT,
					   DT_FAILURE_SERVER_ERROR,
					   DT_FAILURE_PARTIAL_OUTAGE,
					   DT_FAILURE_MALFORMED_RESPONSE,
					   DT_FAILURE_UNKNOWN,
					   DT_FAILURE_CONTEXT_LENGTH,
					   DT_FAILURE_AUTHENTICATION,
					   DT_FAILURE_QUOTA,
					   DT_FAILURE_NOT_FOUND };
	struct made *a = provider("a"), *b = provider("b");

	open_profile();
	ck_assert_str_eq(ask(), "a");
	ck_assert_uint_eq(b->calls, 0);
	end();
	a->fails = moving[_i];
	open_profile();
	ck_assert_str_eq(ask(), "b");
	ck_assert_uint_eq(a->calls, 2);
}
END_TEST

START_TEST(other_failures_end_it)
{
	static const uint32_t staying[] = { DT_FAILURE_CONTENT_FILTER, DT_FAILURE_BAD_REQUEST,
					    DT_FAILURE_BUDGET };
	struct made *a = provider("a"), *b = provider("b");
	struct sent sent = { 0 };

	a->fails = staying[_i];
	open_profile();
	ck_assert_str_eq(ask_with(&sent), "a: a will not");
	ck_assert_uint_eq(sent.err.failure, staying[_i]);
	ck_assert_int_eq(sent.err.status, DT_E_REFUSED);
	ck_assert_uint_eq(b->calls, 0);
	/* that says nothing of the provider */
	for (int i = 0; i < 5; i++)
		ask();
	ck_assert_uint_eq(a->calls, 6);
}
END_TEST

static bool bound_is_near(void *ctx)
{
	return ((struct sent *)ctx)->usd <= 1;
}

START_TEST(a_bound_of_the_job_ends_it)
{
	struct made *a = provider("a"), *b = provider("b");
	struct sent first = { .batch.may_go_on = bound_is_near };
	struct sent second = { .batch.may_go_on = bound_is_near };

	a->fails = DT_FAILURE_MALFORMED_RESPONSE;
	a->is_usd = 1;
	open_profile();
	ck_assert_str_eq(ask_with(&first), "b");
	a->is_usd = 2;
	ck_assert_str_eq(ask_with(&second), "a: a will not");
	ck_assert_uint_eq(second.err.failure, DT_FAILURE_MALFORMED_RESPONSE);
	ck_assert_uint_eq(b->calls, 1);
}
END_TEST

START_TEST(the_file_says_after_which_failures)
{
	static const char *const only[] = { "bad_request", "timeout" };
	struct made *a = provider("a");

	provider("b");
	options.fallback_on = (struct dt_strings){ only, 2 };
	options.open_after = 100;
	open_profile();
	a->fails = DT_FAILURE_BAD_REQUEST;
	ck_assert_str_eq(ask(), "b");
	a->fails = DT_FAILURE_TIMEOUT;
	ck_assert_str_eq(ask(), "b");
	a->fails = DT_FAILURE_SERVER_ERROR;
	ck_assert_str_eq(ask(), "a: a will not");
	end();
	options.allow_content_filter_fallback = true;
	open_profile();
	a->fails = DT_FAILURE_CONTENT_FILTER;
	ck_assert_str_eq(ask(), "b");
}
END_TEST

START_TEST(a_pair_that_is_not_there)
{
	struct made *a = provider("a"), *b = provider("b");
	struct sent sent = { 0 };

	a->status = DT_E_UNSUPPORTED;
	open_profile();
	ck_assert_str_eq(ask(), "b");
	b->status = DT_E_UNSUPPORTED;
	ck_assert_str_eq(ask_with(&sent),
			 "no provider of best has answered (a: a will not; b: b will not)");
	ck_assert_int_eq(sent.err.status, DT_E_UNSUPPORTED);
}
END_TEST

START_TEST(one_that_answers_nothing)
{
	provider("a")->mute = true;
	provider("b");
	open_profile();
	ck_assert_str_eq(ask(), "b");
}
END_TEST

START_TEST(round_robin_takes_turns)
{
	struct made *a = provider("a"), *b = provider("b"), *c = provider("c");

	options.strategy = IN_TURN;
	open_profile();
	for (int i = 0; i < 9; i++)
		ask();
	ck_assert_uint_eq(a->calls, 3);
	ck_assert_uint_eq(b->calls, 3);
	ck_assert_uint_eq(c->calls, 3);
	ck_assert_ptr_eq(order[0], a);
	ck_assert_ptr_eq(order[1], b);
	ck_assert_ptr_eq(order[2], c);
}
END_TEST

START_TEST(least_loaded_goes_where_least_is_done)
{
	struct sent sent[9] = { 0 };
	struct made *a = provider("a"), *b = provider("b"), *c = provider("c");

	options.strategy = LEAST_LOADED;
	a->takes_ms = b->takes_ms = c->takes_ms = 200;
	open_profile();
	for (int i = 0; i < 9; i++)
		send(&sent[i]);
	for (int i = 0; i < 9; i++)
		await(&sent[i]);
	ck_assert_uint_eq(a->most_inside, 3);
	ck_assert_uint_eq(b->most_inside, 3);
	ck_assert_uint_eq(c->most_inside, 3);
}
END_TEST

START_TEST(cost_aware_takes_the_cheapest)
{
	struct made *a = provider("a"), *b = provider("b"), *c = provider("c");

	options.strategy = CHEAPEST;
	a->usd = -1; /* does not say */
	b->usd = 0.02;
	c->usd = 0.01;
	c->is_usd = 0.05; /* and writes five times as much as was thought */
	open_profile();
	ck_assert_str_eq(ask(), "c");
	ck_assert_str_eq(ask(), "b");
	b->fails = c->fails = DT_FAILURE_TIMEOUT;
	ck_assert_str_eq(ask(), "a");
	end();
	a->flags = 0; /* costs nothing */
	b->fails = c->fails = 0;
	open_profile();
	ck_assert_str_eq(ask(), "a");
}
END_TEST

START_TEST(not_from_is_asked_last)
{
	struct sent sent = { .batch.not_from = "a" }, again = { .batch.not_from = "a" };
	struct made *b;

	provider("a");
	b = provider("b");
	open_profile();
	ck_assert_str_eq(ask_with(&sent), "b");
	b->fails = DT_FAILURE_TIMEOUT;
	ck_assert_str_eq(ask_with(&again), "a");
}
END_TEST

START_TEST(terms_go_to_those_that_take_them)
{
	struct sent sent = { .batch.task = DT_TASK_TERMS };
	struct made *a = provider("a");

	provider("b")->flags |= DT_TRANSLATOR_TERMS;
	open_profile();
	ck_assert_str_eq(ask_with(&sent), "b");
	ck_assert_uint_eq(a->calls, 0);
}
END_TEST

START_TEST(unhealthy_ones_come_last)
{
	struct made *a = provider("a"), *b = provider("b");

	options.min_health_score = 0.5;
	options.open_after = 100;
	options.longest_cooling = 200;
	options.cooling = 20;
	a->fails = DT_FAILURE_TIMEOUT;
	open_profile();
	for (int i = 0; i < 6; i++)
		ck_assert_str_eq(ask(), "b");
	ck_assert_uint_eq(a->calls, 3);
	b->fails = DT_FAILURE_TIMEOUT;
	b->fail_next = 1;
	a->fails = 0;
	ck_assert_str_eq(ask(), "a"); /* still there when the other one fails */
	ck_assert_str_eq(ask(), "b");
	nap(230);
	ck_assert_str_eq(ask(), "a"); /* not forgotten */
}
END_TEST

/* ---- who is left alone ---------------------------------------------------------------- */

START_TEST(a_breaker_opens_and_closes_by_a_probe)
{
	struct made *a = provider("a");

	provider("b");
	a->fails = DT_FAILURE_SERVER_ERROR;
	open_profile();
	for (int i = 0; i < 8; i++)
		ck_assert_str_eq(ask(), "b");
	ck_assert_uint_eq(a->calls, 3);
	nap(60);
	ask();
	ask();
	ck_assert_uint_eq(a->calls, 4); /* one probe; open for 80 ms now */
	nap(50);
	ask();
	ck_assert_uint_eq(a->calls, 4);
	nap(60);
	a->fails = 0;
	ck_assert_str_eq(ask(), "a");
	ck_assert_str_eq(ask(), "a");
	ck_assert_uint_eq(a->calls, 6);
}
END_TEST

START_TEST(only_one_probe_at_a_time)
{
	struct sent sent[6] = { 0 };
	struct made *a = provider("a");

	provider("b");
	a->fails = DT_FAILURE_RATE_LIMIT;
	open_profile();
	ck_assert_str_eq(ask(), "b");
	ck_assert_str_eq(ask(), "b");
	ck_assert_uint_eq(a->calls, 1); /* it has said "later" itself */
	a->fails = 0;
	a->takes_ms = 100;
	nap(60);
	for (int i = 0; i < 6; i++)
		send(&sent[i]);
	for (int i = 0; i < 6; i++)
		await(&sent[i]);
	ck_assert_uint_eq(a->calls, 2);
	ck_assert_str_eq(sent[0].by, "a");
	ck_assert_str_eq(sent[5].by, "b");
}
END_TEST

START_TEST(retry_after_is_obeyed)
{
	struct made *a = provider("a");

	provider("b");
	a->fails = DT_FAILURE_RATE_LIMIT;
	a->retry_ms = 200;
	open_profile();
	ask();
	nap(100);
	a->fails = 0;
	ck_assert_str_eq(ask(), "b");
	nap(130);
	ck_assert_str_eq(ask(), "a");
}
END_TEST

START_TEST(a_refused_key_is_out_for_the_job)
{
	struct made *a = provider("a");

	provider("b");
	a->fails = DT_FAILURE_AUTHENTICATION;
	open_profile();
	for (int i = 0; i < 5; i++)
		ck_assert_str_eq(ask(), "b");
	ck_assert_uint_eq(a->calls, 1);
	ck_assert_uint_eq(n_notes, 1);
	ck_assert_str_eq(last_note, "provider a was not asked any more: a will not");
	call.job = "job-2"; /* within minutes */
	ck_assert_str_eq(ask(), "b");
	nap(430); /* minutes later */
	call.job = "job-1";
	ck_assert_str_eq(ask(), "b");
	ck_assert_uint_eq(a->calls, 1);
	call.job = "job-2";
	ck_assert_str_eq(ask(), "b");
	ck_assert_uint_eq(a->calls, 2); /* asked again, once */
	a->fails = 0;
	nap(830);
	call.job = "job-3";
	ck_assert_str_eq(ask(), "a");
}
END_TEST

START_TEST(all_refused)
{
	struct sent sent = { 0 };
	struct made *a = provider("a"), *b = provider("b");

	a->fails = DT_FAILURE_AUTHENTICATION;
	b->fails = DT_FAILURE_QUOTA;
	open_profile();
	ck_assert_str_eq(ask_with(&sent),
			 "no provider of best has answered (a: a will not; b: b will not)");
	ck_assert_int_eq(sent.err.status, DT_E_REFUSED);
	memset(&sent, 0, sizeof(sent));
	/* asks nobody, and still says why */
	ck_assert_str_eq(ask_with(&sent),
			 "no provider of best has answered (a: a will not; b: b will not)");
	ck_assert_int_eq(sent.err.status, DT_E_REFUSED);
	ck_assert_uint_ne(sent.err.failure, DT_FAILURE_NONE);
	ck_assert_uint_eq(a->calls + b->calls, 2);
}
END_TEST

START_TEST(all_down_for_now)
{
	struct sent sent = { 0 };
	struct made *a = provider("a"), *b = provider("b");

	options.wait = 0;
	a->fails = DT_FAILURE_AUTHENTICATION;
	b->fails = DT_FAILURE_RATE_LIMIT;
	b->retry_ms = 5000;
	open_profile();
	ask();
	ask_with(&sent);
	ck_assert_int_eq(sent.err.status, DT_E_UNAVAILABLE);
	ck_assert_uint_eq(sent.err.failure, DT_FAILURE_RATE_LIMIT);
	ck_assert_uint_gt(sent.err.retry_ms, 4000);
	ck_assert_uint_le(sent.err.retry_ms, 5000);
}
END_TEST

START_TEST(batches_wait_for_a_provider_that_comes_back)
{
	struct sent sent[20] = { 0 };
	struct made *a = provider("a");

	a->fails = DT_FAILURE_RATE_LIMIT;
	a->fail_next = 1;
	open_profile();
	ask();
	for (int i = 0; i < 20; i++)
		send(&sent[i]);
	ck_assert_uint_eq(a->calls, 1);
	for (int i = 0; i < 20; i++) {
		await(&sent[i]);
		ck_assert_int_eq(sent[i].err.status, DT_OK);
	}
	ck_assert_uint_eq(a->calls, 21);
}
END_TEST

START_TEST(who_waits_hears_of_the_end)
{
	struct sent sent[2] = { 0 };
	struct made *a = provider("a");

	a->fails = DT_FAILURE_RATE_LIMIT;
	a->retry_ms = 1500;
	open_profile();
	ask();
	send(&sent[0]);
	atomic_store(_i ? &winding : &cancelled, true);
	await(&sent[0]);
	ck_assert_int_eq(sent[0].err.status, DT_E_CANCELLED);
	send(&sent[1]);
	await(&sent[1]);
	ck_assert_int_eq(sent[1].err.status, DT_E_CANCELLED);
	ck_assert_uint_eq(a->calls, 1);
}
END_TEST

/* ---- bounds, threads -------------------------------------------------------------------- */

START_TEST(attempts_are_bounded)
{
	struct made *d;

	options.max_attempts = 2;
	provider("a")->fails = DT_FAILURE_TIMEOUT;
	provider("b")->fails = DT_FAILURE_TIMEOUT;
	d = provider("c");
	open_profile();
	ck_assert_str_eq(ask(), "no provider of best has answered (a: a will not; b: b will not; "
				"c: it was not asked)");
	ck_assert_uint_eq(d->calls, 0);
}
END_TEST

START_TEST(time_is_of_the_whole_batch)
{
	struct sent sent = { .batch.time_ms = 500 }, late = { .batch.time_ms = 50 };
	struct made *a = provider("a"), *b = provider("b");

	a->fails = DT_FAILURE_TIMEOUT;
	a->takes_ms = 100;
	open_profile();
	ck_assert_str_eq(ask_with(&sent), "b");
	ck_assert_uint_le(b->time_ms, 401);
	ck_assert_uint_gt(b->time_ms, 0);
	ck_assert_str_eq(ask_with(&late), "no provider has answered in 50 ms");
	ck_assert_uint_eq(late.err.failure, DT_FAILURE_TIMEOUT);
}
END_TEST

START_TEST(who_computes_does_so_on_another_thread)
{
	struct sent sent[8] = { 0 };
	struct made *a = provider("a"), *b = provider("b");
	struct timespec before, after;

	a->fails = DT_FAILURE_TIMEOUT;
	b->computes = true;
	b->takes_ms = 30;
	open_profile();
	clock_gettime(CLOCK_MONOTONIC, &before);
	for (int i = 0; i < 8; i++)
		send(&sent[i]);
	clock_gettime(CLOCK_MONOTONIC, &after);
	ck_assert_int_lt((after.tv_sec - before.tv_sec) * 1000 +
				 (after.tv_nsec - before.tv_nsec) / 1000000,
			 8 * 30);
	for (int i = 0; i < 8; i++) {
		await(&sent[i]);
		ck_assert_str_eq(sent[i].by, "b");
	}
	ck_assert(!pthread_equal(b->last_thread, pthread_self()));
}
END_TEST

START_TEST(usage_comes_through)
{
	struct sent sent = { 0 };

	provider("a")->fails = DT_FAILURE_TIMEOUT;
	made[0].is_usd = 0.25;
	provider("b")->is_usd = 0.5;
	open_profile();
	ask_with(&sent);
	ck_assert_double_eq_tol(sent.usd, 0.75, 1e-9);
}
END_TEST

enum { ASKERS = 6, EACH = 60 };

static void *ask_many(void *ctx)
{
	(void)ctx;
	for (int i = 0; i < EACH; i++) {
		struct sent sent = { 0 };

		send(&sent);
		await(&sent);
		ck_assert_uint_eq(sent.answers % 2, 0);
	}
	return NULL;
}

START_TEST(many_threads_at_once)
{
	pthread_t askers[ASKERS];
	struct made *a = provider("a"), *b = provider("b"), *c = provider("c");

	options.strategy = _i;
	options.cooling = options.longest_cooling = 5;
	options.wait = 500;
	a->takes_ms = 1;
	b->takes_ms = 2;
	b->usd = 1;
	c->computes = true;
	c->usd = 2;
	open_profile();
	for (int i = 0; i < ASKERS; i++)
		ck_assert_int_eq(pthread_create(&askers[i], NULL, ask_many, NULL), 0);
	for (int i = 0; i < 20; i++) {
		pthread_mutex_lock(&lock);
		a->fails = i % 2 ? DT_FAILURE_SERVER_ERROR : 0;
		b->fails = i % 3 ? 0 : DT_FAILURE_RATE_LIMIT;
		pthread_mutex_unlock(&lock);
		nap(5);
	}
	for (int i = 0; i < ASKERS; i++)
		pthread_join(askers[i], NULL);
	for (int i = 0; i < 100 && (a->inside || b->inside || c->inside); i++)
		nap(5);
	ck_assert_uint_ge(a->calls + b->calls + c->calls, ASKERS * EACH);
}
END_TEST

/* ---- options --------------------------------------------------------------------------- */

static const char *complaint(const char **option)
{
	static struct dt_error err;

	memset(&err, 0, sizeof(err));
	return profile_check(&options, option, &err) == DT_OK ? "" : err.text;
}

START_TEST(options_are_checked)
{
	static const char *const twice[] = { "a", "b", "a" };
	static const char *const wrong[] = { "timeout", "budget" };
	static const char *const filter[] = { "content_filter" };
	const char *option;

	ck_assert_str_eq(complaint(&option), "a profile needs at least one provider");
	ck_assert_str_eq(option, "providers");
	options.providers = (struct dt_strings){ twice, 3 };
	ck_assert_str_eq(complaint(&option), "provider a stands there twice");
	options.providers.n = 2;
	ck_assert_str_eq(complaint(&option), "");
	options.fallback_on = (struct dt_strings){ wrong, 2 };
	ck_assert_ptr_nonnull(strstr(complaint(&option), "\"budget\" is no kind of failure"));
	ck_assert_str_eq(option, "fallback_on");
	options.fallback_on = (struct dt_strings){ filter, 1 };
	ck_assert_ptr_nonnull(strstr(complaint(&option), "needs allow_content_filter_fallback"));
	options.allow_content_filter_fallback = true;
	ck_assert_str_eq(complaint(&option), "");
	options.longest_cooling = 1;
	ck_assert_str_eq(complaint(&option), "longest_cooling is shorter than cooling");
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("profile");
	TCase *tests = suite_case(suite, "profile");

	tcase_add_checked_fixture(tests, begin, end);
	tcase_add_loop_test(tests, failover_takes_the_first_that_answers, 0, 10);
	tcase_add_loop_test(tests, other_failures_end_it, 0, 3);
	tcase_add_test(tests, a_bound_of_the_job_ends_it);
	tcase_add_test(tests, the_file_says_after_which_failures);
	tcase_add_test(tests, a_pair_that_is_not_there);
	tcase_add_test(tests, one_that_answers_nothing);
	tcase_add_test(tests, round_robin_takes_turns);
	tcase_add_test(tests, least_loaded_goes_where_least_is_done);
	tcase_add_test(tests, cost_aware_takes_the_cheapest);
	tcase_add_test(tests, not_from_is_asked_last);
	tcase_add_test(tests, terms_go_to_those_that_take_them);
	tcase_add_test(tests, unhealthy_ones_come_last);
	tcase_add_test(tests, a_breaker_opens_and_closes_by_a_probe);
	tcase_add_test(tests, only_one_probe_at_a_time);
	tcase_add_test(tests, retry_after_is_obeyed);
	tcase_add_test(tests, a_refused_key_is_out_for_the_job);
	tcase_add_test(tests, all_refused);
	tcase_add_test(tests, all_down_for_now);
	tcase_add_test(tests, batches_wait_for_a_provider_that_comes_back);
	tcase_add_loop_test(tests, who_waits_hears_of_the_end, 0, 2);
	tcase_add_test(tests, attempts_are_bounded);
	tcase_add_test(tests, time_is_of_the_whole_batch);
	tcase_add_test(tests, who_computes_does_so_on_another_thread);
	tcase_add_test(tests, usage_comes_through);
	tcase_add_loop_test(tests, many_threads_at_once, 0, 4);
	tcase_add_test(tests, options_are_checked);
	return suite;
}

SUITE_MAIN(make)
