/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "engine_run.h"

#include <check.h>
#include <ftw.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *with_folder(const struct run *run, const char *text)
{
	char *out = NULL;
	size_t size = 0;
	FILE *stream = open_memstream(&out, &size);
	const char *at;

	while ((at = strstr(text, "$OUT"))) {
		fwrite(text, 1, (size_t)(at - text), stream);
		fputs(run->folder, stream);
		text = at + 4;
	}
	fputs(text, stream);
	fclose(stream);
	return out;
}

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	ck_assert_msg(file != NULL, "cannot write %s", path);
	fputs(text, file);
	fclose(file);
}

void run_start(struct run *run)
{
	const char *build = getenv("top_builddir");
	struct dt_error err = { 0 };
	char folders[600];
	struct dt_engine_options options = { .plugin_path = folders, .log_level = DT_LOG_ERROR };

	snprintf(folders, sizeof(folders), "%s/tests/plugins/.libs", build ? build : ".");
	memset(run, 0, sizeof(*run));
	snprintf(run->folder, sizeof(run->folder), "/tmp/dt-check.XXXXXX");
	ck_assert_msg(mkdtemp(run->folder) != NULL, "no folder for the test");
	setenv("TMPDIR", run->folder, 1);
	snprintf(run->input, sizeof(run->input), "%s/letter.pdf", run->folder);
	write_file(run->input, "%PDF-1.4 not really\n");
	run->engine = dt_engine_new(&options, &err);
	ck_assert_msg(run->engine != NULL, "%s", err.text);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void run_finish(struct run *run)
{
	dt_pipeline_close(run->pipeline);
	dt_engine_free(run->engine);
	nftw(run->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static struct dt_pipeline *load(struct run *run, const char *text, struct dt_diagnostics *list)
{
	struct dt_pipeline *pipeline;
	char *whole = with_folder(run, text), path[128];

	snprintf(path, sizeof(path), "%s/test.conf", run->folder);
	write_file(path, whole);
	free(whole);
	pipeline = dt_pipeline_load(run->engine, path, NULL, 0, list);
	return pipeline;
}

void run_load(struct run *run, const char *text, struct dt_diagnostics *list)
{
	run->pipeline = load(run, text, list);
}

struct dt_pipeline *run_open(struct run *run, const char *text, unsigned workers)
{
	struct dt_diagnostics *list = dt_diagnostics_new();
	struct dt_error err = { 0 };
	char *complaints;

	run->pipeline = load(run, text, list);
	complaints = dt_diagnostics_text(list);
	ck_assert_msg(run->pipeline != NULL, "%s", complaints);
	free(complaints);
	dt_diagnostics_free(list);
	ck_assert_msg(dt_pipeline_open(run->pipeline, workers, NULL, &err) == DT_OK, "%s",
		      err.text);
	return run->pipeline;
}

char *run_complaints(struct run *run, const char *text)
{
	struct dt_diagnostics *list = dt_diagnostics_new();
	struct dt_pipeline *pipeline = load(run, text, list);
	char *complaints = dt_diagnostics_text(list);

	dt_pipeline_close(pipeline);
	dt_diagnostics_free(list);
	return complaints;
}

struct dt_job *run_job(struct run *run, const char *name, const char *value)
{
	struct dt_parameter parameter = { name, value };
	struct dt_job_request request = { .input = run->input,
					  .parameters = &parameter,
					  .n_parameters = name ? 1 : 0 };
	struct dt_error err = { 0 };
	struct dt_job *job = dt_job_submit(run->pipeline, &request, &err);

	ck_assert_msg(job != NULL, "%s", err.text);
	return job;
}

void run_ends(struct dt_job *job, enum dt_job_state state)
{
	enum dt_job_state is = dt_job_wait(job, 50000);

	ck_assert_msg(is == state, "state %d instead of %d: %s", is, state,
		      dt_job_error(job)->text);
}

char *run_result(const struct run *run, const char *key)
{
	char path[256], *text = NULL;
	size_t size = 0;
	FILE *file, *stream;
	int c;

	snprintf(path, sizeof(path), "%s/%s", run->folder, key);
	file = fopen(path, "re");
	if (!file)
		return NULL;
	stream = open_memstream(&text, &size);
	while ((c = fgetc(file)) != EOF)
		fputc(c, stream);
	fclose(stream);
	fclose(file);
	return text;
}

double run_number(struct dt_job *job, const char *group, const char *name)
{
	char *text = dt_job_report_json(job);
	json_t *report = json_loads(text, 0, NULL);
	double value;

	ck_assert_msg(report != NULL, "the report is no JSON: %s", text);
	value = json_number_value(json_object_get(json_object_get(report, group), name));
	json_decref(report);
	free(text);
	return value;
}

size_t run_count(const char *text, const char *with)
{
	size_t n = 0;

	for (const char *at = text; (at = strstr(at, with)); at++)
		n++;
	return n;
}

void run_fails(struct run *run, const char *pipeline, dt_status kind, const char *sentence)
{
	struct dt_job *job;
	char *text;

	/* one worker, so that it is known which page is the first */
	run_open(run, pipeline, 1);
	job = run_job(run, NULL, NULL);
	run_ends(job, DT_JOB_FAILED);
	ck_assert_str_eq(dt_job_error(job)->text, sentence);
	ck_assert_int_eq(dt_job_error(job)->status, kind);
	text = run_result(run, "letter.txt");
	ck_assert_msg(text == NULL, "a job that failed has left a result");
	dt_job_free(job);
}
