/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * context.h - what a model is told of the place where the texts of a batch stand: the title of the
 * document, the section, the text before and behind; and of how something like it was translated
 * before.  Of this page alone, and nothing that hangs on who asked first: the same document and
 * memory give the same requests.
 */
#ifndef ROUTE_CONTEXT_H
#define ROUTE_CONTEXT_H

#include "batch.h"

/* Fills in context, before, after and similar of .given. */
void context_fill(struct batch *batch);

#endif /* ROUTE_CONTEXT_H */
