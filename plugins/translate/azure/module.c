/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "azure.h"

static const struct dt_option options[] = {
	NET_OPTIONS(struct azure_options, "https://api.cognitive.microsofttranslator.com", "16"),
	NET_KEY(struct azure_options, 0, "key of the Translator resource"),
	DT_OPT_STRING(struct azure_options, region, DT_FROM_ENVIRONMENT, NULL,
		      "region of the resource; none for a global one"),
	DT_OPT_STRING(struct azure_options, category, DT_SHAPES_ANSWERS, NULL,
		      "category of a system of one's own, made with Custom Translator"),
	DT_OPT_REAL(struct azure_options, price, 0, "10", 0, 10000,
		    "US dollars a million characters, marks counted"),
};

static const struct dt_translator translators[] = { {
	.name = "azure",
	.summary = "Azure Translator",
	.threads = DT_SHARED,
	.flags = DT_TRANSLATOR_NETWORK | DT_TRANSLATOR_COSTS | DT_TRANSLATOR_GLOSSARY,
	.max_segments = 200,
	.max_chars = 16 * 1024,
	.options = options,
	.n_options = DT_COUNT(options),
	.options_size = sizeof(struct azure_options),
	.open = azure_open,
	.close = mt_close,
	.pair = mt_pair,
	.translate = mt_translate,
	.start = mt_start,
	.estimate = azure_estimate,
	.preflight = azure_preflight,
} };

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "azure",
	.version = PACKAGE_VERSION,
	.summary = "translation by Azure Translator",
	.license = "AGPL-3.0-or-later",
	.translators = translators,
	.n_translators = DT_COUNT(translators),
};
