/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * text.h - a text that grows, and how much of one fits into a sentence.
 *
 * Invariants of struct text: at is NULL or has room bytes, n < room, at[n] is NUL.  After memory
 * ran out failed is set and nothing more is added: check it once at the end.
 * Owned by one thread.  Zero is an empty text.
 */
#ifndef TRANSLATE_TEXT_H
#define TRANSLATE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct text {
	char *at;
	size_t n, room;
	bool failed;
};

/* Room for more bytes and a NUL behind them; false without memory. */
static inline bool text_reserve(struct text *text, size_t more)
{
	size_t room = text->room;
	char *at;

	if (text->failed)
		return false;
	if (text->n + more < room)
		return true;
	room = (text->n + more) * 2 + 64;
	at = realloc(text->at, room);
	if (!at) {
		text->failed = true;
		return false;
	}
	text->at = at;
	text->room = room;
	return true;
}

static inline void text_add(struct text *text, const char *bytes, size_t n)
{
	if (!text_reserve(text, n))
		return;
	if (n)
		memcpy(text->at + text->n, bytes, n);
	text->n += n;
	text->at[text->n] = '\0';
}

static inline void text_add_string(struct text *text, const char *string)
{
	text_add(text, string, strlen(string));
}

static inline void text_add_char(struct text *text, char c)
{
	text_add(text, &c, 1);
}

static inline void text_clear(struct text *text)
{
	text->n = 0;
	text->failed = false;
	if (text->at)
		text->at[0] = '\0';
}

/* Bytes of a text, most or fewer, that end with a whole character: for "%.*s". */
static inline int text_fit(const char *text, size_t most)
{
	size_t n = strnlen(text, most + 1);

	if (n <= most)
		return (int)n;
	for (n = most; n && ((unsigned char)text[n] & 0xc0) == 0x80;)
		n--;
	return (int)n;
}

static inline void text_free(struct text *text)
{
	free(text->at);
	memset(text, 0, sizeof(*text));
}

#endif
