/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "stages.h"

static const struct dt_port reports[] = { { "report", "doc.report", 0 } };
static const struct dt_port results[] = {
	{ "mono", "doc.file", DT_MAY_BE_UNWIRED },
	{ "dual", "doc.file", DT_MAY_BE_UNWIRED },
};

#define FILE_OPTION                                                                                \
	DT_OPT_STRING(struct maintain_options, file, 0, NULL,                                      \
		      "file of the memory; without it the user's own")
#define BOUND_OPTIONS                                                                              \
	DT_OPT_STRING(struct maintain_options, source_lang, 0, NULL,                               \
		      "rows from this language alone"),                                            \
		DT_OPT_STRING(struct maintain_options, target_lang, 0, NULL,                       \
			      "rows to this language alone"),                                      \
		DT_OPT_STRING(struct maintain_options, project, 0, NULL,                           \
			      "rows of this project alone"),                                       \
		DT_OPT_TIME(struct maintain_options, older_than, 0, "0s", 0, 1e13,                 \
			    "rows that were of no use for so long")

static const struct dt_option stats_options[] = { FILE_OPTION, BOUND_OPTIONS };
static const struct dt_option export_options[] = {
	FILE_OPTION,
	BOUND_OPTIONS,
	DT_OPT_STRING(struct maintain_options, exchange, DT_REQUIRED, NULL,
		      "file to write: TMX when its name ends so, else NDJSON"),
};
static const struct dt_option import_options[] = {
	FILE_OPTION,
	DT_OPT_STRING(struct maintain_options, exchange, DT_REQUIRED, NULL,
		      "file to read: TMX or NDJSON"),
	DT_OPT_STRING(struct maintain_options, source_lang, 0, NULL,
		      "rows from this language; of rows that say none"),
	DT_OPT_STRING(struct maintain_options, target_lang, 0, NULL,
		      "rows to this language; of rows that say none"),
	DT_OPT_STRING(struct maintain_options, project, 0, NULL,
		      "project of rows that say none; without it they are for all"),
};

#define MAINTAIN(NAME, SUMMARY, OPTIONS)                                                           \
	.name = NAME, .summary = SUMMARY, .threads = DT_SHARED, .weight = 1, .outputs = reports,   \
	.n_outputs = DT_COUNT(reports), .options = OPTIONS, .n_options = DT_COUNT(OPTIONS),        \
	.options_size = sizeof(struct maintain_options), .open = keep_options

static const struct dt_stage stages[] = {
	{ MAINTAIN("stats", "tells what is in a translation memory", stats_options),
	  .end = stats_end },
	{ MAINTAIN("purge", "takes rows out of a translation memory", stats_options),
	  .end = purge_end },
	{ MAINTAIN("import", "reads TMX or NDJSON into a translation memory", import_options),
	  .end = import_end },
	{ MAINTAIN("export", "writes a translation memory as TMX or NDJSON", export_options),
	  .end = export_end },
	{ .name = "done",
	  .summary = "forgets the journal of a job whose results are written",
	  .threads = DT_SHARED,
	  .weight = 1,
	  .inputs = results,
	  .n_inputs = DT_COUNT(results),
	  .end = done_end },
};

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "memory",
	.version = PACKAGE_VERSION,
	.summary = "looks after translation memories",
	.license = "AGPL-3.0-or-later",
	.stages = stages,
	.n_stages = DT_COUNT(stages),
};
