/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * table.h - all routes of the service: what the daemon answers and the OpenAPI document tells.
 */
#ifndef DT_SERVE_ROUTE_TABLE_H
#define DT_SERVE_ROUTE_TABLE_H

#include "serve/http/exchange.h"

struct settings;

enum { MOST_ROUTE_LISTS = 16 };

struct route_table {
	const struct route *lists[MOST_ROUTE_LISTS]; /* each ends with a row without a path */
	size_t n;
	struct route metrics[2]; /* its path is a setting */
};

/* What the settings leave out (documents, metrics) is not there.  settings: borrowed. */
void route_table_fill(struct route_table *table, const struct settings *settings);

#endif
