/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* All batches are on their way at once; the job's thread waits until the last one is over. */
#include "config.h"

#include "terms.h"

#include "../glossary/find.h"
#include "../markup.h"

#include <stdio.h>

enum { MOST_TEXTS = 40, MOST_SOURCE = 100 /* bytes */ };

struct fleet {
	const struct dt_call *call;
	struct terms_job *job;
	pthread_mutex_t lock;
	pthread_cond_t over;
	uint32_t open, batches, failed;
	struct dt_error first; /* of those that failed */
	struct dt_list found;  /* struct found_term: what a model said */
	bool no_memory;
};

struct terms_batch {
	struct terms_batch *next;
	struct fleet *fleet;
	struct dt_batch given;
	uint32_t first; /* number of its first text, or of its first term */
	struct text markups[MOST_TEXTS];
	const char *texts[MOST_TEXTS];
	struct dt_list terms; /* struct dt_term: the user's that are in it */
};

static void fleet_start(struct fleet *fleet, const struct dt_call *call, struct terms_job *job)
{
	memset(fleet, 0, sizeof(*fleet));
	fleet->call = call;
	fleet->job = job;
	pthread_mutex_init(&fleet->lock, NULL);
	pthread_cond_init(&fleet->over, NULL);
}

static void batch_is_over(void *ctx, const struct dt_error *err)
{
	struct terms_batch *batch = ctx;
	struct fleet *fleet = batch->fleet;

	pthread_mutex_lock(&fleet->lock);
	fleet->failed += err->status != DT_OK;
	if (err->status && !fleet->first.status)
		fleet->first = *err;
	fleet->open--;
	/* under the lock: behind it the fleet may be gone */
	pthread_cond_signal(&fleet->over);
	pthread_mutex_unlock(&fleet->lock);
}

static void send(struct fleet *fleet, struct terms_batch *batch)
{
	const struct dt_host *host = fleet->call->host;

	if (host->cancelled(fleet->call) || host->winding_down(fleet->call))
		return;
	pthread_mutex_lock(&fleet->lock);
	fleet->open++;
	fleet->batches++;
	pthread_mutex_unlock(&fleet->lock);
	host->start(fleet->call, fleet->job->options->translator, &batch->given, batch_is_over,
		    batch);
}

static void tell_failures(const struct fleet *fleet)
{
	struct dt_note note = {
		.size = sizeof(note), .level = DT_NOTE_WARNING, .code = "terms.failed", .page = -1
	};
	char text[700];

	if (!fleet->failed)
		return;
	snprintf(text, sizeof(text), "%u of %u requests for the terms of the document failed: %s",
		 fleet->failed, fleet->batches, fleet->first.text);
	note.text = text;
	fleet->call->host->note(fleet->call, &note);
}

static void free_batches(struct terms_batch *batches)
{
	while (batches) {
		struct terms_batch *next = batches->next;

		for (uint32_t i = 0; i < MOST_TEXTS; i++)
			text_free(&batches->markups[i]);
		dt_list_free(&batches->terms);
		free(batches);
		batches = next;
	}
}

/* Sends all, waits for all and tells of those that failed.  That some have failed is no error: a
 * document can be translated without them. */
static dt_status fly(struct fleet *fleet, struct terms_batch *batches, struct dt_error *err)
{
	for (struct terms_batch *batch = batches; batch; batch = batch->next)
		send(fleet, batch);
	pthread_mutex_lock(&fleet->lock);
	while (fleet->open)
		pthread_cond_wait(&fleet->over, &fleet->lock);
	pthread_mutex_unlock(&fleet->lock);
	tell_failures(fleet);
	pthread_cond_destroy(&fleet->over);
	pthread_mutex_destroy(&fleet->lock);
	if (fleet->no_memory)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the terms of the document");
	if (fleet->call->host->cancelled(fleet->call))
		return dt_fail(err, DT_E_CANCELLED, "cancelled");
	return DT_OK;
}

/* ---- making batches -------------------------------------------------------------------- */

static struct terms_batch *add_batch(struct fleet *fleet, struct terms_batch **last, uint32_t first)
{
	struct terms_batch *batch = calloc(1, sizeof(*batch));

	if (!batch) {
		fleet->no_memory = true;
		return NULL;
	}
	batch->fleet = fleet;
	batch->first = first;
	batch->given = (struct dt_batch){ .size = sizeof(batch->given),
					  .source_lang = fleet->job->source_lang,
					  .target_lang = fleet->job->target_lang,
					  .texts = batch->texts,
					  .ctx = batch };
	if (*last)
		(*last)->next = batch;
	*last = batch;
	return batch;
}

static uint32_t tokens_of(const char *text)
{
	return (uint32_t)(strlen(text) / 4) + 1;
}

/* Does the text go into the batch as well? */
static bool fits(const struct terms_job *job, const struct terms_batch *batch, size_t bytes,
		 uint32_t tokens, const char *text)
{
	const struct dt_translator *translator = job->translator;

	if (batch->given.n == MOST_TEXTS ||
	    (translator->max_segments && batch->given.n >= translator->max_segments) ||
	    (translator->max_chars && bytes + strlen(text) > translator->max_chars))
		return false;
	return tokens + tokens_of(text) <= (uint32_t)job->options->batch_tokens;
}

/* Batches of n texts, as text_of gives them; their list, to be freed. */
static struct terms_batch *make_batches(struct fleet *fleet, uint32_t n,
					const char *(*text_of)(const struct terms_job *, uint32_t))
{
	struct terms_batch *first = NULL, *last = NULL;
	size_t bytes = 0;
	uint32_t tokens = 0;

	for (uint32_t i = 0; i < n && !fleet->no_memory; i++) {
		const char *text = text_of(fleet->job, i);
		struct text *markup;

		if (!last || !fits(fleet->job, last, bytes, tokens, text)) {
			if (!add_batch(fleet, &last, i))
				break;
			first = first ? first : last;
			bytes = tokens = 0;
		}
		markup = &last->markups[last->given.n];
		markup_add_text(markup, text, strlen(text));
		fleet->no_memory |= markup->failed;
		last->texts[last->given.n++] = markup->at ? markup->at : "";
		bytes += markup->n;
		tokens += tokens_of(text);
	}
	return first;
}

/* ---- targets of terms that are known ------------------------------------------------------ */

static struct found_term *found_at(const struct dt_list *found, uint32_t i)
{
	return (struct found_term *)found->at + i;
}

static const char *source_of(const struct terms_job *job, uint32_t i)
{
	return found_at(&job->found, i)->source;
}

/* An answer without marks and blanks at its ends; NULL: of no use. */
static char *plain_answer(const char *text, size_t length)
{
	struct markup_reader reader;
	struct markup_token token;
	struct text out = { 0 };

	markup_start(&reader, text, length);
	for (markup_next(&reader, &token); token.kind == MARKUP_TEXT; markup_next(&reader, &token))
		text_add(&out, token.at, token.length);
	while (out.n && strchr(" \t\n", out.at[out.n - 1]))
		out.at[--out.n] = '\0';
	if (token.kind == MARKUP_END && out.n && out.n <= GLOSSARY_TERM_SIZE && !out.failed)
		return out.at;
	text_free(&out);
	return NULL;
}

/* Each answer has its own place. */
static void take_target(void *ctx, uint32_t i, const char *text, size_t length)
{
	struct terms_batch *batch = ctx;
	struct found_term *found;

	if (i >= batch->given.n)
		return;
	found = found_at(&batch->fleet->job->found, batch->first + i);
	free(found->target);
	found->target = plain_answer(text, length);
}

static void drop_unanswered(struct dt_list *found)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < found->n; i++) {
		struct found_term *term = found_at(found, i);

		if (term->target)
			*found_at(found, n++) = *term;
		else
			free(term->source);
	}
	found->n = n;
}

dt_status terms_translate(const struct dt_call *call, struct terms_job *job, struct dt_error *err)
{
	struct terms_batch *batches;
	struct fleet fleet;
	dt_status status;

	fleet_start(&fleet, call, job);
	batches = make_batches(&fleet, job->found.n, source_of);
	for (struct terms_batch *batch = batches; batch; batch = batch->next)
		batch->given.answer = take_target;
	status = fly(&fleet, batches, err);
	free_batches(batches);
	drop_unanswered(&job->found);
	return status;
}

/* ---- terms that a model finds --------------------------------------------------------------- */

static const char *text_of(const struct terms_job *job, uint32_t i)
{
	return ((const char *const *)job->texts.at)[i];
}

/* "SOURCE\tTARGET", any number of times for a text. */
static void take_pair(void *ctx, uint32_t i, const char *text, size_t length)
{
	struct terms_batch *batch = ctx;
	struct fleet *fleet = batch->fleet;
	const char *tab = memchr(text, '\t', length);
	size_t source = tab ? (size_t)(tab - text) : 0;
	size_t target = tab ? length - source - 1 : 0;
	struct found_term *found;

	if (i >= batch->given.n || !source || source >= MOST_SOURCE || !target ||
	    target > GLOSSARY_TERM_SIZE ||
	    (source == target && source < 3 && !memcmp(text, tab + 1, source)))
		return;
	pthread_mutex_lock(&fleet->lock);
	found = DT_LIST_ADD(&fleet->found, struct found_term);
	if (found) {
		found->source = strndup(text, source);
		found->target = strndup(tab + 1, target);
		found->order = batch->first + i;
		found->count = 1;
	}
	fleet->no_memory |= !found || !found->source || !found->target;
	pthread_mutex_unlock(&fleet->lock);
}

/* The user's terms that are in the texts: the model is not to find others for them. */
static void add_user_terms(struct fleet *fleet, struct terms_batch *batch,
			   struct glossary_finder *finder)
{
	const struct glossary *glossary = fleet->job->files.glossary;
	struct dt_list hits = { 0 };

	for (uint32_t i = 0; i < batch->given.n && finder; i++) {
		const char *text = text_of(fleet->job, batch->first + i);

		if (!glossary_find(finder, text, strlen(text), &hits))
			break;
		for (uint32_t k = 0; k < hits.n; k++) {
			const struct glossary_term *its = glossary_term(
				glossary, ((const struct glossary_hit *)hits.at)[k].term);
			const struct dt_term *known = batch->terms.at;
			bool there = false;
			struct dt_term *term;

			for (uint32_t t = 0; t < batch->terms.n && !there; t++)
				there = known[t].source == its->source;
			term = there ? NULL : DT_LIST_ADD(&batch->terms, struct dt_term);
			if (term)
				*term = (struct dt_term){ .source = its->source,
							  .target = its->target,
							  .flags = DT_TERM_USER };
		}
	}
	dt_list_free(&hits);
	batch->given.terms = batch->terms.at;
	batch->given.n_terms = batch->terms.n;
}

dt_status terms_ask_model(const struct dt_call *call, struct terms_job *job, struct dt_error *err)
{
	struct glossary_finder *finder = glossary_finder_new(job->files.glossary);
	struct terms_batch *batches;
	struct fleet fleet;
	dt_status status;

	fleet_start(&fleet, call, job);
	batches = make_batches(&fleet, job->texts.n, text_of);
	for (struct terms_batch *batch = batches; batch; batch = batch->next) {
		batch->given.task = DT_TASK_TERMS;
		batch->given.answer = take_pair;
		batch->given.instructions = call->host->parameter(call, "instructions");
		add_user_terms(&fleet, batch, finder);
	}
	status = fly(&fleet, batches, err);
	if (!status && !terms_vote(&fleet.found))
		status = dt_fail(err, DT_E_SYSTEM, "out of memory for the terms of the document");
	job->found = fleet.found;
	free_batches(batches);
	glossary_finder_free(finder);
	return status;
}
