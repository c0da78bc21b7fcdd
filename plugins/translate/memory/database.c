/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "database.h"

#include "place.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { MAX_TEXT = 64 << 20 }; /* bytes of one value: what is longer is no segment */

int64_t database_now(void)
{
	return (int64_t)time(NULL);
}

static int64_t milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- errors ---------------------------------------------------------------------- */

dt_status database_fail(struct database *database, struct dt_error *err)
{
	int code = database->sqlite ? sqlite3_errcode(database->sqlite) : SQLITE_NOMEM;
	const char *what = database->kind->what, *path = database->path;

	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		if (database->want.cancelled && database->want.cancelled(database->want.ctx))
			return dt_fail(err, DT_E_CANCELLED, "cancelled");
		return dt_fail(err, DT_E_UNAVAILABLE,
			       "the %s %.200s has been locked by another process for %.1f s", what,
			       path, database->want.wait_ms / 1000.0);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return dt_fail(err, DT_E_SYSTEM, "the %s %.200s is damaged: %.100s", what, path,
			       sqlite3_errmsg(database->sqlite));
	case SQLITE_FULL:
		return dt_fail(err, DT_E_SYSTEM, "the disk of the %s %.200s is full", what, path);
	case SQLITE_READONLY:
		return dt_fail(err, DT_E_SYSTEM, "the %s %.200s cannot be written", what, path);
	default:
		return dt_fail(err, DT_E_SYSTEM, "the %s %.200s fails: %.200s", what, path,
			       database->sqlite ? sqlite3_errmsg(database->sqlite)
						: "out of memory");
	}
}

/* ---- locks of others --------------------------------------------------------------- */

/* Short naps first: a transaction of ours takes a millisecond. */
static int wait_for_lock(void *ctx, int times)
{
	struct database *database = ctx;
	struct timespec nap = { 0, (times < 8 ? 1 + times : 20) * 1000000L };
	int64_t now = milliseconds();

	if (!times)
		database->deadline = now + database->want.wait_ms;
	if (now >= database->deadline)
		return 0;
	if (database->want.cancelled && database->want.cancelled(database->want.ctx))
		return 0;
	nanosleep(&nap, NULL);
	return 1;
}

/* ---- statements ---------------------------------------------------------------------- */

sqlite3_stmt *database_prepare(struct database *database, const char *sql, struct dt_error *err)
{
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v3(database->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement,
			       NULL) == SQLITE_OK)
		return statement;
	database_fail(database, err);
	return NULL;
}

dt_status database_run(struct database *database, const char *sql, struct dt_error *err)
{
	if (sqlite3_exec(database->sqlite, sql, NULL, NULL, NULL) == SQLITE_OK)
		return DT_OK;
	return database_fail(database, err);
}

bool database_row(struct database *database, sqlite3_stmt *statement, struct dt_error *err)
{
	int code = sqlite3_step(statement);

	if (code == SQLITE_ROW)
		return true;
	if (code != SQLITE_DONE)
		database_fail(database, err);
	sqlite3_reset(statement);
	return false;
}

dt_status database_step(struct database *database, sqlite3_stmt *statement, struct dt_error *err)
{
	struct dt_error why = { 0 };

	while (database_row(database, statement, &why))
		;
	sqlite3_clear_bindings(statement);
	return why.status ? dt_fail(err, why.status, "%s", why.text) : DT_OK;
}

dt_status database_begin(struct database *database, struct dt_error *err)
{
	/* IMMEDIATE: a lock that is asked for later could not be waited for */
	return database_run(database, "BEGIN IMMEDIATE", err);
}

dt_status database_end(struct database *database, dt_status status, struct dt_error *err)
{
	if (status == DT_OK)
		status = database_run(database, "COMMIT", err);
	if (status != DT_OK && !sqlite3_get_autocommit(database->sqlite))
		sqlite3_exec(database->sqlite, "ROLLBACK", NULL, NULL, NULL);
	return status;
}

/* ---- versions ------------------------------------------------------------------------- */

/* What the file says of itself, as it was at one moment. */
static bool read_head(struct database *database, int head[3], struct dt_error *err)
{
	sqlite3_stmt *statement = database_prepare(
		database,
		"SELECT a.application_id, v.user_version, (SELECT count(*) FROM sqlite_master) "
		"FROM pragma_application_id AS a, pragma_user_version AS v",
		err);
	bool good = statement && database_row(database, statement, err);

	for (int i = 0; i < 3 && good; i++)
		head[i] = sqlite3_column_int(statement, i);
	sqlite3_finalize(statement);
	return good;
}

static dt_status check_kind(struct database *database, int *version, struct dt_error *err)
{
	int head[3];

	if (!read_head(database, head, err))
		return err->status ? err->status
				   : dt_fail(err, DT_E_BUG, "a database without a head");
	*version = head[1];
	if (head[0] != database->kind->application && (head[0] || head[2]))
		return dt_fail(err, DT_E_CONFIG, "%.300s is a database, but no %s of DocTranslate",
			       database->path, database->kind->what);
	if (*version > database->kind->version)
		return dt_fail(err, DT_E_CONFIG,
			       "the %s %.200s is of version %d, this program knows %d: a newer "
			       "program is needed",
			       database->kind->what, database->path, *version,
			       database->kind->version);
	return DT_OK;
}

static dt_status set_version(struct database *database, int version, struct dt_error *err)
{
	char sql[120];

	snprintf(sql, sizeof(sql), "PRAGMA application_id = %d; PRAGMA user_version = %d",
		 database->kind->application, version);
	return database_run(database, sql, err);
}

/* Steps from version to version, all or none; another process may have been quicker. */
static dt_status migrate(struct database *database, struct dt_error *err)
{
	int version;
	dt_status status = check_kind(database, &version, err);

	if (status || version == database->kind->version ||
	    (!database->writable && version >= database->kind->readable))
		return status;
	if (!database->writable)
		return dt_fail(err, DT_E_CONFIG,
			       "the %s %.200s is of version %d and cannot be written",
			       database->kind->what, database->path, version);
	status = database_begin(database, err);
	if (!status)
		status = check_kind(database, &version, err);
	for (; !status && version < database->kind->version; version++)
		status = database_run(database, database->kind->migrations[version], err);
	if (!status)
		status = set_version(database, version, err);
	return database_end(database, status, err);
}

/* ---- opening -------------------------------------------------------------------------- */

static dt_status set_up(struct database *database, struct dt_error *err)
{
	const char *journal = !database->writable ? "PRAGMA query_only = 1"
			      : database->network ? "PRAGMA journal_mode = DELETE; "
						    "PRAGMA synchronous = FULL; "
						    "PRAGMA mmap_size = 0"
						  : "PRAGMA journal_mode = WAL; "
						    "PRAGMA synchronous = NORMAL";
	int64_t until = milliseconds() + database->want.wait_ms;
	struct dt_error why;

	sqlite3_extended_result_codes(database->sqlite, 0);
	sqlite3_busy_handler(database->sqlite, wait_for_lock, database);
	sqlite3_limit(database->sqlite, SQLITE_LIMIT_LENGTH, MAX_TEXT);
	sqlite3_db_config(database->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(database->sqlite, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	/* what changes the kind of journal does not always ask the busy handler */
	do {
		memset(&why, 0, sizeof(why));
		if (database_run(database, journal, &why) == DT_OK &&
		    database_run(database, "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000",
				 &why) == DT_OK)
			return migrate(database, err);
		if (why.status == DT_E_UNAVAILABLE)
			nanosleep(&(struct timespec){ 0, 5000000 }, NULL);
	} while (why.status == DT_E_UNAVAILABLE && milliseconds() < until);
	return dt_fail(err, why.status, "%s", why.text);
}

static void let_go(struct database *database)
{
	sqlite3_stmt *statement;

	while (database->sqlite && (statement = sqlite3_next_stmt(database->sqlite, NULL)))
		sqlite3_finalize(statement);
	sqlite3_close(database->sqlite);
	database->sqlite = NULL;
}

static int open_as(struct database *database, int flags, bool immutable)
{
	char *uri = NULL;
	int code;

	let_go(database);
	if (immutable)
		uri = place_uri(database->path, "?immutable=1");
	if (immutable && !uri)
		return SQLITE_NOMEM;
	code = sqlite3_open_v2(immutable ? uri : database->path, &database->sqlite,
			       flags | SQLITE_OPEN_NOMUTEX | (immutable ? SQLITE_OPEN_URI : 0),
			       NULL);
	free(uri);
	database->writable = (flags & SQLITE_OPEN_READWRITE) &&
			     sqlite3_db_readonly(database->sqlite, "main") == 0;
	return code;
}

/* For reading alone; in a folder that cannot be written as something that does not change. */
static dt_status open_reading(struct database *database, struct dt_error *err)
{
	struct dt_error why = { 0 };

	if (open_as(database, SQLITE_OPEN_READONLY, false) == SQLITE_OK &&
	    set_up(database, &why) == DT_OK)
		return DT_OK;
	if (why.status == DT_E_UNAVAILABLE || why.status == DT_E_CONFIG)
		return dt_fail(err, why.status, "%s", why.text);
	if (open_as(database, SQLITE_OPEN_READONLY, true) == SQLITE_OK)
		return set_up(database, err);
	return database_fail(database, err);
}

static dt_status open_writing(struct database *database, struct dt_error *err)
{
	int flags = SQLITE_OPEN_READWRITE | (database->want.must_exist ? 0 : SQLITE_OPEN_CREATE);

	if (open_as(database, flags, false) != SQLITE_OK)
		return database_fail(database, err);
	if (!database->writable)
		return dt_fail(err, DT_E_SYSTEM, "cannot be written");
	return set_up(database, err);
}

bool database_set_aside(struct database *database)
{
	int code = database->sqlite ? sqlite3_errcode(database->sqlite) & 0xff : SQLITE_OK;
	char *aside = NULL;

	if (code != SQLITE_CORRUPT && code != SQLITE_NOTADB)
		return false;
	aside = place_set_aside(database->path);
	snprintf(database->warning, sizeof(database->warning),
		 aside ? "the %s %.180s is damaged and has been moved to %.180s"
		       : "the %s %.180s is damaged and could not be moved aside",
		 database->kind->what, database->path, aside ? aside : "");
	free(aside);
	return true;
}

/* Writing, else reading; what is damaged makes room for a new one, once. */
static dt_status open_somehow(struct database *database, struct dt_error *err)
{
	struct dt_error why = { 0 };
	bool there;
	dt_status status;

	if (database->want.read_only)
		return open_reading(database, err);
	status = open_writing(database, &why);
	if (status && database_set_aside(database)) {
		memset(&why, 0, sizeof(why));
		status = database->want.must_exist
				 ? dt_fail(&why, DT_E_INPUT, "%s", database->warning)
				 : open_writing(database, &why);
	}
	there = access(database->path, R_OK) == 0;
	if (!status || !there || why.status == DT_E_UNAVAILABLE || why.status == DT_E_CONFIG ||
	    why.status == DT_E_CANCELLED)
		return status ? dt_fail(err, why.status, "%s", why.text) : DT_OK;
	status = open_reading(database, err);
	if (!status)
		snprintf(database->warning, sizeof(database->warning),
			 "the %s %.300s cannot be written: it is read, and nothing is added",
			 database->kind->what, database->path);
	return status;
}

struct database *database_open(const struct database_kind *kind, const struct database_want *want,
			       struct dt_error *err)
{
	struct database *database = calloc(1, sizeof(*database));
	struct stat facts;

	if (database)
		database->path = strdup(want->path);
	if (!database || !database->path) {
		dt_fail(err, DT_E_SYSTEM, "out of memory for the %s", kind->what);
		database_close(database);
		return NULL;
	}
	database->kind = kind;
	database->want = *want;
	if (!stat(want->path, &facts) && !S_ISREG(facts.st_mode))
		dt_fail(err, DT_E_CONFIG, "%.300s is no file, the %s would be one", want->path,
			kind->what);
	else if (want->must_exist && access(want->path, F_OK))
		dt_fail(err, DT_E_INPUT, "the %s %.300s does not exist", kind->what, want->path);
	if (err->status == DT_OK && !want->must_exist && !want->read_only)
		place_make_folders(want->path);
	database->network = want->place == DATABASE_NETWORK ||
			    (want->place == DATABASE_ANYWHERE && place_on_network(want->path));
	if (err->status == DT_OK && open_somehow(database, err) == DT_OK)
		return database;
	database_close(database);
	return NULL;
}

void database_close(struct database *database)
{
	if (!database)
		return;
	let_go(database);
	free(database->path);
	free(database);
}
