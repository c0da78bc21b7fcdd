/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Bodies of JSON: in memory, bounded while they come; one bound for all of them together. */
#include "config.h"

#include "state.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define FIRST_ROOM 4096
#define BIG_BODY   65536 /* is parsed on the work pool */

static uint64_t most_json(const struct exchange *exchange)
{
	return exchange->daemon->options.max_upload_bytes / 3 * 4 + (1u << 20);
}

/* A form may be as large as its file, its fields and what stands between them. */
static uint64_t most_bytes(const struct exchange *exchange)
{
	switch (exchange->route->body) {
	case BODY_JSON:
		return most_json(exchange);
	case BODY_FORM:
		return exchange->daemon->options.max_upload_bytes + FIELD_BYTES + (1u << 16);
	case BODY_NONE:
		break;
	}
	return QUIET_BODY_BYTES;
}

static bool too_large(struct exchange *exchange)
{
	exchange->close = true;
	exchange_fail(exchange, 413, "validation_error", NULL,
		      "the body is larger than the %llu bytes that are taken here",
		      (unsigned long long)(exchange->route->body == BODY_NONE
						   ? QUIET_BODY_BYTES
						   : exchange->daemon->options.max_upload_bytes));
	return false;
}

/* "application/json; charset=utf-8", "application/problem+json" */
static bool is_json(const char *type)
{
	size_t length = type ? strcspn(type, "; \t") : 0;

	return (length == 16 && strncasecmp(type, "application/json", 16) == 0) ||
	       (length > 5 && strncasecmp(type + length - 5, "+json", 5) == 0);
}

bool body_begin(struct exchange *exchange)
{
	if (exchange->has_body && exchange->announced != UINT64_MAX &&
	    exchange->announced > most_bytes(exchange))
		return too_large(exchange);
	switch (exchange->route->body) {
	case BODY_NONE:
		return true;
	case BODY_FORM:
		return form_begin(exchange);
	case BODY_JSON:
		break;
	}
	if (exchange->has_body && !is_json(exchange_header(exchange, "Content-Type"))) {
		exchange->close = true;
		exchange_fail_faults(exchange, json_pack("[{s:s, s:[s], s:s}]", "type", "json_type",
							 "loc", "body", "msg",
							 "wanted a body of type application/json"));
		return false;
	}
	return true;
}

static bool make_room(struct exchange *exchange, size_t size)
{
	struct daemon *daemon = exchange->daemon;
	size_t room = exchange->text_room ? exchange->text_room : FIRST_ROOM;
	uint64_t all;
	char *text;

	if (exchange->announced != UINT64_MAX && exchange->announced > room)
		room = exchange->announced < (1u << 20) ? (size_t)exchange->announced : 1u << 20;
	while (room < exchange->text_size + size)
		room *= 2;
	if (room <= exchange->text_room)
		return true;
	all = atomic_fetch_add(&daemon->bodies_bytes, room - exchange->text_room);
	if (all + room - exchange->text_room > daemon->options.max_bodies_bytes) {
		atomic_fetch_sub(&daemon->bodies_bytes, room - exchange->text_room);
		return false;
	}
	text = realloc(exchange->text, room);
	if (!text) {
		atomic_fetch_sub(&daemon->bodies_bytes, room - exchange->text_room);
		return false;
	}
	exchange->text = text;
	exchange->text_room = room;
	return true;
}

static bool keep_text(struct exchange *exchange, const char *data, size_t size)
{
	if (!make_room(exchange, size)) {
		exchange->close = true;
		exchange_fail(exchange, 503, "internal_error", NULL,
			      "too many large requests at the same time");
		return false;
	}
	memcpy(exchange->text + exchange->text_size, data, size);
	exchange->text_size += size;
	return true;
}

bool body_feed(struct exchange *exchange, const char *data, size_t size)
{
	exchange->body_bytes += size;
	atomic_store_explicit(&exchange->connection->received, exchange->body_bytes,
			      memory_order_relaxed);
	if (exchange->body_bytes > most_bytes(exchange))
		return too_large(exchange);
	switch (exchange->route->body) {
	case BODY_FORM:
		return form_feed(exchange, data, size);
	case BODY_JSON:
		return keep_text(exchange, data, size);
	case BODY_NONE:
		break;
	}
	return true;
}

static void free_text(struct exchange *exchange)
{
	if (!exchange->text)
		return;
	free(exchange->text);
	exchange->text = NULL;
	atomic_fetch_sub(&exchange->daemon->bodies_bytes, exchange->text_room);
	exchange->text_room = exchange->text_size = 0;
}

static bool read_json(struct exchange *exchange)
{
	const struct schema *schema = exchange->route->request;
	json_t *faults;
	json_error_t error;

	exchange->json = json_loadb(exchange->text ? exchange->text : "", exchange->text_size,
				    JSON_DECODE_ANY, &error);
	free_text(exchange);
	if (!exchange->json) {
		exchange_fail_faults(exchange,
				     json_pack("[{s:s, s:[s, i], s:s}]", "type", "json_invalid",
					       "loc", "body", error.position, "msg", error.text));
		return false;
	}
	faults = schema ? schema_check(schema, exchange->json, "body") : NULL;
	if (faults)
		exchange_fail_faults(exchange, faults);
	return !faults;
}

bool body_is_big(const struct exchange *exchange)
{
	return exchange->route->body == BODY_JSON && exchange->text_size > BIG_BODY;
}

bool body_end(struct exchange *exchange)
{
	switch (exchange->route->body) {
	case BODY_FORM:
		return form_end(exchange);
	case BODY_JSON:
		return read_json(exchange);
	case BODY_NONE:
		break;
	}
	return true;
}

void body_clear(struct exchange *exchange)
{
	free_text(exchange);
	json_decref(exchange->json);
	exchange->json = NULL;
	form_free(exchange->form);
	exchange->form = NULL;
}
