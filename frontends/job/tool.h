/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * tool.h - a command of the command line in a process of the service: the hidden command
 * "run-tool".
 *
 * The walls are those of a job (walls.h), put on before anything else: what such a command reads
 * may be from a stranger, too.  Descriptor 0 has one JSON object, then its end:
 *   arguments  of the command line, without the name of the program; absolute paths in it may be
 *              read
 *   read       more paths that may be (optional)
 *   network    false: no sockets (optional)
 *   programs   false: no other programs (optional)
 * Descriptor 1 takes what the command prints.  TMPDIR is what may be written.
 * A process that lacked memory for what it was to do ends with SANDBOX_EXIT_MEMORY.
 */
#ifndef DT_JOB_TOOL_H
#define DT_JOB_TOOL_H

#include "cli/session.h"

struct tool_command {
	json_t *all; /* what was said on descriptor 0: session's arguments lie in it */
	char **argv;
};

/* As session_start, of what descriptor 0 says. */
enum exit_code tool_command_start(struct session *session, struct tool_command *command);
void tool_command_free(struct tool_command *command);

#endif
