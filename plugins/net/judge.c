/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "client.h"
#include "words.h"

#include <jansson.h>
#include <string.h>
#include <strings.h>

/* An answer that tells of an error is short; a longer one is not read for its words. */
#define BODY_MOST  65536
#define WORDS_ROOM 200

const char *net_reply_header(const struct net_reply *reply, const char *name)
{
	for (size_t i = 0; i < reply->n_headers; i++)
		if (!strcmp(reply->headers[i].name, name))
			return reply->headers[i].value;
	return NULL;
}

bool net_is_transient(enum dt_failure failure)
{
	return failure == DT_FAILURE_RATE_LIMIT || failure == DT_FAILURE_TIMEOUT ||
	       failure == DT_FAILURE_SERVER_ERROR || failure == DT_FAILURE_PARTIAL_OUTAGE;
}

/* ---- what a body says ------------------------------------------------------------ */

static json_t *body_of(const struct net_reply *reply)
{
	if (!reply->length || reply->length > BODY_MOST)
		return NULL;
	return json_loadb(reply->body, reply->length, JSON_DISABLE_EOF_CHECK, NULL);
}

static const char *text_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

/* The object that tells of the error: the body itself, its "error", the first of a list. */
static const json_t *error_of(const json_t *body)
{
	const json_t *error;

	if (json_is_array(body))
		body = json_array_get(body, 0);
	error = json_object_get(body, "error");
	if (!json_is_object(error) && !json_is_string(error))
		error = json_array_get(json_object_get(body, "errors"), 0);
	return json_is_object(error) ? error : body;
}

static const char *message_of(const json_t *body)
{
	static const char *const names[] = { "message", "Message", "error",	"errorMessage",
					     "detail",	"msg",	   "error_msg", "title" };
	const json_t *error = error_of(body);

	if (json_is_string(error))
		return json_string_value(error);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *text = text_of(error, names[i]);

		if (text && *text)
			return text;
	}
	return NULL;
}

/* Of a page in HTML, which proxies answer with, its title. */
static const char *plain_words(const struct net_reply *reply, size_t most, size_t *n)
{
	const char *at = reply->body, *end;

	*n = reply->length < most ? reply->length : most;
	if (at[strspn(at, " \t\r\n")] != '<')
		return at;
	*n = 0;
	at = strcasestr(at, "<title>");
	end = at ? strcasestr(at, "</title>") : NULL;
	if (!end)
		return "";
	at += strlen("<title>");
	*n = (size_t)(end - at);
	return at;
}

size_t net_reply_words(const struct net_reply *reply, char *words, size_t room)
{
	json_t *body = body_of(reply);
	const char *message = body ? message_of(body) : NULL;
	size_t n;

	if (message)
		n = strlen(message);
	else
		message = plain_words(reply, 4 * room, &n);
	n = words_clean(words, room, message, n, reply->key);
	json_decref(body);
	return n;
}

/* Words by which services name what went wrong, in lower case. */
static const struct {
	const char *words;
	enum dt_failure failure;
} known[] = {
	{ "insufficient_quota", DT_FAILURE_QUOTA },
	{ "insufficient_balance", DT_FAILURE_QUOTA },
	{ "insufficient balance", DT_FAILURE_QUOTA },
	{ "insufficient credits", DT_FAILURE_QUOTA },
	{ "exceeded your current quota", DT_FAILURE_QUOTA },
	{ "credit balance is too low", DT_FAILURE_QUOTA },
	{ "billing_hard_limit", DT_FAILURE_QUOTA },
	{ "billing_not_active", DT_FAILURE_QUOTA },
	{ "context_length", DT_FAILURE_CONTEXT_LENGTH },
	{ "context length", DT_FAILURE_CONTEXT_LENGTH },
	{ "context window", DT_FAILURE_CONTEXT_LENGTH },
	{ "context size", DT_FAILURE_CONTEXT_LENGTH },
	{ "prompt is too long", DT_FAILURE_CONTEXT_LENGTH },
	{ "input is too long", DT_FAILURE_CONTEXT_LENGTH },
	{ "too many input tokens", DT_FAILURE_CONTEXT_LENGTH },
	{ "string_above_max_length", DT_FAILURE_CONTEXT_LENGTH },
	{ "content_filter", DT_FAILURE_CONTENT_FILTER },
	{ "content_policy", DT_FAILURE_CONTENT_FILTER },
	{ "content management policy", DT_FAILURE_CONTENT_FILTER },
	{ "data_inspection_failed", DT_FAILURE_CONTENT_FILTER },
	{ "model_not_found", DT_FAILURE_NOT_FOUND },
};

static enum dt_failure find_known(const char *text)
{
	if (!text)
		return DT_FAILURE_NONE;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcasestr(text, known[i].words))
			return known[i].failure;
	return DT_FAILURE_NONE;
}

static enum dt_failure by_words(const struct net_reply *reply)
{
	static const char *const names[] = { "code", "type", "message", "error" };
	enum dt_failure failure = DT_FAILURE_NONE;
	json_t *body = body_of(reply);
	const json_t *error = body ? error_of(body) : NULL;

	for (size_t i = 0; error && !failure && i < sizeof(names) / sizeof(names[0]); i++)
		failure = find_known(text_of(error, names[i]));
	json_decref(body);
	return failure;
}

enum dt_failure net_judge_status(const struct net_reply *reply)
{
	uint32_t status = reply->status;
	enum dt_failure said;

	if (status >= 200 && status < 300)
		return DT_FAILURE_NONE;
	switch (status) {
	case 401:
	case 403:
	case 407:
		said = by_words(reply);
		return said == DT_FAILURE_QUOTA ? said : DT_FAILURE_AUTHENTICATION;
	case 402:
		return DT_FAILURE_QUOTA;
	case 404:
	case 410:
		return DT_FAILURE_NOT_FOUND;
	case 408:
		return DT_FAILURE_TIMEOUT;
	case 413:
		return DT_FAILURE_CONTEXT_LENGTH;
	case 429:
		return by_words(reply) == DT_FAILURE_QUOTA ? DT_FAILURE_QUOTA
							   : DT_FAILURE_RATE_LIMIT;
	case 409:
	case 425:
	case 502:
	case 503:
	case 504:
	case 529: /* "overloaded", of Anthropic */
		return DT_FAILURE_PARTIAL_OUTAGE;
	default:
		break;
	}
	if (status >= 500 && status < 600)
		return DT_FAILURE_SERVER_ERROR;
	said = status >= 400 && status < 500 ? by_words(reply) : DT_FAILURE_NONE;
	if (said)
		return said;
	return status >= 300 && status < 500 ? DT_FAILURE_BAD_REQUEST : DT_FAILURE_UNKNOWN;
}

/* ---- the sentence ---------------------------------------------------------------- */

static const char *advice(const struct net_reply *reply, enum dt_failure failure)
{
	switch (failure) {
	case DT_FAILURE_RATE_LIMIT:
		return "too many requests; rpm, tpm or max_in_flight may ask for fewer";
	case DT_FAILURE_TIMEOUT:
		return "it has not answered in time";
	case DT_FAILURE_SERVER_ERROR:
	case DT_FAILURE_PARTIAL_OUTAGE:
		return "it is out of order; later it may do";
	case DT_FAILURE_MALFORMED_RESPONSE:
		return "this is not the form that was asked for";
	case DT_FAILURE_CONTENT_FILTER:
		return "it will not speak of this text";
	case DT_FAILURE_CONTEXT_LENGTH:
		return "the text is too long for it";
	case DT_FAILURE_AUTHENTICATION:
		return reply->key ? "its key is refused; the option key has to give another one"
				  : "it wants a key; the option key has to give one";
	case DT_FAILURE_QUOTA:
		return "the account is used up";
	case DT_FAILURE_NOT_FOUND:
		return "there is no such address or model; base_url or model may be wrong";
	case DT_FAILURE_BAD_REQUEST:
		return reply->status >= 300 && reply->status < 400
			       ? "it points elsewhere; base_url has to be the address itself"
			       : "it does not take such a request";
	default:
		return "what it means is not known";
	}
}

dt_status net_judge_fail(const struct net_reply *reply, struct dt_error *err,
			 enum dt_failure failure, const char *words, size_t n)
{
	char said[WORDS_ROOM];
	size_t length;

	if (err->status != DT_OK)
		return err->status;
	if (words)
		length = words_clean(said, sizeof(said), words, n, reply->key);
	else if (reply->status >= 300 && reply->status < 400 &&
		 (words = net_reply_header(reply, "location")))
		length = words_clean(said, sizeof(said), words, strlen(words), reply->key);
	else
		length = net_reply_words(reply, said, sizeof(said));
	err->failure = failure;
	return dt_fail(err, dt_failure_status(failure), "%s at %.120s answered %u%s%s%s: %s",
		       reply->service, reply->base, reply->status, length ? " (" : "",
		       length ? said : "", length ? ")" : "", advice(reply, failure));
}
