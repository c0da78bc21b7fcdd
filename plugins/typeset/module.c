/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "stages.h"

#define OPTION_FONTS                                                                               \
	DT_OPT_STRING(struct typeset_options, serif, 0, NULL,                                      \
		      "font family that goes first for text with serifs"),                         \
		DT_OPT_STRING(struct typeset_options, sans, 0, NULL,                               \
			      "font family that goes first for text without serifs"),              \
		DT_OPT_STRING(struct typeset_options, mono, 0, NULL,                               \
			      "font family that goes first for monospaced text")
#define OPTION_HYPHENS                                                                             \
	DT_OPT_BOOL(struct typeset_options, hyphenate, "true",                                     \
		    "divide words where the dictionaries allow it"),                               \
		DT_OPT_STRING(struct typeset_options, hyphens, 0, TYPESET_HYPHENS,                 \
			      "folder of the dictionaries, hyph_es.dic and so on")
#define OPTION_LEADING                                                                             \
	DT_OPT_REAL(struct typeset_options, min_leading, 0, "1.12", 0.9, 2,                        \
		    "least distance of baselines over the size of the letters")

static const struct dt_option sizes_options[] = {
	OPTION_FONTS,
	OPTION_HYPHENS,
	OPTION_LEADING,
	DT_OPT_REAL(struct typeset_options, min_scale, 0, "0.7", 0.3, 1,
		    "least scale that a style gets over the whole document"),
	DT_OPT_REAL(struct typeset_options, evenness, 0, "1.5", 0, 2,
		    "how bad text smaller than others of its style is: 1 is as bad as no text"),
};

static const struct dt_option fit_options[] = {
	OPTION_FONTS,
	OPTION_HYPHENS,
	OPTION_LEADING,
	DT_OPT_REAL(struct typeset_options, smallest, 0, "0.5", 0.2, 1,
		    "least scale of a block; what does not fit then is reported"),
};

static const struct dt_option fonts_options[] = { OPTION_FONTS };

static const struct dt_port fonts_outputs[] = { { "report", "doc.report", 0 } };
static const struct dt_port sizes_inputs[] = {
	{ "blocks", "page.blocks", 0 },
	{ "segments", "page.segments", 0 },
};
static const struct dt_port sizes_outputs[] = { { "sizes", "doc.sizes", 0 } };
static const struct dt_port fit_inputs[] = {
	{ "blocks", "page.blocks", 0 },
	{ "segments", "page.segments", 0 },
	{ "sizes", "doc.sizes", 0 },
};
static const struct dt_port fit_outputs[] = { { "set", "page.set", 0 } };

static const struct dt_stage stages[] = {
	{
		.name = "sizes",
		.summary = "finds one size for each style over the document",
		.threads = DT_PER_LANE,
		.flags = DT_TAKES_GAPS,
		.weight = 3,
		.inputs = sizes_inputs,
		.outputs = sizes_outputs,
		.options = sizes_options,
		.n_inputs = DT_COUNT(sizes_inputs),
		.n_outputs = DT_COUNT(sizes_outputs),
		.n_options = DT_COUNT(sizes_options),
		.options_size = sizeof(struct typeset_options),
		.open = typeset_open,
		.close = typeset_close,
		.lane_open = sizes_lane_open,
		.lane_close = sizes_lane_close,
		.begin = sizes_begin,
		.run = sizes_run,
		.end = sizes_end,
		.drop = sizes_drop,
	},
	{
		.name = "fit",
		.summary = "sets the translation into the place of the source",
		.threads = DT_PER_LANE,
		.weight = 5,
		.inputs = fit_inputs,
		.outputs = fit_outputs,
		.options = fit_options,
		.n_inputs = DT_COUNT(fit_inputs),
		.n_outputs = DT_COUNT(fit_outputs),
		.n_options = DT_COUNT(fit_options),
		.options_size = sizeof(struct typeset_options),
		.open = typeset_open,
		.close = typeset_close,
		.lane_open = set_lane_open,
		.lane_close = set_lane_close,
		.run = set_run,
	},
	{
		.name = "fonts",
		.summary = "tells which fonts set the text of the target language",
		.threads = DT_SERIAL,
		.weight = 1,
		.outputs = fonts_outputs,
		.options = fonts_options,
		.n_outputs = DT_COUNT(fonts_outputs),
		.n_options = DT_COUNT(fonts_options),
		.options_size = sizeof(struct typeset_options),
		.open = typeset_open,
		.close = typeset_close,
		.end = fonts_end,
	},
};

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "typeset",
	.version = PACKAGE_VERSION,
	.summary = "sets translated text into pages",
	.license = "AGPL-3.0-or-later",
	.stages = stages,
	.n_stages = DT_COUNT(stages),
};
