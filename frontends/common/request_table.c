/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a client may ask for, as tables.  Presets are those of the replaced program. */
#include "config.h"

#include "request.h"

#include <stdint.h>

enum { LONGEST_TEXT = 4096, LONGEST_WORDS = 20000, MOST_FILES = 64, MOST_TERMS = 20000 };

/* ---- kinds of values ---------------------------------------------------------- */

static const struct schema flag = { .type = SCHEMA_BOOLEAN };
static const struct schema maybe_flag = { .type = SCHEMA_BOOLEAN, .nullable = true };
static const struct schema text = { .type = SCHEMA_STRING, .most = LONGEST_TEXT };
static const struct schema some_text = { .type = SCHEMA_STRING, .least = 1, .most = LONGEST_TEXT };
static const struct schema maybe_text = { .type = SCHEMA_STRING,
					  .nullable = true,
					  .most = LONGEST_TEXT };
static const struct schema words = { .type = SCHEMA_STRING,
				     .nullable = true,
				     .most = LONGEST_WORDS };
static const struct schema secret = {
	.type = SCHEMA_STRING, .nullable = true, .secret = true, .most = LONGEST_TEXT
};
static const struct schema address = {
	.type = SCHEMA_STRING, .nullable = true, .format = "uri", .most = LONGEST_TEXT
};
static const struct schema language = { .type = SCHEMA_STRING, .least = 1, .most = 64 };
static const struct schema paths = { .type = SCHEMA_ARRAY,
				     .items = &some_text,
				     .most = MOST_FILES };
static const struct schema hints = { .type = SCHEMA_ARRAY, .items = &language, .most = MOST_FILES };
static const struct schema rate = { .type = SCHEMA_INTEGER, .min = 1, .max = 100000 };
static const struct schema count = { .type = SCHEMA_INTEGER, .min = 0, .max = 1000000 };
static const struct schema maybe_count = {
	.type = SCHEMA_INTEGER, .nullable = true, .min = 0, .max = 1000000
};
static const struct schema workers = {
	.type = SCHEMA_INTEGER, .nullable = true, .min = 0, .max = 256
};
static const struct schema batch_tokens = {
	.type = SCHEMA_INTEGER, .nullable = true, .min = 16, .max = 1000000
};
static const struct schema batch_items = {
	.type = SCHEMA_INTEGER, .nullable = true, .min = 1, .max = 10000
};
static const struct schema tries = {
	.type = SCHEMA_INTEGER, .nullable = true, .min = 0, .max = 100
};
static const struct schema flight = {
	.type = SCHEMA_INTEGER, .nullable = true, .min = 1, .max = 4096
};
static const struct schema per_minute = {
	.type = SCHEMA_INTEGER, .nullable = true, .min = 0, .max = 1e9
};
static const struct schema patience = {
	.type = SCHEMA_NUMBER, .nullable = true, .min = 0.1, .max = 3600
};
static const struct schema limit = {
	.type = SCHEMA_NUMBER, .nullable = true, .min = 0, .max = 604800
};
static const struct schema page_limit = {
	.type = SCHEMA_NUMBER, .nullable = true, .min = 0, .max = 86400
};
static const struct schema interval = { .type = SCHEMA_NUMBER, .min = 0, .max = 60 };
static const struct schema percent = { .type = SCHEMA_NUMBER, .min = 50, .max = 100 };
static const struct schema fraction = { .type = SCHEMA_NUMBER, .min = 0, .max = 1 };
static const struct schema heat = { .type = SCHEMA_NUMBER, .nullable = true, .min = 0, .max = 2 };
static const struct schema window = {
	.type = SCHEMA_INTEGER, .nullable = true, .min = 1024, .max = 10000000
};

#define CHOICE(name, ...)                                                                          \
	static const char *const name##_choices[] = { __VA_ARGS__, NULL };                         \
	static const struct schema name = { .type = SCHEMA_STRING, .choices = name##_choices }
#define MAYBE_CHOICE(name, ...)                                                                    \
	static const char *const name##_choices[] = { __VA_ARGS__, NULL };                         \
	static const struct schema name = { .type = SCHEMA_STRING,                                 \
					    .nullable = true,                                      \
					    .choices = name##_choices }
#define END                                                                                        \
	{                                                                                          \
		NULL, NULL, false, NULL, NULL                                                      \
	}

CHOICE(version, "1");
CHOICE(mode, "openai", "router", "local");
CHOICE(watermark, "watermarked", "no_watermark", "both");
CHOICE(ocr_mode, "off", "auto", "force", "hybrid");
CHOICE(memory_mode, "off", "exact", "normalized", "fuzzy", "semantic");
CHOICE(memory_scope, "document", "project", "global");
MAYBE_CHOICE(dual, "side-by-side", "alternating");
MAYBE_CHOICE(terms_mode, "no", "statistics", "model");
MAYBE_CHOICE(writing_mode, "source", "horizontal", "vertical");
MAYBE_CHOICE(use_tags, "auto", "never");
MAYBE_CHOICE(strategy, "failover", "round_robin", "least_loaded", "cost_aware");
MAYBE_CHOICE(metrics_output, "log", "json", "both");
MAYBE_CHOICE(backend, "ollama", "vllm", "llama-cpp", "openai-compatible", "openai_compatible");
CHOICE(validated_mode, "router", "local");

/* ---- the translator ------------------------------------------------------------ */

static const struct schema_member openai_members[] = {
	{ "model", &some_text, false, "\"gpt-4o-mini\"", "model that is asked" },
	{ "base_url", &address, false, "null", "address of the service, else OpenAI's" },
	{ "api_key", &secret, false, "null",
	  "key; null: that of the server, when no base_url is given" },
	{ "enable_json_mode_if_requested", &flag, false, "false",
	  "no effect: the form of replies is always asked for as strictly as the service can" },
	{ "send_dashscope_header", &flag, false, "false", "not supported in a request" },
	{ "send_temperature", &flag, false, "true", "false: the service's own" },
	{ "reasoning", &maybe_text, false, "null",
	  "how long the model reasons: low, medium, high" },
	{ "term_model", &maybe_text, false, "null",
	  "no effect: terms are asked of the same translator" },
	{ "term_base_url", &address, false, "null", "as term_model" },
	{ "term_api_key", &secret, false, "null", "as term_model" },
	{ "term_reasoning", &maybe_text, false, "null", "as term_model" },
	END,
};
static const struct schema openai = { .name = "OpenAIRequestArgs",
				      .type = SCHEMA_OBJECT,
				      .nullable = true,
				      .members = openai_members };

static const struct schema_member router_members[] = {
	{ "routing_profile", &maybe_text, false, NULL, "profile that translates" },
	{ "term_extraction_profile", &maybe_text, false, NULL, "profile that is asked for terms" },
	{ "routing_strategy", &strategy, false, NULL, "of the routing_profile" },
	{ "metrics_output", &metrics_output, false, NULL,
	  "log, json or both; json wants metrics_json_path" },
	{ "metrics_json_path", &maybe_text, false, NULL, "file for what translators have used" },
	END,
};
static const struct schema router = { .name = "RouterOverrides",
				      .type = SCHEMA_OBJECT,
				      .nullable = true,
				      .open = true,
				      .members = router_members };

static const struct schema_member local_members[] = {
	{ "local_backend", &backend, false, NULL, "kind of server; ollama when not given" },
	{ "local_model", &maybe_text, false, NULL, "model that is asked" },
	{ "local_base_url", &address, false, NULL, "address of the server" },
	{ "local_term_model", &maybe_text, false, NULL,
	  "no effect: terms are asked of the same translator" },
	{ "local_term_base_url", &address, false, NULL, "as local_term_model" },
	{ "local_api_key", &secret, false, NULL, "key, where the server wants one" },
	{ "local_timeout_seconds", &patience, false, NULL, "time for one request" },
	{ "local_max_retries", &tries, false, NULL, "how often a request is sent again" },
	{ "local_context_window", &window, false, NULL,
	  "most tokens of prompt and reply; of Ollama" },
	{ "local_translation_batch_tokens", &batch_tokens, false, NULL, "tokens of one request" },
	{ "local_translation_batch_paragraphs", &batch_items, false, NULL, "texts of one request" },
	{ "local_term_batch_tokens", &batch_tokens, false, NULL, "tokens of a request for terms" },
	{ "local_term_batch_paragraphs", &batch_items, false, NULL,
	  "no effect: local_term_batch_tokens bounds such requests" },
	END,
};
static const struct schema local = { .name = "LocalTranslatorArgs",
				     .type = SCHEMA_OBJECT,
				     .nullable = true,
				     .open = true,
				     .members = local_members };

static const struct schema_member settings_members[] = {
	{ "model", &maybe_text, false, NULL, "model that is asked" },
	{ "base_url", &address, false, NULL, "address of the service" },
	{ "api_key", &secret, false, NULL, "key; null: that of the server" },
	{ "temperature", &heat, false, NULL, "of models" },
	{ "timeout_seconds", &patience, false, NULL, "time for one request" },
	{ "max_retries", &tries, false, NULL, "how often a request is sent again" },
	{ "max_in_flight", &flight, false, NULL, "requests at once" },
	{ "rpm", &per_minute, false, NULL, "requests a minute, 0: no bound" },
	{ "tpm", &per_minute, false, NULL, "tokens a minute, 0: no bound" },
	END,
};
static const struct schema settings = {
	.name = "TranslatorSettings",
	.type = SCHEMA_OBJECT,
	.nullable = true,
	.members = settings_members,
	.summary = "options of the translator of that name; one that it does not have is a fault",
};

static const struct schema_member translator_members[] = {
	{ "mode", &mode, false, "\"openai\"", "how a translator is chosen when there is no name" },
	{ "config_path", &maybe_text, false, "null",
	  "file with providers and profiles: a pipeline file, or the TOML of the replaced program" },
	{ "ignore_cache", &flag, false, "false", "take nothing from the translation memory" },
	{ "openai", &openai, false, "null", "of mode openai" },
	{ "cli_router_overrides", &router, false, "null", "of mode router" },
	{ "local_cli", &local, false, "null", "of mode local" },
	{ "name", &maybe_text, false, "null",
	  "translator of the pipeline, as GET /v1/translators names them; mode counts no more then" },
	{ "settings", &settings, false, "null", "of the translator of that name" },
	END,
};
const struct schema request_translator_schema = { .name = "TranslatorRequestConfig",
						  .type = SCHEMA_OBJECT,
						  .members = translator_members };

/* ---- glossary and memory ---------------------------------------------------------- */

static const struct schema_member entry_members[] = {
	{ "source", &some_text, true, NULL, "term in the document's language" },
	{ "target", &some_text, true, NULL, "what it becomes" },
	{ "target_language", &maybe_text, false, "null",
	  "language that the entry is for; null: any" },
	END,
};
static const struct schema entry = { .name = "GlossaryEntrySpec",
				     .type = SCHEMA_OBJECT,
				     .members = entry_members };
static const struct schema entries = { .type = SCHEMA_ARRAY, .items = &entry, .most = MOST_TERMS };

static const struct schema_member glossary_members[] = {
	{ "csv_paths", &paths, false, "[]",
	  "CSV, TSV or TBX files; the first that has a term wins" },
	{ "inline_name", &text, false, "\"inline_glossary\"", "name of the entries below" },
	{ "inline_entries", &entries, false, "[]", "terms" },
	END,
};
static const struct schema glossary = {
	.name = "GlossarySpec", .type = SCHEMA_OBJECT, .nullable = true, .members = glossary_members
};

static const struct schema_member memory_members[] = {
	{ "tm_mode", &memory_mode, false, "\"off\"", "which earlier answers are taken" },
	{ "tm_scope", &memory_scope, false, "\"document\"", "whose answers are taken" },
	{ "tm_min_segment_chars", &count, false, "12",
	  "no effect: a match is of the whole text, however short" },
	{ "tm_fuzzy_min_score", &percent, false, "92.0",
	  "least likeness, in percent, of mode fuzzy" },
	{ "tm_semantic_min_similarity", &fraction, false, "0.9",
	  "no effect: the scale is that of the pipeline's embedding service" },
	{ "tm_project_id", &text, false, "\"\"", "project that answers belong to" },
	{ "tm_embedding_model", &text, false, "\"sentence-transformers/all-MiniLM-L6-v2\"",
	  "no effect: the pipeline names the embedding service" },
	{ "tm_import_path", &maybe_text, false, "null", "not supported in a request" },
	{ "tm_export_path", &maybe_text, false, "null", "not supported in a request" },
	END,
};
static const struct schema memory = { .name = "TranslationMemorySpec",
				      .type = SCHEMA_OBJECT,
				      .nullable = true,
				      .members = memory_members };

/* ---- options -------------------------------------------------------------------------- */

static const struct schema_member option_members[] = {
	{ "pages", &maybe_text, false, "null", "set of pages, as \"1,3-5,7-\"; null: all" },
	{ "output_dir", &maybe_text, false, "null", "folder for results; the service has its own" },
	{ "working_dir", &maybe_text, false, "null",
	  "no effect: nothing is left of a job's files" },
	{ "debug", &flag, false, "false", "log what is done" },
	{ "no_dual", &flag, false, "false", "not the document with both languages" },
	{ "no_mono", &flag, false, "false", "not the document with the translation alone" },
	{ "qps", &rate, false, "4",
	  "no effect: each translator keeps the pace that its service bears; see settings" },
	{ "report_interval", &interval, false, "0.1", "least seconds between updates of a stage" },
	{ "watermark_output_mode", &watermark, false, "\"watermarked\"",
	  "there is no watermark: all three give the same file" },
	{ "glossary", &glossary, false, "null", NULL },
	{ "translation_memory", &memory, false, "null", NULL },
	{ "ocr_mode", &ocr_mode, false, "\"off\"",
	  "force and hybrid are not supported; with auto scanned pages stay as they are" },
	{ "ocr_pages", &maybe_text, false, "null", "no effect without OCR" },
	{ "ocr_lang_hints", &hints, false, "[]", "no effect without OCR" },
	{ "ocr_debug_dump", &flag, false, "false", "no effect without OCR" },
	{ "auto_extract_glossary", &flag, false, "true",
	  "find the document's terms first, by counting; extract_terms says more" },
	{ "skip_translation", &flag, false, "false", "lay the document out again, untranslated" },
	{ "only_parse_generate_pdf", &flag, false, "false", "as skip_translation" },
	{ "pool_max_workers", &workers, false, "null", "threads; null: one a core" },
	{ "term_pool_max_workers", &workers, false, "null", "no effect: terms need no threads" },
	{ "llm_translation_batch_max_tokens", &batch_tokens, false, "null", "of one request" },
	{ "llm_translation_batch_max_paragraphs", &batch_items, false, "null",
	  "texts of one request" },
	{ "llm_term_extraction_batch_max_tokens", &batch_tokens, false, "null",
	  "of one request for terms" },
	{ "llm_term_extraction_batch_max_paragraphs", &batch_items, false, "null",
	  "no effect: tokens bound such requests" },
	{ "max_pages_per_part", &maybe_count, false, "null",
	  "no effect: memory does not grow with the document" },
	{ "use_rich_pbar", &flag, false, "true", "no effect" },
	{ "metadata_extra_data", &maybe_text, false, "null", "no effect" },
	/* more than the replaced program had */
	{ "password", &secret, false, "null", "of an encrypted document" },
	{ "dual", &dual, false, "null", "how both languages stand; null: side-by-side" },
	{ "extract_terms", &terms_mode, false, "null",
	  "by counting or by a model that reads the document; goes before auto_extract_glossary" },
	{ "instructions", &words, false, "null", "what a model is told besides" },
	{ "budget", &maybe_text, false, "null",
	  "stop before it is passed, as \"2.50USD\" or \"100000tokens\"" },
	{ "keep_other_languages", &maybe_flag, false, "null",
	  "leave text of a third language; null: yes" },
	{ "translate_comments", &maybe_flag, false, "null", "those of code listings; null: no" },
	{ "mirror_tables", &maybe_flag, false, "null",
	  "turn columns round where text runs the other way; null: no" },
	{ "writing_mode", &writing_mode, false, "null", "of Japanese, Chinese, Korean" },
	{ "use_tags", &use_tags, false, "null", "the structure of tagged documents; null: auto" },
	{ "export_xliff", &flag, false, "false", "also write XLIFF 2.1" },
	{ "page_timeout_seconds", &page_limit, false, "null",
	  "for one page; null: the pipeline's" },
	{ "timeout_seconds", &limit, false, "null", "for the document; null: the pipeline's" },
	END,
};
const struct schema request_options_schema = { .name = "TranslationOptions",
					       .type = SCHEMA_OBJECT,
					       .nullable = true,
					       .members = option_members };

static const struct schema_member request_members[] = {
	{ "schema_version", &version, false, "\"1\"", NULL },
	{ "input_pdf", &text, true, NULL, "path of the document; \"\" when it comes otherwise" },
	{ "lang_in", &language, false, "\"en\"", "language of the document, BCP 47, or auto" },
	{ "lang_out", &language, false, "\"zh\"", "language to translate into, BCP 47" },
	{ "translator", &request_translator_schema, false, "{}", NULL },
	{ "options", &request_options_schema, false, "null", NULL },
	END,
};
const struct schema request_schema = { .name = "TranslationRequest",
				       .type = SCHEMA_OBJECT,
				       .members = request_members };

/* ---- around it ---------------------------------------------------------------------------- */

static const struct schema webhook_address = {
	.type = SCHEMA_STRING, .least = 1, .most = 2048, .format = "uri"
};
static const struct schema_member webhook_members[] = {
	{ "url", &webhook_address, true, NULL, "where the end of the job is told" },
	{ "secret", &secret, false, "null", "key of the signature, plain or whsec_..." },
	{ "secret_env", &maybe_text, false, "null", "variable of the server that has it" },
	END,
};
const struct schema request_webhook_schema = {
	.name = "WebhookConfig", .type = SCHEMA_OBJECT, .nullable = true, .members = webhook_members
};

static const struct schema base64 = { .type = SCHEMA_STRING, .nullable = true, .format = "byte" };
static const struct schema priority = { .type = SCHEMA_INTEGER, .min = -10, .max = 10 };
static const struct schema_member job_members[] = {
	{ "translation_request", &request_schema, true, NULL, NULL },
	{ "input_pdf_base64", &base64, false, "null", "the document; null: input_pdf is a path" },
	{ "webhook", &request_webhook_schema, false, "null", NULL },
	{ "priority", &priority, false, "0", "jobs of a higher one are taken first" },
	END,
};
const struct schema request_job_schema = { .name = "JobCreateJsonRequest",
					   .type = SCHEMA_OBJECT,
					   .members = job_members };

static const struct schema maybe_request = { .name = "TranslationRequest",
					     .type = SCHEMA_OBJECT,
					     .nullable = true,
					     .members = request_members };
static const struct schema_member validated_members[] = {
	{ "mode", &validated_mode, true, NULL, NULL },
	{ "config_path", &some_text, true, NULL, "pipeline file, or TOML of the replaced program" },
	{ "routing_profile", &maybe_text, false, "null", NULL },
	{ "term_extraction_profile", &maybe_text, false, "null", NULL },
	{ "routing_strategy", &maybe_text, false, "null", NULL },
	{ "metrics_output", &maybe_text, false, "null", NULL },
	{ "metrics_json_path", &maybe_text, false, "null", NULL },
	{ "local_cli", &local, false, "null", NULL },
	END,
};
static const struct schema validated = { .name = "TranslatorConfigValidate",
					 .type = SCHEMA_OBJECT,
					 .nullable = true,
					 .members = validated_members };
static const struct schema_member validate_members[] = {
	{ "translation_request", &maybe_request, false, "null", NULL },
	{ "translator_config", &validated, false, "null", NULL },
	END,
};
const struct schema request_config_validate_schema = {
	.name = "ConfigValidateRequest",
	.type = SCHEMA_OBJECT,
	.members = validate_members,
	.summary = "at least one of both",
};

static const struct schema inspected = {
	.type = SCHEMA_ARRAY, .items = &some_text, .least = 1, .most = 200
};
static const struct schema_member inspect_members[] = {
	{ "paths", &inspected, true, NULL, "documents" },
	END,
};
const struct schema request_inspect_schema = { .name = "InspectRequest",
					       .type = SCHEMA_OBJECT,
					       .members = inspect_members };
