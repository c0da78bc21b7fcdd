/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What an event of a job looks like on the wire: its type as the event's name, its JSON on one
 * line, its number as the id.  The last one is told as job_completed or job_failed, which say where
 * the result is; who asks for full events gets the finish event itself.
 */
#include "config.h"

#include "stream.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *wire(const char *name, size_t name_length, const char *json, uint64_t sequence,
		  size_t *size)
{
	char *text = NULL, *at, *end;
	int length;

	length = asprintf(&text, "event: %.*s\ndata: %s\nid: %" PRIu64 "\n\n", (int)name_length,
			  name, json, sequence);
	if (length < 0)
		return NULL;
	*size = (size_t)length;
	/* JSON holds no line end but between its members */
	at = text + strlen("event: ") + name_length + strlen("\ndata: ");
	for (end = at + strlen(json); at < end; at++)
		if (*at == '\r' || *at == '\n')
			*at = ' ';
	return text;
}

/* The type, which events begin with; NULL: they are to be parsed. */
static const char *leading_type(const char *json, size_t *length)
{
	static const char start[] = "{\"type\":";

	if (strncmp(json, start, strlen(start)) != 0)
		return NULL;
	json += strlen(start);
	json += *json == ' ';
	if (*json++ != '"')
		return NULL;
	*length = strspn(json, "abcdefghijklmnopqrstuvwxyz_");
	return *length && json[*length] == '"' ? json : NULL;
}

static json_t *completed(const char *job, const char *base_url, uint64_t sequence)
{
	char *result = NULL, *manifest = NULL;
	json_t *object = NULL;

	if (asprintf(&result, "%s/v1/jobs/%s/result", base_url, job) < 0)
		result = NULL;
	if (asprintf(&manifest, "%s/v1/jobs/%s/manifest", base_url, job) < 0)
		manifest = NULL;
	if (result && manifest)
		object = json_pack("{s:s, s:s, s:s, s:s, s:I, s:s, s:s}", "type", "job_completed",
				   "schema_version", "1", "job_id", job, "state", "succeeded",
				   "seq", (json_int_t)sequence, "result_url", result,
				   "manifest_url", manifest);
	free(result);
	free(manifest);
	return object;
}

static json_t *failed(const char *job, json_t *event, uint64_t sequence)
{
	json_t *error = json_object_get(event, "error");
	const char *code = json_string_value(json_object_get(error, "code"));
	const bool canceled = code && strcmp(code, "canceled") == 0;

	return json_pack("{s:s, s:s, s:s, s:s, s:I, s:O}", "type", "job_failed", "schema_version",
			 "1", "job_id", job, "state", canceled ? "canceled" : "failed", "seq",
			 (json_int_t)sequence, "error", error ? error : json_null());
}

/* NULL: the event is told as it is. */
static json_t *terminal(json_t *event, const char *type, const char *job, const char *base_url,
			bool full_events, uint64_t sequence)
{
	if (strcmp(type, "finish") == 0)
		return full_events ? NULL : completed(job, base_url, sequence);
	if (strcmp(type, "error") == 0)
		return failed(job, event, sequence);
	return NULL;
}

static char *last_text(const char *json, uint64_t sequence, const char *job, const char *base_url,
		       bool full_events, size_t *size)
{
	json_t *event = json_loads(json, 0, NULL), *told = NULL;
	const char *type = json_string_value(json_object_get(event, "type"));
	char *data = NULL, *text = NULL;

	if (type)
		told = terminal(event, type, job, base_url, full_events, sequence);
	if (told) {
		type = json_string_value(json_object_get(told, "type"));
		data = json_dumps(told, JSON_COMPACT | JSON_ENSURE_ASCII);
	}
	if (!type)
		type = "message";
	if (!told || data)
		text = wire(type, strlen(type), data ? data : json, sequence, size);
	free(data);
	json_decref(told);
	json_decref(event);
	return text;
}

char *stream_event_text(const char *json, uint64_t sequence, bool last, const char *job,
			const char *base_url, bool full_events, size_t *size)
{
	const char *type = NULL;
	size_t length = 0;

	if (!last)
		type = leading_type(json, &length);
	if (type)
		return wire(type, length, json, sequence, size);
	return last_text(json, sequence, job, base_url, full_events || !last, size);
}
