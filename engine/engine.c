/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "engine.h"

const char *dt_engine_version(void)
{
	return PACKAGE_VERSION;
}
