/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include <doctranslate/plugin.h>

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "echo",
	.version = PACKAGE_VERSION,
	.summary = "echo",
	.license = "AGPL-3.0-or-later",
};
