/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bedrock.h - models of Amazon Bedrock, by its interface Converse.
 *
 * Converse is one form of asking for all models.  Requests are signed with the keys that
 * plugins/net/aws finds, or carry a Bedrock API key.  Source: "Converse" of the Amazon Bedrock
 * API reference.
 */
#ifndef BEDROCK_BEDROCK_H
#define BEDROCK_BEDROCK_H

#include "../../net/aws/aws.h"
#include "../llm/chat.h"

struct bedrock_options {
	struct net_options net;
	struct aws_options aws;
	struct llm_options llm;
	const char *fields; /* JSON object: fields of the model's own */
	bool cache_prompt;
};

/* What a model has taught (bits of chat.learned). */
enum {
	BEDROCK_NO_TEMPERATURE = 1u << 0,
	BEDROCK_NO_SYSTEM = 1u << 1, /* the model has no such role */
	BEDROCK_NO_LIMIT = 1u << 2,  /* not as much as was asked for */
	BEDROCK_NO_CACHE = 1u << 3
};

struct bedrock {
	const struct bedrock_options *options;
	struct net_options net; /* with the address of the region */
	struct aws *aws;	/* NULL: with an API key */
	char *base, *url, *authorization;
	struct net_header header;
	json_t *fields; /* never changes; or NULL */
	struct chat chat;
};

/* ---- write.c, read.c: of struct chat_service ---- */

json_t *bedrock_write(void *self, const struct chat_ask *ask);
void bedrock_read(void *self, const struct net_reply *answer, const json_t *body, struct text *said,
		  struct llm_reply *reply, struct dt_error *err);
uint32_t bedrock_learn(void *self, const struct net_reply *answer, uint32_t learned);

/* "/model/ID/converse": the id of a model, or the ARN of a profile, encoded; to be freed. */
char *bedrock_path(const char *model);

/* ---- bedrock.c: of struct dt_translator ---- */

dt_status bedrock_check(const void *options, const char **option, struct dt_error *err);
dt_status bedrock_open(const struct dt_call *call, const void *options, void **self,
		       struct dt_error *err);
void bedrock_close(void *self);
void bedrock_start(const struct dt_call *call, const struct dt_batch *batch, dt_done done,
		   void *ctx);
void bedrock_estimate(const void *options, const struct dt_batch *batch, struct dt_usage *usage);
dt_status bedrock_preflight(const struct dt_call *call, struct dt_error *err);

#endif /* BEDROCK_BEDROCK_H */
