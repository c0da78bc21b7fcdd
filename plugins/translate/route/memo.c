/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "memo.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct memo {
	pthread_mutex_t lock;
	pthread_cond_t settled;
	struct memo_entry **buckets;
	size_t n_buckets, n;
	size_t used, limit;
};

struct memo *memo_new(size_t limit)
{
	struct memo *memo = calloc(1, sizeof(*memo));
	pthread_condattr_t attributes;

	if (!memo)
		return NULL;
	memo->limit = limit;
	memo->n_buckets = 256;
	memo->buckets = calloc(memo->n_buckets, sizeof(*memo->buckets));
	if (!memo->buckets) {
		free(memo);
		return NULL;
	}
	pthread_mutex_init(&memo->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&memo->settled, &attributes);
	pthread_condattr_destroy(&attributes);
	return memo;
}

void memo_free(struct memo *memo)
{
	if (!memo)
		return;
	for (size_t i = 0; i < memo->n_buckets; i++) {
		struct memo_entry *entry = memo->buckets[i];

		while (entry) {
			struct memo_entry *next = entry->next;

			free(entry->answer);
			free(entry);
			entry = next;
		}
	}
	pthread_cond_destroy(&memo->settled);
	pthread_mutex_destroy(&memo->lock);
	free(memo->buckets);
	free(memo);
}

/* FNV-1a */
static uint64_t hash_of(const char *text, size_t length)
{
	uint64_t hash = 0xcbf29ce484222325ull;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3ull;
	return hash ^ hash >> 29;
}

/* Four times the buckets; without memory the chains just get longer. */
static void grow(struct memo *memo)
{
	size_t n = memo->n_buckets * 4;
	struct memo_entry **buckets = calloc(n, sizeof(*buckets));

	if (!buckets)
		return;
	for (size_t i = 0; i < memo->n_buckets; i++) {
		struct memo_entry *entry = memo->buckets[i];

		while (entry) {
			struct memo_entry *next = entry->next;

			entry->next = buckets[entry->hash & (n - 1)];
			buckets[entry->hash & (n - 1)] = entry;
			entry = next;
		}
	}
	free(memo->buckets);
	memo->buckets = buckets;
	memo->n_buckets = n;
}

static struct memo_entry *add(struct memo *memo, uint64_t hash, const char *text, size_t length,
			      bool always)
{
	/* An answer is about as long as its text: it is counted here and now. */
	size_t cost = sizeof(struct memo_entry) + 2 * length + 64;
	struct memo_entry *entry;

	if (memo->used + cost > memo->limit && !always)
		return NULL;
	if (memo->n > memo->n_buckets * 2)
		grow(memo);
	entry = calloc(1, sizeof(*entry) + length + 1);
	if (!entry)
		return NULL;
	entry->hash = hash;
	entry->length = length;
	memcpy(entry->text, text, length);
	entry->next = memo->buckets[hash & (memo->n_buckets - 1)];
	memo->buckets[hash & (memo->n_buckets - 1)] = entry;
	memo->n++;
	memo->used += cost;
	return entry;
}

enum memo_state memo_claim(struct memo *memo, const char *text, size_t length, bool always,
			   struct memo_entry **found)
{
	uint64_t hash = hash_of(text, length);
	struct memo_entry *entry;
	enum memo_state state = MEMO_NONE;

	pthread_mutex_lock(&memo->lock);
	entry = memo->buckets[hash & (memo->n_buckets - 1)];
	while (entry && (entry->hash != hash || entry->length != length ||
			 memcmp(entry->text, text, length) != 0))
		entry = entry->next;
	if (!entry)
		entry = add(memo, hash, text, length, always);
	if (entry && entry->state == MEMO_NONE) {
		entry->state = MEMO_PENDING;
		state = MEMO_MINE;
	} else if (entry) {
		state = entry->state;
	}
	pthread_mutex_unlock(&memo->lock);
	*found = entry;
	return state;
}

void memo_settle(struct memo *memo, struct memo_entry *entry, uint32_t rule, uint32_t flags,
		 const char *answer, size_t length)
{
	char *copy = malloc(length + 1);

	if (!copy) {
		memo_abandon(memo, entry);
		return;
	}
	memcpy(copy, answer, length);
	copy[length] = '\0';
	pthread_mutex_lock(&memo->lock);
	entry->answer = copy;
	entry->answer_length = length;
	entry->rule = rule;
	entry->flags = flags;
	entry->state = MEMO_SETTLED;
	pthread_cond_broadcast(&memo->settled);
	pthread_mutex_unlock(&memo->lock);
}

void memo_abandon(struct memo *memo, struct memo_entry *entry)
{
	pthread_mutex_lock(&memo->lock);
	entry->state = MEMO_NONE;
	pthread_cond_broadcast(&memo->settled);
	pthread_mutex_unlock(&memo->lock);
}

enum memo_state memo_wait(struct memo *memo, struct memo_entry *entry, unsigned milliseconds)
{
	struct timespec until;
	enum memo_state state;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += (long)(milliseconds % 1000) * 1000000;
	until.tv_sec += milliseconds / 1000 + until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	pthread_mutex_lock(&memo->lock);
	while (entry->state == MEMO_PENDING)
		if (pthread_cond_timedwait(&memo->settled, &memo->lock, &until) == ETIMEDOUT)
			break;
	state = entry->state;
	if (state == MEMO_NONE) {
		entry->state = MEMO_PENDING;
		state = MEMO_MINE;
	}
	pthread_mutex_unlock(&memo->lock);
	return state;
}
