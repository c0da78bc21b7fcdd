/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "claims.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* The value of a property: behind its name and a quote, or behind its tag.  NULL: none. */
static char *value_of(char *xmp, const char *name)
{
	size_t n = strlen(name);
	char *at = xmp;

	while ((at = strstr(at, name)) != NULL) {
		char before = at == xmp ? 0 : at[-1];

		at += n;
		if (*at == '=' && (at[1] == '"' || at[1] == '\''))
			return at + 2;
		if (*at == '>' && before == '<')
			return at + 1;
	}
	return NULL;
}

static int digit_of(const char *value)
{
	return value && *value >= '1' && *value <= '9' ? *value - '0' : 0;
}

struct dt_claims dt_claims_read(const char *xmp)
{
	char *text = (char *)(uintptr_t)xmp; /* is only read */
	const char *level = value_of(text, "pdfaid:conformance");
	struct dt_claims claims = { 0 };

	claims.archive = digit_of(value_of(text, "pdfaid:part"));
	claims.access = digit_of(value_of(text, "pdfuaid:part"));
	if (claims.archive && level && *level >= 'A' && *level <= 'Z')
		claims.level = *level;
	return claims;
}

static void cut(char *from, const char *to)
{
	memmove(from, to, strlen(to) + 1);
}

/* Behind the element whose name begins at name. */
static const char *element_end(const char *name)
{
	const char *tag = strchr(name, '>'), *end;
	size_t n = strcspn(name, " \t\r\n/>");
	char close[80];

	if (!tag || n + 4 > sizeof(close))
		return NULL;
	if (tag[-1] == '/')
		return tag + 1;
	snprintf(close, sizeof(close), "</%.*s>", (int)n, name);
	end = strstr(tag, close);
	return end ? end + strlen(close) : NULL;
}

static const char *attribute_end(const char *name)
{
	const char *value = name + strcspn(name, "= \t\r\n<>"), *end;

	if (*value != '=' || (value[1] != '"' && value[1] != '\''))
		return NULL;
	end = strchr(value + 2, value[1]);
	return end ? end + 1 : NULL;
}

void dt_claims_drop(char *xmp, const char *prefix)
{
	char start[32], *at = xmp;

	snprintf(start, sizeof(start), "%s:", prefix);
	while ((at = strstr(at, start)) != NULL) {
		const char *end = NULL;

		if (at > xmp && at[-1] == '<')
			end = element_end(at);
		else if (at > xmp && strchr(" \t\r\n", at[-1]))
			end = attribute_end(at);
		if (end)
			cut(--at, end);
		else
			at += strlen(start);
	}
}

void dt_claims_lower(char *xmp)
{
	char *level = value_of(xmp, "pdfaid:conformance");

	if (level && *level == 'A')
		*level = 'B';
}
