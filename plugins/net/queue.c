/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "queue.h"

#include <stdlib.h>

static bool before(const struct flight *a, const struct flight *b)
{
	return a->start_at != b->start_at ? a->start_at < b->start_at : a->order < b->order;
}

static void rise(struct queue *queue, size_t i)
{
	struct flight *flight = queue->at[i];

	for (; i && before(flight, queue->at[(i - 1) / 2]); i = (i - 1) / 2)
		queue->at[i] = queue->at[(i - 1) / 2];
	queue->at[i] = flight;
}

static void sink(struct queue *queue, size_t i)
{
	struct flight *flight = queue->at[i];
	size_t child;

	while ((child = 2 * i + 1) < queue->n) {
		if (child + 1 < queue->n && before(queue->at[child + 1], queue->at[child]))
			child++;
		if (!before(queue->at[child], flight))
			break;
		queue->at[i] = queue->at[child];
		i = child;
	}
	queue->at[i] = flight;
}

bool queue_add(struct queue *queue, struct flight *flight)
{
	if (queue->n == queue->room) {
		size_t room = queue->room * 2 + 64;
		struct flight **at = realloc(queue->at, room * sizeof(*at));

		if (!at)
			return false;
		queue->at = at;
		queue->room = room;
	}
	queue->at[queue->n] = flight;
	rise(queue, queue->n++);
	return true;
}

struct flight *queue_first(const struct queue *queue)
{
	return queue->n ? queue->at[0] : NULL;
}

struct flight *queue_take(struct queue *queue)
{
	struct flight *first = queue_first(queue);

	if (!first)
		return NULL;
	queue->at[0] = queue->at[--queue->n];
	if (queue->n)
		sink(queue, 0);
	return first;
}

void queue_sift(struct queue *queue, bool (*remove)(void *ctx, struct flight *flight),
		void (*removed)(void *ctx, struct flight *flight), void *ctx)
{
	struct flight *gone = NULL, *next;
	size_t kept = 0;

	for (size_t i = 0; i < queue->n; i++) {
		struct flight *flight = queue->at[i];

		if (remove(ctx, flight)) {
			flight->next = gone;
			gone = flight;
		} else {
			queue->at[kept++] = flight;
		}
	}
	if (kept == queue->n)
		return;
	queue->n = kept;
	for (size_t i = kept / 2; i-- > 0;)
		sink(queue, i);
	/* after the heap is whole: removed may come back with a new one */
	for (; gone; gone = next) {
		next = gone->next;
		gone->next = NULL;
		removed(ctx, gone);
	}
}

void queue_free(struct queue *queue)
{
	free(queue->at);
	*queue = (struct queue){ 0 };
}
