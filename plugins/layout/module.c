/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include <doctranslate/plugin.h>

#include "stages.h"

static const struct dt_port blocks_inputs[] = { { "page", "page.content", 0 } };
static const struct dt_port blocks_outputs[] = { { "blocks", "page.blocks", 0 } };
static const struct dt_port document_inputs[] = { { "blocks", "page.blocks", 0 } };
static const struct dt_port document_outputs[] = { { "profile", "doc.profile", 0 } };

static const char *const text_orders[] = { "read", "painted", NULL };

static const struct dt_option blocks_options[] = {
	DT_OPT_CHOICE(struct blocks_options, right_to_left, 0, "read", text_orders,
		      "order of the letters of text from right to left: as it is read, or as it "
		      "was painted, to be held against tools that know no other"),
};

static const struct dt_stage stages[] = {
	{
		.name = "blocks",
		.summary =
			"finds columns, paragraphs, headings, lists, tables and formulas of a page",
		.threads = DT_PER_LANE,
		.order = DT_ANY_ORDER,
		.weight = 15,
		.inputs = blocks_inputs,
		.outputs = blocks_outputs,
		.n_inputs = DT_COUNT(blocks_inputs),
		.n_outputs = DT_COUNT(blocks_outputs),
		.options = blocks_options,
		.n_options = DT_COUNT(blocks_options),
		.options_size = sizeof(struct blocks_options),
		.open = blocks_open,
		.lane_open = blocks_lane_open,
		.lane_close = blocks_lane_close,
		.run = blocks_run,
	},
	{
		.name = "document",
		.summary = "finds body size, running heads, headings and title over all pages",
		.threads = DT_SHARED,
		.order = DT_PAGE_ORDER,
		.flags = DT_TAKES_GAPS,
		.weight = 2,
		.inputs = document_inputs,
		.outputs = document_outputs,
		.n_inputs = DT_COUNT(document_inputs),
		.n_outputs = DT_COUNT(document_outputs),
		.begin = document_begin,
		.run = document_run,
		.end = document_end,
		.drop = document_drop,
	},
};

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "layout",
	.version = PACKAGE_VERSION,
	.summary = "layout analysis by fonts, geometry and rules",
	.license = "AGPL-3.0-or-later",
	.stages = stages,
	.n_stages = DT_COUNT(stages),
};
