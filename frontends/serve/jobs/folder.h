/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * folder.h - the folders of jobs: ROOT/ID/{input,output,pages}, of this user alone.
 *
 * Names come from the service, never from a client.  Nothing here follows a symbolic link below
 * a job's folder.
 */
#ifndef DT_SERVE_FOLDER_H
#define DT_SERVE_FOLDER_H

#include <doctranslate/plugin.h>

#include <stdbool.h>
#include <stdint.h>

char *path_join(const char *folder, const char *name); /* the caller frees */
/* A random UUID, version 4. */
bool uuid_make(char id[40]);
/* Lower case, 8-4-4-4-12: what a job's folder may be called. */
bool uuid_is(const char *id);

dt_status folder_make(const char *root, const char *id, struct dt_error *err);
/* The document becomes input/document.pdf, synced; *path: where it is, the caller frees. */
dt_status folder_take(const char *root, const char *id, const char *document, char **path,
		      uint64_t *bytes, struct dt_error *err);
/* With all that is in it; what is not there is fine. */
void folder_remove(const char *path);
/* Bytes of the files in it, as they lie on disk. */
uint64_t folder_bytes(const char *path);
/* mkdir -p, 0700. */
dt_status folder_need(const char *path, struct dt_error *err);

#endif
