/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The settings of one service: openai_*, and local_* with those of [doctranslate.local]. */
#include "config.h"

#include "import.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static void copy_text(struct import *im, const char *key, const char *option)
{
	const char *text = import_string(im, im->root, key);

	if (text)
		import_option_text(im, option, text);
}

/* A second one for terms, when one of the three is set for it; what is not is as for the first. */
static void import_openai_terms(struct import *im)
{
	static const char *const keys[] = { "openai_term_extraction_model",
					    "openai_term_extraction_base_url",
					    "openai_term_extraction_api_key" };
	const char *name;

	if (!import_member(im->root, keys[0]) && !import_member(im->root, keys[1]) &&
	    !import_member(im->root, keys[2])) {
		if (import_member(im->root, "openai_term_extraction_reasoning"))
			import_warn(
				im, import_member(im->root, "openai_term_extraction_reasoning"),
				"\"openai_term_extraction_reasoning\" has no counterpart because "
				"terms are asked of the job's own translator here");
		return;
	}
	name = import_name(im, NULL, "openai_terms");
	import_begin(im, name, "openai.openai");
	copy_text(im, import_member(im->root, keys[1]) ? keys[1] : "openai_base_url", "base_url");
	import_key(im, im->root, NULL, keys[2],
		   import_member(im->root, keys[2]) ? "OPENAI_TERMS_API_KEY" : "OPENAI_API_KEY",
		   "openai for terms");
	copy_text(im, import_member(im->root, keys[0]) ? keys[0] : "openai_model", "model");
	copy_text(im, "openai_term_extraction_reasoning", "reasoning_effort");
	import_end(im);
	import_stage_option(im, "route.terms", "translator", json_string(name));
}

void import_openai(struct import *im)
{
	bool yes;

	import_begin(im, import_name(im, NULL, "openai"), "openai.openai");
	copy_text(im, "openai_base_url", "base_url");
	import_key(im, im->root, NULL, "openai_api_key", "OPENAI_API_KEY", "openai");
	copy_text(im, "openai_model", "model");
	copy_text(im, "openai_reasoning", "reasoning_effort");
	if (import_yes(im, im->root, "no_send_temperature", &yes) && yes)
		import_option_number(im, "temperature", -1);
	if (import_yes(im, im->root, "send_dashscope_header", &yes) && yes)
		fputs("      headers = [ \"X-DashScope-DataInspection: "
		      "{\\\"input\\\":\\\"disable\\\",\\\"output\\\":\\\"disable\\\"}\" ];\n",
		      im->out);
	import_end(im);
	import_openai_terms(im);
}

/* ---- local servers -------------------------------------------------------------------- */

/* "base_url" of [doctranslate.local], else "local_base_url"; *from has the key by that name. */
static const json_t *local_place(struct import *im, const char *name, char key[64])
{
	const json_t *local = import_table(im, im->root, "local");

	snprintf(key, 64, "%s", name);
	if (import_member(local, key))
		return local;
	snprintf(key, 64, "local_%s", name);
	return im->root;
}

static const char *local_text(struct import *im, const char *name)
{
	char key[64];
	const json_t *from = local_place(im, name, key);

	return import_string(im, from, key);
}

static bool local_number(struct import *im, const char *name, double *number)
{
	char key[64];
	const json_t *from = local_place(im, name, key);

	return import_number(im, from, key, number);
}

static const json_t *local_at(struct import *im, const char *name)
{
	char key[64];
	const json_t *from = local_place(im, name, key);

	return import_member(from, key);
}

static const struct server {
	const char *backend, *base_url; /* NULL: has to be given */
} servers[] = {
	{ "ollama", "http://127.0.0.1:11434" },
	{ "vllm", "http://127.0.0.1:8000/v1" },
	{ "llama-cpp", NULL },
	{ "openai-compatible", NULL },
	{ "openai_compatible", NULL },
};

static const struct server *find_server(struct import *im)
{
	const char *backend = local_text(im, "backend");

	if (!backend)
		return &servers[0];
	for (size_t i = 0; i < sizeof(servers) / sizeof(servers[0]); i++)
		if (!strcmp(servers[i].backend, backend))
			return &servers[i];
	import_error(im, local_at(im, "backend"),
		     "local_backend is \"%s\"; it must be ollama, vllm, llama-cpp or "
		     "openai-compatible",
		     backend);
	return NULL;
}

/* Ollama by its own address; the others end with /v1. */
static void write_address(struct import *im, const struct server *server, const char *given)
{
	const char *url = given ? given : server->base_url;
	size_t n = url ? strlen(url) : 0;
	bool ollama = !strcmp(server->backend, "ollama"), v1;
	char text[600];

	if (!url) {
		import_error(im, local_at(im, "backend"),
			     "local_backend \"%s\" wants local_base_url, the address of its server",
			     server->backend);
		return;
	}
	while (n && url[n - 1] == '/')
		n--;
	v1 = n > 3 && !strncmp(url + n - 3, "/v1", 3);
	snprintf(text, sizeof(text), "%.*s%s", (int)(ollama && v1 ? n - 3 : n), url,
		 ollama || v1 ? "" : "/v1");
	import_option_text(im, "base_url", text);
}

static void write_local(struct import *im, const struct server *server, const char *name,
			const char *base_url, const char *model)
{
	bool ollama = !strcmp(server->backend, "ollama");
	double number = 120;
	char text[48], key[64];
	const json_t *from;

	import_begin(im, import_name(im, NULL, name), ollama ? "ollama.ollama" : "openai.openai");
	write_address(im, server, base_url);
	from = local_place(im, "api_key", key);
	if (!ollama)
		import_key(im, from, NULL, key, import_member(from, key) ? "LOCAL_API_KEY" : NULL,
			   "the local server");
	import_option_text(im, "model", model);
	(void)local_number(im, "timeout_seconds", &number);
	snprintf(text, sizeof(text), "%.0fms", number * 1000);
	import_option_text(im, "timeout", text);
	number = 2;
	(void)local_number(im, "max_retries", &number);
	import_option_number(im, "max_retries", number);
	if (ollama && local_number(im, "context_window", &number))
		import_option_number(im, "num_ctx", number);
	import_end(im);
}

static void batch_size(struct import *im, const char *key, const char *stage, const char *option)
{
	double number;

	if (local_number(im, key, &number))
		import_stage_option(im, stage, option, json_integer((json_int_t)number));
}

static void tell_rest(struct import *im, const struct server *server)
{
	if (local_at(im, "term_batch_paragraphs"))
		import_warn(im, local_at(im, "term_batch_paragraphs"),
			    "\"local_term_batch_paragraphs\" has no counterpart because terms are "
			    "asked for in batches of local_term_batch_tokens alone");
	if (strcmp(server->backend, "ollama") != 0 && local_at(im, "context_window"))
		import_warn(
			im, local_at(im, "context_window"),
			"\"local_context_window\" has no counterpart because this server decides "
			"it when it is started");
	if (!strcmp(server->backend, "ollama") && local_at(im, "api_key"))
		import_warn(im, local_at(im, "api_key"),
			    "\"local_api_key\" has no counterpart because Ollama takes none");
}

static const char *const local_keys[] = { "backend",
					  "model",
					  "base_url",
					  "term_model",
					  "term_base_url",
					  "api_key",
					  "timeout_seconds",
					  "max_retries",
					  "context_window",
					  "translation_batch_tokens",
					  "translation_batch_paragraphs",
					  "term_batch_tokens",
					  "term_batch_paragraphs",
					  NULL };

void import_each_local(void (*see)(void *ctx, const char *key), void *ctx)
{
	for (size_t i = 0; local_keys[i]; i++)
		see(ctx, local_keys[i]);
}

void import_local(struct import *im)
{
	const struct server *server;
	const char *model = local_text(im, "model");

	import_check_keys(im, import_table(im, im->root, "local"), local_keys,
			  "[doctranslate.local]");
	server = find_server(im);
	if (!model) {
		import_error(im, import_member(im->root, "translator"),
			     "a local translator wants local_model");
		return;
	}
	if (!server)
		return;
	write_local(im, server, "local_translate", local_text(im, "base_url"), model);
	if (local_text(im, "term_model") || local_text(im, "term_base_url")) {
		write_local(im, server, "local_terms",
			    local_text(im, "term_base_url") ? local_text(im, "term_base_url")
							    : local_text(im, "base_url"),
			    local_text(im, "term_model") ? local_text(im, "term_model") : model);
		import_stage_option(im, "route.terms", "translator", json_string("local_terms"));
	}
	batch_size(im, "translation_batch_tokens", "route.segments", "batch_tokens");
	batch_size(im, "translation_batch_paragraphs", "route.segments", "batch_segments");
	batch_size(im, "term_batch_tokens", "route.terms", "batch_tokens");
	tell_rest(im, server);
}
