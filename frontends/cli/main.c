/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "engine.h"

int main(void)
{
	puts(dt_engine_version());
	return 0;
}
