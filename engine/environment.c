/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "environment.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 8 };

static dt_status bad_form(const char *text, struct dt_error *err)
{
	return dt_fail(err, DT_E_CONFIG,
		       "\"%.200s\": a variable of the environment stands alone, as \"${NAME}\" or "
		       "\"${NAME:-otherwise}\"",
		       text);
}

/* The length of a variable's name at the start of text; 0: there is none. */
static size_t name_length(const char *text)
{
	size_t n = 0;

	if (isdigit((unsigned char)text[0]))
		return 0;
	while (isalnum((unsigned char)text[n]) || text[n] == '_')
		n++;
	return n;
}

static dt_status resolve(const char *text, size_t length, int depth, struct arena *arena,
			 struct environment_value *value, struct dt_error *err)
{
	const char *given, *name, *rest = text + 2;
	size_t n;

	if (!memmem(text, length, "${", 2)) {
		value->text = arena_text_n(arena, text, length);
		return DT_OK;
	}
	if (strncmp(text, "${", 2) != 0 || text[length - 1] != '}' || depth > DEEPEST)
		return bad_form(text, err);
	n = name_length(rest);
	rest += n;
	length -= 2 + n + 1; /* what stands between the name and the brace */
	if (!n || (length && strncmp(rest, ":-", 2) != 0))
		return bad_form(text, err);
	name = arena_text_n(arena, rest - n, n);
	given = name ? getenv(name) : NULL;
	if (given && *given) {
		value->text = arena_text(arena, given);
		return DT_OK;
	}
	value->variable = name;
	if (length <= 2)
		return DT_OK;
	return resolve(rest + 2, length - 2, depth + 1, arena, value, err);
}

dt_status environment_resolve(const char *text, struct arena *arena,
			      struct environment_value *value, struct dt_error *err)
{
	*value = (struct environment_value){ NULL, NULL };
	return resolve(text, strlen(text), 0, arena, value, err);
}
