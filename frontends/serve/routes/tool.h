/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * tool.h - this very program, run for a moment to tell something.
 *
 * The server opens no document and no plugin: what does runs in a process of its own within the
 * walls of a job (job/tool.h), with bounds of memory, time and file size, that ends with the
 * answer.  A document that kills it is input_error, nothing worse.
 * As many run at the same time as the settings say, as many more wait for their turn, and the rest
 * is told to come again.  Who asks for the same as somebody else shares his answer; what is the
 * same for everybody (plugins, plans) is asked once and kept for some minutes.
 * Threads: any that may wait, which is the work pool.
 */
#ifndef DT_SERVE_TOOL_H
#define DT_SERVE_TOOL_H

#include "serve/settings/settings.h"

#include <jansson.h>

struct tools; /* of this process */

struct tool {
	/* Of the command line, NULL-terminated, without argv[0]; absolute paths in it can be read.
	 * It runs in an empty folder of its own. */
	const char *const *arguments;
	const char *const *read; /* more that can be read, NULL-terminated; or NULL */
	unsigned time_s;	 /* 0: 60 */
	bool kept;		 /* the same for everybody */
	bool shared;		 /* the same for those who ask at the same time */
	bool document;		 /* it reads one, which is to blame when the process is ended */
	/* File that it makes in its folder, and where that goes, at once and whole; NULL: none. */
	const char *makes, *place;
	const char *program; /* NULL: this one [for tests] */
};

struct tools *tools_new(unsigned at_once, struct dt_error *err);
/* Ends what runs; from then on nothing is started.  Before tools_free, which nobody may be in
 * tool_run by. */
void tools_end(struct tools *tools);
void tools_free(struct tools *tools);

/*
 * The JSON envelope that the command line prints: {ok, result, warnings, errors, error}.  Of a
 * process that was ended error is {code, message, details {reason}}: reason is crashed, memory,
 * time, cpu, file_size or forbidden_call.  NULL with err: DT_E_UNAVAILABLE (too much is asked, come
 * again), DT_E_SYSTEM.
 */
json_t *tool_run(struct tools *tools, const struct settings *settings, const struct tool *tool,
		 struct dt_error *err);
/* What was kept is asked again: the configuration has changed. */
void tool_forget(void);

#endif
