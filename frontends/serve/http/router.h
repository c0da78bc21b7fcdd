/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * router.h - from a method and a path to a row of the tables of routes.
 *
 * A path is cut at its slashes first and percent-decoded after, each piece once: an encoded slash
 * never makes a piece more, and what is decoded is never decoded again.  Pieces that name folders
 * ("." and ".."), hold a slash, a control character or bytes that are no UTF-8 fit nothing.  A
 * slash at the end makes another path: none has a route, so none has another access.
 */
#ifndef DT_SERVE_ROUTER_H
#define DT_SERVE_ROUTER_H

#include "arena.h"
#include "exchange.h"

#include <doctranslate/plugin.h>

struct router;

#define PATH_VALUES 4

struct path_values {
	size_t n;
	struct {
		const char *name, *value;
	} at[PATH_VALUES]; /* texts of the table and of the arena */
};

enum found {
	FOUND_NONE,
	FOUND_ROUTE,
	FOUND_OTHER_METHOD, /* allow is set */
	FOUND_WITHOUT_SLASH /* the route that the path has without its last slash */
};

/* Tables are borrowed. DT_E_REFUSED: two rows are the same, or one cannot be read. */
struct router *router_new(const struct route *const *lists, size_t n, struct dt_error *err);
void router_free(struct router *router);

/* path as sent, without query; HEAD finds GET.  *allow: "GET, HEAD". */
enum found router_find(const struct router *router, const char *method, const char *path,
		       struct arena *arena, const struct route **route, struct path_values *values,
		       const char **allow);

/* Percent-decoded; plus: "+" is a space.  NULL: an escape that is none, a NUL, or no UTF-8. */
char *router_decode(struct arena *arena, const char *text, size_t length, bool plus);

#endif
