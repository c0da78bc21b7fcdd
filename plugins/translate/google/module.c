/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "google.h"

static const struct dt_option options[] = {
	NET_OPTIONS(struct google_options, "https://translation.googleapis.com", "32"),
	NET_KEY(struct google_options, DT_FROM_ENVIRONMENT,
		"API key (v2), access token (v3), or the JSON of a service account (v3)"),
	DT_OPT_STRING(struct google_options, credentials, DT_FROM_ENVIRONMENT,
		      "${GOOGLE_APPLICATION_CREDENTIALS}",
		      "file of a service account, where no key is given (v3)"),
	DT_OPT_CHOICE(struct google_options, api, DT_SHAPES_ANSWERS, "auto", google_apis,
		      "which API; auto: v2 with a key and no project, else v3"),
	DT_OPT_STRING(struct google_options, project, DT_FROM_ENVIRONMENT,
		      "${GOOGLE_CLOUD_PROJECT}",
		      "project that v3 is asked for; none: that of the service account"),
	DT_OPT_STRING(struct google_options, location, 0, "global",
		      "location of v3's models and glossaries"),
	DT_OPT_STRING(struct google_options, model, DT_SHAPES_ANSWERS, NULL,
		      "model of v3: general/nmt, general/translation-llm, or one of the project"),
	DT_OPT_STRING(
		struct google_options, glossary, DT_SHAPES_ANSWERS, NULL,
		"a glossary that the project has at that location, which cannot be global (v3)"),
	DT_OPT_REAL(struct google_options, price, 0, "20", 0, 10000,
		    "US dollars a million characters, marks counted"),
};

static const struct dt_translator translators[] = { {
	.name = "google",
	.summary = "Google Cloud Translation, v3 and v2",
	.threads = DT_SHARED,
	.flags = DT_TRANSLATOR_NETWORK | DT_TRANSLATOR_COSTS | DT_TRANSLATOR_GLOSSARY,
	.max_segments = 128,
	.max_chars = 8 * 1024,
	.options = options,
	.n_options = DT_COUNT(options),
	.options_size = sizeof(struct google_options),
	.open = google_open,
	.close = mt_close,
	.pair = mt_pair,
	.translate = mt_translate,
	.start = mt_start,
	.estimate = google_estimate,
	.preflight = google_preflight,
} };

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "google",
	.version = PACKAGE_VERSION,
	.summary = "translation by Google Cloud",
	.license = "AGPL-3.0-or-later",
	.translators = translators,
	.n_translators = DT_COUNT(translators),
};
