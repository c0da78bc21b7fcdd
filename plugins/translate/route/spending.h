/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * spending.h - the bound of a job's money or tokens (its parameter "budget").
 *
 * Before a batch is handed over its estimate is reserved; when it is over the reservation goes
 * and what was really used stands in the job's usage, whichever stage has asked.  Used and
 * reserved together never pass the bound.  Estimates can be too low: how much more the batches
 * so far have used than was thought, and the worst of them, is added to the next ones, and before
 * anything is known half as much again.  A batch that does not fit waits while others are on their
 * way, since these may use less than was reserved; when none is, it is refused, and all later ones.
 *
 * Its own lock inside; any thread.
 */
#ifndef ROUTE_SPENDING_H
#define ROUTE_SPENDING_H

#include <doctranslate/plugin.h>

struct spending;

/* Of one batch, in the unit of the bound. */
struct expense {
	double reserved; /* 0: nothing */
	double expected; /* as estimated, for one translator */
	double used;	 /* as told, by whoever is asked: see spending_add */
	double lost;	 /* of used: by those that have failed at it */
};

/* *spending is NULL when the job has no budget.  DT_E_CONFIG: it is none, or the translator (NULL:
 * the job's) is paid and its price in this unit cannot be known. [job] */
dt_status spending_begin(const struct dt_call *call, const char *translator,
			 struct spending **spending, struct dt_error *err);
void spending_end(struct spending *spending); /* takes NULL */
/* Only so much of the bound is for who asks: 0 to 1.  Takes NULL. [job, before the first batch] */
void spending_share(struct spending *spending, double share);

/* Reserves what the batch will use; may wait.  DT_E_REFUSED with DT_FAILURE_BUDGET: it must not be
 * sent.  spending may be NULL, here and below. */
dt_status spending_reserve(struct spending *spending, const struct dt_call *call,
			   const char *translator, const struct dt_batch *batch,
			   struct expense *expense, struct dt_error *err);
/* For what the job can do without: reserves it when that fits now, refuses nothing else. */
bool spending_take(struct spending *spending, const struct dt_call *call,
		   const struct dt_usage *estimate, struct expense *expense);
/* Is the bound in money, so that prices must be known? */
bool spending_is_money(const struct spending *spending);
/* The translator has told what the batch has used (dt_batch.used). */
void spending_add(struct spending *spending, struct expense *expense, const struct dt_usage *usage);
/* One translator has failed at it, another one is to be asked: what the first one has used is gone,
 * so the batch is reserved anew.  False: that does not fit.  Does not wait. */
bool spending_again(struct spending *spending, const struct dt_call *call, struct expense *expense);
/* The batch is over. */
void spending_settle(struct spending *spending, struct expense *expense);

#endif /* ROUTE_SPENDING_H */
