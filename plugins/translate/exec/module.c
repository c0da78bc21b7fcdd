/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "exec.h"

static const struct dt_option options[] = {
	DT_OPT_STRINGS(struct exec_options, command, DT_REQUIRED | DT_SHAPES_ANSWERS,
		       "the program and its arguments; without a slash it is looked for in PATH"),
	DT_OPT_STRING(struct exec_options, directory, 0, NULL, "folder in which it is started"),
	DT_OPT_STRINGS(struct exec_options, environment, 0,
		       "variables that it gets, \"NAME\" as it is here or \"NAME=VALUE\"; beside "
		       "PATH, HOME, LANG, LC_ALL, TMPDIR and TZ"),
	DT_OPT_INT(struct exec_options, processes, 0, "1", 1, MOST_PROCESSES,
		   "how often it runs at the same time"),
	DT_OPT_INT(struct exec_options, in_flight, 0, "4", 1, 1000,
		   "requests that one of them has before it must have answered"),
	DT_OPT_INT(struct exec_options, restarts, 0, "5", 0, 1000,
		   "how often it is started again without having answered anything"),
	DT_OPT_TIME(struct exec_options, timeout, 0, "60s", 1, 86400000,
		    "time for one request; then the program is killed and started again"),
	DT_OPT_SIZE(struct exec_options, max_line, 0, "4M", 256, 1e9,
		    "bytes of a line that it may answer"),
};

static const struct dt_translator translators[] = { {
	.name = "exec",
	.summary = "asks a program of your own: JSON lines on its standard input and output",
	.threads = DT_SHARED,
	/* what the program does with the texts is not known here */
	.flags = DT_TRANSLATOR_INSTRUCTED | DT_TRANSLATOR_NETWORK | DT_TRANSLATOR_PROGRAMS,
	.options = options,
	.n_options = DT_COUNT(options),
	.options_size = sizeof(struct exec_options),
	.check = exec_check,
	.open = exec_open,
	.close = exec_close,
	.start = exec_start,
	.preflight = exec_preflight,
} };

const struct dt_module dt_module = {
	.abi = DT_ABI_HERE,
	.name = "exec",
	.version = PACKAGE_VERSION,
	.summary = "any program as a translator",
	.license = "AGPL-3.0-or-later",
	.translators = translators,
	.n_translators = DT_COUNT(translators),
};
