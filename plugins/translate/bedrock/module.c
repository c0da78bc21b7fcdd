/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "bedrock.h"

#define T struct bedrock_options

static const struct dt_option options[] = {
	NET_OPTIONS(T, NULL, "32"),
	NET_KEY(T, DT_FROM_ENVIRONMENT,
		"Bedrock API key; without one requests are signed with keys of Amazon"),
	AWS_OPTIONS(T),
	LLM_OPTIONS(T, llm, 0, "amazon.nova-lite-v1:0"),
	DT_OPT_STRING(T, fields, DT_SHAPES_ANSWERS, NULL,
		      "JSON object with fields of the model's own, such as {\"top_k\": 50}"),
	DT_OPT_BOOL(T, cache_prompt, "false",
		    "asks the service to keep what all prompts have in common; not all models can"),
};

#undef T

static const struct dt_translator translators[] = { {
	.name = "bedrock",
	.summary = "asks a model of Amazon Bedrock",
	.flags = CHAT_FLAGS | DT_TRANSLATOR_COSTS,
	.max_segments = 64,
	.max_tokens = 2000,
	.check = bedrock_check,
	CHAT_TRANSLATOR(bedrock),
} };

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "bedrock",
	.version = PACKAGE_VERSION,
	.summary = "translation by models of Amazon Bedrock",
	.license = "AGPL-3.0-or-later",
	.translators = translators,
	.n_translators = DT_COUNT(translators),
};
