/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "validate.h"

#include "../glossary/read.h"

#include <jansson.h>

static void set_text(json_t *object, const char *key, const char *text)
{
	json_t *value = json_string(text);

	/* a name of a file may be no UTF-8 */
	json_object_set_new(object, key, value ? value : json_string("?"));
}

static void set_number(json_t *object, const char *key, uint32_t number)
{
	json_object_set_new(object, key, json_integer(number));
}

/* The name of a file without folder and ending. */
static void set_name(json_t *object, const char *path)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	const char *dot = strrchr(base, '.');
	char name[300];

	snprintf(name, sizeof(name), "%.*s", (int)(dot && dot > base ? dot - base : 280), base);
	set_text(object, "name", name);
}

static json_t *describe(const struct glossary_file *file, const char *error)
{
	static const char *const formats[] = {
		[GLOSSARY_CSV] = "csv", [GLOSSARY_TSV] = "tsv", [GLOSSARY_TBX] = "tbx"
	};
	json_t *object = json_object(), *warnings = json_array();

	set_text(object, "path", file->path);
	set_name(object, file->path);
	set_number(object, "entries", file->terms);
	set_text(object, "format", formats[file->format]);
	set_text(object, "encoding", file->encoding);
	set_number(object, "rows", file->rows);
	set_number(object, "kept_as_is", file->kept);
	set_number(object, "other_languages", file->other_languages);
	set_number(object, "duplicates", file->again);
	set_number(object, "conflicts", file->conflicts);
	set_number(object, "bad_rows", file->bad);
	for (uint32_t i = 0; i < file->remarks.n; i++) {
		json_t *text = json_string(((char **)file->remarks.at)[i]);

		json_array_append_new(warnings, text ? text : json_string("?"));
	}
	json_object_set_new(object, "warnings", warnings);
	if (error)
		set_text(object, "error", error);
	return object;
}

static dt_status read_all(struct glossary_files *files, const char *paths, json_t *list,
			  struct dt_error *err)
{
	for (const char *at = paths; *at;) {
		size_t n = strcspn(at, "\n");
		char *path = strndup(at, n);
		struct dt_error own = { 0 };

		if (!path)
			return dt_fail(err, DT_E_SYSTEM, "out of memory for a path");
		if (n)
			glossary_read(files, path, &own);
		free(path);
		if (own.status && own.status != DT_E_CONFIG)
			return dt_fail(err, own.status, "%s", own.text);
		if (n)
			json_array_append_new(list,
					      describe(glossary_file_at(files, files->list.n - 1),
						       own.status ? own.text : NULL));
		at += n + (at[n] == '\n');
	}
	return DT_OK;
}

dt_status validate_end(const struct dt_call *call, struct dt_error *err)
{
	const char *target = call->host->parameter(call, "target_lang");
	const char *source = call->host->parameter(call, "source_lang");
	struct glossary_files files = { .glossary = glossary_new(source, target) };
	json_t *report = json_object(), *list = json_array();
	char *text = NULL;
	dt_status status;

	json_object_set_new(report, "glossaries", list);
	status = files.glossary ? read_all(&files, dt_parameter(call, "glossary", ""), list, err)
				: DT_E_SYSTEM;
	if (!status)
		text = json_dumps(report, JSON_COMPACT);
	if (text)
		status = dt_output_report(call, 0, text, strlen(text), err);
	else
		status = dt_fail(err, DT_E_SYSTEM, "out of memory for the glossaries");
	free(text);
	json_decref(report);
	glossary_files_free(&files);
	glossary_free(files.glossary);
	return status;
}
