/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "moment.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SECOND = 1000000 };

json_t *moment_json(int64_t moment)
{
	time_t seconds = (time_t)(moment / SECOND);
	struct tm utc;
	char day[40], text[64];

	if (moment <= 0 || !gmtime_r(&seconds, &utc))
		return json_null();
	strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &utc);
	snprintf(text, sizeof(text), "%s.%06dZ", day, (int)(moment % SECOND));
	return json_string(text);
}

/* ".25" as microseconds; where it ends. */
static const char *read_fraction(const char *text, int64_t *micro)
{
	int64_t unit = SECOND / 10;

	*micro = 0;
	if (*text != '.' && *text != ',')
		return text;
	for (text++; *text >= '0' && *text <= '9'; text++, unit /= 10)
		*micro += unit * (*text - '0');
	return text;
}

/* "Z", "+01:30" or nothing, which is UTC; false: something else stands there. */
static bool read_offset(const char *text, int64_t *seconds)
{
	int hours, minutes, length = 0;
	char sign;

	*seconds = 0;
	if (!*text || ((*text == 'Z' || *text == 'z') && !text[1]))
		return true;
	/* a plus sign in a query that was not escaped arrives as a blank */
	if (sscanf(text, "%c%2d:%2d%n", &sign, &hours, &minutes, &length) != 3 || text[length] ||
	    !strchr("+- ", sign) || hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
		return false;
	*seconds = (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
	return true;
}

static bool read_seconds(const char *text, int64_t *moment)
{
	char *end;
	int64_t seconds;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	seconds = strtoll(text, &end, 10);
	if (errno || *end || seconds > INT64_MAX / SECOND)
		return false;
	*moment = seconds * SECOND;
	return true;
}

bool moment_read(const char *text, int64_t *moment)
{
	struct tm utc = { 0 };
	const char *rest;
	int64_t micro = 0, offset = 0;

	if (read_seconds(text, moment))
		return true;
	rest = strptime(text, "%Y-%m-%d", &utc);
	if (!rest)
		return false;
	if (*rest) {
		if (*rest != 'T' && *rest != 't' && *rest != ' ')
			return false;
		rest = strptime(rest + 1, "%H:%M:%S", &utc);
		if (!rest)
			return false;
		rest = read_fraction(rest, &micro);
		if (!read_offset(rest, &offset))
			return false;
	}
	*moment = ((int64_t)timegm(&utc) - offset) * SECOND + micro;
	return *moment >= 0;
}
