/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "nearest.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

enum { LONGEST = 63 };

static unsigned smaller(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static int same_letter(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

unsigned nearest_distance(const char *a, const char *b)
{
	unsigned rows[3][LONGEST + 2];
	size_t n = strlen(a), m = strlen(b);

	if (n > LONGEST || m > LONGEST)
		return UINT_MAX;
	for (size_t j = 0; j <= m; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= n; i++) {
		unsigned *row = rows[i % 3], *above = rows[(i - 1) % 3];
		const unsigned *two_above = rows[(i + 1) % 3];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= m; j++) {
			unsigned change = above[j - 1] + !same_letter(a[i - 1], b[j - 1]);

			row[j] = smaller(change, smaller(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) &&
			    same_letter(a[i - 2], b[j - 1]))
				row[j] = smaller(row[j], two_above[j - 2] + 1);
		}
	}
	return rows[n % 3][m];
}

int nearest_better(const char *word, const char *candidate, unsigned *best)
{
	unsigned distance = nearest_distance(word, candidate);
	size_t length = strlen(word);
	/* a third of the word may be wrong: "-x" is not offered for "-y" */
	unsigned bound = length < 3 ? 0 : length < 6 ? 1 : length < 9 ? 2 : 3;

	/* the beginning of a longer word counts as a near miss */
	if (length >= 4 && distance > bound && strlen(candidate) > length &&
	    !strncmp(word, candidate, length))
		distance = bound;
	if (distance > bound || distance >= *best)
		return 0;
	*best = distance;
	return 1;
}
