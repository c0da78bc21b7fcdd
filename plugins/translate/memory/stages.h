/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * stages.h - what looks after a memory: stages of jobs that read no document.
 *
 * stats, purge, import, export tell what they did as a JSON object; done forgets the journal of a
 * job whose results are written.
 */
#ifndef MEMORY_STAGES_H
#define MEMORY_STAGES_H

#include "../markup.h"
#include "database.h"
#include "rows.h"

#include <doctranslate/payload.h>
#include <jansson.h>

struct maintain_options {
	const char *file;     /* of the memory; NULL: the user's own */
	const char *exchange; /* what is read or written: TMX or NDJSON */
	const char *source_lang, *target_lang, *project; /* NULL: all */
	int64_t older_than;				 /* ms since it was of use; 0: all */
};

dt_status keep_options(const struct dt_call *call, const void *given, void **self,
		       struct dt_error *err);
dt_status stats_end(const struct dt_call *call, struct dt_error *err);
dt_status purge_end(const struct dt_call *call, struct dt_error *err);
dt_status import_end(const struct dt_call *call, struct dt_error *err);
dt_status export_end(const struct dt_call *call, struct dt_error *err);
dt_status done_end(const struct dt_call *call, struct dt_error *err);

/* ---- shared by them ---- */

/* The memory that the options name; it has to be there unless make. */
struct database *maintain_open(const struct dt_call *call, bool make, bool read_only,
			       struct dt_error *err);
/* Gives facts away as the stage's report and frees them. */
dt_status maintain_report(const struct dt_call *call, json_t *facts, struct dt_error *err);
/* "WHERE ..." of the options over entry e, space s, scope c, and its values. */
const char *maintain_where(void);
void maintain_bind(sqlite3_stmt *statement, const struct maintain_options *options);

/* A row on its way in or out; texts are markup. */
struct exchange_row {
	struct text source, target;
	char source_lang[36], target_lang[36];
	char *route, *glossary, *project, *document; /* NULL: none */
	char origin[16];
	uint32_t flags;
	int64_t created, used, hits;
};
void exchange_row_clear(struct exchange_row *row);

/* Rows into a memory, many in a transaction. */
struct importer {
	struct database *database;
	struct rows rows;
	const struct maintain_options *options;
	const struct dt_call *call;
	uint64_t imported, left_out;
	uint32_t in_transaction;
	struct dt_error *err;
	/* of the row before */
	int64_t space, scope;
	char *space_key, *scope_key;
};
/* False with err: go on with nothing. */
bool importer_add(struct importer *importer, struct exchange_row *row);

dt_status tmx_read(struct importer *importer, FILE *file, const char *path, struct dt_error *err);
dt_status ndjson_read(struct importer *importer, FILE *file, const char *path,
		      struct dt_error *err);

#endif /* MEMORY_STAGES_H */
