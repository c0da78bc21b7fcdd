/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* folders.h - the folders of the service: made, and ours alone. */
#ifndef DT_SERVE_FOLDERS_H
#define DT_SERVE_FOLDERS_H

#include <doctranslate/plugin.h>

#include <stdbool.h>

/* Makes the folder and those above it (mode 0700).  One that is there must be a folder, ours, and
 * not for everybody to write to: documents and records lie in it. */
dt_status service_folder_make(const char *path, struct dt_error *err);
/* Can a file be written there now?  Tries it. */
bool service_folder_writable(const char *path);

#endif
