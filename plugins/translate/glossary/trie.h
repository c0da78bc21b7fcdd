/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trie.h - sequences of words, and the place where each one ends.
 *
 * A word is a symbol, a number from 1 for each distinct key.  A node is a number, the root is 0;
 * no edge leads to the root, so 0 stands for "there is none" as well.  Both tables are open hash
 * tables with a seed of their own, so that nobody can choose words that all meet.  A step takes
 * the same time however many sequences there are.
 *
 * Reading from many threads while nobody adds.  Zero is an empty trie.
 */
#ifndef GLOSSARY_TRIE_H
#define GLOSSARY_TRIE_H

#include "../text.h"

#include <doctranslate/payload.h>

struct trie_edge {
	uint64_t key; /* node and symbol; 0: free */
	uint32_t node;
};

struct trie_symbol {
	uint64_t hash;
	uint32_t start, length; /* in keys */
};

struct trie {
	uint64_t seed;
	struct text keys;
	struct dt_list symbols;	 /* struct trie_symbol */
	uint32_t *symbol_slots;	 /* symbol, or 0 */
	uint32_t n_symbol_slots; /* a power of two */
	struct trie_edge *edges;
	uint32_t n_edges, n_edge_slots;
	struct dt_list values; /* uint32_t of each node; 0: nothing ends there */
	bool failed;
};

/* False without memory. */
bool trie_start(struct trie *trie);
void trie_finish(struct trie *trie);

uint32_t trie_symbol(const struct trie *trie, const char *key, size_t n);
uint32_t trie_step(const struct trie *trie, uint32_t node, uint32_t symbol);
static inline uint32_t trie_value(const struct trie *trie, uint32_t node)
{
	return ((const uint32_t *)trie->values.at)[node];
}

/* The same, making what is not there; 0 without memory, and failed is set. */
uint32_t trie_add_symbol(struct trie *trie, const char *key, size_t n);
uint32_t trie_add_step(struct trie *trie, uint32_t node, uint32_t symbol);
void trie_set_value(struct trie *trie, uint32_t node, uint32_t value);

#endif
