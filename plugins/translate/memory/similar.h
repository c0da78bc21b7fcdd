/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * similar.h - how much of a text is another one, and which texts may be like it at all.
 *
 * Similarity is 1 - distance / length of the longer: Levenshtein's distance over code points and
 * marks, by Myers' bit vectors (J. ACM 46, 1999) in blocks (Hyyrö, Nordic J. of Computing 10,
 * 2003).
 *
 * A sketch is the least hashes of a text's overlapping pieces (Broder, "On the resemblance and
 * containment of documents", 1997): texts that have a good part of their pieces in common nearly
 * always share some of these.  Numbers do not count, letters do by what they are, not by case.
 */
#ifndef MEMORY_SIMILAR_H
#define MEMORY_SIMILAR_H

#include "codes.h"

enum { SIMILAR_MOST = 4096, SKETCH = 8 }; /* codes of a text; hashes of a sketch */

struct places;

/* A text that others are compared with; borrowed.  NULL: empty, longer than MOST, or no memory. */
struct places *similar_new(const struct codes *pattern);
void similar_free(struct places *places); /* takes NULL */
/* From 0 to 1; 0 as well when it is surely less than least.  One thread for a pattern. */
double similar(const struct places *places, const struct codes *text, double least);

/* seed: what keeps pairs of languages apart.  The number of hashes, at most SKETCH, sorted. */
unsigned sketch(const struct codes *key, uint64_t seed, int64_t hashes[SKETCH]);

#endif /* MEMORY_SIMILAR_H */
