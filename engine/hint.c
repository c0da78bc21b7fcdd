/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "hint.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { LONGEST = 64 };

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static unsigned distance(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b);
	unsigned rows[3][LONGEST + 1];
	unsigned *before = rows[0], *last = rows[1], *now = rows[2], *swap;

	if (la > LONGEST || lb > LONGEST)
		return UINT_MAX;
	for (size_t j = 0; j <= lb; j++)
		last[j] = before[j] = (unsigned)j;
	for (size_t i = 1; i <= la; i++) {
		now[0] = (unsigned)i;
		for (size_t j = 1; j <= lb; j++) {
			unsigned d = last[j - 1] + (a[i - 1] != b[j - 1]);

			d = least(d, least(last[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				d = least(d, before[j - 2] + 1);
			now[j] = d;
		}
		swap = before;
		before = last;
		last = now;
		now = swap;
	}
	return last[lb];
}

void hint_offer(struct hint *hint, const char *name)
{
	unsigned d = distance(hint->wanted, name);
	size_t length = strlen(name);

	if (d == UINT_MAX || d * 3 > (length > 3 ? length : 3))
		return;
	if (!hint->best || d < hint->distance) {
		hint->best = name;
		hint->distance = d;
	}
}

const char *hint_text(const struct hint *hint, char *buffer, size_t size)
{
	if (hint->best)
		snprintf(buffer, size, "; did you mean \"%s\"?", hint->best);
	else if (size)
		buffer[0] = '\0';
	return buffer;
}
