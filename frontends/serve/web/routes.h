/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * routes.h - the page for people, at "/".  It holds nothing of anybody, so it needs no token; what
 * it asks for by /v1 does.
 */
#ifndef DT_SERVE_WEB_ROUTES_H
#define DT_SERVE_WEB_ROUTES_H

#include "serve/http/exchange.h"

extern const struct route routes_web[];

#endif
