/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * profile.h - the translator that has others answer: which one first, who next.
 *
 * A batch is handed to one provider after the other, each at most once, until one answers or
 * the failure is one that another provider would not do better with.  When all that could be
 * asked are cooling down the batch waits, for a bounded time, and no thread with it.
 *
 * A provider with start is called where the batch comes from, or from the done of the one
 * before.  One without computes on the thread that calls it: the profile's own hands do
 * that, so that neither a client's thread nor the caller stands still meanwhile.
 *
 * What is known of providers is shared by all jobs: lock guards providers[] (but for name),
 * turn and the two queues.  It is never held while anybody else's code runs.  A struct attempt
 * belongs to one thread at a time: to whoever has it in work.
 */
#ifndef ROUTE_PROFILE_H
#define ROUTE_PROFILE_H

#include "breaker.h"

#include <doctranslate/plugin.h>

#include <pthread.h>
#include <stdatomic.h>

enum { PROFILE_MOST = 64, PROFILE_HANDS = 16, PROFILE_SENTENCE = 200 };

enum profile_strategy { IN_ORDER = 0, IN_TURN, LEAST_LOADED, CHEAPEST };

struct profile_options {
	struct dt_strings providers;
	int64_t strategy; /* enum profile_strategy */
	struct dt_strings fallback_on;
	int64_t max_attempts;
	double min_health_score;
	bool allow_content_filter_fallback;
	int64_t open_after, cooling, longest_cooling, outage, wait;
};

struct provider {
	const char *name;
	struct breaker breaker;
	uint32_t in_flight;
	int64_t asked_at;	     /* ms; 0: never */
	double expected_usd, is_usd; /* of batches that are over, as estimated and as told */
	char said[PROFILE_SENTENCE]; /* with the last failure */
	uint32_t failure;
};

/* What became of a provider's turn in one attempt. */
struct turn {
	dt_status status; /* DT_OK: not asked */
	uint32_t failure;
	char said[PROFILE_SENTENCE];
};

struct attempt {
	struct attempt *next; /* in a queue */
	struct profile_self *self;
	const struct dt_call *call;
	const struct dt_batch *outer; /* as it came */
	struct dt_batch batch;	      /* as it goes on */
	dt_done done;
	void *ctx;
	uint32_t n_turns, at; /* providers asked so far; the one that is asked now */
	bool probe;
	int64_t came, waits_until; /* ms; 0: has not waited yet */
	atomic_uint answers;
	double expected_usd;
	pthread_mutex_t lock; /* of is_usd: a provider tells from any thread */
	double is_usd;
	struct turn turns[]; /* one for each provider */
};

struct queue {
	struct attempt *first, **last;
};

struct profile_self {
	const struct profile_options *options;
	struct breaker_rules rules;
	uint32_t moves; /* bit of each dt_failure after which another one is asked */
	pthread_mutex_t lock;
	pthread_cond_t work;  /* of the hands */
	pthread_cond_t tick;  /* of the one that watches those who wait */
	struct queue to_do;   /* for the hands */
	struct queue waiting; /* until somebody may be asked again */
	pthread_t hands[PROFILE_HANDS], watch;
	uint32_t n_hands, idle, most_hands, n_to_do;
	bool watched, closing;
	uint32_t turn; /* of the strategy IN_TURN */
	uint32_t n;
	struct provider providers[];
};

dt_status profile_check(const void *options, const char **option, struct dt_error *err);
dt_status profile_open(const struct dt_call *call, const void *options, void **self,
		       struct dt_error *err);
void profile_close(void *self);
void profile_start(const struct dt_call *call, const struct dt_batch *batch, dt_done done,
		   void *ctx);
/* The attempt goes to the next provider, waits, or ends. */
void profile_go_on(struct attempt *attempt);
/* Hands it to the provider that was chosen, on this thread. */
void profile_hand_over(struct attempt *attempt);
void profile_end(struct attempt *attempt, const struct dt_error *err);
int64_t profile_clock(void);

/* profile_choice.c */
enum choice { CHOICE_MADE = 0, CHOICE_LATER, CHOICE_NONE };
/* Sets attempt->at and takes the provider for it; with LATER *until is when to look again. */
enum choice profile_choose(struct attempt *attempt, int64_t *until);

/* profile_hands.c: false when there is no thread for it. */
bool profile_give_to_hands(struct attempt *attempt);
bool profile_let_wait(struct attempt *attempt);
/* Somebody may be asked again: those who wait look now. */
void profile_wake(struct profile_self *self);
void profile_stop_hands(struct profile_self *self);

/* profile_words.c */
/* All providers of the attempt, and what each said. */
void profile_all_failed(struct attempt *attempt, struct dt_error *err);

#endif /* ROUTE_PROFILE_H */
