/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "scripted_runner.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct job_run {
	struct job_run *next;
	struct job_watch watch;
	char end[16], folder[512];
	int events, done, every_ms, stubborn;
	int updates, stages; /* not 0: events are updates of so many bytes, of so many stages */
	int64_t next_at, soft_at, hard_at;
};

struct scripted {
	struct job_runner runner;
	pthread_mutex_t lock;
	pthread_t thread;
	bool ending;
	struct job_run *runs;
	struct scripted_figures figures;
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void keep(char *to, size_t size, const char *text)
{
	snprintf(to, size, "%s", text ? text : "");
}

static dt_status start(void *self, const struct job_order *order, const struct job_watch *watch,
		       struct job_run **run, struct dt_error *err)
{
	struct scripted *s = self;
	const json_t *script = json_object_get(order->request, "script");
	const char *end = json_string_value(json_object_get(script, "end"));
	const json_t *openai =
		json_object_get(json_object_get(order->request, "translator"), "openai");
	const json_t *options = json_object_get(order->request, "options");
	struct job_run *r;

	if (end && !strcmp(end, "refuse"))
		return dt_fail(err, DT_E_INPUT, "this can never run");
	if (end && !strcmp(end, "later"))
		return dt_fail(err, DT_E_UNAVAILABLE, "no process can be made now");
	r = calloc(1, sizeof *r);
	r->watch = *watch;
	keep(r->end, sizeof r->end, end ? end : "succeed");
	keep(r->folder, sizeof r->folder, order->folder);
	r->events = (int)json_integer_value(json_object_get(script, "events"));
	r->every_ms = (int)json_integer_value(json_object_get(script, "every_ms"));
	r->stubborn = (int)json_integer_value(json_object_get(script, "stubborn"));
	r->updates = (int)json_integer_value(json_object_get(script, "updates"));
	r->stages = (int)json_integer_value(json_object_get(script, "stages"));
	r->next_at = now_ms() + r->every_ms;
	*run = r;
	pthread_mutex_lock(&s->lock);
	keep(s->figures.key, sizeof s->figures.key,
	     json_string_value(json_object_get(openai, "api_key")));
	keep(s->figures.output, sizeof s->figures.output,
	     json_string_value(json_object_get(options, "output_dir")));
	s->figures.started++;
	if (++s->figures.running > s->figures.most_running)
		s->figures.most_running = s->figures.running;
	r->next = s->runs;
	s->runs = r;
	pthread_mutex_unlock(&s->lock);
	return DT_OK;
}

static void stop(void *self, struct job_run *run, bool hard)
{
	struct scripted *s = self;

	pthread_mutex_lock(&s->lock);
	if (hard)
		run->hard_at = now_ms();
	else
		run->soft_at = now_ms();
	pthread_mutex_unlock(&s->lock);
}

static void drop(void *self, struct job_run *run)
{
	(void)self;
	free(run);
}

static void over(struct job_run *run, const char *end)
{
	struct job_outcome outcome = { .state = DT_RECORD_FAILED,
				       .code = "translator_error",
				       .message = "the translator has no key" };
	json_t *details = NULL, *result = NULL;
	char path[600];

	if (!strcmp(end, "succeed")) {
		snprintf(path, sizeof path, "%s/output/a.pdf", run->folder);
		result =
			json_pack("{s:s, s:{s:s}, s:{s:[{s:s, s:s}]}, s:[]}", "schema_version", "1",
				  "summary", "original_pdf_path", "/elsewhere/a.pdf", "artifacts",
				  "items", "kind", "mono_plain_pdf", "path", path, "warnings");
		outcome = (struct job_outcome){ .state = DT_RECORD_SUCCEEDED, .result = result };
	} else if (!strcmp(end, "crash")) {
		details = json_pack("{s:s}", "reason", "crashed");
		outcome.code = "input_error";
		outcome.message = "the document has ended the process that read it";
		outcome.details = details;
	} else if (!strcmp(end, "odd")) {
		outcome.code = "made_up";
	} else if (!strcmp(end, "cancelled")) {
		outcome = (struct job_outcome){ .state = DT_RECORD_CANCELLED };
	}
	run->watch.over(run->watch.ctx, &outcome);
	json_decref(details);
	json_decref(result);
}

/* What a run does now: 0 nothing, 1 an event, 2 its own end, 3 a stopped one's. */
static int what_now(const struct job_run *run, int64_t now)
{
	if (run->hard_at && now >= run->hard_at + (run->stubborn >= 2 ? 1000 : 0))
		return 3;
	if (run->soft_at && !run->stubborn)
		return 3;
	if (run->done < run->events)
		return now >= run->next_at;
	return strcmp(run->end, "hang") && now >= run->next_at ? 2 : 0;
}

static void update(struct job_run *run)
{
	char *text = NULL;
	int n = asprintf(&text, "{\"type\":\"progress_update\",\"stage\":\"s%d\",\"x\":\"%0*d\"}",
			 run->done++ % run->stages, run->updates, 0);

	run->next_at = now_ms() + run->every_ms;
	if (n > 0)
		run->watch.event(run->watch.ctx, text, (size_t)n);
	free(text);
}

static void event(struct job_run *run)
{
	char text[256];
	int n = snprintf(
		text, sizeof text, "{\"type\": \"%s\", \"stage\": \"s%d\", \"stage_current\": %d}",
		run->done % 2 ? "progress_end" : "progress_start", run->done / 2, run->done);

	run->done++;
	run->next_at = now_ms() + run->every_ms;
	run->watch.event(run->watch.ctx, text, (size_t)n);
	if (run->done == 1) { /* a child that lies about its end is not believed */
		static const char lie[] = "{\"type\": \"finish\", \"translation_result\": {}}";

		run->watch.event(run->watch.ctx, lie, sizeof lie - 1);
		run->watch.event(run->watch.ctx, "[1", 2);
	}
}

static void *main_of(void *arg)
{
	struct scripted *s = arg;
	struct timespec pause = { 0, 500000 };

	pthread_mutex_lock(&s->lock);
	while (!s->ending || s->runs) {
		for (struct job_run **at = &s->runs; *at;) {
			struct job_run *run = *at;
			int what = what_now(run, now_ms());

			if (what >= 2) {
				*at = run->next;
				s->figures.running--;
			} else {
				at = &run->next;
			}
			if (!what)
				continue;
			/* new runs come in front, and only this thread takes them out; but the one
			 * in front may get a neighbour meanwhile, so the walk begins again */
			pthread_mutex_unlock(&s->lock);
			if (what == 1 && run->updates)
				update(run);
			else if (what == 1)
				event(run);
			else
				over(run, what == 2 ? run->end : "cancelled");
			pthread_mutex_lock(&s->lock);
			at = &s->runs;
		}
		pthread_mutex_unlock(&s->lock);
		nanosleep(&pause, NULL);
		pthread_mutex_lock(&s->lock);
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

struct scripted *scripted_new(void)
{
	struct scripted *s = calloc(1, sizeof *s);

	s->runner = (struct job_runner){ start, stop, drop, s };
	pthread_mutex_init(&s->lock, NULL);
	pthread_create(&s->thread, NULL, main_of, s);
	return s;
}

void scripted_free(struct scripted *s)
{
	pthread_mutex_lock(&s->lock);
	s->ending = true;
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->thread, NULL);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

const struct job_runner *scripted_runner(struct scripted *s)
{
	return &s->runner;
}

void scripted_figures(struct scripted *s, struct scripted_figures *figures)
{
	pthread_mutex_lock(&s->lock);
	*figures = s->figures;
	pthread_mutex_unlock(&s->lock);
}
