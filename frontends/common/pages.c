/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "pages.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { MOST = 10000000 }; /* pages that a document may have: PDF allows 8,388,607 objects */

static const char *skip_blanks(const char *at)
{
	while (*at == ' ' || *at == '\t')
		at++;
	return at;
}

/* A number; 0 when there is none, -1 when it is too large. */
static long number(const char **at)
{
	long value = 0;

	while (isdigit((unsigned char)**at)) {
		value = value < 0 || value > MOST ? -1 : value * 10 + (**at - '0');
		(*at)++;
	}
	return value > MOST ? -1 : value;
}

/* One item, up to its comma; NULL when it is fine, else what is wrong. */
static const char *check_item(const char **at)
{
	const char *start = *at = skip_blanks(*at);
	bool first_given = isdigit((unsigned char)*start), last_given = false;
	long first = number(at), last = 0;

	*at = skip_blanks(*at);
	if (**at == '-') {
		*at = skip_blanks(*at + 1);
		last_given = isdigit((unsigned char)**at);
		last = number(at);
		*at = skip_blanks(*at);
	}
	if (**at != ',' && **at)
		return "wanted page numbers as in \"1,3-5,7-\"";
	if (!first_given && !last_given)
		return *start == '-' ? "a dash needs a page before or behind it"
				     : "an item between the commas is empty";
	if ((first_given && first == 0) || (last_given && last == 0))
		return "pages count from 1";
	if (first < 0 || last < 0)
		return "no document has that many pages";
	if (first_given && last_given && last < first)
		return "a range must not run backwards";
	return NULL;
}

bool pages_check(const char *text, char *why, size_t why_size)
{
	const char *at = text;

	for (;;) {
		const char *wrong = check_item(&at);

		if (wrong) {
			snprintf(why, why_size, "\"%s\" is not a set of pages: %s", text, wrong);
			return false;
		}
		if (!*at)
			return true;
		at++;
	}
}
