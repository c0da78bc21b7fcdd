/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "tools.h"

void tools_free(struct tools *tools)
{
	if (!tools)
		return;
	for (int i = 0; i < N_ORIGINS; i++) {
		glossary_finder_free(tools->finders[i]);
		dt_list_free(&tools->hits[i]);
	}
	glossary_ear_free(tools->ear);
	text_free(&tools->plain);
	dt_list_free(&tools->places);
	free(tools);
}

static struct tools *tools_new(const struct wording *wording)
{
	struct tools *tools = calloc(1, sizeof(*tools));
	bool good = tools != NULL;

	if (!tools)
		return NULL;
	for (int i = 0; i < N_ORIGINS; i++) {
		if (!wording->glossaries[i])
			continue;
		tools->finders[i] = glossary_finder_new(wording->glossaries[i]);
		good &= tools->finders[i] != NULL;
	}
	tools->ear = glossary_ear_new(wording->target_lang);
	if (good && tools->ear)
		return tools;
	tools_free(tools);
	return NULL;
}

struct tools *tools_take(struct wording *wording)
{
	struct tools *tools;

	pthread_mutex_lock(&wording->lock);
	tools = wording->idle;
	if (tools)
		wording->idle = tools->next;
	pthread_mutex_unlock(&wording->lock);
	return tools ? tools : tools_new(wording);
}

void tools_give(struct wording *wording, struct tools *tools)
{
	if (!tools)
		return;
	pthread_mutex_lock(&wording->lock);
	tools->next = wording->idle;
	wording->idle = tools;
	pthread_mutex_unlock(&wording->lock);
}

/* Is it a part of something that no translator sees, code for instance? */
static bool is_fixed(const struct ask *ask, const struct glossary_hit *hit)
{
	const struct ask *whole = ask->whole ? ask->whole : ask;

	for (uint32_t i = 0; i < whole->marks.list.n; i++) {
		const struct mark *mark = (const struct mark *)whole->marks.list.at + i;

		if (mark->kind == MARK_TEXT && hit->start < mark->start + mark->length &&
		    mark->start < hit->start + hit->length)
			return true;
	}
	return false;
}

bool tools_find(const struct wording *wording, struct tools *tools, int origin,
		const struct ask *ask)
{
	struct dt_list *hits = &tools->hits[origin];
	struct glossary_hit *all;
	uint32_t n = 0;

	dt_list_clear(hits);
	if (!wording->glossaries[origin])
		return true;
	if (!glossary_find(tools->finders[origin], ask->source.text, ask->source.length, hits))
		return false;
	all = hits->at;
	for (uint32_t i = 0; i < hits->n; i++)
		if (!is_fixed(ask, &all[i]))
			all[n++] = all[i];
	hits->n = n;
	return true;
}

bool tools_says(const struct wording *wording, struct tools *tools, const struct glossary_hit *hit,
		const char *text)
{
	const struct glossary_term *term = glossary_term(wording->glossaries[BY_USER], hit->term);
	char as_it_stands[GLOSSARY_TERM_SIZE * 2];

	if (*term->target)
		return glossary_says(tools->ear, term->target);
	if (glossary_says(tools->ear, term->source))
		return true;
	snprintf(as_it_stands, sizeof(as_it_stands), "%.*s",
		 (int)(hit->length < sizeof(as_it_stands) ? hit->length : 0), text + hit->start);
	return glossary_says(tools->ear, as_it_stands);
}
