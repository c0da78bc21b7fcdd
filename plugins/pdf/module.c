/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include <doctranslate/plugin.h>

#include "write.h"

static const struct dt_port write_inputs[] = {
	[DT_WRITE_IN_FILE] = { "file", "doc.file", 0 },
	[DT_WRITE_IN_PAGE] = { "page", "page.pdf", 0 },
	[DT_WRITE_IN_TITLES] = { "titles", "doc.titles", DT_MAY_BE_UNWIRED },
};

static const struct dt_port write_outputs[] = {
	[DT_WRITE_OUT_MONO] = { "mono", "doc.file", 0 },
	[DT_WRITE_OUT_DUAL] = { "dual", "doc.file", 0 },
};

static const struct dt_stage stages[] = {
	{
		.name = "write",
		.summary = "writes the translated PDF: the source's objects and what changed",
		.threads = DT_SHARED,
		.order = DT_PAGE_ORDER,
		.flags = DT_TAKES_GAPS,
		.weight = 5,
		.inputs = write_inputs,
		.outputs = write_outputs,
		.n_inputs = DT_COUNT(write_inputs),
		.n_outputs = DT_COUNT(write_outputs),
		.begin = dt_write_begin,
		.run = dt_write_run,
		.end = dt_write_end,
		.drop = dt_write_drop,
	},
};

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "pdf",
	.version = PACKAGE_VERSION,
	.summary = "reads and writes PDF with MuPDF",
	.license = "AGPL-3.0-or-later",
	.stages = stages,
	.n_stages = DT_COUNT(stages),
};
