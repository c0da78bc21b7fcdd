/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include <doctranslate/plugin.h>

#include "overlay.h"
#include "paint.h"
#include "painted_file.h"
#include "parse.h"
#include "render.h"
#include "write.h"

static const struct dt_port parse_inputs[] = {
	[DT_PARSE_IN_FILE] = { "file", "doc.file", 0 },
};

static const struct dt_port parse_outputs[] = {
	[DT_PARSE_OUT_PAGE] = { "page", "page.content", 0 },
	[DT_PARSE_OUT_OUTLINE] = { "outline", "doc.outline", DT_MAY_BE_UNWIRED },
};

static const struct dt_option parse_options[] = {
	DT_OPT_SIZE(struct dt_parse_options, memory, 0, "400M", 16777216, 4294967296,
		    "memory that reading may take in one lane"),
};

static const struct dt_port paint_inputs[] = {
	[DT_PAINT_IN_FILE] = { "file", "doc.file", 0 },
	[DT_PAINT_IN_SET] = { "set", "page.set", 0 },
};

static const struct dt_port paint_outputs[] = {
	[DT_PAINT_OUT_PAGE] = { "page", "page.pdf", 0 },
};

static const struct dt_option paint_options[] = {
	DT_OPT_SIZE(struct dt_paint_options, memory, 0, "400M", 16777216, 4294967296,
		    "memory that reading may take in one lane"),
	DT_OPT_INT(struct dt_paint_options, compression, 0, "6", 1, 12,
		   "of new content streams: 1 is fast, 12 is small"),
};

static const struct dt_port write_inputs[] = {
	[DT_WRITE_IN_FILE] = { "file", "doc.file", 0 },
	[DT_WRITE_IN_PAGE] = { "page", "page.pdf", 0 },
	[DT_WRITE_IN_TITLES] = { "titles", "doc.titles", DT_MAY_BE_UNWIRED },
};

static const struct dt_port write_outputs[] = {
	[DT_WRITE_OUT_MONO] = { "mono", "doc.file", 0 },
	[DT_WRITE_OUT_DUAL] = { "dual", "doc.file", 0 },
};

static const struct dt_port overlay_inputs[] = {
	[DT_OVERLAY_IN_FILE] = { "file", "doc.file", 0 },
	[DT_OVERLAY_IN_BLOCKS] = { "blocks", "page.blocks", 0 },
	[DT_OVERLAY_IN_PAGE] = { "page", "page.content", DT_MAY_BE_UNWIRED },
	[DT_OVERLAY_IN_PROFILE] = { "profile", "doc.profile", DT_MAY_BE_UNWIRED },
};

static const struct dt_port overlay_outputs[] = { { "file", "doc.file", 0 } };

static const struct dt_port render_inputs[] = {
	[DT_RENDER_IN_FILE] = { "file", "doc.file", 0 },
};

static const struct dt_port render_outputs[] = {
	[DT_RENDER_OUT_IMAGE] = { "image", "doc.file", 0 },
	[DT_RENDER_OUT_REPORT] = { "report", "doc.report", 0 },
};

static const struct dt_option render_options[] = {
	DT_OPT_SIZE(struct dt_render_options, memory, 0, "1G", 16777216, 17179869184,
		    "memory that a page may take"),
	DT_OPT_INT(struct dt_render_options, pixels, 0, "24000000", 10000, 400000000,
		   "largest picture: a page that would have more is made smaller"),
};

static const struct dt_port painted_outputs[] = { { "page", "page.pdf", 0 } };

static const struct dt_option painted_options[] = {
	DT_OPT_STRING(struct dt_painted_options, file, DT_REQUIRED, NULL,
		      "a page that a job with \"previews\" has left"),
};

static const struct dt_stage stages[] = {
	{
		.name = "parse",
		.summary = "reads what stands on the pages of a PDF",
		.threads = DT_PER_LANE,
		.flags = DT_LANES_PER_JOB,
		.weight = 3,
		.inputs = parse_inputs,
		.outputs = parse_outputs,
		.options = parse_options,
		.n_inputs = DT_COUNT(parse_inputs),
		.n_outputs = DT_COUNT(parse_outputs),
		.n_options = DT_COUNT(parse_options),
		.options_size = sizeof(struct dt_parse_options),
		.open = dt_parse_open,
		.lane_open = dt_parse_lane_open,
		.lane_close = dt_parse_lane_close,
		.begin = dt_parse_begin,
		.run = dt_parse_run,
		.end = dt_parse_end,
		.drop = dt_parse_drop,
	},
	{
		.name = "paint",
		.summary = "rewrites the content streams of a page",
		.threads = DT_PER_LANE,
		.flags = DT_LANES_PER_JOB,
		.weight = 4,
		.inputs = paint_inputs,
		.outputs = paint_outputs,
		.options = paint_options,
		.n_inputs = DT_COUNT(paint_inputs),
		.n_outputs = DT_COUNT(paint_outputs),
		.n_options = DT_COUNT(paint_options),
		.options_size = sizeof(struct dt_paint_options),
		.open = dt_paint_open,
		.lane_open = dt_paint_lane_open,
		.lane_close = dt_paint_lane_close,
		.run = dt_paint_run,
	},
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
	{
		.name = "overlay",
		.summary = "draws the layout over the pages of the source, for debugging",
		.threads = DT_SHARED,
		.order = DT_PAGE_ORDER,
		.flags = DT_TAKES_GAPS,
		.weight = 2,
		.inputs = overlay_inputs,
		.outputs = overlay_outputs,
		.n_inputs = DT_COUNT(overlay_inputs),
		.n_outputs = DT_COUNT(overlay_outputs),
		.begin = dt_overlay_begin,
		.run = dt_overlay_run,
		.end = dt_overlay_end,
		.drop = dt_overlay_drop,
	},
	{
		.name = "painted",
		.summary = "gives a page that another job has painted",
		.threads = DT_SHARED,
		.outputs = painted_outputs,
		.options = painted_options,
		.n_outputs = DT_COUNT(painted_outputs),
		.n_options = DT_COUNT(painted_options),
		.options_size = sizeof(struct dt_painted_options),
		.open = dt_painted_open,
		.begin = dt_painted_begin,
		.run = dt_painted_run,
		.drop = dt_painted_drop,
	},
	{
		.name = "render",
		.summary = "paints one page as a PNG, and tells how large the pages are",
		.threads = DT_SHARED,
		.weight = 5,
		.inputs = render_inputs,
		.outputs = render_outputs,
		.options = render_options,
		.n_inputs = DT_COUNT(render_inputs),
		.n_outputs = DT_COUNT(render_outputs),
		.n_options = DT_COUNT(render_options),
		.options_size = sizeof(struct dt_render_options),
		.open = dt_render_open,
		.begin = dt_render_begin,
		.end = dt_render_end,
		.drop = dt_render_drop,
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
