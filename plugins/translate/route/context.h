/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * context.h - what a model is told of the place where the texts of a batch stand: the title of the
 * document, the section, the text before and behind.  Of this page alone, and nothing that hangs
 * on who asked first: the same document gives the same requests.
 */
#ifndef ROUTE_CONTEXT_H
#define ROUTE_CONTEXT_H

#include "batch.h"

/* Fills in context, before and after of .given. */
void context_fill(struct batch *batch);

#endif /* ROUTE_CONTEXT_H */
