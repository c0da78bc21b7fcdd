/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * breaker.h - is it of use to ask this provider now?
 *
 * A circuit breaker (M. Nygard, Release It!) and a moving share of successes.  Closed: asked.
 * After some failures in a row, or one that says "later", it opens: nobody asks for a while.
 * Then one batch is let through (the probe); it closes the breaker again, or opens it for
 * twice as long.  What waiting does not mend (the key, the account, the model) also bars the
 * job that has seen it for good, while a later job asks again, once, after minutes.
 *
 * Plain data and a clock that the caller brings (milliseconds, never backwards): the caller
 * has the lock.  Zero is a closed breaker of a provider that nobody has asked yet.
 */
#ifndef ROUTE_BREAKER_H
#define ROUTE_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

struct breaker_rules {
	uint32_t open_after; /* failures in a row */
	int64_t cooling;     /* ms, of the first time */
	int64_t longest;     /* ms; doubling ends here */
	int64_t outage;	     /* ms, of what waiting does not mend */
};

struct breaker {
	uint32_t in_a_row; /* failures */
	bool open, probing;
	int64_t until;	 /* while open: nobody asks before */
	int64_t cooling; /* how long it was open last, 0: never */
	char barred[40]; /* the job that has no use of asking again; "": none */
	uint32_t seen;	 /* batches with a result, up to a bound */
	double lost;	 /* moving share of failures */
};

enum breaker_answer {
	BREAKER_ASK = 0,
	BREAKER_PROBE, /* ask, with this batch alone */
	BREAKER_LATER, /* not before breaker_opens_at, or until the probe is back */
	BREAKER_NEVER  /* not in this job */
};

enum breaker_answer breaker_look(const struct breaker *breaker, const char *job, int64_t now);
/* A batch goes out as the probe. */
void breaker_probe(struct breaker *breaker);
/* It came back.  probe: the one that breaker_probe was called for. */
void breaker_good(struct breaker *breaker, bool probe);
/* The failure says nothing of the provider: the text's fault, the job was cancelled. */
void breaker_even(struct breaker *breaker, bool probe);
/* at_once: it said itself "later" (wait: how long at least, ms, or 0).  True: has just opened. */
bool breaker_bad(struct breaker *breaker, const struct breaker_rules *rules, bool probe,
		 bool at_once, int64_t wait, int64_t now);
/* Waiting does not mend it.  True: has just opened. */
bool breaker_out(struct breaker *breaker, const struct breaker_rules *rules, bool probe,
		 const char *job, int64_t now);
/* 0..1; 1 before anything is known. */
double breaker_health(const struct breaker *breaker);

#endif /* ROUTE_BREAKER_H */
