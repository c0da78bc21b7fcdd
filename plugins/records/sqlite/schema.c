/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "schema.h"

/*
 * job has what changes often and is looked for, body the long texts that are written once or twice:
 * an event of a job with a long request does not write the request again.  tally counts by owner
 * and state what is in job, so that bounds and metrics need not; triggers keep it.  accepted has
 * the idempotency keys.  States are those of enum dt_record_state; partial indexes have the state
 * once more, since they would not cover a query that asks for it.  attempt has what became of each
 * sending of a delivery.
 *
 * A version that has been published is never changed: what is new is a step behind it.
 */
static const char *const versions[] = {
	"CREATE TABLE job (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,"
	"  state INTEGER NOT NULL, kind TEXT NOT NULL, owner TEXT NOT NULL,"
	"  priority INTEGER NOT NULL, attempt INTEGER NOT NULL DEFAULT 0,"
	"  created INTEGER NOT NULL, updated INTEGER NOT NULL,"
	"  started INTEGER NOT NULL DEFAULT 0, finished INTEGER NOT NULL DEFAULT 0,"
	"  expires INTEGER NOT NULL DEFAULT 0, cancel_requested INTEGER NOT NULL DEFAULT 0,"
	"  sequence INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0,"
	"  fence INTEGER NOT NULL DEFAULT 0, lease_until INTEGER NOT NULL DEFAULT 0,"
	"  holder TEXT);"
	"CREATE INDEX job_queued ON job (state, priority, owner, created) WHERE state = 1;"
	"CREATE INDEX job_waiting ON job (state, created) WHERE state = 1;"
	"CREATE INDEX job_running ON job (state, lease_until, owner, priority) WHERE state = 2;"
	"CREATE INDEX job_age ON job (created, id, state);"
	"CREATE INDEX job_owner ON job (owner, created, id, state);"
	"CREATE INDEX job_expires ON job (expires) WHERE state > 2 AND expires > 0;"

	"CREATE TABLE body (job INTEGER PRIMARY KEY, name TEXT, traceparent TEXT, message TEXT,"
	"  error TEXT, webhook TEXT, sealed BLOB, request TEXT, result TEXT);"

	"CREATE TABLE event (job INTEGER NOT NULL, sequence INTEGER NOT NULL, at INTEGER NOT NULL,"
	"  json TEXT NOT NULL, PRIMARY KEY (job, sequence)) WITHOUT ROWID;"

	"CREATE TABLE accepted (owner TEXT NOT NULL, key TEXT NOT NULL, digest TEXT NOT NULL,"
	"  job INTEGER NOT NULL, PRIMARY KEY (owner, key)) WITHOUT ROWID;"
	"CREATE INDEX accepted_job ON accepted (job);"

	"CREATE TABLE delivery (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,"
	"  job INTEGER NOT NULL, due INTEGER NOT NULL, created INTEGER NOT NULL,"
	"  delivered INTEGER NOT NULL DEFAULT 0, given_up INTEGER NOT NULL DEFAULT 0,"
	"  lease_until INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0,"
	"  last_status INTEGER NOT NULL DEFAULT 0, last_error TEXT, body TEXT NOT NULL);"
	"CREATE INDEX delivery_due ON delivery (due) WHERE delivered = 0 AND given_up = 0;"
	"CREATE INDEX delivery_job ON delivery (job);"

	"CREATE TABLE tally (owner TEXT NOT NULL, state INTEGER NOT NULL, jobs INTEGER NOT NULL,"
	"  bytes INTEGER NOT NULL, PRIMARY KEY (owner, state)) WITHOUT ROWID;"
	"CREATE TRIGGER tally_new AFTER INSERT ON job BEGIN"
	"  INSERT INTO tally VALUES (new.owner, new.state, 1, new.bytes)"
	"    ON CONFLICT DO UPDATE SET jobs = jobs + 1, bytes = bytes + new.bytes; END;"
	"CREATE TRIGGER tally_moved AFTER UPDATE OF state, bytes ON job"
	"  WHEN old.state <> new.state OR old.bytes <> new.bytes BEGIN"
	"  UPDATE tally SET jobs = jobs - 1, bytes = bytes - old.bytes"
	"    WHERE owner = old.owner AND state = old.state;"
	"  INSERT INTO tally VALUES (new.owner, new.state, 1, new.bytes)"
	"    ON CONFLICT DO UPDATE SET jobs = jobs + 1, bytes = bytes + new.bytes; END;"
	"CREATE TRIGGER tally_gone AFTER DELETE ON job BEGIN"
	"  UPDATE tally SET jobs = jobs - 1, bytes = bytes - old.bytes"
	"    WHERE owner = old.owner AND state = old.state;"
	"  DELETE FROM tally WHERE owner = old.owner AND jobs = 0; END;",

	"CREATE TABLE attempt (delivery INTEGER NOT NULL, number INTEGER NOT NULL,"
	"  at INTEGER NOT NULL, status INTEGER NOT NULL, error TEXT,"
	"  PRIMARY KEY (delivery, number)) WITHOUT ROWID;"
	"CREATE TRIGGER attempt_gone AFTER DELETE ON delivery BEGIN"
	"  DELETE FROM attempt WHERE delivery = old.number; END;",
};

const struct schema records_schema = {
	.application = 0x64745231, /* "dtR1" */
	.version = sizeof(versions) / sizeof(*versions),
	.migrations = versions,
};
