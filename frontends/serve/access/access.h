/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * access.h - who may ask: the daemon calls these for every request, before a byte of its body.
 *
 * Threads: any, at the same time; neither may wait.
 */
#ifndef DT_SERVE_ACCESS_H
#define DT_SERVE_ACCESS_H

#include <stdbool.h>

struct service;
struct exchange;

/*
 * By the route's access: compares the token, keeps its rate limit, sets exchange_set_owner.
 * false: it has answered (401 with WWW-Authenticate, 429 with Retry-After).  Called for redirects
 * from a trailing slash too, with the route that is meant.
 */
bool access_check(struct service *service, struct exchange *exchange);

/*
 * Sets the CORS headers of any answer to come, errors too; runs before access_check and before the
 * route is known.  false: it has answered a preflight (OPTIONS with Origin and
 * Access-Control-Request-Method).
 */
bool access_cors(struct service *service, struct exchange *exchange);

/* Is this the name of a token that sees everybody's jobs?  True too where nobody needs a token. */
bool access_sees_all(const struct service *service, const char *owner);

#endif
