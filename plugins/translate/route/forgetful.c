/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* In place of remember.c, where the program is built without a translation memory. */
#include "config.h"

#include "remember.h"
#include "terms_journal.h"

#include "plugins/translate/memory/embedding.h"

#include <string.h>

dt_status remember_open(const struct embedding_options *options, struct embedding **embedding,
			struct dt_error *err)
{
	*embedding = NULL;
	if (!options->model || !*options->model)
		return DT_OK;
	return dt_fail(err, DT_E_UNSUPPORTED,
		       "an embedding service is named, but this program is built without a "
		       "translation memory");
}

void remember_close(struct embedding *embedding)
{
	(void)embedding;
}

dt_status remember_begin(const struct dt_call *call, const struct route_job *job,
			 struct remember **remember, struct dt_error *err)
{
	const char *mode = dt_parameter(call, "memory", "off");

	(void)job;
	*remember = NULL;
	if (!strcmp(mode, "off"))
		return DT_OK;
	return dt_fail(
		err, DT_E_UNSUPPORTED,
		"memory is \"%.40s\", but this program is built without a translation memory",
		mode);
}

void remember_tell(struct remember *remember, const struct dt_call *call, bool complete)
{
	(void)remember;
	(void)call;
	(void)complete;
}

void remember_end(struct remember *remember)
{
	(void)remember;
}

void remember_find(const struct asking *asking, struct ask *const *asks, uint32_t n)
{
	(void)asking;
	(void)asks;
	(void)n;
}

void remember_keep(const struct asking *asking, const struct ask *ask)
{
	(void)asking;
	(void)ask;
}

char *remember_find_piece(const struct asking *asking, const struct ask *piece)
{
	(void)asking;
	(void)piece;
	return NULL;
}

void remember_keep_piece(const struct asking *asking, const struct ask *piece,
			 const struct text *answer)
{
	(void)asking;
	(void)piece;
	(void)answer;
}

uint32_t remember_find_cuts(const struct asking *asking, const struct ask *whole)
{
	(void)asking;
	(void)whole;
	return 0;
}

void remember_keep_cuts(const struct asking *asking, const struct ask *whole)
{
	(void)asking;
	(void)whole;
}

dt_status terms_journal_begin(const struct dt_call *call, const struct terms_job *job,
			      struct terms_journal **journal, struct dt_error *err)
{
	(void)call;
	(void)job;
	(void)err;
	*journal = NULL;
	return DT_OK;
}

char *terms_journal_find(struct terms_journal *journal, const char *text)
{
	(void)journal;
	(void)text;
	return NULL;
}

void terms_journal_keep(struct terms_journal *journal, const char *const *texts,
			const struct text *said, uint32_t n)
{
	(void)journal;
	(void)texts;
	(void)said;
	(void)n;
}

void terms_journal_end(struct terms_journal *journal, bool found)
{
	(void)journal;
	(void)found;
}
