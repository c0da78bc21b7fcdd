/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "terms.h"

#include "../glossary/find.h"
#include "../glossary/say.h"

#include <stdio.h>

struct choosing {
	struct terms_job *job;
	struct glossary *own; /* the terms that were found */
	struct glossary_finder *own_finder, *user_finder;
	struct glossary_ear *ear;
	struct dt_list hits;
	uint32_t *counts; /* of each term of own */
};

/* Is it one of the user's, or does it say something else for one that is in it? */
static bool goes_against_user(struct choosing *c, const struct found_term *found)
{
	size_t n = strlen(found->source);

	if (!glossary_find(c->user_finder, found->source, n, &c->hits) || !c->hits.n)
		return false;
	for (uint32_t i = 0; i < c->hits.n; i++) {
		const struct glossary_hit *hit = (const struct glossary_hit *)c->hits.at + i;
		const struct glossary_term *term = glossary_term(c->job->files.glossary, hit->term);

		if (!hit->start && hit->length == n)
			return true;
		if (found->target &&
		    (!glossary_hear(c->ear, found->target, strlen(found->target)) ||
		     !glossary_says(c->ear, *term->target ? term->target : term->source)))
			return true;
	}
	return false;
}

static bool add_own(struct choosing *c)
{
	const struct found_term *found = c->job->found.at;

	for (uint32_t i = 0; i < c->job->found.n; i++) {
		struct glossary_row row = { .source = found[i].source,
					    .target = found[i].target ? found[i].target : "",
					    .source_length = strlen(found[i].source),
					    .line = i };
		uint32_t there;

		row.target_length = strlen(row.target);
		if (glossary_add(c->own, &row, &there) == GLOSSARY_NO_MEMORY)
			return false;
	}
	c->counts = calloc(glossary_count(c->own) + 1, sizeof(*c->counts));
	return c->counts != NULL;
}

static bool count_own(struct choosing *c)
{
	for (uint32_t i = 0; i < c->job->texts.n; i++) {
		const char *text = ((const char *const *)c->job->texts.at)[i];

		if (!glossary_find(c->own_finder, text, strlen(text), &c->hits))
			return false;
		for (uint32_t k = 0; k < c->hits.n; k++)
			c->counts[((const struct glossary_hit *)c->hits.at)[k].term]++;
	}
	return true;
}

static int compare_counts(const void *a, const void *b)
{
	const struct found_term *one = a, *other = b;

	if (one->count != other->count)
		return one->count > other->count ? -1 : 1;
	return (one->order > other->order) - (one->order < other->order);
}

/* Keeps those that the document has and that the user has nothing against. */
static void keep_good(struct choosing *c)
{
	struct found_term *found = c->job->found.at;
	bool *counted = calloc(c->job->found.n + 1, sizeof(*counted));
	uint32_t n = 0;

	for (uint32_t i = 0; i < glossary_count(c->own) && counted; i++) {
		uint32_t which = glossary_term(c->own, i)->line;

		counted[which] = c->counts[i] > 0;
		found[which].count = c->counts[i];
	}
	for (uint32_t i = 0; i < c->job->found.n; i++) {
		bool good = (!counted || counted[i]) && !goes_against_user(c, &found[i]);

		if (good) {
			found[n++] = found[i];
			continue;
		}
		free(found[i].source);
		free(found[i].target);
	}
	c->job->found.n = n;
	if (n)
		qsort(found, n, sizeof(*found), compare_counts);
	free(counted);
}

dt_status terms_choose(struct terms_job *job, struct dt_error *err)
{
	struct choosing c = { .job = job };
	bool good;

	c.own = glossary_new(job->source_lang, job->target_lang);
	c.ear = glossary_ear_new(job->target_lang);
	c.user_finder = glossary_finder_new(job->files.glossary);
	c.own_finder = c.own ? glossary_finder_new(c.own) : NULL;
	good = c.ear && c.user_finder && c.own_finder && add_own(&c) && count_own(&c);
	if (good)
		keep_good(&c);
	free(c.counts);
	dt_list_free(&c.hits);
	glossary_finder_free(c.own_finder);
	glossary_finder_free(c.user_finder);
	glossary_ear_free(c.ear);
	glossary_free(c.own);
	return good ? DT_OK
		    : dt_fail(err, DT_E_SYSTEM, "out of memory for the terms of the document");
}
