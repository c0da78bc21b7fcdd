/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "openai.h"

#include <stdlib.h>

static const struct chat_service service = {
	.write = openai_write,
	.read = openai_read,
	.learn = openai_learn,
};

/* ---- options ----------------------------------------------------------------------------- */

/* "Name: value" with a name of the characters that HTTP allows and no control characters. */
static bool is_header(const char *line)
{
	size_t n = strspn(line, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

	if (!n || line[n] != ':')
		return false;
	for (; *line; line++)
		if ((unsigned char)*line < 0x20 || *line == 0x7f)
			return false;
	return true;
}

dt_status openai_check(const void *options, const char **option, struct dt_error *err)
{
	const struct openai_options *o = options;
	json_t *body;

	*option = "headers";
	for (size_t i = 0; i < o->headers.n; i++)
		if (!is_header(o->headers.at[i]))
			return dt_fail(err, DT_E_CONFIG,
				       "header %zu is not of the form \"Name: value\"", i + 1);
	*option = "body";
	body = o->body && *o->body ? json_loads(o->body, 0, NULL) : json_object();
	if (!json_is_object(body)) {
		json_decref(body);
		return dt_fail(err, DT_E_CONFIG,
			       "body is not a JSON object, as in {\"top_p\": 0.9}");
	}
	json_decref(body);
	*option = NULL;
	return DT_OK;
}

void openai_estimate(const void *options, const struct dt_batch *batch, struct dt_usage *usage)
{
	const struct openai_options *o = options;

	llm_estimate(&o->llm, batch, usage);
}

/* ---- headers ----------------------------------------------------------------------------- */

/* Adds "Name" NUL "value" NUL. */
static void hold(struct text *held, const char *name, size_t n, const char *before,
		 const char *value)
{
	text_add(held, name, n);
	text_add_char(held, '\0');
	text_add_string(held, before);
	text_add_string(held, value);
	text_add_char(held, '\0');
}

static void hold_all(struct openai *o)
{
	const struct openai_options *options = o->options;
	const char *key = options->net.key;

	if (key && *key && o->address.azure)
		hold(&o->held, "api-key", 7, "", key);
	else if (key && *key)
		hold(&o->held, "Authorization", 13, "Bearer ", key);
	if (options->organization && *options->organization)
		hold(&o->held, "OpenAI-Organization", 19, "", options->organization);
	if (options->project && *options->project)
		hold(&o->held, "OpenAI-Project", 14, "", options->project);
	for (size_t i = 0; i < options->headers.n; i++) {
		const char *line = options->headers.at[i];
		size_t n = strcspn(line, ":");

		hold(&o->held, line, n, "", line + n + 1 + strspn(line + n + 1, " "));
	}
	hold(&o->held, "Content-Type", 12, "", "application/json");
}

static bool make_headers(struct openai *o)
{
	const char *at;

	hold_all(o);
	o->headers = calloc(4 + o->options->headers.n, sizeof(*o->headers));
	if (!o->headers || o->held.failed)
		return false;
	for (at = o->held.at; at < o->held.at + o->held.n;) {
		struct net_header *header = &o->headers[o->n_headers++];

		header->name = at;
		header->value = at + strlen(at) + 1;
		at = header->value + strlen(header->value) + 1;
	}
	return true;
}

/* ---- open and close ---------------------------------------------------------------------- */

static dt_status check_key(const struct openai *o, struct dt_error *err)
{
	if (!o->address.hosted || (o->options->net.key && *o->options->net.key))
		return DT_OK;
	dt_fail(err, DT_E_CONFIG, "OpenAI wants a key, by the option key");
	err->failure = DT_FAILURE_AUTHENTICATION;
	return err->status;
}

static dt_status set_up(struct openai *o, const struct openai_options *options,
			struct dt_error *err)
{
	o->options = options;
	o->extra = options->body && *options->body ? json_loads(options->body, 0, NULL) : NULL;
	if (openai_address_make(&o->address, options, err) != DT_OK || check_key(o, err) != DT_OK)
		return err->status;
	if (!make_headers(o))
		return dt_fail(err, DT_E_SYSTEM, "no memory for the headers of requests");
	o->net = options->net;
	o->net.base_url = o->address.base;
	o->chat.client = net_client_new("openai", &o->net, err);
	o->chat.service = &service;
	o->chat.self = o;
	o->chat.options = &options->llm;
	o->chat.url = o->address.ask;
	o->chat.headers = o->headers;
	o->chat.n_headers = o->n_headers;
	o->chat.flags = chat_local(o->address.base);
	return err->status;
}

dt_status openai_open(const struct dt_call *call, const void *options, void **self,
		      struct dt_error *err)
{
	struct openai *o = calloc(1, sizeof(*o));

	(void)call;
	if (!o)
		return dt_fail(err, DT_E_SYSTEM, "no memory for a translator");
	if (set_up(o, options, err) != DT_OK) {
		openai_close(o);
		return err->status;
	}
	*self = o;
	return DT_OK;
}

void openai_close(void *self)
{
	struct openai *o = self;

	if (!o)
		return;
	net_client_free(o->chat.client);
	if (o->held.at)
		explicit_bzero(o->held.at, o->held.room);
	text_free(&o->held);
	free(o->headers);
	json_decref(o->extra);
	openai_address_free(&o->address);
	free(o);
}

void openai_start(const struct dt_call *call, const struct dt_batch *batch, dt_done done, void *ctx)
{
	struct openai *o = call->self;

	chat_start(&o->chat, call, batch, done, ctx);
}
