/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * journal.h - the answers that a job has been given so far, until it is done.
 *
 * The same job (fingerprint) that is started again finds them: what was paid for is not paid for
 * twice, whatever ended it.  An answer is in the file when journal_keep returns.  A job that has
 * all its answers is done, and gone when its results are written (journal_remove); others expire.
 * Any thread may call any function of a journal that is open.
 */
#ifndef MEMORY_JOURNAL_H
#define MEMORY_JOURNAL_H

#include "memory.h"

struct journal;

/* NULL with err.  Removes jobs that nobody has gone on with for thirty days. */
struct journal *journal_open(const struct database_want *file, const char *fingerprint,
			     struct dt_error *err);
void journal_close(struct journal *journal); /* takes NULL */
const char *journal_warning(const struct journal *journal);
/* Can answers be written down, too? */
bool journal_writes(const struct journal *journal);

/* As of a memory, by the very text; found is MEMORY_EXACT. */
dt_status journal_find(struct journal *journal, struct memory_query *queries, size_t n,
		       struct dt_error *err);
dt_status journal_keep(struct journal *journal, const struct memory_row *rows, size_t n,
		       struct dt_error *err);
/* The job has all its answers. */
dt_status journal_done(struct journal *journal, struct dt_error *err);

/* Forgets a job, whose results are written. */
dt_status journal_remove(const char *path, const char *fingerprint, struct dt_error *err);

#endif /* MEMORY_JOURNAL_H */
