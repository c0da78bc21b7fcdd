/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Is the server there, does it take the key, has it the model? */
#include "config.h"

#include "openai.h"

#include <stdio.h>
#include <strings.h>

enum { PREFLIGHT_MS = 15000 };

struct look {
	const struct dt_call *call;
	const struct openai *o;
	bool no_list; /* there is a server, but it does not tell its models */
	bool other;   /* it has models, and ours is not among them */
	char models[160];
};

static const char *name_of(const json_t *model)
{
	const char *name = json_string_value(json_object_get(model, "id"));

	return name ? name : json_string_value(json_object_get(model, "name"));
}

static void add_name(struct look *look, const char *name)
{
	size_t n = strlen(look->models);

	if (n + strlen(name) + 6 < sizeof(look->models))
		snprintf(look->models + n, sizeof(look->models) - n, "%s\"%s\"", n ? ", " : "",
			 name);
}

static void look_for_model(struct look *look, const json_t *list)
{
	const char *wanted = look->o->options->llm.model;
	const char *name;
	bool found = false;
	size_t i;
	json_t *model;

	json_array_foreach(list, i, model)
	{
		name = name_of(model);
		if (!name)
			continue;
		found |= !strcasecmp(name, wanted);
		add_name(look, name);
	}
	look->other = json_array_size(list) > 0 && !found;
}

static void judge(void *ctx, const struct net_reply *answer, struct dt_error *err)
{
	struct look *look = ctx;
	json_t *body, *list;

	(void)err;
	if (answer->status == 404 || answer->status == 405 || answer->status == 501) {
		look->no_list = true;
		return;
	}
	if (answer->status < 200 || answer->status > 299)
		return;
	body = json_loadb(answer->body, answer->length, 0, NULL);
	list = json_object_get(body, "data");
	if (!json_is_array(list))
		list = json_object_get(body, "models");
	look->no_list = !json_is_array(list);
	look_for_model(look, list);
	json_decref(body);
}

static dt_status tell_model(const struct look *look, struct dt_error *err)
{
	const struct openai *o = look->o;

	/* other servers take any name for the one model that they have, or list them otherwise */
	if (o->address.hosted || o->address.openrouter) {
		dt_fail(err, DT_E_REFUSED, "openai at %.120s has no model \"%.80s\" for this key",
			o->address.base, o->options->llm.model);
		err->failure = DT_FAILURE_NOT_FOUND;
		return err->status;
	}
	if (!o->address.azure)
		dt_log(look->call, DT_LOG_WARNING,
		       "openai at %.120s does not list the model \"%.80s\"; it has %s",
		       o->address.base, o->options->llm.model, look->models);
	return DT_OK;
}

dt_status openai_preflight(const struct dt_call *call, struct dt_error *err)
{
	const struct openai *o = call->self;
	struct net_request request = {
		.method = "GET",
		.url = o->address.models,
		.headers = o->headers,
		.n_headers = o->n_headers,
		.time_ms = PREFLIGHT_MS,
		.flags = NET_ASIDE | NET_MAY_BE_MISSING | (o->address.loopback ? NET_LOCAL : 0),
	};
	struct look look = { .call = call, .o = o };
	struct dt_error found = { 0 };

	net_wait(o->chat.client, call, &request, judge, NULL, &look, &found);
	if (look.no_list) {
		dt_log(call, DT_LOG_WARNING,
		       "openai at %.120s does not tell its models; whether it has \"%.80s\" will "
		       "be seen",
		       o->address.base, o->options->llm.model);
		return DT_OK;
	}
	if (found.status != DT_OK) {
		*err = found;
		return err->status;
	}
	return look.other ? tell_model(&look, err) : DT_OK;
}
