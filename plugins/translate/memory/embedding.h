/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * embedding.h - an embedding service: says where a text stands among all texts, as a vector.
 *
 * Asked by POST base_url/embeddings, as OpenAI's API reference has it; Ollama, llama.cpp, vLLM,
 * text-embeddings-inference and others answer the same.  All batches of a call are on their way at
 * once, by the client of plugins/net.  Any thread may ask; nothing in it changes but the dimension,
 * which the first answer says.
 */
#ifndef MEMORY_EMBEDDING_H
#define MEMORY_EMBEDDING_H

#include "plugins/net/options.h"

struct embedding_options {
	const char *url; /* "https://host/v1" */
	const char *key; /* NULL: none */
	const char *model;
	int64_t dimensions; /* that are wished for; 0: as many as the model has */
	int64_t batch;	    /* texts in one request */
	int64_t timeout;    /* ms of one request */
	double price;	    /* USD for a million tokens; below 0: not known */
};

enum {
	EMBEDDING_LONGEST = 4000 /* bytes of a text that is asked for: what is longer is like
				  * nothing else */
};

struct embedding;

/* options live until close.  NULL with err: no address, no network in this program. */
struct embedding *embedding_open(const struct embedding_options *options, struct dt_error *err);
void embedding_close(struct embedding *embedding); /* takes NULL */

/* False: it is another machine's, and its price is not known. */
bool embedding_has_price(const struct embedding *embedding);

/* A text and what came: vector of length one, to be freed; NULL: none. */
struct embedded {
	const char *text;
	float *vector;
	uint32_t dimension;
};

/* What asking for them would use, about: tokens and their price. */
void embedding_estimate(const struct embedding *embedding, const struct embedded *texts, uint32_t n,
			struct dt_usage *usage);

/* Waits for all of them; tells the host what they have used.  What failed has no vector; err tells
 * the first failure, of batches that were too long or refused for what they say not. */
dt_status embedding_ask(struct embedding *embedding, const struct dt_call *call,
			struct embedded *texts, uint32_t n, struct dt_error *err);

#endif /* MEMORY_EMBEDDING_H */
