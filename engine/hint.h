/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * hint.h - "did you mean": the known name nearest to one that is not known.
 *
 * Distance: Damerau-Levenshtein, restricted to adjacent swaps; a name counts
 * as near when at most a third of its letters differ.
 */
#ifndef DT_HINT_H
#define DT_HINT_H

#include <stddef.h>

struct hint {
	const char *wanted;
	const char *best;
	unsigned distance;
};

/* Offers one known name. */
void hint_offer(struct hint *hint, const char *name);
/* "; did you mean \"NAME\"?" or "": in the caller's buffer, which is returned. */
const char *hint_text(const struct hint *hint, char *buffer, size_t size);

#endif /* DT_HINT_H */
