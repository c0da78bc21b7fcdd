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
	.threads = DT_SHARED,
	.flags = DT_TRANSLATOR_NETWORK | DT_TRANSLATOR_COSTS | DT_TRANSLATOR_TERMS |
		 DT_TRANSLATOR_INSTRUCTED,
	.max_segments = 64,
	.max_tokens = 2000,
	.options = options,
	.n_options = DT_COUNT(options),
	.options_size = sizeof(struct bedrock_options),
	.check = bedrock_check,
	.open = bedrock_open,
	.close = bedrock_close,
	.start = bedrock_start,
	.estimate = bedrock_estimate,
	.preflight = bedrock_preflight,
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
