/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows that mean much the same, whatever their words: by vectors of an embedding model. */
#include "config.h"

#include "inside.h"

#include "vectors.h"

#include <string.h>

enum { LOOKED_AT = 24 }; /* rows for one text: some may be of other documents */

/* ---- the vectors of a job ----------------------------------------------------------------- */

static bool has_models(struct memory *memory, struct dt_error *err)
{
	sqlite3_stmt *s = database_prepare(memory->reader,
					   "SELECT 1 FROM sqlite_master WHERE name = 'model'", err);
	bool has = s && database_row(memory->reader, s, err);

	sqlite3_finalize(s);
	return has; /* not in a file of an older version that is only read */
}

static dt_status load_space(struct memory *memory, struct vectors *vectors, sqlite3_stmt *s,
			    int64_t space, struct dt_error *err)
{
	size_t most = (size_t)memory->options.vector_bytes / (vectors->dimension * 4u);
	struct dt_error why = { 0 };

	sqlite3_bind_text(s, 1, memory->options.model, -1, SQLITE_STATIC);
	sqlite3_bind_int64(s, 2, vectors->dimension);
	sqlite3_bind_int64(s, 3, space);
	sqlite3_bind_int64(s, 4, memory->last);
	sqlite3_bind_int64(s, 5, (int64_t)(most > vectors->n ? most - vectors->n : 0));
	while (database_row(memory->reader, s, &why))
		if (!vectors_add(vectors, sqlite3_column_int64(s, 0), sqlite3_column_blob(s, 1),
				 (size_t)sqlite3_column_bytes(s, 1)))
			dt_fail(&why, DT_E_SYSTEM, "out of memory for vectors");
	sqlite3_reset(s);
	return why.status ? dt_fail(err, why.status, "%s", why.text) : DT_OK;
}

static dt_status load(struct memory *memory, struct vectors *vectors, struct dt_error *err)
{
	sqlite3_stmt *s;
	dt_status status = know_spaces(memory, err);

	if (status || !has_models(memory, err))
		return err->status;
	s = database_prepare(
		memory->reader,
		"SELECT v.entry, v.at FROM vector v JOIN model m ON m.id = v.model "
		"WHERE m.name = ? AND m.dimension = ? AND v.space = ? AND v.entry <= ? "
		"ORDER BY v.entry DESC LIMIT ?",
		err);
	if (!s)
		return err->status;
	/* what a person has translated is there first */
	for (int imported = 1; imported >= 0; imported--)
		for (size_t i = 0; i < memory->n_spaces && !status; i++)
			if (memory->spaces[i].imported == imported)
				status = load_space(memory, vectors, s, memory->spaces[i].id, err);
	sqlite3_finalize(s);
	return status;
}

/* Once for a job, when the first vector says the dimension. [reading, in a transaction] */
static dt_status know_vectors(struct memory *memory, uint32_t dimension, struct dt_error *err)
{
	struct vectors *vectors;

	if (memory->vectors)
		return DT_OK;
	vectors = calloc(1, sizeof(*vectors));
	if (!vectors)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for vectors");
	vectors->dimension = dimension;
	if (memory->last && load(memory, vectors, err) != DT_OK) {
		vectors_free(vectors);
		return err->status;
	}
	memory->vectors = vectors;
	return DT_OK;
}

/* ---- one text ------------------------------------------------------------------------------- */

/* A whole page is no hint to a line. */
static bool is_of_use(const struct memory_query *query, const struct found_row *row)
{
	return row->rank >= 0 && !(row->flags & MEMORY_PLAIN) &&
	       row->source_length <= query->length * 4 + 400;
}

static dt_status take_row(struct memory *memory, struct wanted *wanted, const struct found_row *row,
			  double cosine, struct dt_error *err)
{
	const struct memory_options *o = &memory->options;
	struct normal known;
	dt_status status = DT_OK;

	if (o->mode == MEMORY_SEMANTIC && cosine >= o->semantic &&
	    normal_read(&known, row->source, row->source_length)) {
		if (wanted_agrees(&wanted->normal, &known))
			status = wanted_take(wanted, row, MEMORY_SEMANTIC, cosine, row->target,
					     row->target_length, err);
		normal_free(&known);
	}
	if (!status && !wanted->query->found && cosine >= o->near)
		status = wanted_hint(memory, wanted->query, row, cosine, err);
	return status;
}

static dt_status read_rows(struct memory *memory, struct wanted *wanted, const struct nearest *best,
			   uint32_t n, struct dt_error *err)
{
	struct dt_error why = { 0 };
	struct found_row row;

	for (uint32_t i = 0; i < n && !wanted->query->found && !why.status; i++) {
		double cosine = best[i].cosine < 1 ? (double)best[i].cosine : 1;

		sqlite3_bind_int64(memory->one, 1, best[i].entry);
		if (database_row(memory->reader, memory->one, &why)) {
			found_row_read(memory, memory->one, &row);
			if (is_of_use(wanted->query, &row))
				take_row(memory, wanted, &row, cosine, &why);
		}
		sqlite3_reset(memory->one);
	}
	return why.status ? dt_fail(err, why.status, "%s", why.text) : DT_OK;
}

static dt_status find_one(struct memory *memory, struct memory_query *query,
			  const struct nearest *best, uint32_t n, struct dt_error *err)
{
	struct canon canon;
	struct wanted wanted = { .query = query, .canon = &canon };
	dt_status status = DT_OK;

	if (canon_source(query->text, query->length, &wanted.canonical, &canon) &&
	    wanted.canonical.n) {
		if (normal_read(&wanted.normal, wanted.canonical.at, wanted.canonical.n))
			status = read_rows(memory, &wanted, best, n, err);
		normal_free(&wanted.normal);
	}
	text_free(&wanted.canonical);
	return status;
}

/* ---- all of a page -------------------------------------------------------------------------- */

static double least_of(const struct memory_options *o)
{
	bool answers = o->mode == MEMORY_SEMANTIC, hints = o->most_hints > 0;

	return answers && (!hints || o->semantic < o->near) ? o->semantic : hints ? o->near : 2;
}

static bool is_asked(const struct memory *memory, const struct memory_query *query)
{
	return query->vector && !query->found && memory->vectors &&
	       memory->vectors->dimension == query->dimension;
}

static dt_status begin_reading(struct memory *memory, struct dt_error *err)
{
	pthread_mutex_lock(&memory->reading);
	return database_run(memory->reader, "BEGIN", err);
}

static void end_reading(struct memory *memory, dt_status status)
{
	if (!sqlite3_get_autocommit(memory->reader->sqlite))
		sqlite3_exec(memory->reader->sqlite, "ROLLBACK", NULL, NULL, NULL);
	if (status)
		database_set_aside(memory->reader);
	pthread_mutex_unlock(&memory->reading);
}

static dt_status prepare(struct memory *memory, const struct memory_query *queries, size_t n,
			 struct dt_error *err)
{
	struct dt_error why = { 0 };
	dt_status status;

	while (n && !queries->vector) {
		queries++;
		n--;
	}
	if (!n)
		return DT_OK;
	status = begin_reading(memory, &why);
	if (!status)
		status = know_vectors(memory, queries->dimension, &why);
	end_reading(memory, status);
	return status ? dt_fail(err, status, "%s", why.text) : DT_OK;
}

dt_status memory_find_near(struct memory *memory, struct memory_query *queries, size_t n,
			   struct dt_error *err)
{
	double least = least_of(&memory->options);
	struct nearest best[LOOKED_AT];
	dt_status status = DT_OK;

	if (memory->options.mode == MEMORY_OFF || !*memory->options.model || least > 1)
		return DT_OK;
	status = prepare(memory, queries, n, err);
	for (size_t i = 0; i < n && !status; i++) {
		struct dt_error why = { 0 };
		uint32_t found;

		if (!is_asked(memory, &queries[i]))
			continue;
		/* the long part, without a lock */
		found = vectors_nearest(memory->vectors, queries[i].vector, least, best, LOOKED_AT);
		if (!found)
			continue;
		status = begin_reading(memory, &why);
		if (!status)
			status = find_one(memory, &queries[i], best, found, &why);
		end_reading(memory, status);
		note_use(memory, &queries[i]);
		if (status)
			dt_fail(err, status, "%s", why.text);
	}
	return status;
}
