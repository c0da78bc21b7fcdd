/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "shapes.h"

#define END                                                                                        \
	{                                                                                          \
		NULL, NULL, false, NULL, NULL                                                      \
	}
#define MUST(name, schema)                                                                         \
	{                                                                                          \
		name, &(schema), true, NULL, NULL                                                  \
	}
#define TOLD(name, schema, text)                                                                   \
	{                                                                                          \
		name, &(schema), true, NULL, text                                                  \
	}
#define OBJECT(title, list)                                                                        \
	{                                                                                          \
		.name = title, .type = SCHEMA_OBJECT, .members = list                              \
	}
#define LIST_OF(schema)                                                                            \
	{                                                                                          \
		.type = SCHEMA_ARRAY, .items = &(schema)                                           \
	}

/* ---- simple ones ------------------------------------------------------------------- */

const struct schema shape_text = { .type = SCHEMA_STRING };
const struct schema shape_count = { .type = SCHEMA_INTEGER };
const struct schema shape_switch = { .type = SCHEMA_BOOLEAN };
const struct schema shape_job_id = { .type = SCHEMA_STRING, .least = 1, .most = 64 };
const struct schema shape_object = { .type = SCHEMA_OBJECT, .open = true };
static const struct schema text_or_null = { .type = SCHEMA_STRING, .nullable = true };
static const struct schema count_or_null = { .type = SCHEMA_INTEGER, .nullable = true };
static const struct schema number_or_null = { .type = SCHEMA_NUMBER, .nullable = true };
static const struct schema switch_or_null = { .type = SCHEMA_BOOLEAN, .nullable = true };
static const struct schema moment = { .type = SCHEMA_STRING, .format = "date-time" };
static const struct schema moment_or_null = { .type = SCHEMA_STRING,
					      .format = "date-time",
					      .nullable = true };
static const struct schema address = { .type = SCHEMA_STRING, .format = "uri" };
static const struct schema texts = LIST_OF(shape_text);
static const struct schema objects = LIST_OF(shape_object);

static const char *const version_words[] = { "1", NULL };
static const struct schema version = { .type = SCHEMA_STRING, .choices = version_words };
static const char *const state_words[] = { "queued", "running",	 "succeeded",
					   "failed", "canceled", NULL };
static const struct schema state = { .name = "JobState",
				     .type = SCHEMA_STRING,
				     .choices = state_words };
static const char *const kind_words[] = { "translation", "warmup", NULL };
static const struct schema kind = { .name = "JobKind",
				    .type = SCHEMA_STRING,
				    .choices = kind_words };
static const char *const file_words[] = { "mono_plain_pdf",
					  "mono_watermarked_pdf",
					  "dual_plain_pdf",
					  "dual_watermarked_pdf",
					  "auto_extracted_glossary_csv",
					  "metrics_json",
					  "xliff",
					  NULL };
const struct schema shape_kind_of_file = { .name = "ArtifactKind",
					   .type = SCHEMA_STRING,
					   .choices = file_words };

/* ---- errors ------------------------------------------------------------------------- */

static const char *const code_words[] = { "validation_error",
					  "not_found",
					  "unsupported_configuration",
					  "input_error",
					  "translator_error",
					  "internal_error",
					  "canceled",
					  "open_failed",
					  "not_ready",
					  NULL };
static const struct schema code = { .name = "PublicErrorCode",
				    .type = SCHEMA_STRING,
				    .choices = code_words };
static const struct schema_member error_members[] = { MUST("code", code),
						      MUST("message", shape_text),
						      MUST("retryable", shape_switch),
						      MUST("details", shape_object), END };
static const struct schema error = OBJECT("TranslationErrorPayload", error_members);
static const struct schema error_or_null = { .name = "TranslationErrorPayload",
					     .type = SCHEMA_OBJECT,
					     .nullable = true,
					     .members = error_members };
static const struct schema_member envelope_members[] = {
	TOLD("ok", shape_switch, "false"),
	MUST("schema_version", version),
	TOLD("request_id", text_or_null, "as in the header of the answer"),
	MUST("error", error),
	{ "detail", &objects, false, NULL,
	  "of a 422: each fault with its place, as the replaced program told them" },
	END,
};
const struct schema shape_error = OBJECT("ApiErrorEnvelope", envelope_members);

/* ---- pages --------------------------------------------------------------------------- */

static const struct schema points = { .type = SCHEMA_NUMBER };
static const struct schema_member page_members[] = {
	TOLD("page", shape_count, "counted from 1"),
	TOLD("source", shape_switch, "there is a picture of the source"),
	TOLD("translated", shape_switch, "and of the translation, by now"),
	TOLD("width", points, "1/72 inch"),
	TOLD("height", points, "1/72 inch"),
	END,
};
static const struct schema page = OBJECT("JobPage", page_members);
static const struct schema pages = LIST_OF(page);
static const struct schema_member pages_members[] = {
	MUST("schema_version", version), MUST("job_id", shape_text), MUST("state", state),
	MUST("page_count", shape_count), MUST("pages", pages),	     END,
};
const struct schema shape_pages = OBJECT("JobPagesResponse", pages_members);

/* ---- results ------------------------------------------------------------------------ */

static const struct schema_member descriptor_members[] = {
	MUST("kind", shape_text),
	TOLD("path", shape_text, "below the job, not on the server"),
	MUST("sha256", text_or_null),
	MUST("size_bytes", count_or_null),
	MUST("media_type", text_or_null),
	MUST("schema_version", version),
	END,
};
static const struct schema descriptor = OBJECT("ArtifactDescriptor", descriptor_members);
static const struct schema descriptors = LIST_OF(descriptor);
static const struct schema_member artifacts_members[] = { MUST("items", descriptors), END };
static const struct schema artifacts = OBJECT("ArtifactManifest", artifacts_members);
static const struct schema_member summary_members[] = {
	MUST("original_pdf_path", shape_text),
	MUST("total_seconds", number_or_null),
	MUST("peak_memory_usage_mb", number_or_null),
	MUST("total_valid_character_count", count_or_null),
	MUST("total_valid_text_token_count", count_or_null),
	END,
};
static const struct schema summary = OBJECT("TranslationSummary", summary_members);
static const struct schema_member translation_members[] = { MUST("schema_version", version),
							    MUST("summary", summary),
							    MUST("artifacts", artifacts),
							    MUST("warnings", texts), END };
static const struct schema translation_or_null = { .name = "TranslationResult",
						   .type = SCHEMA_OBJECT,
						   .nullable = true,
						   .open = true,
						   .members = translation_members };

/* ---- events -------------------------------------------------------------------------- */

static const char *const event_words[] = { "stage_summary",
					   "progress_start",
					   "progress_update",
					   "progress_end",
					   "finish",
					   "error",
					   NULL };
static const struct schema event_type = { .type = SCHEMA_STRING, .choices = event_words };
static const struct schema_member event_members[] = { MUST("type", event_type),
						      MUST("schema_version", version),
						      MUST("event_version", version), END };
#define EVENT                                                                                      \
	.name = "ProgressEvent", .type = SCHEMA_OBJECT, .open = true, .members = event_members,    \
	.summary = "of stages: stage, stage_progress, stage_current, stage_total, "                \
		   "overall_progress (0 to 100); finish has translation_result, error has error"
static const struct schema event = { EVENT };
static const struct schema event_or_null = { EVENT, .nullable = true };

/* ---- jobs ---------------------------------------------------------------------------- */

static const struct schema_member created_members[] = { MUST("job_id", shape_text),
							MUST("kind", kind), MUST("state", state),
							MUST("status_url", address), END };
const struct schema shape_created = OBJECT("JobCreateResponse", created_members);

static const struct schema_member status_members[] = {
	MUST("schema_version", version),
	MUST("job_id", shape_text),
	MUST("kind", kind),
	MUST("state", state),
	MUST("created_at", moment),
	MUST("updated_at", moment),
	TOLD("progress", event_or_null, "the last event"),
	TOLD("progress_seq", shape_count, "of the last event, 0: none"),
	MUST("error", error_or_null),
	MUST("message", text_or_null),
	END,
};
const struct schema shape_status = {
	.name = "JobStatusResponse", .type = SCHEMA_OBJECT, .open = true, .members = status_members
};

static const struct schema_member entry_members[] = {
	MUST("schema_version", version),
	MUST("job_id", shape_text),
	MUST("kind", kind),
	MUST("state", state),
	TOLD("name", text_or_null, "of the document, as its sender called it"),
	MUST("lang_in", text_or_null),
	MUST("lang_out", text_or_null),
	MUST("created_at", moment),
	MUST("updated_at", moment),
	MUST("started_at", moment_or_null),
	MUST("finished_at", moment_or_null),
	TOLD("expires_at", moment_or_null, "when it is deleted"),
	MUST("progress", event_or_null),
	MUST("progress_seq", shape_count),
	MUST("error", error_or_null),
	MUST("message", text_or_null),
	MUST("priority", shape_count),
	TOLD("attempt", shape_count, "how often it was begun"),
	END,
};
static const struct schema entry = OBJECT("JobListItem", entry_members);
static const struct schema entries = LIST_OF(entry);
static const struct schema_member list_members[] = {
	MUST("schema_version", version), TOLD("items", entries, "newest first"),
	TOLD("next_cursor", text_or_null, "cursor of the next page, null: this is the last"), END
};
const struct schema shape_list = OBJECT("JobListResponse", list_members);

static const struct schema_member numbered_members[] = { MUST("seq", shape_count),
							 MUST("event", event), END };
static const struct schema numbered = OBJECT("JobEventItem", numbered_members);
static const struct schema numbered_list = LIST_OF(numbered);
static const struct schema_member events_members[] = { MUST("schema_version", version),
						       MUST("job_id", shape_text),
						       MUST("items", numbered_list), END };
const struct schema shape_events = OBJECT("JobEventsResponse", events_members);

static const char *const delivery_words[] = { "waiting", "delivered", "given_up", NULL };
static const struct schema delivery_state = { .type = SCHEMA_STRING, .choices = delivery_words };
static const struct schema_member attempt_members[] = {
	MUST("number", shape_count),
	MUST("at", moment),
	MUST("http_status", count_or_null),
	MUST("error", text_or_null),
	END,
};
static const struct schema attempt = OBJECT("WebhookAttempt", attempt_members);
static const struct schema attempts = LIST_OF(attempt);
static const struct schema_member delivery_members[] = {
	TOLD("delivery_id", shape_text, "webhook-id of every attempt"),
	MUST("state", delivery_state),
	MUST("attempts", shape_count),
	MUST("created_at", moment),
	MUST("next_attempt_at", moment_or_null),
	MUST("delivered_at", moment_or_null),
	MUST("given_up_at", moment_or_null),
	MUST("last_http_status", count_or_null),
	MUST("last_error", text_or_null),
	TOLD("log", attempts, "each attempt, as it ended"),
	END,
};
static const struct schema delivery = OBJECT("WebhookDelivery", delivery_members);
static const struct schema deliveries = LIST_OF(delivery);
static const struct schema_member deliveries_members[] = { MUST("schema_version", version),
							   MUST("job_id", shape_text),
							   MUST("items", deliveries), END };
const struct schema shape_deliveries = OBJECT("JobDeliveriesResponse", deliveries_members);

static const struct schema_member file_members[] = {
	MUST("kind", shape_text),     MUST("download_url", address),	 MUST("path", shape_text),
	MUST("sha256", text_or_null), MUST("size_bytes", count_or_null), END
};
static const struct schema file = OBJECT("JobArtifactItem", file_members);
static const struct schema files = LIST_OF(file);
static const struct schema_member result_members[] = {
	MUST("schema_version", version),
	MUST("job_id", shape_text),
	MUST("kind", kind),
	MUST("state", state),
	MUST("translation_result", translation_or_null),
	MUST("artifacts", files),
	MUST("error", error_or_null),
	END,
};
const struct schema shape_result = OBJECT("JobResultResponse", result_members);

static const struct schema_member item_members[] = {
	MUST("kind", shape_text),
	MUST("download_url", address),
	MUST("path", shape_text),
	MUST("sha256", text_or_null),
	MUST("size_bytes", count_or_null),
	MUST("media_type", text_or_null),
	MUST("filename", shape_text),
	MUST("download_expires_in_seconds", count_or_null),
	END,
};
static const struct schema item = OBJECT("JobManifestItem", item_members);
static const struct schema items = LIST_OF(item);
static const struct schema_member manifest_members[] = { MUST("schema_version", version),
							 MUST("job_id", shape_text),
							 MUST("kind", kind),
							 MUST("state", state),
							 MUST("items", items),
							 END };
const struct schema shape_manifest = OBJECT("JobManifestResponse", manifest_members);

/* ---- tools --------------------------------------------------------------------------- */

static const struct schema_member validated_members[] = {
	MUST("ok", shape_switch),
	MUST("schema_version", version),
	MUST("translation_request_valid", switch_or_null),
	MUST("translator_config_valid", switch_or_null),
	{ "errors", &texts, false, NULL, "what is wrong with the configuration" },
	END,
};
const struct schema shape_validated = OBJECT("ConfigValidateResponse", validated_members);

static const struct schema_member inspected_members[] = {
	MUST("path", shape_text),
	MUST("page_count", shape_count),
	MUST("prior_translated_marker", switch_or_null),
	{ "facts", &shape_object, false, NULL, "what else there is to say of it" },
	END,
};
static const struct schema inspected = OBJECT("InputFileInspection", inspected_members);
static const struct schema inspected_list = LIST_OF(inspected);
static const struct schema_member inspection_members[] = { MUST("schema_version", version),
							   MUST("files", inspected_list), END };
const struct schema shape_inspection = OBJECT("InputInspectionResult", inspection_members);

const struct schema shape_plan = { .name = "PipelinePlan",
				   .type = SCHEMA_OBJECT,
				   .open = true,
				   .summary = "nodes in their order, wires, results, translators" };

static const struct schema_member plugins_members[] = { MUST("schema_version", version),
							MUST("plugins", objects), END };
const struct schema shape_plugins = {
	.name = "PluginList", .type = SCHEMA_OBJECT, .open = true, .members = plugins_members
};

static const struct schema_member translator_members[] = {
	MUST("name", shape_text),
	MUST("summary", shape_text),
	MUST("default", shape_switch),
	TOLD("network", shape_switch, "text goes to another machine"),
	TOLD("costs", shape_switch, "its answers cost money"),
	TOLD("usable", shape_switch, "for these languages, as far as is known here"),
	TOLD("reason", text_or_null, "why it is not usable"),
	END,
};
static const struct schema translator = { .name = "TranslatorEntry",
					  .type = SCHEMA_OBJECT,
					  .open = true,
					  .members = translator_members };
static const struct schema translators = LIST_OF(translator);
static const struct schema_member translators_members[] = { MUST("schema_version", version),
							    MUST("source_lang", shape_text),
							    MUST("target_lang", shape_text),
							    MUST("translators", translators), END };
const struct schema shape_translators = OBJECT("TranslatorList", translators_members);

static const struct schema_member language_members[] = {
	TOLD("code", shape_text, "ISO 639-1"), TOLD("code3", shape_text, "ISO 639-3"),
	TOLD("name", shape_text, "in English"),
	TOLD("vertical", shape_switch, "may be set in columns"), END
};
static const struct schema language = OBJECT("LanguageEntry", language_members);
static const struct schema languages = LIST_OF(language);
static const struct schema_member languages_members[] = { MUST("schema_version", version),
							  MUST("languages", languages), END };
const struct schema shape_languages = OBJECT("LanguageList", languages_members);
