/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a request points at: files of this machine and addresses of services. */
#include "config.h"

#include "request_inside.h"

#include <stdio.h>

void request_each_path(const json_t *request,
		       void (*see)(void *ctx, const char *loc, const char *path, bool written),
		       void *ctx)
{
	static const struct {
		const char *loc;
		bool written;
	} rows[] = {
		{ "input_pdf", false },
		{ "translator.config_path", false },
		{ "translator.cli_router_overrides.metrics_json_path", true },
		{ "options.output_dir", true },
		{ "options.working_dir", true },
		{ "options.translation_memory.tm_import_path", false },
		{ "options.translation_memory.tm_export_path", true },
	};
	const json_t *paths = request_value(request, "options.glossary.csv_paths"), *path;
	char loc[80];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (request_text(request, rows[i].loc))
			see(ctx, rows[i].loc, request_text(request, rows[i].loc), rows[i].written);
	json_array_foreach(paths, i, path)
	{
		snprintf(loc, sizeof(loc), "options.glossary.csv_paths.%zu", i);
		see(ctx, loc, json_string_value(path), false);
	}
}

void request_each_address(const json_t *request,
			  void (*see)(void *ctx, const char *loc, const char *url), void *ctx)
{
	static const char *const rows[] = {
		"translator.openai.base_url",	       "translator.openai.term_base_url",
		"translator.local_cli.local_base_url", "translator.local_cli.local_term_base_url",
		"translator.settings.base_url",
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (request_text(request, rows[i]))
			see(ctx, rows[i], request_text(request, rows[i]));
}
