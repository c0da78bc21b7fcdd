/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * ollama.h - models that Ollama runs, by its own interface (/api/chat).
 *
 * Its own, not the one that it has like OpenAI's: only here can the size of the context be told,
 * and a prompt that is longer than the context is cut without a word.  Source: Ollama's API
 * documentation.
 */
#ifndef OLLAMA_OLLAMA_H
#define OLLAMA_OLLAMA_H

#include "../llm/chat.h"

struct ollama_options {
	struct net_options net;
	struct llm_options llm;
	int64_t num_ctx; /* most tokens of a context */
	int64_t keep_alive;
	bool think;
};

/* What a server has taught (bits of chat.learned). */
enum {
	OLLAMA_NO_SCHEMA = 1u << 0, /* of before it knew schemas: plain JSON */
	OLLAMA_NO_THINK = 1u << 1,  /* the model knows nothing of thinking */
	OLLAMA_NO_EXACT = 1u << 2   /* knows schemas, but not with a list of given items */
};

struct ollama {
	const struct ollama_options *options;
	struct net_options net; /* with the address that was made of base_url */
	char *base;
	struct text authorization; /* has the key */
	struct net_header headers[2];
	struct chat chat;
	_Atomic uint32_t context; /* the longest so far: another size loads the model anew */
};

/* ---- words.c ---- */

/* "http://host:11434" of what OLLAMA_HOST may say ("host", ":1234", "0.0.0.0", an address); to
 * be freed, NULL without memory. */
char *ollama_address(const char *given);
/* Tokens of context for so many: steps of two, at most most, not below *least; writes *least. */
uint32_t ollama_context(uint64_t tokens, int64_t most, _Atomic uint32_t *least);
json_t *ollama_write(void *self, const struct chat_ask *ask);
void ollama_read(void *self, const struct net_reply *answer, const json_t *body, struct text *said,
		 struct llm_reply *reply, struct dt_error *err);
uint32_t ollama_learn(void *self, const struct net_reply *answer, uint32_t learned);

/* ---- ollama.c: of struct dt_translator ---- */

dt_status ollama_open(const struct dt_call *call, const void *options, void **self,
		      struct dt_error *err);
void ollama_close(void *self);
void ollama_start(const struct dt_call *call, const struct dt_batch *batch, dt_done done,
		  void *ctx);
void ollama_estimate(const void *options, const struct dt_batch *batch, struct dt_usage *usage);
dt_status ollama_preflight(const struct dt_call *call, struct dt_error *err);

#endif /* OLLAMA_OLLAMA_H */
