/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "terms_journal.h"

#include "fingerprint.h"
#include "plugins/translate/memory/journal.h"

#include <stdio.h>

enum { WAIT_MS = 30000 /* for a lock of another process */ };

struct terms_journal {
	const struct dt_call *call;
	struct journal *journal; /* NULL: it has failed */
	char *memory_path, *path;
	char fingerprint[FINGERPRINT_SIZE];
	uint32_t found;
	bool stays;	 /* for later jobs */
	bool only_reads; /* the job asks nobody: nothing is written */
};

static void note(const struct dt_call *call, uint32_t level, const char *code, const char *text)
{
	struct dt_note note = {
		.size = sizeof(note), .level = level, .code = code, .text = text, .page = -1
	};

	call->host->note(call, &note);
}

static void fails(struct terms_journal *journal, const struct dt_error *why)
{
	note(journal->call, DT_NOTE_FAULT, "journal.failed", why->text);
	journal_close(journal->journal);
	journal->journal = NULL;
}

static dt_status make_fingerprint(struct terms_journal *journal, const struct terms_job *job,
				  struct dt_error *err)
{
	char route[SIGNATURE_SIZE], glossary[GLOSSARY_ID_SIZE];
	struct sha256_ctx sha;
	dt_status status;

	status = fingerprint_route(journal->call, job->options->translator, job->translator, route,
				   err);
	if (status)
		return status;
	glossary_id(job->files.glossary, glossary);
	sha256_init(&sha);
	fingerprint_add(&sha, "terms");
	fingerprint_add(&sha, job->mode == TERMS_BY_MODEL ? "model" : "statistics");
	fingerprint_add(&sha, route);
	fingerprint_add(&sha, glossary);
	fingerprint_add(&sha, job->source_lang);
	fingerprint_add(&sha, job->target_lang);
	for (uint32_t i = 0; i < job->texts.n; i++)
		fingerprint_add(&sha, ((const char *const *)job->texts.at)[i]);
	fingerprint_write(&sha, journal->fingerprint);
	return DT_OK;
}

static void open_file(struct terms_journal *journal)
{
	struct database_want want = { .path = journal->path,
				      .read_only = journal->only_reads,
				      .must_exist = journal->only_reads,
				      .wait_ms = WAIT_MS };
	struct dt_error why = { 0 };

	journal->journal = journal_open(&want, journal->fingerprint, &why);
	if (!journal->journal && journal->only_reads)
		return;
	if (!journal->journal)
		fails(journal, &why);
	else if (*journal_warning(journal->journal))
		note(journal->call, DT_NOTE_WARNING, "journal.file",
		     journal_warning(journal->journal));
}

dt_status terms_journal_begin(const struct dt_call *call, const struct terms_job *job,
			      struct terms_journal **journal, struct dt_error *err)
{
	bool dear = fingerprint_is_dear(job->translator);
	struct terms_journal *made;
	struct dt_error why = { 0 };
	dt_status status;

	*journal = NULL;
	if (strcmp(dt_parameter(call, "journal", dear ? "yes" : "no"), "yes") != 0)
		return DT_OK;
	made = calloc(1, sizeof(*made));
	if (!made)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the terms of the document");
	made->call = call;
	made->only_reads = job->forecast != NULL;
	made->stays = strcmp(dt_parameter(call, "memory", dear ? "exact" : "off"), "off") != 0;
	if (fingerprint_files(call, &made->memory_path, &made->path, &why) != DT_OK) {
		fails(made, &why);
		terms_journal_end(made, false);
		return DT_OK;
	}
	status = make_fingerprint(made, job, err);
	if (status) {
		terms_journal_end(made, false);
		return status;
	}
	open_file(made);
	*journal = made;
	return DT_OK;
}

char *terms_journal_find(struct terms_journal *journal, const char *text)
{
	struct memory_query query = { .text = text, .length = strlen(text) };
	struct dt_error why = { 0 };
	char *said;

	if (!journal || !journal->journal)
		return NULL;
	if (journal_find(journal->journal, &query, 1, &why) != DT_OK) {
		fails(journal, &why);
		return NULL;
	}
	said = query.found ? query.answer : NULL;
	if (said) {
		query.answer = NULL;
		journal->found++;
	}
	memory_query_free(&query);
	return said;
}

void terms_journal_keep(struct terms_journal *journal, const char *const *texts,
			const struct text *said, uint32_t n)
{
	struct memory_row rows[TERMS_AT_ONCE];
	struct dt_error why = { 0 };

	for (uint32_t i = 0; i < n; i++)
		rows[i] = (struct memory_row){
			texts[i], said[i].at ? said[i].at : "", strlen(texts[i]), said[i].n, 0, 0,
			NULL
		};
	if (n && journal && journal->journal &&
	    journal_keep(journal->journal, rows, n, &why) != DT_OK)
		fails(journal, &why);
}

void terms_journal_end(struct terms_journal *journal, bool found)
{
	char text[120];

	if (!journal)
		return;
	if (found && journal->found) {
		snprintf(text, sizeof(text), "%u texts had been searched for terms before",
			 journal->found);
		note(journal->call, DT_NOTE_INFO, "terms.resumed", text);
	}
	if (found && journal->journal && !journal->stays)
		fingerprint_leave_word(journal->call, "journal.terms", journal->fingerprint,
				       journal->path);
	journal_close(journal->journal);
	free(journal->memory_path);
	free(journal->path);
	free(journal);
}
