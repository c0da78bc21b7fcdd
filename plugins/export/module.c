/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "export.h"
#include "facts.h"

static const struct dt_port inputs[] = {
	{ "blocks", "page.blocks", 0 },
	{ "profile", "doc.profile", DT_MAY_BE_UNWIRED },
};
static const struct dt_port outputs[] = { { "file", "doc.file", 0 } };

static const struct dt_port facts_inputs[] = {
	[FACTS_PAGE] = { "page", "page.content", 0 },
	[FACTS_OUTLINE] = { "outline", "doc.outline", DT_MAY_BE_UNWIRED },
};
static const struct dt_port facts_outputs[] = { { "report", "doc.report", 0 } };

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
	{
		.name = "facts",
		.summary = "counts pages, sizes, characters, fonts, links",
		.threads = DT_SHARED,
		.order = DT_PAGE_ORDER,
		.flags = DT_TAKES_GAPS,
		.weight = 1,
		.inputs = facts_inputs,
		.outputs = facts_outputs,
		.n_inputs = DT_COUNT(facts_inputs),
		.n_outputs = DT_COUNT(facts_outputs),
		.begin = facts_begin,
		.run = facts_run,
		.end = facts_end,
		.drop = facts_drop,
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
