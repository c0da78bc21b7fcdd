/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * weigh.h - how many tokens a text is, about: so that batches are neither small, which costs
 * prompts, nor so large that a model loses count.
 */
#ifndef ROUTE_WEIGH_H
#define ROUTE_WEIGH_H

#include "ask.h"

/* Tokens of a request without a text, by the translator's own count; 0: it has none. */
uint64_t weigh_prompt(const struct asking *asking);
/* By the translator's own count where it has one, else by a rule of thumb; at least 1. */
uint32_t weigh_text(const struct asking *asking, const struct text *markup);

#endif /* ROUTE_WEIGH_H */
