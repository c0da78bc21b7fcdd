/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How many calls a second the records of a service take: run by the script "records" beside it. */
#include "config.h"

#include "engine.h"

#include <doctranslate/records.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MOST_THREADS = 64, OWNERS = 20, HOUR = 3600 };

struct bench {
	const struct dt_records *records;
	void *self;
	unsigned n, jobs; /* calls of a thread; jobs that there are */
	atomic_uint made, failed;
	atomic_bool over;
};

struct thread {
	struct bench *bench;
	unsigned which;
	void (*call)(struct thread *thread, unsigned i);
	char id[40];
	uint64_t fence;
	pthread_t thread;
};

static double now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void judge(struct bench *bench, dt_status status, const struct dt_error *err)
{
	if (status && !atomic_fetch_add(&bench->failed, 1))
		fprintf(stderr, "%s\n", err->text);
}

static bool take(void *ctx, const struct dt_record *record)
{
	struct thread *t = ctx;

	snprintf(t->id, sizeof(t->id), "%s", record->id);
	t->fence = record->fence;
	return true;
}

static bool pass(void *ctx, const struct dt_record *record)
{
	(void)ctx;
	return record->id;
}

static bool pass_event(void *ctx, const struct dt_record_event *event)
{
	(void)ctx;
	return event->json;
}

/* ---- one call each -------------------------------------------------------------------- */

static const char request[] =
	"{\"schema_version\":\"1\",\"input_pdf\":\"\",\"options\":{\"lang_in\":\"en\",\"lang_out\":"
	"\"es\",\"pages\":null,\"min_text_length\":5,\"qps\":4,\"no_dual\":false,\"no_mono\":false,"
	"\"skip_clean\":false,\"watermark_output_mode\":\"watermarked\",\"report_interval\":0.1},"
	"\"translator\":{\"mode\":\"openai\",\"openai\":{\"model\":\"gpt-4o-mini\"}}}";
static const char event[] =
	"{\"type\":\"progress_update\",\"stage\":\"Translate Paragraphs\",\"stage_progress\":41.5,"
	"\"stage_current\":83,\"stage_total\":200,\"overall_progress\":52.125,\"part_index\":1,"
	"\"total_parts\":1,\"schema_version\":\"1\",\"event_version\":\"1\"}";

static void create(struct thread *t, unsigned i)
{
	char id[40], owner[20], other[40];
	struct dt_record record = { .size = sizeof(record),
				    .id = id,
				    .owner = owner,
				    .request = request,
				    .name = "document.pdf" };
	struct dt_error err = { 0 };
	bool existing;

	i = atomic_fetch_add(&t->bench->made, 1);
	snprintf(id, sizeof(id), "%08x-0000-4000-8000-000000000000", i);
	snprintf(owner, sizeof(owner), "token-%u", i % OWNERS);
	judge(t->bench,
	      t->bench->records->create(t->bench->self, &record, NULL, NULL, 1u << 30, 1u << 30,
					&existing, other, &err),
	      &err);
}

static void claim(struct thread *t, unsigned i)
{
	struct dt_error err = { 0 };

	(void)i;
	judge(t->bench,
	      t->bench->records->claim(t->bench->self, "bench:1", HOUR * 1000000ll, take, t, &err),
	      &err);
}

static void claim_and_release(struct thread *t, unsigned i)
{
	struct dt_error err = { 0 };

	claim(t, i);
	judge(t->bench, t->bench->records->release(t->bench->self, t->id, t->fence, true, &err),
	      &err);
}

static void append(struct thread *t, size_t n)
{
	static const char *const events[] = { event, event, event, event, event,
					      event, event, event, event, event };
	struct dt_record_change change = { .size = sizeof(change),
					   .events = events,
					   .n_events = n };
	struct dt_error err = { 0 };
	uint64_t last;

	judge(t->bench,
	      t->bench->records->advance(t->bench->self, t->id, t->fence, &change, &last, &err),
	      &err);
}

static void append_one(struct thread *t, unsigned i)
{
	(void)i;
	append(t, 1);
}

static void append_ten(struct thread *t, unsigned i)
{
	(void)i;
	append(t, 10);
}

static void renew(struct thread *t, unsigned i)
{
	struct dt_error err = { 0 };
	bool cancelled;

	(void)i;
	judge(t->bench,
	      t->bench->records->renew(t->bench->self, t->id, t->fence, HOUR * 1000000ll,
				       &cancelled, &err),
	      &err);
}

static void get(struct thread *t, unsigned i)
{
	struct dt_error err = { 0 };
	char id[40];

	snprintf(id, sizeof(id), "%08x-0000-4000-8000-000000000000",
		 (i * 7919 + t->which) % t->bench->jobs);
	judge(t->bench, t->bench->records->get(t->bench->self, id, pass, NULL, &err), &err);
}

static void replay(struct thread *t, unsigned i)
{
	struct dt_error err = { 0 };

	for (unsigned k = 0; !i && k < 110; k++)
		append(t, 10);
	judge(t->bench,
	      t->bench->records->events(t->bench->self, t->id, i % 1000, 100, pass_event, NULL,
					&err),
	      &err);
}

static void list(struct thread *t, unsigned i)
{
	struct dt_record_filter filter = { .size = sizeof(filter),
					   .limit = 50,
					   .owner = i % 2 ? "token-3" : NULL };
	struct dt_error err = { 0 };

	judge(t->bench, t->bench->records->list(t->bench->self, &filter, pass, NULL, &err), &err);
}

static void count(struct thread *t, unsigned i)
{
	struct dt_record_counts counts;
	struct dt_error err = { 0 };

	(void)i;
	judge(t->bench, t->bench->records->count(t->bench->self, &counts, &err), &err);
}

static void finish(struct thread *t, unsigned i)
{
	static const char *const last[] = { event };
	struct dt_record_change change = { .size = sizeof(change),
					   .state = DT_RECORD_SUCCEEDED,
					   .result = request,
					   .events = last,
					   .n_events = 1 };
	struct dt_error err = { 0 };

	claim(t, i);
	judge(t->bench,
	      t->bench->records->advance(t->bench->self, t->id, t->fence, &change, NULL, &err),
	      &err);
}

/* ---- runs ---------------------------------------------------------------------------------- */

static void *work(void *ctx)
{
	struct thread *t = ctx;

	for (unsigned i = 0; i < t->bench->n; i++)
		t->call(t, i);
	return NULL;
}

static void *write_on(void *ctx)
{
	struct thread *t = ctx;

	for (unsigned i = 0; !atomic_load(&t->bench->over); i++)
		append(t, 1);
	return NULL;
}

static void run(struct bench *bench, const char *what, unsigned n, unsigned threads,
		void (*call)(struct thread *thread, unsigned i), bool held)
{
	struct thread all[MOST_THREADS];
	double start, cpu;

	for (unsigned i = 0; i < threads; i++) {
		all[i] = (struct thread){ .bench = bench, .which = i, .call = call };
		if (held)
			claim(&all[i], 0);
	}
	bench->n = n / threads;
	cpu = now(CLOCK_PROCESS_CPUTIME_ID);
	start = now(CLOCK_MONOTONIC);
	for (unsigned i = 0; i < threads; i++)
		if (pthread_create(&all[i].thread, NULL, work, &all[i]))
			_exit(1);
	for (unsigned i = 0; i < threads; i++)
		pthread_join(all[i].thread, NULL);
	start = now(CLOCK_MONOTONIC) - start;
	cpu = now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	printf("  %-38s %2u %s %8.0f a second  %7.1f us of a core each\n", what, threads,
	       threads == 1 ? "thread: " : "threads:", bench->n * threads / start,
	       1e6 * cpu / (bench->n * threads));
	fflush(stdout);
}

static void run_all(struct bench *bench, unsigned jobs)
{
	struct thread writer = { .bench = bench };
	pthread_t thread;

	run(bench, "create (waits for the disk)", jobs / 10, 1, create, false);
	run(bench, "create (waits for the disk)", jobs - jobs / 10, 16, create, false);
	bench->jobs = bench->made;
	run(bench, "claim and hand back", jobs / 4, 1, claim_and_release, false);
	run(bench, "claim and hand back", jobs / 4, 8, claim_and_release, false);
	run(bench, "claim, with more and more running", jobs / 4, 1, claim, false);
	run(bench, "renew", jobs, 8, renew, true);
	run(bench, "append 1 event", 2 * jobs, 1, append_one, true);
	run(bench, "append 1 event", 2 * jobs, 8, append_one, true);
	run(bench, "append 10 events", jobs / 2, 1, append_ten, true);
	run(bench, "claim and finish (waits for the disk)", jobs / 20, 8, finish, false);
	run(bench, "get", 5 * jobs, 1, get, false);
	run(bench, "get", 5 * jobs, 2, get, false);
	run(bench, "get", 5 * jobs, 16, get, false);
	claim(&writer, 0);
	if (pthread_create(&thread, NULL, write_on, &writer))
		_exit(1);
	run(bench, "get, while one appends", 5 * jobs, 2, get, false);
	atomic_store(&bench->over, true);
	pthread_join(thread, NULL);
	run(bench, "100 events of a job", jobs / 2, 1, replay, true);
	run(bench, "list the newest 50", jobs / 4, 1, list, false);
	run(bench, "count", jobs, 1, count, false);
}

int main(int argc, char **argv)
{
	struct dt_override path = { "path", argc > 1 ? argv[1] : "", "PATH" };
	unsigned jobs = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;
	struct bench bench = { .jobs = 1 };
	struct dt_error err = { 0 };
	struct dt_engine *engine;

	if (argc != 3 || jobs < 1000) {
		fprintf(stderr, "usage: %s PATH JOBS (1000 or more)\n", argv[0]);
		return 2;
	}
	engine = dt_engine_new(NULL, &err);
	if (!engine || dt_engine_records_open(engine, "sqlite.jobs", &path, 1, &bench.records,
					      &bench.self, &err)) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	run_all(&bench, jobs);
	dt_engine_free(engine);
	if (bench.failed)
		fprintf(stderr, "%u calls have failed\n", bench.failed);
	return bench.failed ? 1 : 0;
}
