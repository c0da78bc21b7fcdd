/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A server that is killed twenty times while it makes and runs jobs, over the records that a real
 * one has: no job is lost or left running, and no event is there twice.
 */
#include "config.h"

#include "scripted_runner.h"
#include "suite.h"

#include "engine.h"
#include "serve/jobs/inside.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CRASHES = 20, MOST = 4000 };

static char root[64];
static char made[MOST][40];
static size_t n_made;

static void pause_ms(int ms)
{
	struct timespec time = { ms / 1000, (ms % 1000) * 1000000L };

	nanosleep(&time, NULL);
}

struct server {
	struct dt_engine *engine;
	const struct dt_records *records;
	void *store;
	struct scripted *scripted;
	struct settings settings;
	struct jobs *jobs;
};

static void server_start(struct server *s)
{
	struct dt_engine_options options = { 0 };
	struct dt_error err = { 0 };
	char file[96];

	*s = (struct server){ .settings = { .data_root = root,
					    .tmp_root = root,
					    .max_concurrent_jobs = 4,
					    .retention_s = 3600,
					    .cleanup_interval_s = 3600 } };
	snprintf(file, sizeof file, "%s/jobs.db", root);
	s->engine = dt_engine_new(&options, &err);
	ck_assert_msg(s->engine && !dt_engine_records_open(s->engine, "sqlite.jobs",
							   (const struct dt_override[]){
								   { "path", file, "the test" } },
							   1, &s->records, &s->store, &err),
		      "%s", err.text);
	s->scripted = scripted_new();
	s->jobs =
		jobs_start(&s->settings, s->records, s->store, scripted_runner(s->scripted), &err);
	ck_assert_msg(s->jobs != NULL, "%s", err.text);
}

static void server_end(struct server *s)
{
	jobs_free(s->jobs);
	scripted_free(s->scripted);
	dt_engine_records_close(s->engine, s->store);
	dt_engine_free(s->engine);
}

/* What is told of a job once it is taken: its id, as the client has it from a 202. */
static void serve_until_killed(int out)
{
	struct server s;

	server_start(&s);
	for (;;) {
		json_t *request =
			json_pack("{s:{s:i, s:i}}", "script", "events", 12, "every_ms", 3);
		struct job_new job = { .owner = "ann", .request = request };
		struct dt_error err = { 0 };
		char id[40] = "";
		bool existing;

		if (!jobs_create(s.jobs, &job, id, &existing, &err) &&
		    write(out, id, sizeof id) != sizeof id)
			_exit(1);
		json_decref(request);
		pause_ms(8);
	}
}

static void crash_once(int round)
{
	int ends[2];
	pid_t child;

	ck_assert(!pipe(ends));
	child = fork();
	if (!child) {
		close(ends[0]);
		serve_until_killed(ends[1]);
	}
	close(ends[1]);
	pause_ms(150 + round * 37 % 200);
	ck_assert(!kill(child, SIGKILL));
	waitpid(child, NULL, 0);
	while (n_made < MOST && read(ends[0], made[n_made], 40) == 40)
		n_made++;
	close(ends[0]);
}

struct seen {
	uint32_t state;
	uint64_t next, terminals, last;
};

static bool see_record(void *ctx, const struct dt_record *record)
{
	struct seen *seen = ctx;

	seen->state = record->state;
	seen->last = record->sequence;
	return true;
}

static bool see_event(void *ctx, const struct dt_record_event *event)
{
	struct seen *seen = ctx;

	ck_assert_uint_eq(event->sequence, ++seen->next);
	seen->terminals += strstr(event->json, "\"type\":\"finish\"") ||
			   strstr(event->json, "\"type\":\"error\"");
	return true;
}

static void check_job(struct server *s, const char *id)
{
	struct seen seen = { 0 };
	struct dt_error err = { 0 };

	ck_assert_msg(!s->records->get(s->store, id, see_record, &seen, &err), "job %s is lost: %s",
		      id, err.text);
	ck_assert_msg(seen.state >= DT_RECORD_SUCCEEDED, "job %s is in state %u", id, seen.state);
	ck_assert(!s->records->events(s->store, id, 0, 100000, see_event, &seen, &err));
	ck_assert_uint_eq(seen.next, seen.last);
	ck_assert_uint_eq(seen.terminals, 1);
}

START_TEST(killed_again_and_again)
{
	struct server s;
	struct jobs_state state;
	int64_t until;

	snprintf(root, sizeof root, "/tmp/check-crash.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(root));
	for (int i = 0; i < CRASHES; i++)
		crash_once(i);
	ck_assert_uint_gt(n_made, CRASHES);
	server_start(&s);
	until = steady_ms() + 100000;
	do {
		pause_ms(600);
		jobs_state(s.jobs, &state);
		ck_assert_msg(steady_ms() < until, "jobs are left");
	} while (state.counts.jobs[DT_RECORD_QUEUED] || state.counts.jobs[DT_RECORD_RUNNING]);
	for (size_t i = 0; i < n_made; i++)
		check_job(&s, made[i]);
	server_end(&s);
	folder_remove(root);
}
END_TEST

static Suite *suite(void)
{
	Suite *suite = suite_create("crash");
	TCase *tests = suite_case(suite, "crash");

	tcase_set_timeout(tests, 180);
	tcase_add_test(tests, killed_again_and_again);
	return suite;
}

SUITE_MAIN(suite)
