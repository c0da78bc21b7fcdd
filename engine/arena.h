/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * arena.h - memory that dies together.
 *
 * Everything taken from an arena is zeroed, aligned to 16 and lives until
 * arena_finish.  Running out of memory while a pipeline file is read leaves
 * nothing sensible to do: the functions return NULL and set failed, so that a
 * reader may check once at its end.  One thread at a time.
 */
#ifndef DT_ARENA_H
#define DT_ARENA_H

#include <stdbool.h>
#include <stddef.h>

struct arena_chunk;

struct arena {
	struct arena_chunk *chunks;
	bool failed;
};

void *arena_take(struct arena *arena, size_t n, size_t element);
char *arena_text(struct arena *arena, const char *text);
char *arena_text_n(struct arena *arena, const char *text, size_t length);
__attribute__((format(printf, 2, 3))) char *arena_textf(struct arena *arena, const char *format,
							...);
void arena_finish(struct arena *arena);

#define ARENA_NEW(arena, TYPE)	    ((TYPE *)arena_take((arena), 1, sizeof(TYPE)))
#define ARENA_ARRAY(arena, n, TYPE) ((TYPE *)arena_take((arena), (n), sizeof(TYPE)))

#endif /* DT_ARENA_H */
