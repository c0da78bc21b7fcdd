/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A job that was claimed becomes a run: its request whole again, its child started. */
#include "config.h"

#include "inside.h"
#include "secrets.h"

#include <stdlib.h>
#include <string.h>

bool record_copy(struct record_copy *copy, const struct dt_record *record)
{
	const char *const texts[] = { record->id,      record->kind,	record->owner,
				      record->request, record->webhook, record->traceparent };
	struct dt_record *r = &copy->record;
	bool fine = true;

	*copy = (struct record_copy){ 0 };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (texts[i])
			fine = (copy->owned[i] = strdup(texts[i])) && fine;
	if (record->sealed_size) {
		copy->sealed = malloc(record->sealed_size);
		fine = fine && copy->sealed;
		if (copy->sealed)
			memcpy(copy->sealed, record->sealed, record->sealed_size);
	}
	*r = (struct dt_record){ .size = sizeof *r,
				 .state = record->state,
				 .id = copy->owned[0],
				 .kind = copy->owned[1],
				 .owner = copy->owned[2],
				 .request = copy->owned[3],
				 .webhook = copy->owned[4],
				 .traceparent = copy->owned[5],
				 .attempt = record->attempt,
				 .created = record->created,
				 .cancel_requested = record->cancel_requested,
				 .sealed = copy->sealed,
				 .sealed_size = record->sealed_size,
				 .sequence = record->sequence,
				 .fence = record->fence };
	return fine;
}

void record_copy_drop(struct record_copy *copy)
{
	for (size_t i = 0; i < sizeof copy->owned / sizeof *copy->owned; i++)
		free(copy->owned[i]);
	free(copy->sealed);
}

struct run *run_new(struct jobs *jobs, const struct dt_record *record, struct dt_error *err)
{
	struct run *run = calloc(1, sizeof *run);

	if (!run || !(run->folder = path_join(jobs->root, record->id)) ||
	    !(run->topic = hub_open(jobs->hub, record->id, record->sequence))) {
		free(run ? run->folder : NULL);
		free(run);
		dt_fail(err, DT_E_LIMIT, "no memory to run a job");
		return NULL;
	}
	run->jobs = jobs;
	snprintf(run->id, sizeof run->id, "%.39s", record->id);
	snprintf(run->kind, sizeof run->kind, "%.15s", record->kind);
	run->fence = record->fence;
	run->sequence = record->sequence;
	run->attempt = record->attempt;
	run->webhook = record->webhook && *record->webhook;
	run->created = record->created;
	run->follow = follow_new(run->id, run->kind, record->traceparent, run->attempt);
	run->began = steady_ms();
	run->renew = run->began + RENEW_MS;
	if (jobs->settings->job_timeout_s > 0)
		run->deadline = run->began + (int64_t)(jobs->settings->job_timeout_s * 1000);
	return run;
}

void run_free(struct run *run)
{
	if (run->child)
		run->jobs->runner->drop(run->jobs->runner->self, run->child);
	hub_close(run->jobs->hub, run->topic);
	for (size_t i = 0; i < run->n_pending; i++) {
		free(run->pending[i].json);
		free(run->pending[i].stage);
	}
	free(run->pending);
	follow_end(run->follow);
	outcome_drop(&run->outcome);
	free(run->folder);
	free(run);
}

/* The secrets of a request, NULL with *lost when they cannot be read. */
static json_t *secrets_of(const struct jobs *jobs, const struct dt_record *record, bool *lost)
{
	json_t *secrets;
	size_t size;
	char *text;

	*lost = false;
	if (!record->sealed_size)
		return NULL;
	text = unseal(&jobs->key, record->id, record->sealed, record->sealed_size, &size);
	secrets = text ? json_loadb(text, size, 0, NULL) : NULL;
	if (text)
		explicit_bzero(text, size);
	free(text);
	*lost = !secrets;
	return secrets;
}

json_t *record_whole(const struct jobs *jobs, const struct dt_record *record, const char *part,
		     bool *lost)
{
	const char *text = !strcmp(part, "webhook") ? record->webhook : record->request;
	json_t *json = text && *text ? json_loads(text, 0, NULL) : NULL;
	json_t *secrets = secrets_of(jobs, record, lost), *mine = json_object_get(secrets, part);

	if (json && mine && !secrets_put(json, mine))
		*lost = true;
	json_decref(secrets);
	if (!*lost)
		return json;
	json_decref(json);
	return NULL;
}

/* Results go to the job's folder, whatever the request says. */
static void set_output(json_t *request, const char *folder)
{
	json_t *options = json_object_get(request, "options");
	char *output = path_join(folder, "output");

	if (!json_is_object(options)) {
		json_object_set_new(request, "options", json_object());
		options = json_object_get(request, "options");
	}
	json_object_set_new(options, "output_dir", json_string(output ? output : ""));
	free(output);
}

/* The job ends before it has begun. */
static void no_start(struct run *run, enum job_cause cause, const struct dt_error *err)
{
	struct jobs *jobs = run->jobs;

	pthread_mutex_lock(&jobs->lock);
	if (cause == CAUSE_START) {
		run->outcome.state = DT_RECORD_FAILED;
		run->outcome.code =
			strdup(err->status == DT_E_INPUT ? "validation_error" : "internal_error");
		run->outcome.message = strdup(err->text);
		run->outcome.retryable = err->status != DT_E_INPUT;
	}
	run->cause = cause;
	run->over = run->final = true;
	pthread_cond_signal(&jobs->write);
	pthread_mutex_unlock(&jobs->lock);
}

/* Where the machine has no room for a child now, the job waits for it in the queue. */
static void not_now(struct run *run)
{
	bool tried_enough = run->attempt >= MOST_ATTEMPTS;
	struct jobs *jobs = run->jobs;

	pthread_mutex_lock(&jobs->lock);
	jobs->pause = steady_ms() + IDLE_MS;
	if (!tried_enough) {
		run->cause = CAUSE_HAND_BACK;
		run->count = true;
		run->over = run->final = true;
		pthread_cond_signal(&jobs->write);
	}
	pthread_mutex_unlock(&jobs->lock);
}

/* Why a job is not to begin; 0: it is. */
static enum job_cause why_not(struct run *run, const struct dt_record *record, bool secrets_lost)
{
	enum job_cause asked;

	pthread_mutex_lock(&run->jobs->lock);
	asked = run->cause;
	pthread_mutex_unlock(&run->jobs->lock);
	if (record->cancel_requested)
		return CAUSE_CANCEL;
	if (asked)
		return asked;
	if (secrets_lost)
		return CAUSE_SECRETS;
	return record->attempt > MOST_ATTEMPTS ? CAUSE_ATTEMPTS : CAUSE_NONE;
}

void run_start(struct run *run, const struct dt_record *record)
{
	struct jobs *jobs = run->jobs;
	struct job_watch watch = { run_event, run_over, run };
	struct job_order order = { record->id,
				   run->kind,
				   run->folder,
				   NULL,
				   record->traceparent,
				   run->attempt,
				   jobs->settings->job_timeout_s };
	struct job_run *child = NULL;
	char traceparent[TRACEPARENT_SIZE];
	struct dt_error err = { 0 };
	bool lost;
	json_t *request = record_whole(jobs, record, "request", &lost);
	enum job_cause cause = why_not(run, record, lost);
	dt_status status;

	if (cause) {
		json_decref(request);
		no_start(run, cause, &err);
		return;
	}
	if (request)
		set_output(request, run->folder);
	order.request = request;
	follow_parent(run->follow, traceparent);
	if (*traceparent)
		order.traceparent = traceparent;
	status = jobs->runner->start(jobs->runner->self, &order, &watch, &child, &err);
	json_decref(request);
	if (!status) {
		pthread_mutex_lock(&jobs->lock);
		run->child = child;
		pthread_mutex_unlock(&jobs->lock);
		return;
	}
	if (status == DT_E_UNAVAILABLE)
		not_now(run);
	if (!run->final)
		no_start(run, CAUSE_START, &err);
}
