/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "context.h"

#include "../text.h"

#include <stdio.h>

enum { NAME_BYTES = 200, NEAR_BYTES = 240 };

static bool is_running_text(const struct ask *ask)
{
	return ask->role == DT_ROLE_PARAGRAPH || ask->role == DT_ROLE_LIST_ITEM ||
	       ask->role == DT_ROLE_HEADING || ask->role == DT_ROLE_TITLE;
}

/* Objects and hard breaks are blanks. */
static void add_words(char *room, size_t size, const char *text, size_t length)
{
	size_t n = 0;

	for (size_t i = 0; i < length && n + 1 < size; i++) {
		bool sign = i + 3 <= length && (!memcmp(text + i, "\xef\xbf\xbc", 3) ||
						!memcmp(text + i, "\xe2\x80\xa8", 3));

		if (sign)
			i += 2;
		if (!sign && text[i] != ' ')
			room[n++] = text[i];
		else if (n && room[n - 1] != ' ')
			room[n++] = ' ';
	}
	room[n] = '\0';
}

/* The last bytes of a text, from the beginning of a word on. */
static void copy_end(char *room, size_t size, const struct source *source)
{
	const char *at = source->text, *end = at + source->length;

	if (source->length > NEAR_BYTES) {
		at = end - NEAR_BYTES;
		while (at < end && *at != ' ')
			at++;
		if (at == end) /* a script without blanks */
			for (at = end - NEAR_BYTES; ((unsigned char)*at & 0xc0) == 0x80;)
				at++;
		while (at < end && *at == ' ')
			at++;
	}
	add_words(room, size, at, (size_t)(end - at));
}

static void copy_start(char *room, size_t size, const struct source *source)
{
	size_t n = source->length;

	if (n > NEAR_BYTES) {
		for (n = NEAR_BYTES; n && source->text[n] != ' ';)
			n--;
		if (!n)
			for (n = NEAR_BYTES; n && ((unsigned char)source->text[n] & 0xc0) == 0x80;)
				n--;
	}
	add_words(room, size, source->text, n);
}

static void fill_names(struct batch *batch)
{
	const char *title = batch->flight->asking->title, *section = NULL;

	/* of several sections the one in which the batch begins */
	for (uint32_t i = 0; i < batch->n && !section; i++)
		section = batch->asks[i]->section;
	snprintf(batch->context, sizeof(batch->context), "%.*s%s%.*s",
		 title ? text_fit(title, NAME_BYTES) : 0, title ? title : "",
		 title && section ? ": " : "", section ? text_fit(section, NAME_BYTES) : 0,
		 section ? section : "");
}

static uint32_t place_of(const struct ask *ask, const struct ask *list)
{
	return (uint32_t)((ask->whole ? ask->whole : ask) - list);
}

static void fill_similar(struct batch *batch)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < batch->n; i++)
		n += batch->asks[i]->n_similar;
	batch->similar = n ? calloc(n, sizeof(*batch->similar)) : NULL;
	if (!batch->similar)
		return;
	for (uint32_t i = 0; i < batch->n; i++)
		for (uint32_t k = 0; k < batch->asks[i]->n_similar; k++) {
			const struct ask_similar *known = &batch->asks[i]->similar[k];

			batch->similar[batch->given.n_similar++] =
				(struct dt_similar){ known->source, known->target, i,
						     known->score };
		}
	batch->given.similar = batch->similar;
}

void context_fill(struct batch *batch)
{
	const struct asking *asking = batch->flight->asking;
	const struct ask *list = asking->list.at;
	uint32_t first = place_of(batch->asks[0], list);
	uint32_t last = place_of(batch->asks[batch->n - 1], list);

	fill_names(batch);
	fill_similar(batch);
	if (first && is_running_text(&list[first]) && is_running_text(&list[first - 1]))
		copy_end(batch->before, sizeof(batch->before), &list[first - 1].source);
	if (last + 1 < asking->list.n && is_running_text(&list[last]) &&
	    is_running_text(&list[last + 1]))
		copy_start(batch->after, sizeof(batch->after), &list[last + 1].source);
	batch->given.context = batch->context[0] ? batch->context : NULL;
	batch->given.before = batch->before[0] ? batch->before : NULL;
	batch->given.after = batch->after[0] ? batch->after : NULL;
}
