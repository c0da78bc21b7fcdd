/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "bytes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of the pieces of a step; and how many there are. */
#define LARGEST_STEP 32000.0
#define MOST_PIECES  100

void dt_bytes_clear(struct dt_bytes *bytes)
{
	bytes->n = 0;
	bytes->failed = false;
}

void dt_bytes_free(struct dt_bytes *bytes)
{
	free(bytes->at);
	memset(bytes, 0, sizeof(*bytes));
}

static char *room_for(struct dt_bytes *bytes, size_t n)
{
	if (bytes->failed)
		return NULL;
	if (bytes->room - bytes->n < n) {
		size_t room = (bytes->n + n) * 2 + 256;
		char *at = realloc(bytes->at, room);

		if (!at) {
			bytes->failed = true;
			return NULL;
		}
		bytes->at = at;
		bytes->room = room;
	}
	return bytes->at + bytes->n;
}

void dt_bytes_add(struct dt_bytes *bytes, const void *from, size_t n)
{
	char *to = room_for(bytes, n);

	if (to && n) {
		memcpy(to, from, n);
		bytes->n += n;
	}
}

void dt_bytes_text(struct dt_bytes *bytes, const char *text)
{
	dt_bytes_add(bytes, text, strlen(text));
}

void dt_bytes_step(struct dt_bytes *bytes, double value, int places)
{
	/* farther is off any page, and not worth its pieces */
	while (fabs(value) > LARGEST_STEP && fabs(value) < MOST_PIECES * LARGEST_STEP) {
		double piece = copysign(LARGEST_STEP, value);

		dt_bytes_number(bytes, piece, 0);
		dt_bytes_add(bytes, " ", 1);
		value -= piece;
	}
	dt_bytes_number(bytes, value, places);
}

void dt_bytes_unsigned(struct dt_bytes *bytes, uint64_t value)
{
	char digits[24];
	size_t n = sizeof(digits);

	do {
		digits[--n] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	dt_bytes_add(bytes, digits + n, sizeof(digits) - n);
}

void dt_bytes_number(struct dt_bytes *bytes, double value, int places)
{
	static const uint64_t powers[] = { 1,	   10,	    100,      1000,	 10000,
					   100000, 1000000, 10000000, 100000000, 1000000000 };
	double magnitude = fabs(value);
	uint64_t scaled, fraction;

	if (!isfinite(value) || magnitude > 9e8)
		value = 0, magnitude = 0; /* such a page has no place for it */
	scaled = (uint64_t)(magnitude * (double)powers[places] + 0.5);
	if (scaled == 0) {
		dt_bytes_add(bytes, "0", 1);
		return;
	}
	if (value < 0)
		dt_bytes_add(bytes, "-", 1);
	fraction = scaled % powers[places];
	if (scaled >= powers[places])
		dt_bytes_unsigned(bytes, scaled / powers[places]);
	if (fraction) {
		char digits[12];
		int n = places;

		for (int i = places; i > 0; i--, fraction /= 10)
			digits[i] = (char)('0' + fraction % 10);
		digits[0] = '.';
		while (digits[n] == '0')
			n--;
		dt_bytes_add(bytes, digits, (size_t)n + 1);
	}
}

void dt_bytes_literal(struct dt_bytes *bytes, const unsigned char *from, size_t n)
{
	char *to = room_for(bytes, n * 2);

	if (!to)
		return;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = from[i];

		if (c == '(' || c == ')' || c == '\\' || c == '\r') {
			*to++ = '\\';
			*to++ = c == '\r' ? 'r' : (char)c;
		} else {
			*to++ = (char)c;
		}
	}
	bytes->n = (size_t)(to - bytes->at);
}
