/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Scalars of [doctranslate] that are no options of a translator: what has become of each. */
#include "config.h"

#include "import.h"

#include <stdint.h>
#include <string.h>

/* Options of the command line now: they are of a run, not of a pipeline. */
static const struct moved {
	const char *key, *option;
} moved[] = {
	{ "lang_in", "--source-lang" },
	{ "lang_out", "--target-lang" },
	{ "pages", "--pages" },
	{ "output", "--output-dir" },
	{ "no_dual", "--no-dual" },
	{ "no_mono", "--no-mono" },
	{ "use_alternating_pages_dual", "--dual alternating" },
	{ "report_interval", "--report-interval" },
	{ "pool_max_workers", "--workers" },
	{ "metrics_json_path", "--metrics-json" },
	{ "output_format", "--output-format" },
	{ "emit_progress_json", "--emit-progress-json" },
	{ "glossary_files", "--glossary, once for each file" },
	{ "debug", "--verbose" },
	{ "auto_extract_glossary", "--extract-terms" },
	{ "save_auto_extracted_glossary", "--save-auto-extracted-glossary" },
	{ "validate_translators", "translators --check NAME" },
	{ "tm_mode", "--memory" },
	{ "tm_scope", "--memory-scope" },
	{ "tm_project_id", "--project" },
	{ "ignore_cache", "--no-memory" },
	{ "tm_import_path", "tm import" },
	{ "tm_export_path", "tm export" },
	{ "skip_translation", "--translator echo" },
	{ "only_parse_generate_pdf", "--translator echo" },
	{ "show_char_box", "debug-layout" },
	{ "request_json", "--request-json" },
	{ "custom_system_prompt",
	  "--instructions, which models get besides the program's own prompt" },
};

/* Without a counterpart; NULL: for the reason of those behind it. */
static const struct gone {
	const char *key, *reason;
} gone[] = {
	{ "qps", "each translator keeps the pace that its service bears, within its rpm, tpm and "
		 "max_in_flight" },
	{ "min_text_length", "a text is left alone by named rules, not by its length" },
	{ "metrics_output", "metrics are always in the report, and are written with "
			    "--metrics-json" },
	{ "working_dir", "files of a job live where TMPDIR says, and go when it is over" },
	{ "tm_semantic_min_similarity", NULL },
	{ "tm_embedding_model", "vectors come from a service: embedding_model, embedding_url and "
				"memory_semantic_from of route.segments" },
	{ "tm_min_segment_chars", "a match has to be of the whole text, however short" },
	{ "enable_json_mode_if_requested", "the form of replies is asked for as strictly as the "
					   "service can" },
	{ "term_pool_max_workers", "batches of terms need no threads" },
	{ "add_formula_placehold_hint", NULL },
	{ "disable_same_text_fallback", "what a model is told, and how its answers are checked, is "
					"decided by the program" },
	{ "formular_font_pattern", NULL },
	{ "formular_char_pattern", NULL },
	{ "split_short_lines", NULL },
	{ "short_line_split_factor", NULL },
	{ "translate_table_text", NULL },
	{ "figure_table_protection_threshold", NULL },
	{ "skip_formula_offset_calculation", NULL },
	{ "remove_non_formula_lines", NULL },
	{ "non_formula_line_iou_threshold", NULL },
	{ "merge_alternating_line_numbers", NULL },
	{ "rpc_doclayout", NULL },
	{ "rpc_doclayout2", NULL },
	{ "rpc_doclayout3", NULL },
	{ "rpc_doclayout4", NULL },
	{ "rpc_doclayout5", NULL },
	{ "rpc_doclayout6", NULL },
	{ "rpc_doclayout7", "layout is analysed here, by rules without thresholds to set" },
	{ "disable_graphic_element_process", NULL },
	{ "skip_form_render", NULL },
	{ "skip_curve_render", NULL },
	{ "disable_rich_text_translate", "pages are edited in place: drawings and styles stay" },
	{ "skip_clean", NULL },
	{ "dual_translate_first", NULL },
	{ "watermark_output_mode", NULL },
	{ "metadata_extra_data", NULL },
	{ "only_include_translated_page", NULL },
	{ "primary_font_family", "the form of the results has no such choice; see translate "
				 "--help" },
	{ "max_pages_per_part", NULL },
	{ "enable_process_pool", "pages stream through: memory does not grow with the document" },
	{ "ocr_mode", NULL },
	{ "ocr_pages", NULL },
	{ "ocr_lang", NULL },
	{ "ocr_debug", NULL },
	{ "skip_scanned_detection", NULL },
	{ "ocr_workaround", NULL },
	{ "auto_enable_ocr_workaround", "scanned pages are not read by this program yet" },
	{ "openai", "it had no effect" },
};

/* Read elsewhere. */
static const char *const known[] = { "translator",
				     "routing_profile",
				     "term_extraction_profile",
				     "routing_strategy",
				     "profiles",
				     "providers",
				     "local",
				     "openai_model",
				     "openai_base_url",
				     "openai_api_key",
				     "tm_fuzzy_min_score",
				     "openai_reasoning",
				     "openai_term_extraction_model",
				     "openai_term_extraction_base_url",
				     "openai_term_extraction_api_key",
				     "openai_term_extraction_reasoning",
				     "no_send_temperature",
				     "send_dashscope_header" };

struct looking {
	struct import_hint hint;
	char near[64]; /* a key of [doctranslate.local] with its prefix */
	bool found;
};

static void see_local(void *ctx, const char *name)
{
	struct looking *looking = ctx;
	const char *before = looking->hint.near;
	char key[64];

	snprintf(key, sizeof(key), "local_%s", name);
	looking->found |= !strcmp(key, looking->hint.word);
	import_offer(&looking->hint, key);
	if (looking->hint.near == before)
		return;
	snprintf(looking->near, sizeof(looking->near), "%s", key);
	looking->hint.near = looking->near;
}

/* One that is read elsewhere.  The hint has seen all that there is. */
static bool is_known(struct looking *looking)
{
	const char *word = looking->hint.word;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		looking->found |= !strcmp(known[i], word);
		import_offer(&looking->hint, known[i]);
	}
	for (size_t i = 0; i < sizeof(moved) / sizeof(moved[0]); i++)
		import_offer(&looking->hint, moved[i].key);
	for (size_t i = 0; i < sizeof(gone) / sizeof(gone[0]); i++)
		import_offer(&looking->hint, gone[i].key);
	import_each_local(see_local, looking);
	return looking->found;
}

/* Said as its default, it needs no word: "false", "" and nothing. */
static bool says_nothing(const json_t *value)
{
	return json_is_false(value) || (json_is_string(value) && !json_string_length(value)) ||
	       (json_is_array(value) && !json_array_size(value));
}

static bool tell_moved(struct import *im, const char *key, const json_t *at)
{
	for (size_t i = 0; i < sizeof(moved) / sizeof(moved[0]); i++)
		if (!strcmp(moved[i].key, key)) {
			if (says_nothing(json_object_get(at, "value")))
				return true;
			import_warn(im, at,
				    "\"%s\" is of a run, not of a pipeline: it is said on the "
				    "command line, %s",
				    key, moved[i].option);
			return true;
		}
	return false;
}

static bool tell_gone(struct import *im, const char *key, const json_t *at)
{
	size_t n = sizeof(gone) / sizeof(gone[0]);

	for (size_t i = 0; i < n; i++) {
		size_t reason = i;

		if (strcmp(gone[i].key, key) != 0)
			continue;
		if (says_nothing(json_object_get(at, "value")))
			return true;
		while (!gone[reason].reason)
			reason++;
		import_warn(im, at, "\"%s\" has no counterpart because %s", key,
			    gone[reason].reason);
		return true;
	}
	return false;
}

/* From percent to a share. */
static void import_threshold(struct import *im)
{
	double score;

	if (!import_number(im, im->root, "tm_fuzzy_min_score", &score))
		return;
	if (score < 50 || score > 100)
		import_error(im, import_member(im->root, "tm_fuzzy_min_score"),
			     "tm_fuzzy_min_score must lie in 50..100");
	import_stage_option(im, "route.segments", "memory_threshold", json_real(score / 100));
}

void import_keys(struct import *im)
{
	const char *key;
	json_t *at;

	import_threshold(im);

	json_object_foreach((json_t *)(uintptr_t)im->root, key, at)
	{
		struct looking looking = { .hint = IMPORT_HINT(key) };

		if (!is_known(&looking) && !tell_moved(im, key, at) && !tell_gone(im, key, at))
			import_warn(im, at, "\"%s\" is not known: it is left out%s", key,
				    import_did_you_mean(&looking.hint));
	}
}

void import_outside(struct import *im, const json_t *top)
{
	const char *key;
	json_t *at;

	json_object_foreach((json_t *)(uintptr_t)top, key, at)
	{
		struct import_hint hint = IMPORT_HINT(key);

		if (!strcmp(key, "doctranslate"))
			continue;
		import_offer(&hint, "doctranslate");
		if (!strcmp(key, "profiles"))
			import_warn(im, at,
				    "\"profiles\" has no counterpart because options of a run are "
				    "said on the command line; providers and their profiles stand "
				    "in [doctranslate.profiles]");
		else
			import_warn(im, at,
				    "\"%s\" stands outside of [doctranslate]: it is left out%s",
				    key, import_did_you_mean(&hint));
	}
}
