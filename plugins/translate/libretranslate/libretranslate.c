/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "libretranslate.h"

#include <stdio.h>
#include <string.h>

static json_t *body(const struct mt *mt, const struct mt_ask *ask, char *url, size_t size)
{
	const struct libretranslate_options *options = mt->own;
	json_t *made = json_pack("{s:O, s:s, s:s, s:s}", "q", ask->texts, "source",
				 ask->source ? ask->source : "auto", "target", ask->target,
				 "format", "html");

	snprintf(url, size, "/translate");
	if (made && options->net.key && *options->net.key)
		json_object_set_new(made, "api_key", json_string(options->net.key));
	return made;
}

static const json_t *answers(const json_t *reply)
{
	return json_object_get(reply, "translatedText");
}

static const char *text(const json_t *answer)
{
	return json_string_value(answer);
}

/* Its sentences are all there is to tell one refusal from another. */
static enum dt_failure fault(const struct net_reply *reply, const json_t *said)
{
	const char *words = json_string_value(json_object_get(said, "error"));

	if (!words)
		return DT_FAILURE_NONE;
	if (reply->status == 403 && (strstr(words, "limit") || strstr(words, "banned")))
		return DT_FAILURE_QUOTA;
	if (reply->status == 400 && strstr(words, "exceeds") && strstr(words, "limit"))
		return DT_FAILURE_CONTEXT_LENGTH;
	if (reply->status == 400 && strstr(words, "API key"))
		return DT_FAILURE_AUTHENTICATION;
	return DT_FAILURE_NONE;
}

static bool list_url(const struct mt *mt, bool targets, char *url, size_t size)
{
	(void)mt;
	snprintf(url, size, "/languages");
	return targets;
}

/* A language is listed with what it can be translated into; old servers do not say that. */
static void list(const json_t *reply, bool targets, struct mt *mt)
{
	const json_t *language, *into;
	size_t i, k;

	(void)targets;
	json_array_foreach(reply, i, language)
	{
		const char *code = json_string_value(json_object_get(language, "code"));

		if (!code)
			continue;
		mt_list_add_both(mt, code);
		json_array_foreach(json_object_get(language, "targets"), k, into)
		{
			if (json_is_string(into))
				mt_pair_add(mt, code, json_string_value(into));
		}
	}
}

static const struct mt_backend backend = { .name = "libretranslate",
					   .codes = MT_LIBRE,
					   .max_texts = 64,
					   .max_characters = 8000,
					   .body = body,
					   .answers = answers,
					   .text = text,
					   .fault = fault,
					   .list_url = list_url,
					   .list = list };

dt_status libretranslate_open(const struct dt_call *call, const void *options_given, void **self,
			      struct dt_error *err)
{
	const struct libretranslate_options *options = options_given;
	struct mt *mt = mt_new(&backend, &options->net, err);

	(void)call;
	if (!mt)
		return err->status;
	mt->form = &mt_form_html;
	mt->price = options->price;
	mt->own = (void *)(uintptr_t)options;
	*self = mt;
	return DT_OK;
}

void libretranslate_estimate(const void *options_given, const struct dt_batch *batch,
			     struct dt_usage *usage)
{
	const struct libretranslate_options *options = options_given;

	mt_estimate(&backend, &mt_form_html, options->price, batch, usage);
}

/* Its list of languages is for anybody. */
static dt_status ask_for_nothing(struct mt *mt, const struct dt_call *call, struct dt_error *err)
{
	const struct libretranslate_options *options = mt->own;
	json_t *body = json_pack("{s:s*}", "api_key", options->net.key);
	char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
	dt_status status = text ? mt_post_nothing(mt, call, "/translate", text, err)
				: dt_fail(err, DT_E_SYSTEM, "no memory for a request");

	free(text);
	json_decref(body);
	return status;
}

dt_status libretranslate_preflight(const struct dt_call *call, struct dt_error *err)
{
	struct mt *mt = call->self;
	json_t *reply = NULL;
	dt_status status = mt_get(mt, call, "/languages", &reply, err);

	if (status == DT_OK && !json_array_size(reply)) {
		err->failure = DT_FAILURE_MALFORMED_RESPONSE;
		status = dt_fail(
			err, DT_E_UNAVAILABLE,
			"what answers there has no list of languages; is it LibreTranslate?");
	}
	json_decref(reply);
	return status == DT_OK ? ask_for_nothing(mt, call, err) : status;
}
