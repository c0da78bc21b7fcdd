/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * service.h - what a job knows of the translator that it asks, and what came of asking.
 *
 * All pages see at once that nobody will answer any more: after a failure that is for good (no
 * key, no account, no such model), or after several in a row.  Batches that were on their way
 * together and failed together count as one: only a failure of a batch that was started after the
 * last one that counts is one more.  Its own lock inside; any thread.
 */
#ifndef ROUTE_SERVICE_H
#define ROUTE_SERVICE_H

#include "ask.h"

enum service_state {
	SERVICE_ASK,  /* go on */
	SERVICE_DEAD, /* failed: no more requests in this job */
	SERVICE_OVER  /* the job, or this page, ends soon with what it has */
};

enum round { ROUND_FIRST, ROUND_AGAIN, ROUND_ANOTHER, ROUND_PLAIN, ROUND_ALONE, ROUND_COUNT };

struct service *service_new(void);	    /* NULL without memory */
void service_free(struct service *service); /* takes NULL */

enum service_state service_state(struct service *service, const struct dt_call *call);
/* Why it is dead, into room. */
void service_words(struct service *service, char *room, size_t size);

/* A batch is handed over: a ticket for service_over. */
uint32_t service_start(struct service *service, enum round round);
/* It is over; err as the translator left it. */
void service_over(struct service *service, uint32_t ticket, const struct dt_error *err);

/* May a page ask once more for what is bad?  Not when a job's repairs get many. */
bool service_may_repeat(struct service *service);
/* May so many requests be made for texts that are alone?  Counts them then. */
bool service_may_ask_alone(struct service *service, uint32_t n);

/* An ask has ended: good in that round, or without an answer since nobody was asked. */
void service_count_good(struct service *service, enum round round);
void service_count_missing(struct service *service);
/* Could all be asked for, so far? */
bool service_was_there(struct service *service, const struct dt_call *call);
/* Asked for, and got no good answer; why. */
void service_count_bad(struct service *service, const char *why);

/* What the report must tell of the job as a whole.  An error when nobody answered anything. */
dt_status service_tell(struct service *service, const struct dt_call *call, struct dt_error *err);

#endif /* ROUTE_SERVICE_H */
