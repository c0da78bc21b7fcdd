/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "handlers.h"

#include "openapi.h"
#include "route.h"
#include "rows.h"
#include "table.h"

static void handle_document(struct exchange *exchange)
{
	const struct settings *settings = route_settings(exchange);
	const struct openapi_about about = { .server = exchange_base_url(exchange),
					     .key_header = settings->auth_header,
					     .auth = settings->auth_required,
					     .open_probes = settings->auth_open_probes };

	if (settings->docs_enabled)
		exchange_answer(exchange, 200,
				openapi_document(route_table, route_table_count, &about));
	else
		exchange_fail(exchange, 404, "not_found", NULL, "Not Found");
}

static const struct response_spec answers[] = {
	ANSWER(200, "this document", shape_object, NULL),
	NOT_THERE("it is switched off"),
};

const struct route routes_document[] = {
	{ "GET", "/openapi.json", "openapi_get", "docs", "this interface as OpenAPI 3.1",
	  ACCESS_TOKEN, BODY_NONE, NULL, NO_LIST, LIST(answers), handle_document },
	LAST_ROUTE,
};
