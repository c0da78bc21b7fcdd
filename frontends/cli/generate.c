/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* generate man|completion: what is made from the option table when the program is built. */
#include "config.h"

#include "man.h"

#include <string.h>

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "man"))
		man_write(stdout);
	else if (argc == 2 && !strcmp(argv[1], "completion"))
		complete_write(stdout);
	else
		return 2;
	return fflush(stdout) || ferror(stdout);
}
