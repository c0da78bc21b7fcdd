/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "handlers.h"

#include "openapi.h"
#include "route.h"
#include "rows.h"
#include "table.h"

static void document_later(struct exchange *exchange, void *ctx)
{
	const struct settings *settings = route_settings(exchange);
	const struct openapi_about about = { .server = exchange_base_url(exchange),
					     .key_header = settings->auth_header,
					     .auth = settings->auth_required,
					     .open_probes = settings->auth_open_probes };
	struct route_table table;

	(void)ctx;
	route_table_fill(&table, settings);
	exchange_answer(exchange, 200, openapi_document(table.lists, table.n, &about));
}

static void handle_document(struct exchange *exchange)
{
	exchange_later(exchange, document_later, NULL);
}

static const struct response_spec answers[] = {
	ANSWER(200, "this document", shape_object, NULL),
};

const struct route routes_document[] = {
	{ "GET", "/openapi.json", "openapi_get", "docs", "this interface as OpenAPI 3.1",
	  ACCESS_TOKEN, BODY_NONE, NULL, NO_LIST, LIST(answers), handle_document },
	LAST_ROUTE,
};
