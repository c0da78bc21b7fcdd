/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "arena.h"
#include "str.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 4096 };

struct arena_chunk {
	struct arena_chunk *next;
	size_t used, room;
	_Alignas(16) char at[];
};

void *arena_take(struct arena *arena, size_t n, size_t element)
{
	struct arena_chunk *chunk = arena->chunks;
	size_t size, room;
	void *at;

	if (element && n > (SIZE_MAX / 4) / element) {
		arena->failed = true;
		return NULL;
	}
	size = (n * element + 15) & ~(size_t)15;
	if (!size)
		size = 16;
	if (!chunk || chunk->room - chunk->used < size) {
		room = size > CHUNK ? size : CHUNK;
		chunk = calloc(1, sizeof(*chunk) + room);
		if (!chunk) {
			arena->failed = true;
			return NULL;
		}
		chunk->room = room;
		chunk->next = arena->chunks;
		arena->chunks = chunk;
	}
	at = chunk->at + chunk->used;
	chunk->used += size;
	return at;
}

char *arena_text_n(struct arena *arena, const char *text, size_t length)
{
	char *at = arena_take(arena, length + 1, 1);

	if (at && length)
		memcpy(at, text, length);
	return at;
}

char *arena_text(struct arena *arena, const char *text)
{
	return text ? arena_text_n(arena, text, strlen(text)) : NULL;
}

char *arena_textf(struct arena *arena, const char *format, ...)
{
	struct str s = STR_EMPTY;
	va_list args;
	char *at;

	va_start(args, format);
	str_addv(&s, format, args);
	va_end(args);
	at = s.failed ? NULL : arena_text_n(arena, str_view(&s), s.length);
	str_finish(&s);
	return at;
}

void arena_finish(struct arena *arena)
{
	struct arena_chunk *chunk = arena->chunks, *next;

	for (; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	memset(arena, 0, sizeof(*arena));
}
