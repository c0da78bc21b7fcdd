/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What front ends do with jobs: submit, cancel, wait, free. */
#include "config.h"

#include "clock.h"
#include "hint.h"
#include "job.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WIND_DOWN_MS = 30000 };

static dt_status check_input(struct dt_job *job, const char *path, struct dt_error *err)
{
	struct stat st;
	int fd;

	if (!path || !*path)
		return dt_fail(err, DT_E_INPUT, "no document was given");
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st)) {
		err->sys_errno = errno;
		dt_fail(err, DT_E_INPUT, "cannot read %s: %s", path, strerror(errno));
	} else if (S_ISDIR(st.st_mode)) {
		dt_fail(err, DT_E_INPUT, "cannot read %s: it is a folder", path);
	} else if (!S_ISREG(st.st_mode)) {
		dt_fail(err, DT_E_INPUT, "cannot read %s: it is not a file", path);
	} else if (!st.st_size) {
		dt_fail(err, DT_E_INPUT, "%s is empty", path);
	} else {
		job->input_bytes = (uint64_t)st.st_size;
		job->input = arena_text(&job->arena, path);
	}
	if (fd >= 0)
		close(fd);
	return err->status;
}

/* The name without folder and extension. */
static const char *stem(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	const char *dot = strrchr(name, '.');
	size_t length = dot && dot > name ? (size_t)(dot - name) : strlen(name);

	return arena_text_n(arena, name, length);
}

static dt_status copy_parameters(struct dt_job *job, const struct dt_job_request *request,
				 struct dt_error *err)
{
	size_t n = 0;

	job->parameters = ARENA_ARRAY(&job->arena, request->n_parameters + 1, struct dt_parameter);
	for (size_t i = 0; job->parameters && i < request->n_parameters; i++) {
		if (!request->parameters[i].value)
			continue;
		if (job_parameter(job, request->parameters[i].name))
			return dt_fail(err, DT_E_CONFIG, "parameter \"%s\" was given twice",
				       request->parameters[i].name);
		job->parameters[n].name = arena_text(&job->arena, request->parameters[i].name);
		job->parameters[n].value = arena_text(&job->arena, request->parameters[i].value);
		if (job->arena.failed)
			break;
		job->n_parameters = ++n;
	}
	if (job->arena.failed)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	if (!job_parameter(job, "name")) {
		job->parameters[n].name = "name";
		job->parameters[n].value = stem(&job->arena, job->input);
		job->n_parameters = ++n;
	}
	return DT_OK;
}

static dt_status check_translator(const struct dt_job *job, struct dt_error *err)
{
	const struct dt_pipeline *pipeline = job->pipeline;
	const char *name = job_parameter(job, "translator");
	int i = name ? plan_translator(pipeline->plan, name) : -1;
	struct hint hint = { .wanted = name };
	char buffer[96];

	if (!name || (i >= 0 && (pipeline->translators[i].opened || pipeline->asks_nobody)))
		return DT_OK;
	if (i >= 0)
		return dt_fail(err, DT_E_CONFIG,
			       "translator \"%s\" is in the pipeline but was not "
			       "opened",
			       name);
	for (uint32_t k = 0; k < pipeline->plan->n_translators; k++)
		hint_offer(&hint, pipeline->plan->translators[k].name);
	return dt_fail(err, DT_E_CONFIG, "the pipeline has no translator \"%s\"%s", name,
		       hint_text(&hint, buffer, sizeof(buffer)));
}

static dt_status make_nodes(struct dt_job *job, struct dt_error *err)
{
	const struct plan *plan = job->pipeline->plan;

	job->nodes = ARENA_ARRAY(&job->arena, plan->n_nodes, struct job_node);
	job->artifacts = ARENA_ARRAY(&job->arena, plan->n_results, struct artifact);
	job->translators = ARENA_ARRAY(&job->arena, plan->n_translators, struct translator_use);
	for (uint32_t i = 0; job->translators && i < plan->n_translators; i++)
		pthread_mutex_init(&job->translators[i].lock, NULL);
	for (uint32_t i = 0; job->nodes && i < plan->n_nodes; i++) {
		const struct plan_node *node = &plan->nodes[i];

		pthread_mutex_init(&job->nodes[i].usage_lock, NULL);
		job->nodes[i].outputs =
			ARENA_ARRAY(&job->arena, node->stage->n_outputs, struct job_output);
		for (uint32_t k = 0; job->nodes[i].outputs && k < node->stage->n_outputs; k++)
			job->nodes[i].outputs[k].doc_left = node->outputs[k].n_readers;
	}
	job->n_open = plan->n_nodes;
	if (job->arena.failed)
		return dt_fail(err, DT_E_SYSTEM, "out of memory");
	return DT_OK;
}

static void name_job(struct dt_job *job)
{
	job->number = atomic_fetch_add(&job->pipeline->engine->n_jobs, 1) + 1;
	snprintf(job->id, sizeof(job->id), "job-%llu", (unsigned long long)job->number);
}

static void queue_job(struct dt_job *job)
{
	struct dt_pipeline *pipeline = job->pipeline;

	pthread_mutex_lock(&pipeline->lock);
	job->next = job->previous = job;
	if (pipeline->jobs) {
		/* behind all others */
		job->next = pipeline->jobs;
		job->previous = pipeline->jobs->previous;
		job->previous->next = job;
		job->next->previous = job;
	} else {
		pipeline->jobs = job;
	}
	job->linked = true;
	scheduler_wake(pipeline);
	pthread_mutex_unlock(&pipeline->lock);
}

struct dt_job *dt_job_submit(struct dt_pipeline *pipeline, const struct dt_job_request *request,
			     struct dt_error *err)
{
	struct dt_job *job = calloc(1, sizeof(*job));
	const struct plan_limits *limits = pipeline->plan->limits;

	if (!job) {
		dt_fail(err, DT_E_SYSTEM, "out of memory");
		return NULL;
	}
	pthread_mutex_init(&job->event_lock, NULL);
	spool_init(&job->spool);
	job->pipeline = pipeline;
	job->event = request->event;
	job->event_ctx = request->ctx;
	job->tells_calls = request->event && request->calls;
	job->no_replace = request->no_replace;
	job->page_limit_ms = request->page_time_ms ? request->page_time_ms : limits->page_time;
	job->job_limit_ms = request->job_time_ms ? request->job_time_ms : limits->job_time;
	job->error_page = -1;
	job->submitted_ns = clock_now();
	job->started_at = time(NULL);
	name_job(job);
	if (!pipeline->opened)
		dt_fail(err, DT_E_BUG, "the pipeline is not opened");
	else if (check_input(job, request->input, err) == DT_OK &&
		 copy_parameters(job, request, err) == DT_OK &&
		 check_translator(job, err) == DT_OK && make_nodes(job, err) == DT_OK &&
		 job_check_results(job, request, err) == DT_OK) {
		queue_job(job);
		return job;
	}
	dt_job_free(job);
	return NULL;
}

void dt_job_cancel(struct dt_job *job)
{
	struct dt_pipeline *pipeline = job->pipeline;

	pthread_mutex_lock(&pipeline->lock);
	if (job->linked && !atomic_load(&job->stop) && !job->finishing) {
		atomic_store(&job->cancelled, true);
		atomic_store(&job->stop, true);
		pthread_cond_signal(&pipeline->keep);
		scheduler_wake(pipeline);
	}
	pthread_mutex_unlock(&pipeline->lock);
}

/* What waits to be tried again is not worth the wait any more. */
static void stop_waiting(struct dt_job *job)
{
	for (struct retry *retry = job->retries; retry; retry = retry->next)
		if (retry->due)
			retry->due = 1;
	for (uint32_t i = 0; i < job->pipeline->plan->n_nodes; i++)
		if (job->nodes[i].not_before)
			job->nodes[i].not_before = 1;
}

bool dt_job_wind_down(struct dt_job *job)
{
	struct dt_pipeline *pipeline = job->pipeline;
	bool winds;

	pthread_mutex_lock(&pipeline->lock);
	winds = job->linked && !atomic_load(&job->stop) && !job->finishing && job->started_ns &&
		atomic_load(&job->answered);
	if (winds && !atomic_load(&job->winding_down) && !job_has_asked_all(job)) {
		atomic_store(&job->winding_down, true);
		atomic_store(&job->cancelled, true);
		job->wound_down_by = clock_now() + WIND_DOWN_MS * CLOCK_MS;
		stop_waiting(job);
		pthread_cond_signal(&pipeline->keep);
	}
	pthread_mutex_unlock(&pipeline->lock);
	if (!winds)
		dt_job_cancel(job);
	return winds;
}

static bool is_final(enum dt_job_state state)
{
	return state == DT_JOB_SUCCEEDED || state == DT_JOB_FAILED || state == DT_JOB_CANCELLED;
}

enum dt_job_state dt_job_wait(struct dt_job *job, int64_t timeout_ms)
{
	struct dt_pipeline *pipeline = job->pipeline;
	struct timespec until =
		clock_spec(clock_now() + (timeout_ms > 0 ? timeout_ms : 0) * CLOCK_MS);
	enum dt_job_state state;
	int timed_out = 0;

	pthread_mutex_lock(&pipeline->lock);
	while (!is_final(job->state) && timeout_ms && !timed_out) {
		if (timeout_ms < 0)
			pthread_cond_wait(&pipeline->done, &pipeline->lock);
		else
			timed_out =
				pthread_cond_timedwait(&pipeline->done, &pipeline->lock, &until);
	}
	state = job->state;
	pthread_mutex_unlock(&pipeline->lock);
	return state;
}

const struct dt_error *dt_job_error(const struct dt_job *job)
{
	return &job->error;
}

unsigned dt_job_faults(struct dt_job *job)
{
	return atomic_load(&job->n_faults);
}

unsigned dt_job_failed_pages(struct dt_job *job)
{
	unsigned n;

	pthread_mutex_lock(&job->pipeline->lock);
	n = job->n_failed_pages;
	pthread_mutex_unlock(&job->pipeline->lock);
	return n;
}

void dt_job_free(struct dt_job *job)
{
	if (!job)
		return;
	for (size_t i = 0; i < job->n_notes; i++) {
		free(job->notes[i].code);
		free(job->notes[i].text);
	}
	for (uint32_t i = 0; job->translators && i < job->pipeline->plan->n_translators; i++)
		pthread_mutex_destroy(&job->translators[i].lock);
	for (uint32_t i = 0; job->nodes && i < job->pipeline->plan->n_nodes; i++)
		pthread_mutex_destroy(&job->nodes[i].usage_lock);
	free(job->notes);
	free(job->page_ms);
	free(job->failed_pages);
	free(job->job_file);
	pthread_mutex_destroy(&job->event_lock);
	arena_finish(&job->arena);
	free(job);
}
