/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A walk over the words of content; the bytes between what is joined are copied. */
#include "config.h"

#include "idle_moves.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PLACES	6    /* of a sum */
#define NOWHERE 1e-7 /* a move as short as that is the rounding of a sum */

struct moves {			     /* operators in a row */
	const char *font, *font_end; /* the last Tf with its operands */
	double x, y;
	unsigned n_fonts, n_moves;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static bool is_end(char c)
{
	return is_blank(c) || strchr("()<>[]{}/%", c);
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && is_blank(*at))
		at++;
	return at;
}

static const char *skip_word(const char *at, const char *end)
{
	while (at < end && !is_end(*at))
		at++;
	return at;
}

/* A plain decimal and the blanks behind it; NULL: it is none. */
static const char *read_number(const char *at, const char *end, double *value)
{
	const char *stop = skip_word(at, end);
	char digits[24], *rest;
	size_t n = (size_t)(stop - at);

	if (n == 0 || n >= sizeof(digits) || stop == end || !is_blank(*stop) ||
	    strspn(at, "+-.0123456789") < n)
		return NULL;
	memcpy(digits, at, n);
	digits[n] = '\0';
	*value = strtod(digits, &rest);
	return *rest || rest == digits ? NULL : skip_blanks(stop, end);
}

/* The operator itself; NULL: it is another one. */
static const char *read_operator(const char *at, const char *end, const char *name)
{
	if (!at || end - at < 2 || memcmp(at, name, 2) != 0 || (end - at > 2 && !is_end(at[2])))
		return NULL;
	return at + 2;
}

/* One Td or Tf at a place where an operand begins. */
static const char *read_move(const char *at, const char *end, struct moves *moves)
{
	const char *next, *start = at;
	double x, y;

	if (*at == '/') {
		at = skip_word(at + 1, end);
		if (at == end || !is_blank(*at))
			return NULL;
		at = read_number(skip_blanks(at, end), end, &x);
		at = read_operator(at, end, "Tf");
		if (!at)
			return NULL;
		moves->font = start;
		moves->font_end = at;
		moves->n_fonts++;
		return at;
	}
	next = read_number(at, end, &x);
	next = next ? read_number(next, end, &y) : NULL;
	next = read_operator(next, end, "Td");
	if (!next)
		return NULL;
	moves->x += x;
	moves->y += y;
	moves->n_moves++;
	return next;
}

static const char *read_moves(const char *at, const char *end, struct moves *moves)
{
	const char *next, *behind = NULL;

	*moves = (struct moves){ 0 };
	while (at < end && (next = read_move(at, end, moves))) {
		behind = next;
		at = skip_blanks(next, end);
	}
	return behind;
}

static void write_moves(struct dt_bytes *out, const struct moves *moves)
{
	if (moves->font)
		dt_bytes_add(out, moves->font, (size_t)(moves->font_end - moves->font));
	if (fabs(moves->x) < NOWHERE && fabs(moves->y) < NOWHERE)
		return;
	if (moves->font)
		dt_bytes_add(out, " ", 1);
	dt_bytes_number(out, moves->x, PLACES);
	dt_bytes_add(out, " ", 1);
	dt_bytes_number(out, moves->y, PLACES);
	dt_bytes_text(out, " Td");
}

/* Behind a string of either kind, or a comment. */
static const char *skip_string(const char *at, const char *end)
{
	char first = *at++;
	int depth = 1;

	if (first == '%') {
		while (at < end && *at != '\n' && *at != '\r')
			at++;
	} else if (first == '<') {
		if (at < end && *at == '<')
			return at + 1;
		while (at < end && *at++ != '>')
			;
	} else {
		while (at < end && depth > 0) {
			if (*at == '\\' && at + 1 < end)
				at++;
			else if (*at == '(' || *at == ')')
				depth += *at == '(' ? 1 : -1;
			at++;
		}
	}
	return at;
}

void dt_join_moves(struct dt_bytes *out, const char *at, size_t n)
{
	const char *end = at + n, *done = at, *next;
	struct moves moves;

	dt_bytes_clear(out);
	while (at < end) {
		if (*at == '(' || *at == '<' || *at == '%') {
			at = skip_string(at, end);
			continue;
		}
		if (is_end(*at) && *at != '/') {
			at++;
			continue;
		}
		next = read_moves(at, end, &moves);
		if (next && (moves.n_fonts > 1 || moves.n_moves > 1)) {
			dt_bytes_add(out, done, (size_t)(at - done));
			write_moves(out, &moves);
			done = next;
		} else if (!next) {
			next = skip_word(at + 1, end);
			if (next - at == 2 && memcmp(at, "BI", 2) == 0)
				break; /* bytes of a picture follow */
		}
		at = next;
	}
	dt_bytes_add(out, done, (size_t)(end - done));
}
