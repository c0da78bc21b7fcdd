/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_BYTES = 1 << 20 };

static dt_status read_whole(struct settings_file *file, const char *path, struct dt_error *err)
{
	FILE *in = fopen(path, "re");
	size_t n;

	if (!in)
		return dt_fail(err, DT_E_CONFIG, "the file of settings %s cannot be read: %s", path,
			       strerror(errno));
	file->text = malloc(MOST_BYTES + 1);
	n = file->text ? fread(file->text, 1, MOST_BYTES + 1, in) : 0;
	if (!file->text)
		dt_fail(err, DT_E_SYSTEM, "out of memory for %s", path);
	else if (ferror(in))
		dt_fail(err, DT_E_CONFIG, "the file of settings %s cannot be read", path);
	else if (n > MOST_BYTES || memchr(file->text, '\0', n))
		dt_fail(err, DT_E_CONFIG, "%s is no file of settings: wanted lines NAME=value",
			path);
	else
		file->text[n] = '\0';
	file->size = n;
	fclose(in);
	return err->status;
}

static char *trimmed(char *text)
{
	size_t n;

	text += strspn(text, " \t\r");
	for (n = strlen(text); n && strchr(" \t\r", text[n - 1]);)
		text[--n] = '\0';
	return text;
}

/* Quotes around it are no part of it. */
static char *unquoted(char *text)
{
	size_t n = strlen(text);

	if (n < 2 || (*text != '"' && *text != '\'') || text[n - 1] != *text)
		return text;
	text[n - 1] = '\0';
	return text + 1;
}

static bool add(struct settings_file *file, const char *name, const char *value)
{
	struct settings_pair *more = realloc(file->at, (file->n + 1) * sizeof(*more));

	if (!more)
		return false;
	file->at = more;
	more[file->n++] = (struct settings_pair){ name, value };
	return true;
}

dt_status settings_file_read(struct settings_file *file, const char *path,
			     bool (*known)(const char *name), struct dt_error *err)
{
	char *rest, *line, *equals;

	*file = (struct settings_file){ 0 };
	if (read_whole(file, path, err) != DT_OK)
		return err->status;
	rest = file->text;
	for (unsigned number = 1; (line = strsep(&rest, "\n")); number++) {
		line = trimmed(line);
		if (!*line || *line == '#')
			continue;
		equals = strchr(line, '=');
		if (!equals)
			return dt_fail(err, DT_E_CONFIG, "%s:%u: wanted NAME=value", path, number);
		*equals = '\0';
		line = trimmed(line);
		if (!known(line))
			return dt_fail(err, DT_E_CONFIG, "%s:%u: there is no setting \"%.80s\"",
				       path, number, line);
		if (!add(file, line, unquoted(trimmed(equals + 1))))
			return dt_fail(err, DT_E_SYSTEM, "out of memory for %s", path);
	}
	return DT_OK;
}

const char *settings_file_value(const struct settings_file *file, const char *name)
{
	for (size_t i = file->n; i; i--)
		if (!strcasecmp(file->at[i - 1].name, name))
			return file->at[i - 1].value;
	return NULL;
}

void settings_file_free(struct settings_file *file)
{
	if (file->text)
		explicit_bzero(file->text, file->size);
	free(file->text);
	free(file->at);
	*file = (struct settings_file){ 0 };
}
