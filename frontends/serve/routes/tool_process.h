/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tool_process.h - the process of one tool, from its start to its answer. */
#ifndef DT_SERVE_TOOL_PROCESS_H
#define DT_SERVE_TOOL_PROCESS_H

#include "tool.h"

#include "serve/jobs/child.h"

#include <pthread.h>

struct tool_process;

/* The start; what is wanted of the tool is copied. */
struct tool_process *tool_process_start(struct children *children, const struct settings *settings,
					const struct tool *tool, struct dt_error *err);
/* Waits for its end; the envelope, or NULL with err.  Frees it. */
json_t *tool_process_finish(struct tool_process *process, const struct tool *tool,
			    struct dt_error *err);

#endif
