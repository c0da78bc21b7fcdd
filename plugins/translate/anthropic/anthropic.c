/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "anthropic.h"

#include <stdio.h>

static const struct chat_service service = {
	.write = anthropic_write,
	.read = anthropic_read,
	.learn = anthropic_learn,
};

static dt_status set_up(struct anthropic *a, const struct anthropic_options *options,
			struct dt_error *err)
{
	const char *model = options->llm.model;

	if (!options->net.key || !*options->net.key) {
		err->failure = DT_FAILURE_AUTHENTICATION;
		return dt_fail(err, DT_E_CONFIG, "Anthropic wants a key, by the option key");
	}
	if (strlen(model) > 200 || strpbrk(model, "/?#% "))
		return dt_fail(err, DT_E_CONFIG, "\"%.80s\" is no name of a model", model);
	a->options = options;
	snprintf(a->models, sizeof(a->models), "/v1/models/%s", model);
	a->headers[0] = (struct net_header){ "x-api-key", options->net.key };
	a->headers[1] = (struct net_header){ "anthropic-version", options->version };
	a->headers[2] = (struct net_header){ "Content-Type", "application/json" };
	a->chat.client = net_client_new("anthropic", &options->net, err);
	a->chat.service = &service;
	a->chat.self = a;
	a->chat.options = &options->llm;
	a->chat.url = "/v1/messages";
	a->chat.headers = a->headers;
	a->chat.n_headers = 3;
	return err->status;
}

dt_status anthropic_open(const struct dt_call *call, const void *options, void **self,
			 struct dt_error *err)
{
	struct anthropic *a = calloc(1, sizeof(*a));

	(void)call;
	if (!a)
		return dt_fail(err, DT_E_SYSTEM, "no memory for a translator");
	if (set_up(a, options, err) != DT_OK) {
		anthropic_close(a);
		return err->status;
	}
	*self = a;
	return DT_OK;
}

void anthropic_close(void *self)
{
	struct anthropic *a = self;

	if (!a)
		return;
	net_client_free(a->chat.client);
	free(a);
}

void anthropic_start(const struct dt_call *call, const struct dt_batch *batch, dt_done done,
		     void *ctx)
{
	struct anthropic *a = call->self;

	chat_start(&a->chat, call, batch, done, ctx);
}

void anthropic_estimate(const void *options, const struct dt_batch *batch, struct dt_usage *usage)
{
	const struct anthropic_options *o = options;

	llm_estimate(&o->llm, batch, usage);
}

dt_status anthropic_preflight(const struct dt_call *call, struct dt_error *err)
{
	struct anthropic *a = call->self;

	return chat_look(&a->chat, call, a->models, 0, NULL, NULL, err);
}
