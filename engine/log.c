/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "log.h"
#include "str.h"

#include <string.h>

static const char *const level_names[] = { "debug", "info", "warning", "error" };

void log_line(const struct log *log, int level, const char *where, const char *text)
{
	struct str line = STR_EMPTY;

	if (level < log->level)
		return;
	if (level < DT_LOG_DEBUG || level > DT_LOG_ERROR)
		level = DT_LOG_ERROR;
	if (where)
		str_addf(&line, "%s: ", where);
	str_add_line(&line, text);
	if (log->write)
		log->write(log->ctx, level, str_view(&line));
	else
		fprintf(stderr, "doctranslate: %s: %s\n", level_names[level], str_view(&line));
	str_finish(&line);
}
