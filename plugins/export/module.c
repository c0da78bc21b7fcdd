/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "export.h"

static const struct dt_port inputs[] = {
	{ "blocks", "page.blocks", 0 },
	{ "profile", "doc.profile", DT_MAY_BE_UNWIRED },
};
static const struct dt_port outputs[] = { { "file", "doc.file", 0 } };

static const struct dt_stage stages[] = {
	{
		.name = "blocks",
		.summary = "writes the blocks of all pages as JSON, text or Markdown",
		.threads = DT_SHARED,
		.order = DT_PAGE_ORDER,
		.flags = DT_TAKES_GAPS,
		.weight = 5,
		.inputs = inputs,
		.outputs = outputs,
		.n_inputs = DT_COUNT(inputs),
		.n_outputs = DT_COUNT(outputs),
		.begin = export_begin,
		.run = export_run,
		.end = export_end,
		.drop = export_drop,
	},
};

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "export",
	.version = PACKAGE_VERSION,
	.summary = "what is on the pages, as JSON, text or Markdown",
	.license = "AGPL-3.0-or-later",
	.stages = stages,
	.n_stages = DT_COUNT(stages),
};
