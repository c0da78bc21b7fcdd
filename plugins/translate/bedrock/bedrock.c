/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "bedrock.h"

#include <stdlib.h>
#include <string.h>

enum { PREFLIGHT_MS = 15000 };

static const struct chat_service service = {
	.write = bedrock_write,
	.read = bedrock_read,
	.learn = bedrock_learn,
};

dt_status bedrock_check(const void *options, const char **option, struct dt_error *err)
{
	const struct bedrock_options *o = options;
	json_t *fields = o->fields && *o->fields ? json_loads(o->fields, 0, NULL) : json_object();
	bool fine = json_is_object(fields);

	json_decref(fields);
	*option = fine ? NULL : "fields";
	return fine ? DT_OK
		    : dt_fail(err, DT_E_CONFIG,
			      "fields is not a JSON object, as in {\"top_k\": 50}");
}

void bedrock_estimate(const void *options, const struct dt_batch *batch, struct dt_usage *usage)
{
	const struct bedrock_options *o = options;

	llm_estimate(&o->llm, batch, usage);
}

/* ---- open and close ---------------------------------------------------------------------- */

static char *joined(const char *a, const char *b, const char *c, const char *d)
{
	struct text text = { 0 };

	text_add_string(&text, a);
	text_add_string(&text, b);
	text_add_string(&text, c);
	text_add_string(&text, d);
	if (text.failed)
		text_free(&text);
	return text.at;
}

static dt_status set_address(struct bedrock *b, struct dt_error *err)
{
	const struct bedrock_options *o = b->options;
	const char *key = o->net.key && *o->net.key ? o->net.key : NULL;

	/* a key of Bedrock needs no signature, and an address that is given no region */
	if (!key || !o->net.base_url) {
		b->aws = aws_new("bedrock", "bedrock", &o->aws, err);
		if (!b->aws)
			return err->status;
	}
	b->net = o->net;
	b->url = bedrock_path(o->llm.model);
	if (!o->net.base_url)
		b->base = joined("https://bedrock-runtime.", aws_region(b->aws), ".",
				 aws_domain(b->aws));
	if (key)
		b->authorization = joined("Bearer ", key, "", "");
	if (!b->url || (!o->net.base_url && !b->base) || (key && !b->authorization))
		return dt_fail(err, DT_E_SYSTEM, "no memory for a translator");
	if (b->base)
		b->net.base_url = b->base;
	return DT_OK;
}

static dt_status set_up(struct bedrock *b, const struct bedrock_options *options,
			struct dt_error *err)
{
	struct chat *chat = &b->chat;

	b->options = options;
	b->fields =
		options->fields && *options->fields ? json_loads(options->fields, 0, NULL) : NULL;
	if (set_address(b, err) != DT_OK)
		return err->status;
	chat->client = net_client_new("bedrock", &b->net, err);
	if (!chat->client)
		return err->status;
	chat->service = &service;
	chat->self = b;
	chat->options = &options->llm;
	chat->url = b->url;
	if (b->aws)
		aws_use(b->aws, chat->client);
	if (b->authorization) {
		b->header = (struct net_header){ "Authorization", b->authorization };
		chat->headers = &b->header;
		chat->n_headers = 1;
	} else {
		chat->sign = aws_sign;
		chat->sign_ctx = b->aws;
	}
	return DT_OK;
}

dt_status bedrock_open(const struct dt_call *call, const void *options, void **self,
		       struct dt_error *err)
{
	struct bedrock *b = calloc(1, sizeof(*b));

	(void)call;
	if (!b)
		return dt_fail(err, DT_E_SYSTEM, "no memory for a translator");
	if (set_up(b, options, err) != DT_OK) {
		bedrock_close(b);
		return err->status;
	}
	*self = b;
	return DT_OK;
}

void bedrock_close(void *self)
{
	struct bedrock *b = self;

	if (!b)
		return;
	net_client_free(b->chat.client);
	aws_free(b->aws);
	if (b->authorization)
		explicit_bzero(b->authorization, strlen(b->authorization));
	free(b->authorization);
	free(b->base);
	free(b->url);
	json_decref(b->fields);
	free(b);
}

void bedrock_start(const struct dt_call *call, const struct dt_batch *batch, dt_done done,
		   void *ctx)
{
	struct bedrock *b = call->self;

	chat_start(&b->chat, call, batch, done, ctx);
}

/* A request without a message costs nothing: that it is refused for this alone says that keys and
 * model are good. */
dt_status bedrock_preflight(const struct dt_call *call, struct dt_error *err)
{
	static const char nothing[] = "{\"messages\":[]}";
	struct bedrock *b = call->self;
	struct net_request request = {
		.url = b->url,
		.headers = b->chat.headers,
		.n_headers = b->chat.n_headers,
		.body = nothing,
		.length = sizeof(nothing) - 1,
		.time_ms = PREFLIGHT_MS,
		.sign = b->chat.sign,
		.sign_ctx = b->chat.sign_ctx,
	};
	struct dt_error found = { 0 };

	net_wait(b->chat.client, call, &request, NULL, NULL, NULL, &found);
	if (found.status != DT_OK && found.failure != DT_FAILURE_BAD_REQUEST)
		*err = found;
	return err->status;
}
