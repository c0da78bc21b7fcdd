/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "terms.h"

#include "../glossary/extract.h"
#include "forecast.h"
#include "terms_journal.h"
#include "plugins/language/detect.h"

#include <errno.h>
#include <stdio.h>

enum { MOST_TEXT = 32 << 20, SAMPLE = 8000 };

dt_status terms_open(const struct dt_call *call, const void *options, void **self,
		     struct dt_error *err)
{
	(void)call;
	(void)err;
	*self = (void *)options;
	return DT_OK;
}

static dt_status no_memory(struct dt_error *err)
{
	return dt_fail(err, DT_E_SYSTEM, "out of memory for the terms of the document");
}

static bool asks_somebody(const struct dt_translator *translator)
{
	return !(translator->flags & (DT_TRANSLATOR_IDENTITY | DT_TRANSLATOR_BY_ID));
}

const char *terms_translator(const struct dt_call *call, const struct terms_options *options)
{
	const char *name = options->translator;

	return name ? name : call->host->default_translator(call);
}

/* A job that asks nobody counts what it would ask. */
static bool foresees(const struct dt_call *call)
{
	return !strcmp(dt_parameter(call, "dry_run", "no"), "yes");
}

dt_status terms_begin(const struct dt_call *call, void **state, uint32_t *n_pages,
		      struct dt_error *err)
{
	const struct terms_options *options = call->self;
	const char *mode = dt_parameter(call, "extract_terms", "no");
	const char *target = call->host->parameter(call, "target_lang");
	const struct dt_translator *translator;
	struct terms_job *job;

	(void)n_pages;
	*state = NULL;
	if (!strcmp(mode, "no"))
		return DT_OK;
	if (strcmp(mode, "model") != 0 && strcmp(mode, "statistics") != 0)
		return dt_fail(err, DT_E_CONFIG,
			       "extract_terms is \"%.40s\"; no, statistics or model is wanted",
			       mode);
	if (!target || !*target)
		return dt_fail(err, DT_E_CONFIG, "the job has no target_lang");
	translator = call->host->translator(call, options->translator);
	if (!translator)
		return dt_fail(err, DT_E_CONFIG, "no translator is there to find terms");
	if (!strcmp(mode, "model") && !(translator->flags & DT_TRANSLATOR_TERMS))
		return dt_fail(err, DT_E_CONFIG,
			       "the translator \"%.60s\" finds no terms in texts; extract_terms "
			       "\"statistics\" needs none that does",
			       translator->name);
	job = calloc(1, sizeof(*job));
	if (!job)
		return no_memory(err);
	if (asks_somebody(translator) &&
	    spending_begin(call, options->translator, &job->spending, err) != DT_OK) {
		free(job);
		return err ? err->status : DT_E_CONFIG;
	}
	spending_share(job->spending, options->budget_share);
	pthread_mutex_init(&job->lock, NULL);
	job->options = options;
	job->mode = !strcmp(mode, "model") ? TERMS_BY_MODEL : TERMS_BY_COUNTING;
	job->translator = translator;
	job->target_lang = target;
	if (foresees(call) && asks_somebody(translator)) {
		job->forecast = forecast_new(call);
		if (!job->forecast) {
			terms_drop(call->self, job);
			return no_memory(err);
		}
	}
	*state = job;
	return DT_OK;
}

void terms_drop(void *self, void *state)
{
	struct terms_job *job = state;

	(void)self;
	if (!job)
		return;
	for (uint32_t i = 0; i < job->pages.n; i++)
		text_free(&((struct terms_page *)job->pages.at)[i].texts);
	dt_list_free(&job->pages);
	dt_list_free(&job->texts);
	glossary_free(job->files.glossary);
	glossary_files_free(&job->files);
	found_free(&job->found);
	spending_end(job->spending);
	forecast_free(job->forecast);
	free(job->source_lang);
	pthread_mutex_destroy(&job->lock);
	free(job);
}

/* ---- pages ----------------------------------------------------------------------- */

static bool is_prose(const struct dt_block *block)
{
	return !(block->flags & DT_BLOCK_KEEP) && block->text.count &&
	       block->role != DT_ROLE_CODE && block->role != DT_ROLE_FORMULA &&
	       block->role != DT_ROLE_BIBLIOGRAPHY && block->role != DT_ROLE_HEADER &&
	       block->role != DT_ROLE_FOOTER && block->role != DT_ROLE_TOC_ITEM;
}

dt_status terms_page(const struct dt_call *call, struct dt_error *err)
{
	struct terms_job *job = call->state;
	const struct dt_page_blocks *blocks;
	struct terms_page page = { .page = call->page }, *kept;
	size_t size;

	if (!job)
		return DT_OK;
	blocks = call->host->input(call, TERMS_IN_BLOCKS, &size);
	for (uint32_t i = 0; blocks && i < blocks->blocks.count; i++) {
		const struct dt_block *block = DT_AT(blocks, struct dt_block, blocks->blocks) + i;

		if (is_prose(block))
			text_add(&page.texts, DT_TEXT(blocks, block->text), block->text.count + 1);
	}
	if (page.texts.failed)
		return no_memory(err);
	pthread_mutex_lock(&job->lock);
	job->bytes += page.texts.n;
	kept = page.texts.n && job->bytes <= MOST_TEXT ? DT_LIST_ADD(&job->pages, struct terms_page)
						       : NULL;
	if (kept)
		*kept = page;
	job->failed |= job->pages.failed;
	pthread_mutex_unlock(&job->lock);
	if (!kept)
		text_free(&page.texts);
	return DT_OK;
}

static int compare_pages(const void *a, const void *b)
{
	const struct terms_page *one = a, *other = b;

	return (one->page > other->page) - (one->page < other->page);
}

static bool list_texts(struct terms_job *job)
{
	const struct terms_page *pages = job->pages.at;

	if (job->pages.n)
		qsort(job->pages.at, job->pages.n, sizeof(*pages), compare_pages);
	for (uint32_t i = 0; i < job->pages.n; i++)
		for (size_t at = 0; at < pages[i].texts.n;
		     at += strlen(pages[i].texts.at + at) + 1) {
			const char **text = DT_LIST_ADD(&job->texts, const char *);

			if (!text)
				return false;
			*text = pages[i].texts.at + at;
		}
	return !job->failed;
}

static const char *text_at(const struct terms_job *job, uint32_t i)
{
	return ((const char *const *)job->texts.at)[i];
}

/* ---- finding --------------------------------------------------------------------- */

static bool find_language(const struct dt_call *call, struct terms_job *job)
{
	const char *given = call->host->parameter(call, "source_lang"), *found = NULL;
	char sample[SAMPLE];
	size_t n = 0;

	if (given && *given && strcmp(given, "auto") != 0) {
		found = given;
	} else {
		for (uint32_t i = 0; i < job->texts.n && n < sizeof(sample); i++)
			n = language_sample(sample, n, sizeof(sample), text_at(job, i),
					    strlen(text_at(job, i)));
		found = language_detect(sample, n, true);
	}
	job->source_lang = strdup(found ? found : "und");
	return job->source_lang != NULL;
}

static dt_status count_terms(struct terms_job *job, struct dt_error *err)
{
	struct extract *extract = extract_new(job->source_lang);
	struct dt_list terms = { 0 };
	bool good = extract != NULL;

	for (uint32_t i = 0; i < job->texts.n && good; i++)
		extract_add(extract, text_at(job, i), strlen(text_at(job, i)));
	good = good && extract_finish(extract, (uint32_t)job->options->most, &terms);
	for (uint32_t i = 0; i < terms.n && good; i++) {
		const struct extract_term *term = (const struct extract_term *)terms.at + i;
		struct found_term *found = DT_LIST_ADD(&job->found, struct found_term);

		if (found) {
			found->source = strdup(term->source);
			found->count = term->count;
			found->order = i;
		}
		good = found && found->source;
	}
	dt_list_free(&terms);
	extract_free(extract);
	return good ? DT_OK : no_memory(err);
}

static dt_status read_user(const struct dt_call *call, struct terms_job *job, struct dt_error *err)
{
	job->files.glossary = glossary_new(job->source_lang, job->target_lang);
	job->files.flags = GLOSSARY_TERM_USER;
	if (!job->files.glossary)
		return no_memory(err);
	return glossary_read_list(&job->files, call->host->parameter(call, "glossary"), err);
}

static dt_status find(const struct dt_call *call, struct terms_job *job, struct dt_error *err)
{
	bool asks = asks_somebody(job->translator) && !call->host->winding_down(call);
	dt_status status = DT_OK;

	if (!list_texts(job) || !find_language(call, job))
		return no_memory(err);
	status = read_user(call, job, err);
	if (status || !asks || !job->texts.n)
		return status;
	status = terms_journal_begin(call, job, &job->journal, err);
	if (status)
		return status;
	if (job->mode == TERMS_BY_MODEL)
		status = terms_ask_model(call, job, err);
	else
		status = count_terms(job, err);
	/* who finds no terms of the user's need not be asked for them */
	if (!status)
		status = terms_choose(job, err);
	if (!status && job->mode == TERMS_BY_COUNTING) {
		status = terms_translate(call, job, err);
		if (!status)
			status = terms_choose(job, err);
	}
	terms_journal_end(job->journal, !status && !job->forecast);
	job->journal = NULL;
	if (job->found.n > (uint32_t)job->options->most) {
		for (uint32_t i = (uint32_t)job->options->most; i < job->found.n; i++) {
			struct found_term *found = (struct found_term *)job->found.at + i;

			free(found->source);
			free(found->target);
		}
		job->found.n = (uint32_t)job->options->most;
	}
	return status;
}

/* ---- what is given ------------------------------------------------------------------ */

static char *foreseen(const struct dt_call *call, const struct terms_job *job)
{
	return forecast_terms(job->forecast, job->mode == TERMS_BY_MODEL ? "model" : "statistics",
			      terms_translator(call, job->options), job->texts.n);
}

static dt_status give_terms(const struct dt_call *call, const struct terms_job *job,
			    struct dt_error *err)
{
	struct dt_payload p = { 0 };
	struct dt_list list = { 0 };
	struct dt_span terms, source, target, forecast = { 0 };
	char *json = job->forecast ? foreseen(call, job) : NULL;
	struct dt_terms *head;
	dt_status status;

	if (job->forecast && !json)
		return no_memory(err);
	dt_payload_start(&p, sizeof(struct dt_terms));
	for (uint32_t i = 0; i < job->found.n; i++) {
		const struct found_term *found = (const struct found_term *)job->found.at + i;
		struct dt_found_term *term = DT_LIST_ADD(&list, struct dt_found_term);

		if (!term)
			break;
		term->source = dt_payload_text(&p, found->source, strlen(found->source));
		term->target = dt_payload_text(&p, found->target, strlen(found->target));
		term->count = found->count;
	}
	terms = dt_payload_list(&p, &list);
	source = dt_payload_text(&p, job->source_lang, strlen(job->source_lang));
	target = dt_payload_text(&p, job->target_lang, strlen(job->target_lang));
	if (json)
		forecast = dt_payload_text(&p, json, strlen(json));
	free(json);
	head = DT_PAYLOAD_HEAD(&p, struct dt_terms);
	if (head) {
		head->forecast = forecast;
		head->terms = terms;
		head->source_lang = source;
		head->target_lang = target;
	}
	status = dt_payload_output(&p, call, TERMS_OUT_TERMS, err);
	dt_list_free(&list);
	dt_payload_free(&p);
	return status;
}

/* RFC 4180: a field that needs it stands in quotes. */
static void add_field(struct text *out, const char *field, const char *end)
{
	bool quotes = strpbrk(field, "\",\r\n") || *field == ' ';

	if (quotes)
		text_add_char(out, '"');
	for (; *field; field++) {
		if (*field == '"')
			text_add_char(out, '"');
		text_add_char(out, *field);
	}
	text_add_string(out, quotes ? "\"" : "");
	text_add_string(out, end);
}

static dt_status write_file(const char *path, const struct text *bytes, struct dt_error *err)
{
	FILE *file = fopen(path, "wbe");
	bool good = file && fwrite(bytes->at, 1, bytes->n, file) == bytes->n;

	if (file)
		good = !fclose(file) && good;
	if (good)
		return DT_OK;
	if (err)
		err->sys_errno = errno;
	return dt_fail(err, DT_E_SYSTEM, "%s cannot be written: %s", path, strerror(errno));
}

static dt_status give_file(const struct dt_call *call, const struct terms_job *job,
			   struct dt_error *err)
{
	struct text csv = { 0 }, path = { 0 };
	dt_status status;

	text_add_string(&csv, "\xef\xbb\xbfsource,target,tgt_lng\r\n");
	for (uint32_t i = 0; i < job->found.n; i++) {
		const struct found_term *found = (const struct found_term *)job->found.at + i;

		add_field(&csv, found->source, ",");
		add_field(&csv, found->target, ",");
		add_field(&csv, job->target_lang, "\r\n");
	}
	text_add_string(&path, call->host->work_dir(call));
	text_add_char(&path, '/');
	text_add_string(&path, call->node);
	text_add_string(&path, ".csv");
	status = csv.failed || path.failed ? no_memory(err) : write_file(path.at, &csv, err);
	if (!status)
		status = dt_output_file(call, TERMS_OUT_FILE, path.at, csv.n, "text/csv", err);
	text_free(&csv);
	text_free(&path);
	return status;
}

dt_status terms_end(const struct dt_call *call, struct dt_error *err)
{
	struct terms_job *job = call->state;
	struct dt_note note = {
		.size = sizeof(note), .level = DT_NOTE_INFO, .code = "terms.found", .page = -1
	};
	char text[120];
	dt_status status;

	if (!job)
		return DT_OK;
	status = find(call, job, err);
	if (status)
		return status;
	snprintf(text, sizeof(text), "%u terms were found in the document", job->found.n);
	note.text = text;
	if (!job->forecast)
		call->host->note(call, &note);
	status = give_terms(call, job, err);
	return status ? status : give_file(call, job, err);
}
