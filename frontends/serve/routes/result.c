/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "result.h"

#include "json_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *text(const json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* ---- what is told of paths --------------------------------------------------------- */

static void hide_artifact(json_t *item)
{
	const char *path = text(item, "path");
	char shown[600];

	if (!strchr(path, '/') || !strncmp(path, "output/", 7))
		return;
	snprintf(shown, sizeof(shown), "output/%s", base_name(path));
	json_object_set_new(item, "path", json_text(shown));
}

/* A document that came as an upload has the name that its sender gave it; one that was named by a
 * path of this machine is told by that path, which the client knows. */
static const char *input_name(const struct job *job)
{
	const char *asked = text(job->request, "input_pdf");

	if (*asked == '/' && !strstr(asked, job->id))
		return asked;
	return job->name ? job->name : "input.pdf";
}

void result_hide_paths(const struct job *job, json_t *value)
{
	json_t *inner = json_object_get(value, "translation_result"), *item;
	size_t i;

	if (json_is_object(inner))
		value = inner;
	json_array_foreach(json_object_get(json_object_get(value, "artifacts"), "items"), i, item)
		hide_artifact(item);
	value = json_object_get(value, "summary");
	if (json_is_string(json_object_get(value, "original_pdf_path")))
		json_object_set_new(value, "original_pdf_path", json_text(input_name(job)));
}

char *result_event_text(const struct job *job, const char *event)
{
	json_t *json;
	char *told;

	if (!strstr(event, "\"translation_result\""))
		return NULL;
	json = json_loads(event, 0, NULL);
	result_hide_paths(job, json);
	told = json ? json_dumps(json, JSON_COMPACT) : NULL;
	json_decref(json);
	return told;
}

void result_hide_report_paths(const struct job *job, json_t *report)
{
	const char *pipeline = text(report, "pipeline");
	json_t *item;
	size_t i;

	json_object_set_new(report, "input", json_text(input_name(job)));
	if (*pipeline)
		json_object_set_new(report, "pipeline", json_text(base_name(pipeline)));
	json_object_del(json_object_get(report, "parameters"), "previews");
	json_array_foreach(json_object_get(report, "artifacts"), i, item) hide_artifact(item);
}

/* ---- artifacts ----------------------------------------------------------------------- */

/* Kinds that the contract lists for one file: a document without a watermark is what a client gets
 * who asks for the other one. */
static const struct {
	const char *kind, *also;
} twins[] = {
	{ "mono_plain_pdf", "mono_watermarked_pdf" },
	{ "mono_watermarked_pdf", "mono_plain_pdf" },
	{ "dual_plain_pdf", "dual_watermarked_pdf" },
	{ "dual_watermarked_pdf", "dual_plain_pdf" },
};

const json_t *result_artifact(const json_t *items, const char *kind)
{
	json_t *item;
	size_t i;

	json_array_foreach(items, i, item) if (!strcmp(text(item, "kind"), kind)) return item;
	return NULL;
}

static void add_twins(json_t *items)
{
	size_t n = json_array_size(items);

	for (size_t i = 0; i < n; i++) {
		json_t *item = json_array_get(items, i), *twin;

		for (size_t k = 0; k < sizeof(twins) / sizeof(twins[0]); k++) {
			if (strcmp(text(item, "kind"), twins[k].kind) != 0 ||
			    result_artifact(items, twins[k].also))
				continue;
			twin = json_copy(item);
			json_object_set_new(twin, "kind", json_string(twins[k].also));
			json_array_append_new(items, twin);
		}
	}
}

json_t *result_artifacts(const struct job *job)
{
	json_t *items = json_array(), *from, *item;
	size_t i;

	json_array_foreach(json_object_get(json_object_get(job->result, "artifacts"), "items"), i,
			   from)
	{
		item = json_copy(from);
		/* the engine's name of the result, before it had one of the contract */
		if (!strcmp(text(item, "kind"), "terms"))
			json_object_set_new(item, "kind",
					    json_string("auto_extracted_glossary_csv"));
		hide_artifact(item);
		json_array_append_new(items, item);
	}
	add_twins(items);
	return items;
}

char *result_file(const char *folder, const json_t *item)
{
	const char *name = base_name(text(item, "path"));
	char *path = NULL;

	if (!*name || !strcmp(name, ".") || !strcmp(name, "..") ||
	    asprintf(&path, "%s/output/%s", folder, name) < 0)
		return NULL;
	return path;
}

/* Length of the name that the service gives to an upload; 0: it is none. */
static size_t own_name(const char *stored)
{
	static const char *const names[] = { "document", "input" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t n = strlen(names[i]);

		if (!strncmp(stored, names[i], n) && stored[n] == '.')
			return n;
	}
	return 0;
}

char *result_download_name(const struct job *job, const json_t *item)
{
	const char *stored = base_name(text(item, "path")), *end;
	size_t stem, own = own_name(stored);
	char *name = NULL;

	if (!job->name || !*job->name || !own)
		return strdup(stored);
	end = strrchr(job->name, '.');
	stem = end && end != job->name ? (size_t)(end - job->name) : strlen(job->name);
	if (asprintf(&name, "%.*s%s", (int)stem, job->name, stored + own) < 0)
		return NULL;
	return name;
}
