/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the header of a request says, before a byte of its body: whether it can be read without
 * doubt (RFC 9112), which route it means, whether who asks may.
 */
#include "config.h"

#include "state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define INVALID "validation_error"

struct tally {
	size_t n, bytes, lengths, codings, hosts;
	bool broken;
};

static enum MHD_Result count_header(void *cls, enum MHD_ValueKind kind, const char *key,
				    size_t key_size, const char *value, size_t value_size)
{
	static const char token[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789!#$%&'*+-.^_`|~";
	struct tally *tally = cls;

	(void)kind;
	tally->n++;
	tally->bytes += key_size + value_size + 4;
	tally->lengths += strcasecmp(key, "Content-Length") == 0;
	tally->codings += strcasecmp(key, "Transfer-Encoding") == 0;
	tally->hosts += strcasecmp(key, "Host") == 0;
	if (!key_size || strspn(key, token) != key_size ||
	    (value && memchr(value, '\0', value_size)))
		tally->broken = true;
	return MHD_YES;
}

static bool refuse(struct exchange *exchange, int status, const char *sentence)
{
	exchange->close = true;
	exchange_fail(exchange, status, INVALID, NULL, "%s", sentence);
	return false;
}

/* Two lengths, or a length and chunks: what one reader takes for the end, another does not. */
static bool check_framing(struct exchange *exchange, const struct tally *tally)
{
	const char *coding = exchange_header(exchange, "Transfer-Encoding");
	const char *length = exchange_header(exchange, "Content-Length");
	char *end;

	if (tally->lengths > 1 || tally->codings > 1 || (tally->lengths && tally->codings))
		return refuse(exchange, 400, "the length of the body is said twice");
	if (coding) {
		if (strcasecmp(coding, "chunked") != 0)
			return refuse(exchange, 501, "of transfer codings only chunked is known");
		exchange->has_body = true;
		exchange->announced = UINT64_MAX;
	} else if (length) {
		errno = 0;
		exchange->announced = strtoull(length, &end, 10);
		if (errno || *end || *length < '0' || *length > '9')
			return refuse(exchange, 400, "Content-Length is not a number of bytes");
		exchange->has_body = exchange->announced > 0;
	}
	return true;
}

static bool check_header(struct exchange *exchange)
{
	const struct daemon_options *options = &exchange->daemon->options;
	const char *expect = exchange_header(exchange, "Expect");
	struct tally tally = { 0 };

	MHD_get_connection_values_n(exchange->mhd, MHD_HEADER_KIND, count_header, &tally);
	if (tally.n > options->max_headers || tally.bytes > options->max_header_bytes)
		return refuse(exchange, 431, "more header fields than this server takes");
	if (tally.broken)
		return refuse(exchange, 400, "a header field that cannot be read");
	if (!check_framing(exchange, &tally))
		return false;
	if (tally.hosts > 1 || (!tally.hosts && exchange->needs_host))
		return refuse(exchange, 400, "wanted one Host");
	if (expect && strcasecmp(expect, "100-continue") != 0)
		return refuse(exchange, 417, "of expectations only 100-continue is known");
	return true;
}

/* ---- where the request came to ---------------------------------------------------- */

static bool host_is_sound(const char *host)
{
	return *host && strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "0123456789.-_:[]") == strlen(host);
}

static bool take_base_url(struct exchange *exchange)
{
	const struct daemon *daemon = exchange->daemon;
	const char *host = exchange_header(exchange, "Host");
	const char *public = daemon->options.public_base_url;
	const char *scheme = "http", *forwarded;
	size_t length;

	if (host && *host && !host_is_sound(host))
		return refuse(exchange, 400, "Host names no host");
	if (public && *public) {
		for (length = strlen(public); length && public[length - 1] == '/'; length--)
			;
		exchange->base_url = http_arena_text(&exchange->arena, public, length);
		return exchange->base_url || refuse(exchange, 503, "out of memory");
	}
	/* a proxy on this machine says how it was asked; nobody else is believed */
	forwarded = exchange->connection->loopback ? exchange_header(exchange, "X-Forwarded-Proto")
						   : NULL;
	if (forwarded && strcasecmp(forwarded, "https") == 0)
		scheme = "https";
	if (host && *host)
		exchange->base_url = http_arena_format(&exchange->arena, "%s://%s", scheme, host);
	else
		exchange->base_url = http_arena_format(&exchange->arena, "%s://localhost:%u",
						       scheme, daemon->port);
	return exchange->base_url || refuse(exchange, 503, "out of memory");
}

/* W3C Trace Context: version 00, lower-case hex, neither id all zeros. */
static void take_traceparent(struct exchange *exchange)
{
	static const char hex[] = "0123456789abcdef";
	const char *text = exchange_header(exchange, "traceparent");

	if (!text || strlen(text) != 55 || strncmp(text, "00-", 3) != 0)
		return;
	if (strspn(text + 3, hex) != 32 || text[35] != '-' || strspn(text + 36, hex) != 16 ||
	    text[52] != '-' || strspn(text + 53, hex) != 2)
		return;
	if (strspn(text + 3, "0") >= 32 || strspn(text + 36, "0") >= 16)
		return;
	exchange->traceparent = text;
}

/* ---- the route --------------------------------------------------------------------- */

struct query {
	struct arena *arena;
	char *text;
};

static enum MHD_Result add_argument(void *cls, enum MHD_ValueKind kind, const char *key,
				    const char *value)
{
	struct query *query = cls;

	(void)kind;
	if (query->text)
		query->text = http_arena_format(query->arena, "%s%c%s%s%s", query->text,
						*query->text ? '&' : '?', key, value ? "=" : "",
						value ? value : "");
	return MHD_YES;
}

/* To the same path without its last slash; the query as it was sent. */
static bool redirect(struct exchange *exchange)
{
	struct arena *arena = &exchange->arena;
	struct query query = { arena, http_arena_text(arena, "", 0) };
	char *location, *space;

	MHD_get_connection_values(exchange->mhd, MHD_GET_ARGUMENT_KIND, add_argument, &query);
	location = http_arena_format(arena, "%s%.*s%s", exchange->base_url,
				     (int)strlen(exchange->path) - 1, exchange->path,
				     query.text ? query.text : "");
	if (!location)
		return refuse(exchange, 503, "out of memory");
	while ((space = strchr(location, ' ')))
		*space = '+';
	exchange_set_header(exchange, "Location", location);
	exchange_answer_text(exchange, 307, NULL, NULL, 0);
	return false;
}

static void fail_with_detail(struct exchange *exchange, int status, const char *code,
			     const char *detail)
{
	exchange_fail(exchange, status, code, NULL, "%s: %s %s", detail, exchange->method,
		      exchange->path);
}

/* "http://host/path" is a path with a host (RFC 9112, 3.2.2). */
static const char *path_of(const char *target)
{
	if (strncasecmp(target, "http://", 7) != 0)
		return target;
	target += 7;
	target += strcspn(target, "/");
	return *target ? target : "/";
}

static bool find_route(struct exchange *exchange, enum found *found)
{
	const char *allow;

	exchange->path = path_of(exchange->path);
	*found = router_find(exchange->daemon->router, exchange->method, exchange->path,
			     &exchange->arena, &exchange->route, &exchange->values, &allow);
	switch (*found) {
	case FOUND_NONE:
		fail_with_detail(exchange, 404, "not_found", "Not Found");
		return false;
	case FOUND_OTHER_METHOD:
		exchange_set_header(exchange, "Allow", allow);
		fail_with_detail(exchange, 405, INVALID, "Method Not Allowed");
		return false;
	case FOUND_ROUTE:
	case FOUND_WITHOUT_SLASH:
		break;
	}
	return true;
}

bool exchange_admit(struct exchange *exchange)
{
	const struct daemon_hooks *hooks = &exchange->daemon->options.hooks;
	struct service *service = exchange->daemon->options.service;
	enum found found;

	take_traceparent(exchange);
	if (hooks->begun)
		hooks->begun(service, exchange);
	if (!check_header(exchange) || !take_base_url(exchange))
		return false;
	if (hooks->cors && !hooks->cors(service, exchange))
		return false;
	if (!find_route(exchange, &found))
		return false;
	if (hooks->access && !hooks->access(service, exchange))
		return false;
	if (found == FOUND_WITHOUT_SLASH)
		return redirect(exchange);
	return exchange_check_parameters(exchange) && body_begin(exchange);
}
