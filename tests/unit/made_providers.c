/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "made_providers.h"

#include "suite.h"

#include <string.h>
#include <time.h>

struct made made[4];
struct made *made_order[MADE_MOST_CALLS];
uint32_t n_made_orders;
atomic_bool made_cancelled, made_winding;
atomic_uint n_made_notes;
char last_made_note[500];
static uint32_t n_made;
pthread_mutex_t made_lock = PTHREAD_MUTEX_INITIALIZER;

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
	return atomic_load(&made_cancelled);
}

static bool host_winding_down(const struct dt_call *call)
{
	(void)call;
	return atomic_load(&made_winding);
}

static void host_note(const struct dt_call *call, const struct dt_note *note)
{
	(void)call;
	pthread_mutex_lock(&made_lock);
	snprintf(last_made_note, sizeof(last_made_note), "%s", note->text);
	pthread_mutex_unlock(&made_lock);
	atomic_fetch_add(&n_made_notes, 1);
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

	pthread_mutex_lock(&made_lock);
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
	pthread_mutex_unlock(&made_lock);
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

void made_nap(uint32_t ms)
{
	struct timespec t = { ms / 1000, (long)(ms % 1000) * 1000000 };

	nanosleep(&t, NULL);
}

static void *finish_late(void *ctx)
{
	struct late late = *(struct late *)ctx;

	free(ctx);
	made_nap(late.m->takes_ms);
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
	pthread_mutex_lock(&made_lock);
	if (inside > m->most_inside)
		m->most_inside = inside;
	m->last_thread = pthread_self();
	m->time_ms = batch->time_ms;
	if (n_made_orders < MADE_MOST_CALLS)
		made_order[n_made_orders++] = m;
	pthread_mutex_unlock(&made_lock);
	if (m->takes_ms && !m->computes) {
		late = malloc(sizeof(*late));
		ck_assert_ptr_nonnull(late);
		*late = (struct late){ m, batch, done, ctx };
		ck_assert_int_eq(pthread_create(&thread, NULL, finish_late, late), 0);
		pthread_detach(thread);
		return;
	}
	made_nap(m->takes_ms);
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

struct profile_options made_options;
static const char *names[4];
struct dt_call made_call;

void made_begin(void)
{
	memset(made, 0, sizeof(made));
	n_made = n_made_orders = 0;
	made_cancelled = made_winding = false;
	n_made_notes = 0;
	made_options = (struct profile_options){ .max_attempts = 4,
						 .open_after = 3,
						 .cooling = 40,
						 .longest_cooling = 160,
						 .outage = 400,
						 .wait = 2000 };
	made_call = (struct dt_call){
		.size = sizeof(made_call), .host = &host, .job = "job-1", .node = "best"
	};
}

struct made *made_provider(const char *name)
{
	struct made *m = &made[n_made];

	m->name = names[n_made++] = name;
	m->flags = DT_TRANSLATOR_COSTS;
	return m;
}

void made_open(void)
{
	struct dt_error err = { 0 };

	for (uint32_t i = 0; i < n_made; i++) {
		made[i].translator.flags = made[i].flags;
		made[i].translator.start = made[i].computes ? NULL : fake_start;
	}
	made_options.providers = (struct dt_strings){ names, n_made };
	ck_assert_int_eq(profile_open(&made_call, &made_options, &made_call.self, &err), DT_OK);
}

void made_end(void)
{
	if (made_call.self)
		profile_close(made_call.self);
	made_call.self = NULL;
}

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

void sent_start(struct sent *sent)
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
	profile_start(&made_call, &sent->batch, take_end, sent);
}

void sent_await(struct sent *sent)
{
	pthread_mutex_lock(&sent->lock);
	while (!sent->done)
		pthread_cond_wait(&sent->over, &sent->lock);
	pthread_mutex_unlock(&sent->lock);
	ck_assert_uint_eq(sent->done, 1);
}

/* Who answers a batch; its sentence when nobody does. */
const char *sent_ask(struct sent *sent)
{
	sent_start(sent);
	sent_await(sent);
	if (sent->err.status != DT_OK)
		return sent->err.text;
	ck_assert_uint_eq(sent->answers, 2);
	return sent->by;
}

const char *made_ask(void)
{
	static struct sent sent;

	memset(&sent, 0, sizeof(sent));
	return sent_ask(&sent);
}
