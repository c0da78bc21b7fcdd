/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "schema.h"

/*
 * A space is what a row is of: languages, and what shapes answers ("": of any).  A scope is where
 * it comes from.  exact and normal are hashes of the source; who finds one compares the text.
 * piece has the sketches, vector what a model makes of a source: numbers of four bytes (IEEE 754,
 * the lowest first), of length one.  A model with another dimension is another model.
 */
static const char *const memory_versions[] = {
	"CREATE TABLE space (id INTEGER PRIMARY KEY, source_lang TEXT NOT NULL,"
	"  target_lang TEXT NOT NULL, route TEXT NOT NULL, glossary TEXT NOT NULL,"
	"  UNIQUE (source_lang, target_lang, route, glossary));"
	"CREATE TABLE scope (id INTEGER PRIMARY KEY, project TEXT NOT NULL, document TEXT NOT NULL,"
	"  UNIQUE (project, document));"
	"CREATE TABLE entry (id INTEGER PRIMARY KEY, space INTEGER NOT NULL REFERENCES space (id),"
	"  scope INTEGER NOT NULL REFERENCES scope (id), exact INTEGER NOT NULL,"
	"  normal INTEGER NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL,"
	"  flags INTEGER NOT NULL, origin TEXT NOT NULL, hits INTEGER NOT NULL DEFAULT 0,"
	"  created INTEGER NOT NULL, used INTEGER NOT NULL);"
	"CREATE INDEX entry_exact ON entry (exact);"
	"CREATE INDEX entry_normal ON entry (normal);"
	"CREATE INDEX entry_used ON entry (used);"
	"CREATE TABLE piece (hash INTEGER NOT NULL, entry INTEGER NOT NULL,"
	"  PRIMARY KEY (hash, entry)) WITHOUT ROWID;"
	"CREATE TABLE vector (entry INTEGER PRIMARY KEY, model TEXT NOT NULL, at BLOB NOT NULL);"
	"CREATE TABLE total (rows INTEGER NOT NULL, bytes INTEGER NOT NULL);"
	"INSERT INTO total VALUES (0, 0);",
	"DROP TABLE vector;"
	"CREATE TABLE model (id INTEGER PRIMARY KEY, name TEXT NOT NULL,"
	"  dimension INTEGER NOT NULL, UNIQUE (name, dimension));"
	"CREATE TABLE vector (entry INTEGER NOT NULL, model INTEGER NOT NULL,"
	"  space INTEGER NOT NULL, at BLOB NOT NULL, UNIQUE (entry, model));"
	"CREATE INDEX vector_of ON vector (model, space, entry);",
};

const struct database_kind schema_memory = {
	.what = "translation memory",
	.application = 0x64744d31, /* "dtM1" */
	.version = sizeof(memory_versions) / sizeof(*memory_versions),
	.readable = 1,
	.migrations = memory_versions,
};

static const char *const journal_versions[] = {
	"CREATE TABLE job (id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE,"
	"  created INTEGER NOT NULL, used INTEGER NOT NULL, done INTEGER NOT NULL DEFAULT 0);"
	"CREATE TABLE answer (job INTEGER NOT NULL, hash INTEGER NOT NULL, source TEXT NOT NULL,"
	"  target TEXT NOT NULL, flags INTEGER NOT NULL, PRIMARY KEY (job, hash, source))"
	"  WITHOUT ROWID;",
};

const struct database_kind schema_journal = {
	.what = "journal",
	.application = 0x64744a31, /* "dtJ1" */
	.version = sizeof(journal_versions) / sizeof(*journal_versions),
	.readable = 1,
	.migrations = journal_versions,
};
