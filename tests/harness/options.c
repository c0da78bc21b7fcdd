/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "options.h"

#include <stdlib.h>
#include <string.h>

static int number(const char *text, double *value, const char **end)
{
	char *stop;

	*value = strtod(text, &stop);
	*end = stop;
	return stop == text ? -1 : 0;
}

static int scaled(const char *text, bool time, int64_t *out)
{
	const char *end;
	double value, unit;

	if (number(text, &value, &end))
		return -1;
	if (time)
		unit = !strcmp(end, "ms") ? 1 : !strcmp(end, "m") ? 60000 : 1000;
	else
		unit = *end == 'K' ? 1024 : *end == 'M' ? 1 << 20 : *end == 'G' ? 1 << 30 : 1;
	*out = (int64_t)(value * unit);
	return 0;
}

int option_set(const struct dt_option *o, const char *text, void *options)
{
	char *at = (char *)options + o->offset;
	const char *end;
	double value;

	switch (o->type) {
	case DT_BOOL:
		*(bool *)(void *)at = !strcmp(text, "true") || !strcmp(text, "yes");
		return 0;
	case DT_INT:
		if (number(text, &value, &end) || *end)
			return -1;
		*(int64_t *)(void *)at = (int64_t)value;
		return 0;
	case DT_REAL:
		return number(text, (double *)(void *)at, &end) || *end ? -1 : 0;
	case DT_STRING:
	case DT_SECRET:
		*(const char **)(void *)at = text;
		return 0;
	case DT_CHOICE:
		for (int64_t i = 0; o->choices[i]; i++)
			if (!strcmp(o->choices[i], text)) {
				*(int64_t *)(void *)at = i;
				return 0;
			}
		return -1;
	case DT_SIZE:
		return scaled(text, false, (int64_t *)(void *)at);
	case DT_TIME:
		return scaled(text, true, (int64_t *)(void *)at);
	default:
		return -1;
	}
}
