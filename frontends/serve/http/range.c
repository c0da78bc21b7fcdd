/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "range.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Digits to a number, UINT64_MAX when it is larger; false: no digits. */
static bool read_number(const char **text, uint64_t *number)
{
	const char *at = *text;

	for (*number = 0; *at >= '0' && *at <= '9'; at++) {
		const unsigned digit = (unsigned)(*at - '0');

		*number = *number > (UINT64_MAX - digit) / 10 ? UINT64_MAX : *number * 10 + digit;
	}
	if (at == *text)
		return false;
	*text = at;
	return true;
}

static bool ends(const char *text)
{
	return !text[strspn(text, " \t")];
}

enum range range_read(const char *text, uint64_t size, uint64_t *first, uint64_t *last)
{
	uint64_t length;

	text += strspn(text, " \t");
	if (strncasecmp(text, "bytes=", 6) != 0)
		return RANGE_UNIT;
	text += 6;
	text += strspn(text, " \t");
	if (*text == '-') {
		text++;
		if (!read_number(&text, &length) || !ends(text) || !length || !size)
			return RANGE_NONE;
		*first = length < size ? size - length : 0;
		*last = size - 1;
		return RANGE_FITS;
	}
	if (!read_number(&text, first) || *text++ != '-')
		return RANGE_NONE;
	if (ends(text))
		*last = UINT64_MAX;
	else if (!read_number(&text, last) || !ends(text) || *last < *first)
		return RANGE_NONE;
	if (*first >= size)
		return RANGE_NONE;
	if (*last >= size)
		*last = size - 1;
	return RANGE_FITS;
}

bool tag_listed(const char *list, const char *tag, bool weak)
{
	const bool is_weak = strncmp(tag, "W/", 2) == 0;
	const char *opaque = is_weak ? tag + 2 : tag;
	size_t length = strlen(opaque);

	list += strspn(list, " \t,");
	if (*list == '*' && ends(list + 1))
		return true;
	while (*list) {
		bool listed_weak = strncmp(list, "W/", 2) == 0;
		const char *end;

		list += listed_weak ? 2 : 0;
		end = *list == '"' ? strchr(list + 1, '"') : NULL;
		if (!end)
			return false;
		end++;
		if ((size_t)(end - list) == length && memcmp(list, opaque, length) == 0 &&
		    (weak || (!listed_weak && !is_weak)))
			return true;
		list = end + strspn(end, " \t,");
	}
	return false;
}

void http_date(time_t time, char text[HTTP_DATE])
{
	static const char days[][4] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct tm tm;

	gmtime_r(&time, &tm);
	snprintf(text, HTTP_DATE, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[tm.tm_wday % 7],
		 tm.tm_mday % 100, months[tm.tm_mon % 12], (tm.tm_year + 1900) % 10000,
		 tm.tm_hour % 100, tm.tm_min % 100, tm.tm_sec % 100);
}

bool http_date_read(const char *text, time_t *time)
{
	*time = curl_getdate(text, NULL);
	return *time != -1;
}
