/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "log_line.h"
#include "redact.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *level_name(enum log_level level)
{
	static const char *const names[] = { "debug", "info", "warning", "error" };

	return names[level];
}

/* The value as a text, without quotes; false: there is none, the field is left out. */
static bool field_text(struct text *to, const struct log_form *form, const struct log_field *field)
{
	size_t n;

	if (!field->text)
		return false;
	n = field->n == SIZE_MAX ? strlen(field->text) : field->n;
	if (field->kind == LOG_KIND_WORD)
		text_add(to, field->text, n);
	else if (redact_name(field->name, strlen(field->name)))
		text_adds(to, REDACTED);
	else
		redact_add(to, field->text, n, form->redact);
	return true;
}

static bool field_json(struct text *to, const struct log_form *form, const struct log_field *field)
{
	json_t *shown;
	char *dump;

	if (!field->json)
		return false;
	if (redact_name(field->name, strlen(field->name))) {
		text_adds(to, "\"" REDACTED "\"");
		return true;
	}
	shown = log_redacted_json(field->json, form->redact);
	dump = json_dumps(shown, JSON_COMPACT | JSON_ENCODE_ANY);
	json_decref(shown);
	text_adds(to, dump ? dump : "null");
	free(dump);
	return true;
}

/* Numbers and what is JSON already. */
static bool field_plain(struct text *to, const struct log_form *form, const struct log_field *field)
{
	switch (field->kind) {
	case LOG_KIND_NUMBER:
		text_addf(to, "%" PRId64, field->number);
		return true;
	case LOG_KIND_REAL:
		text_add_real(to, field->real);
		return true;
	case LOG_KIND_BOOL:
		text_adds(to, field->number ? "true" : "false");
		return true;
	case LOG_KIND_JSON:
		return field_json(to, form, field);
	default:
		return false;
	}
}

static void json_line(struct text *line, const struct log_form *form, int64_t at,
		      enum log_level level, const char *event, const struct log_field *fields)
{
	struct text value = { 0 };

	text_adds(line, "{\"ts\":\"");
	text_add_time(line, at);
	text_addf(line, "\",\"level\":\"%s\",\"event\":", level_name(level));
	text_add_json(line, event, strlen(event));
	text_adds(line, ",\"service\":");
	text_add_json(line, form->service, strlen(form->service));
	for (const struct log_field *field = fields; field->kind != LOG_KIND_END; field++) {
		bool is_text = field->kind == LOG_KIND_TEXT || field->kind == LOG_KIND_WORD;

		value.n = 0;
		if (is_text ? !field_text(&value, form, field) : !field_plain(&value, form, field))
			continue;
		text_add(line, ",", 1);
		text_add_json(line, field->name, strlen(field->name));
		text_add(line, ":", 1);
		if (is_text)
			text_add_json(line, value.at, value.n);
		else
			text_add(line, value.at, value.n);
	}
	text_adds(line, "}\n");
	line->failed = line->failed || value.failed;
	text_finish(&value);
}

/* Can it stand on a terminal as it is? */
static bool is_simple(const char *at, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)at[i] <= ' ' || (unsigned char)at[i] >= 0x7f || at[i] == '"' ||
		    at[i] == '\\' || at[i] == '=')
			return false;
	return n > 0;
}

static void console_line(struct text *line, const struct log_form *form, int64_t at,
			 enum log_level level, const char *event, const struct log_field *fields)
{
	static const char *const names[] = { "DEBUG  ", "INFO   ", "WARNING", "ERROR  " };
	struct text value = { 0 };

	text_add_time(line, at);
	text_addf(line, " %s %s", names[level], event);
	for (const struct log_field *field = fields; field->kind != LOG_KIND_END; field++) {
		bool is_text = field->kind == LOG_KIND_TEXT || field->kind == LOG_KIND_WORD;

		value.n = 0;
		if (is_text ? !field_text(&value, form, field) : !field_plain(&value, form, field))
			continue;
		text_addf(line, " %s=", field->name);
		if (is_text && !is_simple(value.at, value.n))
			text_add_json(line, value.at, value.n);
		else
			text_add(line, value.at, value.n);
	}
	text_add(line, "\n", 1);
	line->failed = line->failed || value.failed;
	text_finish(&value);
}

void log_line_make(struct text *line, const struct log_form *form, int64_t at, enum log_level level,
		   const char *event, const struct log_field *fields)
{
	if (form->json)
		json_line(line, form, at, level, event, fields);
	else
		console_line(line, form, at, level, event, fields);
}
