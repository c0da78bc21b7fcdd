/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "tool_handlers.h"

#include "common/languages.h"
#include "permitted.h"
#include "tool.h"

#include "json_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

void fail_permitted(struct exchange *exchange, const char *path, const struct dt_error *err)
{
	bool there = err->status != DT_E_INPUT;

	exchange_fail(exchange, there ? 400 : 404,
		      err->status == DT_E_UNSUPPORTED ? "unsupported_configuration"
		      : there			      ? "validation_error"
						      : "not_found",
		      json_pack("{s:o}", "path", json_text(path)), "%s", err->text);
}

/* Why a process was ended; paths of this machine are not for clients. */
static json_t *reason_of(const json_t *error)
{
	json_t *reason = json_object_get(json_object_get(error, "details"), "reason");

	return reason ? json_pack("{s:O}", "reason", reason) : NULL;
}

void fail_tool(struct exchange *exchange, const json_t *envelope)
{
	const json_t *error = json_object_get(envelope, "error");
	const char *code = text(error, "code");

	if (!strcmp(code, "input_error"))
		exchange_fail(exchange, 422, "input_error", reason_of(error), "%s",
			      text(error, "message"));
	else if (!strcmp(code, "usage") || !strcmp(code, "validation_failed") ||
		 !strcmp(code, "not_found")) /* what the request names is not there */
		exchange_fail(exchange, 422, "validation_error", NULL, "%s",
			      text(error, "message"));
	else
		exchange_fail(exchange, 500, "internal_error", reason_of(error), "%s",
			      text(error, "message"));
}

/* Answers with the result of a tool, and the version of the public shapes in it. */
static void answer_result(struct exchange *exchange, const struct tool *tool)
{
	struct dt_error err = { 0 };
	json_t *envelope = tool_run(route_tools(exchange), route_settings(exchange), tool, &err),
	       *result;

	result = json_object_get(envelope, "result");
	if (!envelope) {
		route_fail(exchange, &err, "the answer");
	} else if (!json_is_true(json_object_get(envelope, "ok")) || !json_is_object(result)) {
		fail_tool(exchange, envelope);
	} else {
		json_t *answer = json_pack("{s:s}", "schema_version", "1");

		json_object_update(answer, result);
		exchange_answer(exchange, 200, answer);
	}
	json_decref(envelope);
}

/* ---- plan, plugins, translators ------------------------------------------------------- */

/* Names of built-in pipelines; a path is not one. */
static bool is_name(const char *name)
{
	return *name && *name != '-' &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(name) &&
	       strlen(name) < 40;
}

static const char *read_pipeline(struct exchange *exchange)
{
	const char *name = exchange_query(exchange, "pipeline");

	if (!name || !*name)
		return "translate";
	if (is_name(name))
		return name;
	exchange_fail_faults(exchange, json_pack("[{s:s, s:[s,s], s:s, s:s}]", "type",
						 "value_error", "loc", "query", "pipeline", "msg",
						 "wanted the name of a built-in pipeline, as "
						 "translate",
						 "input", name));
	return NULL;
}

static void plan_later(struct exchange *exchange, void *ctx)
{
	const char *name = read_pipeline(exchange);
	const char *const arguments[] = { "plan", name, NULL };
	const struct tool tool = { .arguments = arguments, .kept = true };

	(void)ctx;
	if (name)
		answer_result(exchange, &tool);
}

void handle_plan(struct exchange *exchange)
{
	exchange_later(exchange, plan_later, NULL);
}

static void plugins_later(struct exchange *exchange, void *ctx)
{
	static const char *const arguments[] = { "plugins", NULL };
	static const struct tool tool = { .arguments = arguments, .kept = true };

	(void)ctx;
	answer_result(exchange, &tool);
}

void handle_plugins(struct exchange *exchange)
{
	exchange_later(exchange, plugins_later, NULL);
}

/* false: answered */
static bool read_language(struct exchange *exchange, const char *name, const char *preset,
			  const char **language)
{
	const char *given = exchange_query(exchange, name);
	char why[300];

	*language = given && *given ? given : preset;
	if (**language != '-' &&
	    (!strcmp(*language, "auto") || language_check(*language, why, sizeof(why))))
		return true;
	exchange_fail_faults(exchange, json_pack("[{s:s, s:[s,s], s:o, s:o}]", "type",
						 "value_error", "loc", "query", name, "msg",
						 json_text(why), "input", json_text(given)));
	return false;
}

static void translators_later(struct exchange *exchange, void *ctx)
{
	const char *arguments[] = { "translators", "--source-lang", NULL, "--target-lang", NULL,
				    NULL };
	struct tool tool = { .arguments = arguments, .kept = true };

	(void)ctx;
	if (read_language(exchange, "source_lang", "en", &arguments[2]) &&
	    read_language(exchange, "target_lang", "es", &arguments[4]))
		answer_result(exchange, &tool);
}

void handle_translators(struct exchange *exchange)
{
	exchange_later(exchange, translators_later, NULL);
}

void handle_languages(struct exchange *exchange)
{
	json_t *list = json_array();

	for (size_t i = 0; i < languages_two_count; i++)
		json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:b}", "code",
						      languages_two[i].code, "code3",
						      languages_two[i].code3, "name",
						      languages_two[i].name, "vertical",
						      language_is_vertical(languages_two[i].code)));
	exchange_answer(exchange, 200,
			json_pack("{s:s, s:o}", "schema_version", "1", "languages", list));
}

/* ---- config/validate ------------------------------------------------------------------ */

/* A file of the replaced program is made one of ours, which nobody wants to keep. */
static json_t *check_other(struct exchange *exchange, const char *path, struct dt_error *err)
{
	const char *const arguments[] = { "config", "import", path, "-o", "made.conf", NULL };
	const struct tool tool = { .arguments = arguments };

	return tool_run(route_tools(exchange), route_settings(exchange), &tool, err);
}

static json_t *check_config(struct exchange *exchange, const char *path, struct dt_error *err)
{
	const char *const arguments[] = { "config", "validate", path, NULL };
	const struct tool tool = { .arguments = arguments };
	size_t n = strlen(path);

	if (n > 5 && !strcmp(path + n - 5, ".toml"))
		return check_other(exchange, path, err);
	return tool_run(route_tools(exchange), route_settings(exchange), &tool, err);
}

static void list_errors(json_t *errors, const json_t *envelope)
{
	const char *message = text(json_object_get(envelope, "error"), "message"), *line;
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(envelope, "errors"), i, one)
	{
		line = json_is_string(one) ? json_string_value(one) : text(one, "message");
		json_array_append_new(errors, json_text(line));
	}
	if (*message && !json_array_size(errors))
		json_array_append_new(errors, json_text(message));
}

/* 1 valid, 0 not, -1 answered already */
static int validate_translator(struct exchange *exchange, const json_t *config, json_t *errors)
{
	const char *path = text(config, "config_path");
	struct dt_error err = { 0 };
	json_t *envelope;
	char *real;
	int valid;

	if (permitted_path(route_settings(exchange), path, PERMITTED_FILE, &real, &err) != DT_OK) {
		if (err.status != DT_E_INPUT) {
			fail_permitted(exchange, path, &err);
			return -1;
		}
		json_array_append_new(errors, json_text(err.text));
		return 0;
	}
	envelope = check_config(exchange, real, &err);
	free(real);
	if (!envelope) {
		route_fail(exchange, &err, "the answer");
		return -1;
	}
	valid = json_is_true(json_object_get(envelope, "ok"));
	if (!valid)
		list_errors(errors, envelope);
	json_decref(envelope);
	return valid;
}

static void validate_later(struct exchange *exchange, void *ctx)
{
	const json_t *body = exchange_json(exchange);
	bool request = json_is_object(json_object_get(body, "translation_request"));
	const json_t *config = json_object_get(body, "translator_config");
	json_t *errors;
	int valid = 1;

	(void)ctx;
	if (!request && !json_is_object(config)) {
		exchange_fail_faults(exchange,
				     json_pack("[{s:s, s:[s], s:s, s:{}}]", "type", "value_error",
					       "loc", "body", "msg",
					       "wanted translation_request or translator_config",
					       "input"));
		return;
	}
	errors = json_array();
	if (json_is_object(config))
		valid = validate_translator(exchange, config, errors);
	if (valid < 0) {
		json_decref(errors);
		return;
	}
	exchange_answer(exchange, 200,
			json_pack("{s:b, s:s, s:o, s:o, s:o}", "ok", valid, "schema_version", "1",
				  "translation_request_valid", request ? json_true() : json_null(),
				  "translator_config_valid",
				  json_is_object(config) ? json_boolean(valid) : json_null(),
				  "errors", errors));
}

void handle_validate(struct exchange *exchange)
{
	exchange_later(exchange, validate_later, NULL);
}
