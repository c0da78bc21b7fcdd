/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "characters.h"

#include "../markup.h"

#include <stdio.h>

enum { LINE_SEPARATOR = 0x2028 };

enum characters_kind characters_kind(uint32_t code)
{
	if (code == UINT32_MAX || code < 0x20 || (code >= 0x7f && code < 0xa0))
		return CHARACTER_DROPPED;
	if ((code & 0xfffe) == 0xfffe || (code >= 0xfdd0 && code <= 0xfdef))
		return CHARACTER_DROPPED;
	/* interlinear annotation, the object character, tags: invisible letters */
	if ((code >= 0xfff9 && code <= 0xfffc) || (code >= 0xe0000 && code <= 0xe007f) ||
	    code == 0xfeff)
		return CHARACTER_DROPPED;
	if ((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x206f))
		return CHARACTER_BIDI;
	if (code == 0x200e || code == 0x200f || code == 0x061c || code == LINE_SEPARATOR ||
	    code == 0x2029 || code == 0x200b || (code >= 0x2060 && code <= 0x2065) ||
	    (code >= 0xd800 && code < 0xe000))
		return CHARACTER_ESCAPED;
	return CHARACTER_PLAIN;
}

/* ---- into a prompt -------------------------------------------------------------------- */

static void add_escape(struct text *out, uint32_t code)
{
	char escape[8];

	snprintf(escape, sizeof(escape), "\\u%04x", (unsigned)(code & 0xffff));
	text_add_string(out, escape);
}

static void add_json_code(struct text *out, uint32_t code, const char *at, size_t n, bool markup)
{
	if (code == '"' || code == '\\') {
		text_add_char(out, '\\');
		text_add(out, at, n);
	} else if (code == '\n' || code == '\t' || code == '\r') {
		text_add_char(out, ' ');
	} else if (markup && code == LINE_SEPARATOR) {
		text_add_string(out, "<br/>");
	} else {
		switch (characters_kind(code)) {
		case CHARACTER_DROPPED:
			break;
		case CHARACTER_BIDI:
		case CHARACTER_ESCAPED:
			add_escape(out, code);
			break;
		default:
			text_add(out, at, n);
		}
	}
}

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Does a text begin so that & before it would be read as a reference? */
static bool ends_reference(const char *at, const char *end)
{
	const char *p = at;

	if (p < end && *p == '#')
		p++;
	while (p < end && is_name(*p))
		p++;
	return p > at && p < end && *p == ';';
}

static bool begins(const char *at, const char *end, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(end - at) >= n && !memcmp(at, word, n);
}

/* A reference at "&" that can be itself without being read as a mark or a reference: its length,
 * and what it is. */
static size_t plain_reference(const char *at, const char *end, char *is)
{
	if (begins(at, end, "&amp;") && !ends_reference(at + 5, end)) {
		*is = '&';
		return 5;
	}
	if (begins(at, end, "&gt;")) {
		*is = '>';
		return 4;
	}
	if (begins(at, end, "&lt;") && at + 4 < end && !is_name(at[4]) && !strchr("/!?", at[4])) {
		*is = '<';
		return 4;
	}
	return 0;
}

void characters_add_json(struct text *out, const char *at, size_t n, bool markup)
{
	const char *end = at + n;

	while (at < end) {
		const char *start = at;
		size_t length;
		uint32_t code;
		char is;

		if (markup && *at == '&' && (length = plain_reference(at, end, &is)) != 0) {
			text_add_char(out, is);
			at += length;
			continue;
		}
		code = markup_decode(&at, end);
		if (code == UINT32_MAX)
			text_add_string(out, "\xef\xbf\xbd");
		else
			add_json_code(out, code, start, (size_t)(at - start), markup);
	}
}

void characters_add_plain(struct text *out, const char *at, size_t n)
{
	const char *end = at + n;

	while (at < end) {
		const char *start = at;
		uint32_t code = markup_decode(&at, end);

		if (code == '\n' || characters_kind(code) == CHARACTER_PLAIN)
			text_add(out, start, (size_t)(at - start));
		else if (code == '\t')
			text_add_char(out, ' ');
	}
}
