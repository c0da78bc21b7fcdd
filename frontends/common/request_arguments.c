/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A request as the command line of "translate". */
#include "config.h"

#include "request_inside.h"

#include "budget.h"
#include "languages.h"
#include "pages.h"
#include "schema_fault.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_STEPS = 8, MOST_PATH = 160 };

/* ---- reading --------------------------------------------------------------------- */

const json_t *request_value(const json_t *request, const char *path)
{
	char name[MOST_PATH];

	while (request && *path) {
		size_t n = strcspn(path, ".");

		snprintf(name, sizeof(name), "%.*s", (int)n, path);
		request = json_object_get(request, name);
		path += n + (path[n] == '.');
	}
	return json_is_null(request) ? NULL : request;
}

const char *request_text(const json_t *request, const char *path)
{
	const char *text = json_string_value(request_value(request, path));

	return text && *text ? text : NULL;
}

bool request_true(const json_t *request, const char *path)
{
	return json_is_true(request_value(request, path));
}

/* ---- writing ---------------------------------------------------------------------- */

static bool put(struct request_arguments *arguments, size_t at, char *text)
{
	char **list = text ? realloc(arguments->at, (arguments->n + 2) * sizeof(*list)) : NULL;

	if (!list) {
		free(text);
		return false;
	}
	arguments->at = list;
	memmove(list + at + 1, list + at, (arguments->n - at) * sizeof(*list));
	list[at] = text;
	list[++arguments->n] = NULL;
	return true;
}

bool request_arguments_insert(struct request_arguments *arguments, const char *argument)
{
	/* before "--" and the document */
	return put(arguments, arguments->n - 2, strdup(argument));
}

void building_add(struct building *b, const char *format, ...)
{
	va_list args;
	char *text;
	int n;

	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0 || !put(b->out, b->out->n, text))
		b->failed = true;
}

void building_warn(struct building *b, const char *format, ...)
{
	char text[400];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	json_array_append_new(b->out->warnings, json_string(text));
}

void building_fault(struct building *b, const char *path, const char *format, ...)
{
	struct schema_place places[MOST_STEPS] = { { NULL, b->manner->prefix, 0 } };
	char copy[MOST_PATH], message[400], *rest = copy;
	const struct schema *schema = &request_schema;
	size_t n = b->manner->prefix ? 1 : 0;
	va_list args;

	snprintf(copy, sizeof(copy), "%s", path);
	for (char *name; n < MOST_STEPS && (name = strsep(&rest, ".")); n++) {
		const struct schema_member *m = schema ? schema->members : NULL;

		places[n] = (struct schema_place){ n ? &places[n - 1] : NULL, name, 0 };
		while (m && m->name && strcmp(m->name, name) != 0)
			m++;
		schema = m && m->name ? m->schema : NULL;
	}
	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	schema_fault_add(b->faults, &places[n - 1], "value_error", schema,
			 request_value(b->request, path), NULL, "Value error, %s", message);
}

void building_set(struct building *b, const char *node, const char *option, const char *path)
{
	const char *text = request_text(b->request, path);

	if (text && strstr(text, "${"))
		building_fault(b, path, "%s must not name a variable of the environment", path);
	else if (text)
		building_add(b, "--set=%s.%s=%s", node, option, text);
}

void building_set_number(struct building *b, const char *where, const char *path, double factor)
{
	const json_t *value = request_value(b->request, path);

	if (json_is_number(value))
		building_add(b, "--set=%s=%.10g", where, json_number_value(value) * factor);
}

/* ---- tables ------------------------------------------------------------------------ */

enum kind { TEXT, NUMBER, SECONDS, FLAG, YES_NO };

static const struct option_row {
	const char *path;
	enum kind kind;
	const char *option;
} option_rows[] = {
	{ "lang_in", TEXT, "source-lang" },
	{ "lang_out", TEXT, "target-lang" },
	{ "options.pages", TEXT, "pages" },
	{ "options.debug", FLAG, "verbose" },
	{ "options.no_dual", FLAG, "no-dual" },
	{ "options.no_mono", FLAG, "no-mono" },
	{ "options.report_interval", SECONDS, "report-interval" },
	{ "options.pool_max_workers", NUMBER, "workers" },
	{ "options.password", TEXT, "password" },
	{ "options.dual", TEXT, "dual" },
	{ "options.instructions", TEXT, "instructions" },
	{ "options.budget", TEXT, "budget" },
	{ "options.keep_other_languages", YES_NO, "keep-other-languages" },
	{ "options.translate_comments", YES_NO, "translate-comments" },
	{ "options.mirror_tables", YES_NO, "mirror-tables" },
	{ "options.writing_mode", TEXT, "writing-mode" },
	{ "options.use_tags", TEXT, "use-tags" },
	{ "options.page_timeout_seconds", SECONDS, "page-timeout" },
	{ "options.timeout_seconds", SECONDS, "timeout" },
	{ "options.translation_memory.tm_mode", TEXT, "memory" },
	{ "options.translation_memory.tm_scope", TEXT, "memory-scope" },
	{ "options.translation_memory.tm_project_id", TEXT, "project" },
};

static const struct set_row {
	const char *path, *where;
} set_rows[] = {
	{ "options.llm_translation_batch_max_tokens", "segments.batch_tokens" },
	{ "options.llm_translation_batch_max_paragraphs", "segments.batch_segments" },
	{ "options.llm_term_extraction_batch_max_tokens", "terms.batch_tokens" },
};

/* Without a meaning here; told of where they do not say the preset. */
static const struct idle_row {
	const char *path, *preset, *reason;
} idle_rows[] = {
	{ "options.working_dir", "null", "files of a job live where TMPDIR says, and go with it" },
	{ "options.qps", "4", "each translator keeps the pace that its service bears" },
	{ "options.watermark_output_mode", NULL, "there is no watermark, both are the same file" },
	{ "options.ocr_pages", "null", "text of scanned pages is not read" },
	{ "options.ocr_lang_hints", "[]", "text of scanned pages is not read" },
	{ "options.ocr_debug_dump", "false", "text of scanned pages is not read" },
	{ "options.term_pool_max_workers", "null", "batches of terms need no threads" },
	{ "options.llm_term_extraction_batch_max_paragraphs", "null",
	  "batches of terms are bounded by tokens" },
	{ "options.max_pages_per_part", "null", "memory does not grow with the document" },
	{ "options.use_rich_pbar", "true", "there is one form of the progress bar" },
	{ "options.metadata_extra_data", "null", "the document's own metadata stay as they are" },
	{ "options.translation_memory.tm_min_segment_chars", "12",
	  "a match is of the whole text, however short" },
	{ "options.translation_memory.tm_semantic_min_similarity", "0.9",
	  "the scale is that of the pipeline's embedding service" },
	{ "options.translation_memory.tm_embedding_model",
	  "\"sentence-transformers/all-MiniLM-L6-v2\"", "the pipeline names the service" },
};

static void add_option(struct building *b, const struct option_row *row)
{
	const json_t *value = request_value(b->request, row->path);
	const char *text = request_text(b->request, row->path);

	if (!value)
		return;
	switch (row->kind) {
	case TEXT:
		if (text)
			building_add(b, "--%s=%s", row->option, text);
		break;
	case NUMBER:
		building_add(b, "--%s=%.0f", row->option, json_number_value(value));
		break;
	case SECONDS:
		building_add(b, "--%s=%.3fs", row->option, json_number_value(value));
		break;
	case FLAG:
		if (json_is_true(value))
			building_add(b, "--%s", row->option);
		break;
	case YES_NO:
		building_add(b, "--%s=%s", row->option, json_is_true(value) ? "yes" : "no");
		break;
	}
}

static void warn_idle(struct building *b, const struct idle_row *row)
{
	const json_t *value = request_value(b->request, row->path);
	json_t *preset =
		row->preset ? json_loads(row->preset, JSON_DECODE_ANY, NULL) : json_string("both");
	bool same = json_equal((json_t *)value, preset);

	if (json_is_number(value) && json_is_number(preset))
		same = json_number_value(value) == json_number_value(preset);
	/* "both" is the one that is told of; 0 parts is none */
	if (!row->preset)
		same = !same;
	else if (json_is_integer(value) && !json_integer_value(value) && json_is_null(preset))
		same = true;
	if (value && !same)
		building_warn(b, "%s has no effect: %s", row->path, row->reason);
	json_decref(preset);
}

/* ---- what takes a thought --------------------------------------------------------- */

static void check_texts(struct building *b)
{
	const char *pages = request_text(b->request, "options.pages");
	const char *budget = request_text(b->request, "options.budget");
	const char *from = request_text(b->request, "lang_in");
	const char *to = request_text(b->request, "lang_out");
	char why[300];

	if (strcmp(from, "auto") != 0 && !language_check(from, why, sizeof(why)))
		building_fault(b, "lang_in", "%s", why);
	if (!language_check(to, why, sizeof(why)))
		building_fault(b, "lang_out", "%s", why);
	if (pages && !pages_check(pages, why, sizeof(why)))
		building_fault(b, "options.pages", "%s", why);
	if (budget && !budget_check(budget))
		building_fault(
			b, "options.budget",
			"\"%.40s\" is no budget: wanted an amount as 2.50USD or 100000tokens",
			budget);
	if (!b->only_checked && !request_text(b->request, "input_pdf"))
		building_fault(b, "input_pdf", "input_pdf names no document");
}

/* "paper" of "a/paper.pdf" */
static int stem(const char *path, const char **name)
{
	const char *slash = strrchr(path, '/'), *dot;

	*name = slash ? slash + 1 : path;
	dot = strrchr(*name, '.');
	return (int)(dot && dot > *name ? (size_t)(dot - *name) : strlen(*name));
}

static void add_outputs(struct building *b)
{
	const char *folder = b->manner->output_dir ? b->manner->output_dir
						   : request_text(b->request, "options.output_dir");
	const char *input = request_text(b->request, "input_pdf"), *name;
	const char *language = request_text(b->request, "lang_out");
	const char *terms = request_text(b->request, "options.extract_terms");
	bool xliff = request_true(b->request, "options.export_xliff");
	int n = stem(input ? input : "", &name);

	if (folder)
		building_add(b, "--output-dir=%s", folder);
	if (!folder)
		folder = ".";
	if (b->manner->report)
		building_add(b, "--report=%s", b->manner->report);
	if (b->manner->metrics)
		building_add(b, "--metrics-json=%s", b->manner->metrics);
	if (!terms)
		terms = request_true(b->request, "options.auto_extract_glossary") ? "statistics"
										  : "no";
	if (b->untranslated)
		terms = "no";
	building_add(b, "--extract-terms=%s", terms);
	if (strcmp(terms, "no") != 0)
		building_add(b, "--save-auto-extracted-glossary=%s/%.*s.%s.glossary.csv", folder, n,
			     name, language);
	if (xliff)
		building_add(b, "--export-xliff=%s/%.*s.%s.xliff", folder, n, name, language);
	if (!xliff && request_true(b->request, "options.no_mono") &&
	    request_true(b->request, "options.no_dual"))
		building_fault(b, "options.no_mono",
			       "no_mono and no_dual were both given: nothing would be written");
	if (request_true(b->request, "options.no_dual") && request_text(b->request, "options.dual"))
		building_fault(b, "options.dual",
			       "no_dual was given and a form for the dual document, too");
}

static void add_memory(struct building *b)
{
	static const char *const none[] = { "options.translation_memory.tm_import_path",
					    "options.translation_memory.tm_export_path" };
	const char *mode = request_text(b->request, "options.translation_memory.tm_mode");

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		if (request_text(b->request, none[i]))
			building_fault(b, none[i],
				       "%s is not supported in a request: \"doctranslate tm\" "
				       "reads and writes the memory",
				       none[i]);
	if (mode && !strcmp(mode, "fuzzy"))
		building_set_number(b, "segments.memory_threshold",
				    "options.translation_memory.tm_fuzzy_min_score", 0.01);
}

static void add_ocr(struct building *b)
{
	const char *mode = request_text(b->request, "options.ocr_mode");

	if (mode && (!strcmp(mode, "force") || !strcmp(mode, "hybrid")))
		building_fault(b, "options.ocr_mode",
			       "text of scanned pages is not read by this program, mode \"%s\" "
			       "wants it",
			       mode);
	else if (mode && !strcmp(mode, "auto"))
		building_warn(b, "options.ocr_mode: text of scanned pages is not read, such pages "
				 "stay as they are");
}

static void add_glossaries(struct building *b)
{
	const json_t *paths = request_value(b->request, "options.glossary.csv_paths"), *path;
	size_t i;

	building_terms(b);
	json_array_foreach(paths, i, path)
	{
		if (strchr(json_string_value(path), '\n'))
			building_fault(b, "options.glossary.csv_paths",
				       "a path must not have a line break in it");
		else
			building_add(b, "--glossary=%s", json_string_value(path));
	}
}

static void build(struct building *b)
{
	b->untranslated = request_true(b->request, "options.skip_translation") ||
			  request_true(b->request, "options.only_parse_generate_pdf");
	check_texts(b);
	building_add(b, "doctranslate");
	building_add(b, "translate");
	for (size_t i = 0; i < sizeof(option_rows) / sizeof(option_rows[0]); i++)
		add_option(b, &option_rows[i]);
	for (size_t i = 0; i < sizeof(set_rows) / sizeof(set_rows[0]); i++)
		building_set_number(b, set_rows[i].where, set_rows[i].path, 1);
	for (size_t i = 0; i < sizeof(idle_rows) / sizeof(idle_rows[0]); i++)
		warn_idle(b, &idle_rows[i]);
	building_translator(b);
	add_memory(b);
	add_ocr(b);
	add_glossaries(b);
	add_outputs(b);
	building_add(b, "--");
	building_add(b, "%s", json_string_value(request_value(b->request, "input_pdf")));
}

/* Options that are not given are those that say nothing; that is not the same as none. */
static json_t *with_options(const json_t *request)
{
	json_t *copy = json_deep_copy(request);

	if (copy && !request_value(copy, "options"))
		json_object_set_new(copy, "options", json_object());
	if (copy)
		json_decref(schema_check(&request_schema, copy, NULL));
	return copy;
}

static json_t *make(const json_t *request, const struct request_manner *manner, bool only_checked,
		    struct request_arguments *arguments)
{
	json_t *copy = with_options(request);
	struct building b = { copy, manner, arguments, json_array(), false, false, only_checked };

	memset(arguments, 0, sizeof(*arguments));
	arguments->warnings = json_array();
	if (copy && b.faults && arguments->warnings)
		build(&b);
	else
		b.failed = true;
	if (b.failed && !json_array_size(b.faults))
		building_fault(&b, "input_pdf", "there is no memory or no room for files");
	json_decref(copy);
	if (json_array_size(b.faults))
		return b.faults;
	json_decref(b.faults);
	return NULL;
}

json_t *request_arguments(const json_t *request, const struct request_manner *manner,
			  struct request_arguments *arguments)
{
	return make(request, manner, false, arguments);
}

json_t *request_check(const json_t *request, const char *prefix)
{
	const struct request_manner manner = { .foreign = true,
					       .output_dir = ".",
					       .prefix = prefix };
	struct request_arguments arguments;
	json_t *faults = make(request, &manner, true, &arguments);

	request_arguments_free(&arguments);
	return faults;
}
