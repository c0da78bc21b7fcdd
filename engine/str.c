/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "str.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool str_room(struct str *s, size_t more)
{
	size_t room;
	char *at;

	if (s->failed)
		return false;
	if (more < s->room - s->length && s->at)
		return true;
	if (more > SIZE_MAX / 4 || s->length > SIZE_MAX / 4) {
		s->failed = true;
		return false;
	}
	room = (s->length + more + 1) * 3 / 2 + 32;
	at = realloc(s->at, room);
	if (!at) {
		s->failed = true;
		return false;
	}
	s->at = at;
	s->room = room;
	return true;
}

void str_add_n(struct str *s, const char *text, size_t length)
{
	if (!str_room(s, length))
		return;
	if (length)
		memcpy(s->at + s->length, text, length);
	s->length += length;
	s->at[s->length] = '\0';
}

void str_add(struct str *s, const char *text)
{
	str_add_n(s, text, strlen(text));
}

void str_add_line(struct str *s, const char *text)
{
	for (; *text; text++)
		str_add_n(s, (unsigned char)*text < ' ' || *text == 0x7f ? " " : text, 1);
}

void str_addv(struct str *s, const char *format, va_list args)
{
	va_list again;
	int n;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (n < 0 || !str_room(s, (size_t)n))
		return;
	vsnprintf(s->at + s->length, (size_t)n + 1, format, args);
	s->length += (size_t)n;
}

void str_addf(struct str *s, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	str_addv(s, format, args);
	va_end(args);
}

const char *str_view(const struct str *s)
{
	return s->at ? s->at : "";
}

char *str_take(struct str *s)
{
	char *at;

	if (!s->at)
		str_add(s, "");
	at = s->failed ? NULL : s->at;
	if (s->failed)
		free(s->at);
	memset(s, 0, sizeof(*s));
	return at;
}

void str_finish(struct str *s)
{
	free(s->at);
	memset(s, 0, sizeof(*s));
}
