/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * rounds.h - asking again for what has no good answer.
 *
 * All texts are asked for once.  The bad ones come together in new batches that say what was
 * wrong; then another translator is asked, where the one that is asked has several; then the same
 * one some more times, as long as repairs are few; then styles and links are left out; and a few
 * are asked for alone at the end.  Batches that are too long for
 * the translator are halved on the way, and a text that is too long alone is cut into sentences.
 * So faults of some answers cost some more requests, not as many again.
 */
#ifndef ROUTE_ROUNDS_H
#define ROUTE_ROUNDS_H

#include "ask.h"

/* All rounds for the asks that are open.  Those that are open afterwards got no good answer.  An
 * error means that it is of no use to ask for other texts. */
dt_status rounds_run(struct asking *asking, struct dt_error *err);

struct flight;
/* Adds batches of all these to a flight, by its round and the bounds of its asking; false without
 * memory. */
bool rounds_fill(struct flight *flight, struct ask *const *asks, uint32_t n);

#endif /* ROUTE_ROUNDS_H */
