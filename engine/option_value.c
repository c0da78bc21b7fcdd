/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A value of the file or of the command line on its way into a plugin's option. */
#include "config.h"

#include "hint.h"
#include "option_value.h"
#include "secret.h"
#include "str.h"
#include "units.h"

#include <string.h>

enum { MOST_STRINGS = 256 };

static const char *wanted_kind(uint32_t type)
{
	switch ((enum dt_option_type)type) {
	case DT_BOOL:
		return "true or false";
	case DT_INT:
		return "a whole number";
	case DT_REAL:
		return "a number";
	case DT_STRING:
		return "a string";
	case DT_CHOICE:
		return "one of its choices as a string";
	case DT_STRINGS:
		return "an array of strings";
	case DT_SIZE:
		return "a size such as \"64M\"";
	case DT_TIME:
		return "a time such as \"1.5s\"";
	case DT_SECRET:
		return "a reference, \"env:NAME\" or \"file:/path\"";
	}
	return "nothing";
}

static void fault(struct filling *f, const char *found)
{
	f->good = false;
	diagnostics_error(f->list, f->place, "%s.%s wants %s, not %s", f->name, f->option->name,
			  wanted_kind(f->option->type), found);
}

static void put(struct filling *f, const void *value, size_t size)
{
	memcpy(f->options->block + f->option->offset, value, size);
}

static const char *bound_text(const struct dt_option *option, double bound, char *buffer,
			      size_t size)
{
	if (option->type == DT_SIZE)
		return units_size_text((int64_t)bound, buffer, size);
	if (option->type == DT_TIME)
		return units_time_text((int64_t)bound, buffer, size);
	snprintf(buffer, size, "%.15g", bound);
	return buffer;
}

static bool in_range(struct filling *f, double value)
{
	const struct dt_option *option = f->option;
	char is[48], min[48], max[48];

	if (!(option->min < option->max) || (value >= option->min && value <= option->max))
		return true;
	f->good = false;
	diagnostics_error(f->list, f->place, "%s.%s is %s; it must lie in %s..%s", f->name,
			  option->name, bound_text(option, value, is, sizeof(is)),
			  bound_text(option, option->min, min, sizeof(min)),
			  bound_text(option, option->max, max, sizeof(max)));
	return false;
}

static void put_whole(struct filling *f, int64_t value)
{
	if (in_range(f, (double)value))
		put(f, &value, sizeof(value));
}

static void put_real(struct filling *f, double value)
{
	if (in_range(f, value))
		put(f, &value, sizeof(value));
}

static void put_choice(struct filling *f, const char *text)
{
	const char *const *choices = f->option->choices;
	struct hint hint = { .wanted = text };
	struct str all = STR_EMPTY;
	char buffer[96];

	for (int64_t i = 0; choices[i]; i++) {
		if (!strcmp(choices[i], text)) {
			put(f, &i, sizeof(i));
			str_finish(&all);
			return;
		}
		hint_offer(&hint, choices[i]);
		str_addf(&all, "%s%s", i ? choices[i + 1] ? ", " : " or " : "", choices[i]);
	}
	f->good = false;
	diagnostics_error(f->list, f->place, "%s.%s is \"%s\"; it must be %s%s", f->name,
			  f->option->name, text, str_view(&all),
			  hint_text(&hint, buffer, sizeof(buffer)));
	str_finish(&all);
}

void option_put_string(struct filling *f, const char *text)
{
	const char *copy = arena_text(f->arena, text);

	put(f, &copy, sizeof(copy));
}

/* "--set NODE.key" of what was given as "--set NODE.key=VALUE". */
static struct place without_value(struct filling *f)
{
	const char *equals = f->place.line ? NULL : strchr(f->place.file, '=');
	char *kept =
		equals ? arena_text_n(f->arena, f->place.file, (size_t)(equals - f->place.file))
		       : NULL;

	return kept ? (struct place){ kept, 0 } : f->place;
}

static void put_secret(struct filling *f, const char *text)
{
	if (!secret_is_reference(text)) {
		f->good = false;
		/* the text may be the secret itself: not shown */
		diagnostics_error(f->list, without_value(f),
				  "%s.%s is a secret; it must be a reference, \"env:NAME\" or "
				  "\"file:/path\", not the secret itself",
				  f->name, f->option->name);
		return;
	}
	option_put_string(f, text);
}

static void put_strings(struct filling *f, const char *const *texts, size_t n)
{
	struct dt_strings strings = { NULL, n };
	const char **copy = ARENA_ARRAY(f->arena, n + 1, const char *);

	for (size_t i = 0; copy && i < n; i++)
		copy[i] = arena_text(f->arena, texts[i]);
	strings.at = copy;
	put(f, &strings, sizeof(strings));
}

/* "a,b,c", the form without a file's brackets. */
static void split_strings(struct filling *f, const char *text)
{
	char *copy = arena_text(f->arena, text), *comma;
	const char *parts[MOST_STRINGS];
	size_t n = 0;

	for (char *at = copy; at && *at; at = comma) {
		if (n == MOST_STRINGS) {
			fault(f, "a list of more than 256");
			return;
		}
		comma = strchr(at, ',');
		if (comma)
			*comma++ = '\0';
		parts[n++] = at;
	}
	put_strings(f, parts, n);
}

static void bad_text(struct filling *f, const char *text)
{
	struct str quoted = STR_EMPTY;

	str_addf(&quoted, "\"%s\"", text);
	fault(f, str_view(&quoted));
	str_finish(&quoted);
}

/* From text: presets, overrides, and strings of the file for sizes and times. */
void option_put_text(struct filling *f, const char *text)
{
	int64_t whole;
	double real;
	bool yes;

	switch ((enum dt_option_type)f->option->type) {
	case DT_BOOL:
		yes = !strcmp(text, "true");
		if (!yes && strcmp(text, "false"))
			bad_text(f, text);
		else
			put(f, &yes, sizeof(yes));
		return;
	case DT_INT:
		if (units_int(text, &whole))
			put_whole(f, whole);
		else
			bad_text(f, text);
		return;
	case DT_REAL:
		if (units_real(text, &real))
			put_real(f, real);
		else
			bad_text(f, text);
		return;
	case DT_SIZE:
	case DT_TIME:
		if (f->option->type == DT_SIZE
			    ? units_size(text, &whole)
			    : units_time(text, &whole) || (!strcmp(text, "0") && !(whole = 0)))
			put_whole(f, whole);
		else
			bad_text(f, text);
		return;
	case DT_STRING:
		option_put_string(f, text);
		return;
	case DT_CHOICE:
		put_choice(f, text);
		return;
	case DT_STRINGS:
		split_strings(f, text);
		return;
	case DT_SECRET:
		put_secret(f, text);
		return;
	}
}

static void put_array(struct filling *f, const struct setting *value)
{
	const char *parts[MOST_STRINGS];
	size_t n = 0;

	for (const struct setting *s = value->first; s; s = s->next) {
		if (s->kind != SETTING_STRING) {
			fault(f, "an array with other things in it");
			return;
		}
		if (n == MOST_STRINGS) {
			fault(f, "an array of more than 256");
			return;
		}
		parts[n++] = s->text;
	}
	put_strings(f, parts, n);
}

void option_put_setting(struct filling *f, const struct setting *value)
{
	enum dt_option_type type = (enum dt_option_type)f->option->type;

	switch (value->kind) {
	case SETTING_BOOL:
		if (type == DT_BOOL)
			put(f, &value->yes, sizeof(value->yes));
		else
			fault(f, setting_kind_name(value->kind));
		return;
	case SETTING_INT:
		if (type == DT_INT || (type == DT_SIZE) || (type == DT_TIME && !value->whole))
			put_whole(f, value->whole);
		else if (type == DT_REAL)
			put_real(f, (double)value->whole);
		else
			fault(f, setting_kind_name(value->kind));
		return;
	case SETTING_REAL:
		if (type == DT_REAL)
			put_real(f, value->real);
		else
			fault(f, setting_kind_name(value->kind));
		return;
	case SETTING_STRING:
		if (type == DT_BOOL || type == DT_INT || type == DT_REAL || type == DT_STRINGS)
			fault(f, setting_kind_name(value->kind));
		else
			option_put_text(f, value->text);
		return;
	case SETTING_ARRAY:
	case SETTING_LIST:
		if (type == DT_STRINGS)
			put_array(f, value);
		else
			fault(f, setting_kind_name(value->kind));
		return;
	case SETTING_GROUP:
		fault(f, setting_kind_name(value->kind));
		return;
	}
}
