/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * batch.h - texts on their way to a translator, many batches at once.
 *
 * A flight is what a page has on its way in one round.  The page's thread starts all batches,
 * then takes those that are over, one after the other, until none is left.  Answers and done come
 * from any thread: each answer has its own place, the list of what is over has the lock of the
 * flight.  A batch belongs to the flight and is freed with it.
 */
#ifndef ROUTE_BATCH_H
#define ROUTE_BATCH_H

#include "service.h"
#include "spending.h"
#include "wording.h"

#include <pthread.h>

enum { NEIGHBOUR_SIZE = 300, CONTEXT_SIZE = 420 };

struct batch {
	struct batch *next, *next_over;
	struct flight *flight;
	struct dt_batch given;
	struct ask **asks; /* n, as the arrays below */
	struct text *answers;
	const char **texts, **ids, **problems, **roles;
	uint32_t *budgets;
	uint32_t n, ticket;
	const char *by; /* who has answered */
	struct dt_error error;
	struct expense expense;
	struct wording_terms terms;
	struct dt_similar *similar;   /* NULL: none */
	struct wording_guard *guards; /* n; NULL: nothing is guarded */
	char context[CONTEXT_SIZE], before[NEIGHBOUR_SIZE], after[NEIGHBOUR_SIZE];
};

struct flight {
	const struct asking *asking;
	enum round round;
	const char *not_from;
	pthread_mutex_t lock;
	pthread_cond_t landed;
	struct batch *all, *last, *over, *last_over;
	uint32_t open; /* started, and not in over yet */
};

void flight_start(struct flight *flight, const struct asking *asking, enum round round);
/* Waits for what is on its way, and frees all batches. */
void flight_finish(struct flight *flight);
/* A batch of n texts, not started; NULL without memory. */
struct batch *flight_add(struct flight *flight, struct ask *const *asks, uint32_t n);
void batch_start(struct batch *batch);
/* An answer in terms of the ask's own markup, once; the caller may keep what it holds. */
struct text *batch_answer(struct batch *batch, uint32_t i);
/* The next batch that is over, or NULL: there is none any more. */
struct batch *flight_next(struct flight *flight);

#endif /* ROUTE_BATCH_H */
