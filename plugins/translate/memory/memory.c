/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "inside.h"

#include "schema.h"
#include "vectors.h"

#include <stdlib.h>
#include <string.h>

const char *const memory_modes[] = { "off", "exact", "normalized", "fuzzy", "semantic", NULL };
const char *const memory_scopes[] = { "document", "project", "global", NULL };

unsigned memory_choice(const char *const *names, const char *name)
{
	unsigned i = 0;

	while (names[i] && strcmp(names[i], name) != 0)
		i++;
	return i;
}

static bool keep_string(struct memory *memory, int i, const char **string)
{
	memory->strings[i] = strdup(*string ? *string : "");
	*string = memory->strings[i];
	return *string != NULL;
}

static bool keep_strings(struct memory *memory)
{
	struct memory_options *o = &memory->options;

	return keep_string(memory, 0, &o->file.path) &&
	       keep_string(memory, 1, &o->space.source_lang) &&
	       keep_string(memory, 2, &o->space.target_lang) &&
	       keep_string(memory, 3, &o->space.route) &&
	       keep_string(memory, 4, &o->space.glossary) && keep_string(memory, 5, &o->project) &&
	       keep_string(memory, 6, &o->document) && keep_string(memory, 7, &o->model);
}

static int64_t number(struct database *database, const char *sql, struct dt_error *err)
{
	sqlite3_stmt *statement = database_prepare(database, sql, err);
	int64_t value = 0;

	if (statement && database_row(database, statement, err))
		value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return value;
}

static bool read_last(struct memory *memory, struct dt_error *err)
{
	struct dt_error why = { 0 };

	memory->last = number(memory->reader, "SELECT coalesce(max(id), 0) FROM entry", &why);
	return !why.status || (dt_fail(err, why.status, "%s", why.text), false);
}

static bool prepare_reader(struct memory *memory, struct dt_error *err)
{
	struct database *d = memory->reader;

	memory->exact = database_prepare(d, FOUND_COLUMNS "WHERE e.exact = ?", err);
	memory->normal = database_prepare(d, FOUND_COLUMNS "WHERE e.normal = ?", err);
	memory->one = database_prepare(d, FOUND_COLUMNS "WHERE e.id = ?", err);
	/* a piece that a thousand texts have says little; the newest of them do */
	memory->pieces = database_prepare(
		d, "SELECT entry FROM piece WHERE hash = ? ORDER BY entry DESC LIMIT 1000", err);
	memory->spaces_of = database_prepare(
		d, "SELECT id, source_lang, target_lang, route, glossary FROM space", err);
	return memory->exact && memory->normal && memory->one && memory->pieces &&
	       memory->spaces_of && read_last(memory, err);
}

static bool prepare_writer(struct memory *memory, struct dt_error *err)
{
	memory->touch = database_prepare(
		memory->writer, "UPDATE entry SET hits = hits + 1, used = ? WHERE id = ?", err);
	memory->oldest = database_prepare(memory->writer,
					  "SELECT id FROM entry ORDER BY used, id LIMIT ?", err);
	return memory->touch && memory->oldest && rows_open(&memory->rows, memory->writer, err);
}

static bool open_files(struct memory *memory, struct dt_error *err)
{
	struct database_want want = memory->options.file;
	struct database *first = database_open(&schema_memory, &want, err);

	if (!first)
		return false;
	if (!first->writable) {
		memory->reader = first;
		return prepare_reader(memory, err);
	}
	memory->writer = first;
	want.read_only = true;
	memory->reader = database_open(&schema_memory, &want, err);
	return memory->reader && prepare_reader(memory, err) && prepare_writer(memory, err);
}

struct memory *memory_open(const struct memory_options *options, struct dt_error *err)
{
	struct memory *memory = calloc(1, sizeof(*memory));

	if (!memory) {
		dt_fail(err, DT_E_SYSTEM, "out of memory for the translation memory");
		return NULL;
	}
	memory->options = *options;
	memory->space = memory->scope = memory->model = -1;
	pthread_mutex_init(&memory->reading, NULL);
	pthread_mutex_init(&memory->writing, NULL);
	pthread_mutex_init(&memory->noting, NULL);
	if (!keep_strings(memory))
		dt_fail(err, DT_E_SYSTEM, "out of memory for the translation memory");
	else if (open_files(memory, err))
		return memory;
	memory_close(memory);
	return NULL;
}

const char *memory_warning(const struct memory *memory)
{
	return memory->writer ? memory->writer->warning : memory->reader->warning;
}

/* ---- what has been of use ------------------------------------------------------------------ */

dt_status touch_all(struct memory *memory, struct dt_error *err)
{
	int64_t *touched;
	size_t n;
	dt_status status = DT_OK;

	pthread_mutex_lock(&memory->noting);
	touched = memory->touched;
	n = memory->n_touched;
	memory->touched = NULL;
	memory->n_touched = memory->room_touched = 0;
	pthread_mutex_unlock(&memory->noting);
	for (size_t i = 0; i < n && !status; i++) {
		sqlite3_bind_int64(memory->touch, 1, database_now());
		sqlite3_bind_int64(memory->touch, 2, touched[i]);
		status = database_step(memory->writer, memory->touch, err);
	}
	free(touched);
	return status;
}

/* Is there more than the bounds allow?  What is free in the file does not count. */
static bool is_over(struct memory *memory, struct dt_error *err)
{
	const struct memory_options *o = &memory->options;
	struct database *d = memory->writer;
	int64_t pages;

	if (o->max_rows && number(d, "SELECT rows FROM total", err) > o->max_rows)
		return true;
	if (!o->max_bytes)
		return false;
	pages = number(d, "PRAGMA page_count", err) - number(d, "PRAGMA freelist_count", err);
	return pages * number(d, "PRAGMA page_size", err) > o->max_bytes;
}

dt_status evict(struct memory *memory, int64_t most, struct dt_error *err)
{
	struct dt_error why = { 0 };
	int64_t ids[128];
	dt_status status = DT_OK;

	while (most > 0 && !status && is_over(memory, &why) && !why.status) {
		int n = 0;

		sqlite3_bind_int64(memory->oldest, 1, most < 128 ? most : 128);
		while (n < 128 && database_row(memory->writer, memory->oldest, &why))
			ids[n++] = sqlite3_column_int64(memory->oldest, 0);
		sqlite3_reset(memory->oldest);
		for (int i = 0; i < n && !status && !why.status; i++)
			status = rows_remove(&memory->rows, ids[i], err);
		if (!status)
			status = rows_total(&memory->rows, err);
		if (!n)
			break;
		most -= n;
	}
	return status ? status : why.status ? dt_fail(err, why.status, "%s", why.text) : DT_OK;
}

/* What was used, and room for the next job: small transactions, others want to write, too. */
static void tidy(struct memory *memory)
{
	struct dt_error err = { 0 };
	dt_status status = DT_OK;

	if (memory->n_touched && !(status = database_begin(memory->writer, &err)))
		status = database_end(memory->writer, touch_all(memory, &err), &err);
	for (int i = 0; i < 1000 && !status && is_over(memory, &err) && !err.status; i++)
		if (!(status = database_begin(memory->writer, &err)))
			status = database_end(memory->writer, evict(memory, 512, &err), &err);
}

void memory_close(struct memory *memory)
{
	if (!memory)
		return;
	if (memory->writer && memory->oldest)
		tidy(memory);
	database_close(memory->reader);
	database_close(memory->writer);
	pthread_mutex_destroy(&memory->reading);
	pthread_mutex_destroy(&memory->writing);
	pthread_mutex_destroy(&memory->noting);
	for (int i = 0; i < 8; i++)
		free(memory->strings[i]);
	vectors_free(memory->vectors);
	free(memory->spaces);
	free(memory->touched);
	free(memory);
}
