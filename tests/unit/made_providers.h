/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * made_providers.h - a profile over providers that do what a test says, and batches through it.
 *
 * A test makes its providers, opens the profile, and asks.  All of it is for one test at a time.
 */
#ifndef DT_TESTS_MADE_PROVIDERS_H
#define DT_TESTS_MADE_PROVIDERS_H

#include "plugins/translate/route/profile.h"

enum { MADE_MOST_CALLS = 4000 };

/* A provider that does what the test says. */
struct made {
	const char *name;
	uint32_t flags;
	bool computes;	    /* has no start */
	bool mute;	    /* well, but without an answer */
	uint32_t fails;	    /* enum dt_failure */
	uint32_t fail_next; /* only so many times; 0: always */
	dt_status status;   /* of a failure; 0: as its kind is */
	uint32_t retry_ms;
	uint32_t takes_ms; /* by a thread of its own */
	double usd, is_usd;
	atomic_uint calls, inside, most_inside;
	pthread_t last_thread;
	uint32_t time_ms; /* as told in the last batch */
	struct dt_translator translator;
};

extern struct made made[4];
extern pthread_mutex_t made_lock; /* what a provider does may change under it */
extern struct made *made_order[MADE_MOST_CALLS]; /* who was called, in turn */
extern uint32_t n_made_orders;
extern atomic_bool made_cancelled, made_winding; /* what the host says */
extern atomic_uint n_made_notes;
extern char last_made_note[500];
extern struct profile_options made_options;
extern struct dt_call made_call; /* self: the profile */

/* A fixture. */
void made_begin(void);
void made_end(void);
/* One more, to be filled in. */
struct made *made_provider(const char *name);
/* The profile over all of them. */
void made_open(void);
void made_nap(uint32_t ms);

/* A batch of two texts on its way; members of batch may be set before. */
struct sent {
	struct dt_batch batch;
	uint32_t answers;
	const char *by;
	double usd;
	struct dt_error err;
	pthread_mutex_t lock;
	pthread_cond_t over;
	uint32_t done;
};

void sent_start(struct sent *sent);
void sent_await(struct sent *sent);
/* Both, and who has answered; the sentence when nobody does. */
const char *sent_ask(struct sent *sent);
const char *made_ask(void);

#endif
