/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "commands.h"
#include "extraction.h"

#include "json_text.h"

enum exit_code command_debug_layout(struct session *session)
{
	const struct arguments *arguments = &session->arguments;
	const char *output = arguments_text(arguments, OPTION_OUTPUT_PDF);
	const char *input = arguments->files.at[0];
	struct extraction extraction = { .pipeline = "debug-layout", .result = "layout" };
	struct parameters parameters = { 0 };

	if (!output)
		return fault_set(&session->fault, EXIT_USAGE, "usage",
				 "-o FILE is missing: where is the result to be written?");
	if (documents_check(session) == EXIT_OK &&
	    parameters_read(&parameters, session) == EXIT_OK &&
	    extraction_open(&extraction, session, output) == EXIT_OK &&
	    extraction_run(&extraction, input, &parameters) == EXIT_OK) {
		session->result = json_pack("{s:o, s:o}", "path", json_text(input), "output",
					    json_text(output));
		if (!session->json)
			progress_result(session->progress, output);
		extraction_warn(&extraction);
		if (extraction.task.failed_pages)
			fault_set(&session->fault, EXIT_PARTIAL, "partial",
				  "%u page%s could not be read and ha%s no layout",
				  extraction.task.failed_pages,
				  extraction.task.failed_pages == 1 ? "" : "s",
				  extraction.task.failed_pages == 1 ? "s" : "ve");
	}
	extraction_close(&extraction);
	parameters_finish(&parameters);
	return session->fault.exit;
}
