/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Texts of replies in the form of a batch's texts (characters.h). */
#include "config.h"

#include "../markup.h"
#include "characters.h"
#include "reasoning.h"

#include <strings.h>

static const char line_separator[] = "\xe2\x80\xa8";

struct cleaner {
	struct text *out;
	const char *at, *end;
	const char *source; /* NULL: no marks */
	bool breaks;	    /* the source has some */
	bool markup;
};

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r'))
		at++;
	return at;
}

/* Quotes of all kinds around an id. */
static const char *skip_quote(const char *at, const char *end)
{
	if (at < end && *at == '\\')
		at++;
	if (at < end && (*at == '\'' || *at == '"' || *at == '`'))
		return at + 1;
	if (end - at >= 3 && !memcmp(at, "\xe2\x80", 2) && (unsigned char)at[2] >= 0x98 &&
	    (unsigned char)at[2] <= 0x9f)
		return at + 3;
	return at;
}

/* id='N' with more or less of it left out. */
static const char *read_id(const char *at, const char *end, uint32_t *id)
{
	const char *start;

	at = skip_blanks(at, end);
	if (end - at >= 2 && !strncasecmp(at, "id", 2))
		at = skip_blanks(at + 2, end);
	if (at < end && (*at == '=' || *at == ':'))
		at = skip_blanks(at + 1, end);
	at = skip_quote(at, end);
	for (start = at, *id = 0; at < end && *at >= '0' && *at <= '9' && at - start < 9; at++)
		*id = *id * 10 + (uint32_t)(*at - '0');
	return at == start ? NULL : skip_quote(at, end);
}

static void add_break(struct cleaner *c)
{
	text_add_string(c->out, c->breaks ? line_separator : " ");
}

/* <br>, <br/>, </br> */
static bool take_break(struct cleaner *c)
{
	const char *at = skip_blanks(c->at + 1, c->end);

	if (at < c->end && *at == '/')
		at++;
	if (c->end - at < 2 || strncasecmp(at, "br", 2) != 0)
		return false;
	at = skip_blanks(at + 2, c->end);
	if (at < c->end && *at == '/')
		at = skip_blanks(at + 1, c->end);
	if (at == c->end || *at != '>')
		return false;
	add_break(c);
	c->at = at + 1;
	return true;
}

static bool take_close(struct cleaner *c, const char *at)
{
	uint32_t id;
	bool style;

	at = skip_blanks(at, c->end);
	if (at == c->end || ((*at | 32) != 'g' && (*at | 32) != 'x'))
		return false;
	style = (*at | 32) == 'g';
	at = skip_blanks(at + 1, c->end);
	if (at < c->end && *at != '>') { /* </g id='1'>, </g1> */
		at = read_id(at, c->end, &id);
		at = at ? skip_blanks(at, c->end) : c->end;
	}
	if (at == c->end || *at != '>')
		return false;
	if (style) /* an object is whole without its end */
		markup_add_close(c->out);
	c->at = at + 1;
	return true;
}

/* A mark at "<", however it is spelt. */
static bool take_mark(struct cleaner *c)
{
	const char *at = skip_blanks(c->at + 1, c->end);
	bool style, closed = false;
	uint32_t id;

	if (at < c->end && *at == '/')
		return take_close(c, at + 1);
	if (at == c->end || ((*at | 32) != 'g' && (*at | 32) != 'x'))
		return false;
	style = (*at | 32) == 'g';
	at = read_id(at + 1, c->end, &id);
	if (!at)
		return false;
	at = skip_blanks(at, c->end);
	if (at < c->end && *at == '/') {
		closed = true;
		at = skip_blanks(at + 1, c->end);
	}
	if (at == c->end || *at != '>')
		return false;
	c->at = at + 1;
	if (style) {
		markup_add_open(c->out, id);
		if (closed)
			markup_add_close(c->out);
		return true;
	}
	markup_add_object(c->out, id);
	return true;
}

static void take_less(struct cleaner *c)
{
	if (take_break(c) || (c->markup && take_mark(c)))
		return;
	text_add_string(c->out, "&lt;");
	c->at++;
}

/* A reference stays one, & alone becomes one. */
static void take_and(struct cleaner *c)
{
	static const char *const known[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&apos;" };
	const char *at = c->at + 1;
	size_t left = (size_t)(c->end - c->at);

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (left >= strlen(known[i]) && !memcmp(c->at, known[i], strlen(known[i]))) {
			text_add_string(c->out, known[i]);
			c->at += strlen(known[i]);
			return;
		}
	if (left >= 6 && !memcmp(c->at, "&nbsp;", 6)) {
		text_add_string(c->out, "\xc2\xa0");
		c->at += 6;
		return;
	}
	text_add_string(c->out, "&amp;");
	c->at = at;
}

static bool in_source(const struct cleaner *c, const char *at, size_t n)
{
	for (const char *p = c->source; p && (p = strchr(p, *at)) != NULL; p++)
		if (!strncmp(p, at, n))
			return true;
	return false;
}

static void take_character(struct cleaner *c)
{
	const char *start = c->at;
	uint32_t code = markup_decode(&c->at, c->end);
	size_t n = (size_t)(c->at - start);

	switch (characters_kind(code)) {
	case CHARACTER_DROPPED:
		if (code == '\t')
			text_add_char(c->out, ' ');
		return;
	case CHARACTER_BIDI:
		if (in_source(c, start, n))
			text_add(c->out, start, n);
		return;
	default:
		if (code == 0x2028 || code == 0x2029)
			add_break(c);
		else
			text_add(c->out, start, n);
	}
}

void characters_clean(struct text *out, const char *at, size_t n, const char *source)
{
	struct cleaner c = { .out = out, .at = at, .end = at + n, .source = source };

	c.markup = source != NULL;
	c.breaks = source && strstr(source, line_separator);
	reasoning_skip(&c.at, c.end);
	/* blanks at the edges are no part of a text */
	c.at = skip_blanks(c.at, c.end);
	while (c.end > c.at && strchr(" \t\r\n", c.end[-1]) && c.end[-1])
		c.end--;
	while (c.at < c.end) {
		if (*c.at == '\n') {
			add_break(&c);
			c.at++;
		} else if (*c.at == '<' && c.markup) {
			take_less(&c);
		} else if (*c.at == '>' && c.markup) {
			text_add_string(out, "&gt;");
			c.at++;
		} else if (*c.at == '&' && c.markup) {
			take_and(&c);
		} else {
			take_character(&c);
		}
	}
}
