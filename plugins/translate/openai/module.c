/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "openai.h"

static const char *const apis[] = { "auto", "chat", "responses", NULL };
static const char *const forms[] = { "auto", "schema", "object", "none", NULL };

#define T struct openai_options

static const struct dt_option options[] = {
	NET_OPTIONS(T, "https://api.openai.com/v1", "64"),
	NET_KEY(T, DT_FROM_ENVIRONMENT, "API key; a server of one's own may need none"),
	LLM_OPTIONS(T, llm, 0, "gpt-4.1-mini"),
	DT_OPT_CHOICE(T, api, 0, "auto", apis,
		      "Chat Completions or Responses; auto: Responses at OpenAI, else Chat"),
	DT_OPT_CHOICE(T, json, 0, "auto", forms,
		      "how the form of replies is asked for; auto: as strictly as the server can"),
	DT_OPT_STRING(T, reasoning_effort, DT_SHAPES_ANSWERS, NULL,
		      "how long a model reasons: none, minimal, low, medium, high"),
	DT_OPT_STRING(T, organization, DT_FROM_ENVIRONMENT, NULL, "organisation that pays"),
	DT_OPT_STRING(T, project, DT_FROM_ENVIRONMENT, NULL, "project that pays"),
	DT_OPT_STRING(T, api_version, DT_FROM_ENVIRONMENT, NULL,
		      "version of Azure's interface, such as 2024-10-21, with a deployment's "
		      "name as model"),
	DT_OPT_STRINGS(T, headers, 0, "further headers, \"Name: value\""),
	DT_OPT_STRING(T, body, DT_SHAPES_ANSWERS, NULL,
		      "JSON object with further members of each request"),
};

#undef T

static const struct dt_translator translators[] = { {
	.name = "openai",
	.summary = "asks a model of OpenAI, or a server that speaks like it",
	.flags = CHAT_FLAGS | DT_TRANSLATOR_COSTS,
	.max_segments = 64,
	.max_tokens = 2000,
	.check = openai_check,
	CHAT_TRANSLATOR(openai),
} };

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "openai",
	.version = PACKAGE_VERSION,
	.summary = "translation by models of OpenAI and of servers like it",
	.license = "AGPL-3.0-or-later",
	.translators = translators,
	.n_translators = DT_COUNT(translators),
};
