/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * paths.h - files of this machine that a request may name.
 *
 * What counts is where the opened file really is, as the kernel says of the descriptor, not what
 * the name looked like before: nothing that happens to links in between makes a difference.  A name
 * that is not below a prefix even as it is written is refused before anything is touched, so that
 * nobody learns what is there.
 */
#ifndef DT_SERVE_PATHS_H
#define DT_SERVE_PATHS_H

#include <doctranslate/plugin.h>

#include <stddef.h>

enum paths_kind { PATHS_FILE, PATHS_FOLDER };

/*
 * A descriptor for reading (close it), and where the file is (real; the caller frees; may be NULL
 * when nobody wants it).  -1 with err: DT_E_REFUSED: outside; DT_E_INPUT: not there, or no file
 * (folder), or not to be read; DT_E_SYSTEM.
 */
int paths_open(const char *path, enum paths_kind kind, const char *const *prefixes,
	       size_t n_prefixes, char **real, struct dt_error *err);

#endif
