/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "stage.h"

static const struct dt_port inputs[] = {
	[LEDGER_BLOCKS] = { "blocks", "page.blocks", 0 },
	[LEDGER_SEGMENTS] = { "segments", "page.segments", 0 },
	[LEDGER_SET] = { "set", "page.set", 0 },
};
static const struct dt_port outputs[] = { { "report", "doc.report", 0 } };

static const struct dt_option options[] = {
	DT_OPT_INT(struct ledger_options, list_per_rule, 0, "200", 0, 100000,
		   "blocks that the report lists for one rule; more are only counted"),
	DT_OPT_INT(struct ledger_options, excerpt, 0, "120", 0, 10000,
		   "bytes of text that the report shows of a block"),
};

static const struct dt_stage stages[] = {
	{
		.name = "ledger",
		.summary = "sums what became of every source glyph",
		.threads = DT_SHARED,
		.order = DT_PAGE_ORDER,
		.flags = DT_TAKES_GAPS,
		.inputs = inputs,
		.n_inputs = DT_COUNT(inputs),
		.outputs = outputs,
		.n_outputs = DT_COUNT(outputs),
		.options = options,
		.n_options = DT_COUNT(options),
		.options_size = sizeof(struct ledger_options),
		.open = ledger_open,
		.close = ledger_close,
		.begin = ledger_begin,
		.run = ledger_run,
		.end = ledger_end,
		.drop = ledger_drop,
	},
};

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "check",
	.version = PACKAGE_VERSION,
	.summary = "checks on results",
	.license = "AGPL-3.0-or-later",
	.stages = stages,
	.n_stages = DT_COUNT(stages),
};
