/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "config.h"

#include "work.h"

#include <stdlib.h>

#define MOST_WAITING 4096

struct work {
	pthread_mutex_t lock;
	pthread_cond_t some;
	struct exchange *first, *last;
	unsigned waiting, n_threads;
	bool ending;
	pthread_t threads[];
};

static struct exchange *next_exchange(struct work *work)
{
	struct exchange *exchange;

	pthread_mutex_lock(&work->lock);
	while (!work->first && !work->ending)
		pthread_cond_wait(&work->some, &work->lock);
	exchange = work->first;
	if (exchange) {
		work->first = exchange->next_work;
		if (!work->first)
			work->last = NULL;
		work->waiting--;
	}
	pthread_mutex_unlock(&work->lock);
	return exchange;
}

static void *run(void *ctx)
{
	struct exchange *exchange;

	while ((exchange = next_exchange(ctx))) {
		struct MHD_Connection *mhd = exchange->mhd;

		exchange->work(exchange, exchange->work_ctx);
		if (exchange->stage == STAGE_WORKING) {
			if (!exchange->reply.kind)
				exchange_fail(exchange, 500, "internal_error", NULL,
					      "the request was not answered");
			exchange->stage = STAGE_ANSWERED;
		}
		MHD_resume_connection(mhd); /* the exchange is the daemon's again */
	}
	return NULL;
}

struct work *work_new(unsigned threads, struct dt_error *err)
{
	struct work *work = calloc(1, sizeof(*work) + threads * sizeof(*work->threads));

	if (!work) {
		dt_fail(err, DT_E_SYSTEM, "out of memory for a pool of threads");
		return NULL;
	}
	pthread_mutex_init(&work->lock, NULL);
	pthread_cond_init(&work->some, NULL);
	for (; work->n_threads < threads; work->n_threads++)
		if (pthread_create(&work->threads[work->n_threads], NULL, run, work) != 0) {
			dt_fail(err, DT_E_SYSTEM, "a thread of the work pool does not start");
			work_end(work);
			work_free(work);
			return NULL;
		}
	return work;
}

bool work_add(struct work *work, struct exchange *exchange)
{
	bool taken;

	exchange->next_work = NULL;
	pthread_mutex_lock(&work->lock);
	taken = !work->ending && work->waiting < MOST_WAITING;
	if (taken) {
		if (work->last)
			work->last->next_work = exchange;
		else
			work->first = exchange;
		work->last = exchange;
		work->waiting++;
		pthread_cond_signal(&work->some);
	}
	pthread_mutex_unlock(&work->lock);
	return taken;
}

unsigned work_waiting(struct work *work)
{
	unsigned waiting;

	pthread_mutex_lock(&work->lock);
	waiting = work->waiting;
	pthread_mutex_unlock(&work->lock);
	return waiting;
}

void work_end(struct work *work)
{
	unsigned i;

	pthread_mutex_lock(&work->lock);
	work->ending = true;
	pthread_cond_broadcast(&work->some);
	pthread_mutex_unlock(&work->lock);
	for (i = 0; i < work->n_threads; i++)
		pthread_join(work->threads[i], NULL);
	work->n_threads = 0;
}

void work_free(struct work *work)
{
	if (!work)
		return;
	pthread_cond_destroy(&work->some);
	pthread_mutex_destroy(&work->lock);
	free(work);
}
