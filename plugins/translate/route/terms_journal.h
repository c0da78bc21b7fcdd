/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * terms_journal.h - what was said of the texts of a document when its terms were looked for.
 *
 * The same document with the same translator, languages and glossaries finds it again, whatever
 * has ended the job: nothing is paid for twice.  With a translation memory it stays for thirty
 * days, for later jobs; without one it is gone when the results of the job are written.  What is
 * wrong with the file is told in the report, once.  The job's thread.
 */
#ifndef ROUTE_TERMS_JOURNAL_H
#define ROUTE_TERMS_JOURNAL_H

#include "terms.h"

enum { TERMS_AT_ONCE = 40 /* texts */ };

struct terms_journal;

/* For a job whose texts, languages and glossaries are known; *journal is NULL when nothing is to
 * be written down. */
dt_status terms_journal_begin(const struct dt_call *call, const struct terms_job *job,
			      struct terms_journal **journal, struct dt_error *err);
/* Takes NULL.  found: terms are, whatever comes next. */
void terms_journal_end(struct terms_journal *journal, bool found);

/* What was said of a text, from malloc; NULL: nobody was asked.  Takes a journal that is NULL, as
 * the next one. */
char *terms_journal_find(struct terms_journal *journal, const char *text);
void terms_journal_keep(struct terms_journal *journal, const char *const *texts,
			const struct text *said, uint32_t n);

#endif
