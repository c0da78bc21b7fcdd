/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* log_line.h - one line of the log, as JSON or for a terminal.  Pure functions, any thread. */
#ifndef DT_SERVE_LOG_LINE_H
#define DT_SERVE_LOG_LINE_H

#include "log.h"
#include "text.h"

struct log_form {
	bool json, redact;
	const char *service;
};

/* Adds it with its end of line; at: microseconds since 1970. */
void log_line_make(struct text *line, const struct log_form *form, int64_t at, enum log_level level,
		   const char *event, const struct log_field *fields);

#endif
