/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Items of JSON that no parser takes: cut in the middle, with line ends or quotes in strings that
 * nobody escaped, with references to nothing.  Each "{" may begin an item; an item is an object
 * of scalars.  One that does not end, or has a text that does not end, is not taken.
 */
#include "config.h"

#include "../markup.h"
#include "items.h"

#include <stdlib.h>

struct scan {
	const char *at, *end;
	uint64_t steps; /* left: what was made to be slow is given up */
};

struct field {
	struct text text;
	bool there;
};

/* What the members of one object said. */
struct found {
	struct field text, target;
	uint64_t id;
	bool has_id;
};

static void skip_blanks(struct scan *s)
{
	while (s->at < s->end && strchr(" \t\r\n", *s->at) && *s->at)
		s->at++;
}

/* Is the quote at this place the end of a string?  It is when what follows can follow one. */
static bool ends_string(const char *at, const char *end, bool name)
{
	do
		at++;
	while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'));
	if (at == end)
		return false; /* cut: nobody knows */
	if (name)
		return *at == ':';
	if (*at == '}' || *at == ']')
		return true;
	if (*at != ',')
		return false;
	do
		at++;
	while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'));
	return at < end && (*at == '"' || *at == '}');
}

static uint32_t hex4(const char *at, const char *end)
{
	uint32_t code = 0;

	if (end - at < 4)
		return UINT32_MAX;
	for (int i = 0; i < 4; i++) {
		char c = at[i];

		if (c >= '0' && c <= '9')
			code = code * 16 + (uint32_t)(c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			code = code * 16 + (uint32_t)((c | 32) - 'a' + 10);
		else
			return UINT32_MAX;
	}
	return code;
}

/* \uXXXX, with its second half where it has one; at: behind "\u". */
static const char *add_unicode(struct text *out, const char *at, const char *end)
{
	uint32_t code = hex4(at, end), low;
	char bytes[4];

	if (code == UINT32_MAX)
		return at;
	at += 4;
	if (code >= 0xd800 && code < 0xdc00 && end - at >= 6 && at[0] == '\\' && at[1] == 'u') {
		low = hex4(at + 2, end);
		if (low >= 0xdc00 && low < 0xe000) {
			code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
			at += 6;
		}
	}
	text_add(out, bytes, markup_encode(bytes, code));
	return at;
}

/* An escape at "\": one that JSON has not is the characters themselves. */
static const char *add_escape(struct text *out, const char *at, const char *end)
{
	static const char from[] = "nrtbf\"\\/", to[] = "\n\r\t  \"\\/";
	const char *known;

	if (at + 1 == end) {
		return end;
	}
	if (at[1] == 'u' && hex4(at + 2, end) != UINT32_MAX)
		return add_unicode(out, at + 2, end);
	known = strchr(from, at[1]);
	if (known && *known) {
		text_add_char(out, to[known - from]);
		return at + 2;
	}
	text_add_char(out, '\\');
	return at + 1;
}

/* A string at its quote; false when it does not end. */
static bool read_string(struct scan *s, struct text *out, bool name)
{
	const char *at = s->at + 1;

	text_clear(out);
	while (at < s->end && s->steps) {
		s->steps--;
		if (*at == '"' && ends_string(at, s->end, name)) {
			s->at = at + 1;
			return true;
		}
		if (name && (*at == '\n' || *at == '{'))
			return false;
		if (*at == '\\') {
			at = add_escape(out, at, s->end);
		} else {
			text_add_char(out, *at);
			at++;
		}
	}
	return false;
}

static bool read_number(struct scan *s, uint64_t *number)
{
	const char *start = s->at;

	for (*number = 0; s->at < s->end && *s->at >= '0' && *s->at <= '9'; s->at++)
		if (*number < 1000000000u)
			*number = *number * 10 + (uint64_t)(*s->at - '0');
	if (s->at == start)
		return false;
	while (s->at < s->end && (*s->at == '.' || (*s->at >= '0' && *s->at <= '9')))
		s->at++;
	return s->at < s->end;
}

/* true, false, null */
static bool read_word(struct scan *s)
{
	const char *start = s->at;

	while (s->at < s->end && *s->at >= 'a' && *s->at <= 'z')
		s->at++;
	return s->at > start;
}

static void keep(struct field *field, struct text *value)
{
	struct text old = field->text;

	if (field->there)
		return;
	field->text = *value;
	*value = old;
	field->there = true;
}

static void keep_string(const struct items *items, struct found *found, const char *name,
			struct text *value)
{
	const char *digits;

	if (!strcmp(name, "id")) {
		digits = value->at + strcspn(value->at, "0123456789");
		found->has_id = *digits != '\0';
		found->id = strtoull(digits, NULL, 10);
	} else if (items->batch->task == DT_TASK_TERMS) {
		if (items_is_source_name(name))
			keep(&found->text, value);
		else if (items_is_target_name(name))
			keep(&found->target, value);
	} else if (items_is_text_name(name)) {
		keep(&found->text, value);
	}
}

/* The value of a member; false: no scalar, or not whole. */
static bool read_value(struct scan *s, const struct items *items, struct found *found,
		       const char *name, struct text *value)
{
	uint64_t number;

	skip_blanks(s);
	if (s->at == s->end)
		return false;
	if (*s->at == '"') {
		if (!read_string(s, value, false))
			return false;
		text_add(value, "", 0);
		if (!value->at)
			return false;
		keep_string(items, found, name, value);
		return true;
	}
	if (*s->at >= '0' && *s->at <= '9') {
		if (!read_number(s, &number))
			return false;
		if (!strcmp(name, "id")) {
			found->id = number;
			found->has_id = true;
		}
		return true;
	}
	return read_word(s);
}

/* An object at its "{". */
static bool read_object(struct scan *s, const struct items *items, struct found *found,
			struct text *name, struct text *value)
{
	s->at++;
	for (;;) {
		skip_blanks(s);
		if (s->at < s->end && *s->at == '}') {
			s->at++;
			return true;
		}
		if (s->at == s->end || *s->at != '"' || !read_string(s, name, true))
			return false;
		text_add(name, "", 0);
		skip_blanks(s);
		if (!name->at || s->at == s->end || *s->at++ != ':' ||
		    !read_value(s, items, found, name->at, value))
			return false;
		skip_blanks(s);
		if (s->at < s->end && *s->at == ',')
			s->at++;
		else if (s->at == s->end || (*s->at != '}' && *s->at != '"'))
			return false;
	}
}

static void take_found(struct items *items, const struct found *found)
{
	bool terms = items->batch->task == DT_TASK_TERMS;
	uint64_t id = found->has_id ? found->id : items->batch->n == 1 || terms;

	if (!found->text.there || (terms && !found->target.there) || !id)
		return;
	if (!terms && id <= items->n && items->at[id - 1].there)
		return;
	items_take(items, id, found->text.text.at, found->text.text.n,
		   terms ? found->target.text.at : NULL, terms ? found->target.text.n : 0);
}

void items_salvage(struct items *items, const char *at, const char *end)
{
	struct scan s = { .at = at, .end = end };
	struct text name = { 0 }, value = { 0 };

	s.steps = 16 * (uint64_t)(end - at) + 1024;
	while (s.steps && s.at < end && (at = memchr(s.at, '{', (size_t)(end - s.at))) != NULL) {
		struct found found = { 0 };

		s.at = at;
		s.steps--;
		if (read_object(&s, items, &found, &name, &value))
			take_found(items, &found);
		else
			s.at = at + 1;
		text_free(&found.text.text);
		text_free(&found.target.text);
	}
	text_free(&name);
	text_free(&value);
}
