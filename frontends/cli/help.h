/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* help.h - what the option table says, for people at a terminal. */
#ifndef DT_CLI_HELP_H
#define DT_CLI_HELP_H

#include "options.h"

#include <stdio.h>

/* The whole program in a screen. */
void help_program(FILE *out);
void help_command(FILE *out, const struct command_spec *command);
/* "doctranslate translate [option...] FILE..." */
void help_usage(FILE *out, const struct command_spec *command);
/* "-o, --output-dir DIR" with all names; gives the length. */
size_t help_option_names(const struct option_spec *option, char *to, size_t size);
/* The words that stand behind the help of an option: "(default: es)", "a, b or c". */
size_t help_option_extra(const struct option_spec *option, char *to, size_t size);

#endif
