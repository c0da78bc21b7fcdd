/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * inside.h - the client as its own files see it.
 *
 * What stands below "of the thread" is touched by the client's thread alone; inbox, stopping and
 * started are under lock.  A flight is in one place at a time: inbox, queue, or the list of those
 * that are flying (it has an easy handle then).
 */
#ifndef NET_INSIDE_H
#define NET_INSIDE_H

#include "flight.h"
#include "pace.h"
#include "queue.h"
#include "refusals.h"

#include <pthread.h>

struct net_client {
	const char *service;
	const struct net_options *options;
	char *base;
	CURLM *multi;
	net_judge judge; /* of all answers of 300 and above, or NULL */
	void *judge_ctx;

	pthread_mutex_t lock;
	pthread_t thread;
	bool started, stopping;
	struct flight *inbox, **inbox_end;

	/* of the thread */
	struct queue queue;
	struct flight flying; /* head of a ring */
	size_t n_flying;
	CURL **idle; /* handles to use again */
	size_t n_idle;
	struct pace pace;
	struct refusals refusals;
	uint64_t order, random;
	int64_t polled_at;
};

void *client_run(void *client);

/* dispatch.c: a flight until it flies */

/* Takes it in from the inbox. */
void client_accept(struct net_client *client, struct flight *flight);
/* Puts it in the queue, until start_at at least. */
void client_wait(struct net_client *client, struct flight *flight);
/* Sends what may be sent now; the time at which more may be. */
int64_t client_dispatch(struct net_client *client, int64_t now);

/* landed.c: a transfer has ended */
void client_landed(struct net_client *client, struct flight *flight, CURLcode code);

/* ends.c: how flights end, and those that end before their time */

/* Keeps its handle for another one. */
void client_release(struct net_client *client, struct flight *flight);
/* Takes it off the list of those that fly. */
void client_ground(struct net_client *client, struct flight *flight);
/* Tells usage, calls done, frees it.  It must be in no list any more. */
void client_end(struct net_client *client, struct flight *flight, const struct dt_error *err);
/* Would it start too late, for its own time or for max_wait? */
bool client_too_late(const struct net_client *client, const struct flight *flight, int64_t when,
		     int64_t now);
/* Ends it with its last error, or since the service wants a pause of wait_ms. */
void client_give_up(struct net_client *client, struct flight *flight, int64_t wait_ms);
/* Would more requests of the job be refused just so? */
bool client_is_refusal(const struct flight *flight, const struct dt_error *err);
/* Ends those of its job that wait. */
void client_remember(struct net_client *client, const struct flight *flight,
		     const struct dt_error *err);
/* Ends those whose job is cancelled, or whose time is over while they wait. */
void client_poll(struct net_client *client, int64_t now);
/* Ends all. */
void client_abandon(struct net_client *client);

#endif
