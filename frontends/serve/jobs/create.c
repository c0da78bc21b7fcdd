/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A new job, and the wish that one should end. */
#include "config.h"

#include "inside.h"
#include "secrets.h"
#include "tell.h"

#include <stdlib.h>
#include <string.h>

/* What is made of a request. */
struct made {
	char id[40];
	const char *kind;
	json_t *request, *webhook;
	char *request_text, *webhook_text;
	void *sealed;
	size_t sealed_size;
	uint64_t bytes;
	bool folder;
};

static void made_drop(struct jobs *jobs, struct made *made, bool kept)
{
	char *folder = made->folder && !kept ? path_join(jobs->root, made->id) : NULL;

	if (folder)
		folder_remove(folder);
	free(folder);
	json_decref(made->request);
	json_decref(made->webhook);
	free(made->request_text);
	free(made->webhook_text);
	free(made->sealed);
}

/* {"request": {pointer: secret}, "webhook": {...}}, sealed; nothing when there are none. */
static bool seal_secrets(const struct jobs *jobs, struct made *made, json_t *of_request,
			 json_t *of_webhook)
{
	json_t *all;
	char *text;
	bool fine;

	if (!json_object_size(of_request) && !json_object_size(of_webhook))
		return true;
	all = json_pack("{s:O, s:O}", "request", of_request, "webhook", of_webhook);
	text = all ? json_dumps(all, JSON_COMPACT) : NULL;
	fine = text &&
	       seal(&jobs->key, made->id, text, strlen(text), &made->sealed, &made->sealed_size);
	if (text)
		explicit_bzero(text, strlen(text));
	free(text);
	json_decref(all);
	return fine;
}

static bool make_texts(const struct jobs *jobs, struct made *made, const struct job_new *job)
{
	json_t *of_request, *of_webhook;
	bool fine;

	made->request = job->request ? json_deep_copy(job->request) : json_object();
	made->webhook = job->webhook ? json_deep_copy(job->webhook) : json_object();
	of_request = secrets_take(made->request, NULL);
	of_webhook = secrets_take(made->webhook, NULL);
	fine = of_request && of_webhook && seal_secrets(jobs, made, of_request, of_webhook);
	json_decref(of_request);
	json_decref(of_webhook);
	if (!fine)
		return false;
	made->webhook_text = job->webhook ? json_dumps(made->webhook, JSON_COMPACT) : NULL;
	return made->webhook_text || !job->webhook;
}

static dt_status make_folder(const struct jobs *jobs, struct made *made, const struct job_new *job,
			     struct dt_error *err)
{
	char *path = NULL;
	dt_status status;

	made->folder = true;
	status = folder_make(jobs->root, made->id, err);
	if (!status && job->document)
		status = folder_take(jobs->root, made->id, job->document, &path, &made->bytes, err);
	if (status)
		return status;
	if (path && json_object_set_new(made->request, "input_pdf", json_string(path)))
		status = dt_fail(err, DT_E_SYSTEM, "the name of the data folder is not UTF-8");
	free(path);
	return status;
}

/* When there may be room: as long as the jobs here take, over the slots. */
static uint32_t room_in(struct jobs *jobs)
{
	double ms;

	pthread_mutex_lock(&jobs->lock);
	ms = jobs->mean_ms / jobs->slots;
	pthread_mutex_unlock(&jobs->lock);
	return ms < 1000 ? 1000 : ms > 60000 ? 60000 : (uint32_t)ms;
}

static dt_status insert(struct jobs *jobs, struct made *made, const struct job_new *job,
			char id[40], bool *existing, struct dt_error *err)
{
	struct dt_record record = { .size = sizeof record,
				    .state = DT_RECORD_QUEUED,
				    .id = made->id,
				    .kind = made->kind,
				    .owner = job->owner ? job->owner : "",
				    .priority = job->priority,
				    .created = now_us(),
				    .request = made->request_text,
				    .sealed = made->sealed,
				    .sealed_size = made->sealed_size,
				    .name = job->name,
				    .webhook = made->webhook_text,
				    .traceparent = job->traceparent,
				    .bytes = made->bytes };
	char before[40] = "";
	dt_status status;

	record.updated = record.created;
	*existing = false;
	status = jobs->records->create(jobs->store, &record, job->key, job->digest,
				       jobs->settings->max_queued_jobs,
				       jobs->settings->max_queued_per_token, existing, before, err);
	if (status == DT_E_LIMIT && !err->retry_ms)
		err->retry_ms = room_in(jobs);
	if (!status)
		snprintf(id, 40, "%.39s", *existing ? before : made->id);
	return status;
}

static dt_status make(struct jobs *jobs, struct made *made, const struct job_new *job,
		      struct dt_error *err)
{
	dt_status status;

	if (!uuid_make(made->id) || !make_texts(jobs, made, job))
		return dt_fail(err, DT_E_LIMIT, "no memory for a job");
	status = make_folder(jobs, made, job, err);
	if (status)
		return status;
	if (!sweep_for(jobs, made->bytes)) {
		err->retry_ms = 60000;
		return dt_fail(err, DT_E_LIMIT,
			       "there is no room on the disk for another document");
	}
	made->request_text = json_dumps(made->request, JSON_COMPACT);
	return made->request_text ? DT_OK : dt_fail(err, DT_E_LIMIT, "no memory for a request");
}

dt_status jobs_create(struct jobs *jobs, const struct job_new *job, char id[40], bool *existing,
		      struct dt_error *err)
{
	struct made made = { .kind = job->request ? "translation" : "warmup" };
	bool accepting, kept;
	dt_status status;

	*existing = false;
	pthread_mutex_lock(&jobs->lock);
	accepting = jobs->accepting;
	pthread_mutex_unlock(&jobs->lock);
	if (!accepting) {
		err->retry_ms = 5000;
		return dt_fail(err, DT_E_UNAVAILABLE,
			       "the server is ending and takes no more jobs");
	}
	status = make(jobs, &made, job, err);
	if (!status)
		status = jobs_noted(jobs, insert(jobs, &made, job, id, existing, err), true, err);
	kept = !status && !*existing;
	made_drop(jobs, &made, kept);
	if (status)
		tell_refused(made.kind, status == DT_E_LIMIT	 ? "limit"
					: status == DT_E_REFUSED ? "key"
								 : "records");
	if (!kept)
		return status;
	tell_created(id, made.kind, job->owner ? job->owner : "", made.bytes);
	pthread_mutex_lock(&jobs->lock);
	jobs->new_job = true;
	jobs->disk_bytes += made.bytes;
	pthread_cond_signal(&jobs->schedule);
	pthread_mutex_unlock(&jobs->lock);
	return DT_OK;
}

/* ---- cancel ---- */

struct looked {
	char kind[16];
	bool webhook;
	uint32_t state;
	uint64_t sequence;
	int64_t lease_until, created;
};

static bool look(void *ctx, const struct dt_record *record)
{
	struct looked *looked = ctx;

	snprintf(looked->kind, sizeof looked->kind, "%.15s", record->kind);
	looked->webhook = record->webhook && *record->webhook;
	looked->state = record->state;
	looked->sequence = record->sequence;
	looked->lease_until = record->lease_until;
	looked->created = record->created;
	return true;
}

/* The run of the job, if it is here, is asked to end. */
static bool ask_here(struct jobs *jobs, const char *id)
{
	bool here = false;

	pthread_mutex_lock(&jobs->lock);
	for (struct run *run = jobs->runs; run; run = run->next) {
		if (run->written || strcmp(run->id, id))
			continue;
		run_ask(run, CAUSE_CANCEL);
		here = true;
	}
	pthread_mutex_unlock(&jobs->lock);
	return here;
}

dt_status jobs_cancel(struct jobs *jobs, const char *id, struct dt_error *err)
{
	struct looked looked = { 0 };
	struct end_change end;
	struct end_of of = { .id = id, .kind = looked.kind };
	bool was_queued = false;
	dt_status status = jobs->records->get(jobs->store, id, look, &looked, err);

	if (status || looked.state >= DT_RECORD_SUCCEEDED)
		return status;
	of.webhook = looked.webhook;
	of.sequence = looked.sequence;
	if (!end_change_make(&end, jobs, &of, CAUSE_CANCEL, NULL))
		return dt_fail(err, DT_E_LIMIT, "no memory to cancel a job");
	end.change.events = (const char *const *)&end.ending.event;
	end.change.n_events = 1;
	status = jobs->records->cancel(jobs->store, id, &end.change, &was_queued, err);
	if (!status && was_queued)
		tell_end(id, looked.kind, &end.ending, looked.created);
	end_change_free(&end);
	if (status == DT_E_REFUSED) /* it was over before */
		return DT_OK;
	if (status)
		return status;
	/* it runs elsewhere, and who held it is dead: nobody else will see that it is cancelled */
	if (!was_queued && !ask_here(jobs, id) && looked.state == DT_RECORD_RUNNING &&
	    looked.lease_until < now_us()) {
		struct dt_error nobody = { 0 };

		write_end(jobs, id, CAUSE_CANCEL, &nobody);
	}
	jobs_look_again(jobs, id);
	return DT_OK;
}
