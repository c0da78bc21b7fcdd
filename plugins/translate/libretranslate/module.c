/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "libretranslate.h"

static const struct dt_option options[] = {
	NET_OPTIONS(struct libretranslate_options, "http://127.0.0.1:5000", "4"),
	NET_KEY(struct libretranslate_options, DT_FROM_ENVIRONMENT,
		"API key, where the server wants one"),
	DT_OPT_REAL(struct libretranslate_options, price, 0, "0", 0, 10000,
		    "US dollars a million characters"),
};

static const struct dt_translator translators[] = { {
	.name = "libretranslate",
	.summary = "a LibreTranslate server, own or hosted",
	.threads = DT_SHARED,
	.flags = DT_TRANSLATOR_NETWORK,
	.max_segments = 64,
	.max_chars = 8000,
	.options = options,
	.n_options = DT_COUNT(options),
	.options_size = sizeof(struct libretranslate_options),
	.open = libretranslate_open,
	.close = mt_close,
	.pair = mt_pair,
	.translate = mt_translate,
	.start = mt_start,
	.estimate = libretranslate_estimate,
	.preflight = libretranslate_preflight,
} };

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "libretranslate",
	.version = PACKAGE_VERSION,
	.summary = "translation by LibreTranslate",
	.license = "AGPL-3.0-or-later",
	.translators = translators,
	.n_translators = DT_COUNT(translators),
};
