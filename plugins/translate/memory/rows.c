/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "rows.h"

#include "normal.h"
#include "similar.h"
#include "vectors.h"

#include <strings.h>

/* ---- languages ------------------------------------------------------------------------- */

static size_t first_part(const char *lang)
{
	return strcspn(lang, "-_");
}

bool rows_language(const char *of_row, const char *wanted, bool loose)
{
	size_t m = strlen(of_row), n = strlen(wanted), least = m < n ? m : n;

	if (!loose)
		return !strcasecmp(of_row, wanted);
	for (size_t i = 0; i < least; i++) {
		char a = of_row[i] == '_' ? '-' : of_row[i], b = wanted[i] == '_' ? '-' : wanted[i];

		if (a != b && ((a | 32) != (b | 32) || (a | 32) < 'a' || (a | 32) > 'z'))
			return false;
	}
	return m == n || (m > n ? strchr("-_", of_row[n]) : strchr("-_", wanted[m])) != NULL;
}

uint64_t rows_seed(const char *source_lang, const char *target_lang)
{
	uint32_t codes[32];
	size_t n = 0;

	for (size_t i = 0; i < first_part(source_lang) && n < 12; i++)
		codes[n++] = (unsigned char)source_lang[i] | 32;
	codes[n++] = '>';
	for (size_t i = 0; i < first_part(target_lang) && n < 24; i++)
		codes[n++] = (unsigned char)target_lang[i] | 32;
	return codes_hash(codes, n, 0);
}

/* ---- spaces and scopes --------------------------------------------------------------------- */

static void bind_text(sqlite3_stmt *statement, int at, const char *text)
{
	sqlite3_bind_text(statement, at, text, -1, SQLITE_TRANSIENT);
}

/* Makes it when it is not there, then asks for its id. */
static int64_t id_of(struct database *database, const char *make, const char *ask,
		     const char *const *values, int n, struct dt_error *err)
{
	sqlite3_stmt *statement = database_prepare(database, make, err);
	int64_t id = -1;

	for (int i = 0; i < n && statement; i++)
		bind_text(statement, i + 1, values[i]);
	if (!statement || database_step(database, statement, err)) {
		sqlite3_finalize(statement);
		return -1;
	}
	sqlite3_finalize(statement);
	statement = database_prepare(database, ask, err);
	for (int i = 0; i < n && statement; i++)
		bind_text(statement, i + 1, values[i]);
	if (statement && database_row(database, statement, err))
		id = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return id;
}

int64_t rows_space(struct database *database, const struct memory_space *space,
		   struct dt_error *err)
{
	const char *const values[] = { space->source_lang, space->target_lang, space->route,
				       space->glossary };

	return id_of(database,
		     "INSERT OR IGNORE INTO space (source_lang, target_lang, route, glossary) "
		     "VALUES (?, ?, ?, ?)",
		     "SELECT id FROM space WHERE source_lang = ? AND target_lang = ? AND route = ? "
		     "AND glossary = ?",
		     values, 4, err);
}

int64_t rows_scope(struct database *database, const char *project, const char *document,
		   struct dt_error *err)
{
	const char *const values[] = { project, document };

	return id_of(database, "INSERT OR IGNORE INTO scope (project, document) VALUES (?, ?)",
		     "SELECT id FROM scope WHERE project = ? AND document = ?", values, 2, err);
}

int64_t rows_model(struct database *database, const char *name, uint32_t dimension,
		   struct dt_error *err)
{
	char number[12];
	const char *const values[] = { name, number };

	snprintf(number, sizeof(number), "%u", dimension);
	return id_of(database, "INSERT OR IGNORE INTO model (name, dimension) VALUES (?, ?)",
		     "SELECT id FROM model WHERE name = ? AND dimension = ?", values, 2, err);
}

/* ---- rows --------------------------------------------------------------------------------- */

bool rows_open(struct rows *rows, struct database *database, struct dt_error *err)
{
	struct {
		sqlite3_stmt **statement;
		const char *sql;
	} const wanted[] = {
		{ &rows->same, "SELECT id, length(CAST(target AS BLOB)) FROM entry WHERE exact = ? "
			       "AND space = ? AND scope = ? AND source = ?" },
		{ &rows->insert,
		  "INSERT INTO entry (space, scope, exact, normal, source, target, flags, origin, "
		  "hits, created, used) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" },
		{ &rows->replace,
		  "UPDATE entry SET target = ?, flags = ?, origin = ?, used = ? WHERE id = ?" },
		{ &rows->piece, "INSERT OR IGNORE INTO piece (hash, entry) VALUES (?, ?)" },
		{ &rows->no_piece, "DELETE FROM piece WHERE hash = ? AND entry = ?" },
		{ &rows->vector, "INSERT OR REPLACE INTO vector (entry, model, space, at) "
				 "VALUES (?, ?, ?, ?)" },
		{ &rows->no_vector, "DELETE FROM vector WHERE entry = ?" },
		{ &rows->erase, "DELETE FROM entry WHERE id = ?" },
		{ &rows->one,
		  "SELECT source, target, source_lang, target_lang FROM entry JOIN space "
		  "ON space.id = entry.space WHERE entry.id = ?" },
	};

	memset(rows, 0, sizeof(*rows));
	rows->database = database;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		*wanted[i].statement = database_prepare(database, wanted[i].sql, err);
		if (!*wanted[i].statement)
			return false;
	}
	return true;
}

static void bind_part(sqlite3_stmt *statement, int at, const char *text, size_t length)
{
	sqlite3_bind_text(statement, at, text, (int)length, SQLITE_STATIC);
}

static dt_status put_pieces(struct rows *rows, sqlite3_stmt *statement, int64_t id,
			    const struct normal *normal, uint64_t seed, struct dt_error *err)
{
	int64_t hashes[SKETCH];
	unsigned n = sketch(&normal->key, seed, hashes);
	dt_status status = DT_OK;

	for (unsigned i = 0; i < n && !status; i++) {
		sqlite3_bind_int64(statement, 1, hashes[i]);
		sqlite3_bind_int64(statement, 2, id);
		status = database_step(rows->database, statement, err);
	}
	return status;
}

static dt_status put_vector(struct rows *rows, const struct row *row, int64_t id,
			    struct dt_error *err)
{
	unsigned char *blob = row->vector ? malloc(row->dimension * 4u) : NULL;

	if (!row->vector)
		return DT_OK;
	if (!blob)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for a vector");
	vectors_write(row->vector, row->dimension, blob);
	sqlite3_bind_int64(rows->vector, 1, id);
	sqlite3_bind_int64(rows->vector, 2, row->model);
	sqlite3_bind_int64(rows->vector, 3, row->space);
	sqlite3_bind_blob(rows->vector, 4, blob, (int)(row->dimension * 4u), free);
	return database_step(rows->database, rows->vector, err);
}

static dt_status add(struct rows *rows, const struct row *row, int64_t exact,
		     const struct normal *normal, int64_t *id, struct dt_error *err)
{
	sqlite3_stmt *s = rows->insert;
	dt_status status;

	sqlite3_bind_int64(s, 1, row->space);
	sqlite3_bind_int64(s, 2, row->scope);
	sqlite3_bind_int64(s, 3, exact);
	sqlite3_bind_int64(s, 4, (int64_t)normal->hash);
	bind_part(s, 5, row->source, row->source_length);
	bind_part(s, 6, row->target, row->target_length);
	sqlite3_bind_int64(s, 7, row->flags);
	sqlite3_bind_text(s, 8, row->origin, -1, SQLITE_STATIC);
	sqlite3_bind_int64(s, 9, row->hits);
	sqlite3_bind_int64(s, 10, row->created);
	sqlite3_bind_int64(s, 11, row->used);
	status = database_step(rows->database, s, err);
	*id = sqlite3_last_insert_rowid(rows->database->sqlite);
	if (!status)
		status = put_pieces(rows, rows->piece, *id, normal,
				    rows_seed(row->source_lang, row->target_lang), err);
	rows->added++;
	rows->bytes += (int64_t)(row->source_length + row->target_length);
	return status;
}

static dt_status replace(struct rows *rows, const struct row *row, int64_t id, struct dt_error *err)
{
	sqlite3_stmt *s = rows->replace;

	bind_part(s, 1, row->target, row->target_length);
	sqlite3_bind_int64(s, 2, row->flags);
	sqlite3_bind_text(s, 3, row->origin, -1, SQLITE_STATIC);
	sqlite3_bind_int64(s, 4, row->used);
	sqlite3_bind_int64(s, 5, id);
	return database_step(rows->database, s, err);
}

dt_status rows_put(struct rows *rows, const struct row *row, struct dt_error *err)
{
	struct dt_error why = { 0 };
	struct normal normal;
	dt_status status;
	int64_t exact, id = -1;

	if (!normal_read(&normal, row->source, row->source_length)) {
		normal_free(&normal);
		return DT_OK;
	}
	exact = (int64_t)codes_hash_text(row->source, row->source_length);
	sqlite3_bind_int64(rows->same, 1, exact);
	sqlite3_bind_int64(rows->same, 2, row->space);
	sqlite3_bind_int64(rows->same, 3, row->scope);
	bind_part(rows->same, 4, row->source, row->source_length);
	if (database_row(rows->database, rows->same, &why)) {
		id = sqlite3_column_int64(rows->same, 0);
		rows->bytes += (int64_t)row->target_length - sqlite3_column_int64(rows->same, 1);
	}
	sqlite3_reset(rows->same);
	if (why.status)
		status = dt_fail(err, why.status, "%s", why.text);
	else
		status = id < 0 ? add(rows, row, exact, &normal, &id, err)
				: replace(rows, row, id, err);
	if (!status)
		status = put_vector(rows, row, id, err);
	normal_free(&normal);
	return status;
}

static dt_status forget_pieces(struct rows *rows, int64_t id, struct dt_error *err)
{
	const char *source = (const char *)sqlite3_column_text(rows->one, 0);
	struct normal normal;
	dt_status status = DT_OK;

	if (source && normal_read(&normal, source, strlen(source)))
		status = put_pieces(rows, rows->no_piece, id, &normal,
				    rows_seed((const char *)sqlite3_column_text(rows->one, 2),
					      (const char *)sqlite3_column_text(rows->one, 3)),
				    err);
	if (source)
		normal_free(&normal);
	return status;
}

dt_status rows_remove(struct rows *rows, int64_t id, struct dt_error *err)
{
	struct dt_error why = { 0 };
	dt_status status = DT_OK;

	sqlite3_bind_int64(rows->one, 1, id);
	if (!database_row(rows->database, rows->one, &why))
		return why.status ? dt_fail(err, why.status, "%s", why.text) : DT_OK;
	rows->added--;
	rows->bytes -= sqlite3_column_bytes(rows->one, 0) + sqlite3_column_bytes(rows->one, 1);
	status = forget_pieces(rows, id, err);
	sqlite3_reset(rows->one);
	sqlite3_bind_int64(rows->no_vector, 1, id);
	sqlite3_bind_int64(rows->erase, 1, id);
	if (!status)
		status = database_step(rows->database, rows->no_vector, err);
	return status ? status : database_step(rows->database, rows->erase, err);
}

dt_status rows_total(struct rows *rows, struct dt_error *err)
{
	char sql[160];

	if (!rows->added && !rows->bytes)
		return DT_OK;
	snprintf(sql, sizeof(sql), "UPDATE total SET rows = rows + (%lld), bytes = bytes + (%lld)",
		 (long long)rows->added, (long long)rows->bytes);
	rows->added = rows->bytes = 0;
	return database_run(rows->database, sql, err);
}
