/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "similar.h"

#include <unictype.h>

enum { BLOCKS = SIMILAR_MOST / 64, SLOTS = 2 * SIMILAR_MOST };

/* For each code of the pattern where it stands, as bits of its blocks. */
struct places {
	size_t n_pattern;
	uint32_t n_blocks;
	uint32_t n_codes;
	uint32_t codes[SLOTS]; /* a table with open addresses */
	uint32_t rows[SLOTS];  /* row of that code + 1; 0: free */
	uint64_t *bits;	       /* row by row */
};

static uint32_t slot_of(const struct places *places, uint32_t code)
{
	uint32_t slot = code * 2654435761u % SLOTS;

	while (places->rows[slot] && places->codes[slot] != code)
		slot = (slot + 1) % SLOTS;
	return slot;
}

struct places *similar_new(const struct codes *pattern)
{
	bool fits = pattern->n && pattern->n <= SIMILAR_MOST;
	struct places *places = fits ? calloc(1, sizeof(*places)) : NULL;

	if (!places)
		return NULL;
	places->n_pattern = pattern->n;
	places->n_blocks = (uint32_t)((pattern->n + 63) / 64);
	/* row 0 is of codes that the pattern has not */
	places->bits = calloc((pattern->n + 1) * places->n_blocks, sizeof(*places->bits));
	if (!places->bits) {
		free(places);
		return NULL;
	}
	for (size_t i = 0; i < pattern->n; i++) {
		uint32_t slot = slot_of(places, pattern->at[i]);

		if (!places->rows[slot]) {
			places->codes[slot] = pattern->at[i];
			places->rows[slot] = ++places->n_codes;
		}
		places->bits[(size_t)places->rows[slot] * places->n_blocks + i / 64] |= 1ull
											<< (i % 64);
	}
	return places;
}

void similar_free(struct places *places)
{
	if (places)
		free(places->bits);
	free(places);
}

struct block {
	uint64_t up, down; /* where the distance grows, or falls, from one row to the next */
};

/* One column of a block; what comes in from the block above and goes out below: -1, 0, 1. */
static int advance(struct block *block, uint64_t equal, int in, uint64_t last)
{
	uint64_t up = block->up, down = block->down;
	uint64_t down_x, zero, h_up, h_down;
	int out;

	down_x = equal | down;
	equal |= in < 0;
	zero = (((equal & up) + up) ^ up) | equal;
	h_up = down | ~(zero | up);
	h_down = up & zero;
	out = (h_up & last) ? 1 : (h_down & last) ? -1 : 0;
	h_up = h_up << 1 | (in > 0);
	h_down = h_down << 1 | (in < 0);
	block->up = h_down | ~(down_x | h_up);
	block->down = h_up & down_x;
	return out;
}

static size_t distance(const struct places *places, size_t pattern, const struct codes *text)
{
	struct block blocks[BLOCKS];
	size_t score = pattern;
	uint32_t n = places->n_blocks;

	for (uint32_t i = 0; i < n; i++)
		blocks[i] = (struct block){ ~0ull, 0 };
	for (size_t k = 0; k < text->n; k++) {
		uint32_t row = places->rows[slot_of(places, text->at[k])];
		const uint64_t *bits = places->bits + (size_t)row * n;
		int carry = 1; /* the text has to begin where the pattern does */

		for (uint32_t i = 0; i < n; i++)
			carry = advance(&blocks[i], bits[i], carry,
					i + 1 < n ? 1ull << 63 : 1ull << ((pattern - 1) % 64));
		score = (size_t)((int64_t)score + carry);
	}
	return score;
}

double similar(const struct places *places, const struct codes *text, double least)
{
	size_t n = places->n_pattern;
	size_t longer = n > text->n ? n : text->n, shorter = n + text->n - longer;

	if (!shorter || longer > SIMILAR_MOST || (double)shorter < least * (double)longer)
		return 0;
	return 1 - (double)distance(places, n, text) / (double)longer;
}

/* ---- sketches ------------------------------------------------------------------------- */

/* Scripts that write a word with one sign or two have shorter pieces. */
static size_t piece_length(const struct codes *key)
{
	size_t wide = 0, letters = 0;

	for (size_t i = 0; i < key->n; i++) {
		uint32_t code = key->at[i];

		if (code_is_mark(code) || !uc_is_alpha(code))
			continue;
		letters++;
		wide += (code >= 0x2e80 && code < 0xa000) || (code >= 0xac00 && code < 0xd7b0) ||
			code >= 0x20000;
	}
	return wide * 2 > letters ? 2 : letters < 16 ? 3 : 6;
}

unsigned sketch(const struct codes *key, uint64_t seed, int64_t hashes[SKETCH])
{
	size_t length = piece_length(key);
	unsigned n = 0;

	if (key->n < length)
		length = key->n ? key->n : 1;
	for (size_t i = 0; i + length <= key->n; i++) {
		int64_t hash = (int64_t)(codes_hash(key->at + i, length, seed) >> 8);
		unsigned at = n;

		while (at && hashes[at - 1] > hash)
			at--;
		if (at == SKETCH || (at && hashes[at - 1] == hash))
			continue;
		if (n < SKETCH)
			n++;
		memmove(hashes + at + 1, hashes + at, (n - 1 - at) * sizeof(*hashes));
		hashes[at] = hash;
	}
	return n;
}
