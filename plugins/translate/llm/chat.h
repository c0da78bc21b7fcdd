/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * chat.h - batches on their way to a service with a model behind it: one request each.
 *
 * What services do alike: the prompt is made, the request sent by net's client, the reply read,
 * tokens and price told.  What they do each in their own way are three functions.  Services
 * differ in what they take, and say so only when asked: a request that is refused for a member
 * teaches the client to leave it out, and is sent again at once.
 */
#ifndef LLM_CHAT_H
#define LLM_CHAT_H

#include "../../net/client.h"
#include "llm.h"

#include <stdatomic.h>

enum {
	/* a bit of learned, set by chat itself: the model reasons, replies need room for it */
	CHAT_REASONS = 1u << 31
};

/* What a request is made of. */
struct chat_ask {
	const struct dt_batch *batch;
	const struct llm_prompt *prompt;
	uint32_t learned;	/* bits that learn has given, and CHAT_REASONS */
	uint32_t input_tokens;	/* of the prompt, by estimate */
	uint32_t output_tokens; /* room that the reply needs, with reasoning */
	uint32_t reserved;
};

struct chat_service {
	/* The body of a request: a new reference, NULL without memory. [any] */
	json_t *(*write)(void *self, const struct chat_ask *ask);
	/* What an answer of 200 to 299 says: adds the model's words to said, fills stop, tokens
	 * and usd of reply; or says by net_judge_fail what is wrong. [thread of the client] */
	void (*read)(void *self, const struct net_reply *answer, const json_t *body,
		     struct text *said, struct llm_reply *reply, struct dt_error *err);
	/* May be NULL.  What an answer of 400, 422 or 501 teaches: bits for write that learned
	 * has not yet; 0: nothing. [thread of the client] */
	uint32_t (*learn)(void *self, const struct net_reply *answer, uint32_t learned);
};

/* Belongs to the backend's self; all but learned is set once, before the first chat_start. */
struct chat {
	const struct chat_service *service;
	void *self;
	struct net_client *client;
	const struct llm_options *options;
	const char *url; /* from '/': behind base_url; else whole */
	const struct net_header *headers;
	size_t n_headers;
	uint32_t flags; /* NET_LOCAL */
	dt_status (*sign)(void *sign_ctx, const struct net_to_sign *what,
			  struct net_signing *signing, struct dt_error *err);
	void *sign_ctx;
	int64_t context_tokens; /* what is longer, prompt and reply, is refused here; 0: unknown */
	_Atomic uint32_t learned;
};

/* The start of a struct dt_translator. [any] */
void chat_start(struct chat *chat, const struct dt_call *call, const struct dt_batch *batch,
		dt_done done, void *ctx);

/* For preflights: asks by GET, with the headers of all requests, and waits.  flags, reads, ctx are
 * net_wait's. [any but the thread of the client] */
dt_status chat_look(struct chat *chat, const struct dt_call *call, const char *url, uint32_t flags,
		    net_judge reads, void *ctx, struct dt_error *err);

/* NET_LOCAL when base_url is of this machine, so that no proxy stands between; else 0. */
uint32_t chat_local(const char *base_url);

/* Members of answers; "" and 0 for what is not there, or is something else. */
static inline const char *chat_string(const json_t *object, const char *name)
{
	const char *value = json_string_value(json_object_get(object, name));

	return value ? value : "";
}

static inline uint64_t chat_number(const json_t *object, const char *name)
{
	json_int_t value = json_integer_value(json_object_get(object, name));

	return value > 0 ? (uint64_t)value : 0;
}

/* ---- the table of a plugin ------------------------------------------------------ */

enum { CHAT_FLAGS = DT_TRANSLATOR_NETWORK | DT_TRANSLATOR_TERMS | DT_TRANSLATOR_INSTRUCTED };

/* What is alike in each struct dt_translator: functions that begin with name_, and a table
 * options of struct name_options. */
#define CHAT_TRANSLATOR(name_)                                                                     \
	.threads = DT_SHARED, .options = options, .n_options = DT_COUNT(options),                  \
	.options_size = sizeof(struct name_##_options), .open = name_##_open,                      \
	.close = name_##_close, .start = name_##_start, .estimate = name_##_estimate,              \
	.preflight = name_##_preflight

#endif /* LLM_CHAT_H */
