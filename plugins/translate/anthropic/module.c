/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "anthropic.h"

static const char *const forms[] = { "auto", "schema", "tool", "none", NULL };

#define T struct anthropic_options

static const struct dt_option options[] = {
	NET_OPTIONS(T, "https://api.anthropic.com", "64"),
	NET_KEY(T, 0, "API key"),
	LLM_OPTIONS(T, llm, 0, "claude-haiku-4-5"),
	DT_OPT_CHOICE(T, json, 0, "auto", forms,
		      "how the form of replies is asked for; auto: as strictly as the model can"),
	DT_OPT_BOOL(T, cache, "true", "mark the prompt's stable half for the service's cache"),
	DT_OPT_STRING(T, version, 0, "2023-06-01", "version of the interface"),
};

#undef T

static const struct dt_translator translators[] = { {
	.name = "anthropic",
	.summary = "asks a model of Anthropic, by the Messages API",
	.flags = CHAT_FLAGS | DT_TRANSLATOR_COSTS,
	.max_segments = 64,
	.max_tokens = 2000,
	CHAT_TRANSLATOR(anthropic),
} };

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "anthropic",
	.version = PACKAGE_VERSION,
	.summary = "translation by Anthropic's models",
	.license = "AGPL-3.0-or-later",
	.translators = translators,
	.n_translators = DT_COUNT(translators),
};
