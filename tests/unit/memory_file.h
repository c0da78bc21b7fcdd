/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* memory_file.h - a translation memory in a folder of its own, for suites that test it. */
#ifndef UNIT_MEMORY_FILE_H
#define UNIT_MEMORY_FILE_H

#include "suite.h"

#include "plugins/translate/memory/memory.h"
#include "plugins/translate/memory/schema.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64], file[96];

static inline void set_up(void)
{
	snprintf(folder, sizeof(folder), "/tmp/dt-memory-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(file, sizeof(file), "%s/memory.sqlite", folder);
}

static inline void tear_down(void)
{
	char pattern[120];
	glob_t found;

	chmod(folder, 0700);
	snprintf(pattern, sizeof(pattern), "%s/*", folder);
	if (!glob(pattern, 0, NULL, &found)) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			unlink(found.gl_pathv[i]);
		globfree(&found);
	}
	rmdir(folder);
}

static inline struct memory_options options(enum memory_mode mode)
{
	return (struct memory_options){ .file = { .path = file, .wait_ms = 5000 },
					.space = { "en", "es", "cloud model=a", "" },
					.project = "",
					.document = "d1",
					.mode = mode,
					.scope = MEMORY_GLOBAL,
					.threshold = 0.92,
					.model = "" };
}

static inline struct memory *open_with(const struct memory_options *o)
{
	struct dt_error err = { 0 };
	struct memory *memory = memory_open(o, &err);

	ck_assert_msg(memory != NULL, "%s", err.text);
	return memory;
}

static inline struct memory *open_mode(enum memory_mode mode)
{
	struct memory_options o = options(mode);

	return open_with(&o);
}

static inline void keep(struct memory *memory, const char *source, const char *target,
			uint32_t flags)
{
	struct memory_row row = { source, target, strlen(source), strlen(target), flags, 0, NULL };
	struct dt_error err = { 0 };

	ck_assert_msg(memory_keep(memory, &row, 1, &err) == DT_OK, "%s", err.text);
}

/* What the memory says to a text; "" when it says nothing.  Free it. */
static inline char *ask(struct memory *memory, const char *text, enum memory_mode how)
{
	struct memory_query query = { .text = text, .length = strlen(text) };
	struct dt_error err = { 0 };
	char *answer;

	ck_assert_msg(memory_find(memory, &query, 1, &err) == DT_OK, "%s", err.text);
	if (query.found)
		ck_assert_uint_eq(query.found, how);
	answer = strdup(query.answer ? query.answer : "");
	memory_query_free(&query);
	return answer;
}

#define SAYS(memory, text, how, wanted)                                                            \
	do {                                                                                       \
		char *said = ask(memory, text, how);                                               \
		ck_assert_str_eq(said, wanted);                                                    \
		free(said);                                                                        \
	} while (0)
#define SAYS_NOTHING(memory, text) SAYS(memory, text, MEMORY_OFF, "")

/* The number that a question to the file is answered with, past the memory. */
static inline int64_t count_of(const char *sql)
{
	struct dt_error err = { 0 };
	struct database_want want = { .path = file, .wait_ms = 1000, .read_only = true };
	struct database *database = database_open(&schema_memory, &want, &err);
	sqlite3_stmt *statement;
	int64_t n = -1;

	ck_assert_msg(database != NULL, "%s", err.text);
	statement = database_prepare(database, sql, &err);
	if (statement && database_row(database, statement, &err))
		n = sqlite3_column_int64(statement, 0);
	database_close(database);
	return n;
}

#endif /* UNIT_MEMORY_FILE_H */
