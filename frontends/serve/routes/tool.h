/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * tool.h - this very program, run for a moment to tell something.
 *
 * The server opens no document and no plugin: what does runs in a process of its own, with bounds
 * of memory, time and file size, that ends with the answer.  A document that kills it is
 * input_error, nothing worse.  A few may run at the same time; what is the same for everybody
 * (plugins, plans) is asked once and kept for some minutes.
 * Threads: any that may wait, which is the work pool.
 */
#ifndef DT_SERVE_TOOL_H
#define DT_SERVE_TOOL_H

#include "serve/settings/settings.h"

#include <jansson.h>

struct tool {
	const char *const *arguments; /* of the command line, NULL-terminated, without argv[0] */
	unsigned time_s;	      /* 0: 60 */
	bool kept;		      /* the same for everybody */
};

/*
 * The JSON envelope that the command line prints: {ok, result, warnings, errors, error}.  NULL with
 * err: DT_E_UNAVAILABLE (too many run, come again), DT_E_INPUT (the document has ended it),
 * DT_E_SYSTEM.
 */
json_t *tool_run(const struct settings *settings, const struct tool *tool, struct dt_error *err);
/* What was kept is asked again: the configuration has changed. */
void tool_forget(void);

#endif
