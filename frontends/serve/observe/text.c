/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FIRST_ROOM 512 /* most lines of the log */

static bool has_room(struct text *text, size_t n)
{
	size_t room = text->room ? text->room : FIRST_ROOM;
	char *at;

	if (text->failed)
		return false;
	if (text->room - text->n >= n)
		return true;
	while (room - text->n < n)
		room *= 2;
	at = realloc(text->at, room);
	if (!at) {
		text->failed = true;
		return false;
	}
	text->at = at;
	text->room = room;
	return true;
}

void text_add(struct text *text, const char *from, size_t n)
{
	if (!n || !has_room(text, n))
		return;
	memcpy(text->at + text->n, from, n);
	text->n += n;
}

void text_adds(struct text *text, const char *from)
{
	text_add(text, from, strlen(from));
}

void text_addf(struct text *text, const char *format, ...)
{
	size_t room = text->failed ? 0 : text->room - text->n;
	va_list args, again;
	int n;

	va_start(args, format);
	va_copy(again, args);
	n = vsnprintf(room ? text->at + text->n : NULL, room, format, args);
	if (n > 0 && (size_t)n < room) {
		text->n += (size_t)n;
	} else if (n > 0 && has_room(text, (size_t)n + 1)) {
		vsnprintf(text->at + text->n, (size_t)n + 1, format, again);
		text->n += (size_t)n;
	}
	va_end(again);
	va_end(args);
}

/* Bytes of the character at from, 0 when it is none (RFC 3629). */
static size_t character(const unsigned char *from, size_t n)
{
	unsigned char low = 0x80, high = 0xbf;
	size_t length;

	if (from[0] < 0x80)
		return 1;
	length = from[0] < 0xc2	  ? 0
		 : from[0] < 0xe0 ? 2
		 : from[0] < 0xf0 ? 3
		 : from[0] < 0xf5 ? 4
				  : 0;
	if (!length || length > n)
		return 0;
	if (from[0] == 0xe0)
		low = 0xa0;
	else if (from[0] == 0xed)
		high = 0x9f;
	else if (from[0] == 0xf0)
		low = 0x90;
	else if (from[0] == 0xf4)
		high = 0x8f;
	if (from[1] < low || from[1] > high)
		return 0;
	for (size_t i = 2; i < length; i++)
		if ((from[i] & 0xc0) != 0x80)
			return 0;
	return length;
}

static void add_escaped(struct text *text, unsigned char c)
{
	static const char plain[] = "\"\\\b\f\n\r\t", names[] = "\"\\bfnrt";
	const char *found = c ? strchr(plain, c) : NULL;
	char escape[8];

	if (found) {
		escape[0] = '\\';
		escape[1] = names[found - plain];
		text_add(text, escape, 2);
	} else {
		snprintf(escape, sizeof(escape), "\\u%04x", c);
		text_add(text, escape, 6);
	}
}

void text_add_json(struct text *text, const char *from, size_t n)
{
	const unsigned char *at = (const unsigned char *)from;
	size_t kept = 0, length;

	text_add(text, "\"", 1);
	for (size_t i = 0; i < n; i += length) {
		length = character(at + i, n - i);
		if (length > 1 ||
		    (length == 1 && at[i] >= ' ' && at[i] != '"' && at[i] != '\\' && at[i] != 0x7f))
			continue;
		text_add(text, from + kept, i - kept);
		if (length)
			add_escaped(text, at[i]);
		else
			text_adds(text, "\xef\xbf\xbd");
		length = 1;
		kept = i + 1;
	}
	text_add(text, from + kept, n - kept);
	text_add(text, "\"", 1);
}

void text_add_real(struct text *text, double real)
{
	char number[40];
	int n;

	if (!isfinite(real)) {
		text_adds(text, "null");
		return;
	}
	n = snprintf(number, sizeof(number), "%.9g", real);
	if (n > 0)
		text_add(text, number, (size_t)n);
}

void text_add_time(struct text *text, int64_t at)
{
	/* of the second that this thread told last */
	static _Thread_local time_t kept = -1;
	static _Thread_local char form[32];
	static _Thread_local size_t n;
	time_t seconds = (time_t)(at / 1000000);
	int left = (int)(at % 1000000);
	char rest[] = ".000000Z";

	if (seconds != kept || !n) {
		struct tm parts;

		gmtime_r(&seconds, &parts);
		n = strftime(form, sizeof(form), "%Y-%m-%dT%H:%M:%S", &parts);
		kept = seconds;
	}
	for (size_t i = 6; i; i--, left /= 10)
		rest[i] = (char)('0' + left % 10);
	text_add(text, form, n);
	text_add(text, rest, sizeof(rest) - 1);
}

void text_finish(struct text *text)
{
	free(text->at);
	*text = (struct text){ 0 };
}
