/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * connection.h - one connection to the file of the records.
 *
 * Several processes read and write the file at once.  On a disk of this machine its journal is a
 * WAL: readers never wait, and a commit is in the kernel's hands before the call returns, so that
 * it outlives the process (kill -9).  It outlives the machine when the transaction was DURABLE:
 * only then the disk is waited for, and with it all commits before are on the disk as well
 * (sqlite.org/wal.html).  A WAL needs memory that all processes share: on a network file system
 * the journal is a rollback journal, every commit waits for the disk, and readers are waited for.
 *
 * A lock of another process is waited for (wait_ms), then told as DT_E_UNAVAILABLE.  A damaged file
 * is told, never touched: it has jobs of people in it.
 * One thread at a time for one struct connection.
 */
#ifndef RECORDS_CONNECTION_H
#define RECORDS_CONNECTION_H

#include <doctranslate/records.h>

#include <sqlite3.h>

struct schema {
	int application;	       /* PRAGMA application_id */
	int version;		       /* PRAGMA user_version that the migrations end with */
	const char *const *migrations; /* SQL that makes version i + 1 of version i */
};

enum durability { LASTS_PROCESS = 0, DURABLE };

enum { MOST_STATEMENTS = 64 };

struct statement {
	const char *sql; /* a constant, known by its address */
	sqlite3_stmt *at;
};

struct connection {
	struct connection *next; /* of free readers */
	sqlite3 *sqlite;
	const char *path;
	bool network;
	enum durability now; /* what PRAGMA synchronous says */
	uint32_t wait_ms;
	int64_t deadline; /* of the lock that is waited for, monotonic milliseconds */
	struct statement kept[MOST_STATEMENTS];
	unsigned n_kept;
};

bool path_on_network(const char *path);

/* Opens or makes the file and brings its tables to schema's version; readers take what is there. */
struct connection *connection_open(const char *path, uint32_t wait_ms, const struct schema *schema,
				   struct dt_error *err);
struct connection *connection_open_reader(const char *path, uint32_t wait_ms, struct dt_error *err);
void connection_close(struct connection *connection); /* takes NULL */

/* The busy handler: naps until wait_ms are over. */
int connection_wait(void *connection, int times);

/* Of what SQLite says now. */
dt_status connection_fail(struct connection *connection, struct dt_error *err);
dt_status connection_run(struct connection *connection, const char *sql, struct dt_error *err);

/* A transaction that writes; nobody else writes until its end. */
dt_status connection_begin(struct connection *connection, enum durability durability,
			   struct dt_error *err);
/* Commits when status is DT_OK, else rolls back; the status then. */
dt_status connection_end(struct connection *connection, dt_status status, struct dt_error *err);

/* A statement that is kept, without bindings; sql must be the same array each time.  NULL with
 * err. */
sqlite3_stmt *connection_statement(struct connection *connection, const char *sql,
				   struct dt_error *err);
/* true: there is a row.  At the end, or with err, the statement is reset. */
bool connection_row(struct connection *connection, sqlite3_stmt *statement, struct dt_error *err);
/* To the end; NULL is the statement that could not be made. */
dt_status connection_step(struct connection *connection, sqlite3_stmt *statement,
			  struct dt_error *err);
/* How many rows the last change has changed. */
int connection_changes(const struct connection *connection);

/* What is bound must stay until the statement is reset. */
void bind_text(sqlite3_stmt *statement, int i, const char *text); /* NULL: null */
void bind_whole(sqlite3_stmt *statement, int i, int64_t value);
/* Of a LIMIT; 0: none */
void bind_limit(sqlite3_stmt *statement, int i, uint32_t limit);
const char *column_text(sqlite3_stmt *statement, int i); /* NULL of null */

int64_t records_now(void); /* microseconds since 1970 */

#endif /* RECORDS_CONNECTION_H */
