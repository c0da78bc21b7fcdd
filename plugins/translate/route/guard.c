/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Terms for translators that know none: the term goes out as a mark, as a formula does, and comes
 * back where the translator has put it.  What is around it keeps its grammar only by luck, so this
 * is done when an answer lacks the term, not before; and where the word of the source is in the
 * form that the glossary has, since a mark says nothing of number and case.
 */
#include "config.h"

#include "tools.h"

#include "../markup.h"

#include <unicase.h>
#include <unictype.h>
#include <unistr.h>

/* Where a byte of the plain text comes from. */
struct place {
	uint32_t start, end; /* bytes of the markup */
};

static bool add_place(struct tools *tools, size_t start, size_t end)
{
	struct place *place = DT_LIST_ADD(&tools->places, struct place);

	if (!place)
		return false;
	place->start = (uint32_t)start;
	place->end = (uint32_t)end;
	return true;
}

/* The characters of a markup, and where each one stands; the highest id of its marks. */
static bool read_plain(struct tools *tools, const struct text *markup, uint32_t *highest)
{
	struct markup_reader reader;
	struct markup_token token;

	text_clear(&tools->plain);
	dt_list_clear(&tools->places);
	*highest = 0;
	markup_start(&reader, markup->at, markup->n);
	for (;;) {
		size_t before = (size_t)(reader.at - markup->at), after;
		bool inside;

		markup_next(&reader, &token);
		if (token.kind == MARKUP_END)
			return !tools->plain.failed;
		if (token.kind == MARKUP_BAD)
			return false;
		if (token.id > *highest)
			*highest = token.id;
		if (token.kind == MARKUP_OBJECT) {
			token.at = "\xef\xbf\xbc";
			token.length = 3;
		} else if (token.kind != MARKUP_TEXT) {
			continue;
		}
		after = (size_t)(reader.at - markup->at);
		inside = token.kind == MARKUP_TEXT && token.at >= markup->at &&
			 token.at < markup->at + markup->n;
		text_add(&tools->plain, token.at, token.length);
		for (size_t i = 0; i < token.length; i++) {
			size_t start = inside ? (size_t)(token.at - markup->at) + i : before;

			if (!add_place(tools, start, inside ? start + 1 : after))
				return false;
		}
	}
}

static bool begins_with_capital(const char *text, size_t n)
{
	ucs4_t code;

	return n && u8_mbtouc(&code, (const uint8_t *)text, n) > 0 && uc_is_upper(code);
}

/* The target as it is to stand: with a capital where the source has one for its place only. */
static char *wanted_text(const struct glossary_term *term, const char *text, size_t n)
{
	const char *target = *term->target ? term->target : NULL;
	size_t first, length = 0;
	uint8_t room[32], *upper;
	char *whole;

	if (!target)
		return strndup(text, n);
	if (!begins_with_capital(text, n) ||
	    begins_with_capital(term->source, strlen(term->source)))
		return strdup(target);
	first = (size_t)u8_mblen((const uint8_t *)target, strlen(target));
	length = sizeof(room);
	upper = u8_toupper((const uint8_t *)target, first, NULL, NULL, room, &length);
	if (!upper ||
	    asprintf(&whole, "%.*s%s", (int)length, (const char *)upper, target + first) < 0)
		whole = NULL;
	if (upper && upper != room)
		free(upper);
	return whole;
}

/* The stretch of markup that is the hit; false when there is a mark in it. */
static bool find_stretch(const struct tools *tools, const struct text *markup,
			 const struct glossary_hit *hit, struct place *stretch)
{
	const struct place *places = tools->places.at;

	stretch->start = places[hit->start].start;
	stretch->end = places[hit->start + hit->length - 1].end;
	return !memchr(markup->at + stretch->start, '<', stretch->end - stretch->start);
}

static void add_guarded(struct wording_guard *guard, const struct text *markup, size_t *done,
			const struct place *stretch, char *wanted)
{
	char **kept = DT_LIST_ADD(&guard->terms, char *);

	if (!kept) {
		free(wanted);
		return;
	}
	*kept = wanted;
	text_add(&guard->markup, markup->at + *done, stretch->start - *done);
	markup_add_object(&guard->markup, guard->first + guard->terms.n - 1);
	*done = stretch->end;
}

static bool guard_hits(const struct wording *wording, struct tools *tools, const struct ask *ask,
		       struct wording_guard *guard)
{
	size_t done = 0;
	bool any = false;

	for (uint32_t i = 0; i < tools->hits[BY_USER].n; i++) {
		const struct glossary_hit *hit = tools_hit(tools, BY_USER, i);
		const char *text = tools->plain.at + hit->start;
		struct place stretch;
		char *wanted;

		if ((!hit->base && !wording->guard_all) ||
		    !find_stretch(tools, &ask->markup, hit, &stretch) ||
		    tools_says(wording, tools, hit, tools->plain.at))
			continue;
		any = true;
		if (!guard)
			return true;
		wanted = wanted_text(glossary_term(wording->glossaries[BY_USER], hit->term), text,
				     hit->length);
		if (wanted)
			add_guarded(guard, &ask->markup, &done, &stretch, wanted);
	}
	if (guard && any)
		text_add(&guard->markup, ask->markup.at + done, ask->markup.n - done);
	return any;
}

bool wording_guard(const struct wording *wording, const struct ask *ask,
		   struct wording_guard *guard)
{
	struct wording *own = (struct wording *)wording; /* its lock guards what changes */
	const char *answer = ask->target.text.at ? ask->target.text.at : "";
	struct tools *tools;
	uint32_t highest = 0;
	bool any = false;

	if (guard)
		memset(guard, 0, sizeof(*guard));
	if (!wording->guards || !wording->glossaries[BY_USER] || ask->whole || ask->n_pieces ||
	    !ask->markup.n)
		return false;
	tools = tools_take(own);
	if (tools && read_plain(tools, &ask->markup, &highest) && tools->plain.n &&
	    glossary_hear(tools->ear, answer, ask->target.text.n) &&
	    glossary_find(tools->finders[BY_USER], tools->plain.at, tools->plain.n,
			  &tools->hits[BY_USER])) {
		if (guard)
			guard->first = highest + 1;
		any = guard_hits(wording, tools, ask, guard);
	}
	tools_give(own, tools);
	if (guard && (guard->markup.failed || guard->terms.failed)) {
		wording_guard_free(guard);
		any = false;
	}
	return any;
}

void wording_unguard(const struct wording_guard *guard, struct text *answer)
{
	struct text out = { 0 };
	struct markup_reader reader;
	struct markup_token token;

	if (!guard->terms.n || !answer->at)
		return;
	markup_start(&reader, answer->at, answer->n);
	do {
		markup_next(&reader, &token);
		if (token.kind == MARKUP_TEXT) {
			markup_add_text(&out, token.at, token.length);
		} else if (token.kind == MARKUP_OPEN) {
			markup_add_open(&out, token.id);
		} else if (token.kind == MARKUP_CLOSE) {
			markup_add_close(&out);
		} else if (token.kind == MARKUP_OBJECT && token.id >= guard->first &&
			   token.id - guard->first < guard->terms.n) {
			const char *term = ((char **)guard->terms.at)[token.id - guard->first];

			markup_add_text(&out, term, strlen(term));
		} else if (token.kind == MARKUP_OBJECT) {
			markup_add_object(&out, token.id);
		}
	} while (token.kind != MARKUP_END && token.kind != MARKUP_BAD);
	/* what cannot be read is judged as it came */
	if (token.kind == MARKUP_BAD || out.failed) {
		text_free(&out);
		return;
	}
	text_reserve(&out, 1);
	text_free(answer);
	*answer = out;
}

void wording_guard_free(struct wording_guard *guard)
{
	text_free(&guard->markup);
	for (uint32_t i = 0; i < guard->terms.n; i++)
		free(((char **)guard->terms.at)[i]);
	dt_list_free(&guard->terms);
}
