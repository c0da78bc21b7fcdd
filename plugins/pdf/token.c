/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "token.h"

#include <string.h>

enum { REGULAR = 0, WHITE = 1, DELIMITER = 2, DIGIT = 4, NUMERIC = 8 };

static const unsigned char classes[256] = {
	[0] = WHITE,	   ['\t'] = WHITE,    ['\n'] = WHITE,	 ['\f'] = WHITE,
	['\r'] = WHITE,	   [' '] = WHITE,     ['('] = DELIMITER, [')'] = DELIMITER,
	['<'] = DELIMITER, ['>'] = DELIMITER, ['['] = DELIMITER, [']'] = DELIMITER,
	['{'] = DELIMITER, ['}'] = DELIMITER, ['/'] = DELIMITER, ['%'] = DELIMITER,
	['0'] = DIGIT,	   ['1'] = DIGIT,     ['2'] = DIGIT,	 ['3'] = DIGIT,
	['4'] = DIGIT,	   ['5'] = DIGIT,     ['6'] = DIGIT,	 ['7'] = DIGIT,
	['8'] = DIGIT,	   ['9'] = DIGIT,     ['+'] = NUMERIC,	 ['-'] = NUMERIC,
	['.'] = NUMERIC,
};

static const double tenths[] = { 1,   1e1, 1e2,	 1e3,  1e4,  1e5,  1e6,	 1e7,
				 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };

static uint32_t skip_white(const unsigned char *at, uint32_t p, uint32_t end)
{
	for (;;) {
		while (p < end && classes[at[p]] == WHITE)
			p++;
		if (p >= end || at[p] != '%')
			return p;
		while (p < end && at[p] != '\n' && at[p] != '\r')
			p++;
	}
}

static bool is_regular(unsigned char c)
{
	return !(classes[c] & (WHITE | DELIMITER));
}

/*
 * Up to the next delimiter; what does not belong into a number ends its value:
 * "5-3" is 5, "--5" is -5, "1e2" is 1.
 */
static void read_number(struct dt_reader *reader, struct dt_token *token)
{
	const unsigned char *at = reader->at;
	uint32_t p = reader->position, end = reader->end;
	uint64_t mantissa = 0;
	unsigned digits = 0, places = 0;
	bool negative = false, point = false;
	double scale = 1;

	for (; p < end && (at[p] == '-' || at[p] == '+'); p++)
		if (at[p] == '-')
			negative = true;
	for (; p < end; p++) {
		unsigned char c = at[p];

		if (classes[c] == DIGIT) {
			if (digits < 15) {
				mantissa = mantissa * 10 + (uint64_t)(c - '0');
				digits += mantissa > 0;
				places += point;
			} else if (!point && scale < 1e30) {
				scale *= 10;
			}
		} else if (c == '.' && !point) {
			point = true;
		} else {
			break;
		}
	}
	while (p < end && is_regular(at[p]))
		p++;
	token->number = (double)mantissa * scale / tenths[places < 15 ? places : 15];
	if (places > 15)
		token->number = 0;
	if (negative)
		token->number = -token->number;
	token->kind = DT_TOKEN_NUMBER;
	token->end = reader->position = p;
}

static void read_string(struct dt_reader *reader, struct dt_token *token)
{
	const unsigned char *at = reader->at;
	uint32_t p = reader->position + 1, end = reader->end;
	unsigned depth = 1;
	bool plain = true;

	for (; p < end && depth; p++) {
		unsigned char c = at[p];

		if (c == ')') {
			depth--;
		} else if (c == '(') {
			depth++;
		} else if (c == '\\') {
			plain = false;
			p++;
		} else if (c == '\r') {
			plain = false;
		}
	}
	if (p > end)
		p = end;
	token->kind = DT_TOKEN_STRING;
	token->plain = plain && !depth;
	token->end = reader->position = p;
}

static void read_hex(struct dt_reader *reader, struct dt_token *token)
{
	const unsigned char *at = reader->at;
	const unsigned char *close =
		memchr(at + reader->position, '>', reader->end - reader->position);

	token->kind = DT_TOKEN_HEX;
	token->plain = 0;
	token->end = reader->position = close ? (uint32_t)(close - at) + 1 : reader->end;
}

static void read_regular(struct dt_reader *reader, struct dt_token *token, uint16_t kind)
{
	const unsigned char *at = reader->at;
	uint32_t p = reader->position + 1, word = at[reader->position];

	while (p < reader->end && is_regular(at[p]))
		word = word << 8 | at[p++];
	token->kind = kind;
	token->word = p - reader->position <= 4 ? word : 0;
	token->end = reader->position = p;
}

static void read_delimiter(struct dt_reader *reader, struct dt_token *token)
{
	const unsigned char *at = reader->at;
	uint32_t p = reader->position;
	unsigned char c = at[p], next = p + 1 < reader->end ? at[p + 1] : 0;
	bool twice = (c == '<' || c == '>') && next == c;

	if (c == '(') {
		read_string(reader, token);
		return;
	}
	if (c == '<' && !twice) {
		read_hex(reader, token);
		return;
	}
	if (c == '/') {
		read_regular(reader, token, DT_TOKEN_NAME);
		return;
	}
	token->kind = c == '['	 ? DT_TOKEN_ARRAY
		      : c == ']' ? DT_TOKEN_ARRAY_END
		      : c == '<' ? DT_TOKEN_DICT
		      : twice	 ? DT_TOKEN_DICT_END
				 : DT_TOKEN_WORD; /* a stray ) > { } */
	token->word = 0;
	token->end = reader->position = p + 1 + twice;
}

void dt_token_next(struct dt_reader *reader, struct dt_token *token)
{
	const unsigned char *at = reader->at;
	uint32_t p = skip_white(at, reader->position, reader->end);

	reader->position = token->start = p;
	if (p >= reader->end) {
		token->kind = DT_TOKEN_END;
		token->end = p;
		return;
	}
	if (classes[at[p]] & (DIGIT | NUMERIC))
		read_number(reader, token);
	else if (classes[at[p]] & DELIMITER)
		read_delimiter(reader, token);
	else
		read_regular(reader, token, DT_TOKEN_WORD);
}

static int hex_digit(unsigned char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static size_t decode_hex(const unsigned char *p, const unsigned char *end, unsigned char *out)
{
	size_t n = 0;
	int high = -1;

	for (; p < end; p++) {
		int digit = hex_digit(*p);

		if (digit < 0)
			continue;
		if (high < 0) {
			high = digit;
		} else {
			out[n++] = (unsigned char)(high << 4 | digit);
			high = -1;
		}
	}
	if (high >= 0)
		out[n++] = (unsigned char)(high << 4);
	return n;
}

/* What follows a backslash at p; moves p behind it.  -1: nothing (a line that goes on). */
static int decode_escape(const unsigned char **p, const unsigned char *end)
{
	unsigned char c = *(*p)++;
	int value;

	switch (c) {
	case 'n':
		return '\n';
	case 'r':
		return '\r';
	case 't':
		return '\t';
	case 'b':
		return '\b';
	case 'f':
		return '\f';
	case '\r':
		if (*p < end && **p == '\n')
			++*p;
		return -1;
	case '\n':
		return -1;
	default:
		break;
	}
	if (c < '0' || c > '7')
		return c;
	value = c - '0';
	for (int i = 0; i < 2 && *p < end && **p >= '0' && **p <= '7'; i++)
		value = value * 8 + *(*p)++ - '0';
	return value & 255;
}

static size_t decode_literal(const unsigned char *p, const unsigned char *end, unsigned char *out)
{
	size_t n = 0;

	while (p < end) {
		unsigned char c = *p++;
		int value;

		if (c == '\\' && p < end) {
			value = decode_escape(&p, end);
			if (value >= 0)
				out[n++] = (unsigned char)value;
		} else if (c == '\r') { /* any end of line is one line feed */
			if (p < end && *p == '\n')
				p++;
			out[n++] = '\n';
		} else if (c != '\\') {
			out[n++] = c;
		}
	}
	return n;
}

size_t dt_token_string(const unsigned char *at, const struct dt_token *token, unsigned char *out)
{
	const unsigned char *p = at + token->start + 1, *end = at + token->end;

	if (p >= end)
		return 0;
	if (token->kind == DT_TOKEN_HEX)
		return decode_hex(p, end, out);
	if (token->plain) {
		memcpy(out, p, (size_t)(end - p) - 1);
		return (size_t)(end - p) - 1;
	}
	/* a string that the stream's end cut off has no parenthesis of its own */
	return decode_literal(p, end[-1] == ')' ? end - 1 : end, out);
}

size_t dt_token_name(const unsigned char *at, const struct dt_token *token, char *out, size_t room)
{
	const unsigned char *p = at + token->start + 1, *end = at + token->end;
	size_t n = 0;

	for (; p < end && n + 1 < room; n++) {
		if (*p == '#' && end - p > 2 && hex_digit(p[1]) >= 0 && hex_digit(p[2]) >= 0) {
			out[n] = (char)(hex_digit(p[1]) << 4 | hex_digit(p[2]));
			p += 3;
		} else {
			out[n] = (char)*p++;
		}
	}
	out[n] = 0;
	return n;
}

/* Binary data may hold " EI " by chance: what follows must look like a content stream. */
static bool reads_like_content(const unsigned char *at, uint32_t p, uint32_t end)
{
	uint32_t stop = end - p > 12 ? p + 12 : end;

	for (; p < stop; p++)
		if ((at[p] < 32 && classes[at[p]] != WHITE) || at[p] > 126)
			return false;
	return true;
}

uint32_t dt_token_image_end(const struct dt_reader *reader, uint32_t length)
{
	const unsigned char *at = reader->at;
	uint32_t p = reader->position, end = reader->end;

	if (length && length < end - p) {
		uint32_t after = skip_white(at, p + length, end);

		if (end - after >= 2 && at[after] == 'E' && at[after + 1] == 'I')
			return after;
	}
	for (; end - p >= 2; p++) {
		const unsigned char *e = memchr(at + p, 'E', end - p - 1);

		if (!e)
			break;
		p = (uint32_t)(e - at);
		if (at[p + 1] == 'I' && (p == 0 || classes[at[p - 1]] == WHITE) &&
		    (p + 2 >= end || !is_regular(at[p + 2])) && reads_like_content(at, p + 2, end))
			return p;
	}
	return end;
}
