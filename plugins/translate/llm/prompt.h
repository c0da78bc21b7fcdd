/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * prompt.h - the two halves of a prompt: what is the same for a job, and what is the batch's.
 */
#ifndef LLM_PROMPT_H
#define LLM_PROMPT_H

#include "llm.h"

/* Adds task, rules and the user's instructions. */
void prompt_rules(struct text *out, const struct dt_batch *batch);
/* Adds context, terms, earlier translations and the texts. */
void prompt_texts(struct text *out, const struct dt_batch *batch);

#endif /* LLM_PROMPT_H */
