/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Prints the table of settings that docs/serve.md has. */
#include "config.h"

#include "table.h"

int main(void)
{
	settings_markdown(stdout);
	return 0;
}
