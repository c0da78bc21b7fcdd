/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "translate.h"

#include "files.h"

#include <stdlib.h>
#include <string.h>

static enum exit_code no_memory(struct session *session)
{
	return fault_set(&session->fault, EXIT_INTERNAL, "internal_error", "out of memory");
}

static const char *terms_mode(const struct translation *t)
{
	const struct arguments *arguments = &t->session->arguments;

	if (t->only_terms && !arguments_given(arguments, OPTION_EXTRACT_TERMS))
		return "statistics";
	return arguments_text(arguments, OPTION_EXTRACT_TERMS);
}

static enum exit_code check_terms(const struct translation *t)
{
	const char *mode = terms_mode(t);

	if (t->only_terms && !strcmp(mode, "no"))
		return fault_set(&t->session->fault, EXIT_USAGE, "usage",
				 "--extract-terms no was given: there would be no terms to write");

	if (t->terms && t->n > 1)
		return fault_set(&t->session->fault, EXIT_USAGE, "usage",
				 "--save-auto-extracted-glossary was given with %zu documents, it "
				 "has room for one",
				 t->n);
	if (t->terms && !strcmp(mode, "no"))
		return fault_set(
			&t->session->fault, EXIT_USAGE, "usage",
			"--save-auto-extracted-glossary was given without --extract-terms: "
			"there would be no terms to save");
	return EXIT_OK;
}

/* The paths of all glossaries as one parameter. */
static enum exit_code join_glossaries(struct translation *t)
{
	const struct argument_list *files = &t->session->arguments.pairs[OPTION_GLOSSARY];
	size_t size = 1;

	for (size_t i = 0; i < files->n; i++) {
		size += strlen(files->at[i]) + 1;
		if (strchr(files->at[i], '\n'))
			return fault_set(
				&t->session->fault, EXIT_USAGE, "usage",
				"option --glossary: the path \"%s\" has a line break in it",
				files->at[i]);
	}
	if (!files->n)
		return EXIT_OK;
	t->glossaries = calloc(1, size);
	if (!t->glossaries)
		return no_memory(t->session);
	for (size_t i = 0, n = 0; i < files->n; i++)
		n += (size_t)snprintf(t->glossaries + n, size - n, "%s\n", files->at[i]);
	return EXIT_OK;
}

/* ---- before anything is opened ----------------------------------------------- */

static enum exit_code read_choices(struct translation *t)
{
	struct session *session = t->session;
	const struct arguments *arguments = &session->arguments;
	bool no_mono = t->only_terms || arguments_given(arguments, OPTION_NO_MONO);
	bool no_dual = t->only_terms || arguments_given(arguments, OPTION_NO_DUAL);
	bool alternating = arguments_given(arguments, OPTION_ALTERNATING);
	const char *dual = arguments_text(arguments, OPTION_DUAL);
	size_t n = 0;

	if (t->xliff && t->n > 1)
		return fault_set(&session->fault, EXIT_USAGE, "usage",
				 "--export-xliff was given with %zu documents, it has room for one",
				 t->n);
	if (check_terms(t) != EXIT_OK)
		return session->fault.exit;
	if (no_mono && no_dual && !t->xliff && !t->only_terms)
		return fault_set(
			&session->fault, EXIT_USAGE, "usage",
			"--no-mono and --no-dual were both given: nothing would be written");
	if (no_dual && (arguments_given(arguments, OPTION_DUAL) || alternating))
		return fault_set(&session->fault, EXIT_USAGE, "usage",
				 "--no-dual was given and a form for the dual document, too");
	if (writing_mode_check(session, arguments_text(arguments, OPTION_TARGET_LANG)) != EXIT_OK)
		return session->fault.exit;
	if (!strcmp(arguments_text(arguments, OPTION_SOURCE_LANG),
		    arguments_text(arguments, OPTION_TARGET_LANG)))
		session_warn(session, "source and target language are the same: \"%s\"",
			     arguments_text(arguments, OPTION_TARGET_LANG));
	if (t->only_terms)
		t->without[n++] = "report";
	if (no_mono)
		t->without[n++] = "mono";
	if (no_dual)
		t->without[n++] = "dual";
	if (!t->xliff)
		t->without[n++] = "xliff";
	if (!arguments_given(arguments, OPTION_DRY_RUN))
		t->without[n++] = "dry_run";
	if (!t->terms)
		t->without[n++] = "terms";
	if (parameters_read(&t->common, session) != EXIT_OK)
		return session->fault.exit;
	parameters_add(&t->common, "source_lang", arguments_text(arguments, OPTION_SOURCE_LANG));
	parameters_add(&t->common, "keep_other_languages",
		       arguments_text(arguments, OPTION_KEEP_OTHER_LANGUAGES));
	parameters_add(&t->common, "translate_comments",
		       arguments_text(arguments, OPTION_TRANSLATE_COMMENTS));
	parameters_add(&t->common, "mirror_tables",
		       arguments_text(arguments, OPTION_MIRROR_TABLES));
	parameters_add(&t->common, "writing_mode", arguments_text(arguments, OPTION_WRITING_MODE));
	parameters_add(&t->common, "target_lang", arguments_text(arguments, OPTION_TARGET_LANG));
	parameters_add(&t->common, "instructions", arguments_text(arguments, OPTION_INSTRUCTIONS));
	parameters_add(&t->common, "budget", arguments_text(arguments, OPTION_BUDGET));
	parameters_add(&t->common, "memory",
		       arguments_given(arguments, OPTION_NO_MEMORY)
			       ? "off"
			       : arguments_text(arguments, OPTION_MEMORY));
	parameters_add(&t->common, "memory_file", arguments_text(arguments, OPTION_MEMORY_FILE));
	parameters_add(&t->common, "memory_scope", arguments_text(arguments, OPTION_MEMORY_SCOPE));
	parameters_add(&t->common, "project", arguments_text(arguments, OPTION_PROJECT));
	parameters_add(&t->common, "units", t->xliff ? "yes" : NULL);
	if (join_glossaries(t) != EXIT_OK)
		return session->fault.exit;
	parameters_add(&t->common, "glossary", t->glossaries);
	parameters_add(&t->common, "extract_terms", terms_mode(t));
	parameters_add(&t->common, "mono", no_mono ? "no" : "yes");
	parameters_add(&t->common, "dual", no_dual ? "none" : alternating ? "alternating" : dual);
	return EXIT_OK;
}

/* ---- one document ------------------------------------------------------------- */

static enum exit_code prepare_request(struct translation *t, const struct document *document,
				      const struct outputs *outputs, struct dt_job_request *request)
{
	const struct arguments *arguments = &t->session->arguments;

	for (size_t k = 0; k < outputs->n; k++) {
		document->wanted[k] = outputs->at[k].result;
		if (outputs->at[k].key)
			document->keys[request->n_keys++] =
				(struct dt_parameter){ outputs->at[k].result, outputs->at[k].key };
	}
	request->parameters = document->parameters.at;
	request->n_parameters = document->parameters.n;
	request->results = document->wanted;
	request->n_results = outputs->n;
	request->keys = document->keys;
	request->no_replace = !arguments_given(arguments, OPTION_OVERWRITE);
	request->page_time_ms = arguments_time(arguments, OPTION_PAGE_TIMEOUT);
	request->job_time_ms = arguments_time(arguments, OPTION_TIMEOUT);
	return EXIT_OK;
}

static enum exit_code prepare_document(struct translation *t, size_t i)
{
	struct session *session = t->session;
	struct task *task = &t->tasks[i];
	struct outputs *outputs = &t->outputs[i];
	struct document *document = &t->documents[i];

	task->input = session->arguments.files.at[i];
	task->brief = !arguments_given(&session->arguments, OPTION_REPORT);
	document->stem = path_stem(task->input);
	if (!document->stem)
		return no_memory(session);
	document->parameters = t->common;
	parameters_add(&document->parameters, "name", document->stem);
	parameters_add(&document->parameters, "translator", t->translator);
	parameters_add(&document->parameters, "previews", session->previews);
	if (outputs_plan(outputs, t->plan, t->folder, &document->parameters, t->without,
			 &session->fault) != EXIT_OK)
		return session->fault.exit;
	if (t->xliff && outputs_place(outputs, "xliff", t->xliff, &session->fault) != EXIT_OK)
		return session->fault.exit;
	if (t->terms && outputs_place(outputs, "terms", t->terms, &session->fault) != EXIT_OK)
		return session->fault.exit;
	document->wanted = calloc(outputs->n + 1, sizeof(*document->wanted));
	document->keys = calloc(outputs->n + 1, sizeof(*document->keys));
	if (!document->wanted || !document->keys)
		return no_memory(session);
	return prepare_request(t, document, outputs, &task->request);
}

/* --no-mono of a pipeline without "mono" would be an option that does nothing. */
static void warn_of_missing_results(struct translation *t)
{
	const json_t *results = json_object_get(t->plan, "results"), *result;
	size_t i;

	for (const char *const *name = t->without; *name; name++) {
		/* not wanted is the rule there */
		bool found = !strcmp(*name, "xliff") || !strcmp(*name, "terms") ||
			     !strcmp(*name, "dry_run") || t->only_terms;

		json_array_foreach(results, i, result) found |=
			!strcmp(json_string_value(json_object_get(result, "name")), *name);
		if (!found)
			session_warn(t->session, "--no-%s: the pipeline has no result \"%s\"",
				     *name, *name);
	}
}

/* Terms are found by a stage: a pipeline may have none. */
static void warn_of_missing_terms(struct translation *t)
{
	if (strcmp(terms_mode(t), "no") != 0 && !translate_terms_node(t))
		session_warn(t->session, "--extract-terms: the pipeline has no stage route.terms");
}

static void warn_of_instructions(struct translation *t)
{
	const json_t *translators = json_object_get(t->plan, "translators"), *one;
	size_t i;

	if (!arguments_given(&t->session->arguments, OPTION_INSTRUCTIONS) || !t->translator)
		return;
	json_array_foreach(translators, i, one)
	{
		const char *name = json_string_value(json_object_get(one, "name"));

		if (!strcmp(name, t->translator) &&
		    !json_is_true(json_object_get(one, "instructed")))
			session_warn(t->session, "--instructions: translator %s follows none",
				     name);
	}
}

static bool writes_files(const struct translation *t)
{
	for (size_t k = 0; k < t->outputs[0].n; k++)
		if (t->outputs[0].at[k].path)
			return true;
	return false;
}

static enum exit_code prepare_documents(struct translation *t)
{
	struct session *session = t->session;
	const struct arguments *arguments = &session->arguments;
	const char *report = arguments_text(arguments, OPTION_REPORT);
	const char *metrics = arguments_text(arguments, OPTION_METRICS_JSON);
	bool overwrite = arguments_given(arguments, OPTION_OVERWRITE);

	warn_of_missing_results(t);
	warn_of_missing_terms(t);
	warn_of_instructions(t);
	for (size_t i = 0; i < t->n; i++)
		if (prepare_document(t, i) != EXIT_OK)
			return session->fault.exit;
	if ((writes_files(t) && files_folder_make(t->folder, &session->fault) != EXIT_OK) ||
	    outputs_check(t->outputs, t->n, &arguments->files, overwrite, &session->fault) !=
		    EXIT_OK)
		return session->fault.exit;
	if (outputs_check_report(report, t->outputs, t->n, &arguments->files, overwrite,
				 &session->fault) != EXIT_OK)
		return session->fault.exit;
	if (report && metrics && !strcmp(report, metrics))
		return fault_set(&session->fault, EXIT_USAGE, "usage",
				 "--report and --metrics-json would both become \"%s\"", report);
	return outputs_check_report(metrics, t->outputs, t->n, &arguments->files, overwrite,
				    &session->fault);
}

static enum exit_code open_pipeline(struct translation *t)
{
	const char *const only[] = { t->translator, NULL };
	const struct arguments *arguments = &t->session->arguments;
	struct dt_error err = { 0 };

	if (t->only_terms && dt_pipeline_narrow(t->pipeline, "terms", &err) != DT_OK)
		return fault_from_error(&t->session->fault, &err);
	if (t->session->loaded &&
	    t->session->loaded(t->session, t->pipeline, t->translator) != EXIT_OK)
		return t->session->fault.exit;
	if (dt_pipeline_open(t->pipeline, (unsigned)arguments_integer(arguments, OPTION_WORKERS),
			     t->translator ? only : NULL, &err) != DT_OK)
		return fault_from_error(&t->session->fault, &err);
	/* a language that is found in the text is known to the job alone */
	if (strcmp(arguments_text(arguments, OPTION_SOURCE_LANG), "auto") != 0 && t->translator &&
	    dt_pipeline_check_pair(t->pipeline, t->translator,
				   arguments_text(arguments, OPTION_SOURCE_LANG),
				   arguments_text(arguments, OPTION_TARGET_LANG), &err) != DT_OK)
		/* whatever the kind: what is missing is outside */
		return fault_set(&t->session->fault, EXIT_EXTERNAL, "translator_error", "%s",
				 err.text);
	return EXIT_OK;
}

static bool translation_room(struct translation *t)
{
	t->documents = calloc(t->n, sizeof(*t->documents));
	t->outputs = calloc(t->n, sizeof(*t->outputs));
	t->tasks = calloc(t->n, sizeof(*t->tasks));
	return t->documents && t->outputs && t->tasks;
}

enum exit_code translate_load(struct translation *t)
{
	if (!translation_room(t))
		return no_memory(t->session);
	if (documents_check(t->session) == EXIT_OK && read_choices(t) == EXIT_OK)
		translate_load_pipeline(t);
	return t->session->fault.exit;
}

enum exit_code translate_prepare(struct translation *t)
{
	if (translate_load(t) == EXIT_OK && prepare_documents(t) == EXIT_OK)
		open_pipeline(t);
	return t->session->fault.exit;
}

void translate_free(struct translation *t)
{
	dt_pipeline_close(t->pipeline);
	for (size_t i = 0; i < t->n && t->documents; i++) {
		free(t->documents[i].stem);
		free(t->documents[i].wanted);
		free(t->documents[i].keys);
	}
	for (size_t i = 0; i < t->n && t->outputs; i++)
		outputs_free(&t->outputs[i]);
	if (t->tasks)
		tasks_free(t->tasks, t->n);
	for (size_t i = 0; i < 2 * t->n_overrides; i++)
		free(t->names[i]);
	json_decref(t->plan);
	free(t->translator);
	free(t->xliff_folder);
	free(t->terms_folder);
	free(t->glossaries);
	free(t->documents);
	free(t->outputs);
	free(t->tasks);
	parameters_finish(&t->common);
}
