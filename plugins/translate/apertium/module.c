/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "apertium.h"

static const struct dt_option options[] = {
	DT_OPT_STRING(struct apertium_options, modes_dir, 0, APERTIUM_MODES_DIR,
		      "folder of Apertium's modes"),
	DT_OPT_STRING(struct apertium_options, mode, 0, NULL,
		      "mode to use whatever the languages are, such as eng-spa"),
	DT_OPT_TIME(struct apertium_options, timeout, 0, "10s", 100, 3600000,
		    "time that one text may take"),
	DT_OPT_BOOL(struct apertium_options, one_process, "true",
		    "run a mode's programs as one process, where they can be"),
};

static const struct dt_translator translators[] = { {
	.name = "apertium",
	.summary = "translates offline with Debian's Apertium",
	.threads = DT_PER_LANE,
	.flags = DT_TRANSLATOR_PROGRAMS,
	.max_segments = 256,
	.max_chars = 256 * 1024,
	.options = options,
	.n_options = DT_COUNT(options),
	.options_size = sizeof(struct apertium_options),
	.open = apertium_open,
	.close = apertium_close,
	.lane_open = apertium_lane_open,
	.lane_close = apertium_lane_close,
	.pair = apertium_pair,
	.translate = apertium_translate,
} };

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "apertium",
	.version = PACKAGE_VERSION,
	.summary = "offline translation by Apertium",
	.license = "AGPL-3.0-or-later",
	.translators = translators,
	.n_translators = DT_COUNT(translators),
};
