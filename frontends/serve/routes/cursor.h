/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * cursor.h - where a page of the list of jobs ends: the time and id of its last job, as one word
 * that clients hand back and need not understand (base64url, RFC 4648).
 */
#ifndef DT_SERVE_CURSOR_H
#define DT_SERVE_CURSOR_H

#include <stdbool.h>
#include <stdint.h>

enum { CURSOR_SIZE = 128 };

struct cursor {
	int64_t created;
	char id[40];
};

void cursor_write(const struct cursor *cursor, char text[CURSOR_SIZE]);
bool cursor_read(const char *text, struct cursor *cursor);

#endif
