/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * inside.h - what the files of the memory share.
 *
 * reading guards reader, spaces and touched's readers' part; writing guards writer and rows.  Never
 * both at once, so that who looks something up does not wait for a lock of another process.
 */
#ifndef MEMORY_INSIDE_H
#define MEMORY_INSIDE_H

#include "memory.h"

#include "canon.h"
#include "normal.h"
#include "rows.h"

#include <pthread.h>

/* Whose rows are taken, best first: from outside, of this very route. */
struct known_space {
	int64_t id;
	bool imported;
};

struct memory {
	struct memory_options options; /* strings are own copies */
	char *strings[8];
	struct database *reader, *writer; /* writer NULL: it is only read */
	pthread_mutex_t reading, writing, noting;
	/* of the reader */
	sqlite3_stmt *exact, *normal, *pieces, *one, *spaces_of;
	int64_t last;		 /* row when it was opened; 0: there was none */
	struct vectors *vectors; /* loaded when the first is asked for; do not change then */
	struct known_space *spaces;
	size_t n_spaces;
	/* of the writer */
	struct rows rows;
	sqlite3_stmt *touch, *oldest;
	int64_t space, scope; /* -1: not made yet */
	int64_t model;	      /* the same, of vectors with this dimension */
	uint32_t dimension;
	/* of noting: rows that were of use, for when something is written anyway */
	int64_t *touched;
	size_t n_touched, room_touched;
};

/* A text that is looked up, in all the forms that are needed. */
struct wanted {
	struct memory_query *query;
	struct text canonical;
	struct canon *canon;
	struct normal normal;
	bool has_normal;
};

/* A row as it stands in the file; texts are valid until the statement steps on. */
struct found_row {
	int64_t id, space, created;
	const char *source, *target;
	size_t source_length, target_length;
	uint32_t flags;
	int rank; /* the more the better; below 0: not for this job */
};

/* Columns 0 to 7 of a statement that begins with FOUND_COLUMNS. */
#define FOUND_COLUMNS                                                                              \
	"SELECT e.id, e.space, e.source, e.target, e.flags, e.created, s.project, s.document "     \
	"FROM entry e JOIN scope s ON s.id = e.scope "
void found_row_read(const struct memory *memory, sqlite3_stmt *statement, struct found_row *row);
/* Takes a row as the answer: target in canonical form. */
dt_status wanted_take(struct wanted *wanted, const struct found_row *row, enum memory_mode how,
		      double score, const char *target, size_t length, struct dt_error *err);
/* Adds a row to the hints of a text, where it is one of the best: hints.c. */
dt_status wanted_hint(const struct memory *memory, struct memory_query *query,
		      const struct found_row *row, double score, struct dt_error *err);
/* Can there be hints at all? */
bool memory_has_hints(const struct memory *memory);
/* Says a row of the memory the same in numbers, marks and enumeration? */
bool wanted_agrees(const struct normal *asked, const struct normal *known);
/* A row has been of use: find.c. */
void note_use(struct memory *memory, const struct memory_query *query);
/* Whose rows are for this job: find.c. [reading, in a transaction] */
dt_status know_spaces(struct memory *memory, struct dt_error *err);
/* Where nothing is the same, what is like it: fuzzy.c. */
dt_status fuzzy_find(struct memory *memory, struct wanted *wanted, struct dt_error *err);

/* What is over the bounds goes, least recently used first; at most so many rows. [writing] */
dt_status evict(struct memory *memory, int64_t most, struct dt_error *err);
/* Rows that were of use are so from now on. [writing, in a transaction] */
dt_status touch_all(struct memory *memory, struct dt_error *err);

#endif /* MEMORY_INSIDE_H */
