/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "commands.h"

#include <stdlib.h>
#include <string.h>

static void print_text(const char *text)
{
	size_t n = strlen(text);

	fputs(text, stdout);
	if (n && text[n - 1] != '\n')
		putchar('\n');
}

static enum exit_code print_plan(struct session *session, const struct dt_pipeline *pipeline)
{
	const struct arguments *arguments = &session->arguments;
	char *text;

	if (session->json)
		text = dt_pipeline_plan_json(pipeline);
	else if (arguments_given(arguments, OPTION_DOT))
		text = dt_pipeline_plan_dot(pipeline);
	else if (arguments_given(arguments, OPTION_JSON))
		text = dt_pipeline_plan_json(pipeline);
	else
		text = dt_pipeline_plan_text(pipeline);
	if (!text)
		return fault_set(&session->fault, EXIT_INTERNAL, "internal_error", "out of memory");
	if (session->json)
		session->result = json_loads(text, 0, NULL);
	else
		print_text(text);
	free(text);
	return EXIT_OK;
}

enum exit_code command_plan(struct session *session)
{
	const struct arguments *arguments = &session->arguments;
	struct dt_pipeline *pipeline;
	char *file;

	if (arguments_given(arguments, OPTION_JSON) && arguments_given(arguments, OPTION_DOT))
		return fault_set(&session->fault, EXIT_USAGE, "usage",
				 "--json and --dot were both given, wanted one of them");
	file = session_pipeline_file(session, arguments->files.n ? arguments->files.at[0] : NULL,
				     "translate");
	pipeline = file ? session_load(session, file, NULL, 0) : NULL;
	if (pipeline)
		print_plan(session, pipeline);
	dt_pipeline_close(pipeline);
	free(file);
	return session->fault.exit;
}
