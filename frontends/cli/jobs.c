/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "jobs.h"

#include "signals.h"

#include <stdlib.h>
#include <string.h>

enum { TICK_MS = 50 };

static void cancelled(struct task *task)
{
	bool written = json_array_size(json_object_get(task->report, "artifacts"));

	task->state = DT_JOB_CANCELLED;
	if (written)
		fault_set(&task->fault, EXIT_TRANSLATION, "canceled",
			  "cancelled; what was translated of %s until then is written, the rest "
			  "stays as it was; the same command%s goes on with it",
			  task->input, task->request.no_replace ? " with --overwrite" : "");
	else
		fault_set(&task->fault, EXIT_TRANSLATION, "canceled", "cancelled");
}

/* The sentence names the document, unless it does so itself. */
static void from_error(struct task *task, const struct dt_error *err)
{
	struct dt_error named = *err;
	const char *slash = strrchr(task->input, '/');

	if (!strstr(err->text, slash ? slash + 1 : task->input)) {
		int n = snprintf(named.text, sizeof(named.text), "%s: %s", task->input, err->text);

		if (n >= (int)sizeof(named.text)) /* the cause matters more than the name */
			named = *err;
	}
	/* the pipeline is checked by now: what a job has to find fault with was asked for on the
	 * command line, as pages that the document does not have */
	if (named.status == DT_E_CONFIG)
		fault_set(&task->fault, EXIT_USAGE, "usage", "%s", named.text);
	fault_from_error(&task->fault, &named);
	snprintf(task->fault.path, sizeof(task->fault.path), "%s", task->input);
}

static bool submit(struct session *session, struct dt_pipeline *pipeline, struct task *task)
{
	struct dt_error err = { 0 };

	task->document = progress_add(session->progress, task->input);
	if (!task->document) {
		fault_set(&task->fault, EXIT_INTERNAL, "internal_error", "out of memory");
		task->state = DT_JOB_FAILED;
		return false;
	}
	task->request.input = task->input;
	task->request.event = progress_event;
	task->request.ctx = task->document;
	task->request.calls = progress_tells_calls(session->progress);
	task->job = dt_job_submit(pipeline, &task->request, &err);
	if (!task->job) {
		from_error(task, &err);
		task->state = DT_JOB_FAILED;
	}
	return task->job != NULL;
}

static bool is_over(enum dt_job_state state)
{
	return state != DT_JOB_QUEUED && state != DT_JOB_RUNNING;
}

static void collect(struct task *task, enum dt_job_state state)
{
	char *text = task->brief ? dt_job_summary_json(task->job) : dt_job_report_json(task->job);

	task->state = state;
	task->report = text ? json_loads(text, 0, NULL) : NULL;
	free(text);
	task->faults = dt_job_faults(task->job);
	task->failed_pages = dt_job_failed_pages(task->job);
	if (state == DT_JOB_CANCELLED || (state == DT_JOB_FAILED && signals_caught()))
		cancelled(task);
	else if (state == DT_JOB_FAILED)
		from_error(task, dt_job_error(task->job));
	dt_job_free(task->job);
	task->job = NULL;
}

/* What is paid for is not thrown away: results with what is translated are written first. */
static void end_soon(struct session *session, struct task *tasks, size_t n)
{
	size_t winding = 0;

	for (size_t i = 0; i < n; i++)
		if (tasks[i].job)
			winding += dt_job_wind_down(tasks[i].job);
	if (winding)
		session_say(
			session,
			"nothing more is asked; writing what is answered; a second signal ends at once");
}

void jobs_run(struct session *session, struct dt_pipeline *pipeline, struct task *tasks, size_t n,
	      size_t at_once, void (*done)(struct session *, struct task *, void *), void *ctx)
{
	size_t next = 0, running = 0, first = 0;
	bool cancelling = false;

	progress_expect(session->progress, n);
	while (next < n || running) {
		while (next < n && running < at_once && !signals_caught()) {
			struct task *task = &tasks[next++];

			if (submit(session, pipeline, task))
				running++;
			else if (done)
				done(session, task, ctx);
		}
		if (signals_caught() && !cancelling) {
			cancelling = true;
			end_soon(session, tasks, next);
			for (; next < n; next++)
				cancelled(&tasks[next]);
		}
		while (first < next && !tasks[first].job)
			first++;
		for (size_t i = first, waited = 0; i < next; i++) {
			enum dt_job_state state;

			if (!tasks[i].job)
				continue;
			state = dt_job_wait(tasks[i].job, waited++ ? 0 : TICK_MS);
			if (!is_over(state))
				continue;
			collect(&tasks[i], state);
			running--;
			if (done)
				done(session, &tasks[i], ctx);
		}
		progress_tick(session->progress);
	}
}

void tasks_free(struct task *tasks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		json_decref(tasks[i].report);
}
