/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "gemini.h"

static const char *const thinking[] = { "off", "model", NULL };
static const char *const safety[] = { "default", "off", NULL };

#define T struct gemini_options

static const struct dt_option options[] = {
	NET_OPTIONS(T, "https://generativelanguage.googleapis.com", "64"),
	NET_KEY(T, 0, "API key"),
	LLM_OPTIONS(T, llm, 0, "gemini-2.5-flash"),
	DT_OPT_CHOICE(T, thinking, DT_SHAPES_ANSWERS, "off", thinking,
		      "off: none, or as little as the model can; model: as it likes"),
	DT_OPT_CHOICE(T, safety, DT_SHAPES_ANSWERS, "default", safety,
		      "what the service filters; off: nothing that it lets one switch off"),
};

#undef T

static const struct dt_translator translators[] = { {
	.name = "gemini",
	.summary = "asks Google's Gemini, by generateContent",
	.flags = CHAT_FLAGS | DT_TRANSLATOR_COSTS,
	.max_segments = 64,
	.max_tokens = 2000,
	CHAT_TRANSLATOR(gemini),
} };

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "gemini",
	.version = PACKAGE_VERSION,
	.summary = "translation by Google's Gemini",
	.license = "AGPL-3.0-or-later",
	.translators = translators,
	.n_translators = DT_COUNT(translators),
};
