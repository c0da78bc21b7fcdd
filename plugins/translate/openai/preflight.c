/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Is the server there, does it take the key, has it the model? */
#include "config.h"

#include "../llm/models.h"
#include "openai.h"

struct look {
	struct models models;
	bool no_list;  /* there is a server, but it does not tell its models, or not all */
	bool any_name; /* it has one model and gives it to everybody */
};

/* llama.cpp's server answers with the model that it was started with, whatever the name. */
static bool takes_any_name(const json_t *list)
{
	const char *owner = json_string_value(json_object_get(json_array_get(list, 0), "owned_by"));

	return json_array_size(list) == 1 && owner && !strcmp(owner, "llamacpp");
}

static void read_list(struct look *look, const json_t *body)
{
	const json_t *list = json_object_get(body, "data");

	if (!json_is_array(list))
		list = json_object_get(body, "models");
	if (json_is_array(body))
		list = body;
	models_add(&look->models, list);
	look->no_list = !look->models.n || json_is_true(json_object_get(body, "has_more"));
	look->any_name = takes_any_name(list);
}

/* [thread of the client] */
static void judge(void *ctx, const struct net_reply *answer, struct dt_error *err)
{
	static const char no_json[] = "no JSON, so base_url may be wrong";
	struct look *look = ctx;
	const json_t *error;
	json_t *body;

	if (answer->status == 404 || answer->status == 405 || answer->status == 501) {
		look->no_list = true;
		return;
	}
	if (answer->status < 200 || answer->status > 299)
		return;
	body = json_loadb(answer->body, answer->length, 0, NULL);
	error = json_object_get(body, "error");
	if (!body)
		net_judge_fail(answer, err, DT_FAILURE_MALFORMED_RESPONSE, no_json,
			       sizeof(no_json) - 1);
	else if (error && !json_is_null(error)) /* LM Studio of an address that it has not */
		net_judge_fail(answer, err, DT_FAILURE_MALFORMED_RESPONSE, NULL, 0);
	else
		read_list(look, body);
	json_decref(body);
}

static dt_status tell(const struct look *look, const struct dt_call *call, struct dt_error *err)
{
	const struct openai *o = call->self;
	const char *model = o->options->llm.model;

	/* Azure lists models, and what is asked for is a deployment */
	if (look->models.found || o->address.azure)
		return DT_OK;
	if (!look->no_list && !look->any_name)
		return models_lack(&look->models, "openai", o->address.base, "", err);
	if (look->any_name)
		dt_log(call, DT_LOG_WARNING,
		       "openai at %.120s has no model \"%.80s\"; it answers with %s",
		       o->address.base, model, look->models.names.at);
	else
		dt_log(call, DT_LOG_WARNING,
		       "openai at %.120s does not tell all its models; whether it has \"%.80s\" "
		       "will be seen",
		       o->address.base, model);
	return DT_OK;
}

dt_status openai_preflight(const struct dt_call *call, struct dt_error *err)
{
	struct openai *o = call->self;
	struct look look = { .models.wanted = o->options->llm.model };
	struct dt_error found = { 0 };

	if (chat_look(&o->chat, call, o->address.models, NET_MAY_BE_MISSING, judge, &look,
		      &found) != DT_OK &&
	    !look.no_list)
		*err = found;
	/* it shows its list to everybody */
	else if (!o->address.openrouter ||
		 chat_look(&o->chat, call, "/key", 0, NULL, NULL, err) == DT_OK)
		tell(&look, call, err);
	models_free(&look.models);
	return err->status;
}
