/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "units.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct unit {
	const char *name;
	double factor;
};

static const struct unit sizes[] = {
	{ "T", 1099511627776.0 }, { "G", 1073741824.0 }, { "M", 1048576.0 },
	{ "K", 1024.0 },	  { "B", 1.0 },		 { "", 1.0 },
};
static const struct unit times[] = {
	{ "d", 86400000.0 }, { "h", 3600000.0 }, { "m", 60000.0 }, { "s", 1000.0 }, { "ms", 1.0 },
};

bool units_int(const char *text, int64_t *value)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(text, &end, 0);
	if (errno || end == text || *end || isspace((unsigned char)text[0]))
		return false;
	*value = n;
	return true;
}

/* Digits with a point, whatever the locale says. */
static bool read_real(const char *text, double *value, const char **end)
{
	double n = 0, scale = 1, sign = 1;
	const char *at = text;
	bool digits = false;

	if (*at == '-' || *at == '+')
		sign = *at++ == '-' ? -1 : 1;
	for (; isdigit((unsigned char)*at); at++, digits = true)
		n = n * 10 + (*at - '0');
	if (*at == '.')
		for (at++; isdigit((unsigned char)*at); at++, digits = true) {
			scale /= 10;
			n += (*at - '0') * scale;
		}
	*value = sign * n;
	*end = at;
	return digits;
}

bool units_real(const char *text, double *value)
{
	const char *end;
	double n;

	if (!read_real(text, &n, &end))
		return false;
	if (*end == 'e' || *end == 'E') {
		int64_t power;

		if (!units_int(end + 1, &power) || power < -300 || power > 300)
			return false;
		n *= pow(10, (double)power);
	} else if (*end) {
		return false;
	}
	*value = n;
	return true;
}

static bool with_unit(const char *text, const struct unit *units, size_t n_units, int64_t *value)
{
	const char *end;
	double n;

	if (!read_real(text, &n, &end))
		return false;
	for (size_t i = 0; i < n_units; i++)
		if (!strcmp(end, units[i].name)) {
			n *= units[i].factor;
			if (!(fabs(n) < 9e18))
				return false;
			*value = (int64_t)llround(n);
			return true;
		}
	return false;
}

bool units_size(const char *text, int64_t *bytes)
{
	return with_unit(text, sizes, sizeof(sizes) / sizeof(*sizes), bytes);
}

bool units_time(const char *text, int64_t *milliseconds)
{
	return with_unit(text, times, sizeof(times) / sizeof(*times), milliseconds);
}

static const char *unit_text(int64_t value, const struct unit *units, size_t n_units,
			     const char *zero, char *buffer, size_t size)
{
	if (!value) {
		snprintf(buffer, size, "%s", zero);
		return buffer;
	}
	for (size_t i = 0; i < n_units; i++)
		if (value % (int64_t)units[i].factor == 0) {
			snprintf(buffer, size, "%lld%s",
				 (long long)(value / (int64_t)units[i].factor), units[i].name);
			break;
		}
	return buffer;
}

const char *units_size_text(int64_t bytes, char *buffer, size_t size)
{
	return unit_text(bytes, sizes, sizeof(sizes) / sizeof(*sizes), "0", buffer, size);
}

/* Days, hours and minutes are read but not written: "120s" is what people put in files. */
const char *units_time_text(int64_t milliseconds, char *buffer, size_t size)
{
	return unit_text(milliseconds, times + 3, 2, "0s", buffer, size);
}
