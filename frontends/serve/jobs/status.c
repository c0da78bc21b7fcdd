/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "status.h"

#include "inside.h"
#include "json_text.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SLOTS = STATUS_KEPT };

struct status_text {
	atomic_uint users;
	size_t size;
	char *text;
	char id[40];
	char *owner;
	int64_t good_until; /* ms, 0: until it changes */
};

/* One place for each hash: what comes later takes it. */
struct status_cache {
	pthread_mutex_t lock;
	uint32_t generation[SLOTS]; /* grows with each change of a job of that place */
	struct status_text *at[SLOTS];
};

struct status_cache *status_cache_new(void)
{
	struct status_cache *cache = calloc(1, sizeof *cache);

	if (cache)
		pthread_mutex_init(&cache->lock, NULL);
	return cache;
}

void status_cache_free(struct status_cache *cache)
{
	if (!cache)
		return;
	for (size_t i = 0; i < SLOTS; i++)
		status_drop(cache->at[i]);
	pthread_mutex_destroy(&cache->lock);
	free(cache);
}

const char *status_text(const struct status_text *status, size_t *size)
{
	*size = status->size;
	return status->text;
}

void status_drop(const struct status_text *status)
{
	struct status_text *s = (struct status_text *)status;

	if (!s || atomic_fetch_sub_explicit(&s->users, 1, memory_order_acq_rel) != 1)
		return;
	free(s->text);
	free(s->owner);
	free(s);
}

const char *state_name(uint32_t state)
{
	static const char *const names[] = {
		[DT_RECORD_QUEUED] = "queued",	     [DT_RECORD_RUNNING] = "running",
		[DT_RECORD_SUCCEEDED] = "succeeded", [DT_RECORD_FAILED] = "failed",
		[DT_RECORD_CANCELLED] = "canceled",
	};

	return state < sizeof names / sizeof *names && names[state] ? names[state] : "queued";
}

void time_text(int64_t at_us, char text[40])
{
	time_t seconds = at_us / 1000000;
	struct tm tm;
	size_t n;

	gmtime_r(&seconds, &tm);
	n = strftime(text, 40, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(text + n, 40 - n, ".%06dZ", (int)(at_us % 1000000));
}

static size_t slot_of(const char *id)
{
	uint32_t hash = 2166136261u;

	for (const char *p = id; *p; p++)
		hash = (hash ^ (unsigned char)*p) * 16777619u;
	return hash % SLOTS;
}

static bool render(FILE *out, const struct dt_record *record)
{
	char created[40], updated[40];
	json_t *message = record->message ? json_text(record->message) : json_null();
	char *quoted = message ? json_dumps(message, JSON_ENCODE_ANY) : NULL;

	json_decref(message);
	if (!quoted)
		return false;
	time_text(record->created, created);
	time_text(record->updated, updated);
	fprintf(out,
		"{\"schema_version\":\"1\",\"job_id\":\"%s\",\"kind\":\"%s\",\"state\":\"%s\","
		"\"created_at\":\"%s\",\"updated_at\":\"%s\",\"progress\":%s,"
		"\"progress_seq\":%llu,\"error\":%s,\"message\":%s}",
		record->id, record->kind, state_name(record->state), created, updated,
		record->progress ? record->progress : "null", (unsigned long long)record->sequence,
		record->error ? record->error : "null", quoted);
	free(quoted);
	return true;
}

struct making {
	struct status_text *status;
	bool over;
};

static bool make(void *ctx, const struct dt_record *record)
{
	struct making *making = ctx;
	struct status_text *s = calloc(1, sizeof *s);
	FILE *out = s ? open_memstream(&s->text, &s->size) : NULL;
	bool fine = out && render(out, record);

	if (out && fclose(out))
		fine = false;
	if (s)
		s->owner = strdup(record->owner ? record->owner : "");
	if (s && (!fine || !s->owner)) {
		free(s->text);
		free(s->owner);
		free(s);
		s = NULL;
	}
	if (s)
		snprintf(s->id, sizeof s->id, "%.39s", record->id);
	making->status = s;
	making->over = record->state >= DT_RECORD_SUCCEEDED;
	return true;
}

static struct status_text *kept(struct status_cache *cache, size_t slot, const char *id,
				uint32_t *generation)
{
	struct status_text *s;

	pthread_mutex_lock(&cache->lock);
	s = cache->at[slot];
	if (s && (strcmp(s->id, id) || (s->good_until && steady_ms() >= s->good_until)))
		s = NULL;
	if (s)
		atomic_fetch_add_explicit(&s->users, 1, memory_order_relaxed);
	*generation = cache->generation[slot];
	pthread_mutex_unlock(&cache->lock);
	return s;
}

/* Unless it has changed while it was read. */
static void keep(struct status_cache *cache, size_t slot, struct status_text *s,
		 uint32_t generation)
{
	struct status_text *was = NULL;

	pthread_mutex_lock(&cache->lock);
	if (cache->generation[slot] == generation) {
		was = cache->at[slot];
		cache->at[slot] = s;
		atomic_fetch_add_explicit(&s->users, 1, memory_order_relaxed);
	}
	pthread_mutex_unlock(&cache->lock);
	status_drop(was);
}

const struct status_text *status_of(struct status_cache *cache, const struct dt_records *records,
				    void *store, const char *id, const char *owner,
				    bool (*here)(void *ctx, const char *id), void *ctx,
				    struct dt_error *err)
{
	size_t slot = slot_of(id);
	uint32_t generation;
	struct status_text *s = kept(cache, slot, id, &generation);

	if (!s) {
		struct making making = { 0 };
		bool alone = here(ctx, id);

		if (records->get(store, id, make, &making, err))
			return NULL;
		s = making.status;
		if (!s) {
			dt_fail(err, DT_E_LIMIT, "no memory for the status of a job");
			return NULL;
		}
		atomic_init(&s->users, 1);
		if (!alone || making.over)
			s->good_until = steady_ms() + (making.over ? 10 : 1) * STATUS_AGE_MS;
		keep(cache, slot, s, generation);
	}
	if (owner && strcmp(owner, s->owner)) {
		status_drop(s);
		dt_fail(err, DT_E_NOT_FOUND, "there is no job %s", id);
		return NULL;
	}
	return s;
}

void status_changed(struct status_cache *cache, const char *id)
{
	size_t slot = slot_of(id);
	struct status_text *was;

	pthread_mutex_lock(&cache->lock);
	was = cache->at[slot];
	cache->at[slot] = NULL;
	cache->generation[slot]++;
	pthread_mutex_unlock(&cache->lock);
	status_drop(was);
}
