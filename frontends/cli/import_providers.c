/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Providers become translators, profiles translators that hand on to them. */
#include "config.h"

#include "import.h"

#include <doctranslate/errors.h>

#include <stdint.h>
#include <string.h>

/* What the old program calls them. */
static const struct kind {
	const char *provider, *uses;
	const char *base_url; /* when the file says none; NULL: as the plugin has it */
	const char *variable; /* of the key, when the file names none; NULL: needs none */
	bool needs_address;
} kinds[] = {
	{ "openai", "openai.openai", NULL, "OPENAI_API_KEY", false },
	{ "anthropic", "anthropic.anthropic", NULL, "ANTHROPIC_API_KEY", false },
	{ "openrouter", "openai.openai", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY",
	  false },
	{ "openai_compatible", "openai.openai", NULL, NULL, true },
	{ "ollama", "ollama.ollama", NULL, NULL, false },
};

static const char *const provider_keys[] = { "provider",
					     "model",
					     "api_key",
					     "api_key_env",
					     "base_url",
					     "timeout_seconds",
					     "max_retries",
					     "rpm",
					     "tpm",
					     "supports_json_mode",
					     "supports_structured_outputs",
					     "supports_reasoning",
					     "supports_streaming",
					     "max_output_tokens",
					     "input_cost_per_million_tokens",
					     "output_cost_per_million_tokens",
					     NULL };
static const char *const profile_keys[] = { "providers",
					    "strategy",
					    "fallback_on",
					    "max_attempts",
					    "require_json_mode",
					    "require_reasoning",
					    "min_health_score",
					    "allow_content_filter_fallback",
					    NULL };

static const struct kind *kind_of(struct import *im, const json_t *at, const json_t *table,
				  const char *id)
{
	const char *provider = import_string(im, table, "provider");

	for (size_t i = 0; provider && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i].provider, provider))
			return &kinds[i];
	if (provider)
		import_error(im, import_member(table, "provider"),
			     "provider of %s is \"%s\"; it must be openai, anthropic, openrouter, "
			     "openai_compatible or ollama",
			     id, provider);
	else if (!import_member(table, "provider"))
		import_error(im, at, "provider %s does not say what it is: provider = \"openai\"",
			     id);
	return NULL;
}

static void copy_number(struct import *im, const json_t *table, const char *key, const char *option)
{
	double number;

	if (import_number(im, table, key, &number))
		import_option_number(im, option, number);
}

static void copy_seconds(struct import *im, const json_t *table, const char *key,
			 const char *option)
{
	double seconds;
	char text[48];

	if (!import_number(im, table, key, &seconds))
		return;
	snprintf(text, sizeof(text), "%.0fms", seconds * 1000);
	import_option_text(im, option, text);
}

/* Ollama itself is asked, not its interface in the manner of OpenAI. */
static void write_address(struct import *im, const json_t *at, const json_t *table,
			  const struct kind *kind, const char *id)
{
	const char *given = import_string(im, table, "base_url");
	char url[600];
	size_t n;

	if (!given && kind->needs_address)
		import_error(im, at, "provider %s wants base_url, the address of its server", id);
	if (!given)
		given = kind->base_url;
	if (!given)
		return;
	n = strlen(given);
	while (n && given[n - 1] == '/')
		n--;
	if (!strcmp(kind->provider, "ollama") && n > 3 && !strncmp(given + n - 3, "/v1", 3))
		n -= 3;
	snprintf(url, sizeof(url), "%.*s", (int)n, given);
	import_option_text(im, "base_url", url);
}

static void write_form(struct import *im, const json_t *table, const struct kind *kind)
{
	bool json = true, structured = true, yes;
	bool openai = !strcmp(kind->uses, "openai.openai");

	(void)import_yes(im, table, "supports_json_mode", &json);
	(void)import_yes(im, table, "supports_structured_outputs", &structured);
	if (openai && (!json || !structured))
		import_option_text(im, "json", json ? "object" : "none");
	else if (!json || !structured)
		import_warn(im,
			    import_member(table, json ? "supports_structured_outputs"
						      : "supports_json_mode"),
			    "\"%s\" has no counterpart because the form of replies is part of how "
			    "this service is asked",
			    json ? "supports_structured_outputs" : "supports_json_mode");
	if (import_yes(im, table, "supports_streaming", &yes) && yes)
		import_warn(im, import_member(table, "supports_streaming"),
			    "\"supports_streaming\" has no counterpart because a reply is read "
			    "whole before it is checked");
	if (import_yes(im, table, "supports_reasoning", &yes) && !yes)
		import_warn(im, import_member(table, "supports_reasoning"),
			    "\"supports_reasoning\" has no counterpart because no profile asks for "
			    "reasoning");
}

static void import_provider(struct import *im, const json_t *at, const char *id)
{
	const json_t *table = json_object_get(at, "value");
	const struct kind *kind;
	const char *model;
	char whose[100];

	if (!json_is_object(table)) {
		import_error(im, at, "provider %s must be a table", id);
		return;
	}
	import_check_keys(im, table, provider_keys, "a provider");
	kind = kind_of(im, at, table, id);
	model = import_string(im, table, "model");
	if (!import_member(table, "model"))
		import_error(im, at, "provider %s wants a model", id);
	if (!kind)
		return;
	snprintf(whose, sizeof(whose), "provider %.80s", id);
	import_begin(im, import_name(im, at, id), kind->uses);
	write_address(im, at, table, kind, id);
	if (strcmp(kind->provider, "ollama") != 0)
		import_key(im, table, "api_key_env", "api_key", kind->variable, whose);
	if (model)
		import_option_text(im, "model", model);
	copy_seconds(im, table, "timeout_seconds", "timeout");
	copy_number(im, table, "max_retries", "max_retries");
	copy_number(im, table, "rpm", "rpm");
	copy_number(im, table, "tpm", "tpm");
	copy_number(im, table, "max_output_tokens", "max_output_tokens");
	copy_number(im, table, "input_cost_per_million_tokens", "price_input");
	copy_number(im, table, "output_cost_per_million_tokens", "price_output");
	write_form(im, table, kind);
	import_end(im);
}

void import_providers(struct import *im)
{
	const json_t *providers = import_table(im, im->root, "providers");
	const char *id;
	json_t *at;

	json_object_foreach((json_t *)(uintptr_t)providers, id, at) import_provider(im, at, id);
}

/* ---- profiles ------------------------------------------------------------------------ */

/* A list of strings, of which known says which are good; NULL: any. */
static void write_strings(struct import *im, const json_t *table, const char *key,
			  const char *(*known)(struct import *im, const json_t *at,
					       const char *text))
{
	const json_t *at = import_member(table, key), *list = json_object_get(at, "value"), *item;
	size_t i, n = 0;

	if (!json_is_array(list)) {
		import_error(im, at, "\"%s\" must be a list of strings", key);
		return;
	}
	fprintf(im->out, "      %s = [", key);
	json_array_foreach(list, i, item)
	{
		const char *text = json_string_value(json_object_get(item, "value"));

		text = text ? known(im, item, text) : NULL;
		if (!text)
			continue;
		fputs(n++ ? ", " : " ", im->out);
		import_quote(im->out, text);
	}
	fputs(" ];\n", im->out);
}

static const char *known_provider(struct import *im, const json_t *at, const char *id)
{
	const json_t *providers = import_table(im, im->root, "providers");

	struct import_hint hint = IMPORT_HINT(id);
	const char *key;
	json_t *value;

	if (import_member(providers, id))
		return import_name(im, at, id);
	json_object_foreach((json_t *)(uintptr_t)providers, key, value) import_offer(&hint, key);
	import_error(im, at, "there is no provider \"%s\"%s", id, import_did_you_mean(&hint));
	return NULL;
}

static const char *known_failure(struct import *im, const json_t *at, const char *failure)
{
	/* those that the old program knew */
	static const uint32_t known[] = {
		DT_FAILURE_RATE_LIMIT,	   DT_FAILURE_TIMEOUT,	      DT_FAILURE_SERVER_ERROR,
		DT_FAILURE_PARTIAL_OUTAGE, DT_FAILURE_AUTHENTICATION, DT_FAILURE_MALFORMED_RESPONSE,
		DT_FAILURE_CONTENT_FILTER, DT_FAILURE_BAD_REQUEST,    DT_FAILURE_UNKNOWN,
	};
	struct import_hint hint = IMPORT_HINT(failure);

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (known[i] == dt_failure_from_name(failure))
			return failure;
		import_offer(&hint, dt_failure_name(known[i]));
	}
	import_error(im, at, "\"%s\" is no kind of failure%s", failure, import_did_you_mean(&hint));
	return NULL;
}

static void write_strategy(struct import *im, const json_t *table)
{
	static const char *const known[] = { "failover", "round_robin", "least_loaded",
					     "cost_aware" };
	bool all = import_member(im->root, "routing_strategy");
	const json_t *from = all ? im->root : table;
	const char *key = all ? "routing_strategy" : "strategy";
	const char *strategy = import_string(im, from, key);

	for (size_t i = 0; strategy && i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(known[i], strategy)) {
			import_option_text(im, "strategy", strategy);
			return;
		}
	if (strategy)
		import_error(im, import_member(from, key),
			     "%s is \"%s\"; it must be failover, round_robin, least_loaded or "
			     "cost_aware",
			     key, strategy);
}

/* A profile that wants JSON must not ask who cannot give it. */
static void check_json(struct import *im, const json_t *table, const char *name)
{
	const json_t *list = json_object_get(import_member(table, "providers"), "value"), *item;
	const json_t *providers = import_table(im, im->root, "providers"), *provider;
	bool wanted = false, can = true;
	size_t i;

	if (!import_yes(im, table, "require_json_mode", &wanted) || !wanted)
		return;
	json_array_foreach(list, i, item)
	{
		const char *id = json_string_value(json_object_get(item, "value"));

		provider = id ? json_object_get(import_member(providers, id), "value") : NULL;
		can = true;
		if (import_yes(im, provider, "supports_json_mode", &can) && !can)
			import_error(
				im, item,
				"profile %s requires JSON, but provider %s does not support it",
				name, id);
	}
}

static void import_profile(struct import *im, const json_t *at, const char *name)
{
	const json_t *table = json_object_get(at, "value");
	double number;
	bool yes;

	if (!json_is_object(table)) {
		import_error(im, at, "profile %s must be a table", name);
		return;
	}
	import_check_keys(im, table, profile_keys, "a profile");
	if (!json_array_size(json_object_get(import_member(table, "providers"), "value"))) {
		import_error(im, at, "profile %s has no providers", name);
		return;
	}
	check_json(im, table, name);
	import_begin(im, import_name(im, at, name), "route.profile");
	write_strings(im, table, "providers", known_provider);
	write_strategy(im, table);
	if (import_member(table, "fallback_on"))
		write_strings(im, table, "fallback_on", known_failure);
	copy_number(im, table, "max_attempts", "max_attempts");
	if (import_number(im, table, "min_health_score", &number))
		fprintf(im->out, "      min_health_score = %.4f;\n", number);
	if (import_yes(im, table, "allow_content_filter_fallback", &yes))
		fprintf(im->out, "      allow_content_filter_fallback = %s;\n",
			yes ? "true" : "false");
	if (import_yes(im, table, "require_reasoning", &yes) && yes)
		import_warn(im, import_member(table, "require_reasoning"),
			    "\"require_reasoning\" has no counterpart because the providers of a "
			    "profile are those that it lists; list those that reason");
	import_end(im);
}

void import_profiles(struct import *im)
{
	const json_t *profiles = import_table(im, im->root, "profiles");
	const char *name;
	json_t *at;

	json_object_foreach((json_t *)(uintptr_t)profiles, name, at) import_profile(im, at, name);
}
