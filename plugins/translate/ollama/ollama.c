/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "../llm/models.h"
#include "ollama.h"

#include <stdlib.h>

static const struct chat_service service = {
	.write = ollama_write,
	.read = ollama_read,
	.learn = ollama_learn,
};

void ollama_estimate(const void *options, const struct dt_batch *batch, struct dt_usage *usage)
{
	const struct ollama_options *o = options;

	llm_estimate(&o->llm, batch, usage);
}

static bool make_headers(struct ollama *o)
{
	const char *key = o->options->net.key;

	o->headers[0] = (struct net_header){ "Content-Type", "application/json" };
	o->chat.headers = o->headers;
	o->chat.n_headers = 1;
	if (!key || !*key)
		return true;
	text_add_string(&o->authorization, "Bearer ");
	text_add_string(&o->authorization, key);
	o->headers[o->chat.n_headers++] =
		(struct net_header){ "Authorization", o->authorization.at };
	return !o->authorization.failed;
}

static dt_status set_up(struct ollama *o, const struct ollama_options *options,
			struct dt_error *err)
{
	o->options = options;
	o->base = ollama_address(options->net.base_url ? options->net.base_url : "");
	if (!o->base || !make_headers(o))
		return dt_fail(err, DT_E_SYSTEM, "no memory for a translator");
	o->net = options->net;
	o->net.base_url = o->base;
	o->chat.client = net_client_new("ollama", &o->net, err);
	o->chat.service = &service;
	o->chat.self = o;
	o->chat.options = &options->llm;
	o->chat.url = "/api/chat";
	o->chat.flags = chat_local(o->base);
	/* what is longer it would cut in silence */
	o->chat.context_tokens = options->num_ctx;
	return err->status;
}

dt_status ollama_open(const struct dt_call *call, const void *options, void **self,
		      struct dt_error *err)
{
	struct ollama *o = calloc(1, sizeof(*o));

	(void)call;
	if (!o)
		return dt_fail(err, DT_E_SYSTEM, "no memory for a translator");
	if (set_up(o, options, err) != DT_OK) {
		ollama_close(o);
		return err->status;
	}
	*self = o;
	return DT_OK;
}

void ollama_close(void *self)
{
	struct ollama *o = self;

	if (!o)
		return;
	net_client_free(o->chat.client);
	if (o->authorization.at)
		explicit_bzero(o->authorization.at, o->authorization.room);
	text_free(&o->authorization);
	free(o->base);
	free(o);
}

void ollama_start(const struct dt_call *call, const struct dt_batch *batch, dt_done done, void *ctx)
{
	struct ollama *o = call->self;

	chat_start(&o->chat, call, batch, done, ctx);
}

/* ---- preflight --------------------------------------------------------------------------- */

/* [thread of the client] */
static void judge(void *ctx, const struct net_reply *answer, struct dt_error *err)
{
	static const char no_list[] = "no list of models, so base_url may be wrong";
	json_t *body, *list;

	if (answer->status != 200)
		return;
	body = json_loadb(answer->body, answer->length, 0, NULL);
	list = json_object_get(body, "models");
	if (json_is_array(list))
		models_add(ctx, list);
	else
		net_judge_fail(answer, err, DT_FAILURE_MALFORMED_RESPONSE, no_list,
			       sizeof(no_list) - 1);
	json_decref(body);
}

dt_status ollama_preflight(const struct dt_call *call, struct dt_error *err)
{
	struct ollama *o = call->self;
	struct models models = { .wanted = o->options->llm.model };

	if (chat_look(&o->chat, call, "/api/tags", 0, judge, &models, err) == DT_OK &&
	    !models.found)
		models_lack(&models, "Ollama", o->base, ", which \"ollama pull\" brings", err);
	models_free(&models);
	return err->status;
}
