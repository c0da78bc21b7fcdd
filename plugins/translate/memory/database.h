/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * database.h - an SQLite file that several processes read and write at once.
 *
 * On a disk of this machine the journal is a WAL, so that readers never wait; a commit is in the
 * kernel's hands before the call returns and outlives the process (kill -9), and is only lost
 * together with the machine: synchronous=NORMAL does not wait for the disk, and a database that
 * was not waited for is old, never broken (sqlite.org/wal.html).  A WAL needs memory that all
 * processes share: on NFS (EFS), SMB, FUSE and the like the journal is a rollback journal with
 * synchronous=FULL, and only locks of the file are relied on.
 *
 * A lock of somebody else is waited for (wait_ms), then told as DT_E_UNAVAILABLE.  A file that
 * cannot be written is read.  A damaged one is moved aside, never removed: warning says so.
 * One thread at a time for one struct database.
 */
#ifndef MEMORY_DATABASE_H
#define MEMORY_DATABASE_H

#include <doctranslate/plugin.h>

#include <sqlite3.h>

enum database_place { DATABASE_ANYWHERE = 0, DATABASE_LOCAL, DATABASE_NETWORK };

struct database_kind {
	const char *what;	       /* "translation memory": for messages */
	int application;	       /* PRAGMA application_id */
	int version;		       /* PRAGMA user_version that migrations end with */
	int readable;		       /* the oldest version that reads as it is */
	const char *const *migrations; /* SQL that makes version i + 1 of version i */
};

struct database_want {
	const char *path;
	enum database_place place; /* ANYWHERE: as the file system says */
	bool read_only;
	bool must_exist; /* no new one is made: DT_E_INPUT */
	uint32_t wait_ms;
	/* [any] ends a wait early; or NULL */
	bool (*cancelled)(void *ctx);
	void *ctx;
};

struct database {
	const struct database_kind *kind;
	struct database_want want;
	sqlite3 *sqlite;
	char *path;
	bool writable, network;
	int64_t deadline;  /* of the lock that is waited for; 0: none */
	char warning[496]; /* "": all is well */
};

/* Opens or makes it.  NULL with err; also when path can be neither read nor made. */
struct database *database_open(const struct database_kind *kind, const struct database_want *want,
			       struct dt_error *err);
void database_close(struct database *database); /* takes NULL */

/* Statements live until database_close.  NULL with err. */
sqlite3_stmt *database_prepare(struct database *database, const char *sql, struct dt_error *err);
dt_status database_run(struct database *database, const char *sql, struct dt_error *err);
/* Steps, waiting for locks: true: a row.  False at the end, or with err. */
bool database_row(struct database *database, sqlite3_stmt *statement, struct dt_error *err);
/* Steps to the end and resets. */
dt_status database_step(struct database *database, sqlite3_stmt *statement, struct dt_error *err);
/* Of what SQLite says now. */
dt_status database_fail(struct database *database, struct dt_error *err);

/* A transaction that writes; nobody else writes until the end. */
dt_status database_begin(struct database *database, struct dt_error *err);
/* Commits when status is DT_OK, else rolls back; the status then. */
dt_status database_end(struct database *database, dt_status status, struct dt_error *err);

/* Is it damaged as SQLite says now?  Then it is moved aside, and warning says so. */
bool database_set_aside(struct database *database);

int64_t database_now(void); /* seconds since 1970 */

#endif /* MEMORY_DATABASE_H */
