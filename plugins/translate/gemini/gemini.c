/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "gemini.h"

#include <stdio.h>

static const struct chat_service service = {
	.write = gemini_write,
	.read = gemini_read,
	.learn = gemini_learn,
};

static dt_status set_up(struct gemini *g, const struct gemini_options *options,
			struct dt_error *err)
{
	const char *model = options->llm.model;

	if (!strncmp(model, "models/", 7))
		model += 7;
	if (!options->net.key || !*options->net.key) {
		err->failure = DT_FAILURE_AUTHENTICATION;
		return dt_fail(err, DT_E_CONFIG, "Gemini wants a key, by the option key");
	}
	if (strlen(model) > 200 || strpbrk(model, "/?#% "))
		return dt_fail(err, DT_E_CONFIG, "\"%.80s\" is no name of a model", model);
	g->options = options;
	snprintf(g->model, sizeof(g->model), "/v1beta/models/%s", model);
	snprintf(g->ask, sizeof(g->ask), "/v1beta/models/%s:generateContent", model);
	g->headers[0] = (struct net_header){ "x-goog-api-key", options->net.key };
	g->headers[1] = (struct net_header){ "Content-Type", "application/json" };
	g->chat.client = net_client_new("gemini", &options->net, err);
	g->chat.service = &service;
	g->chat.self = g;
	g->chat.options = &options->llm;
	g->chat.url = g->ask;
	g->chat.headers = g->headers;
	g->chat.n_headers = 2;
	if (g->chat.client)
		net_client_judge(g->chat.client, gemini_fault, g);
	return err->status;
}

dt_status gemini_open(const struct dt_call *call, const void *options, void **self,
		      struct dt_error *err)
{
	struct gemini *g = calloc(1, sizeof(*g));

	(void)call;
	if (!g)
		return dt_fail(err, DT_E_SYSTEM, "no memory for a translator");
	if (set_up(g, options, err) != DT_OK) {
		gemini_close(g);
		return err->status;
	}
	*self = g;
	return DT_OK;
}

void gemini_close(void *self)
{
	struct gemini *g = self;

	if (!g)
		return;
	net_client_free(g->chat.client);
	free(g);
}

void gemini_start(const struct dt_call *call, const struct dt_batch *batch, dt_done done, void *ctx)
{
	struct gemini *g = call->self;

	chat_start(&g->chat, call, batch, done, ctx);
}

void gemini_estimate(const void *options, const struct dt_batch *batch, struct dt_usage *usage)
{
	const struct gemini_options *o = options;

	llm_estimate(&o->llm, batch, usage);
}

dt_status gemini_preflight(const struct dt_call *call, struct dt_error *err)
{
	struct gemini *g = call->self;

	return chat_look(&g->chat, call, g->model, 0, gemini_fault, g, err);
}
