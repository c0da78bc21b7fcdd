/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * table.h - every route of the service: what the daemon serves, /openapi.json tells, and tests ask.
 */
#ifndef DT_SERVE_ROUTE_TABLE_H
#define DT_SERVE_ROUTE_TABLE_H

#include "serve/http/exchange.h"

extern const struct route *const route_table[]; /* lists; each ends with a row without path */
extern const size_t route_table_count;

#endif
