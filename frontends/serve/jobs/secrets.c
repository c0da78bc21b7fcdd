/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "secrets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_DEEP = 64 };

static bool name_is_secret(const char *name)
{
	static const char *const ends[] = { "api_key",	     "apikey",		 "password",
					    "passwd",	     "passphrase",	 "secret",
					    "secret_key",    "access_key",	 "token",
					    "authorization", "credential",	 "credentials",
					    "private_key",   "secret_access_key" };
	size_t n = strlen(name);

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		size_t m = strlen(ends[i]);

		if (n >= m && !strcasecmp(name + n - m, ends[i]))
			return true;
	}
	return false;
}

/* The part between "//" and '@' of a URL, with the '@'. */
static bool url_user(const char *text, size_t *from, size_t *to)
{
	const char *start = strstr(text, "://");
	size_t span, at = 0;

	if (!start)
		return false;
	start += 3;
	span = strcspn(start, "/?#");
	for (size_t i = 0; i < span; i++)
		if (start[i] == '@')
			at = i + 1;
	*from = (size_t)(start - text);
	*to = *from + at;
	return at > 0;
}

/* What is to stand in a secret's place; NULL: it is none. */
static json_t *instead(const char *name, const json_t *value, const struct schema *schema)
{
	const char *text = json_string_value(value);
	size_t from, to;
	json_t *left;
	char *rest;

	if (!text || !*text)
		return NULL;
	if ((schema && schema->secret) || (name && name_is_secret(name)))
		return json_null();
	if (!url_user(text, &from, &to))
		return NULL;
	rest = strdup(text);
	if (!rest)
		return NULL;
	memmove(rest + from, rest + to, strlen(rest + to) + 1);
	left = json_string(rest);
	free(rest);
	return left;
}

static const struct schema *of_member(const struct schema *schema, const char *name)
{
	if (!schema || schema->type != SCHEMA_OBJECT || !schema->members)
		return NULL;
	for (const struct schema_member *m = schema->members; m->name; m++)
		if (!strcmp(m->name, name))
			return m->schema;
	return NULL;
}

/* path + "/" + name, with '~' and '/' of the name as ~0 and ~1. */
static char *pointer_join(const char *path, const char *name)
{
	size_t n = strlen(path);
	char *joined = malloc(n + 2 + 2 * strlen(name)), *to;

	if (!joined)
		return NULL;
	memcpy(joined, path, n);
	to = joined + n;
	*to++ = '/';
	for (const char *p = name; *p; p++) {
		if (*p == '~' || *p == '/') {
			*to++ = '~';
			*to++ = *p == '~' ? '0' : '1';
		} else {
			*to++ = *p;
		}
	}
	*to = '\0';
	return joined;
}

static bool take(json_t *value, const struct schema *schema, const char *path, json_t *out,
		 int deep);

/* key: of the member, NULL for items, which are at index. */
static bool take_one(json_t *holder, const char *key, size_t index, json_t *value,
		     const struct schema *schema, const char *path, json_t *out, int deep)
{
	char number[24];
	json_t *left = instead(key, value, schema);
	char *pointer;
	bool fine;

	snprintf(number, sizeof number, "%zu", index);
	pointer = pointer_join(path, key ? key : number);
	if (!pointer) {
		json_decref(left);
		return false;
	}
	if (!left) {
		fine = take(value, schema, pointer, out, deep + 1);
	} else {
		fine = !json_object_set(out, pointer, value) &&
		       !(key ? json_object_set_new(holder, key, left)
			     : json_array_set_new(holder, index, left));
	}
	free(pointer);
	return fine;
}

static bool take(json_t *value, const struct schema *schema, const char *path, json_t *out,
		 int deep)
{
	const char *key;
	json_t *member;
	void *next;
	size_t i;

	if (deep > MOST_DEEP)
		return true; /* the reader of JSON has a bound that is lower */
	json_object_foreach_safe(value, next, key,
				 member) if (!take_one(value, key, 0, member,
						       of_member(schema, key), path, out,
						       deep)) return false;
	json_array_foreach(value, i, member) if (!take_one(value, NULL, i, member,
							   schema ? schema->items : NULL, path, out,
							   deep)) return false;
	return true;
}

json_t *secrets_take(json_t *value, const struct schema *schema)
{
	json_t *out = json_object();

	if (out && take(value, schema, "", out, 0))
		return out;
	json_decref(out);
	return NULL;
}

/* The next step of a pointer, unescaped; moves on. */
static char *step(const char **pointer)
{
	size_t n = strcspn(*pointer + 1, "/");
	char *name = malloc(n + 1), *to = name;

	if (!name)
		return NULL;
	for (const char *p = *pointer + 1; p < *pointer + 1 + n; p++) {
		if (*p == '~' && p + 1 < *pointer + 1 + n) {
			p++;
			*to++ = *p == '0' ? '~' : '/';
		} else {
			*to++ = *p;
		}
	}
	*to = '\0';
	*pointer += 1 + n;
	return name;
}

static bool put(json_t *value, const char *pointer, json_t *secret)
{
	bool fine = false;

	while (value && *pointer == '/') {
		char *name = step(&pointer);

		if (!name)
			return false;
		if (!*pointer && json_is_array(value))
			fine = !json_array_set(value, strtoul(name, NULL, 10), secret);
		else if (!*pointer && json_is_object(value))
			fine = !json_object_set(value, name, secret);
		value = json_is_array(value) ? json_array_get(value, strtoul(name, NULL, 10))
					     : json_object_get(value, name);
		free(name);
	}
	return fine;
}

bool secrets_put(json_t *value, const json_t *secrets)
{
	const char *pointer;
	json_t *secret;

	json_object_foreach((json_t *)secrets, pointer,
			    secret) if (!put(value, pointer, secret)) return false;
	return true;
}
