/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* log.h - one line of log at a time, to the front end's function or to standard error. */
#ifndef DT_LOG_H
#define DT_LOG_H

#include "engine.h"

struct log {
	int level;
	void (*write)(void *ctx, int level, const char *line);
	void *ctx;
};

/* [any] where: "job-3/typeset", or NULL */
void log_line(const struct log *log, int level, const char *where, const char *text);

#endif /* DT_LOG_H */
