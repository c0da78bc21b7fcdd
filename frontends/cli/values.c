/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "values.h"

#include "common/budget.h"
#include "common/languages.h"
#include "common/nearest.h"
#include "common/pages.h"
#include "units.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

int64_t value_time(const char *text)
{
	double seconds;
	int64_t time;

	if (!isdigit((unsigned char)*text))
		return -1;
	if (units_real(text, &seconds))
		return seconds < 1e12 ? (int64_t)(seconds * 1000 + 0.5) : -1;
	return units_time(text, &time) ? time : -1;
}

static enum exit_code bad_value(const struct option_spec *option, const char *value,
				const char *wanted, struct fault *fault)
{
	return fault_set(fault, EXIT_USAGE, "usage", "option --%s: found \"%s\", wanted %s",
			 option->name, value, wanted);
}

static enum exit_code check_number(const struct option_spec *option, const char *value,
				   struct fault *fault)
{
	char wanted[96];
	char *end;
	long number;

	errno = 0;
	number = strtol(value, &end, 10);
	if (!*value || isspace((unsigned char)*value) || *end || errno ||
	    (option->min < option->max &&
	     ((double)number < option->min || (double)number > option->max))) {
		snprintf(wanted, sizeof(wanted), "a whole number from %.0f to %.0f", option->min,
			 option->max);
		return bad_value(option, value, wanted, fault);
	}
	return EXIT_OK;
}

static enum exit_code check_time(const struct option_spec *option, const char *value,
				 struct fault *fault)
{
	char wanted[96];
	int64_t time = value_time(value);

	if (time < 0)
		return bad_value(option, value, "a time as 90, 90s, 1.5m or 2h", fault);
	if ((double)time < option->min * 1000 || (double)time > option->max * 1000) {
		snprintf(wanted, sizeof(wanted), "at least %g and at most %g seconds", option->min,
			 option->max);
		return bad_value(option, value, wanted, fault);
	}
	return EXIT_OK;
}

static enum exit_code check_choice(const struct option_spec *option, const char *value,
				   struct fault *fault)
{
	char wanted[200] = "";
	const char *near = NULL;
	unsigned best = UINT_MAX;
	size_t used = 0;

	for (int i = 0; i < MOST_CHOICES && option->choices[i]; i++) {
		if (!strcmp(option->choices[i], value))
			return EXIT_OK;
		if (nearest_better(value, option->choices[i], &best))
			near = option->choices[i];
		used += (size_t)snprintf(wanted + used, sizeof(wanted) - used, "%s%s",
					 !i						  ? ""
					 : i + 1 < MOST_CHOICES && option->choices[i + 1] ? ", "
											  : " or ",
					 option->choices[i]);
	}
	if (near)
		snprintf(wanted + used, sizeof(wanted) - used, "; did you mean %s?", near);
	return bad_value(option, value, wanted, fault);
}

static enum exit_code check_pair(const struct option_spec *option, const char *value,
				 struct fault *fault)
{
	const char *equals = strchr(value, '=');

	if (!equals || equals == value)
		return bad_value(option, value, option->argument, fault);
	if (option->id == OPTION_SET && !memchr(value, '.', (size_t)(equals - value)))
		return bad_value(option, value, option->argument, fault);
	return EXIT_OK;
}

static enum exit_code check_budget(const struct option_spec *option, const char *value,
				   struct fault *fault)
{
	if (!budget_check(value))
		return bad_value(option, value, "an amount as 2.50USD or 100000tokens", fault);
	return EXIT_OK;
}

enum exit_code value_check(const struct option_spec *option, const char *value, struct fault *fault)
{
	char why[400];

	switch (option->type) {
	case TYPE_FLAG:
	case TYPE_SECRET:
		return EXIT_OK;
	case TYPE_TEXT:
	case TYPE_NAMES:
	case TYPE_FILE:
	case TYPE_FILES:
	case TYPE_DIRECTORY:
		return *value ? EXIT_OK : bad_value(option, value, option->argument, fault);
	case TYPE_CHOICE:
		return check_choice(option, value, fault);
	case TYPE_INTEGER:
		return check_number(option, value, fault);
	case TYPE_TIME:
		return check_time(option, value, fault);
	case TYPE_BUDGET:
		return check_budget(option, value, fault);
	case TYPE_PAIR:
		return check_pair(option, value, fault);
	case TYPE_LANGUAGE:
		if (option->id == OPTION_SOURCE_LANG && !strcmp(value, "auto"))
			return EXIT_OK;
		return language_check(value, why, sizeof(why))
			       ? EXIT_OK
			       : fault_set(fault, EXIT_USAGE, "usage", "option --%s: %s",
					   option->name, why);
	case TYPE_PAGES:
		return pages_check(value, why, sizeof(why))
			       ? EXIT_OK
			       : fault_set(fault, EXIT_USAGE, "usage", "option --%s: %s",
					   option->name, why);
	}
	return EXIT_OK;
}
