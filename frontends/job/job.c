/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "job.h"

#include "sandbox.h"
#include "specification.h"
#include "walls.h"
#include "warmup.h"

#include "cli/files.h"
#include "cli/request_line.h"
#include "common/event_json.h"
#include "common/translation_result.h"
#include "json_text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct job {
	struct session *session;
	struct specification specification;
	struct request_arguments line;
	json_t *faults; /* of the request */
	struct walls walls;
	FILE *events;
};

/* Programs that we start do not have the line to the server. */
static FILE *open_events(void)
{
	if (fcntl(JOB_EVENTS_FD, F_SETFD, FD_CLOEXEC) < 0) {
		fprintf(stderr,
			"doctranslate: run-job is started by the service, with a descriptor %d: "
			"%s\n",
			JOB_EVENTS_FD, strerror(errno));
		return NULL;
	}
	return fdopen(JOB_EVENTS_FD, "w");
}

static void tell(FILE *events, json_t *line)
{
	json_dumpf(line, events, JSON_COMPACT | JSON_REAL_PRECISION(12));
	putc('\n', events);
	fflush(events);
	json_decref(line);
}

/* ---- the last line ------------------------------------------------------------------ */

/* Clients of the service know fewer codes than users of the command line. */
static const struct public_code {
	const char *code, *public;
} public_codes[] = {
	{ "usage", "validation_error" },
	{ "exists", "validation_error" },
	{ "validation_failed", "unsupported_configuration" },
	{ "storage_error", "internal_error" },
	{ "budget_exceeded", "translator_error" },
	{ "not_built", "unsupported_configuration" },
};

static const char *public_code(const char *code)
{
	for (size_t i = 0; i < sizeof(public_codes) / sizeof(public_codes[0]); i++)
		if (!strcmp(public_codes[i].code, code))
			return public_codes[i].public;
	return code;
}

static void tell_error(struct job *job)
{
	const struct fault *fault = &job->session->fault;
	bool bounded = walls_out_of_memory(fault);
	const char *code = bounded ? "input_error" : public_code(fault->code);
	json_t *line = event_json_error(code, fault->text, fault_is_retryable(fault));
	json_t *details = json_object_get(json_object_get(line, "error"), "details");

	if (bounded)
		json_object_set_new(details, "reason", json_string("memory"));
	else if (strcmp(code, fault->code) != 0)
		json_object_set_new(details, "reason", json_string(fault->code));
	json_object_set_new(details, "exit_code", json_integer(fault->exit));
	if (job->faults)
		json_object_set(details, "errors", job->faults);
	tell(job->events, line);
}

static json_t *all_artifacts(const struct job *job, const json_t *translation)
{
	json_t *list = artifacts_public(translation);
	json_t *metrics = artifact_of_file("metrics_json", job->specification.metrics);

	if (metrics)
		json_array_append_new(list, metrics);
	return list;
}

static void tell_finish(struct job *job, json_t *translation)
{
	json_t *list = all_artifacts(job, translation), *warnings, *warning, *line;
	size_t i;

	json_object_set(json_object_get(translation, "artifacts"), "items", list);
	/* what there is to say of the request goes before what there is of the document */
	warnings = json_copy(job->line.warnings);
	json_array_foreach(json_object_get(translation, "warnings"), i, warning)
		json_array_append(warnings, warning);
	json_object_set_new(translation, "warnings", warnings);
	line = event_json_finish(json_incref(translation));
	json_object_set_new(line, "artifacts", list);
	tell(job->events, line);
}

static void tell_warnings(const struct job *job)
{
	json_t *warning;
	size_t i;

	json_array_foreach(job->line.warnings, i, warning)
		tell(job->events, json_pack("{s:s, s:O}", "type", "warning", "message", warning));
}

/* ---- the job ---------------------------------------------------------------------------- */

static enum exit_code no_memory(struct job *job)
{
	return fault_set(&job->session->fault, EXIT_INTERNAL, "internal_error", "out of memory");
}

/* Without it the job goes on as well: nobody sees a page before the result is there. */
static void make_previews(struct job *job)
{
	static const char *const kinds[] = { "translated", "painted" };
	const char *folder = job->specification.previews;
	struct fault fault = { 0 };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && fault.exit == EXIT_OK; i++) {
		char *path = files_join(folder, kinds[i]);

		if (path)
			files_folder_make(path, &fault);
		free(path);
	}
	job->session->previews = fault.exit == EXIT_OK ? folder : NULL;
}

static enum exit_code prepare(struct job *job)
{
	/* an attempt before this one may have left results */
	static const char *const further[] = { "--overwrite", "--output-format=json" };
	struct specification *specification = &job->specification;
	struct fault *fault = &job->session->fault;
	struct request_manner manner = { .foreign = true };

	if (specification_read(specification, JOB_SPEC_FD, &job->faults, fault) != EXIT_OK)
		return fault->exit;
	job->walls.specification = specification;
	if (!specification->warmup)
		make_previews(job);
	if (walls_temporary(&job->walls, fault) != EXIT_OK ||
	    walls_links(&job->walls, fault) != EXIT_OK)
		return fault->exit;
	if (specification->warmup)
		return EXIT_OK;
	manner.output_dir = specification->output;
	manner.report = specification->report;
	manner.metrics = specification->metrics;
	if (request_line(specification->request, &manner, NULL, &job->line, &job->faults, fault) !=
	    EXIT_OK)
		return fault->exit;
	for (size_t i = 0; i < sizeof(further) / sizeof(further[0]); i++)
		if (!request_arguments_insert(&job->line, further[i]))
			return no_memory(job);
	return EXIT_OK;
}

static void conclude(struct job *job)
{
	struct session *session = job->session;
	json_t *translation = json_object_get(session->result, "translation");

	if (translation &&
	    (session->fault.exit == EXIT_OK || session->fault.exit == EXIT_PARTIAL)) {
		tell_finish(job, translation);
		return;
	}
	if (session->fault.exit == EXIT_OK)
		fault_set(&session->fault, EXIT_INTERNAL, "internal_error",
			  "the job has ended without a result");
	fprintf(stderr, "doctranslate: %s\n", session->fault.text);
	tell_error(job);
}

/* ---- a warmup ----------------------------------------------------------------------------- */

/* Walls without openings: nothing outside of this machine is asked. */
static enum exit_code close_walls(const struct job *job, struct fault *fault)
{
	struct sandbox_paths *paths = sandbox_paths_new();
	struct dt_error err = { 0 };

	if (paths) {
		sandbox_usual(paths, 0);
		sandbox_write(paths, job->specification.folder);
	}
	if (sandbox_files(paths, 0, &err) == DT_OK)
		sandbox_calls(0, &err);
	sandbox_paths_free(paths);
	return err.status == DT_OK ? EXIT_OK : fault_from_error(fault, &err);
}

static void warm_up(struct job *job)
{
	struct fault *fault = &job->session->fault;
	json_t *report;

	if (close_walls(job, fault) != EXIT_OK)
		return;
	report = json_pack("{s:s, s:s, s:o}", "schema_version", "1", "kind", "warmup", "assets",
			   warmup_run(fault));
	if (json_dump_file(report, job->specification.report, JSON_COMPACT) != 0)
		fault_set(fault, EXIT_INTERNAL, "internal_error", "\"%s\" cannot be written",
			  job->specification.report);
	json_decref(report);
}

static void conclude_warmup(struct job *job)
{
	if (job->session->fault.exit == EXIT_OK)
		tell(job->events, json_pack("{s:s}", "type", "finish"));
	else
		tell_error(job);
}

enum exit_code run_job(struct session *session)
{
	struct job job = { .session = session, .events = open_events() };

	if (!job.events)
		return EXIT_USAGE;
	if (walls_begin(&session->fault) != EXIT_OK || prepare(&job) != EXIT_OK) {
		/* told below */
	} else if (job.specification.warmup) {
		warm_up(&job);
	} else {
		job.walls.arguments = job.line.at;
		job.walls.scratch = job.line.scratch;
		session->loaded = walls_files;
		session->opened = walls_calls;
		session->hook_ctx = &job.walls;
		tell_warnings(&job);
		if (session_start(session, (int)job.line.n, job.line.at, job.events) == EXIT_OK)
			translate_run(session);
	}
	if (job.specification.warmup)
		conclude_warmup(&job);
	else
		conclude(&job);
	json_decref(job.faults);
	request_arguments_free(&job.line);
	walls_end(&job.walls);
	specification_free(&job.specification);
	fclose(job.events);
	return session->fault.exit;
}
