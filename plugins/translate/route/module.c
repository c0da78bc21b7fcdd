/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "route.h"

static const struct dt_port inputs[] = {
	[ROUTE_IN_BLOCKS] = { "blocks", "page.blocks", 0 },
	[ROUTE_IN_PROFILE] = { "profile", "doc.profile", 0 },
	[ROUTE_IN_OUTLINE] = { "outline", "doc.outline", DT_MAY_BE_UNWIRED },
};

static const struct dt_port outputs[] = {
	[ROUTE_OUT_SEGMENTS] = { "segments", "page.segments", 0 },
	[ROUTE_OUT_TITLES] = { "titles", "doc.titles", 0 },
	[ROUTE_OUT_UNITS] = { "units", "page.units", 0 },
	[ROUTE_OUT_TITLE_UNITS] = { "title_units", "doc.units", 0 },
};

static const struct dt_option options[] = {
	DT_OPT_STRING(struct route_options, translator, DT_NAMES_TRANSLATOR, NULL,
		      "translator of the pipeline; without it the job's or the pipeline's own"),
	DT_OPT_STRINGS(struct route_options, keep_roles, 0,
		       "roles of blocks that stay in the source language"),
	DT_OPT_INT(struct route_options, batch_tokens, 0, "800", 16, 1e6,
		   "about how many tokens of text a service is asked for at once"),
	DT_OPT_INT(struct route_options, batch_segments, 0, "40", 1, 10000,
		   "and how many texts at most"),
	DT_OPT_SIZE(struct route_options, memo, 0, "16M", 0, 4e9,
		    "bound of the memory for texts that a job has asked already"),
};

static const struct dt_stage stages[] = { {
	.name = "segments",
	.summary = "has each block translated and checks the answers",
	.threads = DT_SHARED,
	.flags = DT_WAITS,
	.weight = 4,
	.inputs = inputs,
	.outputs = outputs,
	.options = options,
	.n_inputs = DT_COUNT(inputs),
	.n_outputs = DT_COUNT(outputs),
	.n_options = DT_COUNT(options),
	.options_size = sizeof(struct route_options),
	.check = route_check,
	.open = route_open,
	.close = route_close,
	.begin = route_begin,
	.run = route_page,
	.end = route_titles,
	.drop = route_drop,
} };

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "route",
	.version = PACKAGE_VERSION,
	.summary = "segments on their way to translators and back",
	.license = "AGPL-3.0-or-later",
	.stages = stages,
	.n_stages = DT_COUNT(stages),
};
