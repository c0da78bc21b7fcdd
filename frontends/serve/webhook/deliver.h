/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * deliver.h - sends what is due of the webhooks, again and again until it is taken.
 *
 * One thread, many deliveries at once.  What is due is leased from the records: of two servers on
 * the same records one sends it, and what a server held when it died is due again when its lease
 * ends.  2xx: delivered.  404, 410: given up.  Anything else, redirects too: again after
 * min(900, 2^n) s times 0.5 to 1.5, or when Retry-After says so (an hour at most), up to
 * max_attempts.  Each attempt carries the same webhook-id, a timestamp and signature of its own.
 * Whatever an attempt came to is written down in the records (status, a sentence).
 *
 * Proxies of the environment are not used: the address that is checked is the one connected to.
 */
#ifndef DT_SERVE_DELIVER_H
#define DT_SERVE_DELIVER_H

#include "address.h"

#include <doctranslate/records.h>

struct deliver;
struct settings;

/* Where the delivery of a job goes.  Allocated texts: deliver wipes and frees them. */
struct deliver_target {
	char *url;
	char *secret; /* NULL: unsigned */
};

struct deliver_options {
	struct address_rules rules; /* hosts: borrowed, they live as long as the deliver */
	unsigned max_attempts, at_once;
	int64_t timeout_ms, sweep_ms;
	const struct dt_records *records;
	void *store;
	/*
	 * Looks up a job's webhook, on deliver's thread.  DT_E_NOT_FOUND: there is none (any more):
	 * given up with this sentence; other faults (a variable that is not set): tried again.
	 */
	dt_status (*target)(void *ctx, const char *job, struct deliver_target *target,
			    struct dt_error *err);
	void *ctx;
};

/* The rules and times that the settings ask for; records and target are the caller's to set. */
void deliver_options_from(const struct settings *settings, struct deliver_options *options);

struct deliver *deliver_start(const struct deliver_options *options, struct dt_error *err);
/* Of a reload: rules, times and ctx from now on; records and target stay. */
void deliver_change(struct deliver *deliver, const struct deliver_options *options);
/* Something may be due now; any thread, costs nothing. */
void deliver_wake(struct deliver *deliver);
/* Waits grace_ms for what is being sent; the rest is due at once for whoever comes next. */
void deliver_end(struct deliver *deliver, int64_t grace_ms);

#endif
