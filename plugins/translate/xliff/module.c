/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "stages.h"

#include <libxml/parser.h>

static const struct dt_port export_inputs[] = {
	[EXPORT_IN_FILE] = { "file", "doc.file", 0 },
	[EXPORT_IN_BLOCKS] = { "blocks", "page.blocks", 0 },
	[EXPORT_IN_UNITS] = { "units", "page.units", 0 },
	[EXPORT_IN_TITLES] = { "title_units", "doc.units", DT_MAY_BE_UNWIRED },
};
static const struct dt_port export_outputs[] = { { "file", "doc.file", 0 } };

static const struct dt_port compare_inputs[] = {
	[COMPARE_IN_FILE] = { "file", "doc.file", 0 },
	[COMPARE_IN_UNITS] = { "units", "page.units", 0 },
	[COMPARE_IN_TITLES] = { "title_units", "doc.units", DT_MAY_BE_UNWIRED },
};

static const struct dt_port facts_inputs[] = { { "file", "doc.file", 0 } };
static const struct dt_port facts_outputs[] = {
	[FACTS_OUT_PAGE] = { "units", "page.units", 0 },
	[FACTS_OUT_REPORT] = { "report", "doc.report", 0 },
};

static const struct dt_option options[] = {
	DT_OPT_STRING(struct xliff_options, file, 0, NULL, "XLIFF file with the translations"),
};

/* The options live until close: they are all that self has to hold. */
static dt_status keep_options(const struct dt_call *call, const void *given, void **self,
			      struct dt_error *err)
{
	(void)call;
	(void)err;
	xmlInitParser();
	*self = (void *)given;
	return DT_OK;
}

static const struct dt_stage stages[] = {
	{
		.name = "export",
		.summary = "writes the units of a job as XLIFF 2.1, for people and their tools",
		.threads = DT_SHARED,
		.order = DT_PAGE_ORDER,
		.flags = DT_TAKES_GAPS,
		.weight = 1,
		.inputs = export_inputs,
		.outputs = export_outputs,
		.n_inputs = DT_COUNT(export_inputs),
		.n_outputs = DT_COUNT(export_outputs),
		.begin = export_begin,
		.run = export_run,
		.end = export_end,
		.drop = export_drop,
	},
	{
		.name = "compare",
		.summary = "tells which units of an XLIFF file do not fit the document",
		.threads = DT_SHARED,
		.order = DT_PAGE_ORDER,
		.flags = DT_TAKES_GAPS,
		.weight = 1,
		.inputs = compare_inputs,
		.n_inputs = DT_COUNT(compare_inputs),
		.options = options,
		.n_options = DT_COUNT(options),
		.options_size = sizeof(struct xliff_options),
		.open = keep_options,
		.begin = compare_begin,
		.run = compare_run,
		.end = compare_end,
		.drop = compare_drop,
	},
	{
		.name = "facts",
		.summary = "languages, pages and units of an XLIFF file",
		.threads = DT_SHARED,
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

static const struct dt_translator translators[] = { {
	.name = "xliff",
	.summary = "translations that stand in an XLIFF file",
	.threads = DT_SHARED,
	.flags = DT_TRANSLATOR_BY_ID,
	.options = options,
	.n_options = DT_COUNT(options),
	.options_size = sizeof(struct xliff_options),
	.open = answer_open,
	.close = answer_close,
	.pair = answer_pair,
	.translate = answer_translate,
} };

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "xliff",
	.version = PACKAGE_VERSION,
	.summary = "round trip with people and their tools by XLIFF 2.1",
	.license = "AGPL-3.0-or-later",
	.stages = stages,
	.translators = translators,
	.n_stages = DT_COUNT(stages),
	.n_translators = DT_COUNT(translators),
};
