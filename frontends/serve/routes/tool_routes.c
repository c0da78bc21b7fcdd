/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "common/request.h"
#include "handlers.h"
#include "rows.h"
#include "tool_handlers.h"

static const struct parameter_spec of_plan[] = {
	QUERY("pipeline", shape_text, "name of a built-in pipeline; translate if not given"),
};
static const struct parameter_spec of_translators[] = {
	QUERY("source_lang", shape_text, "BCP 47; en if not given"),
	QUERY("target_lang", shape_text, "BCP 47; es if not given"),
};

static const struct schema form_file = { .type = SCHEMA_STRING, .format = "binary" };
static const char *const format_words[] = { "json", "text", "markdown", NULL };
static const struct schema form_format = { .type = SCHEMA_STRING, .choices = format_words };
static const struct schema_member form_members[] = {
	{ "input_pdf", &form_file, false, NULL, "the document" },
	{ "path", &shape_text, false, NULL, "without input_pdf: a path on the server" },
	{ "format", &form_format, false, "\"json\"", "of the answer" },
	{ "pages", &shape_text, false, NULL, "counted from 1: 1,3-5,7-; all if not given" },
	{ NULL, NULL, false, NULL, NULL },
};
static const struct schema form = { .name = "ExtractForm",
				    .type = SCHEMA_OBJECT,
				    .members = form_members };

static const struct response_spec validate_answers[] = {
	ANSWER(200, "whether it can be used", shape_validated,
	       "{\"ok\":true,\"schema_version\":\"1\",\"translation_request_valid\":true,"
	       "\"translator_config_valid\":null,\"errors\":[]}"),
	FAULT(400, "the path is not one that requests may name"),
	FAULT(422, "translation_request is not valid"),
	FAULT(503, "come again after Retry-After"),
};

static const struct response_spec inspect_answers[] = {
	ANSWER(200, "facts of each document", shape_inspection,
	       "{\"schema_version\":\"1\",\"files\":[{\"path\":\"/data/paper.pdf\","
	       "\"page_count\":12,\"prior_translated_marker\":false,\"facts\":{}}]}"),
	FAULT(400, "a path is not one that requests may name"),
	NOT_THERE("there is no such file"),
	FAULT(422, "a document cannot be read"),
	FAULT(503, "come again after Retry-After"),
};

static const struct response_spec extract_answers[] = {
	ANSWER(200, "pages with their blocks, or text", shape_object, "{\"pages\":[]}"),
	FILE_ANSWER(200, "pages with their blocks, or text", "text/plain"),
	FILE_ANSWER(200, "pages with their blocks, or text", "text/markdown"),
	FAULT(400, "no document, or a path that requests may not name"),
	NOT_THERE("there is no such file"),
	FAULT(413, "the document is larger than this server takes"),
	FAULT(422, "a field is wrong, or the document cannot be read"),
	FAULT(503, "come again after Retry-After"),
};

static const struct response_spec plan_answers[] = {
	ANSWER(200, "what the pipeline means here", shape_plan, NULL),
	FAULT(422, "there is no such pipeline"),
	FAULT(503, "come again after Retry-After"),
};

static const struct response_spec plugins_answers[] = {
	ANSWER(200, "plugins, and what they offer", shape_plugins, NULL),
	FAULT(503, "come again after Retry-After"),
};

static const struct response_spec translators_answers[] = {
	ANSWER(200, "translators, and which are usable", shape_translators,
	       "{\"schema_version\":\"1\",\"source_lang\":\"en\",\"target_lang\":\"es\","
	       "\"translators\":[{\"name\":\"apertium\",\"uses\":\"apertium.apertium\","
	       "\"summary\":\"translates offline\",\"default\":true,\"network\":false,"
	       "\"costs\":false,\"usable\":true,\"reason\":null}]}"),
	FAULT(422, "that is no language"),
	FAULT(503, "come again after Retry-After"),
};

static const struct response_spec languages_answers[] = {
	ANSWER(200, "languages with a two-letter code", shape_languages,
	       "{\"schema_version\":\"1\",\"languages\":[{\"code\":\"es\",\"code3\":\"spa\","
	       "\"name\":\"Spanish\",\"vertical\":false}]}"),
};

const struct route routes_tools[] = {
	{ "POST", "/v1/config/validate", "v1_config_validate_post", "config",
	  "check a request or a configuration", ACCESS_TOKEN, BODY_JSON,
	  &request_config_validate_schema, NO_LIST, LIST(validate_answers), handle_validate },
	{ "POST", "/v1/inspect", "v1_inspect_post", "inspect", "facts of documents of the server",
	  ACCESS_TOKEN, BODY_JSON, &request_inspect_schema, NO_LIST, LIST(inspect_answers),
	  handle_inspect },
	{ "POST", "/v1/extract", "v1_extract_post", "inspect", "text of a document, by blocks",
	  ACCESS_TOKEN, BODY_FORM, &form, NO_LIST, LIST(extract_answers), handle_extract },
	{ "GET", "/v1/plan", "v1_plan_get", "config", "what a pipeline means here", ACCESS_TOKEN,
	  BODY_NONE, NULL, LIST(of_plan), LIST(plan_answers), handle_plan },
	{ "GET", "/v1/plugins", "v1_plugins_get", "config", "list plugins", ACCESS_TOKEN, BODY_NONE,
	  NULL, NO_LIST, LIST(plugins_answers), handle_plugins },
	{ "GET", "/v1/translators", "v1_translators_get", "config", "list translators",
	  ACCESS_TOKEN, BODY_NONE, NULL, LIST(of_translators), LIST(translators_answers),
	  handle_translators },
	{ "GET", "/v1/languages", "v1_languages_get", "config", "list languages", ACCESS_TOKEN,
	  BODY_NONE, NULL, NO_LIST, LIST(languages_answers), handle_languages },
	LAST_ROUTE,
};
