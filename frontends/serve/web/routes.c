/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "routes.h"

#include "assets.h"
#include "serve/http/range.h"
#include "serve/routes/rows.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Scripts, styles and data of this service alone; pictures of pages are made of what was fetched.
 */
static const char policy[] =
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
	"connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
	"frame-ancestors 'none'";

static const struct asset *find(const char *name)
{
	for (size_t i = 0; i < web_assets_count; i++)
		if (!strcmp(web_assets[i].name, name))
			return &web_assets[i];
	return NULL;
}

/* "gzip;q=0" says that it does not. */
static bool refused(const char *parameters, size_t length)
{
	const char *q = memchr(parameters, '=', length);

	if (!q)
		return false;
	for (q++; q < parameters + length; q++)
		if (*q >= '1' && *q <= '9')
			return false;
	return true;
}

static bool takes_gzip(const struct exchange *exchange)
{
	const char *list = exchange_header(exchange, "Accept-Encoding");

	while (list && *list) {
		size_t whole, name;

		list += strspn(list, " \t,");
		whole = strcspn(list, ",");
		name = strcspn(list, " \t,;");
		if (name == 4 && !strncasecmp(list, "gzip", 4))
			return !refused(list + name, whole - name);
		list += whole;
	}
	return false;
}

static void answer(struct exchange *exchange, const struct asset *asset)
{
	const char *had = exchange_header(exchange, "If-None-Match");
	const bool zipped = takes_gzip(exchange);
	const struct asset_form *form = zipped ? &asset->gzip : &asset->plain;
	unsigned char *copy = malloc(form->size);

	if (!copy) {
		exchange_fail(exchange, 500, "internal_error", NULL, "out of memory");
		return;
	}
	memcpy(copy, form->bytes, form->size);
	exchange_set_header(exchange, "Content-Security-Policy", policy);
	exchange_set_header(exchange, "Cross-Origin-Opener-Policy", "same-origin");
	/* kept, and asked for again each time: the files of one version belong together */
	exchange_set_header(exchange, "Cache-Control", "no-cache");
	exchange_set_header(exchange, "Vary", "Accept-Encoding");
	exchange_set_header(exchange, "ETag", form->tag);
	if (zipped)
		exchange_set_header(exchange, "Content-Encoding", "gzip");
	exchange_answer_text(exchange, had && tag_listed(had, form->tag, true) ? 304 : 200,
			     asset->media_type, (char *)copy, form->size);
}

static void handle_page(struct exchange *exchange)
{
	answer(exchange, find("index.html"));
}

static void handle_interface(struct exchange *exchange)
{
	answer(exchange, find("interface.html"));
}

static void handle_asset(struct exchange *exchange)
{
	const char *name = exchange_path(exchange, "name");
	const struct asset *asset = find(name);

	if (asset)
		answer(exchange, asset);
	else
		exchange_fail(exchange, 404, "not_found", json_pack("{s:s}", "name", name),
			      "the pages have no file %s", name);
}

static const struct parameter_spec of_page[] = {
	HEADER("If-None-Match", shape_text, "ETag of what is there already"),
};
static const struct parameter_spec of_asset[] = {
	{ "name", IN_PATH, &shape_text, true, "of the file" },
	HEADER("If-None-Match", shape_text, "ETag of what is there already"),
};
static const struct response_spec page_answers[] = {
	FILE_ANSWER(200, "the page", "text/html"),
	EMPTY(304, "it is what the client has"),
};
static const struct response_spec asset_answers[] = {
	FILE_ANSWER(200, "the file", "text/javascript"),
	FILE_ANSWER(200, "the file", "text/css"),
	FILE_ANSWER(200, "the file", "text/html"),
	FILE_ANSWER(200, "the file", "application/json"),
	FILE_ANSWER(200, "the file", "image/svg+xml"),
	EMPTY(304, "it is what the client has"),
	NOT_THERE("there is no such file"),
};

const struct route routes_page[] = {
	{ "GET", "/", "web_page", "web", "page for people", ACCESS_OPEN, BODY_NONE, NULL,
	  LIST(of_page), LIST(page_answers), handle_page },
	LAST_ROUTE,
};

#define INTERFACE(path, access)                                                                    \
	{                                                                                          \
		"GET", path, NULL, NULL, NULL, access, BODY_NONE, NULL, NULL, 0, NULL, 0,          \
			handle_interface                                                           \
	}

/* The first two want the token, as the contract has it.  A browser cannot send one with an address
 * that is typed, so the same page is also where it can be opened, and asks for the token itself. */
const struct route routes_interface[] = {
	INTERFACE("/docs", ACCESS_TOKEN),
	INTERFACE("/redoc", ACCESS_TOKEN),
	INTERFACE("/docs.html", ACCESS_OPEN),
	LAST_ROUTE,
};

const struct route routes_assets[] = {
	{ "GET", "/assets/{name}", "web_asset", "web", "files of the pages", ACCESS_OPEN, BODY_NONE,
	  NULL, LIST(of_asset), LIST(asset_answers), handle_asset },
	LAST_ROUTE,
};
