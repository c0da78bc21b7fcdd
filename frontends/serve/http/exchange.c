/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "state.h"
#include "stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <time.h>

#define BUNCH 64 /* random numbers for so many ids at once: a system call for each would cost */

int64_t http_now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* A random UUID (RFC 9562, version 4). */
void exchange_make_id(char id[40])
{
	static _Thread_local unsigned char bunch[BUNCH][16];
	static _Thread_local unsigned left;
	static const char digits[] = "0123456789abcdef";
	unsigned char *bytes;
	size_t i, n = 0;

	if (!left) {
		while (getrandom(bunch, sizeof(bunch), 0) != (ssize_t)sizeof(bunch))
			;
		left = BUNCH;
	}
	bytes = bunch[--left];
	bytes[6] = (unsigned char)((bytes[6] & 0x0f) | 0x40);
	bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80);
	for (i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			id[n++] = '-';
		id[n++] = digits[bytes[i] >> 4];
		id[n++] = digits[bytes[i] & 15];
	}
	id[n] = '\0';
}

/* The client's, when it is visible ASCII of a bearable length; else a new one. */
static void take_id(struct exchange *exchange)
{
	const char *given = exchange_header(exchange, exchange->daemon->options.request_id_header);
	size_t length, i;

	if (given) {
		given += strspn(given, " \t");
		for (length = strlen(given); length && strchr(" \t", given[length - 1]); length--)
			;
		for (i = 0; i < length && given[i] > ' ' && given[i] < 0x7f; i++)
			;
		if (length && i == length && length < sizeof(exchange->id)) {
			memcpy(exchange->id, given, length);
			exchange->id[length] = '\0';
			return;
		}
	}
	exchange_make_id(exchange->id);
}

struct exchange *exchange_new(struct daemon *daemon, struct MHD_Connection *mhd, const char *url,
			      const char *method)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	struct exchange *exchange =
		info && info->socket_context ? calloc(1, sizeof(*exchange)) : NULL;

	if (!exchange)
		return NULL;
	exchange->daemon = daemon;
	exchange->connection = info->socket_context;
	exchange->mhd = mhd;
	exchange->method = method;
	exchange->path = url;
	exchange->owner = "";
	exchange->head = strcmp(method, "HEAD") == 0;
	exchange->started_us = http_now_us();
	exchange->reply.fd = -1;
	take_id(exchange);
	atomic_fetch_add(&daemon->exchanges, 1);
	return exchange;
}

void exchange_free(struct exchange *exchange, bool complete)
{
	struct daemon *daemon = exchange->daemon;
	const struct exchange_outcome outcome = {
		.status = exchange->stage == STAGE_SENT ? exchange->reply.status : 0,
		.started_us = exchange->started_us,
		.took_us = http_now_us() - exchange->started_us,
		.bytes_in = exchange->body_bytes,
		.method = exchange->method,
		.path = exchange->path,
		.peer = exchange->connection->address,
		.error = exchange->reply.error,
		.sentence = exchange->reply.sentence,
		.complete = complete,
	};

	if (daemon->options.hooks.finished)
		daemon->options.hooks.finished(daemon->options.service, exchange, &outcome);
	body_clear(exchange);
	reply_clear(&exchange->reply);
	if (exchange->bell)
		stream_free(exchange->bell);
	http_arena_clear(&exchange->arena);
	free(exchange);
	atomic_fetch_sub(&daemon->exchanges, 1);
}

/* ---- what was asked ------------------------------------------------------------------ */

struct service *exchange_service(const struct exchange *exchange)
{
	return exchange->daemon->options.service;
}

const struct route *exchange_route(const struct exchange *exchange)
{
	return exchange->route;
}

const char *exchange_method(const struct exchange *exchange)
{
	return exchange->method;
}

const char *exchange_peer(const struct exchange *exchange)
{
	return exchange->connection->address;
}

const char *exchange_request_id(const struct exchange *exchange)
{
	return exchange->id;
}

const char *exchange_owner(const struct exchange *exchange)
{
	return exchange->owner;
}

void exchange_set_owner(struct exchange *exchange, const char *owner)
{
	const char *copy = http_arena_text(&exchange->arena, owner, strlen(owner));

	exchange->owner = copy ? copy : "";
}

const char *exchange_path(const struct exchange *exchange, const char *name)
{
	size_t i;

	for (i = 0; i < exchange->values.n; i++)
		if (strcmp(exchange->values.at[i].name, name) == 0)
			return exchange->values.at[i].value;
	return NULL;
}

/* The last one counts, as in the program that this one replaces. */
struct sought {
	struct exchange *exchange;
	const char *name, *value;
	bool broken;
};

static enum MHD_Result seek(void *cls, enum MHD_ValueKind kind, const char *key, size_t key_size,
			    const char *value, size_t value_size)
{
	struct sought *sought = cls;
	struct arena *arena = &sought->exchange->arena;
	const char *name = router_decode(arena, key, key_size, true);

	(void)kind;
	if (!name || strcmp(name, sought->name) != 0)
		return MHD_YES;
	sought->value = router_decode(arena, value ? value : "", value ? value_size : 0, true);
	return MHD_YES;
}

const char *exchange_query(const struct exchange *exchange, const char *name)
{
	/* what is decoded is put into the exchange's own arena */
	struct sought sought = { .exchange = (struct exchange *)exchange, .name = name };

	MHD_get_connection_values_n(exchange->mhd, MHD_GET_ARGUMENT_KIND, seek, &sought);
	return sought.value;
}

const char *exchange_header(const struct exchange *exchange, const char *name)
{
	return MHD_lookup_connection_value(exchange->mhd, MHD_HEADER_KIND, name);
}

const json_t *exchange_json(const struct exchange *exchange)
{
	return exchange->json;
}

const char *exchange_base_url(const struct exchange *exchange)
{
	return exchange->base_url;
}

const char *exchange_traceparent(const struct exchange *exchange)
{
	return exchange->traceparent;
}

void exchange_set_span(struct exchange *exchange, struct span *span, const char *traceparent)
{
	const char *copy =
		*traceparent ? http_arena_text(&exchange->arena, traceparent, strlen(traceparent))
			     : NULL;

	exchange->span = span;
	if (copy)
		exchange->traceparent = copy;
}

struct span *exchange_span(const struct exchange *exchange)
{
	return exchange->span;
}

uint64_t exchange_last_event(const struct exchange *exchange)
{
	const char *text = exchange_header(exchange, "Last-Event-ID");
	char *end;
	unsigned long long number;

	if (!text || *text < '0' || *text > '9')
		return 0;
	errno = 0;
	number = strtoull(text, &end, 10);
	return errno || end[strspn(end, " \t")] ? 0 : number;
}
