/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * hub.h - who listens to which job, and the last events of the jobs that run here.
 *
 * A topic is one job that somebody listens to or that runs here.  It knows how far the job's events
 * are written, and keeps the texts of the last ones; what it has not, a subscription reads from the
 * records.  A subscription goes by sequence number alone: the next one, never another.
 *
 * Events are published after they are written.  Publishing only marks who is to be woken;
 * hub_wake calls them, with no lock held.
 */
#ifndef DT_SERVE_HUB_H
#define DT_SERVE_HUB_H

#include "jobs.h"

struct hub;
struct topic;

struct hub *hub_new(const struct dt_records *records, void *store);
void hub_free(struct hub *hub); /* no subscription is left */

/* The topic of a job that begins to run here; events up to sequence are written. */
struct topic *hub_open(struct hub *hub, const char *id, uint64_t sequence);
void hub_close(struct hub *hub, struct topic *topic);
/* Sequences first, first + 1, ...; last: the job is over with the last of them (n may be 0). */
void hub_publish(struct hub *hub, struct topic *topic, uint64_t first, const char *const *events,
		 size_t n, bool last);
/* The records say so of a job that somebody may listen to. */
void hub_tell(struct hub *hub, const char *id, uint64_t sequence, bool over);
/* Is no more: who listens is told that nothing will come. */
void hub_gone(struct hub *hub, const char *id);
/* Calls who has something to take. */
void hub_wake(struct hub *hub);

/* Ids of jobs that somebody listens to, that do not run here and are not over: NULL-terminated,
 * the caller frees with hub_free_ids.  NULL: none. */
char **hub_elsewhere(struct hub *hub);
void hub_free_ids(char **ids);

struct subscription *hub_subscribe(struct hub *hub, const char *id, uint64_t after,
				   void (*wake)(void *ctx), void *ctx, struct dt_error *err);

#endif
