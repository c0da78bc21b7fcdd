/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "markup.h"

#include <stdio.h>

size_t markup_encode(char bytes[4], uint32_t code)
{
	if (code < 0x80) {
		bytes[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		bytes[0] = (char)(0xc0 | code >> 6);
		bytes[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		if (code >= 0xd800 && code < 0xe000)
			return 0;
		bytes[0] = (char)(0xe0 | code >> 12);
		bytes[1] = (char)(0x80 | (code >> 6 & 0x3f));
		bytes[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	if (code > 0x10ffff)
		return 0;
	bytes[0] = (char)(0xf0 | code >> 18);
	bytes[1] = (char)(0x80 | (code >> 12 & 0x3f));
	bytes[2] = (char)(0x80 | (code >> 6 & 0x3f));
	bytes[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

uint32_t markup_decode(const char **at, const char *end)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *s = (const unsigned char *)*at;
	size_t n = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	uint32_t code;

	if (n == 1) {
		(*at)++;
		return s[0];
	}
	if (!n || s[0] > 0xf4 || (size_t)(end - *at) < n)
		goto broken;
	code = s[0] & (0xffu >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			goto broken;
		code = code << 6 | (s[i] & 0x3f);
	}
	if (code < least[n] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		goto broken;
	*at += n;
	return code;
broken:
	(*at)++;
	return UINT32_MAX;
}

/* ---- reading --------------------------------------------------------------- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && is_blank(*at))
		at++;
	return at;
}

static void bad(struct markup_reader *reader, struct markup_token *token, const char *why)
{
	reader->at = reader->end;
	token->kind = MARKUP_BAD;
	token->why = why;
}

static bool number(const char **at, const char *end, unsigned base, uint32_t *value)
{
	const char *start = *at;

	*value = 0;
	for (; *at < end; (*at)++) {
		unsigned char c = (unsigned char)**at;
		unsigned digit = c >= '0' && c <= '9'		      ? c - (unsigned)'0'
				 : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10u
								      : 99;

		if (digit >= base)
			break;
		if (*value > 0x110000)
			return false;
		*value = *value * base + digit;
	}
	return *at > start;
}

/* A reference at '&': fills the token and moves on, or false when it is none. */
static bool reference(struct markup_reader *reader, struct markup_token *token)
{
	static const struct {
		const char *name;
		char is;
	} known[] = { { "&amp;", '&' },
		      { "&lt;", '<' },
		      { "&gt;", '>' },
		      { "&quot;", '"' },
		      { "&apos;", '\'' } };
	size_t left = (size_t)(reader->end - reader->at);
	const char *at = reader->at + 2;
	uint32_t code;

	token->kind = MARKUP_TEXT;
	token->at = reader->reference;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		size_t n = strlen(known[i].name);

		if (left < n || memcmp(reader->at, known[i].name, n) != 0)
			continue;
		reader->reference[0] = known[i].is;
		token->length = 1;
		reader->at += n;
		return true;
	}
	if (left < 4 || reader->at[1] != '#')
		return false;
	if (*at == 'x' || *at == 'X') {
		at++;
		if (!number(&at, reader->end, 16, &code))
			return false;
	} else if (!number(&at, reader->end, 10, &code)) {
		return false;
	}
	if (at == reader->end || *at != ';' || !code)
		return false;
	token->length = markup_encode(reader->reference, code);
	if (!token->length)
		return false;
	reader->at = at + 1;
	return true;
}

/* Behind "<g" or "<x": blanks, id='N', and what ends the tag. */
static void start_tag(struct markup_reader *reader, struct markup_token *token, char name)
{
	const char *end = reader->end;
	const char *at = skip_blanks(reader->at + 2, end);
	bool closed = false;
	char quote;

	if (at == reader->at + 2 || end - at < 2 || memcmp(at, "id", 2) != 0)
		return bad(reader, token, "a mark without an id");
	at = skip_blanks(at + 2, end);
	if (at == end || *at != '=')
		return bad(reader, token, "a mark without an id");
	at = skip_blanks(at + 1, end);
	if (at == end || (*at != '\'' && *at != '"'))
		return bad(reader, token, "an id without quotes");
	quote = *at++;
	if (!number(&at, end, 10, &token->id) || at == end || *at != quote)
		return bad(reader, token, "an id that is no number");
	at = skip_blanks(at + 1, end);
	if (at < end && *at == '/') {
		closed = true;
		at++;
	}
	if (at == end || *at != '>')
		return bad(reader, token, "a mark that does not end");
	reader->at = at + 1;
	token->kind = name == 'x' ? MARKUP_OBJECT : MARKUP_OPEN;
	reader->object_open = name == 'x' && !closed;
	reader->close_due = name == 'g' && closed;
}

static void tag(struct markup_reader *reader, struct markup_token *token)
{
	const char *at = reader->at;
	size_t left = (size_t)(reader->end - at);

	if (left >= 2 && at[1] == '/') {
		const char *close = left >= 3 ? skip_blanks(at + 3, reader->end) : reader->end;

		if (close == reader->end || *close != '>' || (at[2] != 'g' && at[2] != 'x'))
			return bad(reader, token, "an end of a mark that is not known");
		if ((at[2] == 'x') != reader->object_open)
			return bad(reader, token, "marks that are not nested");
		reader->at = close + 1;
		if (reader->object_open) {
			reader->object_open = false;
			return markup_next(reader, token);
		}
		token->kind = MARKUP_CLOSE;
		return;
	}
	if (left >= 3 && (at[1] == 'g' || at[1] == 'x'))
		return start_tag(reader, token, at[1]);
	bad(reader, token, "a mark that is not known");
}

static bool starts_tag(const char *at, const char *end)
{
	return end - at >= 2 && (at[1] == '/' || at[1] == '!' || at[1] == '?' ||
				 ((at[1] | 32) >= 'a' && (at[1] | 32) <= 'z'));
}

void markup_next(struct markup_reader *reader, struct markup_token *token)
{
	const char *at = reader->at;

	memset(token, 0, sizeof(*token));
	if (reader->close_due) {
		reader->close_due = false;
		token->kind = MARKUP_CLOSE;
		return;
	}
	if (at == reader->end) {
		if (reader->object_open)
			bad(reader, token, "a mark that does not end");
		return;
	}
	if (*at == '<' && starts_tag(at, reader->end)) {
		if (reader->object_open && at[1] != '/')
			return bad(reader, token, "something inside an object");
		return tag(reader, token);
	}
	if (reader->object_open)
		return bad(reader, token, "something inside an object");
	if (*at == '&' && reference(reader, token))
		return;
	token->kind = MARKUP_TEXT;
	token->at = at++;
	while (at < reader->end && *at != '&' && *at != '<')
		at++;
	token->length = (size_t)(at - token->at);
	reader->at = at;
}

/* ---- writing ----------------------------------------------------------------- */

void markup_add_text(struct text *out, const char *at, size_t length)
{
	const char *end = at + length;

	while (at < end) {
		const char *start = at;

		while (at < end && *at != '&' && *at != '<' && *at != '>')
			at++;
		text_add(out, start, (size_t)(at - start));
		if (at < end)
			text_add_string(out, *at == '&' ? "&amp;" : *at == '<' ? "&lt;" : "&gt;");
		at += at < end;
	}
}

static void add_tag(struct text *out, const char *format, uint32_t id)
{
	char tag_text[32];
	int n = snprintf(tag_text, sizeof(tag_text), format, id);

	text_add(out, tag_text, (size_t)n);
}

void markup_add_open(struct text *out, uint32_t id)
{
	add_tag(out, "<g id='%u'>", id);
}

void markup_add_close(struct text *out)
{
	text_add_string(out, "</g>");
}

void markup_add_object(struct text *out, uint32_t id)
{
	add_tag(out, "<x id='%u'/>", id);
}
