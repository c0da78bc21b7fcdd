/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "outcome.h"

#include "json_text.h"
#include "status.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void outcome_keep(struct outcome_copy *copy, const struct job_outcome *outcome)
{
	copy->state = outcome->state;
	copy->code = outcome->code ? strdup(outcome->code) : NULL;
	copy->message = outcome->message ? strdup(outcome->message) : NULL;
	copy->retryable = outcome->retryable;
	copy->details = outcome->details ? json_deep_copy(outcome->details) : NULL;
	copy->result = outcome->result ? json_deep_copy(outcome->result) : NULL;
}

void outcome_drop(struct outcome_copy *copy)
{
	free(copy->code);
	free(copy->message);
	json_decref(copy->details);
	json_decref(copy->result);
	*copy = (struct outcome_copy){ 0 };
}

/* What clients may read; anything else a child says is a fault of ours. */
static const char *public_code(const char *code)
{
	static const char *const codes[] = {
		"validation_error", "not_found", "unsupported_configuration", "input_error",
		"internal_error",   "canceled",	 "translator_error",	      "open_failed"
	};

	for (size_t i = 0; code && i < sizeof codes / sizeof *codes; i++)
		if (!strcmp(codes[i], code))
			return codes[i];
	return "internal_error";
}

static json_t *payload(const char *code, const char *message, bool retryable, json_t *details)
{
	return json_pack("{s:s, s:o, s:b, s:o}", "code", code, "message", json_text(message),
			 "retryable", (int)retryable, "details", details ? details : json_object());
}

static json_t *of_child(const struct outcome_copy *outcome)
{
	bool foreign = outcome->state == DT_RECORD_CANCELLED;
	const char *message = outcome->message;

	if (foreign) /* nobody here has asked it to */
		message = "the process of the job was told to end from outside of the service";
	else if (!message || !*message)
		message = "the job has failed without saying why";
	return payload(foreign ? "internal_error" : public_code(outcome->code), message,
		       outcome->retryable || foreign,
		       json_is_object(outcome->details) ? json_incref(outcome->details) : NULL);
}

static json_t *error_of(const struct ending_of *of, enum job_cause cause,
			const struct outcome_copy *outcome)
{
	char text[128];

	switch (cause) {
	case CAUSE_CANCEL:
		return payload("canceled", "the job was cancelled", false, NULL);
	case CAUSE_TIMEOUT:
		snprintf(text, sizeof text,
			 "the job has run for %g seconds, and no job may run longer",
			 of->timeout_s);
		return payload("internal_error", text, true,
			       json_pack("{s:f}", "timeout_seconds", of->timeout_s));
	case CAUSE_ATTEMPTS:
		snprintf(text, sizeof text,
			 "the server has ended %u times while the job ran, it is not tried again",
			 of->attempts);
		return payload("internal_error", text, true,
			       json_pack("{s:i}", "attempts", (int)of->attempts));
	case CAUSE_SECRETS:
		return payload("internal_error",
			       "the keys that came with the request cannot be read any more: the "
			       "server's secret key is another one",
			       false, json_pack("{s:s}", "reason", "secret_key"));
	case CAUSE_START:
		return payload(public_code(outcome->code),
			       outcome->message ? outcome->message
						: "the process of the job cannot be started",
			       outcome->retryable, json_pack("{s:s}", "reason", "not_started"));
	case CAUSE_NONE:
	case CAUSE_HAND_BACK:
	case CAUSE_LOST:
		break;
	}
	return of_child(outcome);
}

/* "/data/jobs/ID/output/a.pdf" is "output/a.pdf": who reads it learns nothing of the server. */
static void within(json_t *object, const char *key, const char *folder)
{
	const char *path = json_string_value(json_object_get(object, key));
	size_t n = folder ? strlen(folder) : 0;

	if (path && n && !strncmp(path, folder, n) && path[n] == '/')
		json_object_set_new(object, key, json_text(path + n + 1));
}

static void result_within(json_t *result, const char *folder)
{
	json_t *items = json_object_get(json_object_get(result, "artifacts"), "items"), *item;
	size_t i;

	within(json_object_get(result, "summary"), "original_pdf_path", folder);
	json_array_foreach(items, i, item) within(item, "path", folder);
}

static char *event_text(const char *type, const char *key, json_t *value)
{
	json_t *event = json_pack("{s:s, s:s, s:s, s:O}", "type", type, "schema_version", "1",
				  "event_version", "1", key, value);
	char *text = event ? json_dumps(event, JSON_COMPACT) : NULL;

	json_decref(event);
	return text;
}

static bool make_failure(struct ending *ending, const struct ending_of *of, enum job_cause cause,
			 const struct outcome_copy *outcome)
{
	json_t *error = error_of(of, cause, outcome);

	ending->state = cause == CAUSE_CANCEL ? DT_RECORD_CANCELLED : DT_RECORD_FAILED;
	ending->message = cause == CAUSE_CANCEL ? "canceled" : NULL;
	ending->category = cause == CAUSE_CANCEL ? "canceled"
			   : cause == CAUSE_TIMEOUT
				   ? "timeout"
				   : public_code(json_string_value(json_object_get(error, "code")));
	if (error) {
		ending->error = json_dumps(error, JSON_COMPACT);
		ending->event = event_text("error", "error", error);
	}
	json_decref(error);
	return ending->error && ending->event;
}

bool ending_make(struct ending *ending, const struct ending_of *of, enum job_cause cause,
		 struct outcome_copy *outcome)
{
	bool theirs = cause == CAUSE_NONE || cause == CAUSE_HAND_BACK;

	*ending = (struct ending){ .category = "none" };
	if (!theirs || outcome->state != DT_RECORD_SUCCEEDED) {
		if (make_failure(ending, of, cause, outcome))
			return true;
		ending_drop(ending);
		return false;
	}
	ending->state = DT_RECORD_SUCCEEDED;
	if (!outcome->result) {
		ending->message = "done";
		return true;
	}
	result_within(outcome->result, of->folder);
	ending->result = json_dumps(outcome->result, JSON_COMPACT);
	ending->event = event_text("finish", "translation_result", outcome->result);
	if (ending->result && ending->event)
		return true;
	ending_drop(ending);
	return false;
}

void ending_drop(struct ending *ending)
{
	free(ending->error);
	free(ending->result);
	free(ending->event);
	*ending = (struct ending){ 0 };
}

char *terminal_body(const char *id, const char *kind, const struct ending *ending,
		    uint64_t sequence, const char *base_url)
{
	const char *base = base_url ? base_url : "";
	int n = (int)strlen(base);
	json_t *error = ending->error ? json_loads(ending->error, 0, NULL) : json_null();
	json_t *body;
	char manifest[2048], result[2048], *text;

	while (n && base[n - 1] == '/')
		n--;
	snprintf(manifest, sizeof manifest, "%.*s/v1/jobs/%s/manifest", n, base, id);
	snprintf(result, sizeof result, "%.*s/v1/jobs/%s/result", n, base, id);
	body = json_pack("{s:o, s:s, s:s, s:s, s:s, s:s, s:I, s:s, s:s}", "error", error, "job_id",
			 id, "kind", kind, "manifest_url", manifest, "result_url", result,
			 "schema_version", "1", "seq", (json_int_t)sequence, "state",
			 state_name(ending->state), "type", "job.terminal");
	text = body ? json_dumps(body, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
	json_decref(body);
	return text;
}
