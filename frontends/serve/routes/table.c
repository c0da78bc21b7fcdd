/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "table.h"

#include "handlers.h"

const struct route *const route_table[] = {
	routes_create, routes_jobs, routes_results, routes_tools, routes_document,
};
const size_t route_table_count = sizeof(route_table) / sizeof(route_table[0]);
