/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "amazon.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the service takes in one text. */
#define MOST_BYTES 10000

const char *const amazon_formalities[] = { "default", "formal", "informal", NULL };

struct amazon {
	const struct amazon_options *options;
	struct net_options net; /* with the address of the region */
	struct aws *aws;
	char base[128];
};

/* ---- requests ---------------------------------------------------------------- */

static void set_new(json_t *body, const char *name, json_t *value)
{
	json_object_set_new(body, name, value);
}

static json_t *body(const struct mt *mt, const struct mt_ask *ask, char *url, size_t size)
{
	const struct amazon *amazon = mt->own;
	const struct amazon_options *options = amazon->options;
	json_t *settings = json_object();
	json_t *all = json_pack("{s:O, s:s, s:s}", "Text", json_array_get(ask->texts, 0),
				"SourceLanguageCode", ask->source ? ask->source : "auto",
				"TargetLanguageCode", ask->target);

	snprintf(url, size, "/");
	if (options->formality)
		set_new(settings, "Formality",
			json_string(options->formality == 1 ? "FORMAL" : "INFORMAL"));
	if (options->brevity)
		set_new(settings, "Brevity", json_string("ON"));
	if (all && json_object_size(settings))
		json_object_set(all, "Settings", settings);
	if (all && options->terminology && *options->terminology)
		set_new(all, "TerminologyNames", json_pack("[s]", options->terminology));
	json_decref(settings);
	return all;
}

/* The reply is the one answer. */
static const json_t *answers(const json_t *reply)
{
	return json_is_string(json_object_get(reply, "TranslatedText")) ? reply : NULL;
}

static const char *text(const json_t *answer)
{
	return json_string_value(json_object_get(answer, "TranslatedText"));
}

static const struct mt_backend backend = { .name = "amazon",
					   .codes = MT_AMAZON,
					   .max_texts = 1,
					   .max_bytes = MOST_BYTES,
					   .body = body,
					   .answers = answers,
					   .text = text };

/* ---- the translator ------------------------------------------------------------ */

/* After the client, which signs with it. */
static void amazon_free(void *own)
{
	struct amazon *amazon = own;

	aws_free(amazon->aws);
	free(amazon);
}

static dt_status set_up(struct amazon *amazon, struct mt **mt, struct dt_error *err)
{
	const struct amazon_options *options = amazon->options;

	amazon->net = options->net;
	amazon->aws = aws_new("amazon", "translate", &options->aws, err);
	if (!amazon->aws)
		return err->status;
	if (!amazon->net.base_url) {
		snprintf(amazon->base, sizeof(amazon->base), "https://translate.%.64s.%s",
			 aws_region(amazon->aws), aws_domain(amazon->aws));
		amazon->net.base_url = amazon->base;
	}
	*mt = mt_new(&backend, &amazon->net, err);
	return err->status;
}

dt_status amazon_open(const struct dt_call *call, const void *options_given, void **self,
		      struct dt_error *err)
{
	const struct amazon_options *options = options_given;
	struct amazon *amazon = calloc(1, sizeof(*amazon));
	struct mt *mt = NULL;

	(void)call;
	if (!amazon)
		return dt_fail(err, DT_E_SYSTEM, "no memory for a translator");
	amazon->options = options;
	if (set_up(amazon, &mt, err) != DT_OK) {
		amazon_free(amazon);
		return err->status;
	}
	aws_use(amazon->aws, mt->client);
	mt->form = &mt_form_html_terms;
	mt->price = options->price;
	mt->own = amazon;
	mt->free_own = amazon_free;
	mt->sign = aws_sign;
	mt->sign_ctx = amazon->aws;
	mt->headers[mt->n_headers++] =
		(struct net_header){ "X-Amz-Target",
				     "AWSShineFrontendService_20170701.TranslateText" };
	mt->headers[mt->n_headers++] =
		(struct net_header){ "Content-Type", "application/x-amz-json-1.1" };
	*self = mt;
	return DT_OK;
}

void amazon_estimate(const void *options_given, const struct dt_batch *batch,
		     struct dt_usage *usage)
{
	const struct amazon_options *options = options_given;

	mt_estimate(&backend, &mt_form_html_terms, options->price, batch, usage);
}

/* A translation of nothing costs nothing; that it is refused for this alone says that the keys
 * are good. */
dt_status amazon_preflight(const struct dt_call *call, struct dt_error *err)
{
	static const char nothing[] =
		"{\"Text\":\"\",\"SourceLanguageCode\":\"en\",\"TargetLanguageCode\":\"es\"}";
	struct mt *mt = call->self;
	struct net_request request = {
		.url = "/",
		.headers = mt->headers,
		.n_headers = mt->n_headers,
		.body = nothing,
		.length = sizeof(nothing) - 1,
		.time_ms = 15000,
		.sign = mt->sign,
		.sign_ctx = mt->sign_ctx,
	};
	struct dt_error found = { 0 };

	net_wait(mt->client, call, &request, NULL, NULL, NULL, &found);
	if (found.status != DT_OK && found.failure != DT_FAILURE_BAD_REQUEST)
		*err = found;
	return err->status;
}
