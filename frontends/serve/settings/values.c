/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "values.h"

#include "units.h"

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- what settings point to ---------------------------------------------------------- */

void *keep(struct keeper *keeper, void *block)
{
	void **at = block ? realloc(keeper->at, (keeper->n + 1) * sizeof(*at)) : NULL;

	if (!at) {
		free(block);
		return NULL;
	}
	keeper->at = at;
	return keeper->at[keeper->n++] = block;
}

char *keep_text(struct keeper *keeper, const char *text, size_t size)
{
	return keep(keeper, strndup(text, size));
}

void keeper_free(struct keeper *keeper)
{
	for (size_t i = 0; i < keeper->n; i++)
		free(keeper->at[i]);
	free(keeper->at);
	*keeper = (struct keeper){ 0 };
}

/* ---- words and lists ---------------------------------------------------------------------- */

bool words_have(const char *words, const char *text, const char **found, size_t *length)
{
	for (const char *at = words; *at;) {
		size_t n = strcspn(at, "|");

		if (strlen(text) == n && !strncasecmp(at, text, n)) {
			if (found)
				*found = at;
			if (length)
				*length = n;
			return true;
		}
		at += n + (at[n] == '|');
	}
	return false;
}

bool list_add(struct keeper *keeper, struct settings_list *list, const char *text, size_t size)
{
	const char **at = malloc((list->n + 1) * sizeof(*at));
	char *copy = keep_text(keeper, text, size);

	if (!copy || !at) {
		free(at);
		return false;
	}
	if (list->n)
		memcpy(at, list->at, list->n * sizeof(*at));
	at[list->n] = copy;
	/* the list before stays with the keeper: lists are short, and read once */
	if (!keep(keeper, at))
		return false;
	list->at = at;
	list->n++;
	return true;
}

static bool list_json(struct keeper *keeper, struct settings_list *list, const char *text)
{
	json_t *array = json_loads(text, 0, NULL), *item;
	bool good = json_is_array(array);
	size_t i;

	json_array_foreach(array, i, item) good =
		good && json_is_string(item) &&
		list_add(keeper, list, json_string_value(item), json_string_length(item));
	json_decref(array);
	return good;
}

static bool list_csv(struct keeper *keeper, struct settings_list *list, const char *text)
{
	while (*text) {
		size_t all = strcspn(text, ","), from = strspn(text, " \t"), to = all;

		while (to > from && isspace((unsigned char)text[to - 1]))
			to--;
		if (from < to && !list_add(keeper, list, text + from, to - from))
			return false;
		text += all + (text[all] == ',');
	}
	return true;
}

static bool read_list(struct keeper *keeper, struct settings_list *list, const char *text)
{
	*list = (struct settings_list){ 0 };
	text += strspn(text, " \t\n");
	return *text == '[' ? list_json(keeper, list, text) : list_csv(keeper, list, text);
}

/* ---- one value ------------------------------------------------------------------------------ */

static bool read_switch(const char *text, bool *value)
{
	*value = words_have("1|true|yes|on|y|t", text, NULL, NULL);
	return *value || words_have("0|false|no|off|n|f", text, NULL, NULL);
}

static bool read_count(const struct setting *setting, const char *text, unsigned *value)
{
	unsigned long long number;
	char *end;

	errno = 0;
	number = strtoull(text, &end, 10);
	*value = (unsigned)number;
	return isdigit((unsigned char)*text) && !*end && !errno &&
	       (double)number >= setting->least && (double)number <= setting->most;
}

static bool read_size(const struct setting *setting, const char *text, uint64_t *value)
{
	int64_t bytes;

	if (!isdigit((unsigned char)*text) || !units_size(text, &bytes))
		return false;
	*value = (uint64_t)bytes;
	return bytes >= 0 && (double)bytes >= setting->least && (double)bytes <= setting->most;
}

static bool read_seconds(const struct setting *setting, const char *text, double *value)
{
	int64_t milliseconds;

	if (!isdigit((unsigned char)*text) && *text != '.')
		return false;
	if (!units_real(text, value)) {
		if (!units_time(text, &milliseconds))
			return false;
		*value = (double)milliseconds / 1000;
	}
	return *value >= setting->least && *value <= setting->most;
}

static void tell_wanted(const struct setting *setting, char *wanted, size_t size)
{
	size_t used = 0;

	switch (setting->kind) {
	case SETTING_CHOICE:
	case SETTING_WORD:
		for (const char *at = setting->words; *at;) {
			size_t n = strcspn(at, "|");

			used += (size_t)snprintf(wanted + used, used < size ? size - used : 0,
						 "%s%.*s",
						 at == setting->words ? ""
						 : at[n]	      ? ", "
								      : " or ",
						 (int)n, at);
			at += n + (at[n] == '|');
		}
		break;
	case SETTING_SWITCH:
		snprintf(wanted, size, "yes or no (1, true, on, y, t; 0, false, off, n, f)");
		break;
	case SETTING_COUNT:
		snprintf(wanted, size, "a whole number from %.0f to %.0f", setting->least,
			 setting->most);
		break;
	case SETTING_SIZE:
		snprintf(wanted, size, "bytes, as 256000000 or 64M, from %.0f to %.0f",
			 setting->least, setting->most);
		break;
	case SETTING_SECONDS:
		snprintf(wanted, size, "seconds, as 90 or 1.5m, from %g to %.0f", setting->least,
			 setting->most);
		break;
	case SETTING_LIST:
		snprintf(wanted, size, "a list as one,two or [\"one\", \"two\"]");
		break;
	case SETTING_TEXT:
		snprintf(wanted, size, "a text");
		break;
	}
}

static bool read_text(const struct setting *setting, const char *text, struct keeper *keeper,
		      const char **value)
{
	size_t n = strlen(text);

	if (setting->kind == SETTING_CHOICE && !words_have(setting->words, text, &text, &n))
		return false;
	*value = keep_text(keeper, text, n);
	return *value != NULL;
}

static bool read_word(const struct setting *setting, const char *text, bool *value)
{
	const char *found;

	if (!words_have(setting->words, text, &found, NULL))
		return false;
	*value = found != setting->words;
	return true;
}

bool setting_set(const struct setting *setting, const char *text, struct keeper *keeper,
		 struct settings *settings, char *wanted, size_t size)
{
	void *member = (char *)settings + setting->offset;
	bool good = false;

	switch (setting->kind) {
	case SETTING_TEXT:
	case SETTING_CHOICE:
		good = read_text(setting, text, keeper, member);
		break;
	case SETTING_WORD:
		good = read_word(setting, text, member);
		break;
	case SETTING_SWITCH:
		good = read_switch(text, member);
		break;
	case SETTING_COUNT:
		good = read_count(setting, text, member);
		break;
	case SETTING_SIZE:
		good = read_size(setting, text, member);
		break;
	case SETTING_SECONDS:
		good = read_seconds(setting, text, member);
		break;
	case SETTING_LIST:
		good = read_list(keeper, member, text);
		break;
	}
	if (!good)
		tell_wanted(setting, wanted, size);
	return good;
}
