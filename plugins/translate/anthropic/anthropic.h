/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * anthropic.h - the translator anthropic.anthropic: Claude, by Anthropic's Messages API.
 *
 * The form of replies is asked for by a JSON Schema (output_config.format); a model that does not
 * know that gets one tool to call, whose input has the same schema; one that knows neither, the
 * prompt alone.  The prompt's stable half is marked for the service's cache.
 *
 * Source: docs.claude.com, API reference (2026).
 */
#ifndef ANTHROPIC_ANTHROPIC_H
#define ANTHROPIC_ANTHROPIC_H

#include "../llm/chat.h"

enum anthropic_json { ANTHROPIC_AUTO, ANTHROPIC_SCHEMA, ANTHROPIC_TOOL, ANTHROPIC_NONE };

struct anthropic_options {
	struct net_options net;
	struct llm_options llm;
	int64_t json; /* enum anthropic_json */
	bool cache;
	const char *version;
};

/* What a server has taught (bits of chat.learned). */
enum {
	ANTHROPIC_NO_SCHEMA = 1u << 0,
	ANTHROPIC_NO_TOOL = 1u << 1,
	ANTHROPIC_NO_TEMPERATURE = 1u << 2,
	ANTHROPIC_NO_CACHE = 1u << 3
};

struct anthropic {
	const struct anthropic_options *options;
	struct net_header headers[3];
	char models[512]; /* address of the model, for preflights */
	struct chat chat;
};

/* ---- messages.c: of struct chat_service ---- */

json_t *anthropic_write(void *self, const struct chat_ask *ask);
void anthropic_read(void *self, const struct net_reply *answer, const json_t *body,
		    struct text *said, struct llm_reply *reply, struct dt_error *err);
uint32_t anthropic_learn(void *self, const struct net_reply *answer, uint32_t learned);

/* ---- anthropic.c: of struct dt_translator ---- */

dt_status anthropic_open(const struct dt_call *call, const void *options, void **self,
			 struct dt_error *err);
void anthropic_close(void *self);
void anthropic_start(const struct dt_call *call, const struct dt_batch *batch, dt_done done,
		     void *ctx);
void anthropic_estimate(const void *options, const struct dt_batch *batch, struct dt_usage *usage);
dt_status anthropic_preflight(const struct dt_call *call, struct dt_error *err);

#endif
