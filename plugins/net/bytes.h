/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * bytes.h - bytes that grow up to a bound.
 *
 * at is NULL or has room bytes, n < room, at[n] is NUL.  Adding fails without memory, and past
 * most bytes (0: no bound); what was there stays.  Owned by one thread; zero is empty.
 */
#ifndef NET_BYTES_H
#define NET_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct bytes {
	char *at;
	size_t n, room, most;
};

static inline bool bytes_add(struct bytes *bytes, const void *from, size_t n)
{
	size_t room = bytes->room;
	char *at;

	if (bytes->most && n > bytes->most - bytes->n)
		return false;
	if (n >= room - bytes->n || !bytes->at) {
		if (n > SIZE_MAX / 4 - bytes->n)
			return false;
		room = (bytes->n + n) * 2 + 256;
		at = realloc(bytes->at, room);
		if (!at)
			return false;
		bytes->at = at;
		bytes->room = room;
	}
	if (n)
		memcpy(bytes->at + bytes->n, from, n);
	bytes->n += n;
	bytes->at[bytes->n] = '\0';
	return true;
}

static inline bool bytes_add_string(struct bytes *bytes, const char *string)
{
	return bytes_add(bytes, string, strlen(string));
}

static inline void bytes_free(struct bytes *bytes)
{
	free(bytes->at);
	bytes->at = NULL;
	bytes->n = bytes->room = 0;
}

#endif
