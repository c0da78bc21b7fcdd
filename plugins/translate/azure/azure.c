/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "azure.h"

#include <stdio.h>
#include <string.h>

/* ---- requests ---------------------------------------------------------------- */

static json_t *body(const struct mt *mt, const struct mt_ask *ask, char *url, size_t size)
{
	const struct azure_options *options = mt->own;
	json_t *list = json_array(), *text;
	size_t i;

	snprintf(url, size, "/translate?api-version=3.0&textType=html&to=%s%s%s%s%s", ask->target,
		 ask->source ? "&from=" : "", ask->source ? ask->source : "",
		 options->category ? "&category=" : "", options->category ? options->category : "");
	json_array_foreach(ask->texts, i, text)
	{
		if (json_array_append_new(list, json_pack("{s:O}", "Text", text))) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static const json_t *answers(const json_t *reply)
{
	return reply;
}

static const char *text(const json_t *answer)
{
	const json_t *first = json_array_get(json_object_get(answer, "translations"), 0);

	return json_string_value(json_object_get(first, "text"));
}

/* The code has the status in its first three digits, and a reason in the rest. */
static enum dt_failure fault(const struct net_reply *reply, const json_t *said)
{
	json_int_t code =
		json_integer_value(json_object_get(json_object_get(said, "error"), "code"));

	(void)reply;
	switch (code) {
	case 403001:
	case 429002: /* the hour's quota of a free resource */
		return DT_FAILURE_QUOTA;
	case 400050:
	case 400077:
		return DT_FAILURE_CONTEXT_LENGTH;
	case 401000:
	case 401015:
	case 403000:
		return DT_FAILURE_AUTHENTICATION;
	default:
		return DT_FAILURE_NONE;
	}
}

static bool list_url(const struct mt *mt, bool targets, char *url, size_t size)
{
	(void)mt;
	snprintf(url, size, "/languages?api-version=3.0&scope=translation");
	return targets;
}

static void list(const json_t *reply, bool targets, struct mt *mt)
{
	json_t *languages = json_object_get(reply, "translation"), *language;
	const char *code;

	(void)targets;
	json_object_foreach(languages, code, language)
	{
		mt_list_add_both(mt, code);
	}
}

static const struct mt_backend backend = { .name = "azure",
					   .codes = MT_AZURE,
					   .max_texts = 1000,
					   .max_characters = 45000,
					   .body = body,
					   .answers = answers,
					   .text = text,
					   .fault = fault,
					   .list_url = list_url,
					   .list = list };

/* ---- the translator ------------------------------------------------------------ */

dt_status azure_open(const struct dt_call *call, const void *options_given, void **self,
		     struct dt_error *err)
{
	const struct azure_options *options = options_given;
	struct mt *mt;

	(void)call;
	if (!options->net.key || !*options->net.key)
		return dt_fail(err, DT_E_CONFIG, "Azure wants a key, by the option key");
	if (options->category &&
	    options->category[strspn(options->category, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLM"
							"NOPQRSTUVWXYZ0123456789-_.")])
		return dt_fail(err, DT_E_CONFIG,
			       "azure's category is a name of letters, digits, - and _");
	mt = mt_new(&backend, &options->net, err);
	if (!mt)
		return err->status;
	mt->form = &mt_form_azure;
	mt->price = options->price;
	mt->own = (void *)(uintptr_t)options;
	mt->headers[mt->n_headers++] =
		(struct net_header){ "Ocp-Apim-Subscription-Key", options->net.key };
	if (options->region && *options->region)
		mt->headers[mt->n_headers++] =
			(struct net_header){ "Ocp-Apim-Subscription-Region", options->region };
	*self = mt;
	return DT_OK;
}

void azure_estimate(const void *options_given, const struct dt_batch *batch, struct dt_usage *usage)
{
	const struct azure_options *options = options_given;

	mt_estimate(&backend, &mt_form_azure, options->price, batch, usage);
}

dt_status azure_preflight(const struct dt_call *call, struct dt_error *err)
{
	return mt_post_nothing(call->self, call, "/translate?api-version=3.0&textType=html&to=en",
			       "[]", err);
}
