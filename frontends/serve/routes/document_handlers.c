/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "tool_handlers.h"

#include "common/pages.h"
#include "permitted.h"
#include "tool.h"

#include "json_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_FILES = 200 };

/* ---- inspect ------------------------------------------------------------------------- */

/* What the contract has of a file stands beside what else there is to say. */
static json_t *inspected(json_t *file)
{
	json_t *path = json_incref(json_object_get(file, "path"));
	json_t *pages = json_incref(json_object_get(file, "page_count"));
	json_t *marker = json_incref(json_object_get(file, "prior_translated_marker"));

	json_object_del(file, "path");
	json_object_del(file, "page_count");
	json_object_del(file, "prior_translated_marker");
	return json_pack("{s:o, s:o, s:o, s:O}", "path", path, "page_count", pages,
			 "prior_translated_marker", marker ? marker : json_null(), "facts", file);
}

static void answer_inspection(struct exchange *exchange, json_t *envelope)
{
	json_t *errors = json_object_get(envelope, "errors"), *file;
	json_t *files = json_array();
	size_t i;

	if (json_array_size(errors)) {
		const char *message =
			json_string_value(json_object_get(json_array_get(errors, 0), "message"));

		json_decref(files);
		exchange_fail(exchange, 422, "input_error", json_pack("{s:O}", "errors", errors),
			      "%s", message ? message : "a document cannot be read");
		return;
	}
	if (!json_is_object(json_object_get(envelope, "result"))) {
		json_decref(files);
		fail_tool(exchange, envelope);
		return;
	}
	json_array_foreach(json_object_get(json_object_get(envelope, "result"), "files"), i, file)
		json_array_append_new(files, inspected(file));
	exchange_answer(exchange, 200,
			json_pack("{s:s, s:o}", "schema_version", "1", "files", files));
}

static void inspect_files(struct exchange *exchange, char *const *paths, size_t n)
{
	const char *arguments[MOST_FILES + 4] = { "inspect", "--" };
	struct tool tool = { .arguments = arguments, .time_s = 120, .document = true };
	struct dt_error err = { 0 };
	json_t *envelope;

	for (size_t i = 0; i < n; i++)
		arguments[2 + i] = paths[i];
	envelope = tool_run(route_tools(exchange), route_settings(exchange), &tool, &err);
	if (envelope)
		answer_inspection(exchange, envelope);
	else
		route_fail(exchange, &err, "the answer");
	json_decref(envelope);
}

static void inspect_later(struct exchange *exchange, void *ctx)
{
	const json_t *list = json_object_get(exchange_json(exchange), "paths");
	char *paths[MOST_FILES] = { NULL };
	size_t n = json_array_size(list), i = 0;
	struct dt_error err = { 0 };

	(void)ctx;
	if (n > MOST_FILES) {
		exchange_fail(exchange, 422, "validation_error", NULL,
			      "%zu files were named, wanted at most %d", n, MOST_FILES);
		return;
	}
	for (; i < n; i++) {
		const char *path = json_string_value(json_array_get(list, i));

		if (permitted_path(route_settings(exchange), path, PERMITTED_FILE, &paths[i],
				   &err) != DT_OK) {
			fail_permitted(exchange, path, &err);
			break;
		}
	}
	if (i == n)
		inspect_files(exchange, paths, n);
	while (i)
		free(paths[--i]);
}

void handle_inspect(struct exchange *exchange)
{
	exchange_later(exchange, inspect_later, NULL);
}

/* ---- extract ------------------------------------------------------------------------- */

struct extraction {
	const char *path, *format, *pages;
	char *real; /* of a path that the client named */
};

static void fail_field(struct exchange *exchange, const char *name, const char *message,
		       const char *input)
{
	exchange_fail_faults(exchange, json_pack("[{s:s, s:[s,s], s:o, s:o}]", "type",
						 "value_error", "loc", "body", name, "msg",
						 json_text(message), "input", json_text(input)));
}

static bool read_format(struct exchange *exchange, struct extraction *extraction)
{
	static const char *const formats[] = { "json", "text", "markdown" };
	const char *given = exchange_field(exchange, "format");

	extraction->format = NULL;
	for (size_t i = 0; i < 3; i++)
		if (!strcmp(given && *given ? given : "json", formats[i]))
			extraction->format = formats[i];
	if (!extraction->format)
		fail_field(exchange, "format", "wanted json, text or markdown", given);
	return extraction->format != NULL;
}

/* false: answered */
static bool read_document(struct exchange *exchange, struct extraction *extraction)
{
	const struct form_file *file = exchange_file(exchange, "input_pdf");
	const char *path = exchange_field(exchange, "path");
	struct dt_error err = { 0 };

	if (file) {
		extraction->path = file->path;
		return true;
	}
	if (!path || !*path) {
		exchange_fail(exchange, 400, "validation_error", NULL,
			      "wanted a document: a file in input_pdf, or its path in path");
		return false;
	}
	if (permitted_path(route_settings(exchange), path, PERMITTED_FILE, &extraction->real,
			   &err) != DT_OK) {
		fail_permitted(exchange, path, &err);
		return false;
	}
	extraction->path = extraction->real;
	return true;
}

static bool read_pages(struct exchange *exchange, struct extraction *extraction)
{
	const char *given = exchange_field(exchange, "pages");
	char why[300];

	extraction->pages = given && *given ? given : "1-";
	if (pages_check(extraction->pages, why, sizeof(why)))
		return true;
	fail_field(exchange, "pages", why, given);
	return false;
}

static void answer_text(struct exchange *exchange, const char *format, const json_t *content)
{
	char *copy = strdup(json_string_value(content));

	if (copy)
		exchange_answer_text(exchange, 200,
				     strcmp(format, "text") ? "text/markdown; charset=utf-8"
							    : "text/plain; charset=utf-8",
				     copy, strlen(copy));
	else
		exchange_fail(exchange, 500, "internal_error", NULL, "out of memory");
}

/* Pages that cannot be read are left out, which the command line calls a fault; here the rest is
 * what was asked for. */
static void answer_extraction(struct exchange *exchange, const struct extraction *extraction,
			      json_t *envelope)
{
	json_t *content = json_object_get(json_object_get(envelope, "result"), "content");

	if (json_is_string(content))
		answer_text(exchange, extraction->format, content);
	else if (json_is_object(content))
		exchange_answer(exchange, 200, json_incref(content));
	else
		fail_tool(exchange, envelope);
}

static void extract(struct exchange *exchange, const struct extraction *extraction)
{
	const char *arguments[] = { "extract",	       "--format", extraction->format, "--pages",
				    extraction->pages, "--",	   extraction->path,   NULL };
	struct tool tool = { .arguments = arguments, .time_s = 120, .document = true };
	struct dt_error err = { 0 };
	json_t *envelope = tool_run(route_tools(exchange), route_settings(exchange), &tool, &err);

	if (envelope)
		answer_extraction(exchange, extraction, envelope);
	else
		route_fail(exchange, &err, "the answer");
	json_decref(envelope);
}

static void extract_later(struct exchange *exchange, void *ctx)
{
	struct extraction extraction = { 0 };

	(void)ctx;
	if (read_format(exchange, &extraction) && read_pages(exchange, &extraction) &&
	    read_document(exchange, &extraction))
		extract(exchange, &extraction);
	free(extraction.real);
}

void handle_extract(struct exchange *exchange)
{
	exchange_later(exchange, extract_later, NULL);
}
