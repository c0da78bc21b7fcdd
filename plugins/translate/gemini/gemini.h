/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * gemini.h - the translator gemini.gemini: Google's Gemini, by generateContent.
 *
 * The form of replies is told by responseSchema.  Thinking is off, or as short as the model lets
 * it be: a model that refuses a budget of 0 gets the least that any takes, then none is named.
 * The key goes in a header, never in an address.
 *
 * Source: ai.google.dev/api, Gemini API reference (2026).
 */
#ifndef GEMINI_GEMINI_H
#define GEMINI_GEMINI_H

#include "../llm/chat.h"

enum gemini_thinking { GEMINI_OFF, GEMINI_MODEL };
enum gemini_safety { GEMINI_SAFETY_DEFAULT, GEMINI_SAFETY_OFF };

struct gemini_options {
	struct net_options net;
	struct llm_options llm;
	int64_t thinking, safety;
};

/* What a server has taught (bits of chat.learned). */
enum {
	GEMINI_NO_ZERO = 1u << 0,     /* thinks at least a little */
	GEMINI_NO_THINKING = 1u << 1, /* takes no word of thinking */
	GEMINI_NO_SCHEMA = 1u << 2,
	GEMINI_NO_JSON = 1u << 3,
	GEMINI_NO_SYSTEM = 1u << 4 /* no system instruction */
};

struct gemini {
	const struct gemini_options *options;
	struct net_header headers[2];
	char ask[512], model[512]; /* addresses */
	struct chat chat;
};

/* ---- content.c: of struct chat_service ---- */

json_t *gemini_write(void *self, const struct chat_ask *ask);
void gemini_read(void *self, const struct net_reply *answer, const json_t *body, struct text *said,
		 struct llm_reply *reply, struct dt_error *err);
uint32_t gemini_learn(void *self, const struct net_reply *answer, uint32_t learned);
/* Of net_judge: what its refusals mean where the status alone says something else. */
void gemini_fault(void *self, const struct net_reply *answer, struct dt_error *err);

/* ---- gemini.c: of struct dt_translator ---- */

dt_status gemini_open(const struct dt_call *call, const void *options, void **self,
		      struct dt_error *err);
void gemini_close(void *self);
void gemini_start(const struct dt_call *call, const struct dt_batch *batch, dt_done done,
		  void *ctx);
void gemini_estimate(const void *options, const struct dt_batch *batch, struct dt_usage *usage);
dt_status gemini_preflight(const struct dt_call *call, struct dt_error *err);

#endif
