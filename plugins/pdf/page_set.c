/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "page_set.h"

#include <stdlib.h>
#include <string.h>

/* A number at *p, or fallback when there is none; UINT32_MAX when it does not fit. */
static uint32_t number(const char **p, const char *end, uint32_t fallback)
{
	uint64_t value = 0;

	if (*p == end || **p < '0' || **p > '9')
		return fallback;
	for (; *p < end && **p >= '0' && **p <= '9'; ++*p)
		if (value < UINT32_MAX)
			value = value * 10 + (uint64_t)(**p - '0');
	return value < UINT32_MAX ? (uint32_t)value : UINT32_MAX;
}

static void trim(const char **p, const char **end)
{
	while (*p < *end && (**p == ' ' || **p == '\t'))
		++*p;
	while (*end > *p && ((*end)[-1] == ' ' || (*end)[-1] == '\t'))
		--*end;
}

static dt_status item(const char *p, const char *end, uint32_t n_pages, unsigned char *wanted,
		      struct dt_error *err)
{
	const char *start;
	uint32_t first, last;
	int length;

	trim(&p, &end);
	start = p;
	length = (int)(end - p > 40 ? 40 : end - p);
	first = number(&p, end, p < end && *p == '-' && end - p > 1 ? 1 : 0);
	last = first;
	if (p < end && *p == '-') {
		p++;
		last = number(&p, end, n_pages > first ? n_pages : first);
	}
	if (p != end || start == end || first == 0 || last < first)
		return dt_fail(
			err, DT_E_CONFIG,
			"\"%.*s\" is no page or range of pages: wanted something like 1,3-5,7-",
			length, start);
	if (last > n_pages)
		return dt_fail(err, DT_E_CONFIG, "pages %.*s: the document has %u page%s", length,
			       start, n_pages, n_pages == 1 ? "" : "s");
	memset(wanted + first - 1, 1, last - first + 1);
	return DT_OK;
}

dt_status dt_page_set(const char *text, uint32_t n_pages, uint32_t **chosen, uint32_t *n,
		      struct dt_error *err)
{
	unsigned char *wanted = calloc(n_pages ? n_pages : 1, 1);
	dt_status status = DT_OK;

	*n = 0;
	*chosen = calloc(n_pages ? n_pages : 1, sizeof(**chosen));
	if (!wanted || !*chosen)
		status = dt_fail(err, DT_E_SYSTEM, "out of memory for %u pages", n_pages);
	else if (!text)
		memset(wanted, 1, n_pages);
	for (const char *p = text; p && status == DT_OK;) {
		const char *comma = strchr(p, ',');

		status = item(p, comma ? comma : p + strlen(p), n_pages, wanted, err);
		p = comma ? comma + 1 : NULL;
	}
	if (status == DT_OK) {
		for (uint32_t i = 0; i < n_pages; i++)
			if (wanted[i])
				(*chosen)[(*n)++] = i;
	} else {
		free(*chosen);
		*chosen = NULL;
	}
	free(wanted);
	return status;
}
