/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "paint_out.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double powers[] = { 1, 10, 100, 1000, 1e4, 1e5, 1e6, 1e7, 1e8 };

void dt_out_clear(struct dt_paint_out *out)
{
	out->n = 0;
	out->failed = false;
}

void dt_out_free(struct dt_paint_out *out)
{
	free(out->at);
	memset(out, 0, sizeof(*out));
}

static char *room_for(struct dt_paint_out *out, size_t more)
{
	if (out->failed)
		return NULL;
	if (out->room - out->n < more) {
		size_t room = (out->n + more) * 2 + 4096;
		char *at = realloc(out->at, room);

		if (!at) {
			out->failed = true;
			return NULL;
		}
		out->at = at;
		out->room = room;
	}
	return out->at + out->n;
}

void dt_out_bytes(struct dt_paint_out *out, const void *at, size_t n)
{
	char *to = room_for(out, n);

	if (!to || !n)
		return;
	memcpy(to, at, n);
	out->n += n;
}

static bool is_delimiter(char c)
{
	return c == ' ' || c == '\n' || c == '[' || c == ']' || c == ')' || c == '>' || c == '(' ||
	       c == '\r' || c == '\t';
}

static void set_off(struct dt_paint_out *out, char first)
{
	if (!out->n || is_delimiter(out->at[out->n - 1]))
		return;
	if (first == '[' || first == '(' || first == '/' || first == '<')
		return;
	dt_out_bytes(out, " ", 1);
}

void dt_out_word(struct dt_paint_out *out, const char *word)
{
	set_off(out, *word);
	dt_out_bytes(out, word, strlen(word));
}

void dt_out_piece(struct dt_paint_out *out, const void *at, size_t n)
{
	if (!n)
		return;
	if (out->n && out->at[out->n - 1] != '\n' && out->at[out->n - 1] != ' ')
		dt_out_bytes(out, " ", 1);
	dt_out_bytes(out, at, n);
}

double dt_out_rounded(double value, int decimals)
{
	double scaled = value * powers[decimals];

	/* past this the digits say nothing, and an integer would not hold them */
	return fabs(scaled) < 1e15 ? round(scaled) / powers[decimals] : value;
}

void dt_out_number(struct dt_paint_out *out, double value, int decimals)
{
	char text[40], *end = text + sizeof(text), *p = end;
	double scaled = round(value * powers[decimals]);
	uint64_t digits;
	int place;

	if (!(fabs(scaled) < 1e15))
		scaled = scaled > 0 ? 1e15 : scaled < 0 ? -1e15 : 0;
	digits = (uint64_t)fabs(scaled);
	for (place = decimals; place > 0 && digits % 10 == 0; place--)
		digits /= 10;
	for (int i = 0; i < place; i++, digits /= 10)
		*--p = (char)('0' + digits % 10);
	if (place)
		*--p = '.';
	while (digits) {
		*--p = (char)('0' + digits % 10);
		digits /= 10;
	}
	if (p == end)
		*--p = '0';
	if (scaled < 0)
		*--p = '-';
	set_off(out, *p);
	dt_out_bytes(out, p, (size_t)(end - p));
}

void dt_out_string(struct dt_paint_out *out, const unsigned char *at, size_t n)
{
	char *to = room_for(out, n * 2 + 2);
	size_t k = 0;

	if (!to)
		return;
	to[k++] = '(';
	for (size_t i = 0; i < n; i++) {
		unsigned char c = at[i];

		if (c == '(' || c == ')' || c == '\\' || c == '\r')
			to[k++] = '\\';
		to[k++] = c == '\r' ? 'r' : (char)c;
	}
	to[k++] = ')';
	out->n += k;
}
