/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * file.h - the file of settings: a variable a line, as in the environment.
 *
 *	# what is behind a number sign at the beginning of a line is for people
 *	DOCTRANSLATE_API_MAX_QUEUED_JOBS=100
 *	DOCTRANSLATE_API_DATA_ROOT="in quotes, which are no part of the value"
 */
#ifndef DT_SERVE_FILE_H
#define DT_SERVE_FILE_H

#include <doctranslate/plugin.h>

#include <stdbool.h>

struct settings_file {
	char *text; /* all of it, cut into names and values */
	size_t size;
	struct settings_pair {
		const char *name, *value;
	} * at;
	size_t n;
};

/* The sentence names file and line.  known: is it a variable that means something? */
dt_status settings_file_read(struct settings_file *file, const char *path,
			     bool (*known)(const char *name), struct dt_error *err);
/* In any case of letters; the last one counts; NULL: not there. */
const char *settings_file_value(const struct settings_file *file, const char *name);
void settings_file_free(struct settings_file *file);

#endif
