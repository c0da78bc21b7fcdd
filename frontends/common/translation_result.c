/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "translation_result.h"

#include "digest.h"
#include "json_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_WARNINGS = 100 };

const char *artifact_kind(const char *result)
{
	if (!strcmp(result, "mono"))
		return "mono_plain_pdf";
	if (!strcmp(result, "dual"))
		return "dual_plain_pdf";
	if (!strcmp(result, "terms"))
		return "auto_extracted_glossary_csv";
	return result;
}

const char *media_type(const char *path)
{
	static const struct {
		const char *end, *type;
	} types[] = {
		{ ".pdf", "application/pdf" },
		{ ".json", "application/json" },
		{ ".markdown", "text/markdown" },
		{ ".text", "text/plain" },
		{ ".csv", "text/csv" },
		{ ".xliff", "application/xliff+xml" },
		{ ".xlf", "application/xliff+xml" },
	};
	size_t n = strlen(path);

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		size_t m = strlen(types[i].end);

		if (n > m && !strcmp(path + n - m, types[i].end))
			return types[i].type;
	}
	return "application/octet-stream";
}

static const char *text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

/* A value of the report under another name; null when it has none. */
static void copy(json_t *to, const char *name, const json_t *from, const char *key)
{
	json_t *value = json_object_get(from, key);

	json_object_set(to, name, value ? value : json_null());
}

static json_t *absolute(const char *path)
{
	char *real = realpath(path, NULL);
	json_t *json = json_text(real ? real : path);

	free(real);
	return json;
}

static json_t *artifact(const json_t *from)
{
	json_t *item = json_object();
	const char *path = text(from, "path");

	json_object_set_new(item, "kind", json_text(artifact_kind(text(from, "name"))));
	json_object_set_new(item, "path", *path ? absolute(path) : json_text(text(from, "key")));
	copy(item, "sha256", from, "sha256");
	copy(item, "size_bytes", from, "bytes");
	json_object_set_new(item, "media_type", json_text(media_type(text(from, "key"))));
	json_object_set_new(item, "schema_version", json_string("1"));
	return item;
}

json_t *report_warnings(const json_t *report)
{
	json_t *list = json_array(), *note;
	char line[700];
	size_t i, more = 0;

	json_array_foreach(json_object_get(report, "notes"), i, note)
	{
		const json_t *page = json_object_get(note, "page");

		if (!strcmp(text(note, "level"), "info"))
			continue;
		if (json_array_size(list) == MOST_WARNINGS) {
			more++;
			continue;
		}
		if (json_is_integer(page))
			snprintf(line, sizeof(line), "page %" JSON_INTEGER_FORMAT ": %s",
				 json_integer_value(page), text(note, "text"));
		else
			snprintf(line, sizeof(line), "%s", text(note, "text"));
		json_array_append_new(list, json_text(line));
	}
	if (more) {
		snprintf(line, sizeof(line), "and %zu more; the report has them all", more);
		json_array_append_new(list, json_text(line));
	}
	return list;
}

json_t *translation_result(const char *input, const json_t *report)
{
	json_t *result = json_object(), *summary = json_object(), *items = json_array(), *from;
	const json_t *peak =
		json_object_get(json_object_get(report, "resources"), "peak_rss_bytes");
	size_t i;

	json_object_set_new(result, "schema_version", json_string("1"));
	json_object_set_new(summary, "original_pdf_path", absolute(input));
	copy(summary, "total_seconds", report, "elapsed_s");
	json_object_set_new(summary, "peak_memory_usage_mb",
			    json_is_integer(peak)
				    ? json_real((double)json_integer_value(peak) / (1 << 20))
				    : json_null());
	json_object_set_new(summary, "total_valid_character_count", json_null());
	json_object_set_new(summary, "total_valid_text_token_count", json_null());
	json_object_set_new(result, "summary", summary);
	json_array_foreach(json_object_get(report, "artifacts"), i, from)
		json_array_append_new(items, artifact(from));
	json_object_set_new(result, "artifacts", json_pack("{s:o}", "items", items));
	json_object_set_new(result, "warnings", report_warnings(report));
	return result;
}

static const struct twin {
	const char *plain, *watermarked;
} twins[] = {
	{ "mono_plain_pdf", "mono_watermarked_pdf" },
	{ "dual_plain_pdf", "dual_watermarked_pdf" },
};

json_t *artifacts_public(const json_t *translation_result)
{
	const json_t *from =
		json_object_get(json_object_get(translation_result, "artifacts"), "items");
	json_t *list = json_array(), *item;
	size_t i;

	json_array_foreach(from, i, item)
	{
		json_array_append(list, item);
		for (size_t k = 0; k < sizeof(twins) / sizeof(twins[0]); k++) {
			json_t *copy;

			if (strcmp(text(item, "kind"), twins[k].plain) != 0)
				continue;
			copy = json_copy(item);
			json_object_set_new(copy, "kind", json_string(twins[k].watermarked));
			json_array_append_new(list, copy);
		}
	}
	return list;
}

json_t *artifact_of_file(const char *kind, const char *path)
{
	char sum[DIGEST_TEXT], block[16384];
	struct digest *digest = NULL;
	json_t *item = NULL;
	FILE *file = fopen(path, "re");
	json_int_t size = 0;
	size_t n;

	if (file)
		digest = digest_new();
	while (digest && (n = fread(block, 1, sizeof(block), file)) > 0) {
		digest_add(digest, block, n);
		size += (json_int_t)n;
	}
	if (digest) {
		digest_end(digest, sum);
		item = json_pack("{s:s, s:o, s:s, s:I, s:s, s:s}", "kind", kind, "path",
				 absolute(path), "sha256", sum, "size_bytes", size, "media_type",
				 media_type(path), "schema_version", "1");
	}
	if (file)
		fclose(file);
	return item;
}
