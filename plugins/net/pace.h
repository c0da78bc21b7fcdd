/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pace.h - when the next request may be sent.
 *
 * Four things bound it, and the strictest one decides:
 *   - the window: how many may be on their way at once.  It begins at half of what the options
 *     allow (not below 8), grows by one with each answer until the service first complains, then
 *     by one a round; a complaint (429, timeout) halves it, once for all requests that were on
 *     their way then (additive increase, multiplicative decrease: Chiu and Jain 1989);
 *   - two buckets, of requests and of tokens a minute: no more than a minute's share is sent
 *     within any 60 s, and never more than three seconds' worth at once;
 *   - what the service tells to be left of its own limits, filled again at the rate that its
 *     time of reset implies;
 *   - a pause that it asked for.
 *
 * Times are milliseconds of a clock that never goes back; the caller reads it.  One thread.
 */
#ifndef NET_PACE_H
#define NET_PACE_H

#include "limits.h"
#include "options.h"

struct pace_bucket {
	double most, level, a_ms; /* most 0: no bound */
	int64_t at;
};

struct pace_told {
	bool known;
	double left, a_ms;
	int64_t at, reset_at;
};

struct pace {
	uint32_t most, in_flight;
	double window;
	bool complained;
	int64_t cut_at, paused_until;
	struct pace_bucket requests, tokens;
	struct pace_told told[LIMIT_KINDS];
};

enum pace_end {
	PACE_GOOD,	/* answered */
	PACE_COMPLAINT, /* too many requests, or no answer in time */
	PACE_OTHER	/* says nothing of how much the service bears */
};

#define PACE_WHEN_BACK INT64_MAX

void pace_init(struct pace *pace, const struct net_options *options, int64_t now);
/* The time from which a request of so many tokens may be sent, not after now: at once;
 * PACE_WHEN_BACK: when another one has ended. */
int64_t pace_when(struct pace *pace, uint32_t tokens, int64_t now);
/* The same of what the service itself asks for, without the bounds of the options. */
int64_t pace_held(const struct pace *pace, uint32_t tokens, int64_t now);
void pace_sent(struct pace *pace, uint32_t tokens, int64_t now);
/* A request that was sent at sent_at has ended. */
void pace_back(struct pace *pace, int64_t sent_at, enum pace_end end, int64_t now);
void pace_pause(struct pace *pace, int64_t until);
/* What an answer told of the service's own limits. */
void pace_tell(struct pace *pace, const struct limit *limits, int64_t now);

#endif
