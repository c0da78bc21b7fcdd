/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "hub.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
	RING = 128, /* events of a topic that are kept */
	BUCKETS = 1024,
	READ_AT_ONCE = 64 /* from the records */
};

/* An event's text, counted under the hub's lock. */
struct told {
	unsigned users;
	uint64_t sequence;
	char json[];
};

struct topic {
	struct topic *next; /* of the bucket */
	char id[40];
	unsigned users; /* subscriptions, and one for a run */
	bool here;	/* it runs here */
	bool over, gone;
	uint64_t written;   /* sequence of the last event in the records */
	struct told **ring; /* of those that were published here; NULL until then */
	struct subscription *subscriptions;
};

struct subscription {
	struct hub *hub;
	struct topic *topic;
	struct subscription *next, **link; /* of the topic */
	struct subscription *wake_next;
	bool to_wake, ended, last_taken;
	unsigned waking;
	pthread_t waker;
	void (*wake)(void *ctx);
	void *ctx;
	uint64_t next_sequence;
	/* of the one who takes */
	struct told *current;
	struct told *read[READ_AT_ONCE];
	size_t n_read, read_at;
};

struct hub {
	const struct dt_records *records;
	void *store;
	pthread_mutex_t lock;
	pthread_cond_t woken;
	struct topic *buckets[BUCKETS];
	struct subscription *wake_first, **wake_last;
};

struct hub *hub_new(const struct dt_records *records, void *store)
{
	struct hub *hub = calloc(1, sizeof *hub);

	if (!hub)
		return NULL;
	hub->records = records;
	hub->store = store;
	pthread_mutex_init(&hub->lock, NULL);
	pthread_cond_init(&hub->woken, NULL);
	hub->wake_last = &hub->wake_first;
	return hub;
}

void hub_free(struct hub *hub)
{
	if (!hub)
		return;
	pthread_mutex_destroy(&hub->lock);
	pthread_cond_destroy(&hub->woken);
	free(hub);
}

static struct told *told_new(uint64_t sequence, const char *json)
{
	size_t n = strlen(json) + 1;
	struct told *told = malloc(sizeof *told + n);

	if (told) {
		told->users = 1;
		told->sequence = sequence;
		memcpy(told->json, json, n);
	}
	return told;
}

static void told_let(struct told *told)
{
	if (told && !--told->users)
		free(told);
}

/* ---- topics; the lock is held ---- */

static struct topic **place(struct hub *hub, const char *id)
{
	uint32_t hash = 2166136261u;
	struct topic **at;

	for (const char *p = id; *p; p++)
		hash = (hash ^ (unsigned char)*p) * 16777619u;
	for (at = &hub->buckets[hash % BUCKETS]; *at && strcmp((*at)->id, id);)
		at = &(*at)->next;
	return at;
}

static struct topic *hold(struct hub *hub, const char *id)
{
	struct topic **at = place(hub, id);

	if (!*at) {
		struct topic *topic = calloc(1, sizeof *topic);

		if (!topic)
			return NULL;
		snprintf(topic->id, sizeof topic->id, "%.39s", id);
		*at = topic;
	}
	(*at)->users++;
	return *at;
}

static void let(struct hub *hub, struct topic *topic)
{
	struct topic **at;

	if (--topic->users)
		return;
	at = place(hub, topic->id);
	*at = topic->next;
	for (size_t i = 0; topic->ring && i < RING; i++)
		told_let(topic->ring[i]);
	free(topic->ring);
	free(topic);
}

static bool has_something(const struct subscription *s)
{
	const struct topic *topic = s->topic;

	return !s->last_taken && (s->next_sequence <= topic->written || topic->over || topic->gone);
}

static void mark(struct hub *hub, struct topic *topic)
{
	for (struct subscription *s = topic->subscriptions; s; s = s->next) {
		if (s->to_wake || !has_something(s))
			continue;
		s->to_wake = true;
		s->wake_next = NULL;
		*hub->wake_last = s;
		hub->wake_last = &s->wake_next;
	}
}

static void unmark(struct hub *hub, struct subscription *s)
{
	struct subscription **at = &hub->wake_first;

	if (!s->to_wake)
		return;
	while (*at != s)
		at = &(*at)->wake_next;
	*at = s->wake_next;
	if (hub->wake_last == &s->wake_next)
		hub->wake_last = at;
	s->to_wake = false;
}

/* ---- what happens to jobs ---- */

struct topic *hub_open(struct hub *hub, const char *id, uint64_t sequence)
{
	struct topic *topic;

	pthread_mutex_lock(&hub->lock);
	topic = hold(hub, id);
	if (topic) {
		topic->here = true;
		if (sequence > topic->written)
			topic->written = sequence;
		mark(hub, topic);
	}
	pthread_mutex_unlock(&hub->lock);
	return topic;
}

void hub_close(struct hub *hub, struct topic *topic)
{
	pthread_mutex_lock(&hub->lock);
	topic->here = false;
	let(hub, topic);
	pthread_mutex_unlock(&hub->lock);
}

void hub_publish(struct hub *hub, struct topic *topic, uint64_t first, const char *const *events,
		 size_t n, bool last)
{
	pthread_mutex_lock(&hub->lock);
	if (!topic->ring && n)
		topic->ring = calloc(RING, sizeof *topic->ring);
	for (size_t i = 0; topic->ring && i < n; i++) {
		struct told **at = &topic->ring[(first + i) % RING];

		told_let(*at);
		*at = told_new(first + i, events[i]); /* NULL: it is read from the records */
	}
	if (n && first + n - 1 > topic->written)
		topic->written = first + n - 1;
	topic->over = topic->over || last;
	mark(hub, topic);
	pthread_mutex_unlock(&hub->lock);
}

void hub_tell(struct hub *hub, const char *id, uint64_t sequence, bool over)
{
	struct topic *topic;

	pthread_mutex_lock(&hub->lock);
	topic = *place(hub, id);
	if (topic) {
		if (sequence > topic->written)
			topic->written = sequence;
		topic->over = topic->over || over;
		mark(hub, topic);
	}
	pthread_mutex_unlock(&hub->lock);
}

void hub_gone(struct hub *hub, const char *id)
{
	struct topic *topic;

	pthread_mutex_lock(&hub->lock);
	topic = *place(hub, id);
	if (topic) {
		topic->gone = true;
		mark(hub, topic);
	}
	pthread_mutex_unlock(&hub->lock);
}

void hub_wake(struct hub *hub)
{
	struct subscription *s;

	pthread_mutex_lock(&hub->lock);
	while ((s = hub->wake_first)) {
		unmark(hub, s);
		/* by another thread just now: that one looks again when it is back */
		if (s->waking) {
			s->waking = 2;
			continue;
		}
		s->waker = pthread_self();
		do {
			s->waking = 1;
			pthread_mutex_unlock(&hub->lock);
			s->wake(s->ctx);
			pthread_mutex_lock(&hub->lock);
		} while (s->waking == 2 && !s->ended);
		s->waking = 0;
		pthread_cond_broadcast(&hub->woken);
		if (s->ended) /* by what it called itself */
			free(s);
	}
	pthread_mutex_unlock(&hub->lock);
}

static bool is_elsewhere(const struct topic *topic)
{
	return topic->subscriptions && !topic->here && !topic->over && !topic->gone;
}

char **hub_elsewhere(struct hub *hub)
{
	char **ids = NULL;
	size_t n = 0, i = 0;

	pthread_mutex_lock(&hub->lock);
	for (size_t b = 0; b < BUCKETS; b++)
		for (struct topic *t = hub->buckets[b]; t; t = t->next)
			n += is_elsewhere(t);
	if (n)
		ids = calloc(n + 1, sizeof *ids);
	for (size_t b = 0; ids && b < BUCKETS; b++)
		for (struct topic *t = hub->buckets[b]; t; t = t->next)
			if (is_elsewhere(t) && (ids[i] = strdup(t->id)))
				i++;
	pthread_mutex_unlock(&hub->lock);
	return ids;
}

void hub_free_ids(char **ids)
{
	for (size_t i = 0; ids && ids[i]; i++)
		free(ids[i]);
	free(ids);
}

/* ---- subscriptions ---- */

struct place_of_job {
	uint64_t sequence;
	bool over;
};

static bool look(void *ctx, const struct dt_record *record)
{
	struct place_of_job *place = ctx;

	place->sequence = record->sequence;
	place->over = record->state >= DT_RECORD_SUCCEEDED;
	return true;
}

/* Its topic first, then the record: what is written in between is published to the topic. */
struct subscription *hub_subscribe(struct hub *hub, const char *id, uint64_t after,
				   void (*wake)(void *ctx), void *ctx, struct dt_error *err)
{
	struct subscription *s = calloc(1, sizeof *s);
	struct place_of_job found = { 0 };

	if (!s || strlen(id) >= sizeof s->topic->id) {
		free(s);
		dt_fail(err, s ? DT_E_NOT_FOUND : DT_E_LIMIT,
			s ? "there is no such job" : "no memory for a subscription");
		return NULL;
	}
	s->hub = hub;
	s->wake = wake;
	s->ctx = ctx;
	s->next_sequence = after + 1;
	s->last_taken = true; /* not to be woken yet */
	pthread_mutex_lock(&hub->lock);
	s->topic = hold(hub, id);
	if (s->topic) {
		s->next = s->topic->subscriptions;
		s->link = &s->topic->subscriptions;
		if (s->next)
			s->next->link = &s->next;
		s->topic->subscriptions = s;
	}
	pthread_mutex_unlock(&hub->lock);
	if (!s->topic) {
		free(s);
		dt_fail(err, DT_E_LIMIT, "no memory for a subscription");
		return NULL;
	}
	if (hub->records->get(hub->store, id, look, &found, err)) {
		subscription_end(s);
		return NULL;
	}
	pthread_mutex_lock(&hub->lock);
	if (found.sequence > s->topic->written)
		s->topic->written = found.sequence;
	s->topic->over = s->topic->over || found.over;
	/* who has seen more than there is has seen another job's */
	if (after > s->topic->written)
		s->next_sequence = s->topic->written + 1;
	s->last_taken = false;
	pthread_mutex_unlock(&hub->lock);
	return s;
}

struct reading {
	struct told **to;
	size_t n;
};

static bool read_one(void *ctx, const struct dt_record_event *event)
{
	struct reading *reading = ctx;
	struct told *told = told_new(event->sequence, event->json);

	if (!told)
		return false;
	reading->to[reading->n++] = told;
	return reading->n < READ_AT_ONCE;
}

/* From the records; false: they have none, or cannot be read now. */
static bool read_more(struct subscription *s)
{
	struct reading reading = { .to = s->read };
	struct dt_error err = { 0 };

	s->n_read = s->read_at = 0;
	s->hub->records->events(s->hub->store, s->topic->id, s->next_sequence - 1, READ_AT_ONCE,
				read_one, &reading, &err);
	s->n_read = reading.n;
	return s->n_read > 0;
}

/* The next event, whoever has it; the lock is held, and let go of to read. */
static struct told *next_told(struct subscription *s)
{
	struct told *told;

	if (s->read_at < s->n_read)
		return s->read[s->read_at++];
	told = s->topic->ring ? s->topic->ring[s->next_sequence % RING] : NULL;
	if (told && told->sequence == s->next_sequence) {
		told->users++;
		return told;
	}
	pthread_mutex_unlock(&s->hub->lock);
	if (read_more(s))
		told = s->read[s->read_at++];
	else
		told = NULL;
	pthread_mutex_lock(&s->hub->lock);
	return told;
}

static bool take_end(struct subscription *s, struct job_event *event)
{
	if (s->last_taken || !(s->topic->over || s->topic->gone))
		return false;
	s->last_taken = true;
	*event = (struct job_event){ .sequence = s->next_sequence - 1, .last = true };
	return true;
}

bool subscription_take(struct subscription *s, struct job_event *event)
{
	struct told *told = NULL;
	bool taken = false;

	pthread_mutex_lock(&s->hub->lock);
	told_let(s->current);
	s->current = NULL;
	if (!s->last_taken && s->next_sequence <= s->topic->written && !s->topic->gone)
		told = next_told(s);
	if (told) {
		s->current = told;
		s->next_sequence = told->sequence + 1;
		s->last_taken = s->topic->over && told->sequence == s->topic->written;
		*event = (struct job_event){ told->sequence, told->json, s->last_taken };
		taken = true;
	} else if (s->next_sequence > s->topic->written || s->topic->gone) {
		taken = take_end(s, event);
	}
	pthread_mutex_unlock(&s->hub->lock);
	return taken;
}

void subscription_end(struct subscription *s)
{
	struct hub *hub;
	bool own;

	if (!s)
		return;
	hub = s->hub;
	pthread_mutex_lock(&hub->lock);
	*s->link = s->next;
	if (s->next)
		s->next->link = s->link;
	unmark(hub, s);
	own = s->waking && pthread_equal(s->waker, pthread_self());
	while (s->waking && !own)
		pthread_cond_wait(&hub->woken, &hub->lock);
	told_let(s->current);
	while (s->read_at < s->n_read)
		told_let(s->read[s->read_at++]);
	let(hub, s->topic);
	s->ended = true;
	pthread_mutex_unlock(&hub->lock);
	if (!own)
		free(s);
}
