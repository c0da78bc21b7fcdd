/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "inside.h"

#include "canon.h"

#include <string.h>

void memory_query_free(struct memory_query *query)
{
	free(query->answer);
	query->answer = NULL;
	for (uint32_t i = 0; i < query->n_hints; i++) {
		free(query->hints[i].source);
		free(query->hints[i].target);
	}
	query->n_hints = 0;
}

/* ---- whose rows ------------------------------------------------------------------------- */

/* Spaces whose rows are for this job; others make new ones while it runs. */
dt_status know_spaces(struct memory *memory, struct dt_error *err)
{
	const struct memory_space *own = &memory->options.space;
	sqlite3_stmt *s = memory->spaces_of;
	struct dt_error why = { 0 };

	memory->n_spaces = 0;
	while (database_row(memory->reader, s, &why)) {
		const char *route = (const char *)sqlite3_column_text(s, 3);
		const char *glossary = (const char *)sqlite3_column_text(s, 4);
		bool imported = route && glossary && !*route && !*glossary;
		struct known_space *more;

		if (!route || !glossary ||
		    !rows_language((const char *)sqlite3_column_text(s, 1), own->source_lang,
				   imported) ||
		    !rows_language((const char *)sqlite3_column_text(s, 2), own->target_lang,
				   imported) ||
		    (!imported && (strcmp(route, own->route) || strcmp(glossary, own->glossary))))
			continue;
		more = realloc(memory->spaces, (memory->n_spaces + 1) * sizeof(*more));
		if (!more)
			continue;
		memory->spaces = more;
		more[memory->n_spaces++] =
			(struct known_space){ sqlite3_column_int64(s, 0), imported };
	}
	return why.status ? dt_fail(err, why.status, "%s", why.text) : DT_OK;
}

/* Of a person's memory, of this document, of this project, of anybody; -1: not for this job. */
static int rank(const struct memory *memory, int64_t space, const char *project,
		const char *document)
{
	const struct memory_options *o = &memory->options;
	const struct known_space *known = NULL;
	bool same_document, same_project;

	for (size_t i = 0; i < memory->n_spaces && !known; i++)
		if (memory->spaces[i].id == space)
			known = &memory->spaces[i];
	if (!known)
		return -1;
	same_document = *document && !strcmp(document, o->document);
	same_project = *project && !strcmp(project, o->project);
	/* what is of no project and no document was brought in for all of them */
	if (!(known->imported && !*project && !*document) && !same_document &&
	    o->scope != MEMORY_GLOBAL && !(same_project && o->scope == MEMORY_PROJECT))
		return -1;
	return known->imported * 4 + same_document * 2 + same_project;
}

void found_row_read(const struct memory *memory, sqlite3_stmt *s, struct found_row *row)
{
	const char *project = (const char *)sqlite3_column_text(s, 6);
	const char *document = (const char *)sqlite3_column_text(s, 7);

	row->id = sqlite3_column_int64(s, 0);
	row->space = sqlite3_column_int64(s, 1);
	row->source = (const char *)sqlite3_column_text(s, 2);
	row->source_length = (size_t)sqlite3_column_bytes(s, 2);
	row->target = (const char *)sqlite3_column_text(s, 3);
	row->target_length = (size_t)sqlite3_column_bytes(s, 3);
	row->flags = (uint32_t)sqlite3_column_int64(s, 4);
	row->created = sqlite3_column_int64(s, 5);
	row->rank = row->source && row->target ? rank(memory, row->space, project ? project : "",
						      document ? document : "")
					       : -1;
}

/* ---- one text ----------------------------------------------------------------------------- */

dt_status wanted_take(struct wanted *wanted, const struct found_row *row, enum memory_mode how,
		      double score, const char *target, size_t length, struct dt_error *err)
{
	struct memory_query *query = wanted->query;
	struct text own = { 0 };

	if (row->flags & MEMORY_PLAIN)
		text_add(&own, target, length);
	else if (!canon_back(target, length, wanted->canon, &own) && !own.failed) {
		text_free(&own); /* a mark that the text has not: as if it were not there */
		return DT_OK;
	}
	if (own.failed || !own.at) {
		text_free(&own);
		return own.failed ? dt_fail(err, DT_E_SYSTEM, "out of memory") : DT_OK;
	}
	free(query->answer);
	query->answer = own.at;
	query->answer_length = own.n;
	query->found = how;
	query->flags = row->flags;
	query->score = score;
	query->row = row->id;
	return DT_OK;
}

static bool is_better(const struct found_row *row, const struct found_row *best)
{
	return row->rank > best->rank || (row->rank == best->rank && row->id > best->id);
}

static dt_status find_exact(struct memory *memory, struct wanted *wanted, struct dt_error *err)
{
	const struct text *text = &wanted->canonical;
	struct found_row row, best = { .rank = -1 };
	struct dt_error why = { 0 };

	sqlite3_bind_int64(memory->exact, 1, (int64_t)codes_hash_text(text->at, text->n));
	while (database_row(memory->reader, memory->exact, &why)) {
		found_row_read(memory, memory->exact, &row);
		if (row.rank < 0 || row.source_length != text->n ||
		    memcmp(row.source, text->at, text->n) != 0 || !is_better(&row, &best))
			continue;
		best = row;
		if (wanted_take(wanted, &row, MEMORY_EXACT, 1, row.target, row.target_length, &why))
			break;
	}
	sqlite3_reset(memory->exact);
	return why.status ? dt_fail(err, why.status, "%s", why.text) : DT_OK;
}

/* The answer of a row that is alike, as far as it can be put right. */
static dt_status try_alike(struct memory *memory, struct wanted *wanted,
			   const struct found_row *row, struct found_row *best,
			   struct dt_error *err)
{
	struct text answer = { 0 };
	struct normal known;
	dt_status status = DT_OK;

	if (normal_read(&known, row->source, row->source_length) &&
	    normal_answer(&wanted->normal, &known, row->target, row->target_length,
			  memory->options.space.target_lang, &answer)) {
		status = wanted_take(wanted, row, MEMORY_NORMALIZED, 1, answer.at, answer.n, err);
		*best = *row;
	}
	normal_free(&known);
	text_free(&answer);
	return status;
}

static dt_status find_alike(struct memory *memory, struct wanted *wanted, struct dt_error *err)
{
	struct found_row row, best = { .rank = -1 };
	struct dt_error why = { 0 };

	sqlite3_bind_int64(memory->normal, 1, (int64_t)wanted->normal.hash);
	while (database_row(memory->reader, memory->normal, &why)) {
		found_row_read(memory, memory->normal, &row);
		if (row.rank < 0 || row.flags & MEMORY_PLAIN || !is_better(&row, &best))
			continue;
		if (try_alike(memory, wanted, &row, &best, &why))
			break;
	}
	sqlite3_reset(memory->normal);
	return why.status ? dt_fail(err, why.status, "%s", why.text) : DT_OK;
}

static dt_status find_one(struct memory *memory, struct memory_query *query, struct dt_error *err)
{
	const struct memory_options *o = &memory->options;
	struct canon canon;
	struct wanted wanted = { .query = query, .canon = &canon };
	dt_status status = DT_OK;

	query->found = MEMORY_OFF;
	if (!canon_source(query->text, query->length, &wanted.canonical, &canon) ||
	    !wanted.canonical.n)
		goto done;
	status = find_exact(memory, &wanted, err);
	if (status || query->found || (o->mode < MEMORY_NORMALIZED && !memory_has_hints(memory)))
		goto done;
	wanted.has_normal = true;
	if (!normal_read(&wanted.normal, wanted.canonical.at, wanted.canonical.n))
		goto done;
	if (o->mode >= MEMORY_NORMALIZED)
		status = find_alike(memory, &wanted, err);
	if (!status && !query->found && (o->mode >= MEMORY_FUZZY || memory_has_hints(memory)))
		status = fuzzy_find(memory, &wanted, err);
done:
	if (wanted.has_normal)
		normal_free(&wanted.normal);
	text_free(&wanted.canonical);
	return status;
}

/* ---- all of a page -------------------------------------------------------------------------- */

void note_use(struct memory *memory, const struct memory_query *query)
{
	if (!memory->writer || !query->found)
		return;
	pthread_mutex_lock(&memory->noting);
	if (memory->n_touched == memory->room_touched) {
		size_t room = memory->room_touched * 2 + 64;
		int64_t *more = realloc(memory->touched, room * sizeof(*more));

		if (more) {
			memory->touched = more;
			memory->room_touched = room;
		}
	}
	if (memory->n_touched < memory->room_touched)
		memory->touched[memory->n_touched++] = query->row;
	pthread_mutex_unlock(&memory->noting);
}

dt_status memory_find(struct memory *memory, struct memory_query *queries, size_t n,
		      struct dt_error *err)
{
	struct dt_error why = { 0 };
	dt_status status;

	if (memory->options.mode == MEMORY_OFF || !n)
		return DT_OK;
	pthread_mutex_lock(&memory->reading);
	status = database_run(memory->reader, "BEGIN", &why);
	if (!status)
		status = know_spaces(memory, &why);
	for (size_t i = 0; i < n && !status; i++)
		status = find_one(memory, &queries[i], &why);
	/* nothing was written: there is nothing that could fail */
	if (!sqlite3_get_autocommit(memory->reader->sqlite))
		sqlite3_exec(memory->reader->sqlite, "ROLLBACK", NULL, NULL, NULL);
	if (status)
		database_set_aside(memory->reader);
	pthread_mutex_unlock(&memory->reading);
	for (size_t i = 0; i < n && !status; i++)
		note_use(memory, &queries[i]);
	return status ? dt_fail(err, status, "%s", why.text) : DT_OK;
}
