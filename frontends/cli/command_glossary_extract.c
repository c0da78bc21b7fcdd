/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "commands.h"
#include "translate.h"

#include "common/translation_result.h"
#include "json_text.h"

#include <string.h>

/* Terms that were not found since nobody could be asked are no reason to keep back the others. */
static void tell_failures(struct session *session, const struct task *task)
{
	const json_t *notes = json_object_get(task->report, "notes"), *note;
	size_t i;

	json_array_foreach(notes, i, note)
	{
		const char *code = json_string_value(json_object_get(note, "code"));

		if (code && !strcmp(code, "terms.failed"))
			fault_set(&session->fault, EXIT_PARTIAL, "partial", "%s",
				  json_string_value(json_object_get(note, "text")));
	}
	if (task->failed_pages && session->fault.exit == EXIT_OK)
		fault_set(&session->fault, EXIT_PARTIAL, "partial",
			  "%u page%s could not be read: terms of %s may be missing",
			  task->failed_pages, task->failed_pages == 1 ? "" : "s",
			  task->failed_pages == 1 ? "it" : "them");
}

static void tell_warnings(struct session *session, const struct task *task)
{
	json_t *warnings = report_warnings(task->report), *warning;
	size_t i;

	json_array_foreach(warnings, i, warning)
		session_warn(session, "%s", json_string_value(warning));
	json_decref(warnings);
}

static void conclude(struct session *session, const struct translation *t)
{
	const struct task *task = &t->tasks[0];

	if (task->state != DT_JOB_SUCCEEDED) {
		session->fault = task->fault;
		return;
	}
	session->result = json_pack("{s:o, s:o}", "path", json_text(task->input), "output",
				    json_text(t->terms));
	if (!session->json)
		progress_result(session->progress, t->terms);
	tell_failures(session, task);
	tell_warnings(session, task);
}

enum exit_code command_glossary_extract(struct session *session)
{
	const struct arguments *arguments = &session->arguments;
	struct translation t = {
		.session = session,
		.n = 1,
		.folder = ".",
		.terms = arguments_text(arguments, OPTION_OUTPUT_PDF),
		.only_terms = true,
	};

	if (!t.terms)
		return fault_set(&session->fault, EXIT_USAGE, "usage",
				 "-o FILE is missing: where are the terms to be written?");
	if (translate_prepare(&t) == EXIT_OK) {
		jobs_run(session, t.pipeline, t.tasks, 1, 1, NULL, NULL);
		conclude(session, &t);
	}
	translate_free(&t);
	return session->fault.exit;
}
