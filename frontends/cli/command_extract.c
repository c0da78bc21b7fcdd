/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "commands.h"
#include "extraction.h"

#include "json_text.h"

#include <string.h>

static void give(struct extraction *extraction, const char *input, const char *output)
{
	struct session *session = extraction->session;

	progress_hide(session->progress);
	if (session->json) {
		session->result = json_pack("{s:o, s:s}", "path", json_text(input), "format",
					    arguments_text(&session->arguments, OPTION_FORMAT));
		if (output)
			json_object_set_new(session->result, "output", json_text(output));
		else
			json_object_set_new(session->result, "content",
					    extraction_json(extraction));
	} else if (output) {
		puts(output);
	} else {
		extraction_copy(extraction, stdout);
	}
}

/* Pages without text are in the result, as far as they could be read. */
static void tell_failed_pages(struct extraction *extraction)
{
	struct session *session = extraction->session;

	extraction_warn(extraction);
	if (extraction->task.failed_pages)
		fault_set(&session->fault, EXIT_PARTIAL, "partial",
			  "%u page%s could not be read: there is no text of %s",
			  extraction->task.failed_pages,
			  extraction->task.failed_pages == 1 ? "" : "s",
			  extraction->task.failed_pages == 1 ? "it" : "them");
}

enum exit_code command_extract(struct session *session)
{
	const struct arguments *arguments = &session->arguments;
	const char *output = arguments_text(arguments, OPTION_OUTPUT_FILE);
	const char *input = arguments->files.at[0];
	struct extraction extraction = { .pipeline = "extract", .result = "text" };
	struct parameters parameters = { 0 };

	if (!strcmp(output, "-"))
		output = NULL;
	if (documents_check(session) == EXIT_OK &&
	    parameters_read(&parameters, session) == EXIT_OK &&
	    extraction_open(&extraction, session, output) == EXIT_OK) {
		parameters_add(&parameters, "format", arguments_text(arguments, OPTION_FORMAT));
		if (extraction_run(&extraction, input, &parameters) == EXIT_OK) {
			give(&extraction, input, output);
			tell_failed_pages(&extraction);
		}
	}
	extraction_close(&extraction);
	parameters_finish(&parameters);
	return session->fault.exit;
}
