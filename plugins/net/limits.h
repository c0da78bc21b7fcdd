/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * limits.h - what the headers of an answer tell of a service's limits.
 *
 * Retry-After in seconds or as a date (RFC 9110, 10.2.3), retry-after-ms and x-ms-retry-after-ms
 * of Azure; x-ratelimit-{limit,remaining,reset}[-requests,-tokens] with times such as "1s",
 * "6m0s", "120ms", seconds, or a moment since 1970; anthropic-ratelimit-*, whose times are dates
 * of RFC 3339.  Pure functions, any thread.
 */
#ifndef NET_LIMITS_H
#define NET_LIMITS_H

#include "client.h"

enum { LIMIT_REQUESTS = 0, LIMIT_TOKENS, LIMIT_KINDS };

struct limit {
	bool known;	  /* left is told, and when it is full again */
	double most;	  /* 0: not told */
	double left;
	int64_t reset_ms; /* from now */
};

/* Fills limits[LIMIT_KINDS].  wall: now, in milliseconds since 1970. */
void limits_read(const struct net_reply *reply, int64_t wall, struct limit *limits);
/* Milliseconds that the answer asks to wait; -1: it does not. */
int64_t limits_retry_after(const struct net_reply *reply, int64_t wall);
/* "6m0s", "1.5" (seconds), "120ms"; -1: is none. */
int64_t limits_duration(const char *text);
/* Milliseconds since 1970 of a date of HTTP or of RFC 3339; -1: is none. */
int64_t limits_date(const char *text);

#endif
