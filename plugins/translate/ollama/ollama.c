/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "../llm/models.h"
#include "ollama.h"

#include <stdlib.h>

enum { PREFLIGHT_MS = 15000 };

static const struct chat_service service = {
	.write = ollama_write,
	.read = ollama_read,
	.learn = ollama_learn,
};

static const struct net_header headers[] = { { "Content-Type", "application/json" } };

void ollama_estimate(const void *options, const struct dt_batch *batch, struct dt_usage *usage)
{
	const struct ollama_options *o = options;

	llm_estimate(&o->llm, batch, usage);
}

static dt_status set_up(struct ollama *o, const struct ollama_options *options,
			struct dt_error *err)
{
	o->options = options;
	o->base = ollama_address(options->net.base_url ? options->net.base_url : "");
	if (!o->base)
		return dt_fail(err, DT_E_SYSTEM, "no memory for an address");
	o->net = options->net;
	o->net.base_url = o->base;
	o->chat.client = net_client_new("ollama", &o->net, err);
	o->chat.service = &service;
	o->chat.self = o;
	o->chat.options = &options->llm;
	o->chat.url = "/api/chat";
	o->chat.headers = headers;
	o->chat.n_headers = DT_COUNT(headers);
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
	const struct ollama *o = call->self;
	struct net_request request = { .method = "GET",
				       .url = "/api/tags",
				       .time_ms = PREFLIGHT_MS,
				       .flags = NET_ASIDE | o->chat.flags };
	struct models models = { .wanted = o->options->llm.model };

	if (net_wait(o->chat.client, call, &request, judge, NULL, &models, err) == DT_OK &&
	    !models.found)
		models_lack(&models, "Ollama", o->base, ", which \"ollama pull\" brings", err);
	models_free(&models);
	return err->status;
}
