/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "deepl.h"

static const struct dt_option options[] = {
	NET_OPTIONS(struct deepl_options, NULL, "16"),
	NET_KEY(struct deepl_options, 0,
		"API key of DeepL; one that ends in :fx is for the free service"),
	DT_OPT_CHOICE(
		struct deepl_options, formality, DT_SHAPES_ANSWERS, "default", deepl_formalities,
		"how the reader is addressed; prefer_ where the target language may not know it"),
	DT_OPT_CHOICE(struct deepl_options, model_type, DT_SHAPES_ANSWERS, "default",
		      deepl_model_types, "which of DeepL's models"),
	DT_OPT_CHOICE(struct deepl_options, tag_handling_version, DT_SHAPES_ANSWERS, "v2",
		      deepl_tag_versions, "how DeepL treats marks in texts"),
	{ "preserve_formatting", DT_BOOL, DT_SHAPES_ANSWERS,
	  DT_FIELD(struct deepl_options, preserve_formatting, bool), "true", 0, 0, NULL,
	  "leave points and capitals at the ends of a text as they are" },
	DT_OPT_BOOL(
		struct deepl_options, context, "true",
		"tell the title, the section and neighbouring text, which DeepL does not charge for"),
	DT_OPT_CHOICE(
		struct deepl_options, glossary, DT_SHAPES_ANSWERS, "keep", deepl_glossary_uses,
		"make the job's glossary one of DeepL's and keep it, delete it at the end, or "
		"leave terms to the route's checks"),
	DT_OPT_REAL(struct deepl_options, price, 0, "-1", -1, 10000,
		    "US dollars a million characters; -1: 25, or 0 with a key of the free service"),
};

static const struct dt_translator translators[] = { {
	.name = "deepl",
	.summary = "DeepL's API",
	.threads = DT_SHARED,
	.flags = DT_TRANSLATOR_NETWORK | DT_TRANSLATOR_COSTS | DT_TRANSLATOR_GLOSSARY,
	.max_segments = 50,
	.max_chars = 32 * 1024,
	.options = options,
	.n_options = DT_COUNT(options),
	.options_size = sizeof(struct deepl_options),
	.open = deepl_open,
	.close = mt_close,
	.pair = mt_pair,
	.translate = mt_translate,
	.start = mt_start,
	.estimate = deepl_estimate,
	.preflight = deepl_preflight,
} };

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "deepl",
	.version = PACKAGE_VERSION,
	.summary = "translation by DeepL",
	.license = "AGPL-3.0-or-later",
	.translators = translators,
	.n_translators = DT_COUNT(translators),
};
