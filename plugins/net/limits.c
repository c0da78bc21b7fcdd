/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "limits.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* No service means more than a year; beyond it numbers would overflow. */
#define LONGEST_MS (366LL * 86400 * 1000)

static int64_t bounded(double ms)
{
	if (!(ms >= 0))
		return -1;
	return ms > (double)LONGEST_MS ? LONGEST_MS : (int64_t)(ms + 0.5);
}

/* Digits with a point: strtod would follow the locale and take "inf" and "0x1". */
static const char *read_number(const char *at, double *number)
{
	double part = 1;
	int digits = 0;

	*number = 0;
	for (; *at >= '0' && *at <= '9'; at++, digits++)
		*number = *number * 10 + (*at - '0');
	if (*at == '.')
		for (at++; *at >= '0' && *at <= '9'; at++, digits++) {
			part /= 10;
			*number += part * (*at - '0');
		}
	return digits && digits < 40 ? at : NULL;
}

static double unit_ms(const char **at)
{
	static const struct {
		const char *name;
		double ms;
	} units[] = { { "ms", 1 },   { "us", 1e-3 },  { "ns", 1e-6 },  { "s", 1e3 },
		      { "m", 60e3 }, { "h", 3600e3 }, { "d", 86400e3 } };

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		size_t n = strlen(units[i].name);

		if (!strncmp(*at, units[i].name, n)) {
			*at += n;
			return units[i].ms;
		}
	}
	return 0;
}

int64_t limits_duration(const char *text)
{
	double sum = 0, number, ms;
	const char *at = text;

	while (*at == ' ')
		at++;
	do {
		at = read_number(at, &number);
		if (!at)
			return -1;
		if (!*at || *at == ' ') {
			sum += number * 1e3;
			break;
		}
		ms = unit_ms(&at);
		if (ms <= 0)
			return -1;
		sum += number * ms;
	} while (*at && *at != ' ');
	while (*at == ' ')
		at++;
	return *at ? -1 : bounded(sum);
}

static bool digits(const char *text, int from, int n, int *value)
{
	*value = 0;
	for (int i = from; i < from + n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		*value = *value * 10 + (text[i] - '0');
	}
	return true;
}

/* 2024-05-01T12:00:00.5Z, 2024-05-01T12:00:00+02:00 */
static int64_t rfc3339(const char *text)
{
	struct tm tm = { 0 };
	const char *at = text + 19;
	int hours, minutes;
	double part = 0;
	int64_t ms;

	if (strlen(text) < 20 || text[4] != '-' || text[7] != '-' || text[13] != ':' ||
	    text[16] != ':' || !digits(text, 0, 4, &tm.tm_year) ||
	    !digits(text, 5, 2, &tm.tm_mon) || !digits(text, 8, 2, &tm.tm_mday) ||
	    !digits(text, 11, 2, &tm.tm_hour) || !digits(text, 14, 2, &tm.tm_min) ||
	    !digits(text, 17, 2, &tm.tm_sec))
		return -1;
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	if (*at == '.') {
		at = read_number(at, &part);
		if (!at)
			return -1;
	}
	ms = (int64_t)timegm(&tm) * 1000 + (int64_t)(part * 1000);
	if (*at == 'Z' || *at == 'z')
		return ms;
	if ((*at == '+' || *at == '-') && strlen(at) == 6 && digits(at, 1, 2, &hours) &&
	    digits(at, 4, 2, &minutes))
		return ms - (*at == '+' ? 1 : -1) * (int64_t)(hours * 60 + minutes) * 60000;
	return -1;
}

int64_t limits_date(const char *text)
{
	int64_t ms = rfc3339(text);
	time_t seconds;

	if (ms >= 0)
		return ms;
	/* a number would be taken for a year */
	if (strspn(text, "0123456789. ") == strlen(text))
		return -1;
	seconds = curl_getdate(text, NULL);
	return seconds < 0 ? -1 : (int64_t)seconds * 1000;
}

/* Milliseconds from now of a duration, a date, or a moment in seconds or milliseconds. */
static int64_t from_now(const char *text, int64_t wall)
{
	int64_t ms = limits_duration(text), date;
	bool number = strspn(text, "0123456789. ") == strlen(text);
	double value;

	if (number && read_number(text, &value) && value > 1e9)
		date = value > 1e12 ? (int64_t)value : (int64_t)(value * 1000);
	else if (ms >= 0)
		return ms;
	else
		date = limits_date(text);
	if (date < 0)
		return -1;
	return date <= wall ? 0 : bounded((double)(date - wall));
}

int64_t limits_retry_after(const struct net_reply *reply, int64_t wall)
{
	static const char *const in_ms[] = { "retry-after-ms", "x-ms-retry-after-ms" };
	const char *text;
	double value;

	for (size_t i = 0; i < sizeof(in_ms) / sizeof(in_ms[0]); i++) {
		text = net_reply_header(reply, in_ms[i]);
		if (text && read_number(text, &value))
			return bounded(value);
	}
	text = net_reply_header(reply, "retry-after");
	return text ? from_now(text, wall) : -1;
}

struct family {
	int kind;
	const char *most, *left, *reset;
};

static const struct family families[] = {
	{ LIMIT_REQUESTS, "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests",
	  "x-ratelimit-reset-requests" },
	{ LIMIT_TOKENS, "x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens",
	  "x-ratelimit-reset-tokens" },
	{ LIMIT_REQUESTS, "anthropic-ratelimit-requests-limit",
	  "anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset" },
	{ LIMIT_TOKENS, "anthropic-ratelimit-tokens-limit", "anthropic-ratelimit-tokens-remaining",
	  "anthropic-ratelimit-tokens-reset" },
	{ LIMIT_REQUESTS, "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset" },
};

void limits_read(const struct net_reply *reply, int64_t wall, struct limit *limits)
{
	for (int i = 0; i < LIMIT_KINDS; i++)
		limits[i] = (struct limit){ 0 };
	for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
		const struct family *family = &families[i];
		struct limit *limit = &limits[family->kind];
		const char *left = net_reply_header(reply, family->left);
		const char *reset = net_reply_header(reply, family->reset);
		const char *most = net_reply_header(reply, family->most);

		if (!left || !reset || limit->known || !read_number(left, &limit->left))
			continue;
		limit->reset_ms = from_now(reset, wall);
		if (most && !read_number(most, &limit->most))
			limit->most = 0;
		limit->known = limit->reset_ms >= 0;
	}
}
