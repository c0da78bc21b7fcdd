/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "commands.h"
#include "extraction.h"
#include "outputs.h"
#include "summary.h"

#include "json_text.h"
#include "common/translation_result.h"

#include <string.h>

/* What the file says of itself, told by the pipeline that knows its format. */
static json_t *read_facts(struct session *session, const char *path)
{
	char *file = session_pipeline_file(session, NULL, "xliff");
	struct dt_pipeline *pipeline = file ? session_load(session, file, NULL, 0) : NULL;
	struct task task = { .input = path };
	struct dt_error err = { 0 };
	json_t *facts = NULL;

	if (pipeline && dt_pipeline_open(pipeline, 1, NULL, &err) != DT_OK)
		fault_from_error(&session->fault, &err);
	if (pipeline && session->fault.exit == EXIT_OK) {
		jobs_run(session, pipeline, &task, 1, 1, NULL, NULL);
		if (task.fault.exit != EXIT_OK)
			session->fault = task.fault;
		else
			facts = json_incref(json_object_get(task.report, "ledger"));
	}
	if (!facts)
		fault_set(&session->fault, EXIT_INTERNAL, "internal_error",
			  "%s was read, but nothing is told of it", path);
	dt_pipeline_close(pipeline);
	tasks_free(&task, 1);
	free(file);
	return facts;
}

static const char *text(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

/* The job is started as the one was that made the file: so it finds the same texts. */
static void add_facts(struct parameters *parameters, const json_t *facts)
{
	parameters_add(parameters, "source_lang", text(facts, "source_lang"));
	parameters_add(parameters, "target_lang", text(facts, "target_lang"));
	parameters_add(parameters, "pages", text(facts, "pages"));
	parameters_add(parameters, "use_tags", text(facts, "use_tags"));
	parameters_add(parameters, "keep_other_languages", text(facts, "keep_other_languages"));
	parameters_add(parameters, "translate_comments", text(facts, "translate_comments"));
	parameters_add(parameters, "units", "yes");
	parameters_add(parameters, "mono", "yes");
	parameters_add(parameters, "dual", "none");
}

/* Faults that the file has, not the page.  Texts that are not translated yet are none. */
static unsigned unit_faults(const json_t *report)
{
	const json_t *note;
	unsigned n = 0;
	size_t i;

	json_array_foreach(json_object_get(report, "notes"), i, note)
	{
		const char *code = text(note, "code"), *level = text(note, "level");

		n += code && level && !strncmp(code, "xliff.", 6) && !strcmp(level, "fault") &&
		     strcmp(code, "xliff.untranslated") != 0;
	}
	return n;
}

static void add_warnings(struct session *session, const json_t *report)
{
	json_t *warnings = report_warnings(report), *warning;
	size_t i;

	json_array_foreach(warnings, i, warning) json_array_append(session->warnings, warning);
	json_decref(warnings);
}

static void conclude(struct session *session, struct extraction *extraction, const char *output)
{
	const struct arguments *arguments = &session->arguments;
	const struct task *task = &extraction->task;
	unsigned faults = unit_faults(task->report);

	if (arguments_given(arguments, OPTION_REPORT))
		summary_write(session, OPTION_REPORT, task->report);
	add_warnings(session, task->report);
	session->result = json_pack("{s:o, s:o, s:o}", "path", json_text(task->input), "xliff",
				    json_text(arguments->files.at[1]), "output", json_text(output));
	if (!session->json)
		progress_result(session->progress, output);
	summary_document(session, task);
	if (faults)
		fault_set(&session->fault, EXIT_PARTIAL, "partial",
			  "the result is written, but %s has %u fault%s: texts that it does not "
			  "fit stay in the source language",
			  arguments->files.at[1], faults, faults == 1 ? "" : "s");
	if (task->failed_pages || (arguments_given(arguments, OPTION_STRICT) && task->faults))
		summary_partial(&session->fault, task, 1,
				arguments_given(arguments, OPTION_STRICT));
}

static enum exit_code check_arguments(struct session *session)
{
	const struct arguments *arguments = &session->arguments;
	const char *report = arguments_text(arguments, OPTION_REPORT);

	if (!arguments_given(arguments, OPTION_OUTPUT_PDF))
		return fault_set(&session->fault, EXIT_USAGE, "usage",
				 "-o FILE is missing: where is the result to be written?");
	if (documents_check(session) != EXIT_OK)
		return session->fault.exit;
	if (report && !strcmp(report, arguments_text(arguments, OPTION_OUTPUT_PDF)))
		return fault_set(&session->fault, EXIT_USAGE, "usage",
				 "the report and the result would both become \"%s\"", report);
	return report ? output_check(report, &arguments->files,
				     arguments_given(arguments, OPTION_OVERWRITE), &session->fault)
		      : EXIT_OK;
}

enum exit_code command_build(struct session *session)
{
	const struct arguments *arguments = &session->arguments;
	const char *output = arguments_text(arguments, OPTION_OUTPUT_PDF);
	struct extraction extraction = { .pipeline = "build", .result = "mono" };
	struct parameters parameters = { 0 };
	json_t *facts = NULL;

	if (check_arguments(session) == EXIT_OK && parameters_read(&parameters, session) == EXIT_OK)
		facts = read_facts(session, arguments->files.at[1]);
	if (facts) {
		const char *xliff = arguments->files.at[1];

		extraction.overrides[extraction.n_overrides++] =
			(struct dt_override){ "xliff.file", xliff, "the XLIFF file" };
		extraction.overrides[extraction.n_overrides++] =
			(struct dt_override){ "compare.file", xliff, "the XLIFF file" };
		add_facts(&parameters, facts);
		parameters_add(&parameters, "mirror_tables",
			       arguments_text(arguments, OPTION_MIRROR_TABLES));
		parameters_add(&parameters, "writing_mode",
			       arguments_text(arguments, OPTION_WRITING_MODE));
		if (writing_mode_check(session, text(facts, "target_lang")) == EXIT_OK &&
		    extraction_open(&extraction, session, output) == EXIT_OK &&
		    extraction_run(&extraction, arguments->files.at[0], &parameters) == EXIT_OK)
			conclude(session, &extraction, output);
		extraction_close(&extraction);
	}
	json_decref(facts);
	parameters_finish(&parameters);
	return session->fault.exit;
}
