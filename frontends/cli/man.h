/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* man.h - the option table as a manual page and as a completion for bash. */
#ifndef DT_CLI_MAN_H
#define DT_CLI_MAN_H

#include <stdbool.h>
#include <stdio.h>

void man_write(FILE *out);
void complete_write(FILE *out);

#endif
