/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * place.h - where the files of the memory are, and on what kind of disk.
 *
 * Texts are the caller's, from malloc; NULL without memory.  No state: any thread.
 */
#ifndef MEMORY_PLACE_H
#define MEMORY_PLACE_H

#include <stdbool.h>

/* Of the user: $XDG_DATA_HOME, ~/.local/share, or, where there is no home that can be written, a
 * folder below /var/tmp that is nobody else's. */
char *place_memory(void);
/* The journal's file beside a memory. */
char *place_journal(const char *memory);

/* Makes the folders above a file, for this user alone; what cannot be made is found out later. */
void place_make_folders(const char *path);
/* Is it, or its folder, on a file system that several machines see? */
bool place_on_network(const char *path);
/* Of a statfs magic. */
bool place_magic_is_network(unsigned long magic);
/* Moves a damaged database away, with what stands beside it; the new path.  NULL: it could not,
 * or another process has done it. */
char *place_set_aside(const char *path);
/* "file:" and the path with what a URI gives a meaning to escaped, then end. */
char *place_uri(const char *path, const char *end);

#endif /* MEMORY_PLACE_H */
