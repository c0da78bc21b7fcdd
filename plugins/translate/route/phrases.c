/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "phrases.h"

#include <stdint.h>
#include <string.h>

static unsigned char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 'a' - 'A') : (unsigned char)c;
}

bool phrases_begin(const char *text, size_t length, const char *phrase)
{
	size_t i = 0;

	while (phrase[i] && i < length && lower(text[i]) == lower(phrase[i]))
		i++;
	return !phrase[i];
}

/* How many are looked for in one reading. */
enum { AT_ONCE = 64 };

/* Phrases by their first byte: the first of each, and the one that comes after a phrase; counted
 * from 1, 0: none. */
struct chains {
	uint8_t first[256], next[AT_ONCE + 1];
};

static size_t chain(struct chains *chains, const char *const *phrases)
{
	size_t n = 0;

	memset(chains, 0, sizeof(*chains));
	for (; n < AT_ONCE && phrases[n]; n++) {
		uint8_t *first = &chains->first[lower(phrases[n][0])];

		chains->next[n + 1] = *first;
		*first = (uint8_t)(n + 1);
	}
	return n;
}

bool phrases_any(const char *text, size_t length, const char *const *phrases)
{
	struct chains chains;
	size_t n;

	for (; (n = chain(&chains, phrases)); phrases += n)
		for (size_t i = 0; i < length; i++)
			for (size_t k = chains.first[lower(text[i])]; k; k = chains.next[k])
				if (phrases_begin(text + i, length - i, phrases[k - 1]))
					return true;
	return false;
}
