/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* arena.h - the small texts of one exchange, given back all at once.  One thread at a time. */
#ifndef DT_SERVE_ARENA_H
#define DT_SERVE_ARENA_H

#include <stddef.h>

struct http_arena_block;

struct arena {
	struct http_arena_block *blocks;
	size_t used, size; /* of the newest block */
};

/* Aligned for anything; NULL without memory. */
void *http_arena_take(struct arena *arena, size_t size);
char *http_arena_text(struct arena *arena, const char *text,
		      size_t length); /* a copy, ends with NUL */
__attribute__((format(printf, 2, 3))) char *http_arena_format(struct arena *arena,
							      const char *format, ...);
void http_arena_clear(struct arena *arena);

#endif
