/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "trie.h"

#include <sys/random.h>

enum { FIRST_SLOTS = 256 };

static uint64_t mix(uint64_t a)
{
	a ^= a >> 32;
	a *= 0x9e3779b97f4a7c15u;
	a ^= a >> 29;
	a *= 0xbf58476d1ce4e5b9u;
	return a ^ a >> 32;
}

static uint64_t hash_of(const struct trie *trie, const char *key, size_t n)
{
	uint64_t hash = trie->seed ^ n;

	while (n >= 8) {
		uint64_t piece;

		memcpy(&piece, key, 8);
		hash = mix(hash ^ piece);
		key += 8;
		n -= 8;
	}
	if (n) {
		uint64_t piece = 0;

		memcpy(&piece, key, n);
		hash = mix(hash ^ piece);
	}
	return hash;
}

bool trie_start(struct trie *trie)
{
	memset(trie, 0, sizeof(*trie));
	if (getrandom(&trie->seed, sizeof(trie->seed), GRND_NONBLOCK) < 0)
		trie->seed = (uint64_t)(uintptr_t)trie;
	trie->symbol_slots = calloc(FIRST_SLOTS, sizeof(*trie->symbol_slots));
	trie->edges = calloc(FIRST_SLOTS, sizeof(*trie->edges));
	trie->n_symbol_slots = trie->n_edge_slots = FIRST_SLOTS;
	(void)DT_LIST_ADD(&trie->values, uint32_t);
	trie->failed = !trie->symbol_slots || !trie->edges || trie->values.failed;
	return !trie->failed;
}

void trie_finish(struct trie *trie)
{
	text_free(&trie->keys);
	dt_list_free(&trie->symbols);
	dt_list_free(&trie->values);
	free(trie->symbol_slots);
	free(trie->edges);
	memset(trie, 0, sizeof(*trie));
}

/* ---- symbols ------------------------------------------------------------------ */

static const struct trie_symbol *symbol_at(const struct trie *trie, uint32_t symbol)
{
	return (const struct trie_symbol *)trie->symbols.at + symbol - 1;
}

/* The slot where the key is, or where it has to go. */
static uint32_t symbol_slot(const struct trie *trie, uint64_t hash, const char *key, size_t n)
{
	uint32_t slot = (uint32_t)hash & (trie->n_symbol_slots - 1);

	while (trie->symbol_slots[slot]) {
		const struct trie_symbol *its = symbol_at(trie, trie->symbol_slots[slot]);

		if (its->hash == hash && its->length == n &&
		    !memcmp(trie->keys.at + its->start, key, n))
			break;
		slot = (slot + 1) & (trie->n_symbol_slots - 1);
	}
	return slot;
}

static bool grow_symbols(struct trie *trie)
{
	uint32_t room = trie->n_symbol_slots * 2;
	uint32_t *slots = room ? calloc(room, sizeof(*slots)) : NULL;

	if (!slots)
		return false;
	for (uint32_t symbol = 1; symbol <= trie->symbols.n; symbol++) {
		uint32_t slot = (uint32_t)symbol_at(trie, symbol)->hash & (room - 1);

		while (slots[slot])
			slot = (slot + 1) & (room - 1);
		slots[slot] = symbol;
	}
	free(trie->symbol_slots);
	trie->symbol_slots = slots;
	trie->n_symbol_slots = room;
	return true;
}

uint32_t trie_symbol(const struct trie *trie, const char *key, size_t n)
{
	return trie->symbol_slots[symbol_slot(trie, hash_of(trie, key, n), key, n)];
}

uint32_t trie_add_symbol(struct trie *trie, const char *key, size_t n)
{
	uint64_t hash = hash_of(trie, key, n);
	uint32_t slot = symbol_slot(trie, hash, key, n);
	struct trie_symbol *symbol;

	if (trie->symbol_slots[slot])
		return trie->symbol_slots[slot];
	if (trie->symbols.n + 1 > trie->n_symbol_slots / 2) {
		if (!grow_symbols(trie)) {
			trie->failed = true;
			return 0;
		}
		slot = symbol_slot(trie, hash, key, n);
	}
	symbol = DT_LIST_ADD(&trie->symbols, struct trie_symbol);
	if (symbol) {
		symbol->hash = hash;
		symbol->start = (uint32_t)trie->keys.n;
		symbol->length = (uint32_t)n;
		text_add(&trie->keys, key, n);
	}
	if (!symbol || trie->keys.failed || trie->keys.n > UINT32_MAX) {
		trie->failed = true;
		return 0;
	}
	trie->symbol_slots[slot] = trie->symbols.n;
	return trie->symbols.n;
}

/* ---- edges -------------------------------------------------------------------- */

static uint32_t edge_slot(const struct trie_edge *edges, uint32_t n_slots, uint64_t seed,
			  uint64_t key)
{
	uint32_t slot = (uint32_t)mix(seed ^ key) & (n_slots - 1);

	while (edges[slot].key && edges[slot].key != key)
		slot = (slot + 1) & (n_slots - 1);
	return slot;
}

static uint64_t edge_key(uint32_t node, uint32_t symbol)
{
	return (uint64_t)node << 32 | symbol; /* no symbol is 0, so no key is */
}

uint32_t trie_step(const struct trie *trie, uint32_t node, uint32_t symbol)
{
	if (!symbol)
		return 0;
	return trie
		->edges[edge_slot(trie->edges, trie->n_edge_slots, trie->seed,
				  edge_key(node, symbol))]
		.node;
}

static bool grow_edges(struct trie *trie)
{
	uint32_t room = trie->n_edge_slots * 2;
	struct trie_edge *edges = room ? calloc(room, sizeof(*edges)) : NULL;

	if (!edges)
		return false;
	for (uint32_t i = 0; i < trie->n_edge_slots; i++)
		if (trie->edges[i].key)
			edges[edge_slot(edges, room, trie->seed, trie->edges[i].key)] =
				trie->edges[i];
	free(trie->edges);
	trie->edges = edges;
	trie->n_edge_slots = room;
	return true;
}

uint32_t trie_add_step(struct trie *trie, uint32_t node, uint32_t symbol)
{
	uint64_t key = edge_key(node, symbol);
	uint32_t slot;

	if (!symbol)
		return 0;
	if (trie->n_edges + 1 > trie->n_edge_slots / 2 && !grow_edges(trie)) {
		trie->failed = true;
		return 0;
	}
	slot = edge_slot(trie->edges, trie->n_edge_slots, trie->seed, key);
	if (trie->edges[slot].key)
		return trie->edges[slot].node;
	if (!DT_LIST_ADD(&trie->values, uint32_t)) {
		trie->failed = true;
		return 0;
	}
	trie->n_edges++;
	trie->edges[slot].key = key;
	trie->edges[slot].node = trie->values.n - 1;
	return trie->values.n - 1;
}

void trie_set_value(struct trie *trie, uint32_t node, uint32_t value)
{
	((uint32_t *)trie->values.at)[node] = value;
}
