/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * routes.h - pages for people: the one that translates at "/", and the one that shows
 * /openapi.json, where the program that this one replaces has it.  They hold nothing of anybody, so
 * they need no token; what they ask for by /v1 does.
 */
#ifndef DT_SERVE_WEB_ROUTES_H
#define DT_SERVE_WEB_ROUTES_H

#include "serve/http/exchange.h"

extern const struct route routes_page[], routes_interface[], routes_assets[];

#endif
