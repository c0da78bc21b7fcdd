/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "connection.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t records_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- errors ---------------------------------------------------------------------- */

/* SQLite does not always keep why it could not write; statements begin with errno 0. */
static int cause_of(const struct connection *c)
{
	int cause = c->sqlite ? sqlite3_system_errno(c->sqlite) : 0;

	return cause ? cause : errno;
}

/* A quota and a limit of file sizes come as plain faults of writing. */
static bool no_room(const struct connection *c, int code)
{
	int cause = cause_of(c);

	return code == SQLITE_FULL ||
	       (code == SQLITE_IOERR && (cause == ENOSPC || cause == EDQUOT || cause == EFBIG));
}

static dt_status fault_of_disk(struct connection *c, struct dt_error *err)
{
	int cause = cause_of(c);

	if (err && err->status == DT_OK)
		err->sys_errno = cause;
	return dt_fail(err, DT_E_SYSTEM, "the records %.250s cannot be read or written: %s",
		       c->path, cause ? strerror(cause) : sqlite3_errmsg(c->sqlite));
}

dt_status connection_fail(struct connection *c, struct dt_error *err)
{
	int code = c->sqlite ? sqlite3_errcode(c->sqlite) & 0xff : SQLITE_NOMEM;

	if (no_room(c, code))
		return dt_fail(err, DT_E_LIMIT, "the disk of the records %.300s is full", c->path);
	switch (code) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return dt_fail(err, DT_E_UNAVAILABLE,
			       "the records %.250s have been locked by another process for %.1f s",
			       c->path, c->wait_ms / 1000.0);
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return dt_fail(
			err, DT_E_SYSTEM,
			"the records %.250s are damaged (%.80s); move the file away to begin "
			"anew, or bring back a copy of it",
			c->path, sqlite3_errmsg(c->sqlite));
	case SQLITE_READONLY:
		return dt_fail(err, DT_E_SYSTEM, "the records %.300s cannot be written", c->path);
	case SQLITE_CANTOPEN:
	case SQLITE_IOERR:
	case SQLITE_PERM:
		return fault_of_disk(c, err);
	case SQLITE_NOMEM:
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the records");
	default:
		return dt_fail(err, DT_E_SYSTEM, "the records %.250s fail: %.180s", c->path,
			       sqlite3_errmsg(c->sqlite));
	}
}

/* ---- locks of other processes ---------------------------------------------------------- */

/* Short naps first: a transaction takes less than a millisecond, or one wait for the disk. */
int connection_wait(void *ctx, int times)
{
	struct connection *c = ctx;
	struct timespec nap = { 0, (times < 10 ? 200 + 300 * times : 5000) * 1000L };
	int64_t now = milliseconds();

	if (!times)
		c->deadline = now + c->wait_ms;
	if (now >= c->deadline)
		return 0;
	nanosleep(&nap, NULL);
	return 1;
}

/* ---- statements -------------------------------------------------------------------------- */

dt_status connection_run(struct connection *c, const char *sql, struct dt_error *err)
{
	errno = 0;
	if (sqlite3_exec(c->sqlite, sql, NULL, NULL, NULL) == SQLITE_OK)
		return DT_OK;
	return connection_fail(c, err);
}

sqlite3_stmt *connection_statement(struct connection *c, const char *sql, struct dt_error *err)
{
	sqlite3_stmt *statement = NULL;

	for (unsigned i = 0; i < c->n_kept; i++)
		if (c->kept[i].sql == sql) {
			sqlite3_clear_bindings(c->kept[i].at);
			return c->kept[i].at;
		}
	if (c->n_kept == MOST_STATEMENTS) {
		dt_fail(err, DT_E_BUG, "the records have more statements than they can keep");
		return NULL;
	}
	if (sqlite3_prepare_v3(c->sqlite, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
	    SQLITE_OK) {
		connection_fail(c, err);
		return NULL;
	}
	c->kept[c->n_kept++] = (struct statement){ sql, statement };
	return statement;
}

bool connection_row(struct connection *c, sqlite3_stmt *statement, struct dt_error *err)
{
	int code;

	errno = 0;
	code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		return true;
	if (code != SQLITE_DONE)
		connection_fail(c, err);
	sqlite3_reset(statement);
	return false;
}

dt_status connection_step(struct connection *c, sqlite3_stmt *statement, struct dt_error *err)
{
	struct dt_error why = { 0 };

	if (!statement)
		return err ? err->status : DT_E_SYSTEM;
	while (connection_row(c, statement, &why))
		;
	return why.status ? dt_fail(err, why.status, "%s", why.text) : DT_OK;
}

int connection_changes(const struct connection *c)
{
	return sqlite3_changes(c->sqlite);
}

void bind_text(sqlite3_stmt *statement, int i, const char *text)
{
	if (statement && text)
		sqlite3_bind_text(statement, i, text, -1, SQLITE_STATIC);
}

void bind_whole(sqlite3_stmt *statement, int i, int64_t value)
{
	if (statement)
		sqlite3_bind_int64(statement, i, value);
}

void bind_limit(sqlite3_stmt *statement, int i, uint32_t limit)
{
	bind_whole(statement, i, limit ? (int64_t)limit : -1);
}

const char *column_text(sqlite3_stmt *statement, int i)
{
	return (const char *)sqlite3_column_text(statement, i);
}

/* ---- transactions -------------------------------------------------------------------------- */

dt_status connection_begin(struct connection *c, enum durability durability, struct dt_error *err)
{
	if (c->network)
		durability = DURABLE;
	if (c->now != durability) {
		if (connection_run(c,
				   durability ? "PRAGMA synchronous = FULL"
					      : "PRAGMA synchronous = NORMAL",
				   err) != DT_OK)
			return err->status;
		c->now = durability;
	}
	/* IMMEDIATE: a lock that is asked for later could not be waited for */
	return connection_run(c, "BEGIN IMMEDIATE", err);
}

dt_status connection_end(struct connection *c, dt_status status, struct dt_error *err)
{
	if (status == DT_OK)
		status = connection_run(c, "COMMIT", err);
	if (status != DT_OK && !sqlite3_get_autocommit(c->sqlite))
		sqlite3_exec(c->sqlite, "ROLLBACK", NULL, NULL, NULL);
	return status;
}
