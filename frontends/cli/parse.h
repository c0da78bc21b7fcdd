/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * parse.h - the command line, checked against the option table.
 *
 * Options stand before or behind the command and its arguments, as
 * "--name VALUE", "--name=VALUE", "-oVALUE", "-o VALUE"; long names may be cut
 * short while they stay unambiguous; "--" ends them.  Values are checked by
 * type and range here, so that what arguments_* give is good.
 */
#ifndef DT_CLI_PARSE_H
#define DT_CLI_PARSE_H

#include "fault.h"
#include "options.h"

struct argument_list {
	const char **at;
	size_t n;
};

struct arguments {
	const struct command_spec *command;	  /* NULL: none was given */
	const char *value[OPTION_COUNT];	  /* NULL: not given; "" for a flag */
	char *secret[OPTION_COUNT];		  /* own copies of wiped values */
	struct argument_list pairs[OPTION_COUNT]; /* of PAIR, NAMES and FILES, in order */
	struct argument_list files;		  /* what is left over */
};

/* Strings are borrowed from argv.  On failure arguments hold what was read so far (the output
 * format is looked for first, so that the fault is told in it).  Free in both cases. */
enum exit_code arguments_parse(struct arguments *arguments, int argc, char **argv,
			       struct fault *fault);
void arguments_free(struct arguments *arguments);

bool arguments_given(const struct arguments *arguments, enum option_id id);
/* The value, else the preset of the table, else NULL. */
const char *arguments_text(const struct arguments *arguments, enum option_id id);
long arguments_integer(const struct arguments *arguments, enum option_id id);
/* Milliseconds; 0 when there is neither value nor preset. */
int64_t arguments_time(const struct arguments *arguments, enum option_id id);

#endif
