/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "mt.h"

#include "../markup.h"
#include "blanks.h"
#include "tags.h"

#include <stdio.h>
#include <strings.h>

enum { MAX_DEPTH = 64 };

struct element {
	const char *name;
	size_t length;
	bool mark; /* a style of ours */
	uint32_t id;
};

struct decoder {
	const struct mt_form *form;
	const struct items *source;
	struct items *items;
	struct element open[MAX_DEPTH];
	uint32_t depth;
	uint32_t object; /* depth behind the object that is open, 0: none */
	uint32_t object_id;
	struct text inside; /* what stands in it */
};

static bool is_object(const struct decoder *d, uint32_t id)
{
	for (uint32_t i = 0; i < d->source->n; i++)
		if (d->source->at[i].kind == ITEM_OBJECT && d->source->at[i].id == id)
			return true;
	return false;
}

/* Elements of HTML that have no end tag. */
static bool is_void(const struct tag *tag)
{
	return tag_is(tag, "br") || tag_is(tag, "hr") || tag_is(tag, "img") || tag_is(tag, "wbr") ||
	       tag_is(tag, "input") || tag_is(tag, "meta") || tag_is(tag, "link");
}

/* A style that is cut in two with nothing between is one. */
static void open_style(struct decoder *d, uint32_t id)
{
	struct items *items = d->items;
	uint32_t n = items->n;
	bool blank = n && items->at[n - 1].kind == ITEM_TEXT && items->at[n - 1].length == 1 &&
		     items->text.at[items->at[n - 1].start] == ' ';

	n -= blank;
	if (!n || items->at[n - 1].kind != ITEM_CLOSE || items->at[n - 1].id != id) {
		items_add(items, ITEM_OPEN, id);
		return;
	}
	items->n = n - 1;
	if (blank)
		items_add_text(items, " ", 1);
}

/* ---- objects ----------------------------------------------------------------- */

static const char *end_object(struct decoder *d)
{
	char name[16];
	int n = snprintf(name, sizeof(name), "X%u", d->object_id);
	const char *at = d->inside.n ? d->inside.at : "", *end = at + d->inside.n;
	const char *found;

	d->object = 0;
	while (at < end && (unsigned char)*at <= ' ')
		at++;
	if (at == end) {
		items_add(d->items, ITEM_OBJECT, d->object_id);
		return NULL;
	}
	at = d->inside.at;
	found = memmem(at, (size_t)(end - at), name, (size_t)n);
	if (!found || (found + n < end && found[n] >= '0' && found[n] <= '9'))
		return "an object whose name was changed";
	/* Words that have come into the element are not lost with it. */
	items_add_text(d->items, at, (size_t)(found - at));
	items_add(d->items, ITEM_OBJECT, d->object_id);
	items_add_text(d->items, found + n, (size_t)(end - found - n));
	return NULL;
}

/* ---- elements ---------------------------------------------------------------- */

static const char *start_element(struct decoder *d, const struct tag *tag)
{
	bool empty = tag->kind == TAG_EMPTY || is_void(tag);
	bool object = tag->has_id && is_object(d, tag->id);
	struct element *element;

	if (tag_is(tag, "br")) {
		if (!d->object)
			items_add(d->items, ITEM_BREAK, 0);
		return NULL;
	}
	if (!d->object && object && empty)
		items_add(d->items, ITEM_OBJECT, tag->id);
	if (!d->object && !object && tag->has_id) {
		open_style(d, tag->id);
		if (empty)
			items_add(d->items, ITEM_CLOSE, tag->id);
	}
	if (empty)
		return NULL;
	if (d->depth == MAX_DEPTH)
		return "elements that are nested too deep";
	element = &d->open[d->depth++];
	element->name = tag->at;
	element->length = tag->length;
	element->id = tag->id;
	element->mark = !d->object && !object && tag->has_id;
	if (!d->object && object) {
		d->object = d->depth;
		d->object_id = tag->id;
		text_clear(&d->inside);
	}
	return NULL;
}

static const char *end_element(struct decoder *d, const struct tag *tag)
{
	const char *why = NULL;
	uint32_t i = d->depth;
	struct tag like = { 0 };

	while (i) {
		like.at = d->open[i - 1].name;
		like.length = d->open[i - 1].length;
		if (like.length == tag->length && !strncasecmp(like.at, tag->at, tag->length))
			break;
		i--;
	}
	if (!i) {
		/* Nothing of that name is open: a style whose start was lost. */
		if (tag_is(tag, d->form->style))
			items_add(d->items, ITEM_CLOSE, 0);
		return NULL;
	}
	while (d->depth >= i && !why) {
		struct element *element = &d->open[d->depth - 1];

		if (d->object == d->depth)
			why = end_object(d);
		else if (element->mark)
			items_add(d->items, ITEM_CLOSE, element->id);
		d->depth--;
	}
	return why;
}

static const char *read_answer(struct decoder *d, const char *answer, size_t length)
{
	struct tag_reader reader;
	struct tag tag;
	const char *why = NULL;

	tag_start(&reader, answer, length);
	for (tag_next(&reader, &tag); tag.kind && !why; tag_next(&reader, &tag)) {
		if (tag.kind == TAG_TEXT && d->object)
			text_add(&d->inside, tag.at, tag.length);
		else if (tag.kind == TAG_TEXT)
			items_add_text(d->items, tag.at, tag.length);
		else if (tag.kind == TAG_CLOSE)
			why = tag_is(&tag, "br") ? NULL : end_element(d, &tag);
		else
			why = start_element(d, &tag);
	}
	if (!why && d->object)
		why = "an object that does not end";
	return why;
}

/* ---- writing ----------------------------------------------------------------- */

static void write_item(struct text *out, const struct items *items, const struct item *item)
{
	if (item->blank_before)
		text_add_char(out, ' ');
	switch (item->kind) {
	case ITEM_TEXT:
		markup_add_text(out, items->text.at + item->start, item->length);
		break;
	case ITEM_OPEN:
		markup_add_open(out, item->id);
		break;
	case ITEM_CLOSE:
		markup_add_close(out);
		break;
	case ITEM_OBJECT:
		markup_add_object(out, item->id);
		break;
	case ITEM_BREAK:
		text_add_string(out, "\xe2\x80\xa8");
		break;
	}
	if (item->blank_after)
		text_add_char(out, ' ');
}

const char *mt_decode(struct text *out, const struct mt_form *form, const char *answer,
		      size_t length, const char *markup, size_t markup_length, const char *target)
{
	struct items source = { 0 }, items = { 0 };
	struct decoder d = { .form = form, .source = &source, .items = &items };
	const char *why = NULL;
	size_t start = out->n;

	if (length > UINT32_MAX / 4)
		return "more text than any";
	if (!items_of_markup(&source, markup, markup_length))
		why = "a source that is no markup";
	if (!why)
		why = read_answer(&d, answer, length);
	if (!why && !items.failed)
		blanks_restore(&items, &source, target);
	for (uint32_t i = 0; !why && i < items.n; i++)
		write_item(out, &items, &items.at[i]);
	if (!why && (items.failed || out->failed || d.inside.failed))
		why = "no memory";
	if (why && out->at) {
		out->n = start;
		out->at[start] = '\0';
	}
	text_free(&d.inside);
	items_free(&items);
	items_free(&source);
	return why;
}
