/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * child_line.h - a line that a job's process has written to its standard error, taken apart:
 * "doctranslate: LEVEL: JOB: NODE, page N: text", of which all before the text may lack.
 * Pure functions, any thread.
 */
#ifndef DT_SERVE_CHILD_LINE_H
#define DT_SERVE_CHILD_LINE_H

#include "log.h"

struct child_line {
	enum log_level level; /* LOG_LEVEL_INFO of a line that says none */
	char node[64];	      /* "": none */
	int64_t page;	      /* from 1; 0: none */
	const char *text;     /* within the line */
};

void child_line_read(struct child_line *read, const char *line);

#endif
