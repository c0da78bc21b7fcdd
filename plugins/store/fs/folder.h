/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * folder.h - objects as files below one folder.
 *
 * A key is a path of plain names with '/' between: it cannot leave the folder.
 * put writes a file of another name beside the object, flushes it and renames it,
 * so that a reader sees the old object or the new one and a crash leaves at most a
 * hidden file.  Any thread may call any function.
 */
#ifndef FOLDER_H
#define FOLDER_H

#include <doctranslate/plugin.h>

struct folder_options {
	const char *directory;
};

/* Is it a key?  If not, err says what is wrong with it. */
dt_status folder_key(const char *key, struct dt_error *err);
/* A descriptor of the folder that holds the key's file, and its name there.  create makes
 * missing folders.  -1 with errno. */
int folder_open(const char *directory, const char *key, bool create, const char **name);
/* "cannot WHAT DIRECTORY/KEY: reason", of kind DT_E_SYSTEM. */
dt_status folder_fail(struct dt_error *err, int sys_errno, const char *what, const char *directory,
		      const char *key);

dt_status folder_get(const struct dt_call *call, const char *key, const struct dt_stream *to,
		     struct dt_error *err);
dt_status folder_put(const struct dt_call *call, const char *key, const struct dt_stream *from,
		     uint32_t flags, struct dt_error *err);
dt_status folder_has(const struct dt_call *call, const char *key, bool *found,
		     struct dt_error *err);

#endif
