/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "router.h"

#include <stdlib.h>
#include <string.h>

#define PIECES 16

/* One piece of a path: a text, or what stands around a value ("{n}.png"). */
struct piece {
	char *before, *name, *after; /* name NULL: before is all */
};

struct row {
	const struct route *route;
	struct piece pieces[PIECES];
	size_t n, n_values;
	size_t letters; /* that are the table's own */
};

struct router {
	struct row *rows;
	size_t n;
};

/* ---- the tables --------------------------------------------------------------------- */

static bool read_piece(struct piece *piece, const char *text, size_t length)
{
	const char *open = memchr(text, '{', length), *close;

	if (!open) {
		piece->before = strndup(text, length);
		return piece->before;
	}
	close = memchr(open, '}', length - (size_t)(open - text));
	if (!close || close == open + 1)
		return false;
	piece->before = strndup(text, (size_t)(open - text));
	piece->name = strndup(open + 1, (size_t)(close - open - 1));
	piece->after = strndup(close + 1, length - (size_t)(close + 1 - text));
	return piece->before && piece->name && piece->after;
}

static bool read_row(struct row *row, const struct route *route)
{
	const char *text = route->path;
	size_t i;

	row->route = route;
	if (*text != '/')
		return false;
	while (*text == '/' && text[1]) {
		size_t length = strcspn(++text, "/");

		if (row->n == PIECES || !length || !read_piece(&row->pieces[row->n], text, length))
			return false;
		if (row->pieces[row->n++].name && ++row->n_values > PATH_VALUES)
			return false;
		text += length;
	}
	for (i = 0; i < row->n; i++)
		row->letters += strlen(row->pieces[i].before) +
				(row->pieces[i].name ? strlen(row->pieces[i].after) : 0);
	return !*text || row->n == 0;
}

static void row_clear(struct row *row)
{
	size_t i;

	for (i = 0; i < PIECES; i++) {
		free(row->pieces[i].before);
		free(row->pieces[i].name);
		free(row->pieces[i].after);
	}
}

void router_free(struct router *router)
{
	size_t i;

	if (!router)
		return;
	for (i = 0; i < router->n; i++)
		row_clear(&router->rows[i]);
	free(router->rows);
	free(router);
}

static dt_status add_row(struct router *router, const struct route *route, struct dt_error *err)
{
	size_t i;

	for (i = 0; i < router->n; i++)
		if (strcmp(router->rows[i].route->path, route->path) == 0 &&
		    strcmp(router->rows[i].route->method, route->method) == 0)
			return dt_fail(err, DT_E_REFUSED, "two routes for %s %s", route->method,
				       route->path);
	if (!route->handle || !read_row(&router->rows[router->n++], route))
		return dt_fail(err, DT_E_REFUSED,
			       "route %s %s: wanted a handler and a path of at most %d pieces",
			       route->method, route->path, PIECES);
	return DT_OK;
}

struct router *router_new(const struct route *const *lists, size_t n, struct dt_error *err)
{
	struct router *router = calloc(1, sizeof(*router));
	const struct route *route;
	size_t i, total = 0;

	for (i = 0; i < n; i++)
		for (route = lists[i]; route->path; route++)
			total++;
	if (router)
		router->rows = calloc(total + 1, sizeof(*router->rows));
	if (!router || !router->rows) {
		dt_fail(err, DT_E_SYSTEM, "out of memory for %zu routes", total);
		router_free(router);
		return NULL;
	}
	for (i = 0; i < n; i++)
		for (route = lists[i]; route->path; route++)
			if (add_row(router, route, err)) {
				router_free(router);
				return NULL;
			}
	return router;
}

/* ---- a path ------------------------------------------------------------------------ */

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_utf8(const char *text, size_t length)
{
	json_t *string;
	size_t i;

	for (i = 0; i < length && !(text[i] & 0x80); i++)
		;
	if (i == length)
		return true;
	string = json_stringn(text, length);
	json_decref(string);
	return string;
}

char *router_decode(struct arena *arena, const char *text, size_t length, bool plus)
{
	char *decoded = http_arena_text(arena, text, length);
	size_t i, n = 0;

	if (!decoded)
		return NULL;
	for (i = 0; i < length; i++) {
		char c = text[i];

		if (c == '%') {
			int high = i + 2 < length ? hex(text[i + 1]) : -1;
			int low = high >= 0 ? hex(text[i + 2]) : -1;

			if (low < 0 || (c = (char)(high << 4 | low)) == '\0')
				return NULL;
			i += 2;
		} else if (c == '+' && plus) {
			c = ' ';
		}
		decoded[n++] = c;
	}
	decoded[n] = '\0';
	return is_utf8(decoded, n) ? decoded : NULL;
}

/* A value of a path goes into names of files and answers: nothing that could mean more there. */
static bool harmless(const char *value)
{
	if (!*value || strcmp(value, ".") == 0 || strcmp(value, "..") == 0)
		return false;
	for (; *value; value++)
		if ((unsigned char)*value < ' ' || *value == 0x7f || *value == '/' ||
		    *value == '\\')
			return false;
	return true;
}

struct cut {
	const char *at[PIECES];
	size_t n;
};

static bool cut_path(struct arena *arena, const char *path, size_t length, struct cut *cut)
{
	const char *end = path + length;

	cut->n = 0;
	if (!length || *path != '/')
		return false;
	while (path < end && path + 1 < end) {
		const char *slash = memchr(path + 1, '/', (size_t)(end - path - 1));
		size_t size = (size_t)((slash ? slash : end) - path - 1);

		if (cut->n == PIECES || !size || (slash && slash + 1 == end))
			return false;
		cut->at[cut->n] = router_decode(arena, path + 1, size, false);
		if (!cut->at[cut->n++])
			return false;
		path += size + 1;
	}
	return true;
}

static bool fit_piece(struct arena *arena, const struct piece *piece, const char *text,
		      struct path_values *values)
{
	size_t length = strlen(text), before = strlen(piece->before), after;
	char *value;

	if (!piece->name)
		return strcmp(text, piece->before) == 0;
	after = strlen(piece->after);
	if (length <= before + after || strncmp(text, piece->before, before) != 0 ||
	    strcmp(text + length - after, piece->after) != 0)
		return false;
	value = http_arena_text(arena, text + before, length - before - after);
	if (!value || !harmless(value))
		return false;
	values->at[values->n].name = piece->name;
	values->at[values->n++].value = value;
	return true;
}

static bool fit_row(struct arena *arena, const struct row *row, const struct cut *cut,
		    struct path_values *values)
{
	size_t i;

	values->n = 0;
	if (row->n != cut->n)
		return false;
	for (i = 0; i < row->n; i++)
		if (!fit_piece(arena, &row->pieces[i], cut->at[i], values))
			return false;
	return true;
}

static const char *add_allowed(struct arena *arena, const char *allow, const char *method)
{
	const char *head = strcmp(method, "GET") == 0 ? ", HEAD" : "";

	return allow && strstr(allow, method)
		       ? allow
		       : http_arena_format(arena, "%s%s%s%s", allow ? allow : "", allow ? ", " : "",
					   method, head);
}

/* Fewer values first, "/jobs/json" before "/jobs/{job_id}", then more letters, "{n}.png" before
 * "{n}", then the method itself before GET for HEAD. */
static bool before(const struct row *row, const struct row *other, const char *method)
{
	if (row->n_values != other->n_values)
		return row->n_values < other->n_values;
	if (row->letters != other->letters)
		return row->letters > other->letters;
	return strcmp(row->route->method, method) == 0;
}

static enum found find(const struct router *router, const char *method, const struct cut *cut,
		       struct arena *arena, const struct route **route, struct path_values *values,
		       const char **allow)
{
	const bool head = strcmp(method, "HEAD") == 0;
	const struct row *best = NULL;
	size_t i;

	*allow = NULL;
	for (i = 0; i < router->n; i++) {
		const struct row *row = &router->rows[i];
		const char *its = row->route->method;
		struct path_values these;

		if (!fit_row(arena, row, cut, &these))
			continue;
		if (strcmp(its, method) != 0 && !(head && strcmp(its, "GET") == 0)) {
			*allow = add_allowed(arena, *allow, its);
			continue;
		}
		if (best && !before(row, best, method))
			continue;
		best = row;
		*values = these;
	}
	if (!best)
		return *allow ? FOUND_OTHER_METHOD : FOUND_NONE;
	*route = best->route;
	return FOUND_ROUTE;
}

enum found router_find(const struct router *router, const char *method, const char *path,
		       struct arena *arena, const struct route **route, struct path_values *values,
		       const char **allow)
{
	size_t length = strlen(path);
	enum found found;
	struct cut cut;

	*route = NULL;
	*allow = NULL;
	values->n = 0;
	if (cut_path(arena, path, length, &cut))
		return find(router, method, &cut, arena, route, values, allow);
	if (length < 3 || path[length - 1] != '/' || !cut_path(arena, path, length - 1, &cut))
		return FOUND_NONE;
	found = find(router, method, &cut, arena, route, values, allow);
	return found == FOUND_ROUTE ? FOUND_WITHOUT_SLASH : found;
}
