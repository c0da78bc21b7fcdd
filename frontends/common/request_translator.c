/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who translates: a translator of the pipeline by its name, or as the replaced program chose. */
#include "config.h"

#include "request_inside.h"

#include <stdio.h>
#include <string.h>

/* Of the command line's "--set NAME.option". */
static bool is_name(const char *name)
{
	return name[strspn(name,
			   "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")] ==
	       0;
}

/* What the environment has as key is for the address that the pipeline has. */
static void set_key(struct building *b, const char *node, const char *key, const char *address)
{
	if (!building_set_secret(b, node, "key", key) && b->manner->foreign &&
	    request_text(b->request, address))
		building_add(b, "--set=%s.key=env:DOCTRANSLATE_NO_KEY", node);
}

static void take_config(struct building *b)
{
	const char *path = request_text(b->request, "translator.config_path");
	size_t n = path ? strlen(path) : 0;

	if (n > 5 && !strcmp(path + n - 5, ".toml")) {
		b->out->config = strdup(path);
		b->failed |= !b->out->config;
	} else if (path) {
		building_add(b, "--pipeline=%s", path);
	}
}

static void only_for(struct building *b, const char *path, const char *what)
{
	if (request_value(b->request, path))
		building_fault(b, path, "%s is for another way to choose a translator: %s", path,
			       what);
}

static void set_seconds(struct building *b, const char *node, const char *path)
{
	const json_t *seconds = request_value(b->request, path);

	if (seconds)
		building_add(b, "--set=%s.timeout=%.0fms", node, json_number_value(seconds) * 1000);
}

static void by_name(struct building *b, const char *name)
{
	static const char *const numbers[] = { "temperature", "max_retries", "max_in_flight", "rpm",
					       "tpm" };
	char path[80], where[300];

	if (strlen(name) > 100 || !is_name(name)) {
		building_fault(b, "translator.name", "translator.name is no name of a translator");
		return;
	}
	only_for(b, "translator.openai", "there is translator.name");
	only_for(b, "translator.local_cli", "there is translator.name");
	only_for(b, "translator.cli_router_overrides", "there is translator.name");
	building_add(b, "--translator=%s", name);
	building_set(b, name, "model", "translator.settings.model");
	building_set(b, name, "base_url", "translator.settings.base_url");
	set_key(b, name, "translator.settings.api_key", "translator.settings.base_url");
	set_seconds(b, name, "translator.settings.timeout_seconds");
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		snprintf(path, sizeof(path), "translator.settings.%s", numbers[i]);
		snprintf(where, sizeof(where), "%s.%s", name, numbers[i]);
		building_set_number(b, where, path, 1);
	}
}

/* ---- as the replaced program chose --------------------------------------------------- */

static void by_openai(struct building *b)
{
	static const char *const terms[] = { "term_model", "term_base_url", "term_api_key",
					     "term_reasoning" };
	char path[80];

	building_add(b, "--translator=openai");
	building_set(b, "openai", "model", "translator.openai.model");
	building_set(b, "openai", "base_url", "translator.openai.base_url");
	set_key(b, "openai", "translator.openai.api_key", "translator.openai.base_url");
	building_set(b, "openai", "reasoning_effort", "translator.openai.reasoning");
	if (request_value(b->request, "translator.openai.send_temperature") &&
	    !request_true(b->request, "translator.openai.send_temperature"))
		building_add(b, "--set=openai.temperature=-1");
	if (request_true(b->request, "translator.openai.send_dashscope_header"))
		building_fault(b, "translator.openai.send_dashscope_header",
			       "translator.openai.send_dashscope_header is not supported: headers "
			       "of a service stand in a pipeline file");
	for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		snprintf(path, sizeof(path), "translator.openai.%s", terms[i]);
		if (request_text(b->request, path)) {
			building_warn(b, "%s has no effect: terms are asked of the same translator",
				      path);
			break;
		}
	}
}

static void by_router(struct building *b)
{
	static const char over[] = "translator.cli_router_overrides";
	const char *profile =
		request_text(b->request, "translator.cli_router_overrides.routing_profile");
	const char *output =
		request_text(b->request, "translator.cli_router_overrides.metrics_output");
	const char *file =
		request_text(b->request, "translator.cli_router_overrides.metrics_json_path");

	if (!request_text(b->request, "translator.config_path"))
		building_fault(b, "translator.config_path",
			       "mode router wants config_path, the file with the profiles");
	if (profile && !is_name(profile))
		building_fault(b, over, "%s.routing_profile is no name of a profile", over);
	else if (profile)
		building_add(b, "--translator=%s", profile);
	building_set(b, "terms", "translator",
		     "translator.cli_router_overrides.term_extraction_profile");
	if (profile && is_name(profile))
		building_set(b, profile, "strategy",
			     "translator.cli_router_overrides.routing_strategy");
	else if (request_text(b->request, "translator.cli_router_overrides.routing_strategy"))
		building_fault(b, over, "%s.routing_strategy wants routing_profile besides", over);
	if (file && !b->manner->metrics)
		building_add(b, "--metrics-json=%s", file);
	if (output && strcmp(output, "log") != 0 && !file && !b->manner->metrics)
		building_fault(b, over, "%s.metrics_output \"%s\" wants metrics_json_path", over,
			       output);
}

/* Ollama by its own address; the others end with /v1. */
static void local_address(struct building *b, const char *node, bool ollama, const char *backend)
{
	const char *url = request_text(b->request, "translator.local_cli.local_base_url");
	size_t n = url ? strlen(url) : 0;
	bool v1;

	if (!url && !strcmp(backend, "vllm")) {
		building_add(b, "--set=%s.base_url=http://127.0.0.1:8000/v1", node);
		return;
	}
	if (!url && !ollama)
		building_fault(b, "translator.local_cli",
			       "local_backend \"%s\" wants local_base_url, the address of its "
			       "server",
			       backend);
	if (!url)
		return;
	while (n && url[n - 1] == '/')
		n--;
	v1 = n > 3 && !strncmp(url + n - 3, "/v1", 3);
	if (strstr(url, "${"))
		building_set(b, node, "base_url", "translator.local_cli.local_base_url");
	else
		building_add(b, "--set=%s.base_url=%.*s%s", node, (int)(ollama && v1 ? n - 3 : n),
			     url, ollama || v1 ? "" : "/v1");
}

static void local_rest(struct building *b, const char *node, bool ollama)
{
	static const char *const none[] = { "local_term_model", "local_term_base_url",
					    "local_term_batch_paragraphs" };
	char path[100], where[60];

	snprintf(where, sizeof(where), "%s.max_retries", node);
	building_set_number(b, where, "translator.local_cli.local_max_retries", 1);
	set_seconds(b, node, "translator.local_cli.local_timeout_seconds");
	building_set_number(b, "segments.batch_tokens",
			    "translator.local_cli.local_translation_batch_tokens", 1);
	building_set_number(b, "segments.batch_segments",
			    "translator.local_cli.local_translation_batch_paragraphs", 1);
	building_set_number(b, "terms.batch_tokens", "translator.local_cli.local_term_batch_tokens",
			    1);
	if (ollama)
		building_set_number(b, "ollama.num_ctx",
				    "translator.local_cli.local_context_window", 1);
	else if (request_value(b->request, "translator.local_cli.local_context_window"))
		building_warn(b, "translator.local_cli.local_context_window has no effect: this "
				 "server decides it when it is started");
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		snprintf(path, sizeof(path), "translator.local_cli.%s", none[i]);
		if (request_value(b->request, path))
			building_warn(b,
				      "%s has no effect: terms are asked of the same "
				      "translator, in batches of local_term_batch_tokens",
				      path);
	}
}

static void by_local(struct building *b)
{
	const char *backend = request_text(b->request, "translator.local_cli.local_backend");
	bool from_file = request_text(b->request, "translator.config_path");
	bool ollama = !backend || !strcmp(backend, "ollama");
	const char *node = from_file ? "local_translate" : ollama ? "ollama" : "openai";

	if (from_file && backend) {
		building_fault(b, "translator.local_cli",
			       "local_backend stands in the file that config_path names; it "
			       "cannot be given besides");
		return;
	}
	if (!from_file && !request_text(b->request, "translator.local_cli.local_model"))
		building_fault(b, "translator.local_cli",
			       "mode local wants local_cli.local_model, or config_path");
	building_add(b, "--translator=%s", node);
	building_set(b, node, "model", "translator.local_cli.local_model");
	if (!from_file)
		local_address(b, node, ollama, backend ? backend : "ollama");
	else
		building_set(b, node, "base_url", "translator.local_cli.local_base_url");
	if (!building_set_secret(b, node, "key", "translator.local_cli.local_api_key") &&
	    !from_file)
		building_add(b, "--set=%s.key=env:DOCTRANSLATE_NO_KEY", node);
	local_rest(b, node, ollama && !from_file);
}

static void warn_unknown(struct building *b, const char *path, const char *const *known)
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)request_value(b->request, path), name, value)
	{
		const char *const *at = known;

		while (*at && strcmp(*at, name) != 0)
			at++;
		if (!*at)
			building_warn(b, "%s.%.60s is not known and has no effect", path, name);
	}
}

void building_translator(struct building *b)
{
	static const char *const router[] = { "routing_profile",   "term_extraction_profile",
					      "routing_strategy",  "metrics_output",
					      "metrics_json_path", NULL };
	static const char *const local[] = { "local_backend",
					     "local_model",
					     "local_base_url",
					     "local_term_model",
					     "local_term_base_url",
					     "local_api_key",
					     "local_timeout_seconds",
					     "local_max_retries",
					     "local_context_window",
					     "local_translation_batch_tokens",
					     "local_translation_batch_paragraphs",
					     "local_term_batch_tokens",
					     "local_term_batch_paragraphs",
					     NULL };
	const char *mode = request_text(b->request, "translator.mode");
	const char *name = request_text(b->request, "translator.name");

	if (request_true(b->request, "translator.ignore_cache"))
		building_add(b, "--no-memory");
	if (b->untranslated) {
		building_add(b, "--translator=echo");
		return;
	}
	warn_unknown(b, "translator.cli_router_overrides", router);
	warn_unknown(b, "translator.local_cli", local);
	take_config(b);
	if (!name && request_value(b->request, "translator.settings"))
		building_fault(b, "translator.settings",
			       "translator.settings is of the translator that translator.name "
			       "names, which is not given");
	if (name)
		by_name(b, name);
	else if (!strcmp(mode, "router"))
		by_router(b);
	else if (!strcmp(mode, "local"))
		by_local(b);
	else
		by_openai(b);
}
