/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "vectors.h"

#include "memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void vectors_free(struct vectors *vectors)
{
	if (!vectors)
		return;
	free(vectors->entries);
	free(vectors->at);
	free(vectors);
}

bool memory_unit(float *vector, uint32_t dimension)
{
	double sum = 0;

	for (uint32_t i = 0; i < dimension; i++)
		sum += (double)vector[i] * vector[i];
	if (!(sum > 0) || !isfinite(sum))
		return false;
	for (uint32_t i = 0; i < dimension; i++)
		vector[i] = (float)(vector[i] / sqrt(sum));
	return true;
}

/* ---- in the file -------------------------------------------------------------------------- */

void vectors_write(const float *vector, uint32_t dimension, unsigned char *blob)
{
	for (uint32_t i = 0; i < dimension; i++) {
		uint32_t bits;

		memcpy(&bits, &vector[i], 4);
		for (int k = 0; k < 4; k++)
			*blob++ = (unsigned char)(bits >> 8 * k);
	}
}

static void read_blob(float *vector, uint32_t dimension, const unsigned char *blob)
{
	for (uint32_t i = 0; i < dimension; i++, blob += 4) {
		uint32_t bits = blob[0] | (uint32_t)blob[1] << 8 | (uint32_t)blob[2] << 16 |
				(uint32_t)blob[3] << 24;

		memcpy(&vector[i], &bits, 4);
	}
}

static bool make_room(struct vectors *vectors)
{
	size_t room = vectors->room * 2 + 256;
	int64_t *entries = realloc(vectors->entries, room * sizeof(*entries));
	float *at;

	if (!entries)
		return false;
	vectors->entries = entries;
	at = realloc(vectors->at, room * vectors->dimension * sizeof(*at));
	if (!at)
		return false;
	vectors->at = at;
	vectors->room = room;
	return true;
}

bool vectors_add(struct vectors *vectors, int64_t entry, const void *blob, size_t size)
{
	if (!blob || size != (size_t)vectors->dimension * 4)
		return true;
	if (vectors->n == vectors->room && !make_room(vectors))
		return false;
	read_blob(vectors->at + vectors->n * vectors->dimension, vectors->dimension, blob);
	vectors->entries[vectors->n++] = entry;
	return true;
}

/* ---- the nearest -------------------------------------------------------------------------- */

/* Sums side by side: a compiler may not change the order of a sum of floats by itself. */
typedef float lanes __attribute__((vector_size(32)));
enum { LANES = 8 };

static float product(const float *a, const float *b, uint32_t n)
{
	lanes sums = { 0 }, more = { 0 };
	float sum = 0;
	uint32_t i = 0;

	for (; i + 2 * LANES <= n; i += 2 * LANES) {
		lanes left[2], right[2];

		memcpy(left, a + i, sizeof(left));
		memcpy(right, b + i, sizeof(right));
		sums += left[0] * right[0];
		more += left[1] * right[1];
	}
	sums += more;
	for (; i < n; i++)
		sum += a[i] * b[i];
	for (int k = 0; k < LANES; k++)
		sum += sums[k];
	return sum;
}

uint32_t vectors_nearest(const struct vectors *vectors, const float *vector, double least,
			 struct nearest *best, uint32_t most)
{
	uint32_t n = 0;

	for (size_t i = 0; i < vectors->n && most; i++) {
		float cosine =
			product(vectors->at + i * vectors->dimension, vector, vectors->dimension);
		uint32_t at = n;

		/* what is no number is not near anything */
		if (!(cosine >= least) || (n == most && cosine <= best[n - 1].cosine))
			continue;
		while (at && best[at - 1].cosine < cosine)
			at--;
		n -= n == most;
		memmove(best + at + 1, best + at, (n - at) * sizeof(*best));
		best[at] = (struct nearest){ vectors->entries[i], cosine };
		n++;
	}
	return n;
}
