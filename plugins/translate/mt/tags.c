/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "tags.h"

#include "../markup.h"

#include <strings.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(char c)
{
	return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* ---- references -------------------------------------------------------------- */

/* Those that services write, of the many that HTML has. */
static const struct {
	const char *name;
	uint32_t code;
} named[] = {
	{ "amp", '&' },	     { "lt", '<' },	   { "gt", '>' },	{ "quot", '"' },
	{ "apos", '\'' },    { "nbsp", 0xa0 },	   { "shy", 0xad },	{ "copy", 0xa9 },
	{ "reg", 0xae },     { "deg", 0xb0 },	   { "plusmn", 0xb1 },	{ "micro", 0xb5 },
	{ "middot", 0xb7 },  { "laquo", 0xab },	   { "raquo", 0xbb },	{ "sect", 0xa7 },
	{ "para", 0xb6 },    { "times", 0xd7 },	   { "divide", 0xf7 },	{ "ensp", 0x2002 },
	{ "emsp", 0x2003 },  { "thinsp", 0x2009 }, { "zwnj", 0x200c },	{ "zwj", 0x200d },
	{ "lrm", 0x200e },   { "rlm", 0x200f },	   { "ndash", 0x2013 }, { "mdash", 0x2014 },
	{ "lsquo", 0x2018 }, { "rsquo", 0x2019 },  { "ldquo", 0x201c }, { "rdquo", 0x201d },
	{ "sbquo", 0x201a }, { "bdquo", 0x201e },  { "bull", 0x2022 },	{ "hellip", 0x2026 },
	{ "euro", 0x20ac },  { "trade", 0x2122 },  { "rarr", 0x2192 },	{ "minus", 0x2212 },
};

static uint32_t code_of_name(const char *at, size_t n)
{
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++)
		if (strlen(named[i].name) == n && !memcmp(named[i].name, at, n))
			return named[i].code;
	return 0;
}

static uint32_t code_of_number(const char *at, size_t n)
{
	bool hex = n && (*at | 32) == 'x';
	uint32_t code = 0;

	if (hex)
		at++, n--;
	if (!n || n > 8)
		return 0;
	for (; n; at++, n--) {
		char c = (char)(*at | 32);

		if (is_digit(*at))
			code = code * (hex ? 16 : 10) + (uint32_t)(*at - '0');
		else if (hex && c >= 'a' && c <= 'f')
			code = code * 16 + (uint32_t)(c - 'a') + 10;
		else
			return 0;
		if (code > 0x10ffff)
			return 0;
	}
	return code;
}

static bool reference(struct tag_reader *reader, struct tag *tag)
{
	const char *at = reader->at + 1, *semicolon = at;
	uint32_t code;
	size_t n;

	while (semicolon < reader->end && semicolon - at < 10 && *semicolon != ';')
		semicolon++;
	if (semicolon == reader->end || *semicolon != ';' || semicolon == at)
		return false;
	n = (size_t)(semicolon - at);
	code = *at == '#' ? code_of_number(at + 1, n - 1) : code_of_name(at, n);
	if (!code)
		return false;
	tag->length = markup_encode(reader->reference, code);
	if (!tag->length)
		return false;
	tag->kind = TAG_TEXT;
	tag->at = reader->reference;
	reader->at = semicolon + 1;
	return true;
}

/* ---- tags -------------------------------------------------------------------- */

static bool is_name(char c)
{
	return is_letter(c) || is_digit(c) || c == ':' || c == '-' || c == '_';
}

/* The value of an attribute at *at, behind its "="; false when it does not end. */
static bool value(const char **at, const char *end, const char **start, size_t *n)
{
	char quote = *at < end && (**at == '"' || **at == '\'') ? **at : '\0';

	*at += quote != '\0';
	*start = *at;
	while (*at < end && (quote ? **at != quote : !is_blank(**at) && **at != '>'))
		(*at)++;
	if (*at == end)
		return false;
	*n = (size_t)(*at - *start);
	/* <x id=1/>: the stroke is the tag's. */
	if (!quote && *n && (*at)[-1] == '/' && **at == '>')
		(*n)--, (*at)--;
	*at += quote != '\0';
	return true;
}

static void take_id(struct tag *tag, const char *at, size_t n)
{
	uint32_t id = 0;

	if (!n || n > 9)
		return;
	for (size_t i = 0; i < n; i++) {
		if (!is_digit(at[i]))
			return;
		id = id * 10 + (uint32_t)(at[i] - '0');
	}
	tag->has_id = true;
	tag->id = id;
}

/* Behind the name of a start tag, up to its end. */
static bool attributes(const char **at, const char *end, struct tag *tag)
{
	while (*at < end && **at != '>') {
		const char *name, *start = NULL;
		size_t length, n = 0;

		if (is_blank(**at) || **at == '/') {
			if (**at == '/')
				tag->kind = TAG_EMPTY;
			(*at)++;
			continue;
		}
		tag->kind = TAG_OPEN;
		for (name = *at; *at < end && !is_blank(**at) && !strchr("=/>", **at);)
			(*at)++;
		length = (size_t)(*at - name);
		while (*at < end && is_blank(**at))
			(*at)++;
		if (*at < end && **at == '=') {
			(*at)++;
			while (*at < end && is_blank(**at))
				(*at)++;
			if (!value(at, end, &start, &n))
				return false;
		} else if (!length) {
			(*at)++;
		}
		if (length == 2 && !strncasecmp(name, "id", 2))
			take_id(tag, start, n);
	}
	return *at < end;
}

/* A comment, an instruction, a declaration: nothing. */
static bool skip_other(struct tag_reader *reader)
{
	static const struct {
		const char *start, *end;
	} known[] = { { "<!--", "-->" }, { "<![CDATA[", "" }, { "<!", ">" }, { "<?", ">" } };
	size_t left = (size_t)(reader->end - reader->at);

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		size_t n = strlen(known[i].start), tail = strlen(known[i].end);
		const char *found;

		if (left < n || memcmp(reader->at, known[i].start, n) != 0)
			continue;
		found = tail ? memmem(reader->at + n, left - n, known[i].end, tail) : NULL;
		if (!found)
			return false;
		reader->at = found + tail;
		return true;
	}
	return false;
}

static bool read_tag(struct tag_reader *reader, struct tag *tag)
{
	const char *at = reader->at + 1, *end = reader->end;
	bool close = at < end && *at == '/';

	at += close;
	if (at == end || !is_letter(*at))
		return false;
	tag->at = at;
	while (at < end && is_name(*at))
		at++;
	tag->length = (size_t)(at - tag->at);
	tag->kind = TAG_OPEN;
	if (!attributes(&at, end, tag)) {
		memset(tag, 0, sizeof(*tag));
		return false;
	}
	if (close)
		tag->kind = TAG_CLOSE;
	reader->at = at + 1;
	return true;
}

void tag_next(struct tag_reader *reader, struct tag *tag)
{
	const char *at;

	memset(tag, 0, sizeof(*tag));
	while (reader->at < reader->end && *reader->at == '<' && skip_other(reader))
		;
	at = reader->at;
	if (at == reader->end)
		return;
	if (*at == '<' && read_tag(reader, tag))
		return;
	if (*at == '&' && reference(reader, tag))
		return;
	tag->kind = TAG_TEXT;
	tag->at = at++;
	while (at < reader->end && *at != '&' && *at != '<')
		at++;
	tag->length = (size_t)(at - tag->at);
	reader->at = at;
}

bool tag_is(const struct tag *tag, const char *name)
{
	return strlen(name) == tag->length && !strncasecmp(tag->at, name, tag->length);
}

/* ---- the list ---------------------------------------------------------------- */

struct item *items_add(struct items *items, enum item_kind kind, uint32_t id)
{
	struct item *item;

	if (items->n == items->room) {
		uint32_t room = items->room ? items->room * 2 : 16;
		struct item *at = realloc(items->at, room * sizeof(*at));

		if (!at) {
			items->failed = true;
			return NULL;
		}
		items->at = at;
		items->room = room;
	}
	item = &items->at[items->n++];
	memset(item, 0, sizeof(*item));
	item->kind = kind;
	item->id = id;
	item->start = (uint32_t)items->text.n;
	return item;
}

void items_add_text(struct items *items, const char *at, size_t length)
{
	struct item *item = items->n ? &items->at[items->n - 1] : NULL;
	struct text *text = &items->text;

	if (!length)
		return;
	if (!item || item->kind != ITEM_TEXT)
		item = items_add(items, ITEM_TEXT, 0);
	if (!item)
		return;
	for (size_t i = 0; i < length; i++) {
		bool blank = is_blank(at[i]);

		if (blank && text->n > item->start && text->at[text->n - 1] == ' ')
			continue;
		text_add_char(text, blank ? ' ' : at[i]);
	}
	item->length = (uint32_t)text->n - item->start;
	items->failed |= text->failed;
}

void items_free(struct items *items)
{
	free(items->at);
	text_free(&items->text);
	memset(items, 0, sizeof(*items));
}

/* U+2028 within a text is a break. */
static void add_broken_text(struct items *items, const char *at, size_t length)
{
	const char *end = at + length;

	while (at < end) {
		const char *found = memmem(at, (size_t)(end - at), "\xe2\x80\xa8", 3);

		items_add_text(items, at, (size_t)((found ? found : end) - at));
		if (found)
			items_add(items, ITEM_BREAK, 0);
		at = found ? found + 3 : end;
	}
}

bool items_of_markup(struct items *items, const char *markup, size_t length)
{
	struct markup_reader reader;
	struct markup_token token;
	uint32_t open[32], depth = 0;

	markup_start(&reader, markup, length);
	for (markup_next(&reader, &token); token.kind; markup_next(&reader, &token)) {
		switch (token.kind) {
		case MARKUP_TEXT:
			add_broken_text(items, token.at, token.length);
			break;
		case MARKUP_OPEN:
			if (depth == sizeof(open) / sizeof(open[0]))
				return false;
			open[depth++] = token.id;
			items_add(items, ITEM_OPEN, token.id);
			break;
		case MARKUP_CLOSE:
			if (!depth)
				return false;
			items_add(items, ITEM_CLOSE, open[--depth]);
			break;
		case MARKUP_OBJECT:
			items_add(items, ITEM_OBJECT, token.id);
			break;
		case MARKUP_BAD:
		case MARKUP_END:
			return false;
		}
	}
	return !depth && !items->failed;
}
