/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * run-jobs PROGRAM FOLDER TRANSLATOR MEMORY_MIB SECONDS FILE...
 *
 * Each file as a job of the service has it: PROGRAM run-job as a child, within bounds.
 * TRANSLATOR are members of the request's translator, '"name": "pseudo"'.  A line each: outcome,
 * exit code, type of the last event, its error code, seconds, file.  Fails when one has no outcome,
 * or ended by itself without a last event.
 */
#include "config.h"

#include "unit/child_run.h"

#include <jansson.h>
#include <sys/stat.h>
#include <time.h>

struct job {
	struct child_run *run;
	char *last; /* event */
};

static bool take_line(void *ctx, const char *line, size_t size)
{
	struct job *job = ctx;
	json_t *event = json_loadb(line, size, 0, NULL);
	bool good = json_string_value(json_object_get(event, "type")) != NULL;

	json_decref(event);
	free(job->last);
	job->last = strndup(line, size);
	return good;
}

static void take_log(void *ctx, const char *line, size_t size)
{
	(void)ctx;
	(void)size;
	fprintf(stderr, "%s\n", line);
}

static void over(void *ctx, const struct child_end *end)
{
	run_over(((struct job *)ctx)->run, end);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static bool tell(const struct job *job, const char *file, double seconds)
{
	const struct child_end *end = &job->run->end;
	json_t *last = job->last ? json_loads(job->last, 0, NULL) : NULL;
	const char *type = json_string_value(json_object_get(last, "type"));
	const char *code =
		json_string_value(json_object_get(json_object_get(last, "error"), "code"));
	bool good = end->outcome != CHILD_FINISHED ||
		    (type && (!strcmp(type, "finish") || !strcmp(type, "error")));

	printf("%s\t%d\t%s\t%s\t%.2f\t%s\n", end->reason ? end->reason : "finished", end->exit_code,
	       type ? type : "-", code ? code : "-", seconds, file);
	fflush(stdout);
	json_decref(last);
	return good;
}

static bool run_one(struct children *children, char **argv, const char *file, unsigned number)
{
	const char *const arguments[] = { "doctranslate", "run-job", NULL };
	struct job job = { run_new(), NULL };
	struct child_options options = {
		.program = argv[1],
		.argv = arguments,
		.limits = { .memory = strtoull(argv[4], NULL, 10) << 20,
			    .file_bytes = 1 << 30,
			    .cpu_s = (uint32_t)strtoul(argv[5], NULL, 10),
			    .files = 512 },
		.programs = true,
		.time_ms = (int64_t)strtoul(argv[5], NULL, 10) * 1000,
		.line = take_line,
		.log = take_log,
		.over = over,
		.ctx = &job,
	};
	struct dt_error err = { 0 };
	char folder[600], *text = NULL;
	uint64_t id;
	double from = now();
	bool good;

	snprintf(folder, sizeof(folder), "%s/%u", argv[2], number);
	mkdir(folder, 0700);
	if (asprintf(&text,
		     "{\"request\": {\"input_pdf\": \"%s\", \"lang_in\": \"en\", "
		     "\"lang_out\": \"es\", \"translator\": {%s}}, "
		     "\"folder\": \"%s\"}",
		     file, argv[3], folder) < 0)
		return false;
	options.input = text;
	options.input_size = strlen(text);
	good = child_start(children, &options, &id, &err) == DT_OK;
	if (!good)
		fprintf(stderr, "%s\n", err.text);
	free(text);
	if (good) {
		run_wait_over(job.run);
		good = tell(&job, file, now() - from);
	}
	free(job.last);
	run_free(job.run);
	return good;
}

int main(int argc, char **argv)
{
	struct dt_error err = { 0 };
	struct children *children = children_new(&err);
	int bad = 0;

	if (!children || argc < 7)
		return 2;
	for (int i = 6; i < argc; i++)
		bad += !run_one(children, argv, argv[i], (unsigned)i);
	children_free(children);
	return bad ? EXIT_FAILURE : EXIT_SUCCESS;
}
