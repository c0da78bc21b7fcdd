/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "raw.h"

#include <string.h>

#define DEEPEST 500

struct lexer {
	const unsigned char *bytes;
	size_t size, at;
	struct dt_list *references;
	struct dt_raw *raw;
	int depth; /* of dictionaries and arrays */
	int n;	   /* whole numbers that came last, one behind the other */
	int64_t numbers[2];
	bool length; /* the value of the outermost dictionary's /Length comes */
};

static bool is_space(unsigned char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0;
}

static bool is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

/* Ends a number, name or keyword. */
static bool ends_word(unsigned char c)
{
	static const bool ends[256] = {
		[0] = true,    ['\t'] = true, ['\n'] = true, ['\f'] = true,
		['\r'] = true, [' '] = true,  ['('] = true,  [')'] = true,
		['<'] = true,  ['>'] = true,  ['['] = true,  [']'] = true,
		['{'] = true,  ['}'] = true,  ['/'] = true,  ['%'] = true,
	};

	return ends[c];
}

static void skip_word(struct lexer *x)
{
	while (x->at < x->size && !ends_word(x->bytes[x->at]))
		x->at++;
}

static void skip_comment(struct lexer *x)
{
	while (x->at < x->size && x->bytes[x->at] != '\n' && x->bytes[x->at] != '\r')
		x->at++;
}

static void skip_space(struct lexer *x)
{
	while (x->at < x->size) {
		if (is_space(x->bytes[x->at]))
			x->at++;
		else if (x->bytes[x->at] == '%')
			skip_comment(x);
		else
			return;
	}
}

/* At the opening parenthesis. */
static bool skip_string(struct lexer *x)
{
	int depth = 0;

	for (; x->at < x->size; x->at++) {
		unsigned char c = x->bytes[x->at];

		if (c == '\\')
			x->at++;
		else if (c == '(')
			depth++;
		else if (c == ')' && --depth == 0) {
			x->at++;
			return true;
		}
	}
	return false;
}

/* Behind the opening bracket. */
static bool skip_hex(struct lexer *x)
{
	const unsigned char *end = memchr(x->bytes + x->at, '>', x->size - x->at);

	if (!end)
		return false;
	x->at = (size_t)(end - x->bytes) + 1;
	return true;
}

static bool open_or_close(struct lexer *x, unsigned char c)
{
	bool twice = x->at + 1 < x->size && x->bytes[x->at + 1] == c;

	if (c == '<' && !twice) {
		x->at++;
		return skip_hex(x);
	}
	if (c == '>' && !twice)
		return false;
	x->at += c == '<' || c == '>' ? 2 : 1;
	x->depth += c == '<' || c == '[' || c == '{' ? 1 : -1;
	return x->depth >= 0 && x->depth <= DEEPEST;
}

static void take_name(struct lexer *x)
{
	size_t start = ++x->at;

	skip_word(x);
	x->length =
		x->depth == 1 && x->at - start == 6 && memcmp(x->bytes + start, "Length", 6) == 0;
}

/* A whole number that an object number or a length may be; others are no concern. */
static void take_number(struct lexer *x, size_t start)
{
	int64_t value = 0;
	size_t i;

	for (i = start; i < x->at; i++)
		value = value * 10 + (x->bytes[i] - '0');
	if (x->n == 2)
		x->numbers[0] = x->numbers[1];
	else
		x->n++;
	x->numbers[x->n - 1] = value;
	if (x->length && x->n == 1)
		x->raw->length = value;
}

static bool take_reference(struct lexer *x)
{
	uint32_t *to;

	if (x->n != 2 || x->numbers[0] > INT32_MAX)
		return false;
	if (x->length) {
		x->raw->length = -1;
		x->raw->length_object = (uint32_t)x->numbers[0];
	}
	if (!x->references)
		return true;
	to = DT_LIST_ADD(x->references, uint32_t);
	if (to)
		*to = (uint32_t)x->numbers[0];
	return to != NULL;
}

/* Behind "stream": one line end. */
static bool take_line_end(struct lexer *x)
{
	if (x->at < x->size && x->bytes[x->at] == '\r')
		x->at++;
	if (x->at >= x->size || x->bytes[x->at] != '\n')
		return false;
	x->at++;
	return true;
}

static bool is_word(const struct lexer *x, size_t start, const char *word)
{
	size_t n = strlen(word);

	return x->at - start == n && memcmp(x->bytes + start, word, n) == 0;
}

/* Returns DT_RAW_TEXT to go on. */
static enum dt_raw_kind take_keyword(struct lexer *x, size_t start)
{
	enum dt_raw_kind kind = DT_RAW_TEXT;

	if (is_word(x, start, "R"))
		kind = take_reference(x) ? DT_RAW_TEXT : DT_RAW_BROKEN;
	else if (is_word(x, start, "endobj"))
		kind = x->depth == 0 ? DT_RAW_OBJECT : DT_RAW_BROKEN;
	else if (is_word(x, start, "stream"))
		kind = x->depth == 0 && take_line_end(x) ? DT_RAW_STREAM : DT_RAW_BROKEN;
	else if (is_word(x, start, "obj") || is_word(x, start, "endstream"))
		kind = DT_RAW_BROKEN; /* the end of this object is missing */
	x->n = 0;
	x->length = false;
	return kind;
}

static enum dt_raw_kind take_word(struct lexer *x)
{
	size_t start = x->at, i;

	skip_word(x);
	for (i = start; i < x->at && is_digit(x->bytes[i]); i++)
		;
	if (i == x->at && i - start <= 18) {
		take_number(x, start);
		return DT_RAW_TEXT;
	}
	return take_keyword(x, start);
}

static enum dt_raw_kind take_token(struct lexer *x)
{
	unsigned char c = x->bytes[x->at];

	if (!ends_word(c))
		return take_word(x);
	x->n = 0;
	if (c == '/') {
		take_name(x);
		return DT_RAW_TEXT;
	}
	x->length = false;
	if (c == '(')
		return skip_string(x) ? DT_RAW_TEXT : DT_RAW_BROKEN;
	if (c == ')')
		return DT_RAW_BROKEN;
	return open_or_close(x, c) ? DT_RAW_TEXT : DT_RAW_BROKEN;
}

enum dt_raw_kind dt_raw_read(const unsigned char *bytes, size_t size, size_t at,
			     struct dt_list *references, struct dt_raw *raw)
{
	struct lexer x = { .bytes = bytes, .size = size, .at = at };
	enum dt_raw_kind kind = DT_RAW_TEXT;

	x.references = references;
	x.raw = raw;
	raw->length = -1;
	raw->length_object = 0;
	for (skip_space(&x); x.at < x.size; skip_space(&x)) {
		kind = take_token(&x);
		if (kind != DT_RAW_TEXT)
			break;
	}
	raw->end = x.at < size ? x.at : size;
	return kind == DT_RAW_TEXT && x.depth ? DT_RAW_BROKEN : kind;
}

/* A number that is no longer than those of objects are; -1: there is none. */
static int64_t read_number(struct lexer *x)
{
	int64_t value = 0;
	size_t start = x->at;

	while (x->at < x->size && is_digit(x->bytes[x->at]) && x->at < start + 12)
		value = value * 10 + (x->bytes[x->at++] - '0');
	return x->at == start ? -1 : value;
}

static bool read_word(struct lexer *x, const char *word)
{
	size_t n = strlen(word);

	skip_space(x);
	if (x->size - x->at < n || memcmp(x->bytes + x->at, word, n) != 0)
		return false;
	x->at += n;
	return true;
}

size_t dt_raw_head(const unsigned char *bytes, size_t size, size_t at, uint32_t number,
		   size_t *start)
{
	struct lexer x = { .bytes = bytes, .size = size, .at = at };

	while (x.at < size && is_space(bytes[x.at]))
		x.at++;
	*start = x.at;
	if (read_number(&x) != number)
		return 0;
	skip_space(&x);
	if (read_number(&x) < 0 || !read_word(&x, "obj"))
		return 0;
	return x.at;
}

size_t dt_raw_tail(const unsigned char *bytes, size_t size, size_t at)
{
	struct lexer x = { .bytes = bytes, .size = size, .at = at };

	while (x.at < size && is_space(bytes[x.at]))
		x.at++;
	if (!read_word(&x, "endstream") || !read_word(&x, "endobj"))
		return 0;
	return x.at;
}
