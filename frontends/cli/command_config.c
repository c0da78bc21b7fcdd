/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "commands.h"
#include "files.h"

#include "json_text.h"

#include <stdlib.h>
#include <string.h>

/* What only the translator itself knows, as that this service wants a key. */
static bool check_opening(struct session *session, struct dt_pipeline *pipeline, const char *file,
			  const char *translator)
{
	const char *const only[] = { translator, NULL };
	struct dt_error err = { 0 };
	char line[1200];

	if (!translator || dt_pipeline_open(pipeline, 1, only, &err) == DT_OK ||
	    err.status != DT_E_CONFIG)
		return true;
	snprintf(line, sizeof(line), "%s: error: %s", file, err.text);
	json_array_append_new(session->errors, json_text(line));
	progress_line(session->progress, line);
	snprintf(session->fault.path, sizeof(session->fault.path), "%s", file);
	fault_set(&session->fault, EXIT_VALIDATION, "validation_failed",
		  "the pipeline file \"%s\" cannot be used as it is", file);
	return false;
}

static bool check_file(struct session *session, const char *file)
{
	const char *translator = arguments_text(&session->arguments, OPTION_TRANSLATOR);
	struct dt_pipeline *pipeline = session_load(session, file, NULL, 0);
	bool good =
		pipeline && session_check_keys(session, pipeline, file, translator) &&
		check_opening(session, pipeline, file,
			      translator ? translator : dt_pipeline_default_translator(pipeline));

	dt_pipeline_close(pipeline);
	return good;
}

enum exit_code command_config_validate(struct session *session)
{
	const struct argument_list *files = &session->arguments.files;
	json_t *list = json_array();
	size_t bad = 0;

	session->result = json_pack("{s:o}", "files", list);
	for (size_t i = 0; i < files->n; i++) {
		struct fault first = session->fault;
		char *file = session_pipeline_file(session, files->at[i], NULL);
		bool good = file && check_file(session, file);

		if (!session->json && good)
			printf("%s: good\n", file);
		json_array_append_new(
			list, json_pack("{s:o, s:b}", "path", json_text(files->at[i]), "ok", good));
		bad += !good;
		free(file);
		if (first.exit != EXIT_OK)
			session->fault = first;
	}
	if (bad > 1 && session->fault.exit == EXIT_VALIDATION)
		snprintf(session->fault.text, sizeof(session->fault.text),
			 "%zu of %zu pipeline files have faults", bad, files->n);
	return session->fault.exit;
}

/* The text of a pipeline file; NULL with fault. */
static char *read_pipeline(struct session *session, const char *given, size_t *size)
{
	char *file = session_pipeline_file(session, given, "translate");
	char *text = file ? file_read(file, size, &session->fault) : NULL;

	free(file);
	return text;
}

enum exit_code command_config_init(struct session *session)
{
	const struct arguments *arguments = &session->arguments;
	const char *path = arguments->files.n ? arguments->files.at[0] : "doctranslate.conf";
	size_t size;
	char *text = read_pipeline(session, arguments_text(arguments, OPTION_FROM), &size);

	if (text && file_write(path, text, size, arguments_given(arguments, OPTION_OVERWRITE),
			       &session->fault) == EXIT_OK) {
		session->result = json_pack("{s:o}", "path", json_text(path));
		if (!session->json)
			puts(path);
	}
	free(text);
	return session->fault.exit;
}

enum exit_code command_config_show(struct session *session)
{
	const struct argument_list *files = &session->arguments.files;
	const char *given = files->n ? files->at[0] : "translate";
	size_t size;
	char *text = read_pipeline(session, given, &size);

	if (!text)
		return session->fault.exit;
	if (session->json) {
		session->result = json_pack("{s:o, s:o}", "path", json_text(given), "content",
					    json_text(text));
	} else {
		fwrite(text, 1, size, stdout);
		if (size && text[size - 1] != '\n')
			putchar('\n');
	}
	free(text);
	return EXIT_OK;
}
