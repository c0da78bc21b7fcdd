/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "schema_fault.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_FAULTS = 50, MOST_TEXT = 200, MOST_ITEMS = 20, MOST_DEPTH = 4, MOST_SCHEMA_DEPTH = 16 };

static const char hidden[] = "**********";

bool schema_faults_full(const json_t *faults)
{
	return json_array_size(faults) >= MOST_FAULTS;
}

/* A member that nobody knows may be a secret whose name was written wrongly. */
static bool sounds_secret(const char *name)
{
	static const char *const words[] = { "key",	 "secret", "token", "passw",
					     "authoriz", "cred",   "bearer" };

	for (size_t i = 0; name && i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasestr(name, words[i]))
			return true;
	return false;
}

/* What stands in the place of an object that has a secret may be that secret. */
static bool has_secret(const struct schema *schema, int depth)
{
	if (!schema || depth > MOST_SCHEMA_DEPTH)
		return false;
	if (schema->secret || has_secret(schema->items, depth + 1))
		return true;
	for (const struct schema_member *m = schema->members; m && m->name; m++)
		if (has_secret(m->schema, depth + 1))
			return true;
	return false;
}

static const struct schema *schema_of(const struct schema *schema, const char *name)
{
	for (const struct schema_member *m = schema ? schema->members : NULL; m && m->name; m++)
		if (!strcmp(m->name, name))
			return m->schema;
	return NULL;
}

/* The first bytes that are whole characters. */
static json_t *beginning(const char *text, size_t size)
{
	static const char more[] = "\xe2\x80\xa6";
	char part[MOST_TEXT + sizeof(more)];
	size_t n = size < MOST_TEXT ? size : MOST_TEXT;

	while (n && n < size && ((unsigned char)text[n] & 0xc0) == 0x80)
		n--;
	memcpy(part, text, n);
	memcpy(part + n, more, sizeof(more));
	return json_string(part);
}

static json_t *quoted(const struct schema *schema, const char *name, const json_t *value,
		      int depth);

static json_t *quoted_object(const struct schema *schema, json_t *value, int depth)
{
	json_t *copy = json_object(), *member;
	const char *name;
	size_t n = 0;

	json_object_foreach(value, name, member)
	{
		if (n++ == MOST_ITEMS)
			break;
		json_object_set_new(copy, name,
				    quoted(schema_of(schema, name), name, member, depth + 1));
	}
	return copy;
}

static json_t *quoted_array(const struct schema *schema, const json_t *value, int depth)
{
	json_t *copy = json_array();
	const struct schema *items = schema ? schema->items : NULL;

	for (size_t i = 0; i < json_array_size(value) && i < MOST_ITEMS; i++)
		json_array_append_new(copy,
				      quoted(items, NULL, json_array_get(value, i), depth + 1));
	return copy;
}

static json_t *quoted(const struct schema *schema, const char *name, const json_t *value, int depth)
{
	bool container = json_is_object(value) || json_is_array(value);

	if (depth > MOST_DEPTH)
		return json_null();
	if (schema ? schema->secret || (!container && has_secret(schema, 0)) : sounds_secret(name))
		return json_is_null(value) ? json_null() : json_string(hidden);
	if (json_is_object(value))
		return quoted_object(schema, (json_t *)value, depth);
	if (json_is_array(value))
		return quoted_array(schema, value, depth);
	if (json_is_string(value) && json_string_length(value) > MOST_TEXT)
		return beginning(json_string_value(value), json_string_length(value));
	return json_copy((json_t *)value);
}

static void add_place(json_t *list, const struct schema_place *place)
{
	if (!place)
		return;
	add_place(list, place->above);
	if (!place->name)
		json_array_append_new(list, json_integer((json_int_t)place->index));
	else if (strlen(place->name) > MOST_TEXT)
		json_array_append_new(list, beginning(place->name, strlen(place->name)));
	else
		json_array_append_new(list, json_string(place->name));
}

void schema_fault_add(json_t *faults, const struct schema_place *place, const char *type,
		      const struct schema *schema, const json_t *input, json_t *context,
		      const char *format, ...)
{
	json_t *fault = json_object(), *list = json_array();
	char message[400];
	va_list args;

	if (schema_faults_full(faults) || !fault || !list) {
		json_decref(fault);
		json_decref(list);
		json_decref(context);
		return;
	}
	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	add_place(list, place);
	json_object_set_new(fault, "type", json_string(type));
	json_object_set_new(fault, "loc", list);
	json_object_set_new(fault, "msg", json_string(message));
	json_object_set_new(fault, "input", quoted(schema, place ? place->name : NULL, input, 0));
	if (context)
		json_object_set_new(fault, "ctx", context);
	json_array_append_new(faults, fault);
}

/* Where a value came from, as callers of schema_check name it. */
static bool is_prefix(const char *name)
{
	static const char *const prefixes[] = { "body", "query", "path", "header",
						"translation_request" };

	for (size_t i = 0; name && i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (!strcmp(prefixes[i], name))
			return true;
	return false;
}

/* "options.glossary.inline_entries[2].source" */
static void print_place(FILE *out, const json_t *list)
{
	const json_t *step;
	size_t i, n = 0;

	json_array_foreach(list, i, step)
	{
		if (i == 0 && json_array_size(list) > 1 && is_prefix(json_string_value(step)))
			continue;
		if (json_is_integer(step))
			fprintf(out, "[%" JSON_INTEGER_FORMAT "]", json_integer_value(step));
		else
			fprintf(out, "%s%s", n ? "." : "", json_string_value(step));
		n++;
	}
}

static bool is_clear_alone(const char *type)
{
	return !strcmp(type, "missing") || !strcmp(type, "extra_forbidden") ||
	       !strcmp(type, "value_error");
}

char *schema_sentence(const json_t *faults)
{
	static const char made[] = "Value error, ";
	const json_t *fault = json_array_get(faults, 0), *input = json_object_get(fault, "input");
	const char *message = json_string_value(json_object_get(fault, "msg"));
	const char *type = json_string_value(json_object_get(fault, "type"));
	char *text = NULL, *found;
	size_t size;
	FILE *out;

	if (!message || !type)
		return NULL;
	out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	print_place(out, json_object_get(fault, "loc"));
	if (!strncmp(message, made, strlen(made)))
		message += strlen(made);
	fprintf(out, ": %c%s", tolower((unsigned char)message[0]), message + 1);
	found = is_clear_alone(type) ? NULL : json_dumps(input, JSON_ENCODE_ANY | JSON_COMPACT);
	if (found && strlen(found) <= 80)
		fprintf(out, ", found %s", found);
	free(found);
	if (json_array_size(faults) > 1)
		fprintf(out, " (and %zu more)", json_array_size(faults) - 1);
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}
