/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which pages of other origins may use the service (https://fetch.spec.whatwg.org, section 3.3). */
#include "config.h"

#include "access.h"
#include "lists.h"
#include "serve/http/exchange.h"
#include "serve/service.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char all_methods[] = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";
/* What a page may send without being asked for it. */
static const char *const plain_headers[] = { "Accept", "Accept-Language", "Content-Language",
					     "Content-Type" };
/* What a page may read of an answer beside the body. */
static const char exposed[] = "Accept-Ranges, Content-Disposition, Content-Range, ETag, "
			      "Last-Modified, Location, Retry-After";

static bool has_all(const struct settings_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (!strcmp(list->at[i], "*"))
			return true;
	return false;
}

static bool has(const struct settings_list *list, const char *text, size_t size, bool exact)
{
	for (size_t i = 0; i < list->n; i++)
		if (strlen(list->at[i]) == size && (exact ? !strncmp(list->at[i], text, size)
							  : !strncasecmp(list->at[i], text, size)))
			return true;
	return false;
}

/* Of a list of headers "a, b" in a request; *name is none of the list: false. */
static bool headers_allowed(const struct settings_list *list, const char *asked)
{
	while (*asked) {
		size_t n, from = strspn(asked, " \t,");
		bool plain = false;

		asked += from;
		n = strcspn(asked, ", \t");
		for (size_t i = 0; i < sizeof(plain_headers) / sizeof(plain_headers[0]); i++)
			plain |= strlen(plain_headers[i]) == n &&
				 !strncasecmp(plain_headers[i], asked, n);
		if (n && !plain && !has(list, asked, n, false))
			return false;
		asked += n;
	}
	return true;
}

/* "a, b"; the caller frees. */
static char *joined(const struct settings_list *list, const char *const *more, size_t n_more)
{
	size_t size = 1, used = 0;
	char *text;

	for (size_t i = 0; i < list->n + n_more; i++)
		size += strlen(i < n_more ? more[i] : list->at[i - n_more]) + 2;
	text = malloc(size);
	if (!text)
		return NULL;
	text[0] = '\0';
	for (size_t i = 0; i < list->n + n_more; i++) {
		const char *word = i < n_more ? more[i] : list->at[i - n_more];
		size_t n = strlen(word);

		if (used) {
			memcpy(text + used, ", ", 2);
			used += 2;
		}
		memcpy(text + used, word, n + 1);
		used += n;
	}
	return text;
}

static bool allow_origin(const struct settings *settings, struct exchange *exchange,
			 const char *origin)
{
	if (has_all(&settings->cors_origins)) {
		exchange_set_header(exchange, "Access-Control-Allow-Origin", "*");
		return true;
	}
	exchange_set_header(exchange, "Vary", "Origin");
	if (!has(&settings->cors_origins, origin, strlen(origin), true))
		return false;
	exchange_set_header(exchange, "Access-Control-Allow-Origin", origin);
	if (settings->cors_credentials)
		exchange_set_header(exchange, "Access-Control-Allow-Credentials", "true");
	return true;
}

static void set_joined(struct exchange *exchange, const char *name,
		       const struct settings_list *list, const char *const *more, size_t n_more)
{
	char *text = joined(list, more, n_more);

	if (text)
		exchange_set_header(exchange, name, text);
	free(text);
}

static void answer_preflight(const struct settings *settings, struct exchange *exchange, bool known)
{
	const char *method = exchange_header(exchange, "Access-Control-Request-Method");
	const char *asked = exchange_header(exchange, "Access-Control-Request-Headers");
	bool all = has_all(&settings->cors_headers);
	const char *wrong = NULL;
	char *text;

	if (has_all(&settings->cors_methods))
		exchange_set_header(exchange, "Access-Control-Allow-Methods", all_methods);
	else
		set_joined(exchange, "Access-Control-Allow-Methods", &settings->cors_methods, NULL,
			   0);
	if (!all)
		set_joined(exchange, "Access-Control-Allow-Headers", &settings->cors_headers,
			   plain_headers, sizeof(plain_headers) / sizeof(plain_headers[0]));
	else if (asked)
		exchange_set_header(exchange, "Access-Control-Allow-Headers", asked);
	exchange_set_header(exchange, "Access-Control-Max-Age", "600");
	if (!known)
		wrong = "Disallowed CORS origin";
	else if (!has_all(&settings->cors_methods) &&
		 !has(&settings->cors_methods, method, strlen(method), true))
		wrong = "Disallowed CORS method";
	else if (!all && asked && !headers_allowed(&settings->cors_headers, asked))
		wrong = "Disallowed CORS headers";
	text = strdup(wrong ? wrong : "OK");
	exchange_answer_text(exchange, wrong ? 400 : 200, "text/plain; charset=utf-8", text,
			     text ? strlen(text) : 0);
}

bool access_cors(struct service *service, struct exchange *exchange)
{
	const struct settings *settings = service_settings(service);
	const char *origin = exchange_header(exchange, "Origin");
	bool known;

	if (!origin || !settings->cors_origins.n)
		return true;
	known = allow_origin(settings, exchange, origin);
	if (!strcmp(exchange_method(exchange), "OPTIONS") &&
	    exchange_header(exchange, "Access-Control-Request-Method")) {
		answer_preflight(settings, exchange, known);
		return false;
	}
	if (known) {
		const char *id[] = { settings->request_id_header };
		struct settings_list rest = { (const char *[]){ exposed }, 1 };

		set_joined(exchange, "Access-Control-Expose-Headers", &rest, id, 1);
	}
	return true;
}
