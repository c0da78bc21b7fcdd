/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "extraction.h"

#include "files.h"
#include "outputs.h"

#include "json_text.h"
#include "common/translation_result.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum exit_code no_memory(struct extraction *x)
{
	return fault_set(&x->session->fault, EXIT_INTERNAL, "internal_error", "out of memory");
}

static enum exit_code choose_place(struct extraction *x, const char *output)
{
	const char *temporary = getenv("TMPDIR"), *slash;
	const struct argument_list *inputs = &x->session->arguments.files;
	bool overwrite = arguments_given(&x->session->arguments, OPTION_OVERWRITE);

	if (output) {
		if (output_check(output, inputs, overwrite, &x->session->fault) != EXIT_OK)
			return x->session->fault.exit;
		slash = strrchr(output, '/');
		x->folder = path_folder(output);
		x->key = strdup(slash ? slash + 1 : output);
	} else {
		x->key = strdup("result");
		if (asprintf(&x->folder, "%s/doctranslate-XXXXXX",
			     temporary && *temporary ? temporary : "/tmp") < 0)
			x->folder = NULL;
		if (x->folder && !mkdtemp(x->folder))
			return fault_set(&x->session->fault, EXIT_EXTERNAL, "storage_error",
					 "no temporary folder can be made as \"%s\": %s", x->folder,
					 strerror(errno));
		x->temporary = x->folder != NULL;
	}
	x->path = x->folder && x->key ? files_join(x->folder, x->key) : NULL;
	return x->path ? EXIT_OK : no_memory(x);
}

static enum exit_code load(struct extraction *x)
{
	const struct arguments *arguments = &x->session->arguments;
	const char *given = arguments_text(arguments, OPTION_PIPELINE);
	char *file = session_pipeline_file(x->session, given, x->pipeline);
	struct dt_error err = { 0 };

	x->overrides[x->n_overrides++] =
		(struct dt_override){ "output.directory", x->folder, "the folder of the result" };
	x->opened = file ? session_load(x->session, file, x->overrides, x->n_overrides) : NULL;
	free(file);
	if (x->opened &&
	    dt_pipeline_open(x->opened, (unsigned)arguments_integer(arguments, OPTION_WORKERS),
			     NULL, &err) != DT_OK)
		fault_from_error(&x->session->fault, &err);
	return x->session->fault.exit;
}

enum exit_code extraction_open(struct extraction *x, struct session *session, const char *output)
{
	x->session = session;
	if (choose_place(x, output) != EXIT_OK)
		return session->fault.exit;
	return load(x);
}

enum exit_code extraction_run(struct extraction *x, const char *input,
			      const struct parameters *parameters)
{
	const struct arguments *arguments = &x->session->arguments;
	struct parameters own = *parameters;
	char *stem = path_stem(input);
	struct dt_parameter key = { x->result, x->key };

	if (!stem)
		return no_memory(x);
	parameters_add(&own, "name", stem);
	tasks_free(&x->task, 1);
	x->task = (struct task){
		.input = input,
		.request = {
			.parameters = own.at,
			.n_parameters = own.n,
			.results = &x->result,
			.n_results = x->result != NULL,
			.keys = &key,
			.n_keys = x->result != NULL,
			.no_replace = !x->temporary &&
				      !arguments_given(arguments, OPTION_OVERWRITE),
			.page_time_ms = arguments_time(arguments, OPTION_PAGE_TIMEOUT),
			.job_time_ms = arguments_time(arguments, OPTION_TIMEOUT),
		},
	};
	if (x->temporary)
		unlink(x->path);
	jobs_run(x->session, x->opened, &x->task, 1, 1, NULL, NULL);
	free(stem);
	if (x->task.fault.exit != EXIT_OK && x->session->fault.exit == EXIT_OK)
		x->session->fault = x->task.fault;
	return x->session->fault.exit;
}

void extraction_copy(struct extraction *x, FILE *to)
{
	FILE *from = fopen(x->path, "re");
	char buffer[65536];
	size_t n;

	if (!from) {
		fault_set(&x->session->fault, EXIT_INTERNAL, "internal_error",
			  "the result is not where it should be: %s", strerror(errno));
		return;
	}
	while ((n = fread(buffer, 1, sizeof(buffer), from)) > 0 && fwrite(buffer, 1, n, to) == n)
		;
	if (ferror(from))
		fault_set(&x->session->fault, EXIT_INTERNAL, "internal_error",
			  "the result cannot be read back: %s", strerror(errno));
	fclose(from);
}

json_t *extraction_json(struct extraction *x)
{
	json_t *json = json_load_file(x->path, 0, NULL);
	char *text = NULL;
	size_t size = 0;
	FILE *to;

	if (json)
		return json;
	to = open_memstream(&text, &size);
	if (to) {
		extraction_copy(x, to);
		if (!fclose(to))
			json = json_text(text);
	}
	free(text);
	return json;
}

void extraction_warn(struct extraction *x)
{
	json_t *warnings = report_warnings(x->task.report), *warning;
	size_t i;

	json_array_foreach(warnings, i, warning)
		session_warn(x->session, "%s", json_string_value(warning));
	json_decref(warnings);
}

void extraction_close(struct extraction *x)
{
	dt_pipeline_close(x->opened);
	tasks_free(&x->task, 1);
	if (x->temporary) {
		unlink(x->path ? x->path : "");
		rmdir(x->folder);
	}
	free(x->folder);
	free(x->key);
	free(x->path);
}
