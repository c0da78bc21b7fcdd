/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Results of a job: which are wanted, under which keys, and their way into the stores. */
#include "config.h"

#include "digest.h"
#include "hint.h"
#include "job.h"

#include <doctranslate/types.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *job_parameter(const struct dt_job *job, const char *name)
{
	for (size_t i = 0; i < job->n_parameters; i++)
		if (!strcmp(job->parameters[i].name, name))
			return job->parameters[i].value;
	return NULL;
}

static dt_status no_result(const struct dt_job *job, const char *name, struct dt_error *err)
{
	const struct plan *plan = job->pipeline->plan;
	struct hint hint = { .wanted = name };
	char buffer[96];

	for (uint32_t i = 0; i < plan->n_results; i++)
		hint_offer(&hint, plan->results[i].name);
	return dt_fail(err, DT_E_CONFIG, "the pipeline has no result \"%s\"%s", name,
		       hint_text(&hint, buffer, sizeof(buffer)));
}

static dt_status choose_results(struct dt_job *job, const struct dt_job_request *request,
				struct dt_error *err)
{
	const struct plan *plan = job->pipeline->plan;
	int i;

	for (uint32_t k = 0; k < plan->n_results; k++)
		job->artifacts[k].wanted = !request->results || plan->results[k].store < 0;
	for (size_t k = 0; request->results && k < request->n_results; k++) {
		i = plan_result(plan, request->results[k]);
		if (i < 0)
			return no_result(job, request->results[k], err);
		job->artifacts[i].wanted = job->artifacts[i].demanded = true;
	}
	return DT_OK;
}

dt_status job_check_results(struct dt_job *job, const struct dt_job_request *request,
			    struct dt_error *err)
{
	const struct plan *plan = job->pipeline->plan;
	char *key;
	int i;

	for (uint32_t k = 0; k < plan->n_results; k++)
		job->artifacts[k].name = plan->results[k].name;
	if (choose_results(job, request, err) != DT_OK)
		return err->status;
	for (size_t k = 0; k < request->n_keys; k++) {
		i = plan_result(plan, request->keys[k].name);
		if (i < 0)
			return no_result(job, request->keys[k].name, err);
		if (request->keys[k].value)
			job->artifacts[i].key = arena_text(&job->arena, request->keys[k].value);
	}
	for (uint32_t k = 0; k < plan->n_results; k++) {
		struct artifact *artifact = &job->artifacts[k];

		if (!artifact->wanted || artifact->key || plan->results[k].store < 0)
			continue;
		key = dt_key_fill(plan->results[k].key, artifact->name, job->parameters,
				  job->n_parameters, err);
		if (!key)
			return err->status;
		artifact->key = arena_text(&job->arena, key);
		free(key);
	}
	return DT_OK;
}

/* ---- the stream from a stage's file to a store ------------------------------- */

struct reading_file {
	int fd;
	const char *path;
	const struct unit *unit;
	uint64_t bytes;
	struct digest *digest;
};

static int64_t move(void *ctx, void *buf, size_t size, struct dt_error *err)
{
	struct reading_file *file = ctx;
	ssize_t n;

	if (engine_host.cancelled(&file->unit->call)) {
		dt_fail(err, DT_E_CANCELLED, "cancelled");
		return -1;
	}
	do
		n = read(file->fd, buf, size);
	while (n < 0 && errno == EINTR);
	if (n < 0) {
		err->sys_errno = errno;
		dt_fail(err, DT_E_SYSTEM, "cannot read %s: %s", file->path, strerror(errno));
		return -1;
	}
	file->bytes += (uint64_t)n;
	if (file->digest)
		digest_add(file->digest, buf, (size_t)n);
	return n;
}

/* A report may be asked for meanwhile. */
static void is_stored(struct dt_job *job, struct artifact *artifact, uint64_t bytes,
		      const char *sha256)
{
	pthread_mutex_lock(&job->pipeline->lock);
	artifact->bytes = bytes;
	snprintf(artifact->sha256, sizeof(artifact->sha256), "%s", sha256);
	artifact->stored = true;
	pthread_mutex_unlock(&job->pipeline->lock);
}

static dt_status put(struct dt_job *job, const struct store *store, struct artifact *artifact,
		     const char *path, struct dt_error *err)
{
	struct unit unit;
	struct reading_file file = { -1, path, &unit, 0, NULL };
	struct dt_stream from = { &file, move };
	char sha256[DIGEST_TEXT];
	dt_status status;

	unit_outside(&unit, job->pipeline, store->plan->name, store->self);
	unit.job = job;
	unit.call.job = job->id;
	unit.call.n_pages = job->n_pages;
	unit.kind = UNIT_STORE;
	file.fd = open(path, O_RDONLY | O_CLOEXEC);
	if (file.fd < 0) {
		err->sys_errno = errno;
		return dt_fail(err, DT_E_SYSTEM, "cannot read result \"%s\" at %s: %s",
			       artifact->name, path, strerror(errno));
	}
	file.digest = digest_new();
	status = store->plan->store->put(&unit.call, artifact->key, &from,
					 job->no_replace ? DT_PUT_NO_REPLACE : 0, err);
	close(file.fd);
	digest_end(file.digest, sha256);
	if (status == DT_OK) {
		is_stored(job, artifact, file.bytes, sha256);
		return DT_OK;
	}
	error_complete(err, status, store->plan->name);
	return err->status;
}

/* A result without a store: its JSON waits for the report. */
static dt_status keep_report(struct dt_job *job, const struct plan_result *result,
			     struct artifact *artifact, struct dt_error *err)
{
	const struct job_output *output = &job->nodes[result->node].outputs[result->port];
	const struct dt_report *report = output->doc;
	const char *json, *brief;
	char *text;

	if (!report)
		return DT_OK;
	if (output->doc_size < sizeof(*report) || report->json.offset > output->doc_size ||
	    report->json.count > output->doc_size - report->json.offset)
		return dt_fail(err, DT_E_BUG, "node %s gave a broken report payload",
			       job->pipeline->plan->nodes[result->node].name);
	json = arena_text_n(&job->arena, DT_TEXT(report, report->json), report->json.count);
	if (!json)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for a report of %u bytes",
			       report->json.count);
	/* it will stand in the job's report as it is */
	text = report_brief(json);
	if (!text)
		return dt_fail(err, DT_E_BUG, "node %s gave a report that is no JSON",
			       job->pipeline->plan->nodes[result->node].name);
	brief = arena_text_n(&job->arena, text, strlen(text));
	free(text);
	if (!brief)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for a report");
	pthread_mutex_lock(&job->pipeline->lock);
	artifact->json = json;
	artifact->brief = brief;
	pthread_mutex_unlock(&job->pipeline->lock);
	return DT_OK;
}

static dt_status store_result(struct dt_job *job, const struct plan_result *result,
			      struct artifact *artifact, struct dt_error *err)
{
	const struct job_output *output = &job->nodes[result->node].outputs[result->port];
	const struct dt_file *file = output->doc;

	if (!artifact->wanted)
		return DT_OK;
	if (result->store < 0)
		return keep_report(job, result, artifact, err);
	if (!file) {
		if (!artifact->demanded)
			return DT_OK;
		return dt_fail(err, DT_E_CONFIG,
			       "result \"%s\" was asked for, but node %s did not make it",
			       result->name, job->pipeline->plan->nodes[result->node].name);
	}
	if (output->doc_size < sizeof(*file) || file->path.offset >= output->doc_size ||
	    file->path.count >= output->doc_size - file->path.offset)
		return dt_fail(err, DT_E_BUG, "node %s gave a broken file payload",
			       job->pipeline->plan->nodes[result->node].name);
	return put(job, &job->pipeline->stores[result->store], artifact, DT_TEXT(file, file->path),
		   err);
}

/* What was asked for and is missing is told before anything is put anywhere. */
dt_status job_store_results(struct dt_job *job, struct dt_error *err)
{
	const struct plan *plan = job->pipeline->plan;

	for (uint32_t i = 0; i < plan->n_results; i++) {
		const struct plan_result *result = &plan->results[i];

		if (job->artifacts[i].demanded &&
		    !job->nodes[result->node].outputs[result->port].doc)
			return dt_fail(err, DT_E_CONFIG,
				       "result \"%s\" was asked for, but node %s did not make it",
				       result->name, plan->nodes[result->node].name);
	}
	for (uint32_t i = 0; i < plan->n_results; i++)
		if (store_result(job, &plan->results[i], &job->artifacts[i], err) != DT_OK)
			return err->status;
	return DT_OK;
}
