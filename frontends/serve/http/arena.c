/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES 2000

struct http_arena_block {
	struct http_arena_block *next;
	alignas(max_align_t) unsigned char bytes[];
};

static bool http_arena_grow(struct arena *arena, size_t size)
{
	size_t bytes = size > BLOCK_BYTES ? size : BLOCK_BYTES;
	struct http_arena_block *block;

	if (bytes > SIZE_MAX - sizeof(*block))
		return false;
	block = malloc(sizeof(*block) + bytes);
	if (!block)
		return false;
	block->next = arena->blocks;
	arena->blocks = block;
	arena->used = 0;
	arena->size = bytes;
	return true;
}

void *http_arena_take(struct arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	size_t start = (arena->used + align - 1) / align * align;

	if (!arena->blocks || start > arena->size || size > arena->size - start) {
		if (!http_arena_grow(arena, size))
			return NULL;
		start = 0;
	}
	arena->used = start + size;
	return arena->blocks->bytes + start;
}

char *http_arena_text(struct arena *arena, const char *text, size_t length)
{
	char *copy = length < SIZE_MAX ? http_arena_take(arena, length + 1) : NULL;

	if (copy) {
		memcpy(copy, text, length);
		copy[length] = '\0';
	}
	return copy;
}

char *http_arena_format(struct arena *arena, const char *format, ...)
{
	/* first into what is left of the block: mostly there is enough */
	size_t room = arena->blocks ? arena->size - arena->used : 0;
	char *text = room ? (char *)arena->blocks->bytes + arena->used : NULL;
	va_list values, again;
	int length;

	va_start(values, format);
	va_copy(again, values);
	length = vsnprintf(text, room, format, values);
	if (length >= 0 && (size_t)length < room) {
		arena->used += (size_t)length + 1;
		va_end(again);
		va_end(values);
		return text;
	}
	text = NULL;
	if (length >= 0)
		text = http_arena_take(arena, (size_t)length + 1);
	if (text)
		vsnprintf(text, (size_t)length + 1, format, again);
	va_end(again);
	va_end(values);
	return text;
}

void http_arena_clear(struct arena *arena)
{
	struct http_arena_block *block = arena->blocks, *next;

	for (; block; block = next) {
		next = block->next;
		free(block);
	}
	memset(arena, 0, sizeof(*arena));
}
