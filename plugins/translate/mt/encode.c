/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "mt.h"

#include "../markup.h"
#include "tags.h"
#include "terms.h"

#include <stdio.h>

const struct mt_form mt_form_xml = { "g", "x", "", MT_TERMS_NONE };
const struct mt_form mt_form_html = { "b", "span", " translate=\"no\"", MT_TERMS_NONE };
const struct mt_form mt_form_html_terms = { "b", "span", " translate=\"no\"", MT_TERMS_REPLACED };
const struct mt_form mt_form_azure = { "b", "span", " class=\"notranslate\"", MT_TERMS_DICTIONARY };

/* What XML 1.0 has no place for. */
static bool is_forbidden(uint32_t code)
{
	return code == UINT32_MAX || code < 0x20 || (code & 0xfffe) == 0xfffe;
}

/* Escapes for text and for a value in double quotes. */
static void add_escaped(struct text *out, const char *at, size_t length, bool quoted)
{
	const char *end = at + length;

	while (at < end) {
		const char *start = at;
		uint32_t code = markup_decode(&at, end);

		if (is_forbidden(code))
			continue;
		if (code == '"' && quoted)
			text_add_string(out, "&quot;");
		else if (code == '&' || code == '<' || code == '>')
			markup_add_text(out, start, 1);
		else
			text_add(out, start, (size_t)(at - start));
	}
}

/* "Engine" when the source has a capital and the term would have one there. */
static void add_target(struct text *out, const struct dt_term *term, const char *found,
		       size_t length)
{
	const char *target = term->target && *term->target ? term->target : NULL;
	struct text word = { 0 };

	if (target)
		terms_like(&word, term, found, length);
	else
		text_add(&word, found, length);
	if (word.n)
		add_escaped(out, word.at, word.n, true);
	out->failed |= word.failed;
	text_free(&word);
}

static void add_term(struct text *out, const struct mt_form *form, const struct dt_term *term,
		     const char *found, size_t length)
{
	if (form->terms == MT_TERMS_REPLACED) {
		text_add_char(out, '<');
		text_add_string(out, form->object);
		text_add_string(out, form->keep);
		text_add_char(out, '>');
		add_target(out, term, found, length);
		text_add_string(out, "</");
		text_add_string(out, form->object);
		text_add_char(out, '>');
		return;
	}
	text_add_string(out, "<mstrans:dictionary translation=\"");
	add_target(out, term, found, length);
	text_add_string(out, "\">");
	add_escaped(out, found, length, false);
	text_add_string(out, "</mstrans:dictionary>");
}

static void add_words(struct text *out, const struct mt_form *form, const char *at, size_t length,
		      const struct mt_words *words)
{
	const char *end = at + length;

	while (words && form->terms != MT_TERMS_NONE && at < end) {
		const char *found;
		size_t n;
		const struct dt_term *term = terms_find(words, at, end, &found, &n);

		if (!term)
			break;
		add_escaped(out, at, (size_t)(found - at), false);
		add_term(out, form, term, found, n);
		at = found + n;
	}
	add_escaped(out, at, (size_t)(end - at), false);
}

static void add_mark(struct text *out, const char *name, const char *keep, uint32_t id)
{
	char tag[64];

	snprintf(tag, sizeof(tag), "<%s%s id=\"%u\">", name, keep, id);
	text_add_string(out, tag);
}

static void add_object(struct text *out, const struct mt_form *form, uint32_t id)
{
	char rest[48];

	add_mark(out, form->object, form->keep, id);
	snprintf(rest, sizeof(rest), "X%u</%s>", id, form->object);
	text_add_string(out, rest);
}

bool mt_encode(struct text *out, const struct mt_form *form, const char *markup, size_t length,
	       const struct mt_words *words)
{
	struct items items = { 0 };
	bool good = items_of_markup(&items, markup, length);

	for (uint32_t i = 0; good && i < items.n; i++) {
		const struct item *item = &items.at[i];

		switch (item->kind) {
		case ITEM_TEXT:
			add_words(out, form, items.text.at + item->start, item->length, words);
			break;
		case ITEM_OPEN:
			add_mark(out, form->style, "", item->id);
			break;
		case ITEM_CLOSE:
			text_add_string(out, "</");
			text_add_string(out, form->style);
			text_add_char(out, '>');
			break;
		case ITEM_OBJECT:
			add_object(out, form, item->id);
			break;
		case ITEM_BREAK:
			text_add_string(out, "<br/>");
			break;
		}
	}
	items_free(&items);
	return good && !out->failed;
}

uint64_t mt_characters(const char *text, size_t length)
{
	uint64_t n = 0;

	for (size_t i = 0; i < length; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}
