/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "table.h"

#include "handlers.h"
#include "health.h"
#include "serve/settings/settings.h"
#include "serve/web/routes.h"

#include <string.h>

static void add(struct route_table *table, const struct route *list)
{
	if (table->n < MOST_ROUTE_LISTS)
		table->lists[table->n++] = list;
}

void route_table_fill(struct route_table *table, const struct settings *settings)
{
	memset(table, 0, sizeof(*table));
	add(table, routes_health);
	add(table, routes_create);
	add(table, routes_jobs);
	add(table, routes_results);
	add(table, routes_tools);
	if (settings->docs_enabled) {
		add(table, routes_document);
		add(table, routes_interface);
	}
	if (settings->web_enabled)
		add(table, routes_page);
	if (settings->docs_enabled || settings->web_enabled)
		add(table, routes_assets);
	if (settings->metrics_enabled) {
		table->metrics[0] = route_metrics;
		table->metrics[0].path = settings->metrics_path;
		add(table, table->metrics);
	}
}
