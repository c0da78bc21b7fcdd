/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows as one JSON object a line: ours, and those of the program that came before. */
#include "config.h"

#include "stages.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_LINE = 8 << 20 };

static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static char *copy_of(const json_t *object, const char *key)
{
	const char *text = text_of(object, key);

	return text && *text ? strdup(text) : NULL;
}

/* "{v12}" at at: its length and number; 0: it is none. */
static size_t placeholder(const char *at, uint32_t *number)
{
	char *end;
	unsigned long n;

	if (at[0] != '{' || (at[1] | 32) != 'v' || at[2] < '0' || at[2] > '9')
		return 0;
	n = strtoul(at + 2, &end, 10);
	if (*end != '}' || !n || n > 1000000)
		return 0;
	*number = (uint32_t)n;
	return (size_t)(end + 1 - at);
}

/* "<style id='3'>" at at. */
static size_t style(const char *at, uint32_t *number)
{
	static const char begin[] = "<style id='";
	char *end;
	unsigned long n;

	if (strncmp(at, begin, sizeof(begin) - 1) != 0)
		return 0;
	n = strtoul(at + sizeof(begin) - 1, &end, 10);
	if (strncmp(end, "'>", 2) != 0 || !n || n > 1000000)
		return 0;
	*number = (uint32_t)n;
	return (size_t)(end + 2 - at);
}

/* The old program's text, which is not escaped. */
static void add_old(struct text *out, const char *at)
{
	uint32_t number;
	size_t n;

	while (*at) {
		if ((n = placeholder(at, &number))) {
			markup_add_object(out, number);
		} else if ((n = style(at, &number))) {
			markup_add_open(out, number);
		} else if (!strncmp(at, "</style>", 8)) {
			markup_add_close(out);
			n = 8;
		} else {
			n = 1 + strcspn(at + 1, "{<");
			markup_add_text(out, at, n);
		}
		at += n;
	}
}

static void set_lang(char room[36], const char *a, const char *b)
{
	snprintf(room, 36, "%.35s", a ? a : b ? b : "");
}

static void read_row(const json_t *object, struct exchange_row *row)
{
	const char *old_source = text_of(object, "source_text_raw");
	const char *old_target = text_of(object, "target_text");

	set_lang(row->source_lang, text_of(object, "source_lang"), text_of(object, "lang_in"));
	set_lang(row->target_lang, text_of(object, "target_lang"), text_of(object, "lang_out"));
	snprintf(row->origin, sizeof(row->origin), "%.15s", "ndjson");
	if (old_source && old_target) {
		/* engine and parameters of another program: a row of any route */
		add_old(&row->source, old_source);
		add_old(&row->target, old_target);
		row->project = copy_of(object, "project_scope");
		return;
	}
	if (text_of(object, "source"))
		text_add_string(&row->source, text_of(object, "source"));
	if (text_of(object, "target"))
		text_add_string(&row->target, text_of(object, "target"));
	row->route = copy_of(object, "route");
	row->glossary = copy_of(object, "glossary");
	row->project = copy_of(object, "project");
	row->document = copy_of(object, "document");
	if (text_of(object, "origin"))
		snprintf(row->origin, sizeof(row->origin), "%.15s", text_of(object, "origin"));
	row->flags = json_is_true(json_object_get(object, "plain")) ? MEMORY_PLAIN : 0;
	row->created = json_integer_value(json_object_get(object, "created"));
	row->used = json_integer_value(json_object_get(object, "used"));
	row->hits = json_integer_value(json_object_get(object, "hits"));
}

dt_status ndjson_read(struct importer *importer, FILE *file, const char *path, struct dt_error *err)
{
	char *line = NULL;
	size_t room = 0;
	unsigned long number = 0;
	ssize_t n;

	while (err->status == DT_OK && (n = getline(&line, &room, file)) >= 0) {
		struct exchange_row row = { 0 };
		json_error_t why;
		json_t *object;

		number++;
		if (n > MAX_LINE || strspn(line, " \t\r\n") == (size_t)n)
			continue;
		object = json_loadb(line, (size_t)n, JSON_REJECT_DUPLICATES, &why);
		if (!json_is_object(object)) {
			dt_fail(err, DT_E_INPUT, "%.300s:%lu: no JSON object: %.100s", path, number,
				object ? "another value" : why.text);
		} else {
			read_row(object, &row);
			importer_add(importer, &row);
		}
		exchange_row_clear(&row);
		json_decref(object);
	}
	if (ferror(file))
		dt_fail(err, DT_E_SYSTEM, "%.300s cannot be read to its end", path);
	free(line);
	return err->status;
}
