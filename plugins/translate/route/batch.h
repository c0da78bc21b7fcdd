/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * batch.h - texts on their way to a translator, all at once.
 *
 * A batch has room for all texts of an asking and is used for one part of them after the other;
 * the caller fills asks, texts, ids and budgets up to n.  What comes back is judged at once: an
 * ask is good, or has the reason why not.
 */
#ifndef ROUTE_BATCH_H
#define ROUTE_BATCH_H

#include "ask.h"

/* One batch on its way: answers come from any thread, each to its own place. */
struct batch {
	struct ask **asks;
	struct text *answers;
	const char **texts, **ids;
	uint32_t *budgets;
	uint32_t n, room;
};

/* False without memory; free it then, too. */
bool batch_room(struct batch *batch, uint32_t n);
void batch_free(struct batch *batch);
/* Hands over what is in the batch, if anything, judges the answers and empties it.  An error means
 * that it is of no use to ask for other texts. */
dt_status batch_flush(struct asking *asking, struct batch *batch, struct dt_error *err);

/* Is the answer any good?  It becomes the ask's. */
void batch_judge(const struct asking *asking, struct ask *ask, struct text *answer);

#endif /* ROUTE_BATCH_H */
