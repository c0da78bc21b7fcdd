/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is asked, and what is made of the answers. */
#include "config.h"

#include "terms_fleet.h"

#include "../markup.h"

enum { MOST_SOURCE = 100 /* bytes */ };

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

/* The last answer counts. */
static void put_target(struct text *said, const char *answer, size_t length)
{
	text_clear(said);
	text_add(said, answer, length);
}

static bool take_target(struct terms_job *job, uint32_t i, const char *said, size_t length)
{
	struct found_term *found = found_at(&job->found, i);

	free(found->target);
	found->target = plain_answer(said, length);
	return true;
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
	const struct fleet_work work = {
		.task = DT_TASK_TRANSLATE,
		.n = job->found.n,
		.text = source_of,
		.add = put_target,
		.take = take_target,
	};
	dt_status status = job->forecast ? fleet_forecast(call, job, &work, err)
					 : fleet_fly(call, job, &work, err);

	drop_unanswered(&job->found);
	return status;
}

/* ---- terms that a model finds --------------------------------------------------------------- */

static const char *text_of(const struct terms_job *job, uint32_t i)
{
	return ((const char *const *)job->texts.at)[i];
}

/* "SOURCE\tTARGET", any number of times for a text: a line for each. */
static void add_pair(struct text *said, const char *answer, size_t length)
{
	const char *tab = memchr(answer, '\t', length);
	size_t source = tab ? (size_t)(tab - answer) : 0;
	size_t target = tab ? length - source - 1 : 0;

	if (!source || source >= MOST_SOURCE || !target || target > GLOSSARY_TERM_SIZE ||
	    memchr(answer, '\n', length) || memchr(answer, '\0', length) ||
	    (source == target && source < 3 && !memcmp(answer, tab + 1, source)))
		return;
	text_add(said, answer, length);
	text_add_char(said, '\n');
}

static bool take_pairs(struct terms_job *job, uint32_t i, const char *said, size_t length)
{
	const char *end = said + length, *line_end, *tab;

	for (; said < end; said = line_end + 1) {
		struct found_term *found;

		line_end = memchr(said, '\n', (size_t)(end - said));
		tab = line_end ? memchr(said, '\t', (size_t)(line_end - said)) : NULL;
		if (!tab)
			break;
		found = DT_LIST_ADD(&job->found, struct found_term);
		if (!found)
			return false;
		*found = (struct found_term){ .source = strndup(said, (size_t)(tab - said)),
					      .target = strndup(tab + 1,
								(size_t)(line_end - tab - 1)),
					      .order = i,
					      .count = 1 };
		if (!found->source || !found->target)
			return false;
	}
	return true;
}

dt_status terms_ask_model(const struct dt_call *call, struct terms_job *job, struct dt_error *err)
{
	const struct fleet_work work = {
		.task = DT_TASK_TERMS,
		.n = job->texts.n,
		.text = text_of,
		.add = add_pair,
		.take = take_pairs,
		.with_user_terms = true,
	};
	dt_status status = job->forecast ? fleet_forecast(call, job, &work, err)
					 : fleet_fly(call, job, &work, err);

	if (!status && !terms_vote(&job->found))
		status = dt_fail(err, DT_E_SYSTEM, "out of memory for the terms of the document");
	return status;
}
