/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * limits.h - how often somebody may ask.
 *
 * A bucket that fills evenly: so many requests a minute, and as many at once as it holds.  Kept as
 * one number, the time at which the bucket would be full again (the generic cell rate algorithm of
 * ATM Forum TM 4.1), so that threads need no lock.
 */
#ifndef DT_SERVE_LIMITS_H
#define DT_SERVE_LIMITS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct limit {
	int64_t every_us; /* one request; 0: no bound */
	int64_t room_us;  /* what may be borrowed from the time to come */
	_Atomic int64_t full_us;
};

/* per_minute 0: no bound; burst 0: as many as a minute has. */
void limit_init(struct limit *limit, unsigned per_minute, unsigned burst);
/* Takes one at now (monotonic, microseconds); false: none is there, for *wait_us. */
bool limit_take(struct limit *limit, int64_t now, int64_t *wait_us);
/* What was used so far counts on. */
void limit_continue(struct limit *limit, const struct limit *before);

#endif
