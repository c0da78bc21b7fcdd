/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* arena.h - the small texts of one exchange, given back all at once.  One thread at a time. */
#ifndef DT_SERVE_ARENA_H
#define DT_SERVE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *blocks;
	size_t used, size; /* of the newest block */
};

/* Aligned for anything; NULL without memory. */
void *arena_take(struct arena *arena, size_t size);
char *arena_text(struct arena *arena, const char *text, size_t length); /* a copy, ends with NUL */
__attribute__((format(printf, 2, 3))) char *arena_format(struct arena *arena, const char *format,
							 ...);
void arena_clear(struct arena *arena);

#endif
