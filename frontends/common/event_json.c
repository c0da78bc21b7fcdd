/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "event_json.h"

#include "json_text.h"

static json_t *head(const char *type)
{
	return json_pack("{s:s, s:s, s:s}", "type", type, "schema_version", "1", "event_version",
			 "1");
}

static json_t *summary(const struct dt_event *event)
{
	json_t *json = head("stage_summary"), *stages = json_array();

	for (size_t i = 0; i < event->n_stages; i++)
		json_array_append_new(stages,
				      json_pack("{s:o, s:f}", "name", json_text(event->stages[i]),
						"percent", event->shares[i]));
	json_object_set_new(json, "stages", stages);
	json_object_set_new(json, "part_index", json_integer(0));
	json_object_set_new(json, "total_parts", json_integer(1));
	return json;
}

static json_t *progress(const char *type, const struct dt_event *event)
{
	json_t *json = head(type);
	double part = event->total ? 100.0 * (double)event->done / (double)event->total : 0;

	if (event->kind == DT_EVENT_STAGE_END)
		part = 100;
	/* that all is done is told of no stage; what reads it wants a text */
	json_object_set_new(json, "stage", json_text(event->stage ? event->stage : ""));
	json_object_set_new(json, "stage_progress", json_real(part));
	json_object_set_new(json, "stage_current", json_integer((json_int_t)event->done));
	json_object_set_new(json, "stage_total", json_integer((json_int_t)event->total));
	json_object_set_new(json, "overall_progress", json_real(event->overall));
	json_object_set_new(json, "part_index", json_integer(1));
	json_object_set_new(json, "total_parts", json_integer(1));
	return json;
}

json_t *event_json(const struct dt_event *event)
{
	switch (event->kind) {
	case DT_EVENT_STAGES:
		return summary(event);
	case DT_EVENT_STAGE_START:
		return progress("progress_start", event);
	case DT_EVENT_PROGRESS:
		return progress("progress_update", event);
	case DT_EVENT_STAGE_END:
		return progress("progress_end", event);
	case DT_EVENT_NOTE:
	case DT_EVENT_FINISHED:
	case DT_EVENT_CALL_START:
	case DT_EVENT_CALL_END:
		break;
	}
	return NULL;
}

json_t *event_json_finish(json_t *translation_result)
{
	json_t *json = head("finish");

	json_object_set_new(json, "translation_result", translation_result);
	return json;
}

json_t *event_json_error(const char *code, const char *message, bool retryable)
{
	json_t *json = head("error");

	json_object_set_new(json, "error",
			    json_pack("{s:s, s:o, s:b, s:{}}", "code", code, "message",
				      json_text(message), "retryable", retryable, "details"));
	return json;
}
