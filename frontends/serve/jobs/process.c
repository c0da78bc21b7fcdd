/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "process.h"

#include "child.h"
#include "serve/observe/child_line.h"
#include "serve/observe/log.h"
#include "serve/observe/metrics.h"
#include "serve/settings/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The clocks of scheduler and child differ, and the scheduler's is the one that counts. */
enum { SPARE_S = 60, MOST_FILES = 1024, MOST_BYTES_SAID = 256 << 20 };

struct process_runner {
	struct job_runner runner;
	_Atomic(const struct settings *) settings;
	struct children *children;
};

struct job_run {
	struct job_watch watch;
	uint64_t id; /* of the child */
	char job[40], kind[16];
	json_t *last; /* its "finish" or "error" */
};

/* ---- what the child says ---- */

static bool line(void *ctx, const char *text, size_t size)
{
	struct job_run *run = ctx;
	json_t *json = json_loadb(text, size, 0, NULL);
	const char *type = json_string_value(json_object_get(json, "type"));
	bool fine = type && !run->last;

	if (fine && (!strcmp(type, "finish") || !strcmp(type, "error")))
		run->last = json_incref(json);
	else if (fine)
		run->watch.event(run->watch.ctx, text, size);
	json_decref(json);
	return fine;
}

static void log_line(void *ctx, const char *text, size_t size)
{
	const struct job_run *run = ctx;
	struct child_line read;

	(void)size;
	child_line_read(&read, text);
	log_event(read.level, "job.log", LOG_JOB(run->job), LOG_NODE(*read.node ? read.node : NULL),
		  read.page ? (struct log_field)LOG_PAGE(read.page) : (struct log_field)LOG_NONE,
		  LOG_MESSAGE(read.text));
}

static void from_error(struct job_outcome *outcome, const json_t *error)
{
	outcome->code = json_string_value(json_object_get(error, "code"));
	outcome->message = json_string_value(json_object_get(error, "message"));
	outcome->retryable = json_is_true(json_object_get(error, "retryable"));
	outcome->details = json_object_get(error, "details");
	if (outcome->code && !strcmp(outcome->code, "canceled"))
		outcome->state = DT_RECORD_CANCELLED;
}

/* It did not come to its last line.  *details is the caller's. */
static void from_end(struct job_outcome *outcome, const struct child_end *end, json_t **details)
{
	const char *reason = end->reason ? end->reason : "silent";

	if (end->outcome == CHILD_STOPPED)
		outcome->state = DT_RECORD_CANCELLED;
	outcome->code = end->outcome == CHILD_FINISHED ? "internal_error" : "input_error";
	outcome->message = end->text;
	*details = json_pack("{s:s}", "reason", reason);
	outcome->details = *details;
}

static void over(void *ctx, const struct child_end *end)
{
	struct job_run *run = ctx;
	struct job_outcome outcome = { .state = DT_RECORD_FAILED };
	const char *type = json_string_value(json_object_get(run->last, "type"));
	bool spoken = end->outcome == CHILD_FINISHED || end->outcome == CHILD_STOPPED;
	json_t *details = NULL;

	if (end->log_dropped)
		log_warning("job.log_dropped", LOG_JOB(run->job),
			    LOG_NUMBER("lines", end->log_dropped));
	metric_add(METRIC_JOB_CHILDREN, 1,
		   METRIC_LABELS(end->outcome == CHILD_FINISHED ? "ok"
				 : end->reason			? end->reason
								: "stopped"));
	if (end->resident_bytes)
		metric_observe(METRIC_PEAK_MEMORY, (double)end->resident_bytes / (1 << 20),
			       METRIC_LABELS(run->kind));
	if (spoken && type && !strcmp(type, "finish")) {
		outcome.state = DT_RECORD_SUCCEEDED;
		outcome.result = json_object_get(run->last, "translation_result");
	} else if (spoken && type) {
		from_error(&outcome, json_object_get(run->last, "error"));
	} else {
		from_end(&outcome, end, &details);
	}
	run->watch.over(run->watch.ctx, &outcome);
	json_decref(details);
}

/* ---- what is asked of it ---- */

static char *spec_of(const struct job_order *order)
{
	bool warmup = !strcmp(order->kind, "warmup");
	json_t *spec = json_pack("{s:O*, s:s, s:i, s:s*}", "request",
				 warmup ? NULL : order->request, "folder", order->folder, "attempt",
				 (int)order->attempt, "traceparent", order->traceparent);
	char *text;

	if (spec && warmup)
		json_object_set_new(spec, "warmup", json_true());
	text = spec ? json_dumps(spec, JSON_COMPACT) : NULL;
	json_decref(spec);
	return text;
}

/*
 * A bound of files is for a document that makes one grow without end.  The memory of translations
 * belongs to all jobs and grows with them: what it has already is no job's fault.
 */
static uint64_t memory_bytes(void)
{
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");
	char path[4096];
	struct stat facts;

	if (data && data[0] == '/')
		snprintf(path, sizeof path, "%s/doctranslate/memory.sqlite", data);
	else
		snprintf(path, sizeof path, "%s/.local/share/doctranslate/memory.sqlite",
			 home ? home : "");
	return stat(path, &facts) ? 0 : (uint64_t)facts.st_size;
}

static void set_limits(const struct settings *settings, double timeout_s,
		       struct child_options *options)
{
	options->limits.memory = settings->job_memory_bytes;
	if (settings->job_file_bytes)
		options->limits.file_bytes = settings->job_file_bytes + memory_bytes();
	options->limits.files = MOST_FILES;
	options->nice = settings->job_nice;
	if (timeout_s > 0)
		options->time_ms = (int64_t)((timeout_s + SPARE_S) * 1000);
}

static dt_status start(void *self, const struct job_order *order, const struct job_watch *watch,
		       struct job_run **out, struct dt_error *err)
{
	static const char *const argv[] = { "doctranslate", "run-job", NULL };
	struct process_runner *runner = self;
	struct child_options options = { .argv = argv, .programs = true };
	struct job_run *run = calloc(1, sizeof *run);
	char *spec = run ? spec_of(order) : NULL;
	dt_status status;

	if (!spec) {
		free(run);
		return dt_fail(err, DT_E_INPUT, "the request of the job is not text");
	}
	run->watch = *watch;
	snprintf(run->job, sizeof run->job, "%.39s", order->id);
	snprintf(run->kind, sizeof run->kind, "%.15s", order->kind);
	options.input = spec;
	options.input_size = strlen(spec);
	options.line = line;
	options.log = log_line;
	options.over = over;
	options.ctx = run;
	options.lines_bytes = MOST_BYTES_SAID;
	options.withheld = (const char *const *)runner->settings->webhook_secret_names.at;
	options.n_withheld = runner->settings->webhook_secret_names.n;
	set_limits(runner->settings, order->timeout_s, &options);
	status = child_start(runner->children, &options, &run->id, err);
	explicit_bzero(spec, strlen(spec));
	free(spec);
	if (status) {
		free(run);
		return DT_E_UNAVAILABLE; /* no process or no memory now */
	}
	*out = run;
	return DT_OK;
}

static void stop(void *self, struct job_run *run, bool hard)
{
	struct process_runner *runner = self;

	if (hard)
		child_kill(runner->children, run->id);
	else
		child_stop(runner->children, run->id);
}

static void drop(void *self, struct job_run *run)
{
	(void)self;
	json_decref(run->last);
	free(run);
}

static void tell_lacks(void)
{
	const char *text;

	for (unsigned i = 0; (text = sandbox_lacks(i)); i++)
		log_warning("jobs.sandbox", LOG_TEXT("message", text));
}

struct process_runner *process_runner_new(const struct settings *settings, struct dt_error *err)
{
	struct process_runner *runner = calloc(1, sizeof *runner);

	if (!runner) {
		dt_fail(err, DT_E_LIMIT, "no memory to run jobs");
		return NULL;
	}
	runner->runner = (struct job_runner){ start, stop, drop, runner };
	runner->settings = settings;
	runner->children = children_new(err);
	if (runner->children) {
		tell_lacks();
		return runner;
	}
	free(runner);
	return NULL;
}

void process_runner_change(struct process_runner *runner, const struct settings *settings)
{
	runner->settings = settings;
}

void process_runner_free(struct process_runner *runner)
{
	if (!runner)
		return;
	children_free(runner->children);
	free(runner);
}

const struct job_runner *process_runner(struct process_runner *runner)
{
	return &runner->runner;
}
