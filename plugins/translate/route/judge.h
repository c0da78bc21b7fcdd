/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * judge.h - is an answer any good?
 *
 * A bad one is not used.  A doubtful one is asked for again once, with what is wrong, when the
 * translator understands that; the next one is used then, with a warning.
 */
#ifndef ROUTE_JUDGE_H
#define ROUTE_JUDGE_H

#include "ask.h"

enum verdict { VERDICT_GOOD, VERDICT_DOUBTFUL, VERDICT_BAD };

/* Reads an answer into .target of the ask; what is wrong is written to why, as the end of a
 * sentence "the answer has ...". */
enum verdict judge_answer(const struct asking *asking, struct ask *ask, const struct text *answer,
			  char *why, size_t size);

/* Is the answer to be used?  It is accepted then, and settled in the memo; else .problem, .reason
 * and maybe .spare say what came.  Takes what answer holds. */
void judge_take(const struct asking *asking, struct ask *ask, struct text *answer, uint32_t round);
/* A doubtful answer has to do. */
void judge_take_spare(const struct asking *asking, struct ask *ask, uint32_t round);

#endif /* ROUTE_JUDGE_H */
