/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "request_line.h"

#include "commands.h"
#include "files.h"

#include "common/translation_result.h"
#include "json_text.h"

#include <stdlib.h>
#include <string.h>

/* ---- a file of the replaced program --------------------------------------------------- */

static enum exit_code import_with(struct request_arguments *line, char **words, int n,
				  struct fault *fault)
{
	struct session session;
	json_t *warning;
	size_t i;

	session_init(&session);
	if (session_start(&session, n, words, NULL) == EXIT_OK) {
		session.json = true; /* nothing of it is printed */
		command_config_import(&session);
	}
	json_array_foreach(session.warnings, i, warning) json_array_append(line->warnings, warning);
	if (session.fault.exit != EXIT_OK)
		*fault = session.fault;
	session_finish(&session);
	return fault->exit;
}

static enum exit_code no_memory(struct fault *fault)
{
	return fault_set(fault, EXIT_INTERNAL, "internal_error", "out of memory");
}

static enum exit_code import_config(struct request_arguments *line, const struct arguments *like,
				    struct fault *fault)
{
	static const enum option_id places[] = { OPTION_PLUGIN_PATH, OPTION_PIPELINE_PATH };
	const char *folder = request_arguments_folder(line);
	char program[] = "doctranslate", first[] = "config", second[] = "import",
	     quiet[] = "--quiet", end[] = "--";
	char *words[10] = { program, first, second, quiet }, *made[4] = { NULL }, *given = NULL;
	int n = 4, m = 0;

	line->pipeline = folder ? files_join(folder, "imported.conf") : NULL;
	if (!line->pipeline || asprintf(&made[m], "--output=%s", line->pipeline) < 0)
		return no_memory(fault);
	words[n++] = made[m++];
	for (size_t i = 0; like && i < sizeof(places) / sizeof(places[0]); i++)
		if (arguments_given(like, places[i]) &&
		    asprintf(&made[m], "--%s=%s", option_table[places[i]].name,
			     arguments_text(like, places[i])) >= 0)
			words[n++] = made[m++];
	words[n++] = end;
	words[n++] = line->config;
	import_with(line, words, n, fault);
	while (m)
		free(made[--m]);
	if (fault->exit == EXIT_OK && (asprintf(&given, "--pipeline=%s", line->pipeline) < 0 ||
				       !request_arguments_insert(line, given)))
		no_memory(fault);
	free(given);
	return fault->exit;
}

enum exit_code request_line(const json_t *request, const struct request_manner *manner,
			    const struct arguments *like, struct request_arguments *line,
			    json_t **faults, struct fault *fault)
{
	char *sentence;

	*faults = request_arguments(request, manner, line);
	if (*faults) {
		sentence = schema_sentence(*faults);
		fault_set(fault, EXIT_USAGE, "validation_error", "%s",
			  sentence ? sentence : "the request has faults");
		free(sentence);
	} else if (line->config) {
		import_config(line, like, fault);
	}
	return fault->exit;
}

/* ---- translate --request-json ---------------------------------------------------------- */

/* What was given on the command line itself goes before what the request says: it stands last. */
static bool add_given(struct request_arguments *line, const struct arguments *given)
{
	bool good = true;

	for (int id = 0; id < OPTION_COUNT && good; id++) {
		const struct option_spec *option = &option_table[id];
		const struct argument_list *list = &given->pairs[id];
		char *text = NULL;

		if (id == OPTION_REQUEST_JSON || !arguments_given(given, id))
			continue;
		for (size_t i = 0; i < list->n && good; i++) {
			good = asprintf(&text, "--%s=%s", option->name, list->at[i]) >= 0 &&
			       request_arguments_insert(line, text);
			free(text);
			text = NULL;
		}
		if (list->n || !good)
			continue;
		good = asprintf(&text, "--%s%s%s", option->name,
				option->type == TYPE_FLAG ? "" : "=", given->value[id]) >= 0 &&
		       request_arguments_insert(line, text);
		free(text);
	}
	return good;
}

static json_t *read_request(const char *path, struct fault *fault)
{
	size_t size;
	char *text = file_read(path, &size, fault);
	json_error_t error;
	json_t *request = text ? json_loadb(text, size, JSON_REJECT_DUPLICATES, &error) : NULL;

	if (text && !request)
		fault_set(fault, EXIT_USAGE, "validation_error", "\"%s\", line %d: %s", path,
			  error.line, error.text);
	free(text);
	return request;
}

static void add_faults(struct session *session, json_t *faults, const char *path)
{
	json_t *fault;
	size_t i;

	json_array_foreach(faults, i, fault) json_array_append(session->errors, fault);
	if (faults)
		snprintf(session->fault.path, sizeof(session->fault.path), "%s", path);
	json_decref(faults);
}

static enum exit_code check_request(struct session *session, json_t *request, const char *path)
{
	json_t *faults = schema_check(&request_schema, request, NULL);
	char *sentence = faults ? schema_sentence(faults) : NULL;

	if (faults)
		fault_set(&session->fault, EXIT_USAGE, "validation_error", "\"%s\": %s", path,
			  sentence ? sentence : "it is no TranslationRequest");
	add_faults(session, faults, path);
	free(sentence);
	return session->fault.exit;
}

/* The session begins anew, with the line. */
static enum exit_code restart(struct session *session, const struct request_arguments *line)
{
	json_t *warning;
	size_t i;

	if (session->arguments.files.n)
		json_array_append_new(line->warnings,
				      json_string("--request-json names the document: those on the "
						  "command line are left out"));
	progress_free(session->progress);
	session->progress = NULL;
	arguments_free(&session->arguments);
	if (session_start(session, (int)line->n, line->at, NULL) != EXIT_OK)
		return session->fault.exit;
	json_array_foreach(line->warnings, i, warning)
		session_warn(session, "%s", json_string_value(warning));
	return EXIT_OK;
}

static void complete(json_t *result)
{
	json_t *translation = json_object_get(result, "translation");

	if (translation)
		json_object_set_new(json_object_get(translation, "artifacts"), "items",
				    artifacts_public(translation));
}

enum exit_code translate_request(struct session *session)
{
	char *path = strdup(arguments_text(&session->arguments, OPTION_REQUEST_JSON));
	json_t *request = path ? read_request(path, &session->fault) : NULL, *faults = NULL;
	struct request_manner manner = { 0 };
	struct request_arguments line = { 0 };

	if (arguments_given(&session->arguments, OPTION_OUTPUT_DIR))
		manner.output_dir = arguments_text(&session->arguments, OPTION_OUTPUT_DIR);
	/* names of results are made of it */
	if (json_is_object(request) && arguments_given(&session->arguments, OPTION_TARGET_LANG))
		json_object_set_new(
			request, "lang_out",
			json_text(arguments_text(&session->arguments, OPTION_TARGET_LANG)));
	if (request && check_request(session, request, path) == EXIT_OK) {
		if (request_line(request, &manner, &session->arguments, &line, &faults,
				 &session->fault) == EXIT_OK) {
			if (!add_given(&line, &session->arguments))
				no_memory(&session->fault);
			else if (restart(session, &line) == EXIT_OK)
				translate_run(session);
		}
		add_faults(session, faults, path);
	}
	complete(session->result);
	json_decref(request);
	free(path);
	/* of the arguments nothing but the command is looked at from now on */
	request_arguments_free(&line);
	return session->fault.exit;
}
