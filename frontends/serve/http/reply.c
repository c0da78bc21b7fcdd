/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "state.h"
#include "stream.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

const char *reply_header(const struct reply *reply, const char *name)
{
	const struct pair *pair;

	for (pair = reply->headers; pair; pair = pair->next)
		if (strcasecmp(pair->name, name) == 0)
			return pair->value;
	return NULL;
}

void exchange_set_header(struct exchange *exchange, const char *name, const char *value)
{
	const bool many = strcasecmp(name, "Vary") == 0 || strcasecmp(name, "Link") == 0;
	struct pair *pair;
	const char *copy;

	if (value[strcspn(value, "\r\n")] || name[strcspn(name, "\r\n:")])
		return;
	copy = http_arena_text(&exchange->arena, value, strlen(value));
	for (pair = many ? NULL : exchange->reply.headers; pair; pair = pair->next)
		if (copy && strcasecmp(pair->name, name) == 0) {
			pair->value = copy;
			return;
		}
	pair = http_arena_take(&exchange->arena, sizeof(*pair));
	if (!pair || !copy)
		return;
	pair->name = http_arena_text(&exchange->arena, name, strlen(name));
	pair->value = copy;
	pair->next = exchange->reply.headers;
	if (pair->name)
		exchange->reply.headers = pair;
}

void reply_clear(struct reply *reply)
{
	free(reply->text);
	if (reply->fd >= 0)
		close(reply->fd);
	if (reply->stream)
		stream_free(reply->stream);
	reply->text = NULL;
	reply->fd = -1;
	reply->stream = NULL;
}

/* ---- answers of text --------------------------------------------------------------- */

void exchange_answer_text(struct exchange *exchange, int status, const char *media_type, char *text,
			  size_t size)
{
	struct reply *reply = &exchange->reply;

	if (reply->kind) { /* the first answer counts */
		free(text);
		return;
	}
	reply->kind = REPLY_TEXT;
	reply->status = status;
	reply->media_type =
		media_type ? http_arena_text(&exchange->arena, media_type, strlen(media_type))
			   : NULL;
	reply->text = text;
	reply->size = text ? size : 0;
}

void exchange_answer(struct exchange *exchange, int status, json_t *body)
{
	char *text = body ? json_dumps(body, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;

	if (body && !text)
		exchange_fail(exchange, 500, "internal_error", NULL,
			      "the answer could not be written as JSON");
	else
		exchange_answer_text(exchange, status, body ? "application/json" : NULL, text,
				     text ? strlen(text) : 0);
	json_decref(body);
}

static bool worth_another_try(int status, const char *code)
{
	return !strcmp(code, "not_ready") || status == 408 || status == 429 || status == 502 ||
	       status == 503 || status == 504;
}

static json_t *envelope(const struct exchange *exchange, int status, const char *code,
			const char *sentence, json_t *details)
{
	json_t *text = json_string(sentence);

	if (!text)
		text = json_string("something was said that is no UTF-8");
	if (!details)
		details = json_object();
	return json_pack("{s:b, s:s, s:s, s:{s:s, s:o, s:b, s:o}}", "ok", 0, "schema_version", "1",
			 "request_id", exchange->id, "error", "code", code, "message", text,
			 "retryable", worth_another_try(status, code), "details", details);
}

static void fail(struct exchange *exchange, int status, const char *code, const char *sentence,
		 json_t *details, json_t *detail)
{
	struct reply *reply = &exchange->reply;
	json_t *body;

	if (reply->kind) {
		json_decref(details);
		json_decref(detail);
		return;
	}
	reply->error = http_arena_text(&exchange->arena, code, strlen(code));
	reply->sentence = http_arena_text(&exchange->arena, sentence, strlen(sentence));
	if ((status == 429 || status == 503) && !reply_header(reply, "Retry-After"))
		exchange_set_header(exchange, "Retry-After", "5");
	if (status == 401 && !reply_header(reply, "WWW-Authenticate"))
		exchange_set_header(exchange, "WWW-Authenticate", "Bearer realm=\"doctranslate\"");
	body = envelope(exchange, status, code, sentence, details);
	if (body && detail)
		json_object_set(body, "detail", detail);
	json_decref(detail);
	if (body)
		exchange_answer(exchange, status, body);
	else
		exchange_answer_text(exchange, status, NULL, NULL, 0);
}

void exchange_fail(struct exchange *exchange, int status, const char *code, json_t *details,
		   const char *format, ...)
{
	char *sentence = NULL;
	va_list values;

	va_start(values, format);
	if (vasprintf(&sentence, format, values) < 0)
		sentence = NULL;
	va_end(values);
	fail(exchange, status, code, sentence ? sentence : "out of memory", details, NULL);
	free(sentence);
}

void exchange_fail_faults(struct exchange *exchange, json_t *faults)
{
	char *sentence = schema_sentence(faults);

	fail(exchange, 422, "validation_error", sentence ? sentence : "the request is not valid",
	     json_pack("{s:O}", "errors", faults), faults);
	free(sentence);
}

/* ---- onto the connection -------------------------------------------------------------- */

/* Answers of an API are nobody's to keep, frame or guess at, unless the route says otherwise. */
static const struct {
	const char *name, *value;
} manners[] = {
	{ "X-Content-Type-Options", "nosniff" },
	{ "Cache-Control", "no-store" },
	{ "Referrer-Policy", "no-referrer" },
	{ "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'" },
};

#define MANNERS (sizeof(manners) / sizeof(*manners))

static struct MHD_Response *make_response(struct reply *reply)
{
	struct MHD_Response *response = NULL;

	switch (reply->kind) {
	case REPLY_TEXT:
		response = reply->text ? MHD_create_response_from_buffer_with_free_callback(
						 reply->size, reply->text, free)
				       : MHD_create_response_from_buffer(0, (void *)"",
									 MHD_RESPMEM_PERSISTENT);
		if (response)
			reply->text = NULL;
		break;
	case REPLY_FILE:
		response = MHD_create_response_from_fd_at_offset64(reply->length, reply->fd,
								   reply->offset);
		if (response)
			reply->fd = -1;
		break;
	case REPLY_STREAM:
		response = stream_response(reply->stream);
		if (response)
			reply->stream = NULL;
		break;
	case REPLY_NONE:
		break;
	}
	return response;
}

static void add_headers(const struct exchange *exchange, struct MHD_Response *response)
{
	const struct reply *reply = &exchange->reply;
	const struct pair *pair;
	size_t i;

	MHD_add_response_header(response, exchange->daemon->options.request_id_header,
				exchange->id);
	if (reply->media_type)
		MHD_add_response_header(response, "Content-Type", reply->media_type);
	for (pair = reply->headers; pair; pair = pair->next)
		MHD_add_response_header(response, pair->name, pair->value);
	for (i = 0; i < MANNERS; i++)
		if (!reply_header(reply, manners[i].name))
			MHD_add_response_header(response, manners[i].name, manners[i].value);
	if (exchange->close || exchange->daemon->draining)
		MHD_add_response_header(response, "Connection", "close");
}

enum MHD_Result reply_send(struct exchange *exchange)
{
	struct MHD_Response *response = make_response(&exchange->reply);
	enum MHD_Result result;

	if (!response)
		return MHD_NO;
	add_headers(exchange, response);
	exchange->stage = STAGE_SENT;
	atomic_store_explicit(&exchange->connection->phase, PHASE_ANSWER, memory_order_relaxed);
	result = MHD_queue_response(exchange->mhd, (unsigned)exchange->reply.status, response);
	MHD_destroy_response(response);
	return result;
}

/* An error is short: it fits into the socket's buffer, which holds nothing of this connection. */
void reply_send_raw(struct exchange *exchange)
{
	struct reply *reply = &exchange->reply;
	struct arena *arena = &exchange->arena;
	const struct pair *pair;
	char *text;
	size_t i;

	text = http_arena_format(arena,
				 "HTTP/1.1 %d %s\r\n%s: %s\r\nContent-Type: %s\r\n"
				 "Content-Length: %zu\r\nConnection: close\r\n",
				 reply->status, MHD_get_reason_phrase_for((unsigned)reply->status),
				 exchange->daemon->options.request_id_header, exchange->id,
				 reply->media_type ? reply->media_type : "text/plain", reply->size);
	for (pair = reply->headers; pair && text; pair = pair->next)
		text = http_arena_format(arena, "%s%s: %s\r\n", text, pair->name, pair->value);
	for (i = 0; i < MANNERS && text; i++)
		if (!reply_header(reply, manners[i].name))
			text = http_arena_format(arena, "%s%s: %s\r\n", text, manners[i].name,
						 manners[i].value);
	if (text)
		text = http_arena_format(arena, "%s\r\n%s", text, reply->text ? reply->text : "");
	exchange->connection->linger = true;
	exchange->stage = STAGE_SENT;
	if (text && send(exchange->connection->fd, text, strlen(text),
			 MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)strlen(text))
		exchange->reply.status = 0;
}
