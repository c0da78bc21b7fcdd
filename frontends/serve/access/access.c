/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "access.h"

#include "lists.h"
#include "serve/http/exchange.h"
#include "serve/service.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static const char *trimmed(const char *text, size_t *size)
{
	text += strspn(text, " \t");
	*size = strlen(text);
	while (*size && (text[*size - 1] == ' ' || text[*size - 1] == '\t'))
		--*size;
	return text;
}

/* What is shown as a token: that of a Bearer, else that of the key's header; NULL: neither. */
static const char *shown(const struct exchange *exchange, const struct settings *settings,
			 size_t *size)
{
	const char *text = exchange_header(exchange, "Authorization");

	if (text) {
		text = trimmed(text, size);
		if (!strncasecmp(text, "Bearer", 6) && (text[6] == ' ' || text[6] == '\t')) {
			text = trimmed(text + 6, size);
			if (*size)
				return text;
		}
	}
	text = exchange_header(exchange, settings->auth_header);
	if (!text)
		return NULL;
	text = trimmed(text, size);
	return *size ? text : NULL;
}

static void refuse(struct exchange *exchange, bool wrong)
{
	exchange_set_header(exchange, "WWW-Authenticate",
			    wrong ? "Bearer realm=\"doctranslate\", error=\"invalid_token\""
				  : "Bearer realm=\"doctranslate\"");
	exchange_fail(exchange, 401, "validation_error", NULL,
		      wrong ? "the token is not one of this service"
			    : "this needs a token: Authorization: Bearer TOKEN");
}

/* May a token of this role have the route? */
static bool role_allows(enum token_role role, const struct route *route)
{
	return role != TOKEN_METRICS || route->access == ACCESS_PROBE ||
	       (route->tag && !strcmp(route->tag, "metrics"));
}

static bool within_limit(struct exchange *exchange, struct token *token)
{
	char seconds[24];
	int64_t wait;

	if (limit_take(&token->limit, now_us(), &wait))
		return true;
	snprintf(seconds, sizeof(seconds), "%lld", (long long)((wait + 999999) / 1000000));
	exchange_set_header(exchange, "Retry-After", seconds);
	exchange_fail(exchange, 429, "internal_error",
		      json_pack("{s:i}", "requests_per_minute", (int)token->per_minute),
		      "this token may ask %u times a minute: come again in %s s", token->per_minute,
		      seconds);
	return false;
}

static bool is_loopback(const char *address)
{
	return !strncmp(address, "127.", 4) || !strcmp(address, "::1");
}

static void refuse_guess(struct exchange *exchange, int64_t wait_us)
{
	char seconds[24];

	snprintf(seconds, sizeof(seconds), "%lld", (long long)((wait_us + 999999) / 1000000));
	exchange_set_header(exchange, "Retry-After", seconds);
	exchange_fail(exchange, 429, "validation_error", json_pack("{s:s}", "reason", "guessing"),
		      "too many wrong tokens came from this address: come again in %s s", seconds);
}

/* NULL: refused.  Behind a proxy of this machine everybody has one address: there one who guesses
 * does not shut out those who have a token. */
static struct token *find_token(const struct access_lists *lists, struct exchange *exchange,
				const char *secret, size_t size)
{
	unsigned most = lists->settings->auth_failures_per_minute;
	const char *peer = exchange_peer(exchange);
	int64_t now = now_us(), wait = failures_wait(lists->failures, peer, most, now);
	struct token *token = NULL;

	if (!wait || is_loopback(peer))
		token = tokens_find(lists->tokens, secret, size);
	if (!token && wait) {
		refuse_guess(exchange, wait);
	} else if (!token) {
		failures_add(lists->failures, peer, most, now);
		refuse(exchange, true);
	}
	return token;
}

bool access_check(struct service *service, struct exchange *exchange)
{
	const struct access_lists *lists = service_access(service);
	const struct route *route = exchange_route(exchange);
	const char *secret;
	struct token *token;
	size_t size = 0;

	if (!lists->settings->auth_required || !route || route->access == ACCESS_OPEN ||
	    (route->access == ACCESS_PROBE && lists->settings->auth_open_probes))
		return true;
	secret = shown(exchange, lists->settings, &size);
	if (!secret) {
		refuse(exchange, false);
		return false;
	}
	token = find_token(lists, exchange, secret, size);
	if (!token)
		return false;
	exchange_set_owner(exchange, token->name);
	if (!role_allows(token->role, route)) {
		exchange_fail(exchange, 403, "validation_error", NULL,
			      "this token is for health and metrics alone");
		return false;
	}
	return within_limit(exchange, token);
}

bool access_sees_all(const struct service *service, const char *owner)
{
	const struct access_lists *lists = service_access(service);
	const struct token *token;

	if (!lists->settings->auth_required)
		return true;
	token = tokens_named(lists->tokens, owner);
	return token && token->role == TOKEN_ADMIN;
}
