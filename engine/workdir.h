/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* workdir.h - a folder of a job for temporary files, below TMPDIR. */
#ifndef DT_WORKDIR_H
#define DT_WORKDIR_H

#include <doctranslate/plugin.h>

/* Its path, for workdir_remove; NULL with err. */
char *workdir_make(struct dt_error *err);
/* Removes it with all that is in it and frees path; takes NULL. */
void workdir_remove(char *path);

#endif /* DT_WORKDIR_H */
