/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the parts of the import share: values with their lines, names, options as they are written.
 */
#include "config.h"

#include "import.h"

#include "common/nearest.h"
#include "json_text.h"

#include <ctype.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

__attribute__((format(printf, 4, 0))) static void tell(struct import *im, const json_t *at,
						       bool error, const char *format, va_list args)
{
	json_int_t line = json_integer_value(json_object_get(at, "line"));
	char text[600], whole[1200];

	vsnprintf(text, sizeof(text), format, args);
	for (char *c = text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = ' ';
	if (line)
		snprintf(whole, sizeof(whole), "%s:%" JSON_INTEGER_FORMAT ": %s: %s", im->file,
			 line, error ? "error" : "warning", text);
	else
		snprintf(whole, sizeof(whole), "%s: %s: %s", im->file, error ? "error" : "warning",
			 text);
	json_array_append_new(error ? im->session->errors : im->session->warnings,
			      json_text(whole));
	if (error || !im->session->quiet)
		progress_line(im->session->progress, whole);
}

void import_error(struct import *im, const json_t *at, const char *format, ...)
{
	va_list args;

	im->errors++;
	va_start(args, format);
	tell(im, at, true, format, args);
	va_end(args);
}

void import_warn(struct import *im, const json_t *at, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tell(im, at, false, format, args);
	va_end(args);
}

/* ---- values ---------------------------------------------------------------------- */

const json_t *import_member(const json_t *table, const char *key)
{
	return json_object_get(table, key);
}

static const json_t *value_of(const json_t *table, const char *key, const json_t **at)
{
	*at = import_member(table, key);
	return json_object_get(*at, "value");
}

const json_t *import_table(struct import *im, const json_t *table, const char *key)
{
	const json_t *at, *value = value_of(table, key, &at);

	if (!at || json_is_object(value))
		return value;
	import_error(im, at, "\"%s\" must be a table", key);
	return NULL;
}

const char *import_string(struct import *im, const json_t *table, const char *key)
{
	const json_t *at, *value = value_of(table, key, &at);
	const char *text = json_string_value(value);

	if (!at)
		return NULL;
	if (!text)
		import_error(im, at, "\"%s\" must be a string", key);
	else if (strlen(text) != json_string_length(value))
		import_error(im, at, "\"%s\" has a NUL in it", key);
	return text && *text ? text : NULL;
}

bool import_number(struct import *im, const json_t *table, const char *key, double *number)
{
	const json_t *at, *value = value_of(table, key, &at);

	if (!at)
		return false;
	*number = json_number_value(value);
	if (!json_is_number(value) || *number < 0 || *number > 1e15)
		import_error(im, at, "\"%s\" must be a number that is not below 0", key);
	return json_is_number(value);
}

bool import_yes(struct import *im, const json_t *table, const char *key, bool *yes)
{
	const json_t *at, *value = value_of(table, key, &at);

	if (!at)
		return false;
	*yes = json_is_true(value);
	if (!json_is_boolean(value))
		import_error(im, at, "\"%s\" must be true or false", key);
	return json_is_boolean(value);
}

/* ---- slips of the pen ---------------------------------------------------------------- */

void import_offer(struct import_hint *hint, const char *candidate)
{
	if (nearest_better(hint->word, candidate, &hint->best))
		hint->near = candidate;
}

const char *import_did_you_mean(struct import_hint *hint)
{
	if (hint->near)
		snprintf(hint->text, sizeof(hint->text), "; did you mean \"%s\"?", hint->near);
	return hint->text;
}

void import_check_keys(struct import *im, const json_t *table, const char *const *known,
		       const char *what)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)table, key, value)
	{
		struct import_hint hint = IMPORT_HINT(key);
		const char *const *at = known;

		for (; *at && strcmp(*at, key) != 0; at++)
			import_offer(&hint, *at);
		if (!*at)
			import_warn(im, value, "%s has no key \"%s\": it is left out%s", what, key,
				    import_did_you_mean(&hint));
	}
}

/* ---- names and options ------------------------------------------------------------- */

const char *import_name(struct import *im, const json_t *at, const char *name)
{
	const char *known = json_string_value(json_object_get(im->names, name));
	char *made = NULL, *c;

	if (known)
		return known;
	if (asprintf(&made, "%s%.60s", isalpha((unsigned char)*name) ? "" : "t", name) < 0)
		return "out_of_memory";
	for (c = made; *c; c++)
		if (!isalnum((unsigned char)*c) && *c != '-' && *c != '_')
			*c = '_';
	while (json_object_get(im->taken, made)) {
		char *longer = NULL;

		if (asprintf(&longer, "%s_", made) < 0)
			break;
		free(made);
		made = longer;
	}
	if (strcmp(made, name) != 0)
		import_warn(im, at, "\"%s\" is called \"%s\" in the pipeline file", name, made);
	json_object_set_new(im->taken, made, json_true());
	json_object_set_new(im->names, name, json_string(made));
	free(made);
	return json_string_value(json_object_get(im->names, name));
}

void import_quote(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++)
		if (*text == '"' || *text == '\\')
			fprintf(out, "\\%c", *text);
		else if ((unsigned char)*text < ' ' || *text == 0x7f)
			fprintf(out, "\\x%02x", (unsigned char)*text);
		else
			fputc(*text, out);
	fputc('"', out);
}

void import_begin(struct import *im, const char *name, const char *uses)
{
	fprintf(im->out, "  %s:\n  {\n    uses = \"%s\";\n    options:\n    {\n", name, uses);
}

void import_option_text(struct import *im, const char *name, const char *value)
{
	fprintf(im->out, "      %s = ", name);
	import_quote(im->out, value);
	fputs(";\n", im->out);
}

void import_option_number(struct import *im, const char *name, double value)
{
	if (value == floor(value) && value <= INT32_MAX)
		fprintf(im->out, "      %s = %.0f;\n", name, value);
	else if (value == floor(value))
		fprintf(im->out, "      %s = %.0fL;\n", name, value);
	else
		fprintf(im->out, "      %s = %.6f;\n", name, value);
}

void import_end(struct import *im)
{
	fputs("    };\n  };\n", im->out);
}

void import_stage_option(struct import *im, const char *uses, const char *name, json_t *value)
{
	json_t *options = json_object_get(im->stages, uses);

	if (!options) {
		options = json_object();
		json_object_set_new(im->stages, uses, options);
	}
	json_object_set_new(options, name, value);
}

void import_key(struct import *im, const json_t *table, const char *env_key, const char *clear_key,
		const char *variable, const char *whose)
{
	const char *named = env_key ? import_string(im, table, env_key) : NULL;
	const char *clear = import_string(im, table, clear_key);
	char reference[300];

	if (clear)
		import_warn(
			im, import_member(table, clear_key),
			"the key of %s stands here in clear and is not copied: export it as %s, "
			"or write it to a file of yours alone and say key = \"file:/path\"",
			whose, named ? named : variable);
	if (!named && !clear && !variable)
		return;
	snprintf(reference, sizeof(reference), "env:%s", named ? named : variable);
	import_option_text(im, "key", reference);
}
