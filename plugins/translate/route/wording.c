/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "tools.h"

#include <stdio.h>

enum { MOST_NOTES = 100, MOST_PAGES = 20 /* of one note */ };

static void tell(const struct dt_call *call, uint32_t level, const char *code, const char *text,
		 int64_t page)
{
	struct dt_note note = {
		.size = sizeof(note), .level = level, .code = code, .text = text, .page = page
	};

	call->host->note(call, &note);
}

/* ---- a job ------------------------------------------------------------------------- */

static void tell_remarks(const struct wording *wording, const struct dt_call *call)
{
	for (uint32_t i = 0; i < wording->files.list.n; i++) {
		const struct glossary_file *file = glossary_file_at(&wording->files, i);
		uint32_t more = file->again + file->conflicts + file->bad;
		char text[500];

		for (uint32_t k = 0; k < file->remarks.n; k++)
			tell(call, DT_NOTE_WARNING, "glossary.row", ((char **)file->remarks.at)[k],
			     -1);
		if (file->remarks.n < GLOSSARY_REMARKS_MOST || more <= file->remarks.n)
			continue;
		snprintf(text, sizeof(text), "%.300s: %u more rows are left out", file->path,
			 more - file->remarks.n);
		tell(call, DT_NOTE_WARNING, "glossary.row", text, -1);
	}
}

static dt_status read_user(struct wording *wording, const struct route_job *job, const char *paths,
			   struct dt_error *err)
{
	struct glossary *glossary = glossary_new(job->source_lang, job->target_lang);

	if (!glossary)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the glossaries");
	wording->glossaries[BY_USER] = wording->files.glossary = glossary;
	wording->files.flags = GLOSSARY_TERM_USER;
	if (glossary_read_list(&wording->files, paths, err) != DT_OK)
		return err ? err->status : DT_E_CONFIG;
	wording->met = calloc(glossary_count(glossary) + 1, 1);
	if (!wording->met)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the glossaries");
	glossary_id(glossary, wording->id);
	return DT_OK;
}

/* What the document's own terms are; the stage that finds them has left out what the user's speak
 * against. */
static dt_status take_found(const struct dt_call *call, struct wording *wording,
			    const struct route_job *job, struct dt_error *err)
{
	const struct dt_terms *terms = route_input(call, ROUTE_IN_TERMS);
	struct glossary *glossary;

	if (!terms || !terms->terms.count)
		return DT_OK;
	glossary = glossary_new(job->source_lang, job->target_lang);
	wording->glossaries[BY_PROGRAM] = glossary;
	for (uint32_t i = 0; i < terms->terms.count; i++) {
		const struct dt_found_term *term =
			DT_AT(terms, struct dt_found_term, terms->terms) + i;
		struct glossary_row row = { .source = DT_TEXT(terms, term->source),
					    .target = DT_TEXT(terms, term->target),
					    .source_length = term->source.count,
					    .target_length = term->target.count };
		uint32_t there;

		if (!glossary || glossary_add(glossary, &row, &there) == GLOSSARY_NO_MEMORY)
			return dt_fail(err, DT_E_SYSTEM, "out of memory for the terms");
	}
	return DT_OK;
}

static bool has_terms(const struct dt_call *call, const char *paths)
{
	const struct dt_terms *terms = route_input(call, ROUTE_IN_TERMS);

	return (paths && *paths) || (terms && terms->terms.count);
}

dt_status wording_begin(const struct dt_call *call, const struct route_job *job,
			struct wording **wording, struct dt_error *err)
{
	const struct route_self *self = call->self;
	const char *paths = call->host->parameter(call, "glossary");
	uint32_t knows = DT_TRANSLATOR_INSTRUCTED | DT_TRANSLATOR_ROUTES;
	struct wording *made;
	dt_status status;

	*wording = NULL;
	if (!has_terms(call, paths))
		return DT_OK;
	made = calloc(1, sizeof(*made));
	if (!made)
		return dt_fail(err, DT_E_SYSTEM, "out of memory for the glossaries");
	pthread_mutex_init(&made->lock, NULL);
	made->target_lang = job->target_lang;
	made->guards =
		!(job->translator->flags & knows) && self->options->protect_terms != PROTECT_NEVER;
	made->guard_all = self->options->protect_terms == PROTECT_ALWAYS;
	status = paths && *paths ? read_user(made, job, paths, err) : DT_OK;
	if (!status)
		status = take_found(call, made, job, err);
	if (status) {
		wording_end(made);
		return status;
	}
	tell_remarks(made, call);
	*wording = made;
	return DT_OK;
}

void wording_end(struct wording *wording)
{
	if (!wording)
		return;
	while (wording->idle) {
		struct tools *next = wording->idle->next;

		tools_free(wording->idle);
		wording->idle = next;
	}
	for (int i = 0; i < N_ORIGINS; i++)
		glossary_free(wording->glossaries[i]);
	glossary_files_free(&wording->files);
	for (uint32_t i = 0; i < wording->missed.n; i++)
		dt_list_free(&((struct missed *)wording->missed.at)[i].pages);
	dt_list_free(&wording->missed);
	free(wording->met);
	pthread_mutex_destroy(&wording->lock);
	free(wording);
}

const char *wording_id(const struct wording *wording)
{
	return wording->id[0] ? wording->id : NULL;
}

/* ---- the terms of a batch ----------------------------------------------------------- */

/* A term in a text of the batch. */
struct met {
	int origin;
	uint32_t term, text;
};

static bool collect(const struct wording *wording, struct tools *tools, struct ask *const *asks,
		    uint32_t n, struct dt_list *met)
{
	for (uint32_t i = 0; i < n; i++)
		for (int origin = 0; origin < N_ORIGINS; origin++) {
			if (!tools_find(wording, tools, origin, asks[i]))
				return false;
			for (uint32_t k = 0; k < tools->hits[origin].n; k++) {
				struct met *one = DT_LIST_ADD(met, struct met);

				if (!one)
					return false;
				one->origin = origin;
				one->term = tools_hit(tools, origin, k)->term;
				one->text = i;
			}
		}
	return true;
}

static int compare_met(const void *a, const void *b)
{
	const struct met *one = a, *other = b;

	if (one->origin != other->origin)
		return one->origin - other->origin;
	if (one->term != other->term)
		return one->term < other->term ? -1 : 1;
	return (one->text > other->text) - (one->text < other->text);
}

/* One term for all of met with the same; they are sorted. */
static bool fill_terms(struct wording *wording, const struct dt_list *met, uint32_t n,
		       struct wording_terms *terms)
{
	const struct met *all = met->at;
	uint32_t distinct = 0;
	uint8_t *in;

	for (uint32_t i = 0; i < met->n; i++)
		distinct +=
			!i || all[i].term != all[i - 1].term || all[i].origin != all[i - 1].origin;
	terms->list = calloc(distinct + 1, sizeof(*terms->list));
	terms->in = in = calloc((size_t)distinct + 1, n);
	if (!terms->list || !terms->in)
		return false;
	pthread_mutex_lock(&wording->lock);
	for (uint32_t i = 0; i < met->n; i++) {
		const struct glossary_term *term =
			glossary_term(wording->glossaries[all[i].origin], all[i].term);

		if (!i || all[i].term != all[i - 1].term || all[i].origin != all[i - 1].origin) {
			in = terms->in + (size_t)terms->n * n;
			terms->list[terms->n] = (struct dt_term){
				.source = term->source,
				.target = term->target,
				.flags = all[i].origin == BY_USER ? DT_TERM_USER : 0,
				.in = in,
			};
			terms->n++;
		}
		in[all[i].text] = 1;
		if (all[i].origin == BY_USER)
			wording->met[all[i].term] = 1;
	}
	pthread_mutex_unlock(&wording->lock);
	return true;
}

bool wording_terms(const struct wording *wording, struct ask *const *asks, uint32_t n,
		   struct wording_terms *terms)
{
	struct wording *own = (struct wording *)wording; /* its lock guards what changes */
	struct tools *tools = tools_take(own);
	struct dt_list met = { 0 };
	bool good;

	memset(terms, 0, sizeof(*terms));
	good = tools && collect(wording, tools, asks, n, &met);
	tools_give(own, tools);
	if (good && met.n) {
		qsort(met.at, met.n, sizeof(struct met), compare_met);
		good = fill_terms(own, &met, n, terms);
	}
	dt_list_free(&met);
	if (!good)
		wording_terms_free(terms);
	return good;
}

void wording_terms_free(struct wording_terms *terms)
{
	free(terms->list);
	free(terms->in);
	memset(terms, 0, sizeof(*terms));
}

/* ---- the terms of an answer ---------------------------------------------------------- */

static bool had_before(const struct tools *tools, uint32_t i)
{
	for (uint32_t k = 0; k < i; k++)
		if (tools_hit(tools, BY_USER, k)->term == tools_hit(tools, BY_USER, i)->term)
			return true;
	return false;
}

/* Calls missing for each term of the user that the text of the ask has and its answer has not,
 * until it returns false. */
static void find_missing(struct wording *wording, const struct ask *ask,
			 bool (*missing)(struct wording *wording, uint32_t term, void *ctx),
			 void *ctx)
{
	struct tools *tools = tools_take(wording);
	const struct text *answer = &ask->target.text;

	if (tools && tools_find(wording, tools, BY_USER, ask) && tools->hits[BY_USER].n &&
	    glossary_hear(tools->ear, answer->at ? answer->at : "", answer->n))
		for (uint32_t i = 0; i < tools->hits[BY_USER].n; i++) {
			const struct glossary_hit *hit = tools_hit(tools, BY_USER, i);

			if (had_before(tools, i) ||
			    tools_says(wording, tools, hit, ask->source.text))
				continue;
			if (!missing(wording, hit->term, ctx))
				break;
		}
	tools_give(wording, tools);
}

struct words {
	char *room;
	size_t size, n;
};

/* no "X" for "Y" and no "Z" for "W" */
static bool name_term(struct wording *wording, uint32_t number, void *ctx)
{
	const struct glossary_term *term = glossary_term(wording->glossaries[BY_USER], number);
	const char *target = *term->target ? term->target : term->source;
	struct words *words = ctx;
	char text[120];
	size_t n = (size_t)snprintf(text, sizeof(text), "%sno \"%.*s\" for \"%.*s\"",
				    words->n ? " and " : "", text_fit(target, 40), target,
				    text_fit(term->source, 40), term->source);

	if (words->n + n >= words->size)
		return false;
	memcpy(words->room + words->n, text, n + 1);
	words->n += n;
	return true;
}

const char *wording_check(const struct wording *wording, const struct ask *ask, char *room,
			  size_t size)
{
	struct words words = { .room = room, .size = size };

	if (!wording->glossaries[BY_USER])
		return NULL;
	find_missing((struct wording *)wording, ask, name_term, &words);
	return words.n ? room : NULL;
}

/* ---- the report ---------------------------------------------------------------------- */

/* The lock is held. */
static struct missed *missed_of(struct wording *wording, uint32_t term)
{
	struct missed *missed = wording->missed.at;

	for (uint32_t i = 0; i < wording->missed.n; i++)
		if (missed[i].term == term)
			return &missed[i];
	missed = DT_LIST_ADD(&wording->missed, struct missed);
	if (missed)
		*missed = (struct missed){ .term = term };
	return missed;
}

static bool count_miss(struct wording *wording, uint32_t term, void *ctx)
{
	const int64_t *page = ctx;
	struct missed *missed;
	int64_t *its;

	pthread_mutex_lock(&wording->lock);
	missed = missed_of(wording, term);
	if (missed) {
		missed->answers++;
		its = *page < 0 ? NULL : DT_LIST_ADD(&missed->pages, int64_t);
		if (its)
			*its = *page;
	}
	pthread_mutex_unlock(&wording->lock);
	return true;
}

void wording_miss(struct wording *wording, const struct ask *ask, int64_t page)
{
	if (!wording->glossaries[BY_USER])
		return;
	find_missing(wording, ask, count_miss, &page);
}

static int compare_missed(const void *a, const void *b)
{
	const struct missed *one = a, *other = b;

	if (one->answers != other->answers)
		return one->answers > other->answers ? -1 : 1;
	return (one->term > other->term) - (one->term < other->term);
}

static int compare_pages(const void *a, const void *b)
{
	const int64_t *one = a, *other = b;

	return (*one > *other) - (*one < *other);
}

/* " (pages 2, 5)", each once; the first one, or -1. */
static int64_t name_pages(struct missed *missed, char *room, size_t size)
{
	int64_t *pages = missed->pages.at;
	uint32_t distinct = 0;
	size_t n = 0;

	*room = '\0';
	if (!missed->pages.n)
		return -1;
	qsort(pages, missed->pages.n, sizeof(*pages), compare_pages);
	for (uint32_t i = 0; i < missed->pages.n; i++)
		if (!i || pages[i] != pages[i - 1])
			pages[distinct++] = pages[i];
	missed->pages.n = distinct;
	for (uint32_t i = 0; i < distinct && i < MOST_PAGES && n < size; i++)
		n += (size_t)snprintf(room + n, size - n, "%s%lld",
				      i		     ? ", "
				      : distinct > 1 ? " (pages "
						     : " (page ",
				      (long long)pages[i] + 1);
	if (n < size)
		snprintf(room + n, size - n, distinct > MOST_PAGES ? " and others)" : ")");
	return pages[0];
}

static void tell_missed(struct wording *wording, const struct dt_call *call)
{
	struct missed *missed = wording->missed.at;
	char text[600], pages[220];

	if (wording->missed.n)
		qsort(wording->missed.at, wording->missed.n, sizeof(*missed), compare_missed);
	for (uint32_t i = 0; i < wording->missed.n && i < MOST_NOTES; i++) {
		const struct glossary_term *term =
			glossary_term(wording->glossaries[BY_USER], missed[i].term);
		const char *target = *term->target ? term->target : term->source;
		int64_t page = name_pages(&missed[i], pages, sizeof(pages));

		snprintf(text, sizeof(text),
			 "%u answer%s used without \"%.*s\", which the glossary has for \"%.*s\"%s",
			 missed[i].answers, missed[i].answers == 1 ? " is" : "s are",
			 text_fit(target, 100), target, text_fit(term->source, 100), term->source,
			 pages);
		tell(call, DT_NOTE_WARNING, "glossary.missed", text, page);
	}
	if (wording->missed.n <= MOST_NOTES)
		return;
	snprintf(text, sizeof(text), "and %u more terms of the glossary are missing in answers",
		 wording->missed.n - MOST_NOTES);
	tell(call, DT_NOTE_WARNING, "glossary.missed", text, -1);
}

void wording_tell(struct wording *wording, const struct dt_call *call)
{
	uint32_t n, met = 0;
	char text[200];

	if (!wording || !wording->glossaries[BY_USER])
		return;
	n = glossary_count(wording->glossaries[BY_USER]);
	for (uint32_t i = 0; i < n; i++)
		met += wording->met[i];
	snprintf(text, sizeof(text), "%u of the %u terms of the glossary occur in what was asked",
		 met, n);
	tell(call, DT_NOTE_INFO, "glossary.used", text, -1);
	tell_missed(wording, call);
}
