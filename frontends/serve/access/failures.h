/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * failures.h - wrong tokens, by address.
 *
 * Who tries one after the other is slowed down.  The table has a fixed size: an address takes the
 * place of one whose failures are longest ago.  Of IPv6 a network of 64 bits is one client.  Any
 * thread.
 */
#ifndef DT_SERVE_FAILURES_H
#define DT_SERVE_FAILURES_H

#include <stdbool.h>
#include <stdint.h>

struct failures;

struct failures *failures_new(void);
/* The same once more; each is freed. */
struct failures *failures_share(struct failures *failures);
void failures_free(struct failures *failures);

/* One more of this address; now in microseconds of the monotonic clock. */
void failures_add(struct failures *failures, const char *address, unsigned per_minute, int64_t now);
/* Microseconds until it may try again, 0: at once. */
int64_t failures_wait(struct failures *failures, const char *address, unsigned per_minute,
		      int64_t now);

#endif
