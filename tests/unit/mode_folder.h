/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* mode_folder.h - a folder of modes and programs that tests of Apertium write themselves. */
#ifndef DT_TESTS_MODE_FOLDER_H
#define DT_TESTS_MODE_FOLDER_H

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static inline void make_folder(void)
{
	snprintf(folder, sizeof(folder), "/tmp/check-apertium-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
}

static inline void remove_folder(void)
{
	DIR *directory = opendir(folder);
	struct dirent *entry;

	while (directory && (entry = readdir(directory)) != NULL)
		unlinkat(dirfd(directory), entry->d_name, 0);
	if (directory)
		closedir(directory);
	rmdir(folder);
}

static inline void write_file(const char *name, const char *text, mode_t mode)
{
	char path[200];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
	chmod(path, mode);
}

#endif /* DT_TESTS_MODE_FOLDER_H */
