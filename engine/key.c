/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Keys of results: job parameters by name inside "%( )"; "%%" is a percent sign. */
#include "config.h"

#include "plan.h"
#include "str.h"

#include <stdlib.h>
#include <string.h>

/* The next "%(NAME)" or "%%" at or behind at; NULL: none.  *end is behind it; NULL: no ")". */
static const char *next_name(const char *at, const char **end)
{
	const char *close;

	at = strchr(at, '%');
	if (!at)
		return NULL;
	*end = NULL;
	if (at[1] == '%') {
		*end = at + 2;
	} else if (at[1] == '(') {
		close = strchr(at, ')');
		*end = close && close > at + 2 ? close + 1 : NULL;
	}
	return at;
}

bool key_each(const char *key, void (*see)(void *ctx, const char *name), void *ctx,
	      struct dt_error *err)
{
	const char *at = key, *end;
	char *name;

	if (!*key) {
		dt_fail(err, DT_E_CONFIG, "the key is empty");
		return false;
	}
	while ((at = next_name(at, &end))) {
		if (!end) {
			dt_fail(err, DT_E_CONFIG,
				"the key \"%s\" has a %% that is neither %%(NAME) nor %%%%", key);
			return false;
		}
		if (at[1] == '(') {
			name = strndup(at + 2, (size_t)(end - at) - 3);
			if (name)
				see(ctx, name);
			free(name);
		}
		at = end;
	}
	return true;
}

/* A value becomes part of a path: it must not lead elsewhere. */
static bool fits_in_key(const char *value)
{
	return *value && !strchr(value, '/') && strcmp(value, ".") && strcmp(value, "..");
}

static const char *value_of(const struct dt_parameter *parameters, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(parameters[i].name, name))
			return parameters[i].value;
	return NULL;
}

char *dt_key_fill(const char *key, const char *result, const struct dt_parameter *parameters,
		  size_t n, struct dt_error *err)
{
	struct str filled = STR_EMPTY;
	const char *at = key, *name, *end, *text;
	char *copy;

	while ((name = next_name(at, &end)) && end) {
		str_add_n(&filled, at, (size_t)(name - at));
		at = end;
		if (name[1] == '%') {
			str_add(&filled, "%");
			continue;
		}
		copy = strndup(name + 2, (size_t)(end - name) - 3);
		text = copy ? value_of(parameters, n, copy) : NULL;
		if (!text || !fits_in_key(text)) {
			if (!text)
				dt_fail(err, DT_E_CONFIG,
					"result \"%s\" wants the parameter \"%s\" for its key \"%s\"",
					result, copy ? copy : "?", key);
			else
				dt_fail(err, DT_E_CONFIG,
					"the parameter \"%s\" is \"%s\", which cannot be part of a "
					"key (result \"%s\")",
					copy, text, result);
			free(copy);
			str_finish(&filled);
			return NULL;
		}
		str_add(&filled, text);
		free(copy);
	}
	str_add(&filled, at);
	text = str_take(&filled);
	if (!text)
		dt_fail(err, DT_E_SYSTEM, "out of memory");
	return (char *)text;
}
