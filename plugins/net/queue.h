/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * queue.h - requests that wait, the one that may start first on top: a heap by start_at, then
 * by the order in which they came.  One thread.
 */
#ifndef NET_QUEUE_H
#define NET_QUEUE_H

#include "flight.h"

struct queue {
	struct flight **at;
	size_t n, room;
};

/* False without memory; the flight is not in it then. */
bool queue_add(struct queue *queue, struct flight *flight);
struct flight *queue_first(const struct queue *queue);
struct flight *queue_take(struct queue *queue);
/* Hands each flight that remove says yes to to removed, and has it no more. */
void queue_sift(struct queue *queue, bool (*remove)(void *ctx, struct flight *flight),
		void (*removed)(void *ctx, struct flight *flight), void *ctx);
void queue_free(struct queue *queue);

#endif
