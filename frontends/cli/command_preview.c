/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "commands.h"
#include "extraction.h"

#include "json_text.h"

/* From [[width, height], ..] of the stage. */
static json_t *public_sizes(const json_t *sizes)
{
	json_t *pages = json_array(), *size;
	size_t i;

	json_array_foreach(sizes, i, size) json_array_append_new(
		pages, json_pack("{s:I, s:O, s:O}", "page", (json_int_t)i + 1, "width",
				 json_array_get(size, 0), "height", json_array_get(size, 1)));
	return pages;
}

static void print_sizes(const json_t *pages)
{
	json_t *page;
	size_t i;

	json_array_foreach(pages, i, page)
		printf("page %zu: %g x %g points\n", i + 1,
		       json_number_value(json_object_get(page, "width")),
		       json_number_value(json_object_get(page, "height")));
}

static void tell(struct session *session, const struct extraction *extraction, const char *output)
{
	const json_t *report = json_object_get(extraction->task.report, "ledger");
	json_t *pages = public_sizes(json_object_get(report, "pages"));

	if (!session->json && output)
		progress_result(session->progress, output);
	else if (!session->json)
		print_sizes(pages);
	session->result =
		json_pack("{s:o, s:o, s:I, s:o}", "path", json_text(extraction->task.input),
			  "output", output ? json_text(output) : json_null(), "page_count",
			  (json_int_t)json_array_size(pages), "pages", pages);
}

enum exit_code command_preview(struct session *session)
{
	const struct arguments *arguments = &session->arguments;
	const char *output = arguments_text(arguments, OPTION_OUTPUT_PNG);
	struct extraction extraction = { .pipeline = "preview", .result = output ? "image" : NULL };
	struct parameters parameters = { 0 };

	if (documents_check(session) == EXIT_OK &&
	    parameters_read(&parameters, session) == EXIT_OK &&
	    extraction_open(&extraction, session, output) == EXIT_OK) {
		parameters_add(&parameters, "width", arguments_text(arguments, OPTION_WIDTH));
		parameters_add(&parameters, "page",
			       output ? arguments_text(arguments, OPTION_PAGE) : NULL);
		/* of pipelines that read pages: only that one */
		parameters_add(&parameters, "pages",
			       output ? arguments_text(arguments, OPTION_PAGE) : NULL);
		if (extraction_run(&extraction, arguments->files.at[0], &parameters) == EXIT_OK)
			tell(session, &extraction, output);
		extraction_warn(&extraction);
	}
	extraction_close(&extraction);
	parameters_finish(&parameters);
	return session->fault.exit;
}
