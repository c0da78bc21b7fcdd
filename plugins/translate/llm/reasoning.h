/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * reasoning.h - what a model says to itself before it answers: it must never become text.
 */
#ifndef LLM_REASONING_H
#define LLM_REASONING_H

#include <stdbool.h>
#include <stddef.h>

/* Moves *at behind reasoning that a text begins with: <think>...</think> and its kin.  All of the
 * text when the reasoning never ends. */
void reasoning_skip(const char **at, const char *end);
/* Behind the last mark that ends reasoning, for replies whose beginning of it was part of the
 * prompt; NULL: there is none. */
const char *reasoning_end(const char *at, const char *end);

#endif /* LLM_REASONING_H */
