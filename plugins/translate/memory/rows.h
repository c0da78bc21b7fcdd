/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * rows.h - putting rows into a memory and taking them out, inside a transaction of the caller.
 *
 * Invariant: table total has the number of rows of entry and the bytes of their texts; every hash
 * of a row's sketch is in piece.  One thread at a time for one struct rows.
 */
#ifndef MEMORY_ROWS_H
#define MEMORY_ROWS_H

#include "memory.h"

struct rows {
	struct database *database;
	sqlite3_stmt *same, *insert, *replace, *piece, *no_piece, *vector, *no_vector, *erase, *one;
	int64_t added, bytes; /* since rows_total */
};

/* Takes statements of the database; false with err. */
bool rows_open(struct rows *rows, struct database *database, struct dt_error *err);
/* The id of a space or scope, made when it is not there; -1 with err. */
int64_t rows_space(struct database *database, const struct memory_space *space,
		   struct dt_error *err);
int64_t rows_scope(struct database *database, const char *project, const char *document,
		   struct dt_error *err);

/* The model of vectors with that many numbers. */
int64_t rows_model(struct database *database, const char *name, uint32_t dimension,
		   struct dt_error *err);

struct row {
	int64_t space, scope, created, used, hits;
	const char *source_lang, *target_lang, *origin;
	const char *source, *target; /* in canonical form */
	size_t source_length, target_length;
	uint32_t flags;
	uint32_t dimension;
	const float *vector; /* of the source; NULL: none */
	int64_t model;
};

dt_status rows_put(struct rows *rows, const struct row *row, struct dt_error *err);
/* Removes row id; no error when there is none. */
dt_status rows_remove(struct rows *rows, int64_t id, struct dt_error *err);
/* Writes what has been added and removed into the total. */
dt_status rows_total(struct rows *rows, struct dt_error *err);

/* What keeps sketches of pairs of languages apart. */
uint64_t rows_seed(const char *source_lang, const char *target_lang);

/* Is a pair of languages of a row the job's?  By regions only when loose. */
bool rows_language(const char *of_row, const char *wanted, bool loose);

#endif /* MEMORY_ROWS_H */
