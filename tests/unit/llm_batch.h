/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * llm_batch.h - a batch of texts for tests of what models are told and of what they say, and a
 * place for their answers.
 */
#ifndef DT_TESTS_LLM_BATCH_H
#define DT_TESTS_LLM_BATCH_H

#include "plugins/translate/llm/llm.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

enum { MADE_MOST = 16 };

struct made {
	struct dt_batch batch;
	const char *texts[MADE_MOST];
	char answers[MADE_MOST][4000];
	uint32_t calls[MADE_MOST];
	uint32_t answered; /* as llm_take says */
	struct dt_error err;
};

/* Translations stand each at its place; of terms there is one a line. */
__attribute__((unused)) static void made_answer(void *ctx, uint32_t i, const char *text,
						size_t length)
{
	struct made *made = ctx;
	size_t used;

	ck_assert_uint_lt(i, made->batch.n);
	used = strlen(made->answers[i]);
	ck_assert_uint_eq(strlen(text), length);
	snprintf(made->answers[i] + used, sizeof(made->answers[i]) - used, "%s%s", used ? "\n" : "",
		 text);
	made->calls[i]++;
}

/* A batch from English to Spanish of so many texts, the rest of them "". */
__attribute__((unused)) static void made_start(struct made *made, uint32_t n,
					       const char *const *texts)
{
	memset(made, 0, sizeof(*made));
	for (uint32_t i = 0; i < n; i++)
		made->texts[i] = texts[i];
	made->batch.size = sizeof(made->batch);
	made->batch.n = n;
	made->batch.texts = made->texts;
	made->batch.source_lang = "en";
	made->batch.target_lang = "es";
	made->batch.answer = made_answer;
	made->batch.ctx = made;
}

/* Reads a reply; what was there before is forgotten. */
__attribute__((unused)) static dt_status made_take(struct made *made, const char *text,
						   size_t length, uint32_t stop)
{
	struct llm_reply reply = { .text = text, .length = length, .stop = stop };
	dt_status status;

	memset(made->answers, 0, sizeof(made->answers));
	memset(made->calls, 0, sizeof(made->calls));
	memset(&made->err, 0, sizeof(made->err));
	status = llm_take(&made->batch, &reply, &made->answered, &made->err);
	ck_assert_int_eq(made->err.status, status);
	return status;
}

#endif /* DT_TESTS_LLM_BATCH_H */
