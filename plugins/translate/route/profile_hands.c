/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The threads of a profile, begun when the first batch needs one and joined in close: hands for
 * providers that compute on the caller's thread, and one that watches the batches that wait.
 */
#include "config.h"

#include "profile.h"

#include <signal.h>
#include <time.h>

enum { WATCH_MS = 50 /* between looks at whether a job was cancelled */ };

static void push(struct queue *queue, struct attempt *attempt)
{
	attempt->next = NULL;
	if (!queue->first)
		queue->last = &queue->first;
	*queue->last = attempt;
	queue->last = &attempt->next;
}

static struct attempt *pop(struct queue *queue)
{
	struct attempt *attempt = queue->first;

	if (attempt)
		queue->first = attempt->next;
	return attempt;
}

/* Signals are for the program's own threads. */
static bool begin_thread(pthread_t *thread, void *(*work)(void *), struct profile_self *self)
{
	sigset_t all, before;
	bool begun;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	begun = pthread_create(thread, NULL, work, self) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return begun;
}

/* ---- hands ------------------------------------------------------------------------ */

static void *work(void *ctx)
{
	struct profile_self *self = ctx;
	struct attempt *attempt;

	pthread_mutex_lock(&self->lock);
	while (!self->closing) {
		attempt = pop(&self->to_do);
		if (!attempt) {
			self->idle++;
			pthread_cond_wait(&self->work, &self->lock);
			self->idle--;
			continue;
		}
		self->n_to_do--;
		pthread_mutex_unlock(&self->lock);
		profile_hand_over(attempt);
		pthread_mutex_lock(&self->lock);
	}
	pthread_mutex_unlock(&self->lock);
	return NULL;
}

bool profile_give_to_hands(struct attempt *attempt)
{
	struct profile_self *self = attempt->self;
	bool given;

	pthread_mutex_lock(&self->lock);
	if (self->n_to_do >= self->idle && self->n_hands < self->most_hands &&
	    begin_thread(&self->hands[self->n_hands], work, self))
		self->n_hands++;
	given = self->n_hands > 0;
	if (given) {
		push(&self->to_do, attempt);
		self->n_to_do++;
		pthread_cond_signal(&self->work);
	}
	pthread_mutex_unlock(&self->lock);
	return given;
}

/* ---- those who wait ---------------------------------------------------------------- */

static void nap(struct profile_self *self)
{
	struct timespec until;

	if (!self->waiting.first) {
		pthread_cond_wait(&self->tick, &self->lock);
		return;
	}
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += WATCH_MS * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000L;
	}
	pthread_cond_timedwait(&self->tick, &self->lock, &until);
}

/* All that wait look again, in the order in which they came; who still has to wait comes back
 * into the queue from within. */
static void *watch(void *ctx)
{
	struct profile_self *self = ctx;
	struct attempt *attempt, *next;

	pthread_mutex_lock(&self->lock);
	while (!self->closing) {
		attempt = self->waiting.first;
		self->waiting.first = NULL;
		pthread_mutex_unlock(&self->lock);
		for (; attempt; attempt = next) {
			next = attempt->next;
			profile_go_on(attempt);
		}
		pthread_mutex_lock(&self->lock);
		if (!self->closing)
			nap(self);
	}
	pthread_mutex_unlock(&self->lock);
	return NULL;
}

bool profile_let_wait(struct attempt *attempt)
{
	struct profile_self *self = attempt->self;
	bool waits;

	pthread_mutex_lock(&self->lock);
	if (!self->watched)
		self->watched = begin_thread(&self->watch, watch, self);
	waits = self->watched;
	if (waits) {
		if (!self->waiting.first)
			pthread_cond_signal(&self->tick);
		push(&self->waiting, attempt);
	}
	pthread_mutex_unlock(&self->lock);
	return waits;
}

void profile_wake(struct profile_self *self)
{
	pthread_cond_signal(&self->tick);
}

void profile_stop_hands(struct profile_self *self)
{
	pthread_mutex_lock(&self->lock);
	self->closing = true;
	pthread_cond_broadcast(&self->work);
	pthread_cond_broadcast(&self->tick);
	pthread_mutex_unlock(&self->lock);
	for (uint32_t i = 0; i < self->n_hands; i++)
		pthread_join(self->hands[i], NULL);
	if (self->watched)
		pthread_join(self->watch, NULL);
}
