/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* files.h - small files, folders and names of files; every failure is one sentence. */
#ifndef DT_CLI_FILES_H
#define DT_CLI_FILES_H

#include "fault.h"

#include <stddef.h>

/* The whole of a text file of at most 16 MiB, with a NUL behind it; the caller frees. */
char *file_read(const char *path, size_t *size, struct fault *fault);
/* All or nothing: a temporary file in the same folder, then renamed. */
enum exit_code file_write(const char *path, const char *text, size_t size, bool overwrite,
			  struct fault *fault);
/* Is there a regular file that can be read?  Pipes are not: documents are read here and there. */
enum exit_code file_check_input(const char *path, struct fault *fault);
/* Are both there, and one file? */
bool file_is_same(const char *a, const char *b);
/* Can a file be made at that path? */
enum exit_code file_check_output(const char *path, bool overwrite, struct fault *fault);
/* Makes a folder with those above it, and looks whether files can be made in it. */
enum exit_code files_folder_make(const char *path, struct fault *fault);
/* The first line of a file, "-" for the standard input, without its end; the caller frees. */
char *file_first_line(const char *path, struct fault *fault);
/* "paper" of "a/paper.pdf"; the caller frees; NULL: out of memory. */
char *path_stem(const char *path);
/* "DIR/NAME"; the caller frees; NULL: out of memory. */
char *files_join(const char *folder, const char *name);
/* Folder of a path, "." for a bare name; the caller frees; NULL: out of memory. */
char *path_folder(const char *path);

#endif
