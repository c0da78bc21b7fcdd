/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * vectors.h - what an embedding model makes of the texts of a memory, and which are near each
 * other.
 *
 * All vectors have the length one, so that the product of two is the cosine of the angle between
 * them.  Those of a job are read into memory once and looked at one after the other: for the
 * hundred thousand that fit into the bound this is quick enough, and finds the nearest for certain.
 * They do not change: any thread may look at once.
 */
#ifndef MEMORY_VECTORS_H
#define MEMORY_VECTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct vectors {
	uint32_t dimension;
	size_t n, room;
	int64_t *entries; /* n: rows of the memory */
	float *at;	  /* n times dimension */
};

enum { VECTORS_LARGEST = 65536 }; /* dimension */

void vectors_free(struct vectors *vectors); /* takes NULL */
/* Adds one as it stands in the file; one of another dimension is left out.  False: no memory. */
bool vectors_add(struct vectors *vectors, int64_t entry, const void *blob, size_t size);
/* As it stands in the file: four bytes each, the lowest first. */
void vectors_write(const float *vector, uint32_t dimension, unsigned char *blob);

struct nearest {
	int64_t entry;
	float cosine;
};

/* At most so many with a cosine of at least that, the nearest first; of equal ones the first. */
uint32_t vectors_nearest(const struct vectors *vectors, const float *vector, double least,
			 struct nearest *best, uint32_t most);

#endif /* MEMORY_VECTORS_H */
