/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * workdir.h - a folder of a job for temporary files, below TMPDIR.
 *
 * Whoever has made one holds a lock on it, which the kernel lets go of when the process
 * ends, however it does.  Folders that nobody holds any more are left from processes that
 * were killed: making a folder removes those.  [any]
 */
#ifndef DT_WORKDIR_H
#define DT_WORKDIR_H

#include <doctranslate/plugin.h>

/* Its path, for workdir_remove; NULL with err.  lock: for the same, -1 where the file system
 * has no locks. */
char *workdir_make(int *lock, struct dt_error *err);
/* Removes it with all that is in it and frees path; takes NULL. */
void workdir_remove(char *path, int lock);

#endif /* DT_WORKDIR_H */
