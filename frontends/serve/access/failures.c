/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "failures.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { SETS = 1024, WAYS = 4, MINUTE_US = 60 * 1000 * 1000 };

/* Each failure moves the moment at which all are forgotten further away. */
struct entry {
	unsigned char address[16];
	int64_t forgotten_us;
};

struct failures {
	pthread_mutex_t lock;
	atomic_uint users;
	uint32_t seed; /* nobody can choose addresses that share a place */
	struct entry at[SETS][WAYS];
};

struct failures *failures_new(void)
{
	struct failures *failures = calloc(1, sizeof(*failures));

	if (!failures)
		return NULL;
	pthread_mutex_init(&failures->lock, NULL);
	atomic_init(&failures->users, 1);
	if (getrandom(&failures->seed, sizeof(failures->seed), GRND_NONBLOCK) < 0)
		failures->seed = (uint32_t)(uintptr_t)failures;
	return failures;
}

struct failures *failures_share(struct failures *failures)
{
	atomic_fetch_add(&failures->users, 1);
	return failures;
}

void failures_free(struct failures *failures)
{
	if (!failures || atomic_fetch_sub(&failures->users, 1) > 1)
		return;
	pthread_mutex_destroy(&failures->lock);
	free(failures);
}

static void read_address(const char *text, unsigned char key[16])
{
	memset(key, 0, 16);
	if (inet_pton(AF_INET, text, key + 12) == 1)
		key[11] = 0xff;
	else if (inet_pton(AF_INET6, text, key) == 1)
		memset(key + 8, 0, 8);
}

/* Its place, or that which it may take.  With the lock. */
static struct entry *find(struct failures *failures, const unsigned char key[16])
{
	uint32_t hash = 2166136261u ^ failures->seed; /* FNV-1a */
	struct entry *set, *oldest;

	for (size_t i = 0; i < 16; i++)
		hash = (hash ^ key[i]) * 16777619u;
	set = failures->at[hash % SETS];
	oldest = set;
	for (size_t i = 0; i < WAYS; i++) {
		if (!memcmp(set[i].address, key, 16))
			return &set[i];
		if (set[i].forgotten_us < oldest->forgotten_us)
			oldest = &set[i];
	}
	return oldest;
}

void failures_add(struct failures *failures, const char *address, unsigned per_minute, int64_t now)
{
	unsigned char key[16];
	struct entry *entry;

	if (!per_minute)
		return;
	read_address(address, key);
	pthread_mutex_lock(&failures->lock);
	entry = find(failures, key);
	if (memcmp(entry->address, key, 16) != 0 || entry->forgotten_us < now)
		entry->forgotten_us = now;
	memcpy(entry->address, key, 16);
	entry->forgotten_us += MINUTE_US / (int64_t)per_minute;
	if (entry->forgotten_us > now + MINUTE_US)
		entry->forgotten_us = now + MINUTE_US;
	pthread_mutex_unlock(&failures->lock);
}

int64_t failures_wait(struct failures *failures, const char *address, unsigned per_minute,
		      int64_t now)
{
	const struct entry *entry;
	unsigned char key[16];
	int64_t wait = 0;

	if (!per_minute)
		return 0;
	read_address(address, key);
	pthread_mutex_lock(&failures->lock);
	entry = find(failures, key);
	if (!memcmp(entry->address, key, 16))
		wait = entry->forgotten_us + MINUTE_US / (int64_t)per_minute - now - MINUTE_US;
	pthread_mutex_unlock(&failures->lock);
	return wait > 0 ? wait : 0;
}
