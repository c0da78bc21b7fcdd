/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Memory runs out: the k-th allocation of the engine fails, for every k.  A
 * pipeline is then loaded or told wrong, a job ends in one of its final states,
 * and nothing crashes or leaks.  The linker leads the engine's allocations here.
 */
#include "config.h"

#include "engine_run.h"
#include "suite.h"

#include <stdatomic.h>
#include <string.h>

static atomic_long countdown; /* 0: nothing fails */

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *at, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *at, size_t size);

static bool fails_now(void)
{
	return atomic_load(&countdown) > 0 && atomic_fetch_sub(&countdown, 1) == 1;
}

void *__wrap_malloc(size_t size)
{
	return fails_now() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails_now() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *at, size_t size)
{
	return fails_now() ? NULL : __real_realloc(at, size);
}

static const char pipeline[] =
	"version = 1;\n"
	"limits: { spool_memory = \"2K\"; };\n"
	"stores: { out: { uses = \"fake.folder\"; options: { directory = \"$OUT\"; }; }; };\n"
	"stages: {\n"
	" source: { uses = \"fake.source\"; inputs: { file = \"job.file\"; };"
	"           options: { pages = 5; bytes = 1000; }; };\n"
	" one: { any = ( { uses = \"absent.step\"; },"
	"                { uses = \"fake.lane\"; inputs: { in = \"source.page\"; }; } ); };\n"
	" two: { uses = \"fake.ordered\"; inputs: { in = \"one.out\"; also = \"source.page\";"
	"        doc = \"one.doc\"; }; options: { fail_page = 2; }; };\n"
	" sink: { uses = \"fake.sink\"; inputs: { in = \"two.out\"; }; };\n"
	"};\n"
	"on_page_error = \"keep\";\n"
	"results: { text: { from = \"sink.file\"; store = \"out\"; key = \"%(name).txt\"; };\n"
	"           report: { from = \"sink.report\"; }; };\n";

static struct run run;

static void set_up(void)
{
	run_start(&run);
}

static void tear_down(void)
{
	run_finish(&run);
}

/*
 * Load, open, a job, a report; true when the k-th allocation was never reached.
 * The test library allocates, too: nothing is asserted before it may.
 */
static bool all_with_fault(const char *path, long k)
{
	struct dt_diagnostics *list = dt_diagnostics_new();
	struct dt_job_request request = { .input = run.input };
	struct dt_error err = { 0 }, job_err = { 0 }, open_err = { 0 };
	enum dt_job_state state = DT_JOB_FAILED;
	struct dt_job *job = NULL;
	struct dt_pipeline *p;
	bool reached;
	size_t errors;

	atomic_store(&countdown, k);
	p = dt_pipeline_load(run.engine, path, NULL, 0, list);
	if (p && dt_pipeline_open(p, 2, NULL, &open_err) == DT_OK)
		job = dt_job_submit(p, &request, &job_err);
	if (job) {
		state = dt_job_wait(job, 20000);
		err = *dt_job_error(job);
		free(dt_job_report_json(job));
	}
	reached = atomic_exchange(&countdown, 0) <= 0;
	errors = dt_diagnostics_errors(list);
	dt_job_free(job);
	ck_assert_msg(!p == !!errors, "%zu errors and pipeline %p at %ld", errors, (void *)p, k);
	ck_assert_msg(!p || job || open_err.text[0] || job_err.text[0], "no sentence at %ld", k);
	ck_assert_msg(state == DT_JOB_SUCCEEDED || state == DT_JOB_FAILED, "state %d at %ld", state,
		      k);
	ck_assert_msg(!job || state == DT_JOB_SUCCEEDED || err.text[0], "no sentence at %ld", k);
	dt_pipeline_close(p);
	dt_diagnostics_free(list);
	return !reached;
}

START_TEST(every_allocation_may_fail)
{
	char path[200], *text;
	long k = 0;
	FILE *file;

	/* the module is loaded before: its answer stays, good or bad */
	text = run_complaints(&run, pipeline);
	ck_assert_str_eq(text, "");
	free(text);
	snprintf(path, sizeof(path), "%s/test.conf", run.folder);
	file = fopen(path, "re");
	ck_assert_ptr_nonnull(file);
	fclose(file);
	while (!all_with_fault(path, ++k))
		ck_assert_int_lt(k, 5000);
	ck_assert_int_gt(k, 50);
}
END_TEST

static Suite *make(void)
{
	Suite *suite = suite_create("memory");
	TCase *tests = suite_case(suite, "memory");

	tcase_set_timeout(tests, 300);
	tcase_add_checked_fixture(tests, set_up, tear_down);
	tcase_add_test(tests, every_allocation_may_fail);
	return suite;
}

SUITE_MAIN(make)
