/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "amazon.h"

#define T struct amazon_options

static const struct dt_option options[] = {
	NET_OPTIONS(T, NULL, "16"),
	AWS_OPTIONS(T),
	DT_OPT_STRING(T, terminology, DT_FROM_ENVIRONMENT | DT_SHAPES_ANSWERS, NULL,
		      "name of a custom terminology that lies at the service"),
	DT_OPT_CHOICE(T, formality, DT_SHAPES_ANSWERS, "default", amazon_formalities,
		      "how the reader is spoken to, where the language has a choice"),
	{ "brevity", DT_BOOL, DT_SHAPES_ANSWERS, DT_FIELD(T, brevity, bool), "false", 0, 0, NULL,
	  "asks for shorter translations, where the language can" },
	DT_OPT_REAL(T, price, 0, "15", 0, 10000, "US dollars a million characters, marks counted"),
};

#undef T

static const struct dt_translator translators[] = { {
	.name = "amazon",
	.summary = "Amazon Translate",
	.threads = DT_SHARED,
	.flags = DT_TRANSLATOR_NETWORK | DT_TRANSLATOR_COSTS | DT_TRANSLATOR_GLOSSARY,
	.max_segments = 64,
	.max_chars = 8 * 1024,
	.options = options,
	.n_options = DT_COUNT(options),
	.options_size = sizeof(struct amazon_options),
	.open = amazon_open,
	.close = mt_close,
	.pair = mt_pair,
	.translate = mt_translate,
	.start = mt_start,
	.estimate = amazon_estimate,
	.preflight = amazon_preflight,
} };

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "amazon",
	.version = PACKAGE_VERSION,
	.summary = "translation by Amazon Translate",
	.license = "AGPL-3.0-or-later",
	.translators = translators,
	.n_translators = DT_COUNT(translators),
};
