/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "stages.h"

#include <jansson.h>

dt_status facts_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
		      struct dt_error *err)
{
	const struct dt_file *input = call->host->input(call, 0, NULL);

	if (!input)
		return dt_fail(err, DT_E_BUG, "there is no file to tell facts of");
	*state = xliff_read(DT_TEXT(input, input->path), err);
	*n_pages = 1;
	return *state ? DT_OK : err ? err->status : DT_E_INPUT;
}

/* A job has pages, a file of units has none: one without units stands for all. */
dt_status facts_run(const struct dt_call *call, struct dt_error *err)
{
	struct dt_payload payload = { 0 };
	dt_status status;

	dt_payload_start(&payload, sizeof(struct dt_units));
	status = dt_payload_output(&payload, call, FACTS_OUT_PAGE, err);
	dt_payload_free(&payload);
	return status;
}

static void set(json_t *facts, const char *key, const char *value)
{
	json_t *text = value ? json_string(value) : NULL;

	json_object_set_new(facts, key, text ? text : json_null());
}

static char *facts_text(const struct xliff_file *file)
{
	json_t *facts = json_object();
	size_t translated = 0, bad = 0;
	char *text;

	for (size_t i = 0; i < file->n; i++) {
		translated += file->units[i].target && !file->units[i].problem;
		bad += file->units[i].problem != NULL;
	}
	set(facts, "document", file->original);
	set(facts, "document_sha256", file->digest);
	set(facts, "source_lang", file->asked_lang ? file->asked_lang : file->source_lang);
	set(facts, "target_lang", file->target_lang);
	set(facts, "pages", file->pages);
	set(facts, "use_tags", file->use_tags);
	set(facts, "keep_other_languages", file->keep_other_languages);
	set(facts, "translate_comments", file->translate_comments);
	json_object_set_new(facts, "units", json_integer((json_int_t)file->n));
	json_object_set_new(facts, "units_translated", json_integer((json_int_t)translated));
	json_object_set_new(facts, "units_with_faults", json_integer((json_int_t)bad));
	text = json_dumps(facts, JSON_COMPACT);
	json_decref(facts);
	return text;
}

dt_status facts_end(const struct dt_call *call, struct dt_error *err)
{
	char *text = facts_text(call->state);
	dt_status status;

	if (!text)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the facts");
	status = dt_output_report(call, FACTS_OUT_REPORT, text, strlen(text), err);
	free(text);
	return status;
}

void facts_drop(void *self, void *state)
{
	(void)self;
	xliff_free(state);
}
