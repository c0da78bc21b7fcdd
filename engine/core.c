/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The module that is part of the program: what a pipeline may need without any plugin. */
#include "config.h"

#include "registry.h"

static dt_status pass_page(const struct dt_call *call, struct dt_error *err)
{
	const void *payload;
	size_t size;

	payload = call->host->input(call, 0, &size);
	if (!payload)
		return dt_fail(err, DT_E_BUG, "core.pass was called without a page");
	return call->host->output(call, 0, payload, size, err);
}

static const struct dt_port pass_inputs[] = { { "in", "page.*", 0 } };
static const struct dt_port pass_outputs[] = { { "out", "page.*", 0 } };

static const struct dt_stage stages[] = {
	{
		.name = "pass",
		.summary =
			"gives on what it gets: the last candidate of a node that may do nothing",
		.threads = DT_SHARED,
		.weight = 1,
		.inputs = pass_inputs,
		.outputs = pass_outputs,
		.n_inputs = DT_COUNT(pass_inputs),
		.n_outputs = DT_COUNT(pass_outputs),
		.run = pass_page,
	},
};

const struct dt_module core_module = {
	.abi = DT_ABI_HERE,
	.name = "core",
	.version = PACKAGE_VERSION,
	.summary = "part of the program",
	.license = "AGPL-3.0-or-later",
	.stages = stages,
	.n_stages = DT_COUNT(stages),
};
