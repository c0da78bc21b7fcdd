/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "claims.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Elements without an end, after which none is looked for: this is no metadata any more. */
#define MOST_MISSED 100

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
	claims.tagged = strstr(xmp, "pdfa.org/declarations/wtpdf") != NULL;
	claims.access = digit_of(value_of(text, "pdfuaid:part"));
	if (claims.archive && level && *level >= 'A' && *level <= 'Z')
		claims.level = *level;
	return claims;
}

/* Behind the element whose name begins at name. */
static const char *element_end(const char *name)
{
	char close[80] = "</";
	const char *tag, *end;
	size_t n = 0;

	while (n + 4 < sizeof(close) && name[n] && !strchr(" \t\r\n/>", name[n])) {
		close[n + 2] = name[n];
		n++;
	}
	tag = n + 4 < sizeof(close) ? strchr(name + n, '>') : NULL;
	if (!tag)
		return NULL;
	if (tag[-1] == '/')
		return tag + 1;
	close[n + 2] = '>';
	end = strstr(tag, close);
	return end ? end + n + 3 : NULL;
}

static const char *attribute_end(const char *name)
{
	const char *value = name + strcspn(name, "= \t\r\n<>"), *end;

	if (*value != '=' || (value[1] != '"' && value[1] != '\''))
		return NULL;
	end = strchr(value + 2, value[1]);
	return end ? end + 1 : NULL;
}

/* What is left moves up piece by piece, once. */
void dt_claims_drop(char *xmp, const char *prefix)
{
	char start[32], *to = xmp;
	const char *from = xmp, *at = xmp;
	unsigned missed = 0;

	snprintf(start, sizeof(start), "%s:", prefix);
	while ((at = strstr(at, start)) != NULL) {
		const char *end = NULL;

		if (at > from && at[-1] == '<' && missed < MOST_MISSED) {
			end = element_end(at);
			missed += !end;
		} else if (at > from && strchr(" \t\r\n", at[-1])) {
			end = attribute_end(at);
		}
		if (end) {
			size_t n = (size_t)(at - 1 - from);

			memmove(to, from, n);
			to += n;
			from = at = end;
		} else {
			at += strlen(start);
		}
	}
	memmove(to, from, strlen(from) + 1);
}

void dt_claims_lower(char *xmp)
{
	char *level = value_of(xmp, "pdfaid:conformance");

	if (level && *level == 'A')
		*level = 'B';
}
