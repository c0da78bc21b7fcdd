/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "journal.h"

#include "codes.h"
#include "schema.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { EXPIRES = 30 * 86400, DONE_EXPIRES = 3600 }; /* seconds */

struct journal {
	struct database *database;
	pthread_mutex_t lock;
	char *fingerprint;
	sqlite3_stmt *job, *find, *keep;
};

static bool prepare(struct journal *journal, struct dt_error *err)
{
	struct database *d = journal->database;

	journal->find = database_prepare(
		d,
		"SELECT target, flags FROM answer WHERE job = (SELECT id FROM job WHERE "
		"fingerprint = ?) AND hash = ? AND source = ?",
		err);
	if (!journal->find || !d->writable)
		return journal->find != NULL;
	/* another process may have been done with the same job in between */
	journal->job = database_prepare(d,
					"INSERT INTO job (fingerprint, created, used) VALUES (?1, "
					"?2, ?2) ON CONFLICT (fingerprint) DO UPDATE SET used = ?2",
					err);
	journal->keep = database_prepare(
		d,
		"INSERT OR REPLACE INTO answer (job, hash, source, target, flags) VALUES ((SELECT id "
		"FROM job WHERE fingerprint = ?), ?, ?, ?, ?)",
		err);
	return journal->job && journal->keep;
}

static dt_status expire(struct database *database, struct dt_error *err)
{
	long long now = database_now();
	char sql[400];
	dt_status status;

	snprintf(
		sql, sizeof(sql),
		"DELETE FROM answer WHERE job IN (SELECT id FROM job WHERE used < %lld OR (done AND "
		"used < %lld)); DELETE FROM job WHERE used < %lld OR (done AND used < %lld)",
		now - EXPIRES, now - DONE_EXPIRES, now - EXPIRES, now - DONE_EXPIRES);
	status = database_begin(database, err);
	if (!status)
		status = database_end(database, database_run(database, sql, err), err);
	return status;
}

struct journal *journal_open(const struct database_want *file, const char *fingerprint,
			     struct dt_error *err)
{
	struct journal *journal = calloc(1, sizeof(*journal));

	if (journal)
		journal->fingerprint = strdup(fingerprint);
	if (!journal || !journal->fingerprint) {
		dt_fail(err, DT_E_SYSTEM, "out of memory for the journal");
		free(journal);
		return NULL;
	}
	pthread_mutex_init(&journal->lock, NULL);
	journal->database = database_open(&schema_journal, file, err);
	if (journal->database && prepare(journal, err) &&
	    (!journal->database->writable || expire(journal->database, err) == DT_OK))
		return journal;
	journal_close(journal);
	return NULL;
}

void journal_close(struct journal *journal)
{
	if (!journal)
		return;
	database_close(journal->database);
	pthread_mutex_destroy(&journal->lock);
	free(journal->fingerprint);
	free(journal);
}

const char *journal_warning(const struct journal *journal)
{
	return journal->database->warning;
}

bool journal_writes(const struct journal *journal)
{
	return journal->database->writable;
}

static void bind_source(sqlite3_stmt *s, const struct journal *journal, const char *text,
			size_t length)
{
	sqlite3_bind_text(s, 1, journal->fingerprint, -1, SQLITE_STATIC);
	sqlite3_bind_int64(s, 2, (int64_t)codes_hash_text(text, length));
	sqlite3_bind_text(s, 3, text, (int)length, SQLITE_STATIC);
}

static dt_status find_one(struct journal *journal, struct memory_query *query, struct dt_error *err)
{
	struct dt_error why = { 0 };

	query->found = MEMORY_OFF;
	bind_source(journal->find, journal, query->text, query->length);
	if (database_row(journal->database, journal->find, &why)) {
		const char *target = (const char *)sqlite3_column_text(journal->find, 0);

		query->answer = target ? strdup(target) : NULL;
		query->answer_length = query->answer ? strlen(query->answer) : 0;
		query->flags = (uint32_t)sqlite3_column_int64(journal->find, 1);
		query->found = query->answer ? MEMORY_EXACT : MEMORY_OFF;
		query->score = 1;
	}
	sqlite3_reset(journal->find);
	return why.status ? dt_fail(err, why.status, "%s", why.text) : DT_OK;
}

dt_status journal_find(struct journal *journal, struct memory_query *queries, size_t n,
		       struct dt_error *err)
{
	dt_status status = DT_OK;

	pthread_mutex_lock(&journal->lock);
	for (size_t i = 0; i < n && !status; i++)
		status = find_one(journal, &queries[i], err);
	if (status)
		database_set_aside(journal->database);
	pthread_mutex_unlock(&journal->lock);
	return status;
}

static dt_status put(struct journal *journal, const struct memory_row *row, struct dt_error *err)
{
	bind_source(journal->keep, journal, row->source, row->source_length);
	sqlite3_bind_text(journal->keep, 4, row->target, (int)row->target_length, SQLITE_STATIC);
	sqlite3_bind_int64(journal->keep, 5, row->flags);
	return database_step(journal->database, journal->keep, err);
}

dt_status journal_keep(struct journal *journal, const struct memory_row *rows, size_t n,
		       struct dt_error *err)
{
	dt_status status;

	if (!journal->database->writable)
		return DT_OK;
	pthread_mutex_lock(&journal->lock);
	status = database_begin(journal->database, err);
	if (!status) {
		sqlite3_bind_text(journal->job, 1, journal->fingerprint, -1, SQLITE_STATIC);
		sqlite3_bind_int64(journal->job, 2, database_now());
		status = database_step(journal->database, journal->job, err);
		for (size_t i = 0; i < n && !status; i++)
			status = put(journal, &rows[i], err);
		status = database_end(journal->database, status, err);
	}
	if (status)
		database_set_aside(journal->database);
	pthread_mutex_unlock(&journal->lock);
	return status;
}

static dt_status run_for(struct database *database, const char *sql, const char *fingerprint,
			 struct dt_error *err)
{
	sqlite3_stmt *statement = database_prepare(database, sql, err);
	dt_status status = err->status;

	if (statement) {
		sqlite3_bind_text(statement, 1, fingerprint, -1, SQLITE_STATIC);
		status = database_step(database, statement, err);
	}
	sqlite3_finalize(statement);
	return status;
}

dt_status journal_done(struct journal *journal, struct dt_error *err)
{
	dt_status status = DT_OK;

	pthread_mutex_lock(&journal->lock);
	if (journal->database->writable)
		status = run_for(journal->database, "UPDATE job SET done = 1 WHERE fingerprint = ?",
				 journal->fingerprint, err);
	pthread_mutex_unlock(&journal->lock);
	return status;
}

dt_status journal_remove(const char *path, const char *fingerprint, struct dt_error *err)
{
	struct database_want want = { .path = path, .wait_ms = 10000, .must_exist = true };
	struct database *database = database_open(&schema_journal, &want, err);
	dt_status status;

	if (!database || !database->writable) {
		database_close(database);
		return err->status;
	}
	status = database_begin(database, err);
	if (!status)
		status = run_for(database,
				 "DELETE FROM answer WHERE job = (SELECT id FROM job WHERE "
				 "fingerprint = ?)",
				 fingerprint, err);
	if (!status)
		status = run_for(database, "DELETE FROM job WHERE fingerprint = ?", fingerprint,
				 err);
	status = database_end(database, status, err);
	database_close(database);
	return status;
}
