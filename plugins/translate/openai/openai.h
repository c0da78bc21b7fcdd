/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * openai.h - OpenAI and what speaks like it: Azure OpenAI, OpenRouter, vLLM, llama.cpp's server,
 * LM Studio and many more.
 *
 * Two forms of asking: Chat Completions, which all of them have, and Responses, which OpenAI
 * itself wants.  Source: OpenAI's API reference; Azure OpenAI's REST reference.
 */
#ifndef OPENAI_OPENAI_H
#define OPENAI_OPENAI_H

#include "../llm/chat.h"

enum openai_api { OPENAI_API_AUTO = 0, OPENAI_API_CHAT, OPENAI_API_RESPONSES };
enum openai_json { OPENAI_JSON_AUTO = 0, OPENAI_JSON_SCHEMA, OPENAI_JSON_OBJECT, OPENAI_JSON_NONE };

struct openai_options {
	struct net_options net;
	struct llm_options llm;
	int64_t api;  /* enum openai_api */
	int64_t json; /* enum openai_json */
	const char *reasoning_effort;
	const char *organization, *project;
	const char *api_version; /* of Azure */
	struct dt_strings headers;
	const char *body; /* JSON object: members that each request gets */
};

/* What a server has taught (bits of chat.learned). */
enum {
	OPENAI_NO_SCHEMA = 1u << 0,	 /* knows JSON, but not by schema */
	OPENAI_NO_JSON = 1u << 1,	 /* knows no form at all */
	OPENAI_OTHER_LIMIT = 1u << 2,	 /* max_tokens where max_completion_tokens was, or back */
	OPENAI_NO_LIMIT = 1u << 3,	 /* neither, or not as much */
	OPENAI_NO_TEMPERATURE = 1u << 4, /* only its own */
	OPENAI_NO_EFFORT = 1u << 5,
	OPENAI_NO_SYSTEM = 1u << 6, /* the model has no such role */
	OPENAI_NO_STORE = 1u << 7,
	OPENAI_NO_EXACT = 1u << 8 /* knows schemas, but not with a list of given items */
};

/* Where a base_url leads (address.c).  All texts are the address's own. */
struct openai_address {
	char *base;   /* "https://host/v1" */
	char *ask;    /* for requests */
	char *models; /* for preflights */
	bool responses;
	bool hosted;	 /* OpenAI itself: wants max_completion_tokens, and a key */
	bool azure;	 /* wants its key in "api-key" */
	bool openrouter; /* tells the price when asked */
};

struct openai {
	const struct openai_options *options;
	struct net_options net; /* with the address that was made of base_url */
	struct openai_address address;
	struct net_header *headers;
	size_t n_headers;
	struct text held; /* bytes of headers: has the key */
	json_t *extra;	  /* of option body, or NULL; never changes */
	struct chat chat;
};

/* ---- address.c ---- */

/* "/v1" is added to an address without a path, and what people paste too much is taken off. */
dt_status openai_address_make(struct openai_address *address, const struct openai_options *options,
			      struct dt_error *err);
void openai_address_free(struct openai_address *address);

/* ---- write.c, read.c, learn.c: of struct chat_service ---- */

json_t *openai_write(void *self, const struct chat_ask *ask);
void openai_read(void *self, const struct net_reply *answer, const json_t *body, struct text *said,
		 struct llm_reply *reply, struct dt_error *err);
uint32_t openai_learn(void *self, const struct net_reply *answer, uint32_t learned);

/* ---- openai.c: of struct dt_translator ---- */

dt_status openai_check(const void *options, const char **option, struct dt_error *err);
dt_status openai_open(const struct dt_call *call, const void *options, void **self,
		      struct dt_error *err);
void openai_close(void *self);
void openai_start(const struct dt_call *call, const struct dt_batch *batch, dt_done done,
		  void *ctx);
void openai_estimate(const void *options, const struct dt_batch *batch, struct dt_usage *usage);
/* preflight.c */
dt_status openai_preflight(const struct dt_call *call, struct dt_error *err);

#endif /* OPENAI_OPENAI_H */
